/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oplock - OPLOCK_BREAK: notification, acknowledgement and response have one
 * form.  The lease form is only read: we never grant leases, but a client may
 * acknowledge one that it made up.
 *
 * Source   [MS-SMB2] 2.2.23, 2.2.24, 2.2.25.
 */
#ifndef PROTOCOL_SMB2_OPLOCK_H
#define PROTOCOL_SMB2_OPLOCK_H

#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

struct smb2_oplock_break {
	uint8_t		 level;		/* SMB2_OPLOCK_LEVEL_* */
	struct smb2_file_id file_id;
};

struct smb2_lease_ack {
	uint32_t	 flags;
	struct guid	 key;
	uint32_t	 state;
};

/* Checks StructureSize: 24 in all three messages. */
enum ntstatus	smb2_get_oplock_break(struct rd *msg,
		    struct smb2_oplock_break *);
void		smb2_put_oplock_break(struct wr *,
		    const struct smb2_oplock_break *);

/* Checks StructureSize: SMB2_LEASE_ACK_SIZE. */
enum ntstatus	smb2_get_lease_ack(struct rd *msg, struct smb2_lease_ack *);

#endif
