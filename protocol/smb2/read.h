/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read - READ.  A response is begun, its data written by the caller where it
 * belongs, and ended:
 *
 *	begun = smb2_begin_read_rsp(w);
 *	p = wr_space(w, most);		n = pread(fd, p, most, offset);
 *	smb2_end_read_rsp(w, begun, n);		cuts w back to n bytes
 *
 * Source   [MS-SMB2] 2.2.19, 2.2.20.
 */
#ifndef PROTOCOL_SMB2_READ_H
#define PROTOCOL_SMB2_READ_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_READFLAG_READ_UNBUFFERED	0x01
#define SMB2_READFLAG_REQUEST_COMPRESSED 0x02

#define SMB2_CHANNEL_NONE		0
#define SMB2_CHANNEL_RDMA_V1		1
#define SMB2_CHANNEL_RDMA_V1_INVALIDATE	2

/* Header and fixed part of a response: where its data begins. */
#define SMB2_READ_RSP_DATA	(SMB2_HEADER_SIZE + 16)

struct smb2_read_req {
	uint8_t		 flags;
	uint32_t	 length;
	uint64_t	 offset;
	struct smb2_file_id file_id;
	uint32_t	 minimum;
	uint32_t	 channel;
	uint32_t	 remaining;
};

enum ntstatus	smb2_get_read_req(struct rd *msg, struct smb2_read_req *);
void		smb2_put_read_req(struct wr *, const struct smb2_read_req *);

size_t		smb2_begin_read_rsp(struct wr *);
void		smb2_end_read_rsp(struct wr *, size_t begun, size_t n);
enum ntstatus	smb2_get_read_rsp(struct rd *msg, struct rd *data);

#endif
