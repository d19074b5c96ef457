/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/keeper_link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <uthash.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/role/auth_msg.h"

#define STOCK		128
#define LOW		64
/* Of the minute that the keeper gives them, some is for the client. */
#define USABLE_MS	15000

struct question {
	UT_hash_handle	 hh;
	uint64_t	 id;
	auth_done	*done;
	void		*ctx;
};

/* Somebody who needs a challenge while there is none. */
struct waiter {
	TAILQ_ENTRY(waiter)	 link;
	auth_ready		*ready;
	void			*ctx;
};

struct keeper_link {
	struct smb_auth		 auth;
	TAILQ_HEAD(, waiter)	 waiters;
	struct chan		*keeper;
	struct msg_challenge	 stock[2 * STOCK];
	size_t			 nstock;
	struct mono		 stocked;	/* when the oldest came */
	bool			 wanted;	/* an answer is under way */
	unsigned		 source;	/* counts keepers */
	uint64_t		 next;
	struct question		*questions;
};

static void
want(struct keeper_link *l)
{
	struct wr	*w;

	if (l->keeper == NULL || l->wanted)
		return;
	w = chan_begin(l->keeper, MSG_CHALLENGE_WANT, 0);
	wr_le16(w, STOCK);
	l->wanted = chan_end(l->keeper) == 0;
}

static int
wait_for_stock(struct keeper_link *l, auth_ready *ready, void *ctx)
{
	struct waiter	*w = calloc(1, sizeof(*w));

	if (w == NULL)
		return -ENOMEM;
	w->ready = ready;
	w->ctx = ctx;
	TAILQ_INSERT_TAIL(&l->waiters, w, link);
	return -EINPROGRESS;
}

static int
challenge(void *arg, struct auth_challenge *out, auth_ready *ready,
    void *ctx)
{
	struct keeper_link	*l = arg;
	const struct msg_challenge *c;

	if (l->nstock > 0 && mono_ms_between(l->stocked, mono_now()) >
	    USABLE_MS)
		l->nstock = 0;
	if (l->nstock < LOW)
		want(l);
	if (l->nstock == 0)
		return ready == NULL ? -EAGAIN :
		    wait_for_stock(l, ready, ctx);
	c = &l->stock[--l->nstock];
	out->id = c->id;
	memcpy(out->bytes, c->bytes, sizeof(out->bytes));
	out->source = l->source;
	return 0;
}

static int
check(void *arg, const struct auth_question *q, auth_done *done, void *ctx)
{
	struct keeper_link	*l = arg;
	struct question		*ask;
	struct msg_auth_check	 m = {
		.view = q->view,
		.mech = (uint8_t)q->mech,
		.challenge = q->challenge.id,
		.peer = q->peer,
		.negotiate = q->negotiate,
		.challenged = q->challenged,
		.authenticate = q->authenticate,
	};
	int			 rc;

	/* A new keeper would take its predecessor's challenge for a replay. */
	if (l->keeper == NULL || q->challenge.source != l->source)
		return -EAGAIN;
	ask = calloc(1, sizeof(*ask));
	if (ask == NULL)
		return -ENOMEM;
	ask->id = ++l->next;
	ask->done = done;
	ask->ctx = ctx;
	msg_put_auth_check(chan_begin(l->keeper, MSG_AUTH_CHECK, ask->id),
	    &m);
	rc = chan_end(l->keeper);
	if (rc != 0) {
		free(ask);
		return rc;
	}
	HASH_ADD(hh, l->questions, id, sizeof(ask->id), ask);
	return 0;
}

static void
cancel(void *arg, void *ctx)
{
	struct keeper_link	*l = arg;
	struct question		*ask, *next;
	struct waiter		*w;

	TAILQ_FOREACH(w, &l->waiters, link) {
		if (w->ctx != ctx)
			continue;
		TAILQ_REMOVE(&l->waiters, w, link);
		free(w);
		return;
	}
	HASH_ITER(hh, l->questions, ask, next) {
		if (ask->ctx != ctx)
			continue;
		HASH_DEL(l->questions, ask);
		free(ask);
		return;
	}
}

