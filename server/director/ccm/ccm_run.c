/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccm_run - one request from its turn to its end.
 *
 *	begin: its row says PROCESSING	-> what it says is read
 *	    -> who the machine is known to be -> the gates
 *	    -> the pusher -> end: its row says what comes next
 *
 * Only the two commits decide.  A crash between them leaves PROCESSING, which
 * the next start makes INCOMING.
 */
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/statmsg.h"
#include "server/director/ccm/ccm_int.h"
#include "server/director/ccm/site_now.h"
#include "server/timer.h"
#include "store/client.h"
#include "store/installation.h"
#include "store/message.h"

#define COMPONENT	"SMS_CLIENT_CONFIG_MANAGER"
#define SAME_NAME	8	/* that are looked at */

static void	write_end(struct ccm_run *);
static void	on_again(evutil_socket_t, short, void *);

static struct ccm_run *
run_new(struct ccm *c, struct ccm_entry *e)
{
	struct ccm_run	*r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->ccm = c;
	r->entry = e;
	r->seq = e->sched.seq;
	(void)event_assign(&r->again, c->d->env->base, -1, 0, on_again, r);
	LIST_INSERT_HEAD(&c->running, r, link);
	return r;
}

void
ccm_run_free(struct ccm_run *r)
{
	(void)event_del(&r->again);
	LIST_REMOVE(r, link);
	free(r);
}

/* --- the end --- */

/* One at the first failure, one when it fails otherwise, one at the end (R3). */
static void
put_message(const struct ccm_run *r, struct batch *b)
{
	char			 strings[512];
	struct message_row	 m = {
		.severity = r->given_up ? SEVERITY_ERROR : SEVERITY_WARNING,
		.level = LEVEL_DETAIL,
		.source = "SMS Server",
		.component = COMPONENT,
		.system = r->computer,
		.site = r->ccm->d->site.code,
		.told = wall_now(),
		.received = wall_now(),
		.strings = strings,
	};

	if (r->end.uncounted || (r->end.done && !r->given_up))
		return;
	if (!r->given_up && r->tries > 1 &&
	    r->end.error == r->error_before)
		return;
	(void)snprintf(strings, sizeof(strings), "%s%s\n", r->given_up ?
	    "given up: " : "", r->result);
	store_message(b, &m);
}

static void
ended(void *arg, const struct err *failed)
{
	struct ccm_run		*r = arg;
	struct ccm		*c = r->ccm;

	if (failed != NULL) {
		log_warn("ccm %s: what came of it is not stored yet: %s",
		    VIS(r->computer), failed->text);
		timer_after(&r->again, CCM_AGAIN_MS);
		return;
	}
	ccm_ended(c, r->entry, r->end.done || r->end.state == REQUEST_PARKED,
	    ccm_ms() + r->wait_ms);
	ccm_run_free(r);
}

static void
on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	write_end(arg);
}

static struct wall
loop_begin(void)
{
	return (struct wall){ wall_now().us - GATE_LOOP_MS * 1000 };
}

static void
write_end(struct ccm_run *r)
{
	struct batch	*b = store_batch_new();

	store_request_end(b, &r->end);
	if (r->installed)
		store_installed(b, r->computer, wall_now(), loop_begin());
	put_message(r, b);
	if (store_submit(r->ccm->d->store, &b, ended, r) != 0)
		timer_after(&r->again, CCM_AGAIN_MS);
}

static void
retry_later(struct ccm_run *r)
{
	struct retry_rule	 rule;
	struct moment		 now;

	ccm_rule(r->ccm, &rule);
	moment_now(&now);
	if (retry_is_over(&rule, r->tries, &r->first_try, &now)) {
		r->given_up = r->end.done = true;
		return;
	}
	r->end.state = REQUEST_RETRY;
	r->wait_ms = retry_wait_ms(&rule, (uint64_t)store_new_id());
	moment_store(&now, r->wait_ms, &r->end.due);
}

