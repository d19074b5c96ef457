/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bind and alter_context: which interfaces the client may call under which
 * numbers, [C706] 12.6.4.1, [MS-RPCE] 3.3.1.5.3 and 3.3.1.5.6.
 */
#include "protocol/rpc/pipe_int.h"

#include <string.h>

#define FEATURES	RPC_KEEP_ON_ORPHAN

void
bind_refuse(struct rpc_pipe *p, uint32_t call, enum rpc_nak nak,
    const char *why)
{
	uint16_t	 reason = (uint16_t)nak;
	struct ndr	 n;

	pipe_end(p, why);
	n = pipe_pdu(p, RPC_BIND_NAK, RPC_WHOLE, call);
	rpc_bind_nak_body(&n, &reason);
	rpc_pdu_end(&n, 0);
	pipe_sent(p);
}

static struct presentation *
context_find(struct rpc_pipe *p, uint16_t id)
{
	uint8_t	 i;

	for (i = 0; i < p->count; i++) {
		if (p->context[i].id == id)
			return &p->context[i];
	}
	return NULL;
}

static bool
offers_ndr(const struct rpc_context *c)
{
	uint8_t	 i;

	for (i = 0; i < c->count; i++) {
		if (rpc_syntax_equal(&c->transfer[i], &rpc_ndr32))
			return true;
	}
	return false;
}

static void
reject(struct rpc_context_result *r, enum rpc_reason reason)
{
	r->result = RPC_PROVIDER_REJECTION;
	r->reason = (uint16_t)reason;
}

/* A number once given keeps its interface: another one is a client's error. */
static bool
accept_context(struct rpc_pipe *p, const struct rpc_context *c,
    struct rpc_context_result *r)
{
	const struct rpc_service	*s = endpoint_service(p,
					    &c->interface);
	struct presentation		*known = context_find(p, c->id);

	if (known != NULL && known->service != s)
		return false;
	if (s == NULL)
		reject(r, RPC_REASON_ABSTRACT_SYNTAX);
	else if (!offers_ndr(c))
		reject(r, RPC_REASON_TRANSFER_SYNTAX);
	else if (known == NULL && p->count == RPC_CONTEXTS_MAX)
		reject(r, RPC_REASON_LOCAL_LIMIT);
	else {
		if (known == NULL)
			p->context[p->count++] =
			    (struct presentation){ c->id, s };
		r->transfer = rpc_ndr32;
	}
	return true;
}

/* False: the offer is against the protocol. */
static bool
negotiate(struct rpc_pipe *p, const struct rpc_bind *b, struct rpc_bind_ack *a)
{
	uint64_t	 features;
	uint8_t		 i;

	a->count = b->count;
	for (i = 0; i < b->count; i++) {
		if (b->context[i].count == 0)
			return false;
		if (rpc_syntax_features(&b->context[i].transfer[0],
		    &features)) {
			a->result[i].result = RPC_NEGOTIATE_ACK;
			a->result[i].reason = (uint16_t)(features & FEATURES);
		} else if (!accept_context(p, &b->context[i], &a->result[i]))
			return false;
	}
	return b->count > 0;
}

/* With a verifier in the client's PDU the logon has the last word. */
static void
acknowledge(struct rpc_pipe *p, const struct rpc_pdu *pdu,
    struct rpc_bind_ack *a)
{
	enum rpc_type	 type = pdu->type == RPC_BIND ? RPC_BIND_ACK :
			    RPC_ALTER_RESP;
	uint8_t		 flags = RPC_WHOLE;
	struct ndr	 n;

	if (p->auth != NULL && p->auth->guard.header_sign)
		flags |= RPC_HEADER_SIGN;
	n = pipe_pdu(p, type, flags, pdu->call);
	a->max_xmit = p->fragment;
	a->max_recv = p->fragment;
	a->group = rpc_group_id(p->group);
	rpc_bind_ack_body(&n, a);
	rpc_pdu_end(&n, 0);
	if (pdu->verifier.type == RPC_AUTH_NONE) {
		pipe_sent(p);
	} else {
		p->held = true;
		auth_step(p, pdu);
	}
}

/* Both directions get the same size, in steps of 8 bytes, as Windows does. */
static uint16_t
fragment_size(const struct rpc_bind *b)
{
	uint16_t	 size = b->max_xmit;

	if (b->max_recv < size)
		size = b->max_recv;
	if (size < RPC_FRAGMENT_LEAST)
		size = RPC_FRAGMENT_LEAST;
	if (size > RPC_FRAGMENT_PIPE)
		size = RPC_FRAGMENT_PIPE;
	return size & 0xfff8;
}

void
bind_take(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	struct rpc_bind		 b = { 0 };
	struct rpc_bind_ack	 a = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_bind_body(&n, &b);
	if (!ndr_ok(&n)) {
		bind_refuse(p, pdu->call, RPC_NAK_VERSION, "malformed bind");
		return;
	}
	p->group = rpc_group_join(p->host->groups, b.group,
	    &p->holder->caller->sid);
	if (p->group == NULL) {
		bind_refuse(p, pdu->call, RPC_NAK_NOT_SPECIFIED,
		    "unknown association group");
		return;
	}
	if (!negotiate(p, &b, &a)) {
		bind_refuse(p, pdu->call, RPC_NAK_NOT_SPECIFIED,
		    "impossible bind");
		return;
	}
	if (pdu->verifier.type != RPC_AUTH_NONE && !auth_new(p, pdu)) {
		bind_refuse(p, pdu->call, RPC_NAK_AUTH_TYPE,
		    "unknown authentication type or level");
		return;
	}
	p->fragment = fragment_size(&b);
	p->state = PIPE_BOUND;
	(void)strlcpy(a.address, p->endpoint->address, sizeof(a.address));
	acknowledge(p, pdu, &a);
}

void
alter_take(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	struct rpc_bind		 b = { 0 };
	struct rpc_bind_ack	 a = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_bind_body(&n, &b);
	if (pdu->verifier.type != RPC_AUTH_NONE && p->auth == NULL) {
		pipe_refuse(p, pdu, RPC_FAULT_ACCESS_DENIED,
		    "a logon can only begin with a bind");
		return;
	}
	if (p->call != NULL || !ndr_ok(&n) || !negotiate(p, &b, &a)) {
		pipe_refuse(p, pdu, RPC_FAULT_PROTOCOL,
		    "impossible alter_context");
		return;
	}
	acknowledge(p, pdu, &a);
}
