/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/pipe_int.h"

#include <errno.h>
#include <stdlib.h>

static const struct {
	enum rpc_type	 type;
	enum pipe_state	 state;
	pipe_take	*take;
} rows[] = {
	{ RPC_BIND,		PIPE_FRESH,	bind_take },
	{ RPC_ALTER,		PIPE_BOUND,	alter_take },
	{ RPC_AUTH3,		PIPE_BOUND,	auth_take },
	{ RPC_REQUEST,		PIPE_BOUND,	call_take },
	{ RPC_CO_CANCEL,	PIPE_BOUND,	NULL },	/* a hint only */
	{ RPC_ORPHANED,		PIPE_BOUND,	call_orphaned },
};

int
rpc_pipe_new(const struct rpc_endpoint *ep, const struct rpc_host *host,
    const struct rpc_holder *holder, struct rpc_pipe **out)
{
	struct rpc_pipe	*p = calloc(1, sizeof(*p));

	*out = p;
	if (p == NULL)
		return -ENOMEM;
	p->endpoint = ep;
	p->host = host;
	p->holder = holder;
	p->fragment = RPC_FRAGMENT_PIPE;
	p->why = "";
	buf_init(&p->in, RPC_INPUT_MAX);
	buf_init(&p->out, RPC_FRAGMENT_MOST);
	return 0;
}

void
rpc_pipe_free(struct rpc_pipe **pp)
{
	struct rpc_pipe	*p = *pp;

	*pp = NULL;
	if (p == NULL)
		return;
	call_drop(p);
	auth_drop(p);
	rpc_group_leave(&p->group);
	buf_free(&p->in);
	buf_free(&p->out);
	free(p);
}

void
pipe_end(struct rpc_pipe *p, const char *why)
{
	p->state = PIPE_ENDED;
	p->why = why;
	p->held = false;
	call_drop(p);
	auth_drop(p);
	rpc_group_leave(&p->group);
}

struct ndr
pipe_pdu(struct rpc_pipe *p, enum rpc_type type, uint8_t flags, uint32_t call)
{
	const struct rpc_pdu	 pdu = { .type = (uint8_t)type,
					.flags = flags, .call = call };

	buf_clear(&p->out);
	p->out_pos = 0;
	return rpc_pdu_begin(&p->out, &pdu);
}

void
pipe_sent(struct rpc_pipe *p)
{
	p->held = false;
	if (!buf_ok(&p->out)) {
		buf_free(&p->out);
		pipe_end(p, "no memory");
	}
	if (!p->busy)
		p->holder->readable(p->holder->arg);
}

void
pipe_refuse(struct rpc_pipe *p, const struct rpc_pdu *pdu,
    enum rpc_fault fault, const char *why)
{
	const struct rpc_call	 call = { .id = pdu->call, .fault = fault };

	pipe_end(p, why);
	call_fault(p, &call, RPC_DID_NOT_EXECUTE);
}

/* The client has to read before it is heard again. */
static bool
waits(const struct rpc_pipe *p)
{
	return p->out.len > 0 ||
	    (p->auth != NULL && p->auth->state == AUTH_ASKING) ||
	    (p->call != NULL && p->call->state != CALL_COLLECTING);
}

static void
take(struct rpc_pipe *p, struct rd fragment)
{
	struct rpc_pdu	 pdu;
	size_t		 i;

	if (rpc_pdu_open(fragment, &pdu) != 0) {
		pipe_end(p, "malformed PDU");
		return;
	}
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].type != pdu.type || rows[i].state != p->state)
			continue;
		if (rows[i].take != NULL)
			rows[i].take(p, &pdu);
		return;
	}
	pipe_refuse(p, &pdu, RPC_FAULT_PROTOCOL, "PDU out of turn");
}

/* The next whole PDU of the input; false: there is none. */
static bool
next(struct rpc_pipe *p, size_t from, struct rd *out)
{
	struct rd	 rest = buf_reader(&p->in);
	size_t		 length;

	rd_skip(&rest, from);
	if (rpc_pdu_length(rest, &length) != 0 || length > RPC_FRAGMENT_MOST) {
		pipe_end(p, "malformed or oversized PDU");
		return false;
	}
	if (length == 0 || length > rd_left(&rest))
		return false;
	*out = rd_take(&rest, length);
	return true;
}

static void
advance(struct rpc_pipe *p)
{
	struct rd	 fragment;
	size_t		 done = 0;

	while (p->state != PIPE_ENDED && !waits(p) &&
	    next(p, done, &fragment)) {
		take(p, fragment);
		done += fragment.len;
	}
	buf_drop(&p->in, done);
	if (p->in.len == 0 || p->state == PIPE_ENDED)
		buf_free(&p->in);
}

void
pipe_resume(struct rpc_pipe *p)
{
	if (p->busy)
		return;			/* advance() is at it */
	p->busy = true;
	advance(p);
	p->busy = false;
	if (p->out.len > 0 || p->state == PIPE_ENDED)
		p->holder->readable(p->holder->arg);
}

enum ntstatus
rpc_pipe_write(struct rpc_pipe *p, struct rd data)
{
	if (p->state == PIPE_ENDED)
		return NT_PIPE_DISCONNECTED;
	if (data.len > RPC_INPUT_MAX - p->in.len)
		return NT_PIPE_BUSY;
	buf_add(&p->in, data.base, data.len);
	if (!buf_ok(&p->in)) {
		buf_free(&p->in);
		pipe_end(p, "no memory");
		return NT_INSUFFICIENT_RESOURCES;
	}
	p->busy = true;
	advance(p);
	p->busy = false;
	return NT_OK;
}

/* All of a message has been read: on to the next. */
static void
refill(struct rpc_pipe *p)
{
	buf_free(&p->out);
	p->out_pos = 0;
	p->busy = true;
	if (p->call != NULL && p->call->state == CALL_ANSWERING)
		call_next_fragment(p);
	else
		advance(p);
	p->busy = false;
}

enum ntstatus
rpc_pipe_read(struct rpc_pipe *p, struct wr *w)
{
	size_t	 left = rpc_pipe_left(p);
	size_t	 n = wr_left(w);

	if (left == 0)
		return p->state == PIPE_ENDED ? NT_PIPE_DISCONNECTED : NT_LATER;
	if (n > left)
		n = left;
	wr_bytes(w, p->out.data + p->out_pos, n);
	p->out_pos += n;
	if (n < left)
		return NT_BUFFER_OVERFLOW;
	refill(p);
	return NT_OK;
}

size_t
rpc_pipe_left(const struct rpc_pipe *p)
{
	return p->held ? 0 : p->out.len - p->out_pos;
}

bool
rpc_pipe_ended(const struct rpc_pipe *p)
{
	return p->state == PIPE_ENDED && rpc_pipe_left(p) == 0;
}

const char *
rpc_pipe_why(const struct rpc_pipe *p)
{
	return p->why;
}
