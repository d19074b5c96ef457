/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/director/account/pool_int.h"

#define HOUR_US		INT64_C(3600000000)
#define MINUTE_US	INT64_C(60000000)

const struct pool_rules	pool_default_rules = {
	.period = 14 * POOL_DAY_US,
	.quarantine = 7 * POOL_DAY_US,
	.orphan_limit = 60 * POOL_DAY_US,
	.delete_after = 60 * POOL_DAY_US,
	.replication = HOUR_US,
	.spacing = HOUR_US,
	.gap = 15 * MINUTE_US,
	.target = 3,
	.floor = 2,
	.proofs = 2,
};

/* What is taken away goes one at a time, in the window, while all is well. */
#define BY_SCHEDULE	(NEED(RUNNING) | NEED(THAW) | NEED(SOUND) |	\
			    NEED(WINDOW))
#define TAKES_AWAY	(BY_SCHEDULE | NEED(IDLE) | NEED(SPACING) |	\
			    NEED(SERVED))

/*
 * The first rows that apply win: who knocks is let in before anything else,
 * what is begun is ended before something new begins.
 */
static const struct row {
	enum pool_state	 from;
	enum pool_event	 event;
	enum pool_state	 to;
	uint32_t	 needs;
	bool		 wished;	/* never by itself */
} rows[] = {
	{ POOL_DISABLED,	POOL_KNOCK,		POOL_UNPUBLISHED,
	    NEED(IDLE) | NEED(KNOCK) | NEED(NO_LEAK) | NEED(POLICY), false },
	{ POOL_CREATING,	POOL_OBSERVED,		POOL_REPLICATING,
	    NEED(OBSERVED), false },
	{ POOL_REPLICATING,	POOL_BARRIER,		POOL_PUBLISHED,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND) | NEED(BARRIER), false },
	{ POOL_PLANNED,		POOL_START,		POOL_CREATING,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND) | NEED(IDLE), false },
	{ POOL_PUBLISHED,	POOL_WITHDRAW,		POOL_UNPUBLISHED,
	    NEED(SOUND) | NEED(IDLE) | NEED(LEAK) | NEED(FLOOR), false },
	{ POOL_UNPUBLISHED,	POOL_CUT,		POOL_DISABLED,
	    NEED(SOUND) | NEED(IDLE) | NEED(LEAK) | NEED(TERMS), false },
	{ POOL_PUBLISHED,	POOL_TOO_MANY,		POOL_UNPUBLISHED,
	    TAKES_AWAY | NEED(TOO_MANY) | NEED(FLOOR), false },
	{ POOL_UNPUBLISHED,	POOL_NO_LAGGARDS,	POOL_DISABLED,
	    TAKES_AWAY | NEED(QUARANTINE) | NEED(LAGGARDS) | NEED(STRAYS),
	    false },
	{ POOL_DISABLED,	POOL_AGE,		POOL_DELETED,
	    TAKES_AWAY | NEED(AGE), false },
	{ POOL_NONE,		POOL_DUE,		POOL_PLANNED,
	    BY_SCHEDULE | NEED(DUE) | NEED(ROOM) | NEED(ALONE), false },

	{ POOL_CREATING,	POOL_GIVE_UP,		POOL_DELETED,	0, true },
	{ POOL_CREATING,	POOL_REFUSED,		POOL_DELETED,	0, true },
	{ POOL_UNPUBLISHED,	POOL_REFUSED,		POOL_DISABLED,	0, true },
	{ POOL_DISABLED,	POOL_REFUSED,		POOL_UNPUBLISHED, 0, true },
	{ POOL_PLANNED,		POOL_UNDO,		POOL_DELETED,
	    NEED(IDLE), true },
	{ POOL_CREATING,	POOL_UNDO,		POOL_PLANNED,	0, true },
	{ POOL_REPLICATING,	POOL_UNDO,		POOL_CREATING,
	    NEED(IDLE), true },
	{ POOL_PUBLISHED,	POOL_UNDO,		POOL_REPLICATING,
	    NEED(IDLE) | NEED(FLOOR), true },
	{ POOL_UNPUBLISHED,	POOL_UNDO,		POOL_PUBLISHED,
	    NEED(IDLE) | NEED(NO_LEAK), true },
	{ POOL_DISABLED,	POOL_UNDO,		POOL_UNPUBLISHED,
	    NEED(IDLE) | NEED(NO_LEAK), true },
	{ POOL_PUBLISHED,	POOL_RETIRE,		POOL_UNPUBLISHED,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND) | NEED(IDLE) |
	    NEED(FLOOR), true },
	{ POOL_PUBLISHED,	POOL_LEAK,		POOL_PUBLISHED,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND), true },
	{ POOL_UNPUBLISHED,	POOL_LEAK,		POOL_UNPUBLISHED,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND), true },
	{ POOL_DISABLED,	POOL_LEAK,		POOL_DISABLED,
	    NEED(RUNNING) | NEED(THAW) | NEED(SOUND), true },
};

