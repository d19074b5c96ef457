/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_adopt - what a restored store has shall hold: the end of safe mode. */
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/control/errand.h"
#include "server/director/control/proposal.h"

static void
show(struct errand *r, unsigned cohort)
{
	struct rotation_view		 v = rotation_view_of(r->d, cohort);
	const struct generation		*g;
	const struct account_entry	*a;
	char				 name[POOL_NAME_SIZE];
	size_t				 i;

	for (i = 0; i < v.pool->n; i++) {
		g = &v.pool->g[i];
		a = accounts_by_id(r->d->accounts, g->account);
		pool_name(g->number, r->d->env->config.site_in_names ?
		    r->d->site.code : "", name);
		ERRAND_ROW(r, &table_adopted, NUMBER(g->number),
		    TEXT(a == NULL ? name : a->name),
		    TEXT(pool_state_name(g->state)),
		    TEXT(v.proven[i] ? "proven" : "unknown"));
	}
}

static void
adopted(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "a client that knows only accounts which "
	    "are lost comes back over the logon point", "safe mode is over; "
	    "see: sitectl rotation status");
}

static void
proven(void *arg, const struct err *failed)
{
	struct errand			*r = arg;
	const struct rotation_wish	 w = { .kind = WISH_ADOPT,
					    .audit = &r->audit };
	struct err			 e;
	char				 what[400];
	unsigned			 c;
	int				 rc;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	rc = rotation_may(r->d, &w, what, sizeof(what), &e);
	for (c = 0; rc == 0 && c < rotation_cohorts(r->d); c++)
		show(r, c);
	if (rc == 0 && r->q.dry_run) {
		errand_end_dry(r, "%s", what);
		return;
	}
	if (rc == 0 && !proposal_agreed(r))
		return;
	if (rc == 0)
		rc = rotation_wish(r->d, &w, adopted, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
}

void
verb_run_RECOVERY_ADOPT(struct errand *r)
{
	const struct rotation_wish	 w = { .kind = WISH_ADOPT,
					    .audit = &r->audit };
	struct err			 e;
	char				 what[400];
	int				 rc;

	rc = rotation_may(r->d, &w, what, sizeof(what), &e);
	if (rc == 0)
		rc = rotation_prove(r->d, proven, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
}
