/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/rollout.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout_int.h"
#include "server/director/ccm/lease_rules.h"
#include "server/timer.h"

#define SOON_MS		100	/* many reports, one judgement */
#define AGAIN_MS	5000	/* the store could not commit */
/* Clients tell of themselves so often, unless they are told otherwise. */
#define HEARTBEAT_MS	(7 * DAY)

/* Steps on their way to the disk. */
struct stepping {
	struct rollouts		*all;
	size_t			 n;
	struct {
		struct rollout		*r;
		struct rollout_step	 next;
		bool			 ends;
	}			 row[RINGS_MAX];
	rollout_done		*done;		/* NULL: nobody's word */
	void			*arg;
};

/* --- the list --- */

struct rollout *
rollout_find(const struct rollouts *all, const char *component)
{
	struct rollout	*r;

	TAILQ_FOREACH(r, &all->list, link)
		if (text_casecmp(r->component, component) == 0)
			return r;
	return NULL;
}

struct rollout *
rollout_make(struct rollouts *all, const char *component)
{
	struct rollout	*r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->all = all;
	text_copy(r->component, sizeof(r->component), component);
	ring_clients_init(&r->clients);
	r->now.state = ROLLOUT_RUNNING;
	r->now.turn = store_new_id();
	r->now.deadline = mono_after(mono_now(),
	    all->d->env->config.rollout_wait);
	r->began = r->turned = wall_now();
	return r;
}

void
rollout_insert(struct rollout *r)
{
	struct rollout	*x;

	TAILQ_FOREACH(x, &r->all->list, link)
		if (text_casecmp(x->component, r->component) > 0)
			break;
	if (x == NULL)
		TAILQ_INSERT_TAIL(&r->all->list, r, link);
	else
		TAILQ_INSERT_BEFORE(x, r, link);
}

/* Whoever owes it a callback finds it gone. */
void
rollout_drop(struct rollout *r)
{
	if (!r->gone)
		TAILQ_REMOVE(&r->all->list, r, link);
	r->gone = true;
	if (r->loading || r->storing)
		return;
	ring_clients_clear(&r->clients);
	free(r);
}

void
rollout_row(const struct rollout *r, const struct rollout_step *s,
    struct batch *b)
{
	char			 from[VERSION_TEXT_SIZE], to[VERSION_TEXT_SIZE];
	struct rollout_row	 row = {
		.component = r->component,
		.from = version_text(&r->from, from),
		.to = version_text(&r->to, to),
		.state = s->state, .percent = s->percent, .below = s->below,
		.turn = s->turn, .began = r->began, .written = wall_now(),
		.why = s->why,
	};

	lease_keep(s->deadline, &row.deadline);
	store_rollout_put(b, &row);
}

size_t
rollout_percents(const struct director *d,
    unsigned out[static CONFIG_LIST_MAX])
{
	const struct config_list	*l = &d->env->config.rollout_rings;
	size_t				 i;

	for (i = 0; i < l->n; i++)
		out[i] = (unsigned)strtoul(l->item[i], NULL, 10);
	return l->n;
}

struct wall
rollout_alive(const struct rollouts *all)
{
	return (struct wall){ wall_now().us - (HEARTBEAT_MS +
	    all->d->env->config.rollout_wait) * 1000 };
}

bool
rollout_is_wide(const struct rollout_step *s)
{
	return s->state == ROLLOUT_RUNNING && s->below >= RING_SLOTS;
}

/* --- steps --- */

static void
arm(struct rollouts *all)
{
	struct rollout	*r;
	int64_t		 left, least = -1;

	(void)event_del(&all->due);
	TAILQ_FOREACH(r, &all->list, link) {
		if (r->now.state != ROLLOUT_RUNNING)
			continue;
		left = mono_ms_between(mono_now(), r->now.deadline);
		if (left < 0)
			left = 0;
		if (least == -1 || left < least)
			least = left;
	}
	if (all->running && least > 0)
		timer_after(&all->due, least);
}

static void
take_step(struct rollout *r, const struct rollout_step *s)
{
	const bool	 is_turn = s->turn != r->now.turn;

	r->now = *s;
	if (is_turn) {
		r->turned = wall_now();
		ring_clients_turn(&r->clients, s->below, s->turn,
		    rollout_alive(r->all));
	}
}

static void
tell_log(const struct rollout *r, const struct rollout_step *s, bool ends)
{
	char	 to[VERSION_TEXT_SIZE];

	(void)version_text(&r->to, to);
	if (ends)
		log_info("rollout: %s %s: all clients are shown it, and %u "
		    "of %u have it", VIS(r->component), to,
		    r->clients.count.upgraded, r->clients.count.clients);
	else if (s->state == ROLLOUT_HALTED)
		log_error("rollout: %s %s is halted in the ring of %u %%: %s: "
		    "nobody further gets it; see: sitectl component rollout "
		    "status %s", VIS(r->component), to, s->percent, s->why,
		    VIS(r->component));
	else if (s->state == ROLLOUT_PAUSED)
		log_info("rollout: %s %s is paused", VIS(r->component), to);
	else
		log_info("rollout: %s %s is shown to %u %% of the clients",
		    VIS(r->component), to, s->percent);
}

