/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/uptake.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/tree.h"
#include "server/director/account/rotation.h"
#include "server/director/director.h"
#include "server/timer.h"
#include "store/uptake.h"

#define GATHER_MS	5000
#define GATHER_MAX	4096
#define PRUNE_US	(86400 * 1000000LL)

struct place {
	RB_ENTRY(place)	 link;
	struct addr	 peer;
	uint32_t	 rid;
	struct wall	 last;
};

RB_HEAD(places, place);

struct uptake {
	struct director	*d;
	struct places	 places;
	struct place	 pool[GATHER_MAX];
	size_t		 n;
	struct event	 timer;
	struct wall	 pruned;
};

static int
compare_places(struct place *a, struct place *b)
{
	if (a->rid != b->rid)
		return a->rid < b->rid ? -1 : 1;
	return memcmp(a->peer.b, b->peer.b, sizeof(a->peer.b));
}

TREE_GENERATE(places, place, link, compare_places)

struct wall
uptake_horizon(const struct director *d)
{
	return (struct wall){ rotation_clock(d).us -
	    d->env->config.orphan_limit * 1000 };
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("logons: not stored: %s", failed->text);
}

/* Once a day, and at the first logon. */
static void
prune(struct uptake *u, struct batch *b)
{
	struct wall	 now = wall_now();

	if (now.us - u->pruned.us < PRUNE_US && now.us >= u->pruned.us)
		return;
	u->pruned = now;
	store_logons_prune(b, uptake_horizon(u->d));
}

void
uptake_flush(struct director *d)
{
	struct uptake	*u = d->uptake;
	struct batch	*b;
	char		 address[ADDR_TEXT_SIZE];
	size_t		 i;
	int		 rc;

	if (u->n == 0)
		return;
	b = store_batch_new();
	for (i = 0; i < u->n; i++)
		store_logon(b, addr_text(&u->pool[i].peer, address),
		    u->pool[i].rid, u->pool[i].last);
	prune(u, b);
	rc = store_submit(d->store, &b, stored, NULL);
	if (rc != 0)
		log_error("logons: not stored: %s", strerror(-rc));
	RB_INIT(&u->places);
	u->n = 0;
	(void)event_del(&u->timer);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct uptake	*u = arg;

	(void)fd;
	(void)what;
	uptake_flush(u->d);
}

void
uptake_logon(struct director *d, uint32_t rid, const struct addr *peer,
    struct wall at)
{
	struct uptake	*u = d->uptake;
	struct place	*p, *old;

	if (u->n == GATHER_MAX)
		uptake_flush(d);
	p = &u->pool[u->n];
	*p = (struct place){ .peer = *peer, .rid = rid, .last = at };
	old = RB_INSERT(places, &u->places, p);
	if (old == NULL && u->n++ == 0)
		timer_after(&u->timer, GATHER_MS);
	else if (old != NULL && at.us > old->last.us)
		old->last = at;
}

int
uptake_new(struct director *d, struct err *e)
{
	struct uptake	*u = calloc(1, sizeof(*u));

	if (u == NULL)
		return err_set(e, ENOMEM, "out of memory");
	u->d = d;
	RB_INIT(&u->places);
	(void)event_assign(&u->timer, d->env->base, -1, 0, on_timer, u);
	d->uptake = u;
	return 0;
}

void
uptake_free(struct director *d)
{
	if (d->uptake != NULL)
		(void)event_del(&d->uptake->timer);
	free(d->uptake);
	d->uptake = NULL;
}
