/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [MS-SMB2] 3.3.5.5: the client's tokens go through protocol/auth; whether
 * its proof is right says the keeper.  A refusal is answered late (A12).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/logon.h"
#include "protocol/smb2/session.h"
#include "server/smb/conn.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/setup.h"

#define FIXED	8

struct setup {
	struct session		*session;	/* borrowed: it owns us */
	struct logon		*logon;
	struct smb2_preauth	 preauth;
	struct auth_challenge	 challenge;
	struct request		*req;		/* that waits for the keeper */
	struct auth_verdict	 verdict;
	struct event		 delay;
	uint64_t		 previous;
	bool			 again;		/* of a session that lives */
	bool			 wants_signing;
	bool			 asked;		/* the keeper owes an answer */
	bool			 replaces;	/* so do the books */
};

static void	refused_late(evutil_socket_t, short, void *);
static enum ntstatus	challenge(struct request *, struct setup *,
		    struct wr *);
static enum ntstatus	step(struct request *, struct setup *,
		    enum logon_step, struct wr *);

/* --- life --- */

static struct setup *
setup_new(struct session *s)
{
	struct smb_server	*server = s->conn->server;
	struct setup		*u = calloc(1, sizeof(*u));

	if (u == NULL)
		return NULL;
	if (logon_new(&server->names, server->ntlm, &u->logon) != 0) {
		free(u);
		return NULL;
	}
	u->session = s;
	u->again = s->state != SESSION_LOGON;
	u->preauth = s->conn->preauth;
	(void)event_assign(&u->delay, server->base, -1, 0, refused_late, u);
	s->setup = u;
	return u;
}

void
setup_free(struct setup **up)
{
	struct setup		*u = *up;
	const struct smb_auth	*auth;
	struct request		*req;

	if (u == NULL)
		return;
	*up = NULL;
	req = u->replaces ? NULL : u->req;
	auth = u->session->conn->server->auth;
	if (u->asked)
		auth->cancel(auth->arg, u);
	(void)event_del(&u->delay);
	logon_free(&u->logon);
	secret_wipe(&u->verdict, sizeof(u->verdict));
	free(u);
	if (req != NULL)	/* the session was ended by somebody else */
		request_done(req, NT_USER_SESSION_DELETED);
}

/* --- answers --- */

static void
put_answer(struct request *req, struct setup *u, struct rd token)
{
	struct session			*s = u->session;
	struct smb2_session_setup_rsp	 rsp = { .token = token };

	if (s->anonymous)
		rsp.flags = SMB2_SESSION_FLAG_IS_NULL;
	else if (s->must_seal)
		rsp.flags = SMB2_SESSION_FLAG_ENCRYPT_DATA;
	req->header.session_id = s->id;
	reply(req, FIXED + token.len + 8);
	smb2_put_session_setup_rsp(&req->w, &rsp);
	req->keep_body = true;
}

/* Out with it.  A session that failed to prove itself is no more. */
static enum ntstatus
refuse(struct request *req, struct setup *u, enum ntstatus status)
{
	struct session	*s = u->session;

	req->header.session_id = s->id;
	req->conn->server->stats.refused++;
	session_end(s, VFS_DISCARD, NULL);	/* frees the setup */
	return status;
}

static void
refused_late(evutil_socket_t fd, short what, void *arg)
{
	struct setup	*u = arg;
	struct request	*req = u->req;

	(void)fd;
	(void)what;
	u->req = NULL;
	request_done(req, refuse(req, u, u->verdict.status));
}

static void
give_up(struct request *req, enum cancel_why why)
{
	struct setup	*u = req->state;

	(void)why;
	u->req = NULL;
	request_done(req, refuse(req, u, NT_CANCELLED));
}

/* --- success --- */

static bool
make_keys(struct session *s, const struct setup *u)
{
	struct conn		*conn = s->conn;
	struct smb2_key_source	 source = {
		.dialect = conn->dialect,
		.signing = conn->signing,
		.cipher = conn->cipher,
		.session_key = u->verdict.key,
		.session_key_size = u->verdict.key_len,
		.preauth = &u->preauth,
	};

	return smb2_derive_keys(conn->server->crypto, &source, &s->keys);
}

