/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/ccm.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/ccm_int.h"
#include "server/timer.h"

#define NS_PER_MS	1000000
#define NOTICE_MS	100	/* from a notice to the look, ccm.md 4 */

static int
cmp_seq(const struct ccm_entry *a, const struct ccm_entry *b)
{
	return a->sched.seq < b->sched.seq ? -1 : a->sched.seq > b->sched.seq;
}

TREE_GENERATE(ccm_entries, ccm_entry, by_seq, cmp_seq)

static void	look(struct ccm *);
static void	read_again(struct ccm *, int64_t seq);

int64_t
ccm_ms(void)
{
	return mono_now().ns / NS_PER_MS;
}

void
ccm_rule(const struct ccm *c, struct retry_rule *rule)
{
	const struct config	*o = &c->d->env->config;

	*rule = (struct retry_rule){ o->push_interval, (uint64_t)o->push_tries,
	    o->push_give_up };
}

static struct ccm_entry *
find(struct ccm *c, int64_t seq)
{
	struct ccm_entry	 key = { .sched = { .seq = seq } };

	return RB_FIND(ccm_entries, &c->entries, &key);
}

static void
forget(struct ccm *c, struct ccm_entry *e)
{
	sched_out(&c->sched, &e->sched);
	(void)RB_REMOVE(ccm_entries, &c->entries, e);
	c->told.waiting--;
	free(e);
}

/* --- what is next --- */

/* Why nothing can be begun is told once. */
static bool
can_work(struct ccm *c)
{
	struct err	 e = { 0 };
	const bool	 can = push_possible(c->d, &e);

	if (!can && RB_EMPTY(&c->entries))
		return false;
	if (!can && strcmp(c->idle, e.text) != 0)
		log_info("ccm: requests stay queued: %s", e.text);
	text_copy(c->idle, sizeof(c->idle), can ? "" : e.text);
	return can;
}

static void
arm(struct ccm *c)
{
	int64_t	 due, left;

	if (!sched_when(&c->sched, &due))
		return;
	left = due - ccm_ms();
	timer_after(&c->turn, left < 0 ? 0 : left);
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct ccm		*c = arg;
	struct sched_entry	*e;

	(void)fd;
	(void)what;
	if (c->stopping || !can_work(c))
		return;
	if (c->rests_ms > ccm_ms()) {
		timer_after(&c->turn, c->rests_ms - ccm_ms());
		return;
	}
	while ((e = sched_next(&c->sched, ccm_ms())) != NULL)
		ccm_begin(c, (struct ccm_entry *)(void *)e);
	if (!event_pending(&c->turn, EV_TIMEOUT, NULL))
		arm(c);
}

void
ccm_wake(struct director *d)
{
	if (d->ccm != NULL && !d->ccm->stopping)
		timer_after(&d->ccm->turn, 0);
}

void
ccm_push_changed(struct director *d)
{
	push_forget(d);
	ccm_notice(d);
	ccm_wake(d);
}

void
ccm_rest(struct ccm *c)
{
	c->rests_ms = ccm_ms() + CCM_AGAIN_MS;
}

void
ccm_ended(struct ccm *c, struct ccm_entry *e, bool gone, int64_t due_ms)
{
	const bool	 changed = e->changed;
	const int64_t	 seq = e->sched.seq;

	c->runs--;
	if (gone)
		forget(c, e);
	else {
		e->changed = false;
		sched_put(&c->sched, &e->sched, due_ms);
	}
	if (changed)		/* its row says more than we know */
		read_again(c, seq);
	ccm_wake(c->d);
}

/* --- what the store says --- */

/* Controllers of a domain go one by one; a machine is never begun twice. */
static void
set_lane(struct sched_entry *e, const struct request_row *row)
{
	(void)snprintf(e->lane, sizeof(e->lane), "%c:%.60s",
	    row->class == CLASS_CONTROLLER ? 'd' : 'm',
	    row->class == CLASS_CONTROLLER ? row->domain : row->computer);
}

static bool
may_begin(const struct ccm *c, const struct request_row *row)
{
	return (row->state == REQUEST_INCOMING ||
	    row->state == REQUEST_RETRY) && (row->approved ||
	    !c->d->env->config.push_approval);
}

static int64_t
due_of(const struct ccm *c, const struct request_row *row)
{
	struct retry_rule	 rule;
	struct moment		 now;

	if (row->state != REQUEST_RETRY)
		return ccm_ms();
	ccm_rule(c, &rule);
	moment_now(&now);
	return ccm_ms() + retry_left_ms(&rule, &row->due, &now);
}

static void
put(struct ccm *c, struct ccm_entry *e, const struct request_row *row)
{
	sched_out(&c->sched, &e->sched);
	set_lane(&e->sched, row);
	sched_put(&c->sched, &e->sched, due_of(c, row));
}

static bool
add(struct ccm *c, const struct request_row *row)
{
	struct ccm_entry	*e = calloc(1, sizeof(*e));

	if (e == NULL)
		return false;
	e->sched.seq = row->seq;
	(void)RB_INSERT(ccm_entries, &c->entries, e);
	c->told.waiting++;
	if (row->state == REQUEST_INCOMING)
		ccm_log_received(row);
	put(c, e, row);
	return true;
}

/* false: no memory. */
static bool
take_row(struct ccm *c, const struct request_row *row)
{
	struct ccm_entry	*e = find(c, row->seq);

	if (e != NULL && e->sched.state == SCHED_RUNNING)
		e->changed = e->changed || row->state != REQUEST_PROCESSING;
	else if (e != NULL && may_begin(c, row))
		put(c, e, row);
	else if (e != NULL)
		forget(c, e);
	else if (may_begin(c, row))
		return add(c, row);
	return true;
}

