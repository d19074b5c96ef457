/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "protocol/rpc/client_int.h"

enum rpc_event
client_over(struct rpc_client *c, const char *why)
{
	c->state = CLIENT_OVER;
	if (c->why[0] == '\0')
		c->why = why;
	return RPC_OVER;
}

struct ndr
client_pdu(struct rpc_client *c, enum rpc_type type, uint8_t flags)
{
	const struct rpc_pdu	 pdu = { .type = (uint8_t)type,
				    .flags = flags, .big = c->big,
				    .call = c->call };

	buf_clear(&c->out);
	c->pdu_ready = true;
	return rpc_pdu_begin(&c->out, &pdu);
}

int
rpc_client_new(const struct rpc_client_how *how, struct rpc_client **out)
{
	struct rpc_client	*c = calloc(1, sizeof(*c));
	int			 error;

	*out = NULL;
	if (c == NULL)
		return -ENOMEM;
	c->iface = how->iface;
	c->big = how->big_endian;
	c->call = 1;
	c->fragment = RPC_FRAGMENT_LEAST;
	c->why = "";
	buf_init(&c->in, RPC_FRAGMENT_MOST);
	buf_init(&c->out, RPC_FRAGMENT_MOST);
	buf_init(&c->stub, RPC_CLIENT_MAX);
	arena_init(&c->mem, RPC_CLIENT_MAX);
	error = client_bind(c, how);
	if (error != 0)
		rpc_client_free(&c);
	*out = c;
	return error;
}

void
rpc_client_free(struct rpc_client **cp)
{
	struct rpc_client	*c = *cp;

	*cp = NULL;
	if (c == NULL)
		return;
	client_logon_free(&c->logon);
	ntlm_seal_free(&c->guard.seal);
	buf_free(&c->in);
	buf_free(&c->out);
	buf_free(&c->stub);
	arena_free(&c->mem);
	free(c);
}

static void
put_fragment(struct rpc_client *c)
{
	struct rpc_request	 q = { .context = CLIENT_CONTEXT, .opnum = c->opnum };
	size_t			 left = c->stub.len - c->sent;
	size_t			 room = guard_room(&c->guard, c->fragment);
	uint8_t			 flags = c->sent == 0 ? RPC_FIRST : 0;
	struct ndr		 n;

	if (left <= room) {
		room = left;
		flags |= RPC_LAST;
	}
	q.hint = (uint32_t)left;
	n = client_pdu(c, RPC_REQUEST, flags);
	rpc_request_body(&n, &q, false);
	buf_add(&c->out, c->stub.data + c->sent, room);
	guard_close(&c->guard, &n, RPC_REQUEST_SIZE);
	c->sent += room;
	if (flags & RPC_LAST) {
		c->stub_ready = false;
		buf_free(&c->stub);
	}
}

struct rd
rpc_client_next(struct rpc_client *c)
{
	if (!c->pdu_ready && c->stub_ready)
		put_fragment(c);
	if (!buf_ok(&c->out))
		(void)client_over(c, "no memory");
	if (c->state == CLIENT_OVER || !c->pdu_ready)
		return rd_over(NULL, 0);
	c->pdu_ready = false;
	return buf_reader(&c->out);
}

/* The arguments may point into the former answer, which ends here. */
int
rpc_client_call(struct rpc_client *c, uint16_t opnum, void *args)
{
	const struct rpc_op	*op = rpc_iface_op(c->iface, opnum);
	struct buf		 stub;
	struct ndr		 n;

	if (op == NULL)
		return -EINVAL;
	if (c->state != CLIENT_IDLE)
		return -EPROTO;
	buf_init(&stub, RPC_CLIENT_MAX);
	n = ndr_writer(&stub, c->big);
	op->in(&n, args);
	if (!ndr_ok(&n)) {
		buf_free(&stub);
		return -EINVAL;
	}
	buf_free(&c->stub);
	arena_free(&c->mem);
	c->stub = stub;
	c->op = op;
	c->opnum = opnum;
	c->args = args;
	c->call++;
	c->sent = 0;
	c->stub_ready = true;
	c->state = CLIENT_CALLING;
	return 0;
}

