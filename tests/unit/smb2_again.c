/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/smb2_again.h"

#include "protocol/smb2/close.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/lock.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/oplock.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/session.h"
#include "protocol/smb2/simple.h"
#include "protocol/smb2/tree.h"
#include "protocol/smb2/write.h"

#define LOCKS	64		/* more of them are left out */

/* The usual case: a struct, its decoder and its encoder. */
#define AGAIN(what)							\
static enum ntstatus							\
what##_again(struct rd *msg, struct wr *w)				\
{									\
	struct smb2_##what	 v;					\
	enum ntstatus		 status = smb2_get_##what(msg, &v);	\
									\
	if (status == NT_OK)						\
		smb2_put_##what(w, &v);					\
	return status;							\
}

AGAIN(negotiate_req)
AGAIN(negotiate_rsp)
AGAIN(session_setup_req)
AGAIN(session_setup_rsp)
AGAIN(tree_connect_req)
AGAIN(tree_connect_rsp)
AGAIN(close_req)
AGAIN(close_rsp)
AGAIN(read_req)
AGAIN(write_req)
AGAIN(oplock_break)
AGAIN(ioctl_req)
AGAIN(query_directory_req)
AGAIN(change_notify_req)
AGAIN(query_info_req)

static enum ntstatus
simple_again(struct rd *msg, struct wr *w)
{
	smb2_put_simple(w);
	return smb2_get_simple(msg);
}

static void
contexts_again(struct rd list, struct wr *w, struct smb2_create_body *body)
{
	enum smb2_context	 kind;
	struct rd		 data;

	while (smb2_next_context(&list, &kind, &data)) {
		if (kind != SMB2_CONTEXT_UNKNOWN)
			smb2_put_context(w, body, kind, &data);
	}
}

static enum ntstatus
create_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_create_req	 req;
	struct smb2_create_body	 body;
	enum ntstatus		 status = smb2_get_create_req(msg, &req);

	if (status == NT_OK) {
		body = smb2_put_create_req(w, &req);
		contexts_again(req.contexts, w, &body);
	}
	return status;
}

static enum ntstatus
create_rsp_again(struct rd *msg, struct wr *w)
{
	struct smb2_create_rsp	 rsp;
	struct smb2_create_body	 body;
	enum ntstatus		 status = smb2_get_create_rsp(msg, &rsp);

	if (status == NT_OK) {
		body = smb2_put_create_rsp(w, &rsp);
		contexts_again(rsp.contexts, w, &body);
	}
	return status;
}

static enum ntstatus
flush_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_file_id	 id;
	enum ntstatus		 status = smb2_get_flush_req(msg, &id);

	smb2_put_flush_req(w, &id);
	return status;
}

static enum ntstatus
read_rsp_again(struct rd *msg, struct wr *w)
{
	struct rd	 data;
	size_t		 begun;
	enum ntstatus	 status = smb2_get_read_rsp(msg, &data);

	begun = smb2_begin_read_rsp(w);
	wr_reader(w, &data);
	smb2_end_read_rsp(w, begun, data.len);
	return status;
}

static enum ntstatus
write_rsp_again(struct rd *msg, struct wr *w)
{
	uint32_t	 count;
	enum ntstatus	 status = smb2_get_write_rsp(msg, &count);

	smb2_put_write_rsp(w, count);
	return status;
}

static enum ntstatus
lock_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_lock_req	 req;
	struct smb2_lock	 locks[LOCKS];
	enum ntstatus		 status = smb2_get_lock_req(msg, &req);
	uint16_t		 n = 0;

	if (status == NT_OK) {
		while (n < LOCKS && smb2_next_lock(&req.locks, &locks[n]))
			n++;
		req.count = n;
		smb2_put_lock_req(w, &req, locks);
	}
	return status;
}

static enum ntstatus
ioctl_rsp_again(struct rd *msg, struct wr *w)
{
	struct smb2_ioctl_rsp	 rsp;
	enum ntstatus		 status = smb2_get_ioctl_rsp(msg, &rsp);
	size_t			 begun;

	begun = smb2_begin_ioctl_rsp(w, &rsp);
	wr_reader(w, &rsp.output);
	smb2_end_ioctl_rsp(w, begun);
	return status;
}

