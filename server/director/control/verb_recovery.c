/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_recovery - the ways back for clients that no account lets in. */
#include "base/text.h"
#include "server/config_value.h"
#include "server/director/account/accounts.h"
#include "server/director/account/recovery.h"
#include "server/director/control/errand.h"

#define OPEN_MS		(INT64_C(30) * 60 * 1000)	/* unless told */
#define YEAR_MS		(INT64_C(366) * 24 * 3600 * 1000)
#define SHOWN_MAX	1000	/* the audit has all of them */

static void
show_window(struct errand *r)
{
	struct recovery_view	 v = recovery_view(r->d);
	bool			 ever = v.opened.us != 0;

	ERRAND_ROW(r, &table_recovery, TEXT(v.is_open ? "open" : "closed"),
	    v.is_open ? TIME(v.until) : NOTHING,
	    ever ? TIME(v.opened) : NOTHING, ever ? TEXT(v.who) : NOTHING,
	    v.why[0] != '\0' ? TEXT(v.why) : NOTHING,
	    ever ? NUMBER(v.admitted) : NOTHING,
	    v.closed.us != 0 ? TIME(v.closed) : NOTHING);
}

static void
show_guest(struct errand *r, const struct recovery_guest *g)
{
	const struct account_entry	*a = accounts_by_id(r->d->accounts,
					    g->account);
	char				 from[ADDR_TEXT_SIZE];

	ERRAND_ROW(r, &table_rescued, TEXT(addr_text(&g->peer, from)),
	    TEXT(g->workstation), TEXT(a == NULL ? "" : a->name),
	    TIME(g->first), TIME(g->last), NUMBER(g->sessions),
	    g->back.us == 0 ? NOTHING : TIME(g->back));
}

void
verb_run_RECOVERY_STATUS(struct errand *r)
{
	const struct recovery_guest	*g = NULL;
	unsigned			 n = 0;

	show_window(r);
	while (n < SHOWN_MAX && (g = recovery_next(r->d, g)) != NULL) {
		show_guest(r, g);
		n++;
	}
	if (n == SHOWN_MAX)
		errand_note(r, "the first %u; all are in the audit",
		    SHOWN_MAX);
	errand_done(r);
}

/* false: the errand has ended. */
static bool
read_span(struct errand *r, int64_t *ms)
{
	struct err	 e;

	*ms = OPEN_MS;
	if (!errand_flag(r, "for") ||
	    config_duration_parse(errand_text(r, "for"), YEAR_MS, ms, &e) == 0)
		return true;
	errand_end(r, CONTROL_USAGE, "", "--for: %s", e.text);
	return false;
}

static void
opened(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	show_window(r);
	errand_end(r, CONTROL_DONE, "recovery status tells who came; "
	    "recovery close ends it before its time", "the recovery window "
	    "is open");
}

static void
tell_dry(struct errand *r, int64_t ms)
{
	struct recovery_past	 n = recovery_past(r->d);
	char			 span[32];

	config_duration_text(ms, span, sizeof(span));
	errand_end_dry(r, "for %s whoever knows the password of one of %zu "
	    "disabled or %zu deleted client accounts, or the one before of "
	    "%zu that were changed in place, would see the sealed account "
	    "list", span, n.disabled, n.deleted, n.changed);
}

void
verb_run_RECOVERY_OPEN(struct errand *r)
{
	struct recovery_wish	 w = { .audit = &r->audit,
				    .why = errand_text(r, "reason") };
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	if (!read_span(r, &w.ms))
		return;
	rc = dry_run ? recovery_may_open(r->d, &w, &e) :
	    recovery_open(r->d, &w, opened, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		tell_dry(r, w.ms);
}

static void
closed(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "", "the recovery window is closed, and "
	    "the sessions that it let in have ended");
}

void
verb_run_RECOVERY_CLOSE(struct errand *r)
{
	struct err	 e;
	bool		 dry_run = r->q.dry_run;
	int		 rc;

	rc = dry_run ? recovery_may_close(r->d, &e) :
	    recovery_close(r->d, &r->audit, closed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "the recovery window would be closed, and "
		    "%u session%s that it let in would end",
		    recovery_view(r->d).admitted,
		    recovery_view(r->d).admitted == 1 ? "" : "s");
}
