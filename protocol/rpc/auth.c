/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A logon on the pipe, [MS-RPCE] 3.3.1.5.2: its tokens travel in the verifiers
 * of bind, alter_context and their answers, the last one perhaps in an auth3,
 * which is not answered.  The rest is protocol/auth's and the holder's.
 */
#include "protocol/rpc/pipe_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"

static void
auth_free(struct rpc_auth **ap)
{
	struct rpc_auth	*a = *ap;

	*ap = NULL;
	if (a == NULL)
		return;
	logon_free(&a->logon);
	ntlm_seal_free(&a->guard.seal);
	secret_wipe(a->key, sizeof(a->key));
	free(a);
}

void
auth_drop(struct rpc_pipe *p)
{
	if (p->auth != NULL && p->auth->state == AUTH_ASKING)
		p->auth->pipe = NULL;	/* freed when the host answers */
	else
		auth_free(&p->auth);
	p->auth = NULL;
}

const struct rpc_caller *
auth_caller(const struct rpc_pipe *p)
{
	return p->auth != NULL && p->auth->state == AUTH_DONE ?
	    &p->auth->caller : p->holder->caller;
}

struct rd
auth_key(const struct rpc_pipe *p)
{
	if (p->auth == NULL || p->auth->state != AUTH_DONE)
		return rd_over("", 0);
	return rd_over(p->auth->key, sizeof(p->auth->key));
}

/* A request fragment, in p->in; false: it is not as was agreed. */
bool
auth_open(struct rpc_pipe *p, const struct rpc_pdu *pdu, size_t at)
{
	size_t	 off = (size_t)(pdu->whole.base - p->in.data);

	if (p->auth == NULL)
		return pdu->verifier.type == RPC_AUTH_NONE;
	return p->auth->state == AUTH_DONE &&
	    guard_open(&p->auth->guard, pdu, p->in.data + off, at);
}

struct rpc_guard *
auth_guard(struct rpc_pipe *p)
{
	return p->auth == NULL ? NULL : &p->auth->guard;
}

/* False: not one of our types and levels. */
bool
auth_new(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	const struct rpc_verifier	*v = &pdu->verifier;
	struct rpc_auth			*a;

	if ((v->type != RPC_AUTH_NTLM && v->type != RPC_AUTH_SPNEGO) ||
	    v->level < RPC_LEVEL_CONNECT || v->level > RPC_LEVEL_PRIVACY)
		return false;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return false;
	a->pipe = p;
	a->guard.context = v->context;
	a->guard.type = v->type;
	a->guard.level = v->level;
	a->guard.header_sign = pdu->flags & RPC_HEADER_SIGN;
	if (logon_new(p->host->names, p->host->crypto, &a->logon) != 0)
		auth_free(&a);
	p->auth = a;
	return a != NULL;
}

static void
refused(struct rpc_auth *a, const char *why)
{
	struct rpc_pipe		*p = a->pipe;
	const struct rpc_pdu	 pdu = { .call = a->call };

	a->state = AUTH_REFUSED;
	switch (a->answering) {
	case RPC_BIND:
		bind_refuse(p, a->call, RPC_NAK_NOT_SPECIFIED, why);
		break;
	case RPC_ALTER:
		pipe_refuse(p, &pdu, RPC_FAULT_ACCESS_DENIED, why);
		break;
	default:			/* the next request hears of it */
		p->why = why;
		pipe_resume(p);
	}
}

/* The token goes behind the body that waits in p->out. */
static void
answer(struct rpc_auth *a, struct rd token)
{
	struct rpc_pipe		*p = a->pipe;
	struct ndr		 n = { .out = &p->out };
	struct rpc_verifier	 v = { .type = a->guard.type,
				    .level = a->guard.level,
				    .context = a->guard.context,
				    .value = token };

	if (a->answering == RPC_AUTH3) {
		pipe_resume(p);
		return;
	}
	if (token.len > 0) {
		v.pad = (uint8_t)(-p->out.len & 3);
		rpc_verifier_put(&n, &v);
		rpc_pdu_end(&n, (uint16_t)token.len);
	}
	pipe_sent(p);
}

static void	take_step(struct rpc_auth *, enum logon_step, struct wr *);