/* A first logon becomes a session; a later one only renews it. */
static enum ntstatus
admit(struct session *s, const struct setup *u)
{
	const struct smb_settings	*set = &s->conn->server->settings;
	bool				 anonymous = u->verdict.user.account ==
					    0;

	if (u->again) {
		/* Whoever holds the keys might relay the proof of another. */
		if (!anonymous && u->verdict.user.account != s->owner)
			return NT_ACCESS_DENIED;
		/* Its trees were given for what it was let in for. */
		if (session_is_rescue(&u->verdict.user) !=
		    session_is_rescue(&s->user) ||
		    u->verdict.user.is_leaked != s->user.is_leaked)
			return NT_ACCESS_DENIED;
		if (s->user.account != u->verdict.user.account)
			session_rename(s, &u->verdict.user);
		s->anonymous = anonymous;
		session_up(s);
		return NT_OK;
	}
	if (anonymous && !set->anonymous_ipc)
		return NT_ACCESS_DENIED;
	s->user = u->verdict.user;
	s->owner = s->user.account;
	s->anonymous = anonymous;
	s->must_sign = !anonymous && (set->signing_required ||
	    u->wants_signing);
	s->must_seal = !anonymous && set->encryption == SMB_REQUIRED;
	if (s->must_seal && s->conn->cipher == 0)
		return NT_ACCESS_DENIED;
	if (!anonymous) {
		if (!make_keys(s, u))
			return NT_INSUFFICIENT_RESOURCES;
		s->has_keys = true;
	}
	session_up(s);
	return NT_OK;
}

static void
log_logon(const struct session *s, const struct setup *u)
{
	log_debug("%s: \"%s\" %s [dialect=0x%04x session=%016llx]",
	    SUBJECT(s->conn), VIS(s->user.name),
	    u->again ? "authenticated again" : "logged on", s->conn->dialect,
	    (unsigned long long)s->id);
}

/* The last token, and what stands before the answer is away. */
static enum ntstatus
complete(struct request *req, struct setup *u)
{
	struct session	*s = u->session;
	uint8_t		 token[LOGON_TOKEN_MAX];
	struct wr	 w = wr_over(token, sizeof(token));
	enum ntstatus	 status;

	if (logon_verdict(u->logon, u->verdict.key, &w) != LOGON_DONE ||
	    !wr_ok(&w)) {
		log_limited(&req->conn->server->noise, LVL_WARN,
		    "%s: logon refused: %s", SUBJECT(req->conn),
		    logon_why(u->logon));
		return refuse(req, u, NT_INVALID_PARAMETER);
	}
	status = admit(s, u);
	if (status != NT_OK)
		return refuse(req, u, status);
	log_logon(s, u);
	put_answer(req, u, wr_written(&w));
	setup_free(&s->setup);
	return NT_OK;
}

static void
previous_ended(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;
	struct setup	*u = req->session->setup;

	(void)status;		/* it is gone, or it was not theirs */
	if (u == NULL) {	/* and so is this one */
		request_done(req, NT_USER_SESSION_DELETED);
		return;
	}
	u->replaces = false;
	u->req = NULL;
	request_done(req, complete(req, u));
}

/* --- the keeper's word --- */

static void
judged(void *ctx, const struct auth_verdict *v)
{
	struct setup		*u = ctx;
	struct request		*req = u->req;
	const struct smb_shares	*books = req->conn->server->books;
	struct timeval		 tv;

	u->asked = false;
	u->verdict = *v;
	if (v->status != NT_OK) {
		conn_failed(req->conn);
		tv = (struct timeval){ v->delay_ms / 1000,
		    v->delay_ms % 1000 * 1000 };
		if (v->delay_ms > 0)
			(void)event_add(&u->delay, &tv);
		else
			refused_late(-1, 0, u);
		return;
	}
	if (u->previous != 0 && u->previous != u->session->id &&
	    v->user.account != 0 && !session_is_rescue(&v->user)) {
		req->cancel = NULL;
		u->replaces = true;
		books->previous_session(books->arg, u->previous,
		    v->user.account, previous_ended, req);
		return;
	}
	u->req = NULL;
	request_done(req, complete(req, u));
}

static enum ntstatus
ask_keeper(struct request *req, struct setup *u)
{
	const struct smb_auth	*auth = req->conn->server->auth;
	struct ntlm_trio	 trio = logon_trio(u->logon);
	struct auth_question	 q = {
		.view = req->conn->view,
		.mech = AUTH_NTLM,
		.challenge = u->challenge,
		.negotiate = trio.negotiate,
		.challenged = trio.challenge,
		.authenticate = trio.authenticate,
		.peer = req->conn->peer,
	};

	u->req = req;
	u->asked = true;
	req->state = u;
	if (!req->waits)
		request_waits(req, give_up);
	if (auth->check(auth->arg, &q, judged, u) == 0)
		return NT_LATER;
	u->asked = false;
	u->req = NULL;
	return refuse(req, u, NT_INSUFFICIENT_RESOURCES);
}

