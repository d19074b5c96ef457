/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/waiting.h"

#include <event2/event_struct.h>
#include <stdlib.h>

#include "base/secret.h"
#include "base/secret_pool.h"
#include "server/keeper/judge.h"
#include "server/keeper/keeper.h"
#include "server/timer.h"

#define EARLY_MS	5	/* a timer may come so much too soon */

TAILQ_HEAD(waiters, waiter);

struct waiting {
	struct keeper		*k;
	struct secret_pool	*pool;
	struct waiters		 list;		/* oldest first */
	struct event		 timer;
	size_t			 n;
};

static void
drop(struct waiting *ws, struct waiter *w)
{
	TAILQ_REMOVE(&ws->list, w, link);
	secret_pool_give(ws->pool, w);
	ws->n--;
}

/* --- the director --- */

static void
ask(struct waiting *ws, int64_t account)
{
	struct chan	*director = env_peer(ws->k->env, ROLE_DIRECTOR, 0);

	if (director == NULL)
		return;		/* its successor is asked */
	wr_le64(chan_begin(director, MSG_ACCOUNT_WANTED, 0),
	    (uint64_t)account);
	(void)chan_end(director);
}

static bool
is_asked_for(const struct waiting *ws, const struct waiter *w)
{
	const struct waiter	*other;

	TAILQ_FOREACH(other, &ws->list, link)
		if (other != w && other->account == w->account)
			return true;
	return false;
}

/* --- answers --- */

static void
answer(struct waiting *ws, struct waiter *w, bool too_late)
{
	struct msg_auth_result	 r;

	if (judge_again(ws->k, w, too_late, &r)) {
		msg_put_auth_result(chan_begin(w->worker, MSG_AUTH_RESULT,
		    w->question), &r);
		(void)chan_end(w->worker);
		drop(ws, w);
	}
	secret_wipe(&r, sizeof(r));
}

static void
arm(struct waiting *ws)
{
	const struct waiter	*w = TAILQ_FIRST(&ws->list);
	int64_t			 ms;

	if (w == NULL)
		return;
	ms = mono_ms_between(mono_now(), w->deadline) + EARLY_MS;
	timer_after(&ws->timer, ms < EARLY_MS ? EARLY_MS : ms);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct waiting	*ws = arg;
	struct waiter	*w, *next;
	struct mono	 now = mono_now();

	(void)fd;
	(void)what;
	for (w = TAILQ_FIRST(&ws->list); w != NULL; w = next) {
		next = TAILQ_NEXT(w, link);
		if (mono_passed(w->deadline, now))
			answer(ws, w, true);
	}
	arm(ws);
}

void
waiting_look(struct waiting *ws, int64_t account)
{
	struct waiter	*w, *next;

	for (w = TAILQ_FIRST(&ws->list); w != NULL; w = next) {
		next = TAILQ_NEXT(w, link);
		if (w->account == account)
			answer(ws, w, false);
	}
}

void
waiting_ask_again(struct waiting *ws)
{
	struct waiter	*w, *next;
	int64_t		 account = 0;

	for (w = TAILQ_FIRST(&ws->list); w != NULL; w = next) {
		next = TAILQ_NEXT(w, link);
		answer(ws, w, false);
	}
	TAILQ_FOREACH(w, &ws->list, link) {
		if (w->account != account)
			ask(ws, w->account);
		account = w->account;
	}
}

/* --- whoever waits --- */

static size_t
count(const struct waiting *ws, int64_t account)
{
	const struct waiter	*w;
	size_t			 n = 0;

	TAILQ_FOREACH(w, &ws->list, link)
		n += w->account == account;
	return n;
}

struct waiter *
waiting_add(struct waiting *ws, int64_t account)
{
	struct waiter	*w;

	if (ws->k->env->config.enable_wait == 0 || ws->n >= WAITERS_MAX ||
	    count(ws, account) >= WAITERS_EACH)
		return NULL;
	w = secret_pool_take(ws->pool);
	if (w == NULL)
		return NULL;
	w->account = account;
	w->deadline = mono_after(mono_now(), ws->k->env->config.enable_wait);
	TAILQ_INSERT_TAIL(&ws->list, w, link);
	ws->n++;
	return w;
}

void
waiting_begin(struct waiting *ws, struct waiter *w, struct chan *worker,
    uint64_t question)
{
	w->worker = worker;
	w->question = question;
	if (!is_asked_for(ws, w))
		ask(ws, w->account);
	if (w == TAILQ_FIRST(&ws->list))
		arm(ws);
}

void
waiting_lost(struct waiting *ws, const struct chan *worker)
{
	struct waiter	*w, *next;

	for (w = TAILQ_FIRST(&ws->list); w != NULL; w = next) {
		next = TAILQ_NEXT(w, link);
		if (w->worker == worker)
			drop(ws, w);
	}
}

/* --- life --- */

struct waiting *
waiting_new(struct keeper *k)
{
	struct waiting	*ws = calloc(1, sizeof(*ws));

	if (ws == NULL)
		return NULL;
	ws->k = k;
	TAILQ_INIT(&ws->list);
	ws->pool = secret_pool_new(sizeof(struct waiter));
	if (ws->pool == NULL) {
		free(ws);
		return NULL;
	}
	(void)event_assign(&ws->timer, k->env->base, -1, 0, on_timer, ws);
	return ws;
}

void
waiting_free(struct waiting **wsp)
{
	struct waiting	*ws = *wsp;

	if (ws == NULL)
		return;
	*wsp = NULL;
	while (!TAILQ_EMPTY(&ws->list))
		drop(ws, TAILQ_FIRST(&ws->list));
	(void)event_del(&ws->timer);
	secret_pool_free(&ws->pool);
	free(ws);
}
