/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb_emergency - the password of an account is known to others: what is done
 * about it, rung by rung, and whom each would leave out, before anything is
 * done (algorithms.md A14).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/account/accounts.h"
#include "server/director/account/pool_ladder.h"
#include "server/director/account/rotation.h"
#include "server/director/account/uptake.h"
#include "server/director/control/proposal.h"
#include "server/director/control/removal.h"
#include "server/director/control/verb_explain.h"

#define SHOWN		100
#define WITHIN_MOST	(INT64_C(365) * 24 * 3600 * 1000)

struct emergency {
	struct pool_terms	 terms;
	int64_t			 within_us;
	char			 what[400];	/* it would do */
	uint32_t		 rids[UPTAKE_ACCOUNTS_MAX];
	size_t			 n;
	uint64_t		 left_out, keyless;
	struct wall		 since;		/* the horizon */
	char			 detail[300];	/* for the audit */
};

/* --- the ladder --- */

static void
tell_rung(struct errand *r, const char *account, enum rung_kind k,
    const struct rung *g, const char *forecast)
{
	bool	 leaves = k >= RUNG_SEAL;

	ERRAND_ROW(r, &table_ladder, TEXT(account), NUMBER(k + 1),
	    TEXT(rung_name(k)), TEXT(g->done ? "done" : g->waits ? "waits" :
	    "at once"), leaves ? NUMBER(g->clients) : NUMBER(0),
	    leaves ? NUMBER(g->addresses) : NUMBER(0), TEXT(rung_text(k)),
	    g->why[0] == '\0' ? NOTHING : TEXT(g->why),
	    k == RUNG_CUT ? TEXT(forecast) : NOTHING);
}

static void
tell_ladder(struct errand *r, const struct uptake_count *c)
{
	const struct emergency		*x = r->state;
	const struct account_entry	*a = accounts_by_rid(r->d->accounts,
					    c->rid);
	struct rotation_view		 v = rotation_view_of(r->d,
					    a == NULL ? 0 : a->cohort);
	const struct generation		*g = a == NULL ? NULL :
					    rotation_generation(r->d, a);
	struct forecast_ask		 q = removal_forecast(r->d, c,
					    REMOVAL_CLOSES);
	struct forecast			 f = forecast_make(&q);
	struct rung			 rungs[RUNGS];
	struct pool_facts		 facts;
	char				 text[256];
	size_t				 i;

	if (g == NULL)
		return;
	facts = v.facts[g - v.pool->g];
	facts.laggards_known = true;
	facts.laggards = c->laggards;
	facts.keyless = c->keyless;
	facts.strays = c->strays;
	pool_ladder(v.pool, v.now, (size_t)(g - v.pool->g), &facts,
	    g->leaked && !errand_flag(r, "account") ? &g->terms : &x->terms,
	    rungs);
	forecast_text(&q, &f, text, sizeof(text));
	for (i = 0; i < RUNGS; i++)
		tell_rung(r, a->name, (enum rung_kind)i, &rungs[i], text);
}

/* --- doing it --- */

static void
granted(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "see: sitectl rotation status; account "
	    "explain tells who still needs it", "account \"%s\" is being "
	    "replaced, and never comes back", VIS(errand_text(r, "account")));
}

static struct rotation_wish
wish_of(struct errand *r)
{
	const struct emergency	*x = r->state;

	return (struct rotation_wish){ .kind = WISH_LEAK,
	    .account = errand_text(r, "account"),
	    .orphans = x->terms.orphans, .within_us = x->within_us,
	    .unsealed = x->terms.unsealed,
	    .audit = &r->audit };
}

/*
 * From the account's leaving the list on they find nothing to go on with.  An
 * address that no client could be named for may be the thief's.
 */
static bool
refuses_seal(struct errand *r)
{
	const struct emergency	*x = r->state;

	if (x->terms.unsealed || x->keyless == 0 ||
	    errand_flag(r, "force"))
		return false;
	errand_end(r, CONTROL_REFUSED, "enrol them first, with sitectl client "
	    "enrol; or say --unsealed, and whoever has the password sees all "
	    "until it is cut off; or say --force", "\"%s\": %" PRIu64
	    " clients without a key of their own know no other account now: "
	    "when it has left the list they find nothing that they can read",
	    VIS(errand_text(r, "account")), x->keyless);
	return true;
}

/* A time may come before those that need it have moved on. */
static bool
refuses(struct errand *r)
{
	const struct emergency	*x = r->state;

	if (x->within_us == 0 || x->left_out == 0 || errand_flag(r, "force"))
		return false;
	errand_end(r, CONTROL_REFUSED, "leave --within out, and it is cut off "
	    "when nobody needs it; or say --force", "\"%s\": %" PRIu64
	    " clients and addresses know no other account now: those that "
	    "have fetched none by then could not reach the site any more",
	    VIS(errand_text(r, "account")), x->left_out);
	return true;
}

static void
decide(struct errand *r)
{
	struct emergency	*x = r->state;
	struct rotation_wish	 w = wish_of(r);
	struct err		 e;

	if (errand_flag(r, "account") && (refuses(r) || refuses_seal(r)))
		return;
	if (r->q.dry_run) {
		errand_end_dry(r, "%s", x->what);
		return;
	}
	if (!proposal_agreed(r))
		return;
	(void)snprintf(x->detail, sizeof(x->detail), "{\"orphans\":%" PRIu64
	    ",\"within_s\":%" PRId64 ",\"left_out_now\":%" PRIu64
	    ",\"keyless_now\":%" PRIu64 ",\"unsealed\":%s"
	    ",\"proposed_by\":\"%s\"}", x->terms.orphans,
	    x->within_us / 1000000, x->left_out, x->keyless,
	    x->terms.unsealed ? "true" : "false", r->proposed_by);
	r->audit.detail = x->detail;
	if (rotation_wish(r->d, &w, granted, r, &e) != 0)
		errand_end_err(r, &e);
}