#define NROWS	(sizeof(rows) / sizeof(rows[0]))

static const char	*const states[] = {
	[POOL_NONE] = "none",
	[POOL_PLANNED] = "planned",
	[POOL_CREATING] = "creating",
	[POOL_REPLICATING] = "replicating",
	[POOL_PUBLISHED] = "published",
	[POOL_UNPUBLISHED] = "unpublished",
	[POOL_DISABLED] = "disabled",
	[POOL_DELETED] = "deleted",
};

static const char	*const events[] = {
	[POOL_DUE] = "plan",
	[POOL_START] = "create",
	[POOL_OBSERVED] = "observe",
	[POOL_BARRIER] = "publish",
	[POOL_TOO_MANY] = "unpublish",
	[POOL_NO_LAGGARDS] = "disable",
	[POOL_KNOCK] = "enable again",
	[POOL_AGE] = "delete",
	[POOL_GIVE_UP] = "give up",
	[POOL_UNDO] = "undo",
	[POOL_LEAK] = "leak",
	[POOL_CUT] = "cut off",
	[POOL_WITHDRAW] = "withdraw",
	[POOL_RETIRE] = "retire",
	[POOL_REFUSED] = "refused",
};

const char *
pool_state_name(enum pool_state s)
{
	return s >= POOL_NONE && s <= POOL_DELETED ? states[s] : "?";
}

const char *
pool_event_name(enum pool_event e)
{
	return e >= POOL_DUE && e <= POOL_REFUSED ? events[e] : "?";
}

bool
pool_state_is_enabled(enum pool_state s)
{
	return s == POOL_REPLICATING || s == POOL_PUBLISHED ||
	    s == POOL_UNPUBLISHED;
}

bool
pool_is_sealed(const struct generation *g)
{
	return g->leaked && !g->terms.unsealed &&
	    g->state >= POOL_UNPUBLISHED;
}

void
pool_name(uint32_t number, const char *site, char out[static POOL_NAME_SIZE])
{
	(void)snprintf(out, POOL_NAME_SIZE, POOL_NAME_PREFIX "%.3s%05u", site,
	    number);
}

/* --- the pool as a whole --- */

void
pool_init(struct pool *p, const struct pool_rules *rules)
{
	memset(p, 0, sizeof(*p));
	p->rules = *rules;
}

void
pool_start(struct pool *p, struct wall now)
{
	p->running = true;
	p->frozen = p->refused = false;
	p->next_due = now;
}

void
pool_look(struct pool *p, struct wall now)
{
	int64_t	 gap = now.us - p->seen.us, hold;

	if (p->seen.us == 0)
		gap = 0;
	if (gap < 0)
		return;
	p->seen = now;
	if (gap > p->rules.gap) {
		p->away += gap;
		p->back = now;
		hold = now.us + (gap < p->rules.quarantine ? gap :
		    p->rules.quarantine);
		if (p->hold.us < hold)
			p->hold.us = hold;
	} else if (p->away > 0 && now.us - p->back.us >=
	    p->rules.orphan_limit + p->away)
		p->away = 0;
}

struct wall
pool_horizon(const struct pool *p, struct wall now)
{
	return (struct wall){ now.us - p->rules.orphan_limit - p->away };
}

/* So that the oldest of `target' can drain before its password is too old. */
static int64_t
longest_period(const struct pool_rules *r)
{
	return (r->max_password_age - r->quarantine - r->replication -
	    POOL_DAY_US) / 3;
}

int64_t
pool_period(const struct pool_rules *r)
{
	int64_t	 most = longest_period(r);

	if (r->max_password_age == 0)
		return r->period;
	if (most < r->spacing)
		most = r->spacing;
	return r->period < most ? r->period : most;
}

int
pool_judge_age(const struct pool_rules *r, struct err *e)
{
	int64_t	 most = longest_period(r), least, age;

	if (r->max_password_age == 0 || most >= r->period)
		return 0;
	least = (r->quarantine + r->delete_after) /
	    (POOL_ACCOUNTS_MAX - 1 - r->target);
	if (least < r->spacing)
		least = r->spacing;
	if (most >= least)
		return 0;
	age = 3 * least + r->quarantine + r->replication + POOL_DAY_US;
	return err_set(e, ERANGE, "passwords may be %lld days old, and with "
	    "quarantine and delete_after as they are accounts need %lld, or "
	    "there would be more than %u of them (Q280518)",
	    (long long)(r->max_password_age / POOL_DAY_US),
	    (long long)((age + POOL_DAY_US - 1) / POOL_DAY_US),
	    POOL_ACCOUNTS_MAX);
}

