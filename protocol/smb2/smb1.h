/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smb1 - the one message of SMB 1 that we understand: the negotiate by which
 * a client asks whether the server speaks SMB 2.
 *
 * Source   [MS-SMB2] 2.2.1, 3.3.5.3; [MS-CIFS] 2.2.3.1, 2.2.4.52.1.
 */
#ifndef PROTOCOL_SMB2_SMB1_H
#define PROTOCOL_SMB2_SMB1_H

#include <stdbool.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

struct smb2_smb1_negotiate {
	bool	 smb2_002;	/* "SMB 2.002": answer with dialect 2.0.2 */
	bool	 smb2_any;	/* "SMB 2.???": answer with SMB2_DIALECT_ANY */
};

/* The whole frame; NT_INVALID_PARAMETER for anything else of SMB 1. */
enum ntstatus	smb2_get_smb1_negotiate(struct rd frame,
		    struct smb2_smb1_negotiate *);
void		smb2_put_smb1_negotiate(struct wr *,
		    const struct smb2_smb1_negotiate *);

#endif
