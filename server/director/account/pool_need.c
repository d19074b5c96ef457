/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool_need - what a step of a generation needs: a row each, that says yes,
 * or no and why not.
 */
#include <stdio.h>

#include "server/director/account/pool_int.h"

#define MINUTE_US	INT64_C(60000000)
#define DAY_MINUTES	1440

/* A sentence to be filled in; NULL when nobody wants to know. */
#define SAY(why, ...)	do {						\
	if ((why) != NULL)						\
		(void)snprintf((why)->text, sizeof((why)->text),	\
		    __VA_ARGS__);					\
} while (0)

#define WHEN(us_)	wall_text((struct wall){ us_ },			\
			    (char[WALL_TEXT_SIZE]){ "" })

#define ONE_OR(n, one, many)	((n) == 1 ? (one) : (many))

typedef bool	need_met(const struct pool_question *, struct pool_reason *);

static bool
is_running(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the rotation was not started");
	return q->p->running;
}

static bool
is_thawed(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the rotation is frozen until somebody thaws it");
	return !q->p->frozen;
}

static bool
is_allowed(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the directory refused a change of accounts by its policy: "
	    "see sitectl rotation status");
	return !q->p->refused;
}

static bool
is_sound(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the site is in safe mode until: sitectl recovery adopt");
	return !q->p->safe;
}

static bool
is_due(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the next generation is due %s", WHEN(q->p->next_due.us));
	return q->now.us >= q->p->next_due.us;
}

static bool
has_room(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "there are %zu client connection accounts, more than %u hang "
	    "clients (Q280518): delete one", q->p->n + q->p->others,
	    POOL_ACCOUNTS_MAX);
	return q->p->n + q->p->others < POOL_ACCOUNTS_MAX;
}

static bool
is_alone(const struct pool_question *q, struct pool_reason *why)
{
	size_t	 i;

	for (i = 0; i < q->p->n; i++)
		if (q->p->g[i].state < POOL_PUBLISHED) {
			SAY(why, "generation %u is in the making",
			    q->p->g[i].number);
			return false;
		}
	return true;
}

static bool
is_in_window(const struct pool_question *q, struct pool_reason *why)
{
	const struct pool_rules	*r = &q->p->rules;
	int64_t			 minute = q->now.us / MINUTE_US % DAY_MINUTES;

	SAY(why, "the window for steps is %02u:%02u to %02u:%02u UTC",
	    r->window_from / 60u, r->window_from % 60u, r->window_to / 60u,
	    r->window_to % 60u);
	if (q->g == NULL && pool_is_urgent(q->p))
		return true;
	if (r->window_from <= r->window_to)
		return r->window_from == r->window_to ||
		    (minute >= r->window_from && minute < r->window_to);
	return minute >= r->window_from || minute < r->window_to;
}

static bool
is_idle(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "a change of its account is under way");
	return q->facts != NULL && !q->facts->busy;
}

static bool
is_observed(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the directory has not created its account yet");
	return q->facts != NULL && q->facts->observed;
}

static bool
is_behind_barrier(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "not every directory server shows its account yet");
	return q->facts != NULL && q->facts->barrier;
}

/* The oldest goes first, so that the newest are those that clients know. */
static bool
is_one_too_many(const struct pool_question *q, struct pool_reason *why)
{
	size_t	 n = pool_count(q->p, POOL_PUBLISHED), i = 0;

	if (n <= q->p->rules.target) {
		SAY(why, "%zu generations are published: the oldest leaves "
		    "the list when there are more than %u", n,
		    q->p->rules.target);
		return false;
	}
	while (q->p->g[i].state != POOL_PUBLISHED)
		i++;
	SAY(why, "generation %u is older and leaves the list first",
	    q->p->g[i].number);
	return &q->p->g[i] == q->g;
}

/* Asked of what is published only: a step away from there takes one. */
static bool
keeps_floor(const struct pool_question *q, struct pool_reason *why)
{
	size_t	 n = pool_count(q->p, POOL_PUBLISHED);

	SAY(why, "%zu generations are published, and never fewer than %u stay",
	    n, q->p->rules.floor);
	return n > q->p->rules.floor;
}

static bool
has_waited(const struct pool_question *q, struct pool_reason *why)
{
	int64_t	 until = q->p->retired.us + q->p->rules.spacing;

	SAY(why, "one step at a time takes away: the next at %s at the "
	    "earliest", WHEN(until));
	return q->p->retired.us == 0 || q->now.us >= until;
}

static bool
was_served(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "the site was away: until %s its clients get the time back "
	    "that they lost", WHEN(q->p->hold.us));
	return q->now.us >= q->p->hold.us;
}

static bool
is_out_of_quarantine(const struct pool_question *q, struct pool_reason *why)
{
	int64_t	 until = q->g->since.us + q->p->rules.quarantine;

	SAY(why, "it is off the list but stays enabled until %s at least",
	    WHEN(until));
	return q->now.us >= until;
}