const struct generation *
pool_find(const struct pool *p, uint32_t number)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (p->g[i].number == number)
			return &p->g[i];
	return NULL;
}

size_t
pool_count(const struct pool *p, enum pool_state s)
{
	size_t	 i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->g[i].state == s;
	return n;
}

size_t
pool_count_good(const struct pool *p)
{
	size_t	 i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->g[i].state == POOL_PUBLISHED && !p->g[i].leaked;
	return n;
}

bool
pool_is_urgent(const struct pool *p)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (p->g[i].leaked && pool_state_is_enabled(p->g[i].state))
			return pool_count_good(p) < p->rules.target;
	return false;
}

struct wall
pool_leaves(const struct pool *p, const struct generation *g)
{
	struct wall	 when = p->next_due;
	size_t		 i, older = 0, n = pool_count(p, POOL_PUBLISHED);

	for (i = 0; &p->g[i] != g; i++)
		older += p->g[i].state == POOL_PUBLISHED;
	if (n > p->rules.target + older)
		return g->published;	/* there are enough */
	when.us += (int64_t)(p->rules.target + older - n) *
	    pool_period(&p->rules);
	return when.us < g->published.us ? g->published : when;
}

/* --- which step --- */

static const struct row *
find_row(enum pool_state from, enum pool_event event)
{
	size_t	 i;

	for (i = 0; i < NROWS; i++)
		if (rows[i].from == from && rows[i].event == event)
			return &rows[i];
	return NULL;
}

/*
 * The last such row: a knock comes before the ageing that it prevents.  One
 * that leaked goes by the rows for it where there are any.
 */
static const struct row *
row_by_itself(const struct generation *g)
{
	enum pool_state		 from = g == NULL ? POOL_NONE : g->state;
	const struct row	*r = NULL;
	size_t			 i;

	for (i = 0; i < NROWS; i++) {
		if (rows[i].from != from || rows[i].wished)
			continue;
		if ((rows[i].needs & NEED(LEAK)) == 0)
			r = &rows[i];
		else if (g->leaked)
			return &rows[i];
	}
	return r;
}

enum pool_event
pool_next_event(const struct generation *g)
{
	const struct row	*r = row_by_itself(g);

	return r == NULL ? (enum pool_event)0 : r->event;
}

static struct pool_step
step_of(const struct row *r, const struct pool *p, const struct generation *g)
{
	return (struct pool_step){
		.event = r->event, .from = r->from, .to = r->to,
		.number = g == NULL ? p->last + 1 : g->number,
		.account = g == NULL ? 0 : g->account,
	};
}

static bool
row_applies(const struct row *r, const struct pool_question *q)
{
	enum pool_state	 state = q->g == NULL ? POOL_NONE : q->g->state;

	return r->from == state && pool_is_met(q, r->needs);
}

bool
pool_next(const struct pool *p, struct wall now,
    const struct pool_facts facts[], struct pool_step *out)
{
	struct pool_question	 q = { .p = p, .now = now };
	size_t			 i, k;

	for (i = 0; i < NROWS; i++) {
		if (rows[i].wished)
			continue;
		for (k = 0; k <= p->n; k++) {
			q.g = k < p->n ? &p->g[k] : NULL;
			q.facts = k < p->n ? &facts[k] : NULL;
			if (row_applies(&rows[i], &q)) {
				*out = step_of(&rows[i], p, q.g);
				return true;
			}
		}
	}
	return false;
}

int
pool_wish(const struct pool *p, struct wall now, uint32_t number,
    enum pool_event event, const struct pool_facts *facts,
    struct pool_step *out, struct err *e)
{
	struct pool_reason	 why[POOL_REASONS_MAX];
	struct pool_question	 q = { .p = p, .facts = facts, .now = now };
	const struct row	*r;

	q.g = pool_find(p, number);
	if (q.g == NULL)
		return err_set(e, ENOENT, "generation %u is deleted, or never "
		    "was", number);
	r = find_row(q.g->state, event);
	if (r == NULL)
		return err_set(e, EPROTO, "generation %u is %s: there is no "
		    "step \"%s\" from there", number,
		    pool_state_name(q.g->state), pool_event_name(event));
	if (pool_unmet(&q, r->needs, why) > 0)
		return err_set(e, EBUSY, "generation %u: %s", number,
		    why[0].text);
	*out = step_of(r, p, q.g);
	return 0;
}

size_t
pool_explain(const struct pool *p, struct wall now, size_t i,
    const struct pool_facts *facts, struct pool_reason out[POOL_REASONS_MAX])
{
	struct pool_question	 q = { .p = p, .facts = facts, .now = now };
	const struct row	*r;

	if (i < p->n)
		q.g = &p->g[i];
	r = row_by_itself(q.g);
	return r == NULL ? 0 : pool_unmet(&q, r->needs, out);
}

