/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write - WRITE.  A client may let the codec copy its data (put) or write it
 * into the message itself (begin, wr_space, end), as in read.h.
 *
 * Source   [MS-SMB2] 2.2.21, 2.2.22.
 */
#ifndef PROTOCOL_SMB2_WRITE_H
#define PROTOCOL_SMB2_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_WRITEFLAG_WRITE_THROUGH	0x00000001U
#define SMB2_WRITEFLAG_WRITE_UNBUFFERED	0x00000002U

struct smb2_write_req {
	uint64_t	 offset;
	struct smb2_file_id file_id;
	uint32_t	 channel;
	uint32_t	 remaining;
	uint32_t	 flags;
	struct rd	 data;
};

enum ntstatus	smb2_get_write_req(struct rd *msg, struct smb2_write_req *);
void		smb2_put_write_req(struct wr *, const struct smb2_write_req *);
/* All but the data, which the sender puts behind it. */
void		smb2_put_write_head(struct wr *, const struct smb2_write_req *);
size_t		smb2_begin_write_req(struct wr *,
		    const struct smb2_write_req *);	/* ignores data */
void		smb2_end_write_req(struct wr *, size_t begun, size_t n);

enum ntstatus	smb2_get_write_rsp(struct rd *msg, uint32_t *count);
void		smb2_put_write_rsp(struct wr *, uint32_t count);

#endif
