/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time between a clerk's start and the moment that it knows what its
 * predecessor knew: claims are taken, all else is held back in its order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/clerk/clerk_impl.h"

struct held {
	TAILQ_ENTRY(held)	 link;
	struct clerk_peer	*peer;
	enum msg_type		 type;
	uint64_t		 id;
	size_t			 len;
	uint8_t			 body[];
};

bool
clerk_hold(struct clerk_peer *p, const struct chan_msg *m)
{
	size_t		 len = rd_left(&m->body);
	struct held	*h;

	if (p->clerk->settled || !p->claimed)
		return false;
	h = malloc(sizeof(*h) + len);
	if (h == NULL)
		fatal("out of memory while workers claim");
	*h = (struct held){ .peer = p, .type = m->type, .id = m->id,
	    .len = len };
	memcpy(h->body, m->body.base + m->body.pos, len);
	TAILQ_INSERT_TAIL(&p->clerk->held, h, link);
	return true;
}

void
clerk_drop_held(struct clerk *c, const struct clerk_peer *p)
{
	struct held	*h, *next;

	for (h = TAILQ_FIRST(&c->held); h != NULL; h = next) {
		next = TAILQ_NEXT(h, link);
		if (p != NULL && h->peer != p)
			continue;
		TAILQ_REMOVE(&c->held, h, link);
		free(h);
	}
}

static void
settle(struct clerk *c)
{
	struct chan_msg	 m;
	struct held	*h;

	c->settled = true;
	hint_table_begin(c->hints);
	while ((h = TAILQ_FIRST(&c->held)) != NULL) {
		TAILQ_REMOVE(&c->held, h, link);
		m = (struct chan_msg){ .type = h->type, .id = h->id,
		    .body = rd_over(h->body, h->len), .fd = -1 };
		clerk_dispatch(h->peer, &m);
		free(h);
	}
	log_debug("settled: %llu open files, %zu sessions",
	    (unsigned long long)share_table_counts(c->table).opens,
	    sessions_count(c->sessions));
}

void
clerk_check_settled(struct clerk *c)
{
	size_t	 i;

	if (c->settled || !c->begun)
		return;
	for (i = 0; i < WORKERS_MAX; i++)
		if (c->workers[i] != NULL && !c->workers[i]->claimed)
			return;
	settle(c);
}

void
clerk_settle_late(struct clerk *c)
{
	size_t	 i;

	if (c->settled)
		return;
	for (i = 0; i < WORKERS_MAX; i++)
		if (c->workers[i] != NULL && !c->workers[i]->claimed)
			log_warn("%s has not told what it holds open: going "
			    "on without", chan_name(c->workers[i]->chan));
	settle(c);
}

void
clerk_claimed(struct clerk_peer *p, struct chan_msg *m)
{
	if (!peer_decoded(p, m))
		return;
	p->claimed = true;
	clerk_check_settled(p->clerk);
}
