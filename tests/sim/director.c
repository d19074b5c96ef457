/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/director.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_US	INT64_C(1000000)
#define STEPS_A_TICK	8
#define DEATHS		400	/* of 1000 moments at which it could die */

const char	*const moments[MOMENTS] = {
	[AT_RANDOM] = "at random",
	[AT_DECIDED] = "decided",
	[AT_PREPARED] = "prepared",
	[AT_SENT] = "sent",
	[AT_WRITTEN] = "written",
	[AT_OBSERVED] = "observed",
	[AT_DONE] = "done",
};

struct wall
director_now(const struct sim *s)
{
	return (struct wall){ s->now * SECOND_US };
}

int
director_begin(struct sim *s)
{
	struct director		*d = calloc(1, sizeof(*d));
	struct pool_rules	 rules = pool_default_rules;

	if (d == NULL)
		return -ENOMEM;
	s->director = d;
	rules.max_password_age = 42 * POOL_DAY_US;
	if (s->opt->broken == RULE_FLOOR)
		rules.floor = 0;
	d->kill = rnd_of(s->seed, RND_KILL, 0);
	d->operator = rnd_of(s->seed, RND_OPERATOR, 0);
	d->secrets = rnd_of(s->seed, RND_SECRET, 0);
	d->is_up = true;
	d->published_at = s->now;
	pool_init(&d->mem.pool, &rules);
	pool_start(&d->mem.pool, director_now(s));
	d->disk = d->mem;
	d->mend_at = NEVER;
	d->named = calloc(s->opt->clients, 1);
	return d->named == NULL ? -ENOMEM :
	    evidence_new(&s->evidence, s->opt->clients);
}

void
director_free(struct director **dp)
{
	if (*dp != NULL)
		free((*dp)->named);
	free(*dp);
	*dp = NULL;
}

/* --- dying --- */

static void
dies(struct sim *s, enum moment m)
{
	struct director	*d = s->director;

	d->is_up = false;
	d->up_at = s->now + rnd_between(&d->kill, 10, 20 * MINUTE);
	d->kills[m]++;
	evidence_lose(&s->evidence);
}

bool
director_dies(struct sim *s, enum moment m)
{
	if (!rnd_chance(&s->director->kill, DEATHS))
		return false;
	dies(s, m);
	return true;
}

int64_t
director_is_killed(struct sim *s)
{
	struct director	*d = s->director;

	if (d->is_up)
		dies(s, AT_RANDOM);
	return s->now + rnd_between(&d->kill, HOUR, 40 * HOUR);
}

/* What it knew is gone; what it had written is read again. */
static bool
is_up(struct sim *s)
{
	struct director	*d = s->director;

	if (s->site_down) {
		if (d->is_up)
			evidence_lose(&s->evidence);
		d->is_up = false;
		d->up_at = s->now;
		return false;
	}
	if (!d->is_up && s->now >= d->up_at) {
		d->mem = d->disk;
		d->is_up = true;
		director_publish(s);
	}
	return d->is_up;
}

/* --- store and list --- */

void
director_commit(struct sim *s)
{
	struct director	*d = s->director;

	d->disk = d->mem;
	s->generations = d->disk.pool.last;
	if (d->most < d->disk.pool.n)
		d->most = d->disk.pool.n;
	check_store(s);
}

void
director_publish(struct sim *s)
{
	const struct kept	*k = &s->director->disk;
	struct list		 l = { .n = 0 };
	uint32_t		 number;
	size_t			 i;

	for (i = k->pool.n; i-- > 0; ) {
		if (k->pool.g[i].state != POOL_PUBLISHED)
			continue;
		number = k->pool.g[i].number;
		l.e[l.n++] = (struct entry){ (uint16_t)number,
		    k->secret[number] };
	}
	sim_publish(s, &l);
}

/* --- facts --- */

static int64_t
horizon(const struct sim *s)
{
	return pool_horizon(&s->director->mem.pool, director_now(s)).us /
	    SECOND_US;
}

static void
count_needs(struct sim *s)
{
	s->director->counted_at = s->now;
	evidence_count(&s->evidence, s->domain.view[PDC], horizon(s),
	    s->director->needed);
}

bool
director_named(const struct sim *s, const struct client *c)
{
	return s->director != NULL && s->director->named[c->m.twin] != 0;
}

/* A count that blocks may be an hour old: it only delays. */
static void
who_needs(struct sim *s, const struct generation *g, struct pool_facts *f)
{
	const struct needed	*n = &s->director->needed[g->number];

	if (g->state != POOL_UNPUBLISHED && !g->leaked)
		return;
	f->laggards_known = true;
	if (s->opt->broken == RULE_LAGGARDS)
		return;
	if (((g->leaked ? n->users : n->laggards) == 0 && n->strays == 0) ||
	    s->now - s->director->counted_at > HOUR)
		count_needs(s);
	f->laggards = g->leaked ? n->users : n->laggards;
	f->strays = n->strays;
}

static bool
is_busy(const struct kept *k, uint32_t number)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (k->intent[i].number == number)
			return true;
	return false;
}

void
director_facts(struct sim *s, struct pool_facts facts[POOL_ACCOUNTS_MAX])
{
	const struct kept	*k = &s->director->mem;
	const struct generation	*g;
	const struct view	*v;
	size_t			 i;

	for (i = 0; i < k->pool.n; i++) {
		g = &k->pool.g[i];
		v = &s->domain.view[PDC][g->number];
		facts[i] = (struct pool_facts){
			.busy = is_busy(k, g->number),
			.observed = s->domain.up[PDC] && v->enabled &&
			    !is_busy(k, g->number),
			.barrier = s->opt->broken == RULE_BARRIER ||
			    (v->enabled &&
			    domain_is_everywhere(&s->domain, g->number)),
			.knocked = { s->evidence.knock[g->number] *
			    SECOND_US },
		};
		who_needs(s, g, &facts[i]);
	}
}

/* --- the directory's policy --- */

static void
mend(struct sim *s)
{
	struct director	*d = s->director;

	d->mend_at = NEVER;
	s->domain.refuses_new = s->domain.refuses_changes = false;
	memset(d->was_refused, 0, sizeof(d->was_refused));
	if (d->mem.pool.refused)
		d->mem.pool.frozen = d->mem.pool.refused = false;
}

/* --- the timer --- */

void
director_tick(struct sim *s)
{
	struct director		*d = s->director;
	struct pool_facts	 facts[POOL_ACCOUNTS_MAX];
	struct pool_step	 step;
	int			 i;

	if (!is_up(s))
		return;
	evidence_commit(&s->evidence);
	pool_look(&d->mem.pool, director_now(s));
	if (s->now >= d->mend_at)
		mend(s);
	if (d->mem.pool.frozen && !d->mem.pool.refused &&
	    s->now >= d->thaw_at)
		d->mem.pool.frozen = false;
	director_commit(s);
	check_liveness(s);
	if (!director_goes_on(s) || !director_resumes(s))
		return;
	for (i = 0; i < STEPS_A_TICK; i++) {
		director_facts(s, facts);
		if (!pool_next(&d->mem.pool, director_now(s), facts, &step) ||
		    director_dies(s, AT_DECIDED) ||
		    !director_takes(s, &step))
			return;
	}
}
