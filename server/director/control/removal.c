/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/removal.h"

#include <stdlib.h>

#include "base/text.h"
#include "server/director/account/uptake.h"
#include "server/director/domain/policy.h"

struct asked {
	errand_run		*then;
	bool			 known;
	struct uptake_count	 count;
	struct forecast		 forecast;
};

/* A password that is generated never locks, unless the site plays SP3. */
struct forecast_ask
removal_forecast(const struct director *d, const struct uptake_count *u,
    enum removal how)
{
	const struct policy_row	 p = policy_in_force(d);

	return (struct forecast_ask){
		.clients = u->using + u->strays,
		.retry_ms = FORECAST_RETRY_MS,
		.threshold = p.threshold,
		.window_ms = p.window_ms,
		.counts = how == REMOVAL_ENTERED ||
		    (how == REMOVAL_GENERATED &&
		    d->env->config.behaviour == BEHAVIOUR_SP3),
	};
}

static enum removal
how(const struct errand *r)
{
	if (r->q.verb != control_verb(VERB_ACCOUNT_PASSWD))
		return REMOVAL_CLOSES;
	return errand_flag(r, "generate") ? REMOVAL_GENERATED :
	    REMOVAL_ENTERED;
}

static bool
leaves_out(const struct uptake_count *u)
{
	return u->laggards > 0 || u->strays > 0;
}

static void
counted(void *arg, const struct err *failed, const struct uptake_counts *c)
{
	struct errand		*r = arg;
	struct asked		*a = r->state;
	struct forecast_ask	 q;
	char			 text[256];

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	a->known = true;
	a->count = c->rows[0];
	q = removal_forecast(r->d, &a->count, how(r));
	a->forecast = forecast_make(&q);
	forecast_text(&q, &a->forecast, text, sizeof(text));
	if (leaves_out(&a->count) || a->forecast.chance > 0)
		errand_note(r, "forecast: %s", text);
	a->then(r);
}

void
removal_ask(struct errand *r, errand_run *then)
{
	const struct account_entry	*e = accounts_find(r->d->accounts,
					    errand_text(r, "name"));
	struct uptake_query		 q = { .rule = UPTAKE_CLOSE, .n = 1,
					    .since = uptake_horizon(r->d) };
	struct asked			*a = calloc(1, sizeof(*a));

	r->state = a;
	if (a == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	a->then = then;
	if (e == NULL || e->kind != ACCOUNT_CLIENT ||
	    e->state == ACCOUNT_DELETED) {
		then(r);
		return;
	}
	q.rids = &e->rid;
	uptake_flush(r->d);
	errand_asked(r, store_uptake_count(r->d->store, &q, counted, r));
}

bool
removal_refuses(struct errand *r)
{
	const struct asked	*a = r->state;
	const struct uptake_count *u = &a->count;

	if (errand_flag(r, "force") || !a->known ||
	    (!leaves_out(u) && a->forecast.chance <= FORECAST_REFUSED))
		return false;
	errand_end(r, CONTROL_REFUSED, "sitectl account explain tells which, "
	    "and until when; or say --force",
	    "\"%s\": %llu client%s and %llu address%s may know no other "
	    "account: they could not reach the site any more",
	    VIS(errand_text(r, "name")), (unsigned long long)u->laggards,
	    u->laggards == 1 ? "" : "s", (unsigned long long)u->strays,
	    u->strays == 1 ? "" : "es");
	return true;
}
