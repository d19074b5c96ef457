/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_cleanup - accounts of domain controllers that are gone. */
#include <errno.h>

#include "server/config_value.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/control/errand.h"

#define DAY_MS	INT64_C(86400000)

static void
list_one(struct errand *r, const struct cleanup_view *v)
{
	char	 silent[32];
	int64_t	 ms = v->silent_ms;

	config_duration_text(ms < DAY_MS ? ms / 1000 * 1000 : ms / DAY_MS *
	    DAY_MS, silent, sizeof(silent));
	ERRAND_ROW(r, &table_leftovers, TEXT(v->name),
	    FLAG(v->going || v->verdict == CLEANUP_GOES), TEXT(v->why),
	    NUMBER(v->failures), TEXT(silent),
	    v->heard.us == 0 ? NOTHING : TIME(v->heard));
}

/* Those that go, or all. */
static uint64_t
list(struct errand *r, bool all)
{
	struct cleanup_view	 v = { .account = 0 };
	uint64_t		 n = 0;

	while (cleanup_next_view(r->d, v.account, &v)) {
		if (!all && !v.going && v.verdict != CLEANUP_GOES)
			continue;
		list_one(r, &v);
		n++;
	}
	return n;
}

static void
tell_state(struct errand *r)
{
	struct cleanup_state	 s;

	cleanup_state(r->d, &s);
	ERRAND_ROW(r, &table_cleanup,
	    s.next.us == 0 ? NOTHING : TIME(s.next),
	    s.last.us == 0 ? NOTHING : TIME(s.last), NUMBER(s.removed));
}

static void
examined(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	tell_state(r);
	(void)list(r, true);
	errand_done(r);
}

/* While others look, what is known is told. */
void
verb_run_DOMAIN_LEFTOVERS(struct errand *r)
{
	if (cleanup_examine(r->d, examined, r) != 0)
		examined(r, NULL);
}

static void
would_go(void *arg, const struct err *failed)
{
	struct errand	*r = arg;
	uint64_t	 n;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	n = list(r, false);
	errand_end_dry(r, "%llu account%s would be taken away",
	    (unsigned long long)n, n == 1 ? "" : "s");
}

static void
cleaned(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct cleanup_state	 s;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	cleanup_state(r->d, &s);
	(void)list(r, false);
	errand_end(r, CONTROL_DONE, "sitectl domain leftovers tells why the "
	    "others stay", "%u account%s taken away", s.removed,
	    s.removed == 1 ? "" : "s");
}

void
verb_run_DOMAIN_CLEANUP(struct errand *r)
{
	int	 rc = r->q.dry_run ? cleanup_examine(r->d, would_go, r) :
		    cleanup_now(r->d, &r->audit, cleaned, r);

	if (rc == -EBUSY)
		errand_end(r, CONTROL_REFUSED, "try again in a minute",
		    "they are being looked for just now");
	else if (rc != 0)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
}
