/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/rollout_rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/tree.h"
#include "protocol/sms/slot.h"

enum ring_verdict
ring_judge(const struct ring_count *c, bool is_over)
{
	const uint64_t	 all = c->clients;

	if (all == 0)
		return RING_ADVANCE;
	if (c->failed > 0 && c->failed * UINT64_C(100) >=
	    all * ROLLOUT_TOO_BAD)
		return RING_FAILS;
	if (c->upgraded * UINT64_C(100) >= all * ROLLOUT_ENOUGH)
		return RING_ADVANCE;
	return is_over ? RING_SHORT : RING_WAIT;
}

unsigned
ring_next(const unsigned *percents, size_t n, unsigned percent)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (percents[i] > percent)
			return percents[i];
	return ROLLOUT_ALL;
}

/* --- clients --- */

static int
client_order(const struct ring_client *a, const struct ring_client *b)
{
	return memcmp(a->guid.b, b->guid.b, sizeof(a->guid.b));
}

TREE_GENERATE(ring_tree, ring_client, link, client_order)

void
ring_clients_init(struct ring_clients *c)
{
	memset(c, 0, sizeof(*c));
	RB_INIT(&c->tree);
}

void
ring_clients_clear(struct ring_clients *c)
{
	struct ring_client	*x;

	while ((x = RB_MIN(ring_tree, &c->tree)) != NULL) {
		RB_REMOVE(ring_tree, &c->tree, x);
		free(x);
	}
	ring_clients_init(c);
}

bool
ring_counts(const struct ring_clients *c, const struct ring_client *x)
{
	return x->slot < c->below && x->told.us >= c->alive.us;
}

bool
ring_is_failed(const struct ring_clients *c, const struct ring_client *x)
{
	return x->state == RING_FAILED && x->turn == c->turn;
}

/* One more, or (-1) one less, of what it counts as. */
static void
add(struct ring_clients *c, const struct ring_client *x, uint32_t by)
{
	if (!ring_counts(c, x))
		return;
	c->count.clients += by;
	if (x->state == RING_UPGRADED)
		c->count.upgraded += by;
	else if (ring_is_failed(c, x))
		c->count.failed += by;
	else if (x->turn == c->turn)
		c->count.waiting += by;
	else
		c->count.silent += by;
}

static struct ring_client *
find(const struct ring_clients *c, const struct guid *guid)
{
	struct ring_client	 key = { .guid = *guid };

	return RB_FIND(ring_tree, (struct ring_tree *)(uintptr_t)&c->tree,
	    &key);
}

const struct ring_client *
ring_clients_find(const struct ring_clients *c, const struct guid *guid)
{
	return find(c, guid);
}

const struct ring_client *
ring_clients_next(const struct ring_clients *c, const struct ring_client *x)
{
	if (x == NULL)
		return RB_MIN(ring_tree,
		    (struct ring_tree *)(uintptr_t)&c->tree);
	return RB_NEXT(ring_tree, &c->tree,
	    (struct ring_client *)(uintptr_t)x);
}

int
ring_clients_put(struct ring_clients *c, const struct ring_client *as)
{
	struct ring_client	*x = find(c, &as->guid);

	if (x == NULL) {
		x = calloc(1, sizeof(*x));
		if (x == NULL)
			return -ENOMEM;
		x->guid = as->guid;
		RB_INSERT(ring_tree, &c->tree, x);
		c->n++;
	} else
		add(c, x, UINT32_MAX);
	x->slot = as->slot;
	x->state = as->state;
	x->turn = as->turn;
	x->told = as->told;
	add(c, x, 1);
	return 0;
}

void
ring_clients_forget(struct ring_clients *c, const struct guid *guid)
{
	struct ring_client	*x = find(c, guid);

	if (x == NULL)
		return;
	add(c, x, UINT32_MAX);
	RB_REMOVE(ring_tree, &c->tree, x);
	free(x);
	c->n--;
}

void
ring_clients_turn(struct ring_clients *c, uint32_t below, int64_t turn,
    struct wall alive)
{
	struct ring_client	*x;

	c->below = below;
	c->turn = turn;
	c->alive = alive;
	c->count = (struct ring_count){ 0 };
	RB_FOREACH(x, ring_tree, &c->tree)
		add(c, x, 1);
}

uint32_t
ring_below(const struct ring_clients *c, unsigned percent, struct wall alive)
{
	const struct ring_client	*x = NULL;
	uint32_t			 below = percent * RING_SLOTS / 100;
	uint32_t			 first = RING_SLOTS;

	while ((x = ring_clients_next(c, x)) != NULL)
		if (x->told.us >= alive.us && x->slot < first)
			first = x->slot;
	if (first == RING_SLOTS)
		return 0;
	return below > first ? below : first + 1;
}
