/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/uptake.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/tree.h"
#include "server/director/account/rotation.h"
#include "server/director/bringers.h"
#include "server/director/director.h"
#include "server/timer.h"
#include "store/uptake.h"

#define GATHER_MS	5000
#define GATHER_MAX	4096
#define PRUNE_US	(86400 * 1000000LL)
#define PLACES_MOST	1000	/* new ones, of an IPv6 /64 in an hour */

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
	struct bringers	*bringers;
};

/* Logons on their way into the store. */
struct flush {
	struct director	*d;
	size_t		 n;
	struct {
		struct addr	 peer;
		const bool	*is_new;	/* the batch's */
	} row[];
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
count_place(struct uptake *u, const struct addr *peer)
{
	char	 text[ADDR_TEXT_SIZE];

	if (bringers_add(u->bringers, peer) == PLACES_MOST &&
	    !addr_is_v4(peer))
		log_warn("logons: of the /64 of %s %d new addresses came "
		    "within an hour: more of them count as one",
		    addr_text(peer, text), PLACES_MOST);
}

static void
stored(void *arg, const struct err *failed)
{
	struct flush	*f = arg;
	size_t		 i;

	if (failed != NULL)
		log_error("logons: not stored: %s", failed->text);
	else if (f->d->uptake != NULL)
		for (i = 0; i < f->n; i++)
			if (f->row[i].is_new != NULL && *f->row[i].is_new)
				count_place(f->d->uptake, &f->row[i].peer);
	free(f);
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
	struct flush	*f;
	struct batch	*b;
	char		 address[ADDR_TEXT_SIZE];
	int		 rc = -ENOMEM;

	if (u->n == 0)
		return;
	f = calloc(1, sizeof(*f) + u->n * sizeof(f->row[0]));
	if (f != NULL) {
		b = store_batch_new();
		f->d = d;
		for (; f->n < u->n; f->n++) {
			f->row[f->n].peer = u->pool[f->n].peer;
			f->row[f->n].is_new = store_logon(b,
			    addr_text(&u->pool[f->n].peer, address),
			    u->pool[f->n].rid, u->pool[f->n].last);
		}
		prune(u, b);
		rc = store_submit(d->store, &b, stored, f);
	}
	if (rc != 0) {
		log_error("logons: not stored: %s", strerror(-rc));
		free(f);
	}
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

/* Who has a /64 has more addresses than the store has room. */
static struct addr
place_of(struct uptake *u, const struct addr *peer)
{
	return addr_is_v4(peer) || bringers_count(u->bringers, peer) <
	    PLACES_MOST ? *peer : addr_subscriber(peer);
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
	*p = (struct place){ .peer = place_of(u, peer), .rid = rid,
	    .last = at };
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
	u->bringers = bringers_new();
	if (u->bringers == NULL) {
		free(u);
		return err_set(e, ENOMEM, "out of memory");
	}
	RB_INIT(&u->places);
	(void)event_assign(&u->timer, d->env->base, -1, 0, on_timer, u);
	d->uptake = u;
	return 0;
}

void
uptake_free(struct director *d)
{
	struct uptake	*u = d->uptake;

	if (u == NULL)
		return;
	d->uptake = NULL;
	(void)event_del(&u->timer);
	bringers_free(&u->bringers);
	free(u);
}
