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
	unsigned	 c;
	size_t		 i;

	for (c = 0; c < COHORTS_MAX; c++)
		for (i = 0; i < rotation_pool(r, c)->n; i++)
			rotation_facts(r, c)[i].laggards_known = false;
}

/* Those of the generation whose account has that RID; NULL: there is none. */
static struct pool_facts *
facts_of(struct rotation *r, uint32_t rid)
{
	const struct account_entry	*a;
	const struct pool		*p;
	unsigned			 c;
	size_t				 i;

	for (c = 0; c < COHORTS_MAX; c++)
		for (i = 0, p = rotation_pool(r, c); i < p->n; i++) {
			a = accounts_by_id(r->d->accounts, p->g[i].account);
			if (a != NULL && a->rid == rid)
				return &rotation_facts(r, c)[i];
		}
	return NULL;
}

static void
take_count(struct rotation *r, const struct uptake_count *c)
{
	struct pool_facts	*f = facts_of(r, c->rid);

	if (f == NULL)
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

_Static_assert(COHORTS_MAX * POOL_ACCOUNTS_MAX <= UPTAKE_ACCOUNTS_MAX,
    "all can be asked for at once");

/* Adds those of a pool that may go, if they go by that rule. */
static size_t
list_rids(struct rotation *r, const struct pool *p, enum uptake_rule rule,
    uint32_t rids[static POOL_ACCOUNTS_MAX])
{
	const struct account_entry	*a;
	size_t				 i, n = 0;

	for (i = 0; i < p->n; i++) {
		a = accounts_by_id(r->d->accounts, p->g[i].account);
		if (p->g[i].state == POOL_UNPUBLISHED && a != NULL &&
		    rule_of(&p->g[i]) == rule)
			rids[n++] = a->rid;
	}
	return n;
}

static bool
ask(struct rotation *r, enum uptake_rule rule)
{
	uint32_t		 rids[COHORTS_MAX * POOL_ACCOUNTS_MAX];
	struct uptake_query	 q = { .rule = rule, .rids = rids };
	unsigned		 c;

	for (c = 0; c < COHORTS_MAX; c++)
		q.n += list_rids(r, rotation_pool(r, c), rule, rids + q.n);
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