static void
got_laggards(void *arg, const struct err *failed,
    const struct laggard_list *list)
{
	struct errand			*r = arg;
	const struct emergency		*x = r->state;
	const struct laggard		*l;
	struct rotation_view		 v = rotation_view(r->d);
	size_t				 i;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	for (i = 0; i < list->n; i++) {
		l = &list->rows[i];
		laggard_show(r, l, (struct wall){ l->seen.us +
		    v.now.us - x->since.us });
	}
	if (list->more)
		errand_note(r, "the first %zu clients; sitectl account "
		    "explain --all tells the others too", list->n);
	decide(r);
}

/* They have nothing to lose by that any more. */
static bool
is_sealed(const struct errand *r, uint32_t rid)
{
	const struct account_entry	*a = accounts_by_rid(r->d->accounts,
					    rid);
	const struct generation		*g = a == NULL ? NULL :
					    rotation_generation(r->d, a);

	return g != NULL && pool_is_sealed(g);
}

static void
counted(void *arg, const struct err *failed, const struct uptake_counts *c)
{
	struct errand		*r = arg;
	struct emergency	*x = r->state;
	struct laggard_query	 q = { .rule = UPTAKE_CLOSE, .rid = x->rids[0],
				    .since = x->since, .limit = SHOWN };
	size_t			 i;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	for (i = 0; i < c->n; i++) {
		tell_ladder(r, &c->rows[i]);
		x->left_out += c->rows[i].laggards + c->rows[i].strays;
		x->keyless += is_sealed(r, c->rows[i].rid) ? 0 :
		    c->rows[i].keyless;
	}
	if (x->keyless > 0 && !x->terms.unsealed)
		errand_note(r, "%" PRIu64 " clients that need it have no key "
		    "of their own: sealed, it tells them nothing. Enrol them "
		    "first (sitectl client enrol), or say --unsealed",
		    x->keyless);
	if (errand_flag(r, "account"))
		errand_asked(r, store_laggards(r->d->store, &q, got_laggards,
		    r));
	else
		decide(r);
}

/* --- which --- */

static bool
is_asked_for(const struct errand *r, const struct account_entry *a,
    const struct generation *g)
{
	if (a == NULL)
		return false;
	if (errand_flag(r, "account"))
		return a == accounts_find(r->d->accounts,
		    errand_text(r, "account"));
	return g->state == POOL_PUBLISHED || g->state == POOL_UNPUBLISHED;
}

static void
list_rids(struct errand *r, const struct pool *p)
{
	struct emergency		*x = r->state;
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < p->n; i++) {
		a = accounts_by_id(r->d->accounts, p->g[i].account);
		if (is_asked_for(r, a, &p->g[i]))
			x->rids[x->n++] = a->rid;
	}
}

/* Who steals what a client has tells by it from where he has it. */
static void
name_cohort(struct errand *r)
{
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    errand_text(r, "account"));

	if (a != NULL && rotation_cohorts(r->d) > 1)
		errand_note(r, "\"%s\" is of cohort %u: only clients of that "
		    "cohort were shown it", VIS(a->name), a->cohort);
}

static void
ask(struct errand *r)
{
	struct emergency		*x = r->state;
	struct rotation_view		 v = rotation_view(r->d);
	struct uptake_query		 q = { .rule = UPTAKE_CLOSE,
					    .rids = x->rids, .by_key = true };
	unsigned			 c;

	for (c = 0; c < rotation_cohorts(r->d); c++)
		list_rids(r, rotation_view_of(r->d, c).pool);
	if (x->n == 0) {
		errand_end(r, CONTROL_REFUSED, "see: sitectl rotation status",
		    "the rotation has no account yet that clients know");
		return;
	}
	if (errand_flag(r, "account"))
		name_cohort(r);
	q.n = x->n;
	q.since = x->since = pool_horizon(v.pool, v.now);
	uptake_flush(r->d);
	errand_asked(r, store_uptake_count(r->d->store, &q, counted, r));
}

static bool
read_terms(struct errand *r, struct emergency *x)
{
	struct err	 e;
	int64_t		 ms = 0;

	x->terms.orphans = (uint64_t)errand_number(r, "orphans");
	x->terms.unsealed = errand_flag(r, "unsealed");
	if (errand_flag(r, "within") && config_duration_parse(
	    errand_text(r, "within"), WITHIN_MOST, &ms, &e) != 0) {
		errand_end(r, CONTROL_USAGE, "", "--within: %s", e.text);
		return false;
	}
	x->within_us = ms * 1000;
	if (ms != 0)
		x->terms.by.us = rotation_view(r->d).now.us + x->within_us;
	return true;
}

void
verb_run_ROTATION_EMERGENCY(struct errand *r)
{
	struct emergency	*x = calloc(1, sizeof(*x));
	struct rotation_wish	 w;
	struct err		 e;

	r->state = x;
	if (x == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	if (!read_terms(r, x))
		return;
	if (!errand_flag(r, "account") && !r->q.dry_run) {
		errand_end(r, CONTROL_USAGE, "", "say which account's password "
		    "is known to others; --dry-run shows all of them");
		return;
	}
	(void)snprintf(x->what, sizeof(x->what), "each account of the rotation "
	    "as if its password were known to others");
	w = wish_of(r);
	if (errand_flag(r, "account") && rotation_may(r->d, &w, x->what,
	    sizeof(x->what), &e) != 0)
		errand_end_err(r, &e);
	else
		ask(r);
}
