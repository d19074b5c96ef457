/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error - the ERROR response.  The status itself is in the header.
 *
 * In 3.1.1 error data is wrapped in a context; without data there is one
 * byte all the same, since StructureSize says 9.
 *
 * Source   [MS-SMB2] 2.2.2.
 */
#ifndef PROTOCOL_SMB2_ERROR_H
#define PROTOCOL_SMB2_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_ERROR_STRUCTURE_SIZE	9
#define SMB2_ERROR_ID_DEFAULT		0x00000000U
#define SMB2_ERROR_ID_SHARE_REDIRECT	0x72645253U

void		smb2_put_error(struct wr *);
/* STATUS_BUFFER_TOO_SMALL says how many bytes would do. */
void		smb2_put_error_size(struct wr *, uint16_t dialect,
		    uint32_t needed);
/* `data' without the wrapping; empty if there is none. */
enum ntstatus	smb2_get_error(struct rd *msg, struct rd *data);

#endif
