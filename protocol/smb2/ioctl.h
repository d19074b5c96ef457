/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ioctl - IOCTL.  What it carries is in fsctl.h and negotiate.h.
 *
 * A response is begun, its output written behind it, and ended (as in
 * read.h); input is never sent back.
 *
 * Source   [MS-SMB2] 2.2.31, 2.2.32.
 */
#ifndef PROTOCOL_SMB2_IOCTL_H
#define PROTOCOL_SMB2_IOCTL_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_0_IOCTL_IS_FSCTL	0x00000001U

/* Header and fixed part of a response: where its output begins. */
#define SMB2_IOCTL_RSP_DATA	(SMB2_HEADER_SIZE + 48)

struct smb2_ioctl_req {
	uint32_t	 code;		/* FSCTL_* */
	struct smb2_file_id file_id;
	struct rd	 input;
	uint32_t	 max_input;	/* of a response, bytes */
	uint32_t	 max_output;
	uint32_t	 flags;
};

struct smb2_ioctl_rsp {
	uint32_t	 code;
	struct smb2_file_id file_id;
	struct rd	 output;	/* decoded only */
};

enum ntstatus	smb2_get_ioctl_req(struct rd *msg, struct smb2_ioctl_req *);
enum ntstatus	smb2_get_ioctl_rsp(struct rd *msg, struct smb2_ioctl_rsp *);
void		smb2_put_ioctl_req(struct wr *, const struct smb2_ioctl_req *);

size_t		smb2_begin_ioctl_rsp(struct wr *, const struct smb2_ioctl_rsp *);
void		smb2_end_ioctl_rsp(struct wr *, size_t begun);

#endif