static void
read_one(void *arg, const struct err *failed, const struct request_list *list)
{
	struct ccm	*c = arg;

	if (failed == NULL && list->n > 0)
		(void)take_row(c, &list->rows[0]);
	ccm_wake(c->d);
}

static void
read_again(struct ccm *c, int64_t seq)
{
	const struct request_query	 q = { .seq = seq, .limit = 1 };

	if (!c->stopping)
		(void)store_requests(c->d->store, &q, read_one, c);
}

static void
looked(void *arg, const struct err *failed, const struct request_list *list)
{
	struct ccm	*c = arg;
	bool		 ok = failed == NULL;
	size_t		 i;

	c->scanning = false;
	for (i = 0; ok && i < list->n; i++) {
		ok = take_row(c, &list->rows[i]);
		if (ok)
			c->seen = list->rows[i].change;
	}
	if (c->stopping)
		return;
	if (ok && (list->more || c->again)) {
		look(c);
		return;
	}
	if (!c->noticed)
		timer_after(&c->scan, ok ? c->d->env->config.push_scan :
		    CCM_AGAIN_MS);
	if (ok)
		ccm_log_waiting(c);
	ccm_wake(c->d);
}

static void
look(struct ccm *c)
{
	const struct request_query	 q = { .by_change = true,
					    .after = c->seen };

	c->again = false;
	c->scanning = store_requests(c->d->store, &q, looked, c) == 0;
	if (!c->scanning && !c->stopping)
		timer_after(&c->scan, CCM_AGAIN_MS);
}

static void
on_scan(evutil_socket_t fd, short what, void *arg)
{
	struct ccm	*c = arg;

	(void)fd;
	(void)what;
	c->noticed = false;
	if (c->scanning)
		c->again = true;
	else if (!c->stopping)
		look(c);
}

void
ccm_notice(struct director *d)
{
	struct ccm	*c = d->ccm;

	if (c == NULL || c->stopping || c->noticed)
		return;
	c->noticed = true;
	timer_after(&c->scan, NOTICE_MS);
}

/* --- life --- */

static void
recovered(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("ccm: what was in work stays so until the next "
		    "start: %s", failed->text);
}

int
ccm_new(struct director *d, struct err *e)
{
	struct ccm	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->d = d;
	RB_INIT(&c->entries);
	LIST_INIT(&c->running);
	d->ccm = c;
	return 0;
}

static void
take_options(struct ccm *c)
{
	const struct config	*o = &c->d->env->config;

	c->sched.most = (size_t)o->push_parallel;
	c->accounts = o->push;
	c->approval = o->push_approval;
}

static void
submit(struct ccm *c, struct batch *b)
{
	const int	 rc = store_submit(c->d->store, &b, recovered, NULL);

	if (rc != 0)
		log_error("ccm: the store takes no more: %s", strerror(-rc));
}

void
ccm_start(struct director *d)
{
	struct ccm	*c = d->ccm;
	struct batch	*b = store_batch_new();

	(void)event_assign(&c->scan, d->env->base, -1, 0, on_scan, c);
	(void)event_assign(&c->turn, d->env->base, -1, 0, on_turn, c);
	sched_init(&c->sched, 0);
	take_options(c);
	store_requests_recover(b);
	submit(c, b);
	timer_after(&c->scan, 0);
}

void
ccm_stop(struct director *d)
{
	struct ccm	*c = d->ccm;

	if (c == NULL || c->stopping)
		return;
	c->stopping = true;
	if (event_initialized(&c->scan)) {
		(void)event_del(&c->scan);
		(void)event_del(&c->turn);
	}
}

void
ccm_free(struct director *d)
{
	struct ccm		*c = d->ccm;
	struct ccm_entry	*e;
	struct ccm_run		*r;

	if (c == NULL)
		return;
	while ((r = LIST_FIRST(&c->running)) != NULL)
		ccm_run_free(r);
	while ((e = RB_MIN(ccm_entries, &c->entries)) != NULL)
		forget(c, e);
	free(c);
	d->ccm = NULL;
}

/* Other accounts: those that refused the old ones are asked again. */
void
ccm_reconfigured(struct director *d)
{
	struct ccm		*c = d->ccm;
	const struct config	*o = &d->env->config;
	const bool		 others = memcmp(&c->accounts, &o->push,
				    sizeof(o->push)) != 0;
	struct batch		*b;

	if (others) {
		b = store_batch_new();
		store_requests_unpark(b, HOLD_REFUSED);
		submit(c, b);
	}
	if (c->approval != o->push_approval)
		c->seen = 0;
	take_options(c);
	ccm_notice(d);
	ccm_wake(d);
}

/* --- asked --- */

void
ccm_discovered(struct director *d, unsigned no)
{
	struct ccm	*c = d->ccm;
	unsigned	 i;

	if (c == NULL)
		return;
	if (no == 0)
		c->told.found++;
	for (i = 0; i < DISCOVERY_RULES; i++)
		c->told.no[i] += (no & 1U << i) != 0;
}

bool
ccm_working(const struct director *d, size_t i, struct ccm_working *w)
{
	const struct ccm_run	*r;

	LIST_FOREACH(r, &d->ccm->running, link)
		if (i-- == 0)
			break;
	if (r != NULL)
		*w = (struct ccm_working){ r->seq, r->computer, r->domain,
		    r->tries };
	return r != NULL;
}

void
ccm_status(const struct director *d, struct ccm_status *s)
{
	*s = d->ccm->told;
	s->running = d->ccm->runs;
	s->waiting -= s->running;
}
