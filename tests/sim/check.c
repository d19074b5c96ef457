/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check - what must hold at every step, counted here once more from the bare
 * store, domain and evidence, so that a rule that is switched off in the
 * director or in the pool does not switch off its check.
 */
#include "tests/sim/director.h"

#define FLOOR		2
#define TOO_LONG	(90 * DAY)	/* without a new generation */
#define TOO_SOON	(9 * DAY)	/* after the one before */
#define QUARANTINE	(7 * DAY)	/* unlisted before disabled */
#define KEPT		(60 * DAY)	/* disabled before deleted */
#define HEARD		(4 * DAY)	/* a knock, at the latest */

static void
check_pool(struct sim *s, const struct pool *p)
{
	struct director	*d = s->director;
	const size_t	 published = pool_count(p, POOL_PUBLISHED);
	size_t		 i;

	d->had_floor |= published >= FLOOR;
	if (d->had_floor && published < FLOOR)
		sim_broken(s, "floor: %zu generations are published",
		    published);
	if (p->n > POOL_ACCOUNTS_MAX)
		sim_broken(s, "%zu accounts", p->n);
	for (i = 0; i < p->n; i++)
		if (p->g[i].number == 0 || p->g[i].number > p->last ||
		    (i > 0 && p->g[i].number <= p->g[i - 1].number))
			sim_broken(s, "the number of generation %u is used "
			    "twice", p->g[i].number);
}

static void
check_intents(struct sim *s, const struct kept *k)
{
	size_t	 i, j;

	for (i = 0; i < k->n; i++)
		for (j = 0; j < i; j++)
			if (k->intent[i].number == k->intent[j].number)
				sim_broken(s, "two open intents for "
				    "generation %u", k->intent[i].number);
}

static void
check_secrets(struct sim *s, const struct kept *k)
{
	struct director			*d = s->director;
	const struct generation		*g;
	size_t				 i;
	uint16_t			*first;

	for (i = 0; i < k->pool.n; i++) {
		g = &k->pool.g[i];
		first = &d->first_secret[g->number];
		if (g->state < POOL_PUBLISHED)
			continue;
		if (*first == 0)
			*first = k->secret[g->number];
		if (*first != k->secret[g->number])
			sim_broken(s, "the secret of generation %u changed",
			    g->number);
		if (pool_state_is_enabled(g->state) &&
		    s->domain.view[PDC][g->number].secret != *first)
			sim_broken(s, "the directory has another secret for "
			    "generation %u", g->number);
	}
}

static void
check_names(struct sim *s)
{
	struct domain	*d = &s->domain;

	if (d->made_twice > 0)
		sim_broken(s, "an account was made again under its name");
	if (d->secret_changed > 0)
		sim_broken(s, "the secret of an account was changed in place");
	d->made_twice = d->secret_changed = 0;
}

void
check_store(struct sim *s)
{
	const struct kept	*k = &s->director->disk;

	check_pool(s, &k->pool);
	check_intents(s, k);
	check_secrets(s, k);
	check_names(s);
}

void
check_list(struct sim *s, uint32_t number)
{
	size_t	 dc;

	for (dc = 0; dc < s->domain.n; dc++)
		if (!s->domain.up[dc] ||
		    !s->domain.view[dc][number].enabled ||
		    s->domain.view[dc][number].secret !=
		    s->director->disk.secret[number]) {
			sim_broken(s, "barrier: generation %u is published, "
			    "and controller %zu does not show it", number, dc);
			return;
		}
}

/* algorithms.md A1: seen within L, and the last k logons not all newer, or
   with such as are not good any more. */
static bool
needs(const struct sim *s, const struct proofs *p, uint32_t number,
    int64_t since)
{
	size_t	 k;

	if (p->seen <= since)
		return false;
	for (k = 0; k < EVIDENCE_PROOFS; k++)
		if (p->generation[k] <= number ||
		    !s->domain.view[PDC][p->generation[k]].enabled)
			return true;
	return false;
}

