/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform - the header in front of an encrypted frame.
 *
 * Source   [MS-SMB2] 2.2.41, 3.3.5.2.1.1.
 */
#ifndef PROTOCOL_SMB2_TRANSFORM_H
#define PROTOCOL_SMB2_TRANSFORM_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_TRANSFORM_SIZE	52
#define SMB2_TRANSFORM_AAD_AT	20	/* nonce to session id are authenticated */
#define SMB2_TRANSFORM_ENCRYPTED 0x0001

struct smb2_transform {
	uint8_t		 signature[16];
	uint8_t		 nonce[16];
	uint32_t	 size;		/* of the messages, decrypted */
	uint16_t	 flags;
	uint64_t	 session_id;
};

/*
 * `frame' stands behind the header afterwards; what is left of it is exactly
 * `size' bytes, or the frame is refused.
 */
enum ntstatus	smb2_get_transform(struct rd *frame, struct smb2_transform *);
void		smb2_put_transform(struct wr *, const struct smb2_transform *);

#endif
