/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/pipe.h"

#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "client/client_int.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"

#define READ_MOST	16384
#define NAME_SIZE	64

struct client_pipe {
	TAILQ_ENTRY(client_pipe)	 link;	/* conn->pipes */
	struct client_conn		*conn;	/* NULL: it was closed */
	struct client_pipe_how		 how;
	struct rpc_client		*rpc;
	struct smb2_file_id		 file;
	bool				 is_open;
	bool				 is_freed;	/* by its owner */
	bool				 asks;	/* a request is under way */
	bool				 owes;	/* done() */
};

static int	go_on(struct client_pipe *);

static void
destroy(struct client_pipe *p)
{
	if (p->conn != NULL)
		TAILQ_REMOVE(&p->conn->pipes, p, link);
	rpc_client_free(&p->rpc);
	free(p);
}

/* --- what the owner hears --- */

/* May free it, or all of its connection: nothing is touched afterwards. */
static void
tell(struct client_pipe *p, const struct client_pipe_result *result)
{
	p->owes = false;
	p->how.done(p->how.arg, result);
}

static void
tell_error(struct client_pipe *p, int error, enum ntstatus nt)
{
	const struct client_pipe_result	 result = {
		.error = error != 0 ? error : -EREMOTEIO, .nt = nt, .why = ""
	};

	tell(p, &result);
}

static void
tell_event(struct client_pipe *p, enum rpc_event event)
{
	struct client_pipe_result	 result = { .why = "",
					    .fault = rpc_client_fault(p->rpc) };

	switch (event) {
	case RPC_FAULTED:
		result.error = -EREMOTEIO;
		break;
	case RPC_OVER:
		result.error = -EBADMSG;
		result.why = rpc_client_why(p->rpc);
		break;
	default:
		result.status = rpc_client_status(p->rpc);
	}
	tell(p, &result);
}

static void
go_on_or_tell(struct client_pipe *p)
{
	int	 error = go_on(p);

	if (error != 0)
		tell_error(p, error, NT_OK);
}

/* --- answers --- */

/* The first thing in each: is there anything to go on with? */
static bool
is_good(struct client_pipe *p, const struct client_answer *a)
{
	p->asks = false;
	if (p->is_freed)
		destroy(p);
	else if (a->error != 0 || nt_is_error(a->status))
		tell_error(p, a->error, a->status);
	else
		return true;
	return false;
}

static void
take(struct client_pipe *p, struct rd bytes)
{
	enum rpc_event	 event = RPC_AWAIT;
	size_t		 used = 1;

	while (rd_left(&bytes) > 0 && used > 0 && event == RPC_AWAIT) {
		event = rpc_client_input(p->rpc,
		    rd_over(bytes.base + bytes.pos, rd_left(&bytes)), &used);
		rd_skip(&bytes, used);
	}
	if (event == RPC_SEND || event == RPC_AWAIT)
		go_on_or_tell(p);
	else
		tell_event(p, event);
}

static void
on_read(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	if (is_good(arg, a))
		take(arg, a->data);
}

static void
on_written(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	if (is_good(arg, a))
		go_on_or_tell(arg);
}

static void
on_open(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct client_pipe	*p = arg;

	(void)conn;
	if (!is_good(p, a))
		return;
	p->is_open = true;
	p->file = a->create.file_id;
	go_on_or_tell(p);
}

/* --- requests --- */

static int
write_pdu(struct client_pipe *p, struct rd pdu)
{
	const struct smb2_write_req	 req = { .file_id = p->file,
					    .data = pdu };
	const struct client_done	 done = { on_written, p };

	return client_write(p->conn, p->how.tree, &req, &done);
}

static int
read_more(struct client_pipe *p)
{
	const struct smb2_read_req	 req = { .file_id = p->file,
					    .length = READ_MOST };
	const struct client_done	 done = { on_read, p };

	return client_read(p->conn, p->how.tree, &req, &done);
}

/* The PDUs of a call one after the other, then the bytes of its answer. */
static int
go_on(struct client_pipe *p)
{
	struct rd	 pdu;
	int		 error;

	if (p->conn == NULL)
		return -ENOTCONN;
	pdu = rpc_client_next(p->rpc);
	error = pdu.len > 0 ? write_pdu(p, pdu) : read_more(p);
	p->asks = error == 0;
	return error;
}

static int
open_file(struct client_pipe *p)
{
	struct smb2_create_req		 req = {
		.impersonation = SMB2_IMPERSONATION_IMPERSONATION,
		.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE,
		.share = FILE_SHARE_READ | FILE_SHARE_WRITE,
		.disposition = FILE_OPEN,
	};
	const struct client_done	 done = { on_open, p };
	uint8_t				 name[2 * NAME_SIZE];
	struct wr			 w = wr_over(name, sizeof(name));
	int				 error;

	utf16_encode(&w, p->how.name);
	if (!wr_ok(&w))
		return -EMSGSIZE;
	req.name = wr_written(&w);
	error = client_create(p->conn, p->how.tree, &req, &done);
	p->asks = p->owes = error == 0;
	return error;
}

int
client_pipe_open(struct client_conn *conn, const struct client_pipe_how *how,
    struct client_pipe **out)
{
	struct client_pipe	*p = calloc(1, sizeof(*p));
	int			 error;

	*out = NULL;
	if (p == NULL)
		return -ENOMEM;
	p->conn = conn;
	p->how = *how;
	TAILQ_INSERT_TAIL(&conn->pipes, p, link);
	if ((error = rpc_client_new(&how->rpc, &p->rpc)) != 0 ||
	    (error = open_file(p)) != 0) {
		destroy(p);
		return error;
	}
	*out = p;
	return 0;
}

int
client_pipe_call(struct client_pipe *p, uint16_t opnum, void *args)
{
	int	 error;

	if (p->owes || !p->is_open)
		return -EPROTO;
	if ((error = rpc_client_call(p->rpc, opnum, args)) != 0)
		return error;
	error = go_on(p);
	p->owes = error == 0;
	return error;
}

/* --- the end --- */

static void
on_closed(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	(void)a;
	(void)arg;
}

static void
close_file(struct client_pipe *p)
{
	const struct smb2_close_req	 req = { .file_id = p->file };
	const struct client_done	 done = { on_closed, NULL };

	(void)client_close_file(p->conn, p->how.tree, &req, &done);
}

void
client_pipe_free(struct client_pipe **pp)
{
	struct client_pipe	*p = *pp;

	*pp = NULL;
	if (p == NULL)
		return;
	if (p->conn != NULL && p->is_open)
		close_file(p);
	if (p->asks)
		p->is_freed = true;	/* its answer frees it */
	else
		destroy(p);
}

void
pipes_forget(struct client_conn *conn)
{
	struct client_pipe	*p;

	while ((p = TAILQ_FIRST(&conn->pipes)) != NULL) {
		TAILQ_REMOVE(&conn->pipes, p, link);
		p->conn = NULL;
		p->asks = false;
		if (p->is_freed)
			destroy(p);
	}
}