/* Of one that leaked: the last k logons not all with others, A14. */
static bool
uses(const struct sim *s, const struct proofs *p, uint32_t number,
    int64_t since)
{
	size_t	 k;

	if (p->seen <= since)
		return false;
	for (k = 0; k < EVIDENCE_PROOFS; k++)
		if (p->generation[k] == number ||
		    !s->domain.view[PDC][p->generation[k]].enabled)
			return true;
	return false;
}

static void
check_disabled(struct sim *s, uint32_t number, bool leaked)
{
	const struct evidence	*e = &s->evidence;
	const struct stray	*st;
	const int64_t		 since = s->now - ORPHAN_AGE;
	size_t			 i;
	uint32_t		 n = 0;

	for (i = 0; i < e->n; i++)
		n += (leaked ? uses : needs)(s, &e->proofs[i], number, since);
	for (i = 0; i < e->nstray; i++) {
		st = &e->stray[i];
		n += st->generation == number && st->at > since &&
		    st->is_open;
	}
	if (n > 0)
		sim_broken(s, "laggards: generation %u is disabled, and %u "
		    "need it", number, n);
}

/* What was missed is not caught up in a burst. */
static void
check_planned(struct sim *s)
{
	struct director	*d = s->director;

	if (d->had_floor && !d->undone && s->now - d->planned_at < TOO_SOON)
		sim_broken(s, "a new generation %.1f days after the one "
		    "before", (double)(s->now - d->planned_at) /
		    (double)DAY);
	d->planned_at = s->now;
	d->undone = false;
}

static void
check_age(struct sim *s, uint32_t number, int64_t least)
{
	const int64_t	 age = s->now - s->director->entered_at[number];

	if (age < least)
		sim_broken(s, "generation %u goes on after %.1f days", number,
		    (double)age / (double)DAY);
}

static void
check_oldest(struct sim *s, uint32_t number)
{
	const struct pool	*p = &s->director->mem.pool;
	size_t			 i;

	for (i = 0; i < p->n && p->g[i].number < number; i++)
		if (p->g[i].state == POOL_PUBLISHED)
			sim_broken(s, "generation %u leaves the list before "
			    "%u", number, p->g[i].number);
}

/* On its terms: somebody was told, and waits no longer. */
static void
check_cut(struct sim *s, uint32_t number)
{
	const struct generation	*g = pool_find(&s->director->mem.pool,
				    number);

	if (!g->leaked)
		sim_broken(s, "generation %u is cut off, and never leaked",
		    number);
	if (g->terms.by.us == 0 || director_now(s).us < g->terms.by.us)
		check_disabled(s, number, true);
}

void
check_step(struct sim *s, const struct pool_step *step)
{
	if (step->event == POOL_DUE)
		check_planned(s);
	if (step->event == POOL_TOO_MANY)
		check_oldest(s, step->number);
	if (step->event == POOL_CUT)
		check_cut(s, step->number);
	if (step->event == POOL_NO_LAGGARDS) {
		check_disabled(s, step->number, false);
		check_age(s, step->number, QUARANTINE);
	}
	if (step->event == POOL_AGE)
		check_age(s, step->number, KEPT);
	if (step->from != step->to)
		s->director->entered_at[step->number] = s->now;
}

/* Who has the right password of a disabled account is let in again. */
static void
check_knocks(struct sim *s)
{
	struct director		*d = s->director;
	const struct pool	*p = &d->mem.pool;
	const int64_t		*knock = s->evidence.knock;
	uint32_t		 number;
	int64_t			*first;
	size_t			 i;

	for (i = 0; i < p->n; i++) {
		number = p->g[i].number;
		first = &d->knocked_at[number];
		if (p->g[i].state != POOL_DISABLED || p->g[i].leaked ||
		    knock[number] <= d->entered_at[number])
			*first = 0;
		else if (*first == 0)
			*first = knock[number];
		else if (s->now - *first > HEARD)
			sim_broken(s, "generation %u stays disabled, and "
			    "somebody knocked", number);
	}
}

void
check_liveness(struct sim *s)
{
	struct director	*d = s->director;

	check_knocks(s);
	if (s->now - d->published_at <= TOO_LONG)
		return;
	sim_broken(s, "no generation was published for %.0f days",
	    (double)(s->now - d->published_at) / (double)DAY);
	d->published_at = s->now;
}
