/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_rotation - where the rotation stands, and what operators wish of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cohort.h"
#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/client/enrolled.h"
#include "server/director/control/proposal.h"
#include "server/director/control/removal.h"
#include "server/director/domain/policy.h"

/* --- looking --- */

/* All that blocks, as one text; "": nothing does. */
static const char *
join(const struct pool_reason *why, size_t n, char *dst, size_t size)
{
	size_t	 i, len = 0;

	dst[0] = '\0';
	for (i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(dst + len, size - len, "%s%s",
		    i == 0 ? "" : "; ", why[i].text);
	return dst;
}

static void
show_pool(struct errand *r, const struct rotation_view *v)
{
	const struct pool	*p = v->pool;
	struct pool_reason	 why[POOL_REASONS_MAX];
	char			 text[600];
	size_t			 n;

	n = pool_explain(p, v->now, p->n, NULL, why);
	ERRAND_ROW(r, &table_rotation, FLAG(p->running), FLAG(p->frozen),
	    p->frozen ? TEXT(v->why) : NOTHING,
	    p->safe ? TEXT(v->torn) : NOTHING,
	    NUMBER(pool_count(p, POOL_PUBLISHED)), NUMBER(p->rules.target),
	    p->running ? TIME(p->next_due) : NOTHING,
	    n == 0 ? NOTHING : TEXT(join(why, n, text, sizeof(text))),
	    p->hold.us > v->now.us ? TIME(p->hold) : NOTHING,
	    v->trouble[0] == '\0' ? NOTHING : TEXT(v->trouble));
}

static void
show_generation(struct errand *r, const struct rotation_view *v, size_t i)
{
	const struct generation		*g = &v->pool->g[i];
	const struct pool_facts		*f = &v->facts[i];
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    g->account);
	struct pool_reason		 why[POOL_REASONS_MAX];
	char				 text[600], name[POOL_NAME_SIZE];
	size_t				 n;

	pool_name(g->number, r->d->env->config.site_in_names ?
	    r->d->site.code : "", name);
	n = pool_explain(v->pool, v->now, i, f, why);
	ERRAND_ROW(r, &table_generations, NUMBER(g->number),
	    TEXT(a == NULL ? name : a->name), TEXT(pool_state_name(g->state)),
	    TIME(g->since), FLAG(g->leaked),
	    f->laggards_known ? NUMBER(f->laggards) : NOTHING,
	    f->laggards_known ? NUMBER(f->strays) : NOTHING,
	    TEXT(pool_event_name(pool_next_event(g))),
	    n == 0 ? NOTHING : TEXT(join(why, n, text, sizeof(text))));
}

static void
count_clients(const struct director *d, uint64_t n[static COHORTS_MAX])
{
	const struct enrolled	*e = NULL;

	while ((e = enrolled_next(d, e == NULL ? NULL : &e->guid)) != NULL)
		n[e->cohort]++;
}

static void
show_cohort(struct errand *r, unsigned cohort, uint64_t clients)
{
	struct rotation_view	 v = rotation_view_of(r->d, cohort);
	const struct pool	*p = v.pool;
	bool			 drained = cohort != 0 &&
				    p->rules.target == 0;
	struct pool_reason	 why[POOL_REASONS_MAX];
	char			 text[600];
	size_t			 n;

	n = drained ? 0 : pool_explain(p, v.now, p->n, NULL, why);
	ERRAND_ROW(r, &table_cohorts, NUMBER(cohort),
	    TEXT(drained ? "drained" : rotation_is_ready(r->d, cohort) ?
	    "ready" : "beginning"), NUMBER(clients),
	    NUMBER(pool_count(p, POOL_PUBLISHED)), NUMBER(p->n),
	    p->running && !drained ? TIME(p->next_due) : NOTHING,
	    n == 0 ? NOTHING : TEXT(join(why, n, text, sizeof(text))));
}

static void
show_members(struct errand *r, unsigned cohort)
{
	const struct pool		*p = rotation_view_of(r->d,
					    cohort).pool;
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < p->n; i++) {
		a = accounts_by_id(r->d->accounts, p->g[i].account);
		if (a != NULL)
			ERRAND_ROW(r, &table_members, TEXT(a->name),
			    NUMBER(cohort));
	}
}

static void
show_cohorts(struct errand *r, unsigned n)
{
	uint64_t	 clients[COHORTS_MAX] = { 0 };
	unsigned	 c;

	count_clients(r->d, clients);
	for (c = 0; c < n; c++)
		show_cohort(r, c, clients[c]);
	for (c = 0; c < n; c++)
		show_members(r, c);
}