static void
finish(struct ccm_run *r, const struct push_result *p)
{
	struct ccm_status	*told = &r->ccm->told;

	text_copy(r->result, sizeof(r->result), p->text);
	text_copy(r->account, sizeof(r->account),
	    p->account == NULL ? "" : p->account);
	r->end = (struct request_end){ .seq = r->seq, .class = r->class,
	    .error = p->error, .result = r->result };
	switch (p->verdict) {
	case PUSH_INSTALLED:
		r->end.done = true;
		r->installed = !r->upgrade;
		told->installed++;
		break;
	case PUSH_DISCARD:
		r->end.done = true;
		told->discarded++;
		break;
	case PUSH_RETRY:
		retry_later(r);
		told->given_up += r->given_up;
		break;
	case PUSH_PARK:
		r->end.state = REQUEST_PARKED;
		r->end.hold = r->gated ? HOLD_GATE : HOLD_REFUSED;
		r->end.uncounted = r->gated;
		break;
	case PUSH_CONTROLLER:
		r->end.state = REQUEST_INCOMING;
		r->end.class = CLASS_CONTROLLER;
		r->end.uncounted = true;
		(void)snprintf(r->entry->sched.lane,
		    sizeof(r->entry->sched.lane), "d:%.60s", r->domain);
		break;
	}
	ccm_log_end(r, p);
	write_end(r);
}

static void
pushed(void *arg, const struct push_result *p)
{
	finish(arg, p);
}

/* --- the gates --- */

static bool
is_it(const struct ccm_run *r, const struct client_row *c)
{
	return r->domain[0] == '\0' || c->domain[0] == '\0' ||
	    text_casecmp(r->domain, c->domain) == 0;
}

/* What the database knows of a machine of that name; of several, of the one
   that was heard of last. */
static const struct client_row *
choose(const struct ccm_run *r, const struct client_list *list, unsigned *n)
{
	const struct client_row	*best = NULL;
	size_t			 i;

	*n = 0;
	for (i = 0; i < list->n; i++) {
		if (!is_it(r, &list->rows[i]))
			continue;
		(*n)++;
		if (best == NULL ||
		    list->rows[i].last_seen.us > best->last_seen.us)
			best = &list->rows[i];
	}
	return best;
}

static void
judge(const struct ccm_run *r, const struct client_list *list,
    struct gate_answer *out)
{
	const char		*addresses[CLIENT_ADDRESSES_MAX];
	const struct client_row	*c;
	struct site_rules	 site;
	struct gate_facts	 f = {
		.computer = r->computer, .forced = r->ccr.forced,
		.upgrade = r->upgrade, .now = wall_now(),
		.installs = r->installs,
		.version = "", .sites = "", .subnets = "",
		.addresses = addresses,
	};

	c = choose(r, list, &f.machines);
	if (c != NULL) {
		f.installed = c->facts.installed;
		f.heard = c->last_seen;
		f.version = c->versions;
		f.sites = c->facts.sites;
		f.subnets = c->facts.subnets;
		for (; f.naddress < c->n_addresses &&
		    f.naddress < CLIENT_ADDRESSES_MAX; f.naddress++)
			addresses[f.naddress] =
			    c->addresses[f.naddress].address;
	}
	site_rules_now(r->ccm->d, &site);
	gate_judge(&f, &site, out);
}

/* Not begun after all: it was no try. */
static void
put_off(struct ccm_run *r, const char *why)
{
	text_copy(r->result, sizeof(r->result), why);
	r->end = (struct request_end){ .seq = r->seq, .class = r->class,
	    .state = REQUEST_INCOMING, .uncounted = true,
	    .result = r->result };
	r->wait_ms = CCM_AGAIN_MS;
	write_end(r);
}

static void
push(struct ccm_run *r, bool in_site)
{
	const struct push_job	 job = {
		.request = r->seq,
		.computer = r->computer,
		.domain = r->domain,
		.class = r->class,
		.upgrade = r->upgrade,
		.in_site = in_site,
		.ccr = &r->ccr,
		.attempt = r->tries,
	};
	const int		 rc = push_start(r->ccm->d, &job, pushed, r);

	if (rc != 0)
		put_off(r, strerror(-rc));
}