struct keeper_link *
keeper_link_new(void)
{
	struct keeper_link	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	TAILQ_INIT(&l->waiters);
	l->auth = (struct smb_auth){ l, challenge, check, cancel };
	return l;
}

void
keeper_link_free(struct keeper_link **lp)
{
	if (*lp != NULL)
		keeper_link_down(*lp);
	free(*lp);
	*lp = NULL;
}

const struct smb_auth *
keeper_link_auth(const struct keeper_link *l)
{
	return &l->auth;
}

void
keeper_link_up(struct keeper_link *l, struct chan *keeper)
{
	l->keeper = keeper;
	l->source++;
	l->nstock = 0;
	l->wanted = false;
	want(l);
}

void
keeper_link_down(struct keeper_link *l)
{
	struct auth_verdict	 none = { .status =
				    NT_INSUFFICIENT_RESOURCES };
	struct question		*ask;

	l->keeper = NULL;
	l->nstock = 0;
	l->wanted = false;
	while ((ask = l->questions) != NULL) {
		HASH_DEL(l->questions, ask);
		ask->done(ask->ctx, &none);
		free(ask);
	}
}

/* As many as there is stock for; whoever comes too late waits again. */
static void
wake_waiters(struct keeper_link *l)
{
	struct waiter	*w;
	size_t		 n = l->nstock;

	for (; n > 0 && (w = TAILQ_FIRST(&l->waiters)) != NULL; n--) {
		TAILQ_REMOVE(&l->waiters, w, link);
		w->ready(w->ctx);
		free(w);
	}
	if (!TAILQ_EMPTY(&l->waiters))
		want(l);
}

void
keeper_link_challenges(struct keeper_link *l, struct chan *ch,
    struct chan_msg *m)
{
	struct msg_challenge	 c;

	if (l->nstock == 0)
		l->stocked = mono_now();
	while (rd_left(&m->body) > 0 && l->nstock < 2 * STOCK) {
		msg_get_challenge(&m->body, &c);
		l->stock[l->nstock++] = c;
	}
	l->wanted = false;
	if (!rd_ok(&m->body)) {
		l->nstock = 0;
		chan_malformed(ch, m);
		return;
	}
	wake_waiters(l);
}

static void
fill_verdict(const struct msg_auth_result *r, struct auth_verdict *v)
{
	*v = (struct auth_verdict){
		.status = (enum ntstatus)r->status,
		.delay_ms = r->delay_ms,
		.key_len = r->key_len,
	};
	memcpy(v->key, r->key, r->key_len);
	v->user.account = r->account;
	v->user.generation = r->generation;
	v->user.cohort = r->cohort;
	v->user.is_operator = r->is_operator;
	v->user.is_admin = r->is_admin;
	v->user.rescue_until = r->rescue_until;
	v->user.is_leaked = r->is_leaked;
	v->user.sid = r->sid;
	text_copy(v->user.name, sizeof(v->user.name), r->name);
	text_copy(v->user.domain, sizeof(v->user.domain), r->domain);
	text_copy(v->user.workstation, sizeof(v->user.workstation),
	    r->workstation);
}

void
keeper_link_result(struct keeper_link *l, struct chan *ch, struct chan_msg *m)
{
	struct msg_auth_result	 r = { 0 };
	struct auth_verdict	 v;
	struct question		*ask;

	msg_get_auth_result(&m->body, &r);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	HASH_FIND(hh, l->questions, &m->id, sizeof(m->id), ask);
	if (ask == NULL)
		return;		/* the client did not wait */
	HASH_DEL(l->questions, ask);
	fill_verdict(&r, &v);
	ask->done(ask->ctx, &v);
	secret_wipe(&v, sizeof(v));
	secret_wipe(&r, sizeof(r));
	free(ask);
}
