/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb_metrics - what `status' tells, as numbers: a row of `families' each,
 * told by a function that adds its samples.
 */
#include <stdio.h>
#include <string.h>

#include "build_config.h"
#include "protocol/control/openmetrics.h"
#include "server/child.h"
#include "server/director/account/accounts.h"
#include "server/director/account/recovery.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/ccm/lease.h"
#include "server/director/control/health.h"

struct family {
	const char	*name;
	const char	*type;
	const char	*help;
	void		(*tell)(struct errand *, const struct family *);
};

static void
sample(struct errand *r, const struct family *f, const char *labels,
    int64_t value)
{
	ERRAND_ROW(r, &table_metrics, TEXT(f->name), TEXT(f->type),
	    TEXT(labels), NUMBER(value), TEXT(f->help));
}

static void
tell_build(struct errand *r, const struct family *f)
{
	char	 labels[METRIC_LABELS_MAX + 1] = "";

	(void)metric_label(labels, "site", r->d->site.code);
	(void)metric_label(labels, "version", PACKAGE_VERSION);
	sample(r, f, labels, 1);
}

static void
tell_started(struct errand *r, const struct family *f)
{
	sample(r, f, "", r->d->started.us / 1000000);
}

static void
tell_advice(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", (int64_t)h->nadvice);
}

/* --- roles --- */

static void
each_role(struct errand *r, const struct family *f,
    int64_t (*value)(const struct process *))
{
	const struct process	*p;
	char			 labels[METRIC_LABELS_MAX + 1], index[12];
	size_t			 i;

	for (i = 0; i < r->d->nprocesses; i++) {
		p = &r->d->processes[i];
		labels[0] = '\0';
		(void)snprintf(index, sizeof(index), "%u", p->index);
		(void)metric_label(labels, "role", role_name(p->role));
		(void)metric_label(labels, "index", index);
		sample(r, f, labels, value(p));
	}
}

static int64_t
is_up(const struct process *p)
{
	return p->state == CHILD_READY;
}

static int64_t
restarts_of(const struct process *p)
{
	return p->restarts;
}

static void
tell_up(struct errand *r, const struct family *f)
{
	each_role(r, f, is_up);
}

static void
tell_restarts(struct errand *r, const struct family *f)
{
	each_role(r, f, restarts_of);
}

/* --- clients that are here now --- */

static void
tell_sessions(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	if (h->has_clerk)
		sample(r, f, "", (int64_t)h->clerk.sessions);
}

static void
tell_connections(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	if (!h->has_clerk)
		return;
	sample(r, f, "state=\"half_open\"", (int64_t)h->clerk.half_open);
	sample(r, f, "state=\"logged_on\"", (int64_t)h->clerk.logged_on);
}

static void
tell_opens(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	if (h->has_clerk)
		sample(r, f, "", (int64_t)h->clerk.opens);
}

/* --- bootstrap accounts --- */

static void
tell_leases(struct errand *r, const struct family *f)
{
	struct lease_counts	 c;
	enum lease_state	 s;
	char			 labels[48];

	lease_count(r->d, &c);
	for (s = LEASE_CREATED; lease_is_open(s); s++) {
		(void)snprintf(labels, sizeof(labels), "state=\"%s\"",
		    lease_state_name(s));
		sample(r, f, labels, (int64_t)c.open[s]);
	}
}

static void
tell_overdue(struct errand *r, const struct family *f)
{
	struct lease_counts	 c;

	lease_count(r->d, &c);
	sample(r, f, "", (int64_t)c.overdue);
}

/* --- accounts of controllers that are gone --- */

static void
tell_cleanup(struct errand *r, const struct family *f)
{
	struct cleanup_state	 s;

	cleanup_state(r->d, &s);
	sample(r, f, "state=\"kept\"", (int64_t)s.kept);
	sample(r, f, "state=\"proven\"", (int64_t)s.gone);
	sample(r, f, "state=\"going\"", (int64_t)s.going);
}

/* --- the recovery window --- */

static void
tell_recovery(struct errand *r, const struct family *f)
{
	sample(r, f, "", recovery_view(r->d).is_open);
}

static void
tell_rescued(struct errand *r, const struct family *f)
{
	sample(r, f, "", recovery_view(r->d).admitted);
}

/* --- drop boxes --- */

static void
each_box(struct errand *r, const struct family *f,
    int64_t (*value)(const struct box_health *, bool bad), bool has_bad)
{
	const struct health	*h = r->state;
	char			 labels[METRIC_LABELS_MAX + 1];
	int			 i, bad;

	for (i = 0; i < BOX_COUNT; i++)
		for (bad = 0; bad <= has_bad &&
		    box_row((enum box)i)->flow == BOX_UP; bad++) {
			labels[0] = '\0';
			(void)metric_label(labels, "box",
			    box_row((enum box)i)->name);
			if (has_bad)
				(void)metric_label(labels, "state",
				    bad ? "bad" : "waiting");
			sample(r, f, labels, value(&h->boxes[i], bad));
		}
}

static int64_t
files_of(const struct box_health *b, bool bad)
{
	return (int64_t)(bad ? b->bad : b->files);
}

static int64_t
bytes_of(const struct box_health *b, bool bad)
{
	return (int64_t)(bad ? b->bad_bytes : b->bytes);
}

static int64_t
age_of(const struct box_health *b, bool bad)
{
	int64_t	 age = (wall_now().us - b->oldest.us) / 1000000;

	(void)bad;
	return b->oldest.us == 0 || age < 0 ? 0 : age;
}