static bool
has_no_laggards(const struct pool_question *q, struct pool_reason *why)
{
	const struct pool_facts	*f = q->facts;

	if (f == NULL || !f->laggards_known) {
		SAY(why, "how many clients still need it is not known yet");
		return false;
	}
	if (f->last_counts.us != 0)
		SAY(why, "%llu client%s still, the last until %s",
		    (unsigned long long)f->laggards,
		    ONE_OR(f->laggards, " needs it", "s need it"),
		    WHEN(f->last_counts.us));
	else
		SAY(why, "%llu client%s still",
		    (unsigned long long)f->laggards,
		    ONE_OR(f->laggards, " needs it", "s need it"));
	return f->laggards == 0;
}

static bool
has_no_strays(const struct pool_question *q, struct pool_reason *why)
{
	const uint64_t	 n = q->facts == NULL ? 0 : q->facts->strays;

	SAY(why, "logons with it came from %llu address%s that no client can "
	    "be named for", (unsigned long long)n, ONE_OR(n, "", "es"));
	return q->facts != NULL && n == 0;
}

static bool
is_old_enough(const struct pool_question *q, struct pool_reason *why)
{
	int64_t	 until = q->g->since.us + q->p->rules.delete_after;

	SAY(why, "it stays disabled until %s", WHEN(until));
	return q->now.us >= until;
}

static bool
was_knocked(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "nobody has asked for it");
	return q->facts != NULL && q->facts->knocked.us != 0 &&
	    q->facts->knocked.us >= q->g->since.us;
}

static bool
is_not_leaked(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "its password is known to others: it does not come back");
	return !q->g->leaked;
}

static bool
is_leaked(const struct pool_question *q, struct pool_reason *why)
{
	SAY(why, "nobody said that its password is known to others");
	return q->g->leaked;
}

static bool
meets_terms(const struct pool_question *q, struct pool_reason *why)
{
	const struct pool_terms	*t = &q->g->terms;
	const struct pool_facts	*f = q->facts;
	char			 by[WALL_TEXT_SIZE];

	if (t->by.us != 0 && q->now.us >= t->by.us)
		return true;
	if (f == NULL || !f->laggards_known) {
		SAY(why, "how many clients it would leave out is not known "
		    "yet");
		return false;
	}
	SAY(why, "it would leave out %llu client%s and %llu address%s, and "
	    "shall not leave out more than %llu in all%s%s",
	    (unsigned long long)f->laggards, ONE_OR(f->laggards, "", "s"),
	    (unsigned long long)f->strays, ONE_OR(f->strays, "", "es"),
	    (unsigned long long)t->orphans, t->by.us == 0 ? "" : " before ",
	    t->by.us == 0 ? "" : wall_text(t->by, by));
	return f->laggards + f->strays <= t->orphans;
}

/* In the order in which they are worth knowing. */
static const struct {
	enum pool_need	 need;
	need_met	*met;
} needs_table[] = {
	{ POOL_NEEDS_RUNNING,		is_running },
	{ POOL_NEEDS_THAW,		is_thawed },
	{ POOL_NEEDS_SOUND,		is_sound },
	{ POOL_NEEDS_POLICY,		is_allowed },
	{ POOL_NEEDS_NO_LEAK,		is_not_leaked },
	{ POOL_NEEDS_LEAK,		is_leaked },
	{ POOL_NEEDS_IDLE,		is_idle },
	{ POOL_NEEDS_OBSERVED,		is_observed },
	{ POOL_NEEDS_BARRIER,		is_behind_barrier },
	{ POOL_NEEDS_TOO_MANY,		is_one_too_many },
	{ POOL_NEEDS_FLOOR,		keeps_floor },
	{ POOL_NEEDS_QUARANTINE,	is_out_of_quarantine },
	{ POOL_NEEDS_TERMS,		meets_terms },
	{ POOL_NEEDS_LAGGARDS,		has_no_laggards },
	{ POOL_NEEDS_STRAYS,		has_no_strays },
	{ POOL_NEEDS_AGE,		is_old_enough },
	{ POOL_NEEDS_KNOCK,		was_knocked },
	{ POOL_NEEDS_DUE,		is_due },
	{ POOL_NEEDS_ROOM,		has_room },
	{ POOL_NEEDS_ALONE,		is_alone },
	{ POOL_NEEDS_SPACING,		has_waited },
	{ POOL_NEEDS_SERVED,		was_served },
	{ POOL_NEEDS_WINDOW,		is_in_window },
};

#define NNEEDS	(sizeof(needs_table) / sizeof(needs_table[0]))

_Static_assert(NNEEDS <= POOL_REASONS_MAX, "a reason for each need");

bool
pool_is_met(const struct pool_question *q, uint32_t needs)
{
	size_t	 i;

	for (i = 0; i < NNEEDS; i++)
		if ((needs & UINT32_C(1) << needs_table[i].need) != 0 &&
		    !needs_table[i].met(q, NULL))
			return false;
	return true;
}

size_t
pool_unmet(const struct pool_question *q, uint32_t needs,
    struct pool_reason out[POOL_REASONS_MAX])
{
	size_t	 i, n = 0;

	for (i = 0; i < NNEEDS; i++) {
		if ((needs & UINT32_C(1) << needs_table[i].need) == 0)
			continue;
		out[n].need = needs_table[i].need;
		n += !needs_table[i].met(q, &out[n]);
	}
	return n;
}