void
verb_run_ROTATION_STATUS(struct errand *r)
{
	struct rotation_view	 v = rotation_view(r->d);
	const struct policy_row	 policy = policy_in_force(r->d);
	struct err		 why;
	unsigned		 c, n = rotation_cohorts(r->d);
	size_t			 i;

	show_pool(r, &v);
	for (c = 0; c < n; c++) {
		v = rotation_view_of(r->d, c);
		for (i = 0; i < v.pool->n; i++)
			show_generation(r, &v, i);
	}
	if (n > 1)
		show_cohorts(r, n);
	if (v.pool->refused)
		errand_end(r, CONTROL_DEGRADED, "mend that, then: sitectl "
		    "rotation thaw", "the rotation is frozen: %s", v.why);
	else if (rotation_may_have(r->d, &policy, &why) != 0)
		errand_end(r, CONTROL_DEGRADED, "see: sitectl policy show",
		    "no account is made: %s", why.text);
	else if (v.trouble[0] != '\0')
		errand_end(r, CONTROL_DEGRADED, "it is tried again by itself",
		    "%s", v.trouble);
	else
		errand_done(r);
}

/* --- wishing --- */

static void
granted(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "see: sitectl rotation status", "%s",
	    r->state == NULL ? "" : (const char *)r->state);
}

static void
wish(struct errand *r, const struct rotation_wish *w, const char *done)
{
	struct err	 e;
	char		 what[400];
	int		 rc;

	rc = rotation_may(r->d, w, what, sizeof(what), &e);
	if (rc == 0 && r->q.dry_run) {
		errand_end_dry(r, "%s", what);
		return;
	}
	free(r->state);
	r->state = strdup(done);
	if (rc == 0)
		rc = rotation_wish(r->d, w, granted, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
}

void
verb_run_ROTATION_START(struct errand *r)
{
	wish(r, &(struct rotation_wish){ .kind = WISH_START,
	    .audit = &r->audit }, "the rotation has begun");
}

void
verb_run_ROTATION_STEP(struct errand *r)
{
	wish(r, &(struct rotation_wish){ .kind = WISH_STEP,
	    .audit = &r->audit }, "the next account is being made");
}

void
verb_run_ROTATION_FREEZE(struct errand *r)
{
	wish(r, &(struct rotation_wish){ .kind = WISH_FREEZE,
	    .why = errand_text(r, "reason"), .audit = &r->audit },
	    "no step is taken until: sitectl rotation thaw");
}

void
verb_run_ROTATION_THAW(struct errand *r)
{
	if (errand_flag(r, "reschedule") && errand_flag(r, "keep-schedule")) {
		errand_end(r, CONTROL_USAGE, "", "%s: say either "
		    "--keep-schedule or --reschedule", r->q.verb->words);
		return;
	}
	wish(r, &(struct rotation_wish){ .kind = WISH_THAW,
	    .reschedule = errand_flag(r, "reschedule"),
	    .audit = &r->audit }, "steps are taken again");
}

/* Clients were shown it, and cannot log on with it any more then. */
static bool
closes_by_undo(const struct errand *r)
{
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    errand_text(r, "name"));
	const struct generation		*g = a == NULL ? NULL :
					    rotation_generation(r->d, a);

	return g != NULL && g->published.us != 0 &&
	    g->state <= POOL_REPLICATING;
}

static void
undo(struct errand *r)
{
	wish(r, &(struct rotation_wish){ .kind = WISH_UNDO,
	    .account = errand_text(r, "name"), .audit = &r->audit },
	    "its last step is taken back; the rotation is frozen until: "
	    "sitectl rotation thaw");
}

static void
undo_what_clients_know(struct errand *r)
{
	if (!removal_refuses(r) && (r->q.dry_run || proposal_agreed(r)))
		undo(r);
}

void
verb_run_ACCOUNT_UNDO(struct errand *r)
{
	if (closes_by_undo(r))
		removal_ask(r, undo_what_clients_know);
	else
		undo(r);
}

void
verb_run_ACCOUNT_RETIRE(struct errand *r)
{
	wish(r, &(struct rotation_wish){ .kind = WISH_RETIRE,
	    .account = errand_text(r, "name"), .audit = &r->audit },
	    "it is off the list, and disabled when no client needs it; sitectl "
	    "account explain tells who does");
}