static void
stepped(void *arg, const struct err *failed)
{
	struct stepping	*s = arg;
	struct rollout	*r;
	size_t		 i;

	for (i = 0; i < s->n; i++) {
		r = s->row[i].r;
		r->storing = false;
		if (r->gone)
			rollout_drop(r);
		else if (failed == NULL) {
			tell_log(r, &s->row[i].next, s->row[i].ends);
			if (s->row[i].ends)
				rollout_drop(r);
			else
				take_step(r, &s->row[i].next);
		}
	}
	if (failed != NULL)
		log_error("rollout: %s", failed->text);
	if (s->all->running && failed != NULL)
		timer_after(&s->all->soon, AGAIN_MS);
	else if (s->all->running) {
		publisher_wanted(s->all->d, "a roll-out has taken a step");
		rollout_judge_soon(s->all);
		arm(s->all);
	}
	if (s->done != NULL)
		s->done(s->arg, failed);
	free(s);
}

/* There are no more than RINGS_MAX components at a time; others wait. */
static void
add_step(struct stepping *s, struct rollout *r,
    const struct rollout_step *next, struct batch *b)
{
	if (s->n == RINGS_MAX)
		return;
	s->row[s->n].r = r;
	s->row[s->n].ends = next == NULL;
	if (next != NULL)
		s->row[s->n].next = *next;
	s->n++;
	r->storing = true;
	if (next == NULL)
		store_rollout_end(b, r->component);
	else
		rollout_row(r, next, b);
}

static void
submit(struct stepping *s, struct batch *b)
{
	struct err	 e;

	if (store_submit(s->all->d->store, &b, stepped, s) == 0)
		return;
	(void)err_set(&e, ENOMEM, "the store takes no more");
	stepped(s, &e);
}

/* --- judging --- */

static void
audit_step(const struct rollout *r, const char *verb, const char *why,
    struct batch *b)
{
	char	 detail[ROLLOUT_WHY_SIZE + 16];

	(void)snprintf(detail, sizeof(detail), "{\"why\":\"%s\"}", why);
	(void)store_audit(b, &(struct audit_row){ .at = wall_now(),
	    .uid = UINT32_MAX, .who = "rollout", .verb = verb,
	    .object = r->component, .outcome = AUDIT_DONE,
	    .detail = detail });
}

/* The next ring; without a client that counts at once the last. */
static void
next_ring(const struct rollout *r, struct rollout_step *next)
{
	const struct rollouts	*all = r->all;
	unsigned		 percents[CONFIG_LIST_MAX];
	size_t			 n = rollout_percents(all->d, percents);

	*next = r->now;
	next->percent = ring_next(percents, n, r->now.percent);
	next->below = ring_below(&r->clients, next->percent,
	    rollout_alive(all));
	if (next->below == 0 || next->percent == ROLLOUT_ALL) {
		next->percent = ROLLOUT_ALL;
		next->below = RING_SLOTS;
	}
	next->turn = store_new_id();
	next->deadline = mono_after(mono_now(),
	    all->d->env->config.rollout_wait);
	next->why[0] = '\0';
}

static void
halt(const struct rollout *r, enum ring_verdict v, struct rollout_step *next)
{
	const struct ring_count	*c = &r->clients.count;

	*next = r->now;
	next->state = ROLLOUT_HALTED;
	if (v == RING_FAILS)
		(void)snprintf(next->why, sizeof(next->why), "%u of %u "
		    "client%s could not install it", c->failed, c->clients,
		    c->clients == 1 ? "" : "s");
	else
		(void)snprintf(next->why, sizeof(next->why), "%u of %u "
		    "client%s have it when the time was over, %u were not "
		    "heard of", c->upgraded, c->clients,
		    c->clients == 1 ? "" : "s", c->silent);
}

static void
judge(struct rollout *r, struct stepping *s, struct batch *b)
{
	const bool		 is_over = mono_passed(r->now.deadline,
				    mono_now());
	struct rollout_step	 next;
	enum ring_verdict	 v;

	v = r->now.percent == 0 ? RING_ADVANCE :
	    ring_judge(&r->clients.count, is_over);
	if (v == RING_WAIT)
		return;
	if (v == RING_ADVANCE && r->now.percent == ROLLOUT_ALL) {
		audit_step(r, "component rollout end", "all have it", b);
		add_step(s, r, NULL, b);
		return;
	}
	if (v == RING_ADVANCE) {
		next_ring(r, &next);
		add_step(s, r, &next, b);
		return;
	}
	halt(r, v, &next);
	audit_step(r, "component rollout halt", next.why, b);
	add_step(s, r, &next, b);
}