static enum ntstatus
output_again(struct rd *msg, struct wr *w)
{
	struct rd	 output;
	enum ntstatus	 status = smb2_get_output(msg, &output);
	size_t		 begun;

	begun = smb2_begin_output(w);
	wr_reader(w, &output);
	smb2_end_output(w, begun);
	return status;
}

static enum ntstatus
set_info_req_again(struct rd *msg, struct wr *w)
{
	struct smb2_set_info_req req;
	enum ntstatus		 status = smb2_get_set_info_req(msg, &req);
	size_t			 begun;

	begun = smb2_begin_set_info_req(w, &req);
	wr_reader(w, &req.input);
	smb2_end_set_info_req(w, begun);
	return status;
}

static enum ntstatus
set_info_rsp_again(struct rd *msg, struct wr *w)
{
	smb2_put_set_info_rsp(w);
	return smb2_get_set_info_rsp(msg);
}

/* Samba does not wrap error data in a context, whatever the dialect. */
enum ntstatus
smb2_error_again(struct rd *msg, struct wr *w)
{
	struct rd	 data;
	enum ntstatus	 status = smb2_get_error(msg, &data);

	if (data.len == 4)
		smb2_put_error_size(w, SMB2_DIALECT_210, rd_le32(&data));
	else
		smb2_put_error(w);
	return status;
}

static const struct {
	smb2_again_fn	 req, rsp;
} commands[SMB2_COMMAND_COUNT] = {
[SMB2_NEGOTIATE]	= { negotiate_req_again, negotiate_rsp_again },
[SMB2_SESSION_SETUP]	= { session_setup_req_again, session_setup_rsp_again },
[SMB2_LOGOFF]		= { simple_again, simple_again },
[SMB2_TREE_CONNECT]	= { tree_connect_req_again, tree_connect_rsp_again },
[SMB2_TREE_DISCONNECT]	= { simple_again, simple_again },
[SMB2_CREATE]		= { create_req_again, create_rsp_again },
[SMB2_CLOSE]		= { close_req_again, close_rsp_again },
[SMB2_FLUSH]		= { flush_req_again, simple_again },
[SMB2_READ]		= { read_req_again, read_rsp_again },
[SMB2_WRITE]		= { write_req_again, write_rsp_again },
[SMB2_LOCK]		= { lock_req_again, simple_again },
[SMB2_IOCTL]		= { ioctl_req_again, ioctl_rsp_again },
[SMB2_CANCEL]		= { simple_again, NULL },
[SMB2_ECHO]		= { simple_again, simple_again },
[SMB2_QUERY_DIRECTORY]	= { query_directory_req_again, output_again },
[SMB2_CHANGE_NOTIFY]	= { change_notify_req_again, output_again },
[SMB2_QUERY_INFO]	= { query_info_req_again, output_again },
[SMB2_SET_INFO]		= { set_info_req_again, set_info_rsp_again },
[SMB2_OPLOCK_BREAK]	= { oplock_break_again, oplock_break_again },
};

/* StructureSize 9 is that of an error, and of five other responses too. */
static bool
is_error(const struct smb2_header *h, const uint8_t *body)
{
	switch ((enum ntstatus)h->status) {
	case NT_OK:
	case NT_MORE_PROCESSING_REQUIRED:
		return false;
	case NT_BUFFER_OVERFLOW:
		return body[0] == 9 && body[2] == 0;	/* no offset */
	default:
		return body[0] == 9;
	}
}

smb2_again_fn
smb2_again(const struct smb2_header *h, const uint8_t *body)
{
	if (h->command >= SMB2_COMMAND_COUNT)
		return NULL;
	if ((h->flags & SMB2_FLAGS_SERVER_TO_REDIR) == 0)
		return commands[h->command].req;
	return is_error(h, body) ? smb2_error_again : commands[h->command].rsp;
}
