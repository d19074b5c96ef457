/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/pipe_proof.h"

#include <event2/event.h>
#include <event2/event_struct.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "server/smb/conn.h"
#include "server/smb/server.h"

struct pipe_proof {
	struct pipe_proof	**slot;		/* where the pipe keeps us */
	struct conn		 *conn;
	struct rpc_auth		 *auth;
	struct rpc_verdict	  verdict;
	struct event		  delay;	/* of a refusal */
	bool			  asked;	/* the keeper owes an answer */
};

void
pipe_caller(const struct smb_user *u, bool anonymous, struct rpc_caller *out)
{
	out->right = anonymous ? RPC_ANYBODY : u->is_operator || u->is_admin ?
	    RPC_OPERATOR : RPC_USER;
	out->sid = u->sid;
	text_copy(out->account, sizeof(out->account), u->name);
	text_copy(out->domain, sizeof(out->domain), u->domain);
}

int
pipe_challenge(struct conn *conn, struct rpc_challenge *out)
{
	const struct smb_auth	*auth = conn->server->auth;
	struct auth_challenge	 c;
	int			 error;

	error = auth->challenge(auth->arg, &c, NULL, NULL);
	if (error != 0)
		return error;
	out->id = c.id;
	out->source = c.source;
	memcpy(out->bytes, c.bytes, sizeof(out->bytes));
	return 0;
}

/* The engine may go on to another logon at once: we are gone by then. */
static void
judge(evutil_socket_t fd, short what, void *arg)
{
	struct pipe_proof	*p = arg;
	struct rpc_auth		*auth = p->auth;
	struct rpc_verdict	 verdict = p->verdict;

	(void)fd;
	(void)what;
	*p->slot = NULL;
	(void)event_del(&p->delay);
	secret_wipe(p, sizeof(*p));
	free(p);
	rpc_proof_judged(auth, &verdict);
	secret_wipe(&verdict, sizeof(verdict));
}

static void
judged(void *ctx, const struct auth_verdict *v)
{
	struct pipe_proof	*p = ctx;
	struct timeval		 tv = { v->delay_ms / 1000,
				    v->delay_ms % 1000 * 1000 };

	p->asked = false;
	p->verdict.right = v->status == NT_OK && v->user.account != 0 &&
	    v->key_len >= sizeof(p->verdict.key);
	if (p->verdict.right) {
		memcpy(p->verdict.key, v->key, sizeof(p->verdict.key));
		pipe_caller(&v->user, false, &p->verdict.caller);
	}
	if (p->verdict.right || v->delay_ms == 0)
		judge(-1, 0, p);
	else
		(void)event_add(&p->delay, &tv);
}

int
pipe_prove(struct conn *conn, const struct rpc_proof *proof,
    struct rpc_auth *rpc, struct pipe_proof **slot)
{
	const struct smb_auth	*auth = conn->server->auth;
	struct auth_question	 q = {
		.view = conn->view,
		.mech = AUTH_NTLM,
		.negotiate = proof->trio.negotiate,
		.challenged = proof->trio.challenge,
		.authenticate = proof->trio.authenticate,
		.peer = conn->peer,
	};
	struct pipe_proof	*p = calloc(1, sizeof(*p));
	int			 error;

	if (p == NULL)
		return -ENOMEM;
	*p = (struct pipe_proof){ .slot = slot, .conn = conn, .auth = rpc,
	    .asked = true };
	q.challenge.id = proof->challenge.id;
	q.challenge.source = proof->challenge.source;
	memcpy(q.challenge.bytes, proof->challenge.bytes,
	    sizeof(q.challenge.bytes));
	(void)event_assign(&p->delay, conn->server->base, -1, 0, judge, p);
	*slot = p;
	error = auth->check(auth->arg, &q, judged, p);
	if (error != 0) {
		*slot = NULL;
		free(p);
	}
	return error;
}

void
pipe_proof_drop(struct pipe_proof **pp)
{
	struct pipe_proof	*p = *pp;
	const struct smb_auth	*auth;

	if (p == NULL)
		return;
	auth = p->conn->server->auth;
	if (p->asked)
		auth->cancel(auth->arg, p);
	p->verdict.right = false;
	judge(-1, 0, p);
}
