/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *	BINDING --bind_ack--> IDLE --call--> CALLING --response, fault--> IDLE
 *	   \-- bind_nak, anything against the protocol --> OVER
 *
 * With a logon the bind_ack brings a token; the last one of ours goes in an
 * alter_context (SPNEGO, which answers) or an auth3 (raw NTLMSSP, which has no
 * answer).
 */
#include "protocol/rpc/client.h"

#include <errno.h>
#include <stdlib.h>

#include "protocol/rpc/fault.h"
#include "protocol/rpc/guard.h"
#include "protocol/rpc/pdu.h"

#define CONTEXT		0		/* the only one that we bind */
#define LOGON_CONTEXT	1		/* the number of our logon */

enum client_state { CLIENT_BINDING, CLIENT_IDLE, CLIENT_CALLING, CLIENT_OVER };

struct rpc_client {
	const struct rpc_iface	*iface;
	const struct rpc_op	*op;
	enum client_state	 state;
	bool			 big;
	uint32_t		 call;
	uint16_t		 opnum;
	uint16_t		 fragment;
	struct client_logon	*logon;
	const struct client_logon_how	*how;
	struct rpc_guard	 guard;
	struct buf		 in;		/* one PDU */
	struct buf		 out;		/* one PDU */
	struct buf		 stub;		/* request, then response */
	size_t			 sent;		/* of the request */
	bool			 pdu_ready;	/* out is to be sent */
	bool			 stub_ready;	/* then, fragments of stub */
	struct arena		 mem;
	void			*args;
	uint32_t		 status;
	uint32_t		 fault;
	const char		*why;
};

static enum rpc_event
over(struct rpc_client *c, const char *why)
{
	c->state = CLIENT_OVER;
	if (c->why[0] == '\0')
		c->why = why;
	return RPC_OVER;
}

static struct ndr
begin(struct rpc_client *c, enum rpc_type type, uint8_t flags)
{
	const struct rpc_pdu	 pdu = { .type = (uint8_t)type,
				    .flags = flags, .big = c->big,
				    .call = c->call };

	buf_clear(&c->out);
	c->pdu_ready = true;
	return rpc_pdu_begin(&c->out, &pdu);
}

/* Ends a PDU of the bind with our token, if there is one. */
static void
end(struct rpc_client *c, struct ndr *n, const struct wr *token)
{
	struct rpc_verifier	 v = { .type = c->guard.type,
				    .level = c->guard.level,
				    .context = c->guard.context,
				    .value = wr_written(token) };

	if (v.value.len == 0) {
		rpc_pdu_end(n, 0);
		return;
	}
	v.pad = (uint8_t)(-c->out.len & 3);
	rpc_verifier_put(n, &v);
	rpc_pdu_end(n, (uint16_t)v.value.len);
}

static void
put_bind(struct rpc_client *c, enum rpc_type type, const struct wr *token)
{
	struct rpc_bind	 b = { .max_xmit = RPC_FRAGMENT_PIPE,
			    .max_recv = RPC_FRAGMENT_PIPE, .count = 1 };
	uint8_t		 flags = RPC_WHOLE;
	struct ndr	 n;

	if (c->logon != NULL)
		flags |= RPC_HEADER_SIGN;
	b.context[0].id = CONTEXT;
	b.context[0].count = 1;
	b.context[0].interface = c->iface->syntax;
	b.context[0].transfer[0] = rpc_ndr32;
	n = begin(c, type, flags);
	rpc_bind_body(&n, &b);
	end(c, &n, token);
}

static void
put_auth3(struct rpc_client *c, const struct wr *token)
{
	struct ndr	 n = begin(c, RPC_AUTH3, RPC_WHOLE);
	uint32_t	 pad = 0;

	ndr_u32(&n, &pad);
	end(c, &n, token);
}

static int
logon_begin(struct rpc_client *c, const struct rpc_client_how *how,
    struct wr *token)
{
	int	 error;

	c->how = how->logon;
	c->guard.type = how->logon->raw ? RPC_AUTH_NTLM : RPC_AUTH_SPNEGO;
	c->guard.level = how->level;
	c->guard.context = LOGON_CONTEXT;
	if ((error = client_logon_new(how->logon, &c->logon)) != 0)
		return error;
	return client_logon_start(c->logon, rd_over(NULL, 0), token);
}