/* --- a step is done --- */

/* What must hold whoever asks and whatever was known when it was decided. */
#define INVARIANTS	(NEED(FLOOR) | NEED(ROOM) | NEED(ALONE) |	\
			    NEED(NO_LEAK) | NEED(LEAK))

static int
check_account(const struct pool *p, const struct pool_step *s,
    const struct generation *g, struct err *e)
{
	size_t	 i;

	if (g->account != 0 && s->account != g->account)
		return err_set(e, EEXIST, "generation %u has an account "
		    "already: it keeps it", s->number);
	if (s->event == POOL_START && s->account == 0)
		return err_set(e, EINVAL, "generation %u: no account",
		    s->number);
	for (i = 0; i < p->n; i++)
		if (&p->g[i] != g && s->account != 0 &&
		    p->g[i].account == s->account)
			return err_set(e, EEXIST, "the account of generation "
			    "%u is that of generation %u", s->number,
			    p->g[i].number);
	return 0;
}

static int
check_step(const struct pool *p, const struct pool_step *s,
    const struct generation *g, struct err *e)
{
	struct pool_reason	 why[POOL_REASONS_MAX];
	struct pool_question	 q = { .p = p, .g = g };
	const struct row	*r = find_row(s->from, s->event);

	if (r == NULL || r->to != s->to)
		return err_set(e, EPROTO, "there is no step \"%s\" from %s to "
		    "%s", pool_event_name(s->event), pool_state_name(s->from),
		    pool_state_name(s->to));
	if (g == NULL ? s->from != POOL_NONE : g->state != s->from)
		return err_set(e, EPROTO, "generation %u is not %s", s->number,
		    pool_state_name(s->from));
	if (g == NULL && s->number <= p->last)
		return err_set(e, EEXIST, "number %u was given before: none "
		    "is used again", s->number);
	if (pool_unmet(&q, r->needs & INVARIANTS, why) > 0)
		return err_set(e, EBUSY, "generation %u: %s", s->number,
		    why[0].text);
	return g == NULL ? 0 : check_account(p, s, g, e);
}

/* The period counts from the step done: a late one is not caught up. */
static void
plan_next(struct pool *p, const struct pool_step *s, struct wall now)
{
	if (s->to == POOL_PUBLISHED && s->event == POOL_BARRIER)
		p->next_due.us = now.us + (pool_count_good(p) <
		    p->rules.floor ? 0 : pool_period(&p->rules));
	else if (s->event == POOL_LEAK && pool_is_urgent(p) &&
	    p->next_due.us > now.us)
		p->next_due = now;
	else if (s->event == POOL_GIVE_UP)
		p->next_due.us = now.us + p->rules.spacing;
	if (s->event == POOL_TOO_MANY || s->event == POOL_NO_LAGGARDS ||
	    s->event == POOL_AGE || s->event == POOL_CUT ||
	    s->event == POOL_RETIRE)
		p->retired = now;
	if (s->event == POOL_UNDO || s->event == POOL_REFUSED)
		p->frozen = true;
	if (s->event == POOL_REFUSED)
		p->refused = true;
}

static void
stamp(struct generation *g, const struct pool_step *s, struct wall now)
{
	if (g->state == s->to)
		return;
	g->since = now;
	if (s->to == POOL_REPLICATING && s->event == POOL_OBSERVED)
		g->created = now;
	else if (s->to == POOL_PUBLISHED)
		g->published = now;
	else if (s->to == POOL_UNPUBLISHED && s->from == POOL_PUBLISHED)
		g->unpublished = now;
	else if (s->to == POOL_DISABLED)
		g->disabled = now;
}

int
pool_apply(struct pool *p, const struct pool_step *s, struct wall now,
    struct err *e)
{
	struct generation	*g = NULL;
	size_t			 i;
	int			 rc;

	for (i = 0; i < p->n && g == NULL; i++)
		if (p->g[i].number == s->number)
			g = &p->g[i];
	rc = check_step(p, s, g, e);
	if (rc != 0)
		return rc;
	if (g == NULL) {
		g = &p->g[p->n++];
		*g = (struct generation){ .number = s->number };
		p->last = s->number;
	}
	stamp(g, s, now);
	g->account = s->account;
	if (s->event == POOL_LEAK) {
		g->leaked = true;
		g->terms = s->terms;
	}
	g->state = s->to;
	plan_next(p, s, now);
	if (g->state == POOL_DELETED) {
		i = (size_t)(g - p->g);
		memmove(g, g + 1, (--p->n - i) * sizeof(*g));
	}
	return 0;
}
