/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * operators - people who steer the director, and mean the wrong thing: they
 * want a generation gone that is still needed, stop the rotation and forget
 * it, take steps back, and take away more than may go.  They let passwords
 * leak, and sometimes cut such an account off whoever needs it: they are told
 * whom that may leave out, and those are counted apart.
 */
#include "tests/sim/director.h"

#define FORCED	300		/* of 1000 leaks */

/* True: the director may be asked more. */
static bool
wish(struct sim *s, uint32_t number, enum pool_event event)
{
	struct director		*d = s->director;
	const struct pool	*p = &d->mem.pool;
	struct pool_facts	 facts[POOL_ACCOUNTS_MAX];
	struct pool_step	 step;
	size_t			 i;

	d->asked++;
	director_facts(s, facts);
	for (i = 0; i < p->n && p->g[i].number != number; i++)
		continue;
	if (pool_wish(p, director_now(s), number, event,
	    i < p->n ? &facts[i] : NULL, &step, NULL) != 0) {
		d->refused++;
		return true;
	}
	d->undone |= event == POOL_UNDO || event == POOL_LEAK;
	step.terms = d->terms;
	return director_takes(s, &step);
}

static uint32_t
any_of(struct sim *s)
{
	const struct pool	*p = &s->director->mem.pool;

	return p->n == 0 ? 1 :
	    p->g[rnd_below(&s->director->operator, p->n)].number;
}

static void
thaw_in(struct sim *s, int64_t at_least, int64_t at_most)
{
	s->director->thaw_at = s->now + rnd_between(&s->director->operator,
	    at_least, at_most);
}

/* "Nobody uses that one any more." */
static void
retire_early(struct sim *s)
{
	const struct pool	*p = &s->director->mem.pool;
	size_t			 i;

	for (i = 0; i < p->n; i++)
		if (p->g[i].state == POOL_UNPUBLISHED) {
			(void)wish(s, p->g[i].number, POOL_NO_LAGGARDS);
			return;
		}
	(void)wish(s, any_of(s), POOL_NO_LAGGARDS);
}

static void
freeze(struct sim *s)
{
	s->director->mem.pool.frozen = true;
	director_commit(s);
	thaw_in(s, DAY, 20 * DAY);
}

static void
undo(struct sim *s)
{
	thaw_in(s, HOUR, 5 * DAY);
	(void)wish(s, any_of(s), POOL_UNDO);
}

/* "It shall never have been." */
static void
undo_to_the_end(struct sim *s)
{
	const uint32_t	 number = any_of(s);
	int		 i;

	thaw_in(s, HOUR, 5 * DAY);
	for (i = 0; i < 6; i++)
		if (!wish(s, number, POOL_UNDO))
			return;
}

/* Takes back what is published, one after the other. */
static void
push_under_floor(struct sim *s)
{
	uint32_t	 number[POOL_ACCOUNTS_MAX];
	const struct pool *p = &s->director->mem.pool;
	size_t		 i, n = 0;

	for (i = p->n; i-- > 0; )
		if (p->g[i].state == POOL_PUBLISHED)
			number[n++] = p->g[i].number;
	thaw_in(s, HOUR, 5 * DAY);
	for (i = 0; i < n; i++)
		if (!wish(s, number[i], POOL_UNDO))
			return;
}

/* Off the list before its turn. */
static void
retire_now(struct sim *s)
{
	(void)wish(s, any_of(s), POOL_RETIRE);
}

/* Those who have not proved two others, and all at the addresses of strays. */
static void
name_those_who_need(struct sim *s, uint32_t number)
{
	const struct evidence	*e = &s->evidence;
	const int64_t		 since = s->now - ORPHAN_AGE;
	const struct client	*c;
	uint32_t		 i;

	for (i = 0; i < s->opt->clients; i++) {
		c = &s->client[i];
		if (evidence_uses(&e->proofs[c->m.twin], s->domain.view[PDC],
		    number) && e->proofs[c->m.twin].seen > since)
			s->director->named[c->m.twin] = 1;
		if (evidence_has_stray(e, c->m.address, (uint16_t)number,
		    since))
			s->director->named[c->m.twin] = 1;
	}
}

/* Mostly it goes when nobody needs it; now and then in days, come what may. */
static void
leak(struct sim *s)
{
	struct director		*d = s->director;
	const uint32_t		 number = any_of(s);
	const struct generation	*g = pool_find(&d->mem.pool, number);

	if (g == NULL || g->leaked || d->mem.pool.frozen)
		return;
	if (rnd_chance(&d->operator, FORCED)) {
		d->terms.by.us = director_now(s).us +
		    rnd_between(&d->operator, 1, 20) * POOL_DAY_US;
		name_those_who_need(s, number);
	}
	(void)wish(s, number, POOL_LEAK);
	d->terms = (struct pool_terms){ 0 };
}

/* All that clients know: some will be left out, and those are named first. */
static void
leak_all(struct sim *s)
{
	struct director		*d = s->director;
	const struct pool	*p = &d->mem.pool;
	uint32_t		 number[POOL_ACCOUNTS_MAX];
	size_t			 i, n = 0;

	if (p->frozen || !rnd_chance(&d->operator, FORCED))
		return;
	for (i = 0; i < p->n; i++)
		if (p->g[i].state >= POOL_PUBLISHED && !p->g[i].leaked)
			number[n++] = p->g[i].number;
	d->terms.by.us = director_now(s).us + 10 * POOL_DAY_US;
	for (i = 0; i < n; i++)
		name_those_who_need(s, number[i]);
	for (i = 0; i < n; i++)
		if (!wish(s, number[i], POOL_LEAK))
			break;
	d->terms = (struct pool_terms){ 0 };
}

/* Whoever runs the domain asks for more than SMS can do, or locks it up. */
static void
change_policy(struct sim *s)
{
	struct director	*d = s->director;

	s->domain.refuses_new = true;
	s->domain.refuses_changes = rnd_chance(&d->operator, 500);
	d->mend_at = s->now + rnd_between(&d->operator, HOUR,
	    (s->domain.refuses_changes ? 3 : 20) * DAY);
}

int64_t
director_is_steered(struct sim *s)
{
	static void	(*const wrong[])(struct sim *) = {
		retire_early, freeze, undo, undo_to_the_end,
		push_under_floor, retire_now, leak, leak_all, change_policy
	};
	struct director	*d = s->director;

	if (!d->is_up || s->site_down)
		return s->now + HOUR;
	wrong[rnd_below(&d->operator, sizeof(wrong) / sizeof(wrong[0]))](s);
	return s->now + rnd_between(&d->operator, 3 * DAY, 30 * DAY);
}
