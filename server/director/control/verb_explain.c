/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_explain - who still needs an account, and who is lost or will be. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/account/rotation.h"
#include "server/director/account/uptake.h"
#include "server/director/control/removal.h"
#include "server/director/control/verb_explain.h"

#define SHOWN	100	/* rows of a list without --all */

struct explain {
	uint32_t		 rid;
	enum uptake_rule	 rule;
	struct wall		 since;		/* the horizon */
	int64_t			 limit_us;	/* and who counts how long */
	bool			 all;
	struct uptake_count	 count;
	int64_t			 after;		/* client */
	char			 address[64];
	uint64_t		 shown;
};

static struct control_cell
account_cell(const struct errand *r, uint32_t rid)
{
	const struct account_entry	*a = rid == 0 ? NULL :
					    accounts_by_rid(r->d->accounts,
					    rid);

	return a == NULL ? NOTHING : TEXT(a->name);
}

static struct wall
until(const struct errand *r, struct wall seen)
{
	const struct explain	*x = r->state;

	return (struct wall){ seen.us == 0 ? 0 : seen.us + x->limit_us };
}

/* Its place in the pool; n: it is not of the pool. */
static size_t
generation_of(const struct pool *p, const struct account_entry *a)
{
	size_t	 i;

	for (i = 0; i < p->n && p->g[i].account != a->id; i++)
		;
	return i;
}

/* --- what blocks --- */

static const char *
next_step(const struct errand *r, const struct account_entry *a)
{
	const struct pool	*p = rotation_view_of(r->d, a->cohort).pool;
	size_t			 i = generation_of(p, a);

	if (i < p->n)
		return pool_event_name(pool_next_event(&p->g[i]));
	return a->state == ACCOUNT_ENABLED ? "disabled" :
	    a->state == ACCOUNT_DISABLED ? "deleted" : "none";
}

static bool
is_last(const struct errand *r, const struct account_entry *a)
{
	const struct account_entry	*o = NULL;

	while ((o = accounts_next(r->d->accounts, o)) != NULL)
		if (o != a && o->kind == ACCOUNT_CLIENT &&
		    o->state == ACCOUNT_ENABLED)
			return false;
	return a->state == ACCOUNT_ENABLED;
}

/* Who is in the way is counted by ourselves, the rest the pool's rules know. */
static size_t
tell_rules(struct errand *r, const struct rotation_view *v, size_t i)
{
	struct pool_reason	 why[POOL_REASONS_MAX];
	size_t			 n, told = 0;

	n = pool_explain(v->pool, v->now, i, &v->facts[i], why);
	for (i = 0; i < n; i++)
		if (why[i].need != POOL_NEEDS_LAGGARDS &&
		    why[i].need != POOL_NEEDS_STRAYS && ++told > 0)
			ERRAND_ROW(r, &table_needs, TEXT("rotation"), NOTHING,
			    NOTHING, TEXT(why[i].text));
	return told;
}

static size_t
tell_needs(struct errand *r, const struct account_entry *a)
{
	struct rotation_view		 v = rotation_view_of(r->d,
					    a->cohort);
	const struct explain		*x = r->state;
	const struct uptake_count	*u = &x->count;
	size_t				 i = generation_of(v.pool, a), n = 0;

	if (i < v.pool->n)
		n = tell_rules(r, &v, i);
	else if (is_last(r, a) && ++n > 0)
		ERRAND_ROW(r, &table_needs, TEXT("another account"), NOTHING,
		    NOTHING, TEXT("it is the last enabled client connection "
		    "account: add another, and let clients fetch it"));
	if (i < v.pool->n && v.pool->g[i].state != POOL_UNPUBLISHED)
		return n;
	if (u->laggards > 0 && ++n > 0)
		ERRAND_ROW(r, &table_needs, TEXT("no client needs it"),
		    NUMBER(u->laggards), TIME(until(r, u->last)),
		    TEXT(x->rule == UPTAKE_RETIRE ?
		    "these have not logged on twice in a row with newer "
		    "accounts" : "these have not logged on twice in a row "
		    "with other accounts"));
	if (u->strays > 0 && ++n > 0)
		ERRAND_ROW(r, &table_needs, TEXT("no stray logon"),
		    NUMBER(u->strays), TIME(until(r, u->last)),
		    TEXT("logons from these addresses cannot be tied to a "
		    "client that has moved on"));
	return n;
}

