/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/health.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/child.h"
#include "server/director/account/accounts.h"
#include "server/director/account/lists.h"
#include "server/director/account/recovery.h"
#include "server/director/account/rotation.h"
#include "server/director/cap/inboxes.h"
#include "server/director/cap/rollout.h"
#include "server/director/cap/site_drop.h"
#include "server/director/cap/stock.h"
#include "server/director/ccm/lease.h"
#include "server/director/ccm/push_book.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/directory.h"

#define ALARMS_SHOWN	3
#define STUCK_SCANS	2	/* a file that outlives so many is stuck */

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
			    "restart%s", role_name(p->role), p->index,
			    child_state_name(p->state), p->restarts,
			    p->restarts == 1 ? "" : "s");
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

/* The first few: one cause often has many. */
static void
look_at_refusals(struct health *h, struct director *d)
{
	struct account_alarm	 a;
	size_t			 i = 0;

	while (accounts_alarm(d, &i, &a)) {
		if (h->alarms++ < ALARMS_SHOWN)
			advise(h, "if it is a client, it knows an old list: "
			    "sitectl client show tells what it used", "account "
			    "\"%.40s\" is refused again and again to "
			    "\"%.20s\" at %s: %s, %llu times",
			    VIS(a.account), VIS(a.workstation), a.from,
			    msg_reason_text(a.reason),
			    (unsigned long long)a.count);
	}
	if (h->alarms > ALARMS_SHOWN)
		advise(h, "sitectl account list tells which accounts",
		    "accounts are refused again and again to %llu more "
		    "addresses", (unsigned long long)h->alarms -
		    ALARMS_SHOWN);
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

static void
look_at_waiver(struct health *h, const struct dir_server *s)
{
	char	 until[WALL_TEXT_SIZE];

	if (s->waived.us != 0)
		advise(h, "when it is back: sitectl domain replication NAME "
		    "--waive 0s", "replica %s is not waited for until %s: who "
		    "logs on there may not find accounts that are published",
		    s->name, wall_text(s->waived, until));
}

/* algorithms.md A2: later than its lag and what replication takes at most. */
static void
look_at_directory(struct health *h, const struct director *d)
{
	struct dir_server	 s;
	size_t			 i;

	for (i = 1; i < directory_servers(d); i++) {
		directory_server(d, i, &s);
		look_at_waiver(h, &s);
		if (s.pending > 0 && s.waived.us == 0 &&
		    (s.paused || s.late))
			advise(h, "sitectl domain dcs; domain replication "
			    "NAME --resume if it is paused, --waive if it "
			    "never comes back",
			    "replica %s does not show %zu change%s of "
			    "accounts, and accounts that are not shown "
			    "everywhere are not published", s.name, s.pending,
			    s.pending == 1 ? "" : "s");
	}
}

static void
look_at_safe_mode(struct health *h, const struct director *d)
{
	const char	*why = rotation_safe_mode(d);

	if (why != NULL)
		advise(h, "put the newer of the two back; if it is lost: "
		    "sitectl recovery adopt", "safe mode, no client account "
		    "is made, disabled or deleted: %s", why);
}

/* Of all cohorts. */
static void
look_at_leaks(struct health *h, const struct director *d)
{
	const struct account_entry	*a = NULL;
	const struct generation		*g;

	while ((a = accounts_next(d->accounts, a)) != NULL) {
		g = rotation_generation(d, a);
		if (g != NULL && g->leaked && a->state == ACCOUNT_ENABLED)
			advise(h, "sitectl rotation emergency --dry-run tells "
			    "what it waits for", "the password of account "
			    "\"%s\" is known to others, and it is enabled "
			    "still", VIS(a->name));
	}
}

static void
look_at_rotation(struct health *h, const struct director *d)
{
	const struct rotation_view	 v = rotation_view(d);
	const struct policy_row		 policy = policy_in_force(d);
	struct err			 why;

	if (v.pool->frozen)
		advise(h, v.pool->refused ? "mend that, then: sitectl rotation "
		    "thaw" : "sitectl rotation thaw lets it go on", "the "
		    "rotation of client accounts is frozen: %s", v.why);
	else if (rotation_may_have(d, &policy, &why) != 0)
		advise(h, "sitectl policy show", "the rotation makes no client "
		    "account: %s", why.text);
	look_at_leaks(h, d);
}

/* What only an operator can tell: does it hang? */
static void
look_at_leases(struct health *h, const struct director *d)
{
	const char		*after = NULL;
	struct lease_view	 v;

	if (lease_doubt(d) != NULL)
		advise(h, "see that the clock is right; it is over in two "
		    "minutes", "%s", lease_doubt(d));
	for (; lease_next_view(d, after, &v); after = v.target)
		if (v.extended && v.state == LEASE_ACTIVE)
			advise(h, "sitectl lease show MACHINE; sitectl lease "
			    "end MACHINE --force takes it away", "something "
			    "runs as \"%s\" for longer than lease_cap: does "
			    "it hang?", VIS(v.name));
}

static void
look_at_recovery(struct health *h, const struct director *d)
{
	struct recovery_view	 v = recovery_view(d);
	char			 when[WALL_TEXT_SIZE];

	if (v.is_open)
		advise(h, "it closes by itself, or at once with: sitectl "
		    "recovery close", "the recovery window is open until %s: "
		    "passwords of the past show the sealed account list",
		    wall_text(v.until, when));
}

static void
look_at_lists(struct health *h, const struct director *d)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 left_out;

	(void)lists_accounts(d, rows, &left_out);
	if (left_out > 0)
		advise(h, "add new ones and retire these", LISTS_LEFT_OUT,
		    left_out);
}

