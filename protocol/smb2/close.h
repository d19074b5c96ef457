/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * close - CLOSE and the request of FLUSH.
 *
 * Source   [MS-SMB2] 2.2.15-2.2.17.
 */
#ifndef PROTOCOL_SMB2_CLOSE_H
#define PROTOCOL_SMB2_CLOSE_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB	0x0001

struct smb2_close_req {
	uint16_t	 flags;
	struct smb2_file_id file_id;
};

struct smb2_close_rsp {
	uint16_t	 flags;		/* without the flag all below is 0 */
	uint64_t	 creation_time;
	uint64_t	 last_access_time;
	uint64_t	 last_write_time;
	uint64_t	 change_time;
	uint64_t	 allocation_size;
	uint64_t	 end_of_file;
	uint32_t	 attributes;
};

enum ntstatus	smb2_get_close_req(struct rd *msg, struct smb2_close_req *);
enum ntstatus	smb2_get_close_rsp(struct rd *msg, struct smb2_close_rsp *);
void		smb2_put_close_req(struct wr *, const struct smb2_close_req *);
void		smb2_put_close_rsp(struct wr *, const struct smb2_close_rsp *);

enum ntstatus	smb2_get_flush_req(struct rd *msg, struct smb2_file_id *);
void		smb2_put_flush_req(struct wr *, const struct smb2_file_id *);

#endif
