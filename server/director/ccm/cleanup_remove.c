/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup_remove - what there is proof of goes: that it does is committed with
 * the date of the next run, then it is deleted on the PDC, then it is waited
 * for until no server shows it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/cleanup_int.h"
#include "server/director/ccm/lease_rules.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/sam.h"

#define COMPONENT	"SMS_CLIENT_CONFIG_MANAGER"

/* --- a run --- */

/* As SMS 2.0 had it in the registry: D\M\YYYY. */
static void
log_next(const struct cleanup *c)
{
	const time_t	 t = (time_t)(c->run.due.wall.us / 1000000);
	struct tm	 tm;

	if (gmtime_r(&t, &tm) == NULL)
		return;
	if (log_format() == LOG_SMS)
		log_trace(COMPONENT, "Next Account Cleanup: %d\\%d\\%d",
		    tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
	else
		log_info("cleanup: Next Account Cleanup: %d\\%d\\%d",
		    tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
}

static void
plan(struct cleanup *c)
{
	c->coming = c->run;
	c->coming.written = wall_now();
	lease_keep(mono_after(mono_now(), c->rules.interval),
	    &c->coming.due);
}

static void
take_plan(struct cleanup *c)
{
	c->run = c->coming;
	c->due = c->run.due.mono;
	log_next(c);
}

static const char *
name_of(const struct watch *w)
{
	const struct account_entry	*a;

	a = accounts_by_id(w->owner->d->accounts, w->row.account);
	return a == NULL ? "" : a->name;
}

static void
tell_going(const struct watch *w)
{
	char	 heard[WALL_TEXT_SIZE];

	log_warn("cleanup: account \"%s\" goes: %s [looks=%u heard=%s]",
	    VIS(name_of(w)), cleanup_verdict_text(CLEANUP_GOES),
	    w->row.failures, w->row.heard.us == 0 ? "never" :
	    wall_text(w->row.heard, heard));
}

static void
run_stored(void *arg, const struct err *failed)
{
	struct cleanup	*c = arg;
	struct watch	*w;

	RB_FOREACH(w, watches, &c->watches) {
		if (failed == NULL && w->chosen) {
			w->row.going = true;
			w->again = mono_now();
			tell_going(w);
		}
		w->chosen = false;
	}
	if (failed == NULL) {
		take_plan(c);
		c->wanted = false;
		c->who[0] = '\0';
	}
	cleanup_end_round(c, failed);
	if (failed == NULL && c->running)
		cleanup_pursue(c);
}

static void
put_audit(const struct cleanup *c, struct batch *b, const struct watch *w)
{
	char			 detail[160];
	struct audit_row	 row = {
		.at = wall_now(), .uid = c->who[0] == '\0' ? UINT32_MAX :
		    c->uid, .who = c->who[0] == '\0' ? "cleanup" : c->who,
		.verb = "domain cleanup", .object = name_of(w),
		.detail = detail, .outcome = AUDIT_DONE,
	};

	(void)snprintf(detail, sizeof(detail), "{\"looks\":%u,"
	    "\"silent_days\":%lld}", w->row.failures,
	    (long long)(w->row.silent_ms / 86400000));
	(void)store_audit(b, &row);
}

static uint32_t
choose(struct cleanup *c, struct batch *b)
{
	struct cleanup_row	 row;
	struct watch		*w;
	uint32_t		 n = 0;

	RB_FOREACH(w, watches, &c->watches) {
		w->chosen = w->known && !w->row.going && cleanup_judge(
		    &c->rules, &w->row, &w->facts) == CLEANUP_GOES;
		if (!w->chosen)
			continue;
		row = w->row;
		row.going = true;
		store_cleanup_put(b, &row);
		put_audit(c, b, w);
		n++;
	}
	return n;
}

void
cleanup_begin_run(struct cleanup *c)
{
	struct batch	*b = store_batch_new();
	struct err	 e;
	int		 rc;

	plan(c);
	c->coming.last = c->coming.written;
	c->coming.removed = choose(c, b);
	store_cleanup_run_set(b, &c->coming);
	rc = store_submit(c->d->store, &b, run_stored, c);
	if (rc != 0)
		run_stored(c, (err_set(&e, -rc, "%s", strerror(-rc)), &e));
}

static void
first_stored(void *arg, const struct err *failed)
{
	struct cleanup	*c = arg;

	if (failed == NULL)
		take_plan(c);
	cleanup_end_round(c, failed);
}

void
cleanup_plan_first(struct cleanup *c)
{
	struct batch	*b = store_batch_new();

	plan(c);
	store_cleanup_run_set(b, &c->coming);
	c->busy = store_submit(c->d->store, &b, first_stored, c) == 0;
}

/* --- an account goes --- */

static void
again(struct watch *w)
{
	w->asking = false;
	w->again = mono_after(mono_now(), CLEANUP_AGAIN_MS);
}

static void
forgotten(void *arg, const struct err *failed)
{
	struct watch	*w = arg;
	struct cleanup	*c = w->owner;

	if (failed != NULL) {
		again(w);
		return;
	}
	log_info("cleanup: account \"%s\" is gone from every server",
	    VIS(name_of(w)));
	(void)RB_REMOVE(watches, &c->watches, w);
	free(w);
}

static void
forget(struct watch *w)
{
	struct batch	*b = store_batch_new();

	store_cleanup_remove(b, w->row.account);
	w->asking = true;
	if (store_submit(w->owner->d->store, &b, forgotten, w) != 0)
		again(w);
}

static void	ask_server(struct watch *, size_t);

static void
server_answered(void *arg, const struct dir_reply *r)
{
	struct watch	*w = arg;

	if (w->owner->running && (r->error == DIR_USER_NOT_FOUND ||
	    (r->error == 0 && r->state == ACCOUNT_DELETED)))
		ask_server(w, r->server + 1);
	else
		again(w);
}

/* One that operators say is lost is passed over. */
static void
ask_server(struct watch *w, size_t server)
{
	struct director		*d = w->owner->d;
	struct dir_request	 q = { .op = (uint64_t)w->row.account,
				    .account = w->row.account };
	struct dir_server	 s;

	for (; server < directory_servers(d); server++) {
		directory_server(d, server, &s);
		if (s.waived.us == 0)
			break;
	}
	q.server = server;
	w->asking = true;
	if (server >= directory_servers(d))
		forget(w);
	else if (directory_ask(d, &q, server_answered, w) != 0)
		again(w);
}

static void
deleted(void *arg, const struct rpc_domain_answer *r)
{
	struct watch	*w = arg;

	w->asking = false;
	if (r->status == NT_OK || r->status == NT_NO_SUCH_USER)
		return;
	log_warn("cleanup: account \"%s\" cannot be deleted, it is tried "
	    "again [status=0x%08x]", VIS(name_of(w)), (unsigned)r->status);
	again(w);
}

static void
pursue(struct watch *w)
{
	struct director			*d = w->owner->d;
	const struct account_entry	*a;
	struct rpc_domain_ask		 q = { .op = DOMAIN_DELETE,
					    .kind = SID_USE_USER };

	a = accounts_by_id(d->accounts, w->row.account);
	if (a == NULL || a->state == ACCOUNT_DELETED) {
		ask_server(w, 0);
		return;
	}
	q.rid = a->rid;
	w->asking = true;
	if (sam_ask(d, 0, &q, deleted, w) != 0)
		again(w);
}

void
cleanup_pursue(struct cleanup *c)
{
	struct watch	*w, *next;

	RB_FOREACH_SAFE(w, watches, &c->watches, next)
		if (w->row.going && !w->asking &&
		    mono_passed(w->again, mono_now()))
			pursue(w);
}
