/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_facts - who still needs an account that left the list: asked of
 * the store before each step that could take it away, and not believed any
 * more when a step was taken since.
 */
#include "base/text.h"
#include "server/director/account/rotation_int.h"
#include "server/director/account/uptake.h"
#include "store/uptake.h"

/* Of what leaked it is asked who would be left out, newer ones or not. */
static enum uptake_rule
rule_of(const struct generation *g)
{
	return g->leaked ? UPTAKE_CLOSE : UPTAKE_RETIRE;
}

static void
forget(struct rotation *r)
{
	size_t	 i;

	for (i = 0; i < r->pool.n; i++)
		r->facts[i].laggards_known = false;
}

/* The place of the generation whose account has that RID; n: none. */
static size_t
place_of(const struct rotation *r, uint32_t rid)
{
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < r->pool.n; i++) {
		a = accounts_by_id(r->d->accounts, r->pool.g[i].account);
		if (a != NULL && a->rid == rid)
			break;
	}
	return i;
}

static void
take_count(struct rotation *r, const struct uptake_count *c)
{
	size_t			 i = place_of(r, c->rid);
	struct pool_facts	*f = &r->facts[i];

	if (i == r->pool.n)
		return;
	f->laggards_known = true;
	f->laggards = c->laggards;
	f->strays = c->strays;
	f->last_counts.us = c->last.us == 0 ? 0 : c->last.us +
	    r->pool.rules.orphan_limit + r->pool.away;
}

static void
counted(void *arg, const struct err *failed, const struct uptake_counts *c)
{
	struct rotation	*r = arg;
	size_t		 i;

	r->busy = false;
	if (r->stale || failed != NULL)
		forget(r);
	r->stale = false;
	if (failed != NULL) {
		rotation_trouble(r, failed->text);
		return;
	}
	for (i = 0; i < c->n; i++)
		take_count(r, &c->rows[i]);
	rotation_turn(r);
}

static bool
ask(struct rotation *r, enum uptake_rule rule)
{
	uint32_t			 rids[POOL_ACCOUNTS_MAX];
	struct uptake_query		 q = { .rule = rule, .rids = rids };
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < r->pool.n; i++) {
		a = accounts_by_id(r->d->accounts, r->pool.g[i].account);
		if (r->pool.g[i].state == POOL_UNPUBLISHED && a != NULL &&
		    rule_of(&r->pool.g[i]) == rule)
			rids[q.n++] = a->rid;
	}
	if (q.n == 0)
		return false;
	uptake_flush(r->d);
	q.since = pool_horizon(&r->pool, rotation_now(r));
	r->busy = true;
	if (store_uptake_count(r->d->store, &q, counted, r) == 0)
		return true;
	r->busy = false;
	forget(r);
	rotation_trouble(r, "the store cannot be asked who needs an account");
	return false;
}

bool
rotation_ask(struct rotation *r)
{
	if (r->looked)
		return false;
	if (!r->asked) {
		r->asked = r->stale = true;
		if (ask(r, UPTAKE_RETIRE))
			return true;
	}
	r->asked = false;
	r->looked = true;
	return ask(r, UPTAKE_CLOSE);
}