/* There was none; now there may be. */
static void
challenge_ready(void *ctx)
{
	struct setup	*u = ctx;
	struct request	*req = u->req;
	uint8_t		 token[LOGON_TOKEN_MAX];
	struct wr	 w = wr_over(token, sizeof(token));
	enum ntstatus	 status;

	u->asked = false;
	u->req = NULL;
	status = challenge(req, u, &w);
	if (status != NT_LATER)
		request_done(req, status);
}

static enum ntstatus
challenge(struct request *req, struct setup *u, struct wr *w)
{
	const struct smb_auth	*auth = req->conn->server->auth;
	int			 rc;

	rc = auth->challenge(auth->arg, &u->challenge, challenge_ready, u);
	if (rc == -EINPROGRESS) {
		u->req = req;
		u->asked = true;
		req->state = u;
		if (!req->waits)
			request_waits(req, give_up);
		return NT_LATER;
	}
	if (rc != 0)
		return refuse(req, u, NT_INSUFFICIENT_RESOURCES);
	return step(req, u, logon_challenge(u->logon, u->challenge.bytes,
	    nt_time_now(), w), w);
}

static enum ntstatus
step(struct request *req, struct setup *u, enum logon_step s, struct wr *w)
{
	switch (s) {
	case LOGON_WANTS_CHALLENGE:
		return challenge(req, u, w);
	case LOGON_WANTS_VERDICT:
		return ask_keeper(req, u);
	case LOGON_SEND:
		put_answer(req, u, wr_written(w));
		if (req->conn->dialect == SMB2_DIALECT_311)
			req->chain->hash_answer = &u->preauth;
		return NT_MORE_PROCESSING_REQUIRED;
	default:
		log_limited(&req->conn->server->noise, LVL_INFO,
		    "%s: logon refused: %s", SUBJECT(req->conn),
		    logon_why(u->logon));
		return refuse(req, u, NT_INVALID_PARAMETER);
	}
}

/* --- the request --- */

/* The session that the header names; a signature on it must fit. */
static enum ntstatus
find_session(struct request *req)
{
	struct session	*s;

	if (req->header.session_id == 0)
		s = session_new(req->conn);
	else {
		s = session_find(req->conn, req->header.session_id);
		if (s == NULL)
			return NT_USER_SESSION_DELETED;
	}
	if (s == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	session_ref(s);
	req->session = s;
	if (!s->has_keys || req->is_sealed ||
	    (req->header.flags & SMB2_FLAGS_SIGNED) == 0)
		return NT_OK;
	req->is_signed = smb2_verify_one(req->conn->server->crypto,
	    &s->keys.sign, req->msg.base, req->msg.len);
	return req->is_signed ? NT_OK : NT_ACCESS_DENIED;
}

static struct setup *
find_setup(struct request *req, const struct smb2_session_setup_req *q)
{
	struct session	*s = req->session;
	struct setup	*u = s->setup;

	if (u == NULL) {
		u = setup_new(s);
		if (u == NULL)
			return NULL;
		u->previous = q->previous_session;
		u->wants_signing = (q->security_mode &
		    SMB2_NEGOTIATE_SIGNING_REQUIRED) != 0;
	}
	return u;
}

enum ntstatus
op_session_setup(struct request *req)
{
	struct smb2_session_setup_req	 q;
	struct setup			*u;
	uint8_t				 token[LOGON_TOKEN_MAX];
	struct wr			 w = wr_over(token, sizeof(token));
	enum ntstatus			 status;

	status = smb2_get_session_setup_req(&req->msg, &q);
	if (status != NT_OK)
		return status;
	if ((q.flags & SMB2_SESSION_FLAG_BINDING) != 0)
		return NT_REQUEST_NOT_ACCEPTED;	/* no multichannel */
	status = find_session(req);
	if (status != NT_OK)
		return status;
	u = find_setup(req, &q);
	if (u == NULL) {
		if (req->session->state == SESSION_LOGON)
			session_end(req->session, VFS_DISCARD, NULL);
		return NT_INSUFFICIENT_RESOURCES;
	}
	if (u->req != NULL)		/* one is under way already */
		return NT_INVALID_PARAMETER;
	if (req->conn->dialect == SMB2_DIALECT_311 && !smb2_preauth_add(
	    req->conn->server->crypto, &u->preauth, req->msg.base,
	    req->msg.len))
		return refuse(req, u, NT_INSUFFICIENT_RESOURCES);
	return step(req, u, logon_input(u->logon, q.token, &w), &w);
}
