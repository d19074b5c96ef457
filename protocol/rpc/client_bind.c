/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bind and the logon in it.  The bind_ack brings a token; the last one of
 * ours goes in an alter_context (SPNEGO, which answers) or an auth3 (raw
 * NTLMSSP, which has no answer).
 */
#include <errno.h>

#include "protocol/rpc/client_int.h"
#include "protocol/rpc/fault.h"

#define LOGON_CONTEXT	1		/* the number of our logon */

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
	b.context[0].id = CLIENT_CONTEXT;
	b.context[0].count = 1;
	b.context[0].interface = c->iface->syntax;
	b.context[0].transfer[0] = rpc_ndr32;
	n = client_pdu(c, type, flags);
	rpc_bind_body(&n, &b);
	end(c, &n, token);
}

static void
put_auth3(struct rpc_client *c, const struct wr *token)
{
	struct ndr	 n = client_pdu(c, RPC_AUTH3, RPC_WHOLE);
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
client_bind(struct rpc_client *c, const struct rpc_client_how *how)
{
	uint8_t		 mem[CLIENT_TOKEN_MAX];
	struct wr	 token = wr_over(mem, sizeof(mem));
	int		 error;

	if (how->logon != NULL &&
	    (error = logon_begin(c, how, &token)) != 0)
		return error;
	put_bind(c, RPC_BIND, &token);
	return buf_ok(&c->out) ? 0 : -ENOMEM;
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
		return client_over(c, "server's token is refused");
	if (!client_logon_proved(c->logon)) {
		put_bind(c, RPC_ALTER, &w);
		return RPC_SEND;
	}
	if (secure(c) != 0)
		return client_over(c, "no memory");
	if (c->guard.type == RPC_AUTH_SPNEGO) {
		put_bind(c, RPC_ALTER, &w);
		return RPC_SEND;
	}
	put_auth3(c, &w);
	c->state = CLIENT_IDLE;
	return RPC_READY;
}

enum rpc_event
client_take_ack(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	struct rpc_bind_ack	 a = { 0 };
	struct ndr		 n = rpc_pdu_body(pdu);

	rpc_bind_ack_body(&n, &a);
	if (!ndr_ok(&n) || a.count != 1 || pdu->call != c->call)
		return client_over(c, "malformed bind_ack");
	if (a.result[0].result != RPC_ACCEPTED ||
	    !rpc_syntax_equal(&a.result[0].transfer, &rpc_ndr32))
		return client_over(c, "server does not have the interface");
	if (a.max_recv < RPC_FRAGMENT_LEAST)
		return client_over(c, "server's fragments are too small");
	c->fragment = a.max_recv < RPC_FRAGMENT_PIPE ? a.max_recv :
	    RPC_FRAGMENT_PIPE;
	if (pdu->flags & RPC_HEADER_SIGN)
		c->guard.header_sign = true;
	if (c->logon != NULL && !client_logon_proved(c->logon))
		return logon_next(c, pdu->verifier.value);
	if (c->logon != NULL && client_logon_finish(c->logon,
	    pdu->verifier.value) != 0)
		return client_over(c, "server does not prove itself");
	c->state = CLIENT_IDLE;
	return RPC_READY;
}

enum rpc_event
client_take_nak(struct rpc_client *c, const struct rpc_pdu *pdu)
{
	uint16_t	 reason = 0;
	struct ndr	 n = rpc_pdu_body(pdu);

	rpc_bind_nak_body(&n, &reason);
	c->fault = reason;
	return client_over(c, "bind refused");
}
