/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fsctl - what IOCTL can be asked: one row each in op_ioctl.c, handlers there
 * or in a file of their own.
 *
 * A handler writes its output behind req->w and returns; fsctl_done() ends one
 * that returned NT_LATER.  `begun' of the answer is kept by op_ioctl.c.
 */
#ifndef SERVER_SMB_FSCTL_H
#define SERVER_SMB_FSCTL_H

#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/status.h"

struct request;

enum ntstatus	fsctl_copychunk(struct request *,
		    const struct smb2_ioctl_req *);
enum ntstatus	fsctl_resume_key(struct request *,
		    const struct smb2_ioctl_req *);
enum ntstatus	fsctl_pipe_transceive(struct request *,
		    const struct smb2_ioctl_req *);
enum ntstatus	fsctl_pipe_wait(struct request *,
		    const struct smb2_ioctl_req *);

/* The answer of a handler that took its time. */
void		fsctl_done(struct request *, enum ntstatus);
/* A fresh answer with room for n bytes of output. */
void		fsctl_reply(struct request *, size_t n);

#endif