static enum rpc_event
answered(struct rpc_client *c, bool big)
{
	struct ndr	 n = ndr_reader(buf_reader(&c->stub), big, &c->mem);

	c->op->out(&n, c->args);
	ndr_u32(&n, &c->status);
	if (!ndr_ok(&n))
		return client_over(c, "malformed response");
	c->state = CLIENT_IDLE;
	return RPC_READY;
}

static enum rpc_event
take_response(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	struct rpc_response	 head = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);
	bool			 first = pdu->flags & RPC_FIRST;

	rpc_response_body(&n, &head);
	if (!ndr_ok(&n) || pdu->call != c->call ||
	    first != (c->stub.len == 0))
		return client_over(c, "response out of turn");
	if (!guard_open(&c->guard, pdu, c->in.data, n.in.pos))
		return client_over(c, "response is not signed or sealed as agreed");
	buf_add(&c->stub, n.in.base + n.in.pos, rd_left(&n.in));
	if (!buf_ok(&c->stub))
		return client_over(c, "response too long");
	return pdu->flags & RPC_LAST ? answered(c, pdu->big) : RPC_AWAIT;
}

static enum rpc_event
take_fault(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	struct rpc_response	 head = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_fault_body(&n, &head, &c->fault);
	if (!ndr_ok(&n) || pdu->call != c->call)
		return client_over(c, "fault out of turn");
	if (c->state == CLIENT_BINDING)
		return client_over(c, "logon refused");
	buf_free(&c->stub);
	c->pdu_ready = false;
	c->stub_ready = false;
	c->state = CLIENT_IDLE;
	return RPC_FAULTED;
}

static const struct {
	enum rpc_type		 type;
	enum client_state	 state;
	enum rpc_event		(*take)(struct rpc_client *,
				    const struct rpc_pdu *);
} rows[] = {
	{ RPC_BIND_ACK,		CLIENT_BINDING,	client_take_ack },
	{ RPC_ALTER_RESP,	CLIENT_BINDING,	client_take_ack },
	{ RPC_BIND_NAK,		CLIENT_BINDING,	client_take_nak },
	{ RPC_FAULT,		CLIENT_BINDING,	take_fault },
	{ RPC_RESPONSE,		CLIENT_CALLING,	take_response },
	{ RPC_FAULT,		CLIENT_CALLING,	take_fault },
};

static enum rpc_event
take(struct rpc_client *c)
{
	struct rpc_pdu	 pdu;
	size_t		 i;

	if (rpc_pdu_open(buf_reader(&c->in), &pdu) != 0)
		return client_over(c, "malformed PDU");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].type == pdu.type && rows[i].state == c->state)
			return rows[i].take(c, &pdu);
	}
	return client_over(c, "PDU out of turn");
}

/* How many bytes the PDU in c->in still lacks; a header first. */
static bool
lacks(struct rpc_client *c, size_t *out)
{
	size_t	 length;

	if (c->in.len < RPC_HEADER_SIZE) {
		*out = RPC_HEADER_SIZE - c->in.len;
		return true;
	}
	if (rpc_pdu_length(buf_reader(&c->in), &length) != 0 ||
	    length > RPC_FRAGMENT_MOST)
		return false;
	*out = length - c->in.len;
	return true;
}

enum rpc_event
rpc_client_input(struct rpc_client *c, struct rd bytes, size_t *used_out)
{
	enum rpc_event	 event;
	struct rd	 part;
	size_t		 need;

	*used_out = 0;
	if (c->state == CLIENT_OVER)
		return RPC_OVER;
	for (;;) {
		if (!lacks(c, &need))
			return client_over(c, "malformed or oversized PDU");
		if (need == 0)
			break;
		if (rd_left(&bytes) == 0)
			return RPC_AWAIT;
		part = rd_take(&bytes, need < rd_left(&bytes) ? need :
		    rd_left(&bytes));
		buf_add(&c->in, part.base, part.len);
		*used_out += part.len;
		if (!buf_ok(&c->in))
			return client_over(c, "no memory");
	}
	event = take(c);
	buf_free(&c->in);
	return event;
}

uint32_t
rpc_client_status(const struct rpc_client *c)
{
	return c->status;
}

uint32_t
rpc_client_fault(const struct rpc_client *c)
{
	return c->fault;
}

const char *
rpc_client_why(const struct rpc_client *c)
{
	return c->why;
}