static void
tell_box_files(struct errand *r, const struct family *f)
{
	each_box(r, f, files_of, true);
}

static void
tell_box_bytes(struct errand *r, const struct family *f)
{
	each_box(r, f, bytes_of, true);
}

static void
tell_box_age(struct errand *r, const struct family *f)
{
	each_box(r, f, age_of, false);
}

/* --- what is published --- */

static void
tell_serial(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", (int64_t)h->publisher.serial);
}

static void
tell_site_control(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", (int64_t)h->publisher.site_control);
}

static void
tell_published(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", h->publisher.published.us / 1000000);
}

static void
tell_verified(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", h->publisher.verified.us / 1000000);
}

static void
tell_alarm(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", h->publisher.alarm[0] != '\0');
}

/* --- accounts --- */

static void
tell_accounts(struct errand *r, const struct family *f)
{
	const struct account_entry	*a = NULL;
	int64_t				 n[2] = { 0, 0 };

	while ((a = accounts_next(r->d->accounts, a)) != NULL)
		if (a->state != ACCOUNT_DELETED)
			n[a->state == ACCOUNT_ENABLED]++;
	sample(r, f, "state=\"disabled\"", n[0]);
	sample(r, f, "state=\"enabled\"", n[1]);
}

/* Of all accounts together: a site may have thousands of them in its life. */
static void
tell_refusals(struct errand *r, const struct family *f)
{
	const struct account_entry	*a = NULL;
	uint64_t			 n = 0;

	while ((a = accounts_next(r->d->accounts, a)) != NULL)
		n += a->wrong;
	sample(r, f, "", (int64_t)n);
}

static void
tell_refusal_alarms(struct errand *r, const struct family *f)
{
	const struct health	*h = r->state;

	sample(r, f, "", (int64_t)h->alarms);
}

/* --- requests to install clients --- */

static void
tell_requests(struct errand *r, const struct family *f)
{
	struct ccm_status	 s;

	ccm_status(r->d, &s);
	sample(r, f, "state=\"running\"", (int64_t)s.running);
	sample(r, f, "state=\"waiting\"", (int64_t)s.waiting);
}

static void
tell_requests_ended(struct errand *r, const struct family *f)
{
	struct ccm_status	 s;

	ccm_status(r->d, &s);
	sample(r, f, "how=\"discarded\"", (int64_t)s.discarded);
	sample(r, f, "how=\"given up\"", (int64_t)s.given_up);
	sample(r, f, "how=\"installed\"", (int64_t)s.installed);
}

static const struct family	families[] = {
	{ "sited_build", "info", "Site code and version.", tell_build },
	{ "sited_start_time_seconds", "gauge",
	  "When the director began, in seconds since 1970.", tell_started },
	{ "sited_advice", "gauge",
	  "Things that want an eye: sitectl status tells which.",
	  tell_advice },
	{ "sited_role_up", "gauge", "Is the process at work.", tell_up },
	{ "sited_role_restarts", "counter",
	  "How often the process had to be started again.", tell_restarts },
	{ "sited_sessions", "gauge", "Sessions that are logged on.",
	  tell_sessions },
	{ "sited_connections", "gauge", "Connections of clients.",
	  tell_connections },
	{ "sited_open_files", "gauge", "Files that clients have open.",
	  tell_opens },
	{ "sited_leases", "gauge", "Bootstrap accounts, by their state.",
	  tell_leases },
	{ "sited_leases_overdue", "gauge",
	  "Those without a sign of life since their time was over.",
	  tell_overdue },
	{ "sited_controller_accounts", "gauge",
	  "Accounts of domain controllers: kept, proven to be gone, going.",
	  tell_cleanup },
	{ "sited_recovery_open", "gauge",
	  "Is the recovery window open.", tell_recovery },
	{ "sited_recovery_sessions", "gauge",
	  "Sessions that the recovery window let in the last time.",
	  tell_rescued },
	{ "sited_inbox_files", "gauge", "Files in a drop box.",
	  tell_box_files },
	{ "sited_inbox_bytes", "gauge", "Bytes in a drop box.",
	  tell_box_bytes },
	{ "sited_inbox_oldest_seconds", "gauge",
	  "For how long the oldest file that is not bad has waited.",
	  tell_box_age },
	{ "sited_publication_serial", "gauge", "The set in force.",
	  tell_serial },
	{ "sited_site_control_serial", "gauge",
	  "The site control file in force.", tell_site_control },
	{ "sited_published_time_seconds", "gauge",
	  "When the set came into force, in seconds since 1970.",
	  tell_published },
	{ "sited_verified_time_seconds", "gauge",
	  "When every published file was last found right.", tell_verified },
	{ "sited_publish_alarm", "gauge",
	  "Could the last set not be published.", tell_alarm },
	{ "sited_accounts", "gauge", "Accounts that are not deleted.",
	  tell_accounts },
	{ "sited_refusals", "counter",
	  "Logons refused to known accounts, since the director began.",
	  tell_refusals },
	{ "sited_refusal_alarms", "gauge",
	  "Addresses that an account is refused to again and again.",
	  tell_refusal_alarms },
	{ "sited_requests", "gauge",
	  "Requests to install clients that may be worked on.",
	  tell_requests },
	{ "sited_requests_ended", "counter",
	  "Those that came to an end, since the director began.",
	  tell_requests_ended },
};

static void
tell(struct errand *r)
{
	size_t	 i;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		families[i].tell(r, &families[i]);
	errand_done(r);
}

void
verb_run_METRICS(struct errand *r)
{
	health_ask(r, tell);
}