int
rpc_client_new(const struct rpc_client_how *how, struct rpc_client **out)
{
	struct rpc_client	*c = calloc(1, sizeof(*c));
	uint8_t			 mem[CLIENT_TOKEN_MAX];
	struct wr		 token = wr_over(mem, sizeof(mem));
	int			 error = 0;

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
	if (how->logon != NULL)
		error = logon_begin(c, how, &token);
	if (error == 0)
		put_bind(c, RPC_BIND, &token);
	if (error == 0 && !buf_ok(&c->out))
		error = -ENOMEM;
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
	struct rpc_request	 q = { .context = CONTEXT, .opnum = c->opnum };
	size_t			 left = c->stub.len - c->sent;
	size_t			 room = guard_room(&c->guard, c->fragment);
	uint8_t			 flags = c->sent == 0 ? RPC_FIRST : 0;
	struct ndr		 n;

	if (left <= room) {
		room = left;
		flags |= RPC_LAST;
	}
	q.hint = (uint32_t)left;
	n = begin(c, RPC_REQUEST, flags);
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
		(void)over(c, "no memory");
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

/* The keys are there as soon as our last token is made. */
static int
secure(struct rpc_client *c)
{
	return ntlm_seal_new(c->how->crypto, client_logon_keys(c->logon),
	    NTLM_CLIENT, client_logon_signed(c->logon), &c->guard.seal);
}

static enum rpc_event
logon_next(struct rpc_client *c, struct rd token)
{
	uint8_t		 mem[CLIENT_TOKEN_MAX];
	struct wr	 w = wr_over(mem, sizeof(mem));

	if (client_logon_next(c->logon, token, &w) != 0)
		return over(c, "server's token is refused");
	if (!client_logon_proved(c->logon)) {
		put_bind(c, RPC_ALTER, &w);
		return RPC_SEND;
	}
	if (secure(c) != 0)
		return over(c, "no memory");
	if (c->guard.type == RPC_AUTH_SPNEGO) {
		put_bind(c, RPC_ALTER, &w);
		return RPC_SEND;
	}
	put_auth3(c, &w);
	c->state = CLIENT_IDLE;
	return RPC_READY;
}

static enum rpc_event
take_ack(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	struct rpc_bind_ack	 a = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_bind_ack_body(&n, &a);
	if (!ndr_ok(&n) || a.count != 1)
		return over(c, "malformed bind_ack");
	if (a.result[0].result != RPC_ACCEPTED ||
	    !rpc_syntax_equal(&a.result[0].transfer, &rpc_ndr32))
		return over(c, "server does not have the interface");
	if (a.max_recv < RPC_FRAGMENT_LEAST)
		return over(c, "server's fragments are too small");
	c->fragment = a.max_recv < RPC_FRAGMENT_PIPE ? a.max_recv :
	    RPC_FRAGMENT_PIPE;
	if (pdu->flags & RPC_HEADER_SIGN)
		c->guard.header_sign = true;
	if (c->logon != NULL && !client_logon_proved(c->logon))
		return logon_next(c, pdu->verifier.value);
	if (c->logon != NULL && client_logon_finish(c->logon,
	    pdu->verifier.value) != 0)
		return over(c, "server does not prove itself");
	c->state = CLIENT_IDLE;
	return RPC_READY;
}

static enum rpc_event
take_nak(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	uint16_t	 reason = 0;
	struct ndr	 n = rpc_pdu_body(pdu);

	rpc_bind_nak_body(&n, &reason);
	c->fault = reason;
	return over(c, "bind refused");
}

static enum rpc_event
answered(struct rpc_client *c, bool big)
{
	struct ndr	 n = ndr_reader(buf_reader(&c->stub), big, &c->mem);

	c->op->out(&n, c->args);
	ndr_u32(&n, &c->status);
	if (!ndr_ok(&n))
		return over(c, "malformed response");
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
		return over(c, "response out of turn");
	if (!guard_open(&c->guard, pdu, c->in.data, n.in.pos))
		return over(c, "response is not signed or sealed as agreed");
	buf_add(&c->stub, n.in.base + n.in.pos, rd_left(&n.in));
	if (!buf_ok(&c->stub))
		return over(c, "response too long");
	return pdu->flags & RPC_LAST ? answered(c, pdu->big) : RPC_AWAIT;
}

static enum rpc_event
take_fault(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	struct rpc_response	 head = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_fault_body(&n, &head, &c->fault);
	if (!ndr_ok(&n) || pdu->call != c->call)
		return over(c, "fault out of turn");
	if (c->state == CLIENT_BINDING)
		return over(c, "logon refused");
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
	{ RPC_BIND_ACK,		CLIENT_BINDING,	take_ack },
	{ RPC_ALTER_RESP,	CLIENT_BINDING,	take_ack },
	{ RPC_BIND_NAK,		CLIENT_BINDING,	take_nak },
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
		return over(c, "malformed PDU");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].type == pdu.type && rows[i].state == c->state)
			return rows[i].take(c, &pdu);
	}
	return over(c, "PDU out of turn");
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
			return over(c, "malformed or oversized PDU");
		if (need == 0)
			break;
		if (rd_left(&bytes) == 0)
			return RPC_AWAIT;
		part = rd_take(&bytes, need < rd_left(&bytes) ? need :
		    rd_left(&bytes));
		buf_add(&c->in, part.base, part.len);
		*used_out += part.len;
		if (!buf_ok(&c->in))
			return over(c, "no memory");
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
