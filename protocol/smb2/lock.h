/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lock - the request of LOCK.
 *
 * Errors   a count of 0 is NT_INVALID_PARAMETER, and so are elements that do
 *          not fit the message; which flags go together is for the server.
 * Source   [MS-SMB2] 2.2.26.
 */
#ifndef PROTOCOL_SMB2_LOCK_H
#define PROTOCOL_SMB2_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_LOCKFLAG_SHARED_LOCK	0x00000001U
#define SMB2_LOCKFLAG_EXCLUSIVE_LOCK	0x00000002U
#define SMB2_LOCKFLAG_UNLOCK		0x00000004U
#define SMB2_LOCKFLAG_FAIL_IMMEDIATELY	0x00000010U

struct smb2_lock {
	uint64_t	 offset;
	uint64_t	 length;
	uint32_t	 flags;
};

struct smb2_lock_req {
	uint16_t	 count;
	uint32_t	 sequence;	/* LockSequenceNumber and -Index */
	struct smb2_file_id file_id;
	struct rd	 locks;		/* for smb2_next_lock() */
};

enum ntstatus	smb2_get_lock_req(struct rd *msg, struct smb2_lock_req *);
bool		smb2_next_lock(struct rd *locks, struct smb2_lock *);
/* Takes its elements from `locks', not from the view in the request. */
void		smb2_put_lock_req(struct wr *, const struct smb2_lock_req *,
		    const struct smb2_lock *locks);

#endif