static void
look_at_stock(struct health *h, const struct director *d)
{
	struct stock_problem	 p;
	size_t			 i;

	for (i = 0; stock_problem(d, i, &p); i++)
		advise(h, "mend that; sitectl component list and publish "
		    "status tell more", "what was brought is kept back: "
		    "%.80s: %s", VIS(p.bundle), p.text);
}

/* What only an operator can tell: is it the version's fault? */
static void
look_at_rollouts(struct health *h, const struct director *d)
{
	struct rollout_view	 v;
	char			 to[VERSION_TEXT_SIZE];
	size_t			 i;

	for (i = 0; rollout_at(d, i, &v); i++)
		if (v.state == ROLLOUT_HALTED)
			advise(h, "sitectl component rollout status COMPONENT "
			    "tells which clients; then component rollout "
			    "resume, or component publish of a better one",
			    "%.60s %s is halted in the ring of %u %%: %s",
			    VIS(v.component), version_text(&v.to, to),
			    v.percent, v.why);
		else if (v.state == ROLLOUT_PAUSED)
			advise(h, "sitectl component rollout resume, when it "
			    "shall go on", "%.60s %s is paused in the ring of "
			    "%u %%", VIS(v.component),
			    version_text(&v.to, to), v.percent);
}

/* While one of them works, machines are installed all the same. */
static void
look_at_push(struct health *h, const struct director *d)
{
	const struct config_list	*list = &d->env->config.push;
	const struct push_account	*a;
	size_t				 i;

	for (i = 0; i < list->n; i++) {
		a = push_book_find(d, list->item[i]);
		if (a == NULL)
			advise(h, "sitectl push add ACCOUNT --password-stdin",
			    "no password of \"%s\" of option push is known",
			    VIS(list->item[i]));
		else if (a->row.is_closed)
			advise(h, "sitectl push list tells what machines said; "
			    "then push add with another password, or push "
			    "clear", "\"%s\" installs no clients any more: "
			    "its password was refused", VIS(a->name));
	}
}

static void
look_at_deltas(struct health *h, const struct director *d)
{
	const char	*why = site_drop_alarm(d);

	if (why != NULL)
		advise(h, "mend that; it is tried again by itself",
		    "no delta is taken from sitectrl.box\\incoming: %s", why);
}

static bool
is_stuck(const struct director *d, const struct inbox_total *t)
{
	int64_t		 age_ms = (wall_now().us - t->oldest.us) / 1000;
	enum box	 box;

	return t->state == INBOX_LANDED && t->files > 0 &&
	    box_find(t->box, &box) && inboxes_owe(d, box) &&
	    age_ms > STUCK_SCANS * d->env->config.scan_interval;
}

static void
count_box(struct health *h, const struct inbox_total *row)
{
	struct box_health	*b;
	enum box		 box;

	if (!box_find(row->box, &box))
		return;
	b = &h->boxes[box];
	if (row->state == INBOX_LANDED) {
		b->files = row->files;
		b->bytes = row->bytes;
		b->oldest = row->files > 0 ? row->oldest : (struct wall){ 0 };
		h->waiting += row->files;
		h->bytes += row->bytes;
	} else if (row->state == INBOX_QUARANTINED) {
		b->bad = row->files;
		b->bad_bytes = row->bytes;
		h->bad += row->files;
	}
}

static void
look_at_boxes(struct health *h, const struct director *d,
    const struct inbox_totals *t)
{
	const struct inbox_total	*row;
	size_t				 i;

	for (i = 0; i < t->n; i++) {
		row = &t->rows[i];
		count_box(h, row);
		if (is_stuck(d, row))
			advise(h, "the log says why; they are tried again at "
			    "every scan", "%s is not emptied: %llu files "
			    "wait", row->box, (unsigned long long)row->files);
	}
}

/* --- asking --- */

static void
ready(struct errand *r)
{
	struct health	*h = r->state;

	publisher_status(r->d, &h->publisher);
	look_at_roles(h, r->d);
	look_at_safe_mode(h, r->d);
	look_at_accounts(h, r->d);
	look_at_refusals(h, r->d);
	look_at_publisher(h, &h->publisher);
	look_at_stock(h, r->d);
	look_at_rollouts(h, r->d);
	look_at_push(h, r->d);
	look_at_deltas(h, r->d);
	look_at_directory(h, r->d);
	look_at_rotation(h, r->d);
	look_at_recovery(h, r->d);
	look_at_leases(h, r->d);
	look_at_lists(h, r->d);
	h->then(r);
}

static void
got_counts(struct errand *r, struct chan_msg *m)
{
	struct health	*h = r->state;

	if (m != NULL) {
		msg_get_clerk_counts(&m->body, &h->clerk);
		h->has_clerk = rd_end(&m->body);
	}
	ready(r);
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
		ready(r);
	else if (question_begin(r, ROLE_CLERK, MSG_CLERK_STATS,
	    got_counts) != NULL)
		question_send(r, ROLE_CLERK);
}

void
health_ask(struct errand *r, errand_run *then)
{
	struct health	*h = calloc(1, sizeof(*h));

	r->state = h;
	if (h == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	h->then = then;
	errand_asked(r, store_inbox_totals(r->d->store, got_totals, r));
}
