/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_int.h"

#include <errno.h>

#include "protocol/smb2/error.h"
#include "protocol/smb2/simple.h"

#define CREDITS_MAX	65535

static enum ntstatus
get_nothing(struct rd *r, struct client_answer *a)
{
	(void)a;
	return smb2_get_simple(r);
}

static enum ntstatus
get_negotiate(struct rd *r, struct client_answer *a)
{
	return smb2_get_negotiate_rsp(r, &a->negotiate);
}

static enum ntstatus
get_setup(struct rd *r, struct client_answer *a)
{
	return smb2_get_session_setup_rsp(r, &a->setup);
}

static enum ntstatus
get_tree(struct rd *r, struct client_answer *a)
{
	return smb2_get_tree_connect_rsp(r, &a->tree);
}

static enum ntstatus
get_create(struct rd *r, struct client_answer *a)
{
	return smb2_get_create_rsp(r, &a->create);
}

static enum ntstatus
get_close(struct rd *r, struct client_answer *a)
{
	return smb2_get_close_rsp(r, &a->close);
}

static enum ntstatus
get_read(struct rd *r, struct client_answer *a)
{
	return smb2_get_read_rsp(r, &a->data);
}

static enum ntstatus
get_write(struct rd *r, struct client_answer *a)
{
	return smb2_get_write_rsp(r, &a->written);
}

static enum ntstatus
get_ioctl(struct rd *r, struct client_answer *a)
{
	return smb2_get_ioctl_rsp(r, &a->ioctl);
}

static enum ntstatus
get_output(struct rd *r, struct client_answer *a)
{
	return smb2_get_output(r, &a->data);
}

/* `also': a second status whose answer has the form of success. */
static const struct answer_row {
	enum ntstatus	(*get)(struct rd *, struct client_answer *);
	enum ntstatus	 also;
} rows[SMB2_COMMAND_COUNT] = {
	[SMB2_NEGOTIATE]	= { get_negotiate, NT_OK },
	[SMB2_SESSION_SETUP]	= { get_setup, NT_MORE_PROCESSING_REQUIRED },
	[SMB2_LOGOFF]		= { get_nothing, NT_OK },
	[SMB2_TREE_CONNECT]	= { get_tree, NT_OK },
	[SMB2_TREE_DISCONNECT]	= { get_nothing, NT_OK },
	[SMB2_CREATE]		= { get_create, NT_OK },
	[SMB2_CLOSE]		= { get_close, NT_OK },
	[SMB2_FLUSH]		= { get_nothing, NT_OK },
	[SMB2_READ]		= { get_read, NT_BUFFER_OVERFLOW },
	[SMB2_WRITE]		= { get_write, NT_OK },
	[SMB2_IOCTL]		= { get_ioctl, NT_BUFFER_OVERFLOW },
	[SMB2_ECHO]		= { get_nothing, NT_OK },
	[SMB2_QUERY_DIRECTORY]	= { get_output, NT_BUFFER_OVERFLOW },
};

static struct call *
find(struct client_conn *conn, uint64_t message_id)
{
	struct call	*call;

	TAILQ_FOREACH(call, &conn->asked, link)
		if (call->header.message_id == message_id)
			return call;
	return NULL;
}

static int
decode(const struct smb2_message *m, struct client_answer *a)
{
	const struct answer_row	*row = &rows[m->header.command];
	struct rd		 r = m->body, data;

	a->status = (enum ntstatus)m->header.status;
	a->tree_id = m->header.tree_id;
	if (a->status == NT_OK || a->status == row->also)
		return row->get(&r, a) == NT_OK ? 0 : -EBADMSG;
	return smb2_get_error(&r, &data) == NT_OK ? 0 : -EBADMSG;
}

static int
still_pending(struct client_conn *conn, struct call *call)
{
	if (call->was_pending)
		return -EPROTO;
	call->was_pending = true;
	due_set(conn, &call->due);
	return 0;
}

/* Does this answer belong to what we asked, and to our session? */
static bool
fits(const struct client_conn *conn, const struct call *call,
    const struct smb2_header *h)
{
	return call != NULL && !call->is_sending &&
	    call->header.command == h->command &&
	    (h->flags & SMB2_FLAGS_SERVER_TO_REDIR) != 0 &&
	    (call->header.session_id == 0 ||
	    h->session_id == conn->facts.session_id);
}