static void
judge_all(struct rollouts *all)
{
	struct stepping	*s = calloc(1, sizeof(*s));
	struct batch	*b = store_batch_new();
	struct rollout	*r;

	if (s == NULL || b == NULL) {
		free(s);
		store_batch_free(&b);
		timer_after(&all->soon, AGAIN_MS);
		return;
	}
	s->all = all;
	TAILQ_FOREACH(r, &all->list, link)
		if (r->now.state == ROLLOUT_RUNNING && !r->loading &&
		    !r->storing && !r->blind)
			judge(r, s, b);
	if (s->n > 0) {
		submit(s, b);
		return;
	}
	store_batch_free(&b);
	free(s);
	arm(all);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	judge_all(arg);
}

void
rollout_judge_soon(struct rollouts *all)
{
	if (all->running && !event_pending(&all->soon, EV_TIMEOUT, NULL))
		timer_after(&all->soon, SOON_MS);
}

/* --- operators' words --- */

static bool
is_meant(const struct rollout_wish *w, const struct rollout *r)
{
	return w->component == NULL ||
	    text_casecmp(w->component, r->component) == 0;
}

static bool
would_change(const struct rollout_wish *w, const struct rollout *r)
{
	return w->resume ? r->now.state != ROLLOUT_RUNNING :
	    r->now.state == ROLLOUT_RUNNING;
}

int
rollout_may(const struct director *d, const struct rollout_wish *w,
    struct err *e)
{
	const struct rollout	*r;
	bool			 is_any = false, changes = false;

	TAILQ_FOREACH(r, &d->rollouts->list, link) {
		if (!is_meant(w, r))
			continue;
		is_any = true;
		if (would_change(w, r) && (r->storing || r->loading || r->blind))
			return err_set(e, EAGAIN, "%s is taking a step: try "
			    "again in a moment", VIS(r->component));
		changes = changes || would_change(w, r);
	}
	if (!is_any && w->component != NULL)
		return err_set(e, ENOENT, "no version of %s is on its way "
		    "through rings: sitectl component list tells what clients "
		    "are shown", VIS(w->component));
	if (!is_any)
		return err_set(e, ENOENT, "no component is on its way through "
		    "rings");
	if (!changes)
		return err_set(e, EALREADY, w->resume ? "it is going on "
		    "already" : "it is paused or halted already: sitectl "
		    "component rollout resume lets it go on");
	return 0;
}

static void
obey(const struct rollout_wish *w, const struct rollout *r,
    struct rollout_step *next)
{
	*next = r->now;
	if (!w->resume) {
		next->state = ROLLOUT_PAUSED;
		(void)snprintf(next->why, sizeof(next->why), "by %.60s",
		    w->audit->who);
		return;
	}
	next->state = ROLLOUT_RUNNING;
	next->turn = store_new_id();
	next->deadline = mono_after(mono_now(),
	    r->all->d->env->config.rollout_wait);
	next->why[0] = '\0';
}

int
rollout_wish(struct director *d, const struct rollout_wish *w,
    rollout_done *done, void *arg, struct err *e)
{
	struct stepping		*s;
	struct rollout_step	 next;
	struct rollout		*r;
	struct batch		*b;
	int			 rc = rollout_may(d, w, e);

	if (rc != 0)
		return rc;
	s = calloc(1, sizeof(*s));
	b = store_batch_new();
	if (s == NULL || b == NULL) {
		free(s);
		store_batch_free(&b);
		return err_set(e, ENOMEM, "out of memory");
	}
	s->all = d->rollouts;
	s->done = done;
	s->arg = arg;
	TAILQ_FOREACH(r, &d->rollouts->list, link)
		if (is_meant(w, r) && would_change(w, r)) {
			obey(w, r, &next);
			add_step(s, r, &next, b);
		}
	(void)store_audit(b, w->audit);
	submit(s, b);
	return 0;
}

/* --- life --- */

void
rollouts_keeper_ready(struct director *d)
{
	struct rollouts	*all = d->rollouts;
	struct rollout	*r;

	if (all->running)
		return;
	all->running = true;
	TAILQ_FOREACH(r, &all->list, link)
		rollout_load_clients(r);
	arm(all);
}

void
rollouts_stop(struct director *d)
{
	d->rollouts->running = false;
	(void)event_del(&d->rollouts->soon);
	(void)event_del(&d->rollouts->due);
}

void
rollouts_free(struct director *d)
{
	struct rollouts	*all = d->rollouts;
	struct rollout	*r;

	if (all == NULL)
		return;
	while ((r = TAILQ_FIRST(&all->list)) != NULL) {
		r->loading = r->storing = false;
		rollout_drop(r);
	}
	free(all);
	d->rollouts = NULL;
}

void
rollouts_forget(struct director *d, const struct guid *guid)
{
	struct rollout	*r;

	TAILQ_FOREACH(r, &d->rollouts->list, link)
		ring_clients_forget(&r->clients, guid);
	rollout_judge_soon(d->rollouts);
}

int
rollouts_new(struct director *d, struct err *e)
{
	struct rollouts	*all = calloc(1, sizeof(*all));

	if (all == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->rollouts = all;
	all->d = d;
	TAILQ_INIT(&all->list);
	(void)event_assign(&all->soon, d->env->base, -1, 0, on_timer, all);
	(void)event_assign(&all->due, d->env->base, -1, 0, on_timer, all);
	return rollouts_load(all, e);
}