static void
tell_account(struct errand *r, const struct account_entry *a,
    uint64_t clients)
{
	const struct explain	*x = r->state;
	struct forecast_ask	 q;
	struct forecast		 f;
	char			 text[256];

	q = removal_forecast(r->d, &x->count, REMOVAL_CLOSES);
	f = forecast_make(&q);
	forecast_text(&q, &f, text, sizeof(text));
	ERRAND_ROW(r, &table_explanation, TEXT(a->name),
	    TEXT(a->state == ACCOUNT_ENABLED ? "enabled" :
	    a->state == ACCOUNT_DISABLED ? "disabled" : "deleted"),
	    TEXT(next_step(r, a)), NUMBER(clients), NUMBER(x->count.laggards),
	    NUMBER(x->count.using), NUMBER(x->count.strays),
	    TIME(until(r, x->count.last)), TIME(a->last_logon), TEXT(text));
}

/* --- and who --- */

static void	next_strays(struct errand *);

static void
got_strays(void *arg, const struct err *failed, const struct stray_list *list)
{
	struct errand	*r = arg;
	struct explain	*x = r->state;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		ERRAND_ROW(r, &table_strays, TEXT(list->rows[i].address),
		    TIME(list->rows[i].last),
		    TIME(until(r, list->rows[i].last)));
		text_copy(x->address, sizeof(x->address),
		    list->rows[i].address);
	}
	if (failed == NULL && list->more && !x->all) {
		errand_end(r, CONTROL_DONE, "", "more addresses are told by "
		    "--all");
		return;
	}
	errand_page(r, failed, failed == NULL && list->more, next_strays);
}

static void
next_strays(struct errand *r)
{
	const struct explain	*x = r->state;
	struct stray_query	 q = { .rid = x->rid, .since = x->since,
				    .after = x->address, .limit = SHOWN };

	errand_asked(r, store_strays(r->d->store, &q, got_strays, r));
}

void
laggard_show(struct errand *r, const struct laggard *l, struct wall end)
{
	char	 id[GUID_TEXT_SIZE];

	ERRAND_ROW(r, &table_laggards, TEXT(l->name), TEXT(l->domain),
	    TEXT(guid_text(&l->guid, id)), account_cell(r, l->newest),
	    account_cell(r, l->earlier), TIME(l->seen), TEXT(l->address),
	    TIME(end));
}

static void	next_laggards(struct errand *);

static void
got_laggards(void *arg, const struct err *failed,
    const struct laggard_list *list)
{
	struct errand		*r = arg;
	struct explain		*x = r->state;
	const struct laggard	*l;
	size_t			 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		l = &list->rows[i];
		laggard_show(r, l, until(r, l->seen));
		x->after = l->seq;
		x->shown++;
	}
	if (failed == NULL && list->more && !x->all)
		errand_note(r, "the first %llu of %llu clients; --all tells "
		    "the others too", (unsigned long long)x->shown,
		    (unsigned long long)x->count.laggards);
	errand_page(r, failed, true, failed == NULL && list->more && x->all ?
	    next_laggards : next_strays);
}

static void
next_laggards(struct errand *r)
{
	const struct explain	*x = r->state;
	struct laggard_query	 q = { .rule = x->rule, .rid = x->rid,
				    .since = x->since, .after = x->after,
				    .limit = SHOWN };

	errand_asked(r, store_laggards(r->d->store, &q, got_laggards, r));
}

static void
counted(void *arg, const struct err *failed, const struct uptake_counts *c)
{
	struct errand			*r = arg;
	struct explain			*x = r->state;
	const struct account_entry	*a;

	a = accounts_by_rid(r->d->accounts, x->rid);
	if (failed != NULL || a == NULL) {
		errand_end_err(r, failed);
		return;
	}
	x->count = c->rows[0];
	tell_account(r, a, c->clients);
	if (rotation_cohorts(r->d) > 1)
		errand_note(r, "it is of cohort %u: clients of the others are "
		    "not shown it", a->cohort);
	if (tell_needs(r, a) == 0)
		errand_note(r, "nothing blocks it");
	next_laggards(r);
}

/* Generations of the pool leave in their turn, others when somebody says so. */
static void
begin(const struct errand *r, struct explain *x,
    const struct account_entry *a)
{
	struct rotation_view	 v = rotation_view_of(r->d, a->cohort);
	size_t			 i;

	x->rid = a->rid;
	x->rule = UPTAKE_CLOSE;
	x->since = uptake_horizon(r->d);
	x->limit_us = r->d->env->config.orphan_limit * 1000;
	i = generation_of(v.pool, a);
	if (i == v.pool->n)
		return;
	x->rule = v.pool->g[i].leaked ? UPTAKE_CLOSE : UPTAKE_RETIRE;
	x->since = pool_horizon(v.pool, v.now);
	x->limit_us = v.pool->rules.orphan_limit + v.pool->away;
}