static void
challenge(struct rpc_auth *a, struct wr *w)
{
	const struct rpc_holder	*h = a->pipe->holder;

	if (h->challenge(h->arg, &a->challenge) != 0)
		refused(a, "no challenge at hand");
	else
		take_step(a, logon_challenge(a->logon, a->challenge.bytes,
		    nt_time_now(), w), w);
}

static void
prove(struct rpc_auth *a)
{
	const struct rpc_holder	*h = a->pipe->holder;
	struct rpc_proof	 proof;

	proof.challenge = a->challenge;
	proof.trio = logon_trio(a->logon);
	a->state = AUTH_ASKING;
	if (h->prove(h->arg, &proof, a) != 0)
		refused(a, "nobody at hand to judge the proof");
}

static void
take_step(struct rpc_auth *a, enum logon_step step, struct wr *w)
{
	switch (step) {
	case LOGON_SEND:
		if (a->answering == RPC_AUTH3) {
			refused(a, "logon not over with auth3");
			break;
		}
		a->state = AUTH_WAITING;
		answer(a, wr_written(w));
		break;
	case LOGON_WANTS_CHALLENGE:
		challenge(a, w);
		break;
	case LOGON_WANTS_VERDICT:
		prove(a);
		break;
	case LOGON_DONE:
		a->state = AUTH_DONE;
		logon_free(&a->logon);
		answer(a, wr_written(w));
		break;
	case LOGON_REFUSED:
		refused(a, logon_why(a->logon));
		break;
	}
}

void
auth_step(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	const struct rpc_verifier	*v = &pdu->verifier;
	struct rpc_auth			*a = p->auth;
	uint8_t				 mem[LOGON_TOKEN_MAX];
	struct wr			 w = wr_over(mem, sizeof(mem));

	if (a->state != AUTH_WAITING || v->type != a->guard.type ||
	    v->level != a->guard.level || v->context != a->guard.context) {
		pipe_refuse(p, pdu, RPC_FAULT_ACCESS_DENIED,
		    "verifier of another logon");
		return;
	}
	a->call = pdu->call;
	a->answering = pdu->type;
	take_step(a, logon_input(a->logon, v->value, &w), &w);
}

void
auth_take(struct rpc_pipe *p, const struct rpc_pdu *pdu)
{
	if (p->auth == NULL || p->auth->state != AUTH_WAITING ||
	    pdu->verifier.type == RPC_AUTH_NONE)
		pipe_refuse(p, pdu, RPC_FAULT_PROTOCOL, "auth3 out of turn");
	else
		auth_step(p, pdu);
}

static bool
secure(struct rpc_auth *a, const struct rpc_verdict *v)
{
	struct ntlm_keys	 keys = { .flags = logon_flags(a->logon) };
	int			 error;

	memcpy(keys.exported, v->key, sizeof(keys.exported));
	memcpy(a->key, v->key, sizeof(a->key));
	error = ntlm_seal_new(a->pipe->host->crypto, &keys, NTLM_SERVER,
	    logon_signed(a->logon), &a->guard.seal);
	secret_wipe(&keys, sizeof(keys));
	return error == 0;
}

/*
 * Whoever only passes messages on has the proof, but not its key: without
 * signatures it is worth no more than the session was, or a user.
 */
static void
take_caller(struct rpc_auth *a, const struct rpc_caller *proven)
{
	enum rpc_right	 most = a->pipe->holder->caller->right;

	if (most < RPC_USER)
		most = RPC_USER;
	a->caller = *proven;
	if (a->guard.level < RPC_LEVEL_PACKET && a->caller.right > most)
		a->caller.right = most;
}

void
rpc_proof_judged(struct rpc_auth *a, const struct rpc_verdict *v)
{
	uint8_t		 mem[LOGON_TOKEN_MAX];
	struct wr	 w = wr_over(mem, sizeof(mem));
	enum logon_step	 step;

	if (a->pipe == NULL) {
		auth_free(&a);
		return;
	}
	step = logon_verdict(a->logon, v->right ? v->key : NULL, &w);
	take_caller(a, &v->caller);
	if (step == LOGON_DONE && !secure(a, v))
		refused(a, "no memory");
	else
		take_step(a, step, &w);
}