static bool
is_success(const struct smb2_header *h, uint16_t command)
{
	return h->command == command && h->status == NT_OK;
}

/* What must hold before the body may be believed. */
static int
believe(struct client_conn *conn, const struct call *call,
    const struct smb2_message *m, bool sealed)
{
	const struct smb2_header	*h = &m->header;
	bool				 pending = h->status == NT_PENDING;
	int				 error;

	if (h->command == SMB2_SESSION_SETUP && conn->facts.session_id == 0)
		conn->facts.session_id = h->session_id;
	if (is_success(h, SMB2_SESSION_SETUP) &&
	    (error = logon_keys(conn)) != 0)
		return error;
	if (sealed)
		return 0;
	if (call->is_sealed)
		return -EACCES;
	/* 3.2.5.1.3: an interim answer need not be signed. */
	return pending || guard_is_signed_right(conn, m) ? 0 : -EACCES;
}

/* What is asked of a share that wants it so is sealed from now on. */
static int
seal_for_share(struct client_conn *conn, const struct client_answer *a)
{
	if ((a->tree.flags & SMB2_SHAREFLAG_ENCRYPT_DATA) == 0)
		return 0;
	if (conn->facts.cipher == SMB2_ENCRYPTION_NONE)
		return -EPROTONOSUPPORT;
	conn->seals = true;
	return 0;
}

/* *asked: another answer has to come before the owner is told. */
static int
follow_up(struct client_conn *conn, struct call *call,
    const struct smb2_header *h, struct client_answer *a, bool *asked)
{
	int	 error = 0;

	*asked = false;
	if (is_success(h, SMB2_TREE_CONNECT))
		error = seal_for_share(conn, a);
	if (error == 0 && validate_is_due(conn, h)) {
		*asked = true;
		return validate_ask(conn, call, a);
	}
	if (error == 0 && call->kept != NULL) {
		error = validate_judge(conn, h, a);
		*a = *call->kept;
	}
	return error;
}

static int
answer_message(struct client_conn *conn, const struct smb2_message *m,
    bool sealed)
{
	const struct smb2_header	*h = &m->header;
	struct client_answer		 a = { .error = 0 };
	struct call			*call;
	bool				 asked;
	int				 error;

	if (h->message_id == SMB2_UNSOLICITED)
		return 0;		/* an oplock break: we hold none */
	call = find(conn, h->message_id);
	if (!fits(conn, call, h))
		return -EPROTO;
	if ((error = believe(conn, call, m, sealed)) != 0)
		return error;
	conn->credits = conn->credits + h->credits > CREDITS_MAX ?
	    CREDITS_MAX : conn->credits + h->credits;
	if (h->status == NT_PENDING)
		return still_pending(conn, call);
	if ((error = decode(m, &a)) != 0)
		return error;
	if (!logon_hash(conn, h, m->body.base, m->body.len))
		return -ENOMEM;
	if ((error = follow_up(conn, call, h, &a, &asked)) != 0 || asked)
		return error;
	TAILQ_REMOVE(&conn->asked, call, link);
	call_answer(call, conn, &a);
	return 0;
}

int
answer_frame(struct client_conn *conn, uint8_t *bytes, size_t n)
{
	struct rd		 frame = rd_over(bytes, n);
	enum smb2_frame_kind	 kind = smb2_frame_kind(&frame);
	enum smb2_chain_step	 step;
	struct smb2_chain	 chain;
	struct smb2_message	 m;
	int			 error = 0;

	if (kind == SMB2_FRAME_SEALED)
		error = guard_unseal(conn, &frame, bytes);
	else if (kind != SMB2_FRAME_PLAIN)
		error = -EBADMSG;
	if (error != 0)
		return error;
	chain = smb2_chain_over(frame);
	while (error == 0 && conn->state != CLIENT_LOST &&
	    (step = smb2_chain_next(&chain, &m)) != SMB2_CHAIN_END)
		error = step == SMB2_CHAIN_BROKEN ? -EBADMSG :
		    answer_message(conn, &m, kind == SMB2_FRAME_SEALED);
	return error;
}