void
verb_run_ACCOUNT_EXPLAIN(struct errand *r)
{
	const char			*name = errand_text(r, "name");
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    name);
	struct explain			*x;
	struct uptake_query		 q = { .n = 1 };

	if (a == NULL || a->kind != ACCOUNT_CLIENT) {
		errand_end(r, CONTROL_FAILED, "see: sitectl account list",
		    a == NULL ? "there is no account \"%s\"" :
		    a->kind == ACCOUNT_DOMAIN ? "\"%s\" is a user of the "
		    "domain, none that the site gives to clients" :
		    "\"%s\" is an operator's account: no client needs it",
		    VIS(name));
		return;
	}
	x = calloc(1, sizeof(*x));
	r->state = x;
	if (x == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	begin(r, x, a);
	x->all = errand_flag(r, "all");
	q.rule = x->rule;
	q.rids = &a->rid;
	q.since = x->since;
	uptake_flush(r->d);
	errand_asked(r, store_uptake_count(r->d->store, &q, counted, r));
}

/* --- orphans --- */

/* "14d" as sited.conf has it; false: the errand has ended. */
static bool
read_within(struct errand *r, int64_t *ms)
{
	static const struct config_option	 within = {
		.name = "--within", .kind = OPT_TIME,
		.offset = offsetof(struct config, orphan_limit),
		.max = INT64_C(3650) * 24 * 3600 * 1000
	};
	struct config				*c;
	struct err				 e;
	int					 rc;

	*ms = 0;
	if (!errand_flag(r, "within"))
		return true;
	c = calloc(1, sizeof(*c));
	rc = c == NULL ? err_set(&e, ENOMEM, "out of memory") :
	    config_value_set(&within, c, errand_text(r, "within"), &e);
	*ms = rc == 0 ? c->orphan_limit : 0;
	free(c);
	if (rc != 0)
		errand_end(r, CONTROL_USAGE, "", "%s", e.text);
	return rc == 0;
}

struct lost {
	int64_t		 limit_us;
	struct wall	 until;		/* last heard of before then */
	uint64_t	 n;
};

static void	next_orphans(struct errand *);

static struct wall
lost_at(const struct errand *r, const struct laggard *l)
{
	const struct lost	*s = r->state;

	return (struct wall){ l->seen.us + s->limit_us };
}

static const char *
why_lost(const struct errand *r, const struct laggard *l)
{
	if (l->cut_off)
		return "the accounts that it used last are closed";
	return lost_at(r, l).us <= wall_now().us ?
	    "not heard of for too long" : "will not have been heard of";
}

static void
got_orphans(void *arg, const struct err *failed,
    const struct laggard_list *list)
{
	struct errand		*r = arg;
	struct lost		*s = r->state;
	const struct laggard	*l;
	char			 id[GUID_TEXT_SIZE];
	size_t			 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		l = &list->rows[i];
		ERRAND_ROW(r, &table_orphans, TEXT(l->name), TEXT(l->domain),
		    TEXT(guid_text(&l->guid, id)), account_cell(r, l->newest),
		    TIME(l->seen), TEXT(l->address), TIME(lost_at(r, l)),
		    TEXT(why_lost(r, l)));
		r->after.number = (uint64_t)l->seq;
		s->n++;
	}
	if (failed == NULL && !list->more && s->n == 0)
		errand_end(r, CONTROL_DONE, "", "no client is lost");
	else
		errand_page(r, failed, failed == NULL && list->more,
		    next_orphans);
}

static void
next_orphans(struct errand *r)
{
	const struct lost	*s = r->state;
	struct orphan_query	 q = { .until = s->until,
				    .after = (int64_t)r->after.number,
				    .limit = ERRAND_PAGE };

	errand_asked(r, store_orphans(r->d->store, &q, got_orphans, r));
}

void
verb_run_CLIENT_ORPHANS(struct errand *r)
{
	struct lost	*s;
	int64_t		 ms;

	if (!read_within(r, &ms))
		return;
	s = calloc(1, sizeof(*s));
	r->state = s;
	if (s == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	s->limit_us = r->d->env->config.orphan_limit * 1000;
	s->until.us = uptake_horizon(r->d).us + ms * 1000;
	next_orphans(r);
}
