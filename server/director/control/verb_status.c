/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_status - is all well, and what to do if not. */
#include <string.h>
#include <unistd.h>

#include "build_config.h"
#include "base/text.h"
#include "server/child.h"
#include "server/config_value.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/push.h"
#include "server/director/control/health.h"
#include "server/director/control/verb_lease.h"

static uint64_t
count_accounts(const struct director *d)
{
	const struct account_entry	*a = NULL;
	uint64_t			 n = 0;

	while ((a = accounts_next(d->accounts, a)) != NULL)
		n += a->state != ACCOUNT_DELETED;
	return n;
}

static void
tell_site(struct errand *r, const struct health *h)
{
	const struct publisher_status *s = &h->publisher;
	const struct director	*d = r->d;
	char			 host[256] = "";

	(void)gethostname(host, sizeof(host) - 1);
	ERRAND_ROW(r, &table_site, TEXT(d->site.code),
	    TEXT(d->env->config.server_name[0] != '\0' ?
	    d->env->config.server_name : host), TEXT(PACKAGE_VERSION),
	    TEXT(h->nadvice == 0 ? "well" : "degraded"), TIME(d->started),
	    s->site_control == 0 ? NOTHING : NUMBER(s->site_control),
	    s->serial == 0 ? NOTHING : NUMBER(s->serial), TIME(s->published),
	    NUMBER(count_accounts(d)));
}

static void
tell_load(struct errand *r, const struct health *h)
{
	const struct clerk_counts	*c = &h->clerk;

	ERRAND_ROW(r, &table_load,
	    h->has_clerk ? NUMBER(c->sessions) : NOTHING,
	    h->has_clerk ? NUMBER(c->logged_on) : NOTHING,
	    h->has_clerk ? NUMBER(c->half_open) : NOTHING,
	    h->has_clerk ? NUMBER(c->opens) : NOTHING,
	    NUMBER(h->waiting), BYTES(h->bytes), NUMBER(h->bad));
}

static void
tell_roles(struct errand *r)
{
	const struct process	*p;
	size_t			 i;

	for (i = 0; i < r->d->nprocesses; i++) {
		p = &r->d->processes[i];
		ERRAND_ROW(r, &table_roles, TEXT(role_name(p->role)),
		    NUMBER(p->index), TEXT(child_state_name(p->state)),
		    p->pid == 0 ? NOTHING : NUMBER(p->pid),
		    NUMBER(p->restarts), TIME(p->started));
	}
}

/* A countdown: of the one that ends next. */
static void
tell_leases(struct errand *r)
{
	struct lease_view	 v, soonest = { .left_ms = INT64_MAX };
	const char		*after = NULL;
	unsigned long long	 n = 0;
	char			 left[32];

	for (; lease_next_view(r->d, after, &v); after = v.target, n++)
		if (v.has_deadline && v.left_ms < soonest.left_ms)
			soonest = v;
	if (n == 0)
		return;
	if (soonest.target == NULL) {
		errand_note(r, "%llu bootstrap accounts are about to go; see: "
		    "sitectl lease list", n);
		return;
	}
	config_duration_text(soonest.left_ms <= 0 ? 0 :
	    (soonest.left_ms + 999) / 1000 * 1000, left, sizeof(left));
	errand_note(r, "%llu bootstrap account%s; the next, %s, has %s; see: "
	    "sitectl lease list", n, n == 1 ? "" : "s", VIS(soonest.name),
	    left);
}

static void
tell_advice(struct errand *r, const struct health *h)
{
	size_t	 i;

	for (i = 0; i < h->nadvice; i++)
		ERRAND_ROW(r, &table_advice, TEXT(h->advice[i].what),
		    TEXT(h->advice[i].next));
	if (h->nadvice > 0)
		r->exit = CONTROL_DEGRADED;
}

static void
tell(struct errand *r)
{
	struct health		*h = r->state;

	tell_site(r, h);
	tell_load(r, h);
	tell_roles(r);
	tell_advice(r, h);
	if (rotation_cohorts(r->d) > 1)
		errand_note(r, "clients are in %u cohorts with accounts of "
		    "their own; see: sitectl rotation status",
		    rotation_cohorts(r->d));
	tell_leases(r);
	errand_done(r);
}

/* --- status watch --- */

#define WATCHED_MAX	50	/* rows of each list: a screen has no more */

static void
watch_leases(struct errand *r)
{
	struct lease_view	 v;
	const char		*after = NULL;
	unsigned		 n = 0;

	for (; lease_next_view(r->d, after, &v); after = v.target)
		if (n++ < WATCHED_MAX)
			verb_lease_row(r, &v);
	if (n > WATCHED_MAX)
		errand_note(r, "and %u more; see: sitectl lease list",
		    n - WATCHED_MAX);
}

static void
watch_work(struct errand *r)
{
	struct ccm_working	 w;
	struct push_progress	 p;
	size_t			 i;

	for (i = 0; ccm_working(r->d, i, &w); i++) {
		if (!push_progress(r->d, w.computer, &p))
			p = (struct push_progress){ "gates", "" };
		ERRAND_ROW(r, &table_working, NUMBER((uint64_t)w.request),
		    TEXT(w.computer), TEXT(w.domain), NUMBER(w.tries),
		    TEXT(p.step), TEXT(p.account));
	}
}

static void
watched(struct errand *r)
{
	struct health	*h = r->state;

	tell_site(r, h);
	watch_leases(r);
	watch_work(r);
	tell_advice(r, h);
	errand_done(r);
}

void
verb_run_STATUS_WATCH(struct errand *r)
{
	health_ask(r, watched);
}

/* --- status --- */

void
verb_run_STATUS(struct errand *r)
{
	health_ask(r, tell);
}
