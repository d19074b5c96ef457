/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/evidence.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "server/keeper/verifiers.h"
#include "server/role.h"

#define BATCH		256
#define WAIT_MS		100

struct evidence {
	struct env		*env;
	struct event		 timer;
	size_t			 n;
	struct msg_evidence	 rows[BATCH];
};

static void
wait_a_moment(struct evidence *ev)
{
	struct timeval	 tv = { 0, WAIT_MS * 1000 };

	if (!event_pending(&ev->timer, EV_TIMEOUT, NULL))
		(void)event_add(&ev->timer, &tv);
}

/* Without a director it is kept while there is room: it will come back. */
void
evidence_send(struct evidence *ev)
{
	struct chan	*director = env_peer(ev->env, ROLE_DIRECTOR, 0);
	struct wr	*w;
	size_t		 i;

	if (ev->n == 0)
		return;
	if (director == NULL) {
		wait_a_moment(ev);
		return;
	}
	w = chan_begin(director, MSG_EVIDENCE, 0);
	for (i = 0; i < ev->n; i++)
		msg_put_evidence(w, &ev->rows[i]);
	if (chan_end(director) == 0)
		ev->n = 0;
	else
		wait_a_moment(ev);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	evidence_send(arg);
}

struct evidence *
evidence_new(struct env *env)
{
	struct evidence	*ev = calloc(1, sizeof(*ev));

	if (ev == NULL)
		return NULL;
	ev->env = env;
	(void)event_assign(&ev->timer, env->base, -1, 0, on_timer, ev);
	return ev;
}

void
evidence_free(struct evidence **evp)
{
	struct evidence	*ev = *evp;

	if (ev == NULL)
		return;
	*evp = NULL;
	evidence_send(ev);
	(void)event_del(&ev->timer);
	free(ev);
}

/* A right logon is worth more than a wrong one: it may save an account. */
static void
displace(struct evidence *ev, const struct msg_evidence *row)
{
	size_t	 i;

	if (row->reason != REASON_RIGHT && row->reason != REASON_DISABLED)
		return;
	for (i = 0; i < BATCH; i++) {
		if (ev->rows[i].reason == REASON_RIGHT ||
		    ev->rows[i].reason == REASON_DISABLED)
			continue;
		ev->rows[i] = *row;
		return;
	}
}

void
evidence_add(struct evidence *ev, const struct msg_evidence *row)
{
	if (ev->n == BATCH)
		evidence_send(ev);
	if (ev->n == BATCH) {
		displace(ev, row);	/* no director, no room */
		return;
	}
	ev->rows[ev->n++] = *row;
	if (ev->n == BATCH)
		evidence_send(ev);
	else
		wait_a_moment(ev);
}

void
evidence_lock(struct evidence *ev, const struct account *a)
{
	struct chan			*director;
	struct mono			 now = mono_now();
	struct msg_account_locked	 m = {
		.account = a->id,
		.until_mono = a->locked_until,
		.peer = a->bad_from,
	};

	if (a->locked_until.ns != 0)
		m.until.us = wall_now().us +
		    mono_ms_between(now, a->locked_until) * 1000;
	director = env_peer(ev->env, ROLE_DIRECTOR, 0);
	if (director == NULL)
		return;		/* told when it asks for all accounts again */
	msg_put_account_locked(chan_begin(director, MSG_ACCOUNT_LOCKED, 0),
	    &m);
	(void)chan_end(director);
	(void)chan_flush(director);
}
