/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call: its request is collected from fragments, decoded, handled, and the
 * response sent in fragments.  A fault is sent when the whole request has
 * come, for that is when the client begins to read.
 */
#include "protocol/rpc/pipe_int.h"

#include <stdlib.h>

static void
call_free(struct rpc_call **cp)
{
	if (*cp == NULL)
		return;
	buf_free(&(*cp)->stub);
	arena_free(&(*cp)->mem);
	free(*cp);
	*cp = NULL;
}

void
call_drop(struct rpc_pipe *p)
{
	if (p->call != NULL && p->call->state == CALL_RUNNING)
		p->call->pipe = NULL;	/* freed when the host answers */
	else
		call_free(&p->call);
	p->call = NULL;
}

void
call_fault(struct rpc_pipe *p, const struct rpc_call *c, uint8_t flags)
{
	struct rpc_response	 head = { .context = c->context };
	uint32_t		 status = c->fault;
	struct ndr		 n;

	n = pipe_pdu(p, RPC_FAULT, RPC_WHOLE | flags, c->id);
	rpc_fault_body(&n, &head, &status);
	rpc_pdu_end(&n, 0);
	pipe_sent(p);
}

void
call_next_fragment(struct rpc_pipe *p)
{
	struct rpc_call		*c = p->call;
	struct rpc_response	 head = { .context = c->context };
	size_t			 left = c->stub.len - c->sent;
	size_t			 room = guard_room(auth_guard(p), p->fragment);
	uint8_t			 flags = c->sent == 0 ? RPC_FIRST : 0;
	struct ndr		 n;

	if (left <= room) {
		room = left;
		flags |= RPC_LAST;
	}
	head.hint = (uint32_t)left;
	n = pipe_pdu(p, RPC_RESPONSE, flags, c->id);
	rpc_response_body(&n, &head);
	buf_add(&p->out, c->stub.data + c->sent, room);
	guard_close(auth_guard(p), &n, RPC_REQUEST_SIZE);
	c->sent += room;
	if (flags & RPC_LAST)
		call_drop(p);
	pipe_sent(p);
}

/* The arguments become the response; the request's memory is given back. */
static bool
encode(struct rpc_call *c, uint32_t status)
{
	struct buf	 out;
	struct ndr	 n;

	buf_init(&out, RPC_RESPONSE_MAX);
	n = ndr_writer(&out, false);
	c->op->out(&n, c->args);
	ndr_u32(&n, &status);
	buf_free(&c->stub);
	arena_free(&c->mem);
	c->stub = out;
	return ndr_ok(&n);
}

static void
answer(struct rpc_call *c, uint32_t status)
{
	struct rpc_pipe	*p = c->pipe;

	if (p == NULL) {
		call_free(&c);
		return;
	}
	c->state = CALL_ANSWERING;
	if (c->fault == 0 && (!arena_ok(&c->mem) || !encode(c, status)))
		c->fault = RPC_FAULT_NO_MEMORY;
	if (c->fault == 0) {
		call_next_fragment(p);
		return;
	}
	p->call = NULL;
	call_fault(p, c, 0);
	call_free(&c);
}

static void
decode(struct rpc_call *c)
{
	struct ndr	 n = ndr_reader(buf_reader(&c->stub), c->big, &c->mem);

	c->op = rpc_iface_op(c->service->iface, c->opnum);
	if (c->op == NULL) {
		c->fault = RPC_FAULT_OP_RANGE;
		return;
	}
	c->args = arena_alloc(&c->mem, c->op->size);
	if (c->args == NULL) {
		c->fault = RPC_FAULT_NO_MEMORY;
		return;
	}
	c->op->in(&n, c->args);
	if (!ndr_ok(&n))
		c->fault = RPC_FAULT_BAD_STUB_DATA;
	else if (!trailer_fits(c, &n))
		c->fault = RPC_FAULT_ACCESS_DENIED;
}

/* A handler that waits has perhaps been answered, and the call is gone. */
static void
run(struct rpc_call *c)
{
	const struct rpc_handler	*h;
	uint32_t			 status = 0;

	c->state = CALL_RUNNING;
	if (c->fault == 0)
		decode(c);
	if (c->fault == 0) {
		h = &c->service->handlers[c->opnum];
		status = rpc_call_may(c, h->needs) ? h->run(c, c->args) :
		    c->service->denied;
	}
	if (status != NT_LATER)
		answer(c, status);
}

static const struct rpc_service *
service_of(const struct rpc_pipe *p, uint16_t context)
{
	uint8_t	 i;

	for (i = 0; i < p->count; i++) {
		if (p->context[i].id == context)
			return p->context[i].service;
	}
	return NULL;
}

static struct rpc_call *
call_new(struct rpc_pipe *p, const struct rpc_pdu *pdu,
    const struct rpc_request *q)
{
	struct rpc_call	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->pipe = p;
	c->service = service_of(p, q->context);
	c->id = pdu->call;
	c->context = q->context;
	c->opnum = q->opnum;
	c->big = pdu->big;
	c->fault = c->service == NULL ? RPC_FAULT_UNKNOWN_IF : 0;
	buf_init(&c->stub, p->host->request_max);
	arena_init(&c->mem, RPC_ARENA_MAX);
	return c;
}

/* Does this fragment begin a call, or go on with the one under way? */
static bool
fits(const struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	if (pdu->flags & RPC_FIRST)
		return p->call == NULL;
	return p->call != NULL && p->call->id == pdu->call &&
	    p->call->big == pdu->big;
}

static void
collect(struct rpc_call *c, struct rd stub)
{
	if (c->fault == 0)
		buf_add(&c->stub, stub.base + stub.pos, rd_left(&stub));
	if (!buf_ok(&c->stub)) {
		c->fault = RPC_FAULT_NO_MEMORY;
		buf_free(&c->stub);
	}
}

void
call_take(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	struct rpc_request	 q = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_request_body(&n, &q, pdu->flags & RPC_OBJECT);
	if (!ndr_ok(&n) || !fits(p, pdu)) {
		pipe_refuse(p, pdu, RPC_FAULT_PROTOCOL,
		    "request fragment out of turn");
		return;
	}
	if (pdu->flags & RPC_FIRST)
		p->call = call_new(p, pdu, &q);
	if (p->call == NULL) {
		pipe_refuse(p, pdu, RPC_FAULT_NO_MEMORY, "no memory");
		return;
	}
	if (!auth_open(p, pdu, n.in.pos)) {
		pipe_refuse(p, pdu, RPC_FAULT_ACCESS_DENIED,
		    p->why[0] != '\0' ? p->why :
		    "request is not signed or sealed as agreed");
		return;
	}
	collect(p->call, n.in);
	if (pdu->flags & RPC_LAST)
		run(p->call);
}

void
call_orphaned(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	if (p->call != NULL && p->call->id == pdu->call)
		call_drop(p);
}

void
rpc_names_done(struct rpc_call *c)
{
	uint32_t	 status = 0;

	if (c->pipe != NULL)
		status = c->then_names(c, c->args, c->names);
	if (status != NT_LATER)
		answer(c, status);
}

void
rpc_domain_done(struct rpc_call *c, const struct rpc_domain_answer *a)
{
	uint32_t	 status = 0;

	if (c->pipe != NULL)
		status = c->then_domain(c, c->args, a);
	if (status != NT_LATER)
		answer(c, status);
}

void
rpc_rows_done(struct rpc_call *c, const struct rpc_rows *rows)
{
	uint32_t	 status = 0;

	if (c->pipe != NULL)
		status = c->then_rows(c, c->args, rows);
	if (status != NT_LATER)
		answer(c, status);
}
