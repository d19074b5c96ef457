/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/evidence.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "server/role.h"

#define BATCH		256
#define WAIT_MS		100

struct evidence {
	struct env		*env;
	struct event		 timer;
	size_t			 n;
	struct msg_evidence	 rows[BATCH];
};

/* Without a director it is kept while there is room: it will come back. */
static void
send_batch(struct evidence *ev)
{
	struct chan	*director = env_peer(ev->env, ROLE_DIRECTOR, 0);
	struct wr	*w;
	size_t		 i;

	if (director == NULL || ev->n == 0)
		return;
	w = chan_begin(director, MSG_EVIDENCE, 0);
	for (i = 0; i < ev->n; i++)
		msg_put_evidence(w, &ev->rows[i]);
	(void)chan_end(director);
	ev->n = 0;
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	send_batch(arg);
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
	send_batch(ev);
	(void)event_del(&ev->timer);
	free(ev);
}

void
evidence_add(struct evidence *ev, const struct msg_evidence *row)
{
	struct timeval	 tv = { 0, WAIT_MS * 1000 };

	if (ev->n == BATCH)
		send_batch(ev);
	if (ev->n == BATCH)
		return;		/* no director, no room: this one is lost */
	ev->rows[ev->n++] = *row;
	if (ev->n == BATCH)
		send_batch(ev);
	else if (ev->n == 1)
		(void)event_add(&ev->timer, &tv);
}
