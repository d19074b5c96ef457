/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_lease - bootstrap accounts, and how long they have yet. */
#include "base/text.h"
#include "server/config_value.h"
#include "server/director/ccm/lease.h"
#include "server/director/control/errand.h"
#include "server/director/control/verb_lease.h"

#define EXTEND_MS	INT64_C(3600000)	/* unless told */
#define YEAR_MS		(INT64_C(366) * 24 * 3600 * 1000)

/* "2m30s"; of one that waits for others, nothing. */
static const char *
left_text(const struct lease_view *v, char dst[static 32])
{
	if (!v->has_deadline)
		return "";
	if (v->left_ms <= 0)
		return "overdue";
	config_duration_text((v->left_ms + 999) / 1000 * 1000, dst, 32);
	return dst;
}

static struct control_cell
time_in(int64_t ms)
{
	return TIME((struct wall){ wall_now().us + ms * 1000 });
}

void
verb_lease_row(struct errand *r, const struct lease_view *v)
{
	char	 left[32];

	ERRAND_ROW(r, &table_leases, TEXT(v->target), TEXT(v->name),
	    TEXT(lease_state_name(v->state)), TEXT(left_text(v, left)),
	    v->sign.us == 0 ? NOTHING : TIME(v->sign), TEXT(v->sign_text),
	    time_in(v->cap_ms));
}

static void
list_past(void *arg, const struct err *failed, const struct lease_list *l)
{
	struct errand			*r = arg;
	const struct lease_row		*row;
	size_t				 i;

	for (i = 0; failed == NULL && i < l->n; i++) {
		row = &l->rows[i];
		if (lease_is_open((enum lease_state)row->state))
			continue;
		r->count++;
		ERRAND_ROW(r, &table_past_leases, TEXT(row->target),
		    TEXT(row->name),
		    TEXT(lease_state_name((enum lease_state)row->state)),
		    TIME(row->created), TIME(row->ended), TEXT(row->why[0] ==
		    '\0' ? lease_reason_text((enum lease_reason)row->reason) :
		    row->why));
	}
	if (failed != NULL)
		errand_end_err(r, failed);
	else if (r->count == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl lease list",
		    "machine \"%s\" has no lease, and had none",
		    VIS(errand_text(r, "machine")));
	else
		errand_done(r);
}

static void
next_leases(struct errand *r)
{
	const char		*after = r->count == 0 ? NULL : r->after.text;
	struct lease_view	 v;
	unsigned		 n;

	for (n = 0; n < ERRAND_PAGE; n++) {
		if (!lease_next_view(r->d, after, &v)) {
			errand_done(r);
			return;
		}
		verb_lease_row(r, &v);
		r->count++;
		text_copy(r->after.text, sizeof(r->after.text), v.target);
		after = r->after.text;
	}
	errand_next(r, next_leases);
}

void
verb_run_LEASE_LIST(struct errand *r)
{
	const struct lease_query	 q = { .ended = true };

	if (lease_doubt(r->d) != NULL)
		errand_note(r, "%s", lease_doubt(r->d));
	if (!errand_flag(r, "ended")) {
		next_leases(r);
		return;
	}
	r->count = 1;		/* none is fine */
	errand_asked(r, store_leases(r->d->store, &q, list_past, r));
}

void
verb_run_LEASE_SHOW(struct errand *r)
{
	const char			*machine = errand_text(r, "machine");
	const struct lease_query	 q = { .target = machine };
	struct lease_view		 v;
	char				 left[32];

	if (lease_view(r->d, machine, &v)) {
		r->count++;
		ERRAND_ROW(r, &table_lease, TEXT(v.target), TEXT(v.name),
		    v.request == 0 ? NOTHING : NUMBER((uint64_t)v.request),
		    TEXT(lease_state_name(v.state)),
		    TEXT(lease_reason_text(v.reason)), TIME(v.created),
		    v.sign.us == 0 ? NOTHING : TIME(v.sign),
		    TEXT(v.sign_text), TEXT(left_text(&v, left)),
		    time_in(v.cap_ms), FLAG(v.extended));
	}
	errand_asked(r, store_leases(r->d->store, &q, list_past, r));
}

/* --- changes --- */

static void
ended(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "sitectl lease show tells when it is gone",
	    "the lease of \"%s\" ends: its account is disabled, then deleted",
	    VIS(errand_text(r, "machine")));
}

void
verb_run_LEASE_END(struct errand *r)
{
	const struct lease_wish	 w = {
		.target = errand_text(r, "machine"), .event = LEASE_END,
		.force = errand_flag(r, "force"), .audit = &r->audit
	};
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	rc = dry_run ? lease_may(r->d, &w, &e) :
	    lease_wish(r->d, &w, ended, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "the account of \"%s\" would be disabled, "
		    "and deleted later, whatever runs there",
		    VIS(w.target));
}

static void
extended(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct lease_view	 v;
	char			 left[32];

	if (failed != NULL || !lease_view(r->d, errand_text(r, "machine"),
	    &v)) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "", "the lease of \"%s\" has %s",
	    VIS(v.target), left_text(&v, left));
}

void
verb_run_LEASE_EXTEND(struct errand *r)
{
	struct lease_wish	 w = {
		.target = errand_text(r, "machine"), .event = LEASE_EXTEND,
		.ms = EXTEND_MS, .audit = &r->audit
	};
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	if (errand_flag(r, "for") && config_duration_parse(errand_text(r,
	    "for"), YEAR_MS, &w.ms, &e) != 0) {
		errand_end(r, CONTROL_USAGE, "", "--for: %s", e.text);
		return;
	}
	rc = dry_run ? lease_may(r->d, &w, &e) :
	    lease_wish(r->d, &w, extended, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "the lease of \"%s\" would be extended",
		    VIS(w.target));
}