static void
got_client(void *arg, const struct err *failed, const struct client_list *list)
{
	struct ccm_run		*r = arg;
	struct gate_answer	 a;
	struct push_result	 p = { .account = "" };

	if (failed != NULL || r->ccm->stopping) {
		put_off(r, failed == NULL ? "" : failed->text);
		return;
	}
	judge(r, list, &a);
	if (a.verdict == GATE_OPEN) {
		push(r, a.in_site);
		return;
	}
	ccm_log_gate(r, &a);
	r->gated = true;
	p.verdict = a.verdict == GATE_HOLD ? PUSH_PARK : PUSH_DISCARD;
	p.text = a.why;
	finish(r, &p);
}

static void
got_installations(void *arg, const struct err *failed, uint64_t n)
{
	struct ccm_run			*r = arg;
	const struct client_query	 q = { .name = r->computer,
					    .limit = SAME_NAME };

	r->installs = n;
	if (failed != NULL)
		put_off(r, failed->text);
	else if (store_clients(r->ccm->d->store, &q, got_client, r) != 0)
		put_off(r, "the store cannot be asked");
}

/* --- the begin --- */

/* Of an upgrade, or an operator, there is no file. */
static void
take_ccr(struct ccm_run *r, const struct request_row *row)
{
	struct syntax_err	 why;

	if (row->payload.len == 0 || ccr_parse(row->payload.data,
	    row->payload.len, &r->ccr, &why) != 0) {
		memset(&r->ccr, 0, sizeof(r->ccr));
		text_copy(r->ccr.machine, sizeof(r->ccr.machine),
		    row->computer);
		text_copy(r->ccr.domain, sizeof(r->ccr.domain), row->domain);
	}
	r->ccr.forced = row->forced;
}

static void
got_row(void *arg, const struct err *failed, const struct request_list *list)
{
	struct ccm_run		*r = arg;
	const struct request_row *row;

	if (failed != NULL || list->n == 0) {
		put_off(r, failed == NULL ? "" : failed->text);
		return;
	}
	row = &list->rows[0];
	text_copy(r->computer, sizeof(r->computer), row->computer);
	text_copy(r->domain, sizeof(r->domain), row->domain);
	take_ccr(r, row);
	r->upgrade = strcmp(row->kind, "copylist") == 0;
	r->tries = row->tries;
	r->first_try = row->first_try;
	r->error_before = row->error;
	r->class = row->class;
	ccm_log_begun(r, r->ccm->runs);
	if (store_installations(r->ccm->d->store, r->computer, loop_begin(),
	    got_installations, r) != 0)
		put_off(r, "the store cannot be asked");
}

static void
began(void *arg, const struct err *failed)
{
	struct ccm_run			*r = arg;
	const struct request_query	 q = { .seq = r->seq, .limit = 1 };

	if (failed != NULL)
		ccm_rest(r->ccm);
	if (failed != NULL || !*r->taken) {
		ccm_ended(r->ccm, r->entry, failed == NULL, ccm_ms() +
		    CCM_AGAIN_MS);
		ccm_run_free(r);
	} else if (store_requests(r->ccm->d->store, &q, got_row, r) != 0)
		put_off(r, "the store cannot be asked");
}

void
ccm_begin(struct ccm *c, struct ccm_entry *e)
{
	struct ccm_run		*r = run_new(c, e);
	struct batch		*b;
	struct moment		 now;
	struct stored_time	 at;

	c->runs++;
	if (r == NULL) {
		ccm_ended(c, e, false, ccm_ms() + CCM_AGAIN_MS);
		return;
	}
	moment_now(&now);
	moment_store(&now, 0, &at);
	b = store_batch_new();
	r->taken = store_request_begin(b, r->seq, &at);
	if (store_submit(c->d->store, &b, began, r) != 0) {
		ccm_rest(c);
		ccm_ended(c, e, false, ccm_ms() + CCM_AGAIN_MS);
		ccm_run_free(r);
	}
}
