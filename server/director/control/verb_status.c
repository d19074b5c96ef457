/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb_status - is all well, and what to do if not.  The store counts the
 * drop boxes, the clerk sessions and connections; then all is told at once.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "build_config.h"
#include "protocol/role/clerk_msg.h"
#include "protocol/sms/box.h"
#include "server/child.h"
#include "server/director/account/accounts.h"
#include "server/director/cap/consumer.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"
#include "store/inbox.h"

#define ADVICE_MAX	16
#define STUCK_SCANS	2	/* a file that outlives so many is stuck */

struct advice {
	char		 what[480];
	const char	*next;
};

struct health {
	struct advice		 advice[ADVICE_MAX];
	size_t			 nadvice;
	uint64_t		 waiting, bytes, bad;
	struct clerk_counts	 clerk;
	bool			 has_clerk;
};

static void	advise(struct health *, const char *, const char *, ...)
		    __attribute__((format(printf, 3, 4)));

static void
advise(struct health *h, const char *next, const char *fmt, ...)
{
	struct advice	*a = &h->advice[h->nadvice];
	va_list		 ap;

	if (h->nadvice == ADVICE_MAX)
		return;
	h->nadvice++;
	a->next = next;
	va_start(ap, fmt);
	(void)vsnprintf(a->what, sizeof(a->what), fmt, ap);
	va_end(ap);
}

static void
look_at_roles(struct health *h, const struct director *d)
{
	const struct process	*p;
	size_t			 i;

	for (i = 0; i < d->nprocesses; i++) {
		p = &d->processes[i];
		if (p->state != CHILD_READY)
			advise(h, "it is started again by itself; the log "
			    "says why it ended", "%s %u is %s after %u "
			    "restarts", role_name(p->role), p->index,
			    child_state_name(p->state), p->restarts);
	}
	if (!d->keeper_ready)
		advise(h, "wait a few seconds; if it stays so, the log says "
		    "what is wrong with the master key", "the keeper has no "
		    "key and accounts yet: nobody can log on");
}

static bool
may_log_on(const struct account_entry *a)
{
	int64_t	 until = a->locked_until.wall.us;

	return a->state == ACCOUNT_ENABLED && (!a->is_locked ||
	    (until != 0 && until <= wall_now().us));
}

/* A site without clients yet is well; one that shuts all of them out is not. */
static void
look_at_accounts(struct health *h, const struct director *d)
{
	const struct account_entry	*a = NULL;
	unsigned			 n = 0, usable = 0;

	while ((a = accounts_next(d->accounts, a)) != NULL) {
		if (a->kind != ACCOUNT_CLIENT || a->state == ACCOUNT_DELETED)
			continue;
		n++;
		usable += may_log_on(a);
	}
	if (n > 0 && usable == 0)
		advise(h, "sitectl account list tells why; then account "
		    "unlock, enable or add", "none of the %u client "
		    "connection accounts can log on: no client reaches the "
		    "site", n);
}

static void
look_at_publisher(struct health *h, const struct publisher_status *s)
{
	if (s->site_control == 0)
		advise(h, "sitectl site import FILE", "there is no site "
		    "control file: clients find nothing");
	if (s->alarm[0] != '\0')
		advise(h, "mend that; it is tried again by itself, or at once "
		    "with: sitectl publish now", "%s", s->alarm);
}

static bool
is_stuck(const struct director *d, const struct inbox_total *t)
{
	int64_t		 age_ms = (wall_now().us - t->oldest.us) / 1000;
	enum box	 box;

	return t->state == INBOX_LANDED && t->files > 0 &&
	    box_find(t->box, &box) && consumer_of(box) != NULL &&
	    age_ms > STUCK_SCANS * d->env->config.scan_interval;
}

static void
look_at_boxes(struct health *h, const struct director *d,
    const struct inbox_totals *t)
{
	const struct inbox_total	*row;
	size_t				 i;

	for (i = 0; i < t->n; i++) {
		row = &t->rows[i];
		if (row->state == INBOX_LANDED) {
			h->waiting += row->files;
			h->bytes += row->bytes;
		}
		if (row->state == INBOX_QUARANTINED)
			h->bad += row->files;
		if (is_stuck(d, row))
			advise(h, "the log says why; they are tried again at "
			    "every scan", "%s is not emptied: %llu files "
			    "wait", row->box, (unsigned long long)row->files);
	}
}

/* --- telling --- */

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
tell_site(struct errand *r, const struct health *h,
    const struct publisher_status *s)
{
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

static void
tell(struct errand *r)
{
	struct health		*h = r->state;
	struct publisher_status	 s;
	size_t			 i;

	publisher_status(r->d, &s);
	look_at_roles(h, r->d);
	look_at_accounts(h, r->d);
	look_at_publisher(h, &s);
	tell_site(r, h, &s);
	tell_load(r, h);
	tell_roles(r);
	for (i = 0; i < h->nadvice; i++)
		ERRAND_ROW(r, &table_advice, TEXT(h->advice[i].what),
		    TEXT(h->advice[i].next));
	if (h->nadvice > 0)
		r->exit = CONTROL_DEGRADED;
	errand_done(r);
}

/* --- asking --- */

static void
got_counts(struct errand *r, struct chan_msg *m)
{
	struct health	*h = r->state;

	if (m != NULL) {
		msg_get_clerk_counts(&m->body, &h->clerk);
		h->has_clerk = rd_end(&m->body);
	}
	tell(r);
}

static void
got_totals(void *arg, const struct err *failed, const struct inbox_totals *t)
{
	struct errand	*r = arg;
	struct health	*h = r->state;

	if (failed != NULL)
		advise(h, "look at the disk and at the log", "the store does "
		    "not answer: %s", failed->text);
	else
		look_at_boxes(h, r->d, t);
	if (errand_is_orphan(r) || env_peer(r->d->env, ROLE_CLERK, 0) == NULL)
		tell(r);
	else if (question_begin(r, ROLE_CLERK, MSG_CLERK_STATS,
	    got_counts) != NULL)
		question_send(r, ROLE_CLERK);
}

void
verb_run_STATUS(struct errand *r)
{
	r->state = calloc(1, sizeof(struct health));
	if (r->state == NULL)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
	else
		errand_asked(r, store_inbox_totals(r->d->store, got_totals,
		    r));
}
