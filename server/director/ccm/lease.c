/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/lease.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/lease_int.h"
#include "server/timer.h"

#define SLICE		256	/* leases of one turn of the loop */
#define LONGEST_MS	INT64_C(30000)
#define TOLD_LATE_US	INT64_C(60000000)

static void
read_rules(const struct director *d, struct lease_rules *r)
{
	const struct config	*c = &d->env->config;

	r->ttl = c->lease_ttl;
	r->cap = c->lease_cap;
	r->probe = c->lease_probe;
	r->sp3 = c->behaviour == BEHAVIOUR_SP3;
}

/* --- the timer --- */

static void
arm_timer(struct leases *ls)
{
	const struct lease	*l = lease_set_first(&ls->set);
	int64_t			 ms = LONGEST_MS;

	if (!ls->running)
		return;
	if (l != NULL && mono_ms_between(mono_now(), l->due) < ms)
		ms = mono_ms_between(mono_now(), l->due) + 1;
	timer_after(&ls->timer, ms < 0 ? 0 : ms);
}

void
lease_arm(struct leases *ls, struct lease *l)
{
	const struct lease	*first = lease_set_first(&ls->set);
	struct mono		 when = { 0 };
	enum lease_event	 ev;
	bool			 has = lease_next(&l->life, ls->in_doubt,
				    &when, &ev);

	if (l->wants && !l->asking && (!has || l->again.ns < when.ns)) {
		when = l->again;
		has = true;
	}
	if (l->waiting != 0) {
		when = l->wants ? l->again : mono_now();
		has = true;
	}
	if (l->storing || !has)
		lease_set_rest(&ls->set, l);
	else
		lease_set_due(&ls->set, l, when);
	if (lease_set_first(&ls->set) != first || first == l)
		arm_timer(ls);
}

/* One thing at a time; none of them ends the lease before another turn. */
static void
fire(struct leases *ls, struct lease *l)
{
	struct mono		 when = { 0 }, now = mono_now();
	enum lease_event	 ev;

	if (l->waiting != 0)
		lease_resume(ls, l);
	else if (lease_next(&l->life, ls->in_doubt, &when, &ev) &&
	    mono_passed(when, now))
		lease_happens(ls, l, ev);
	else if (l->wants && !l->asking && mono_passed(l->again, now)) {
		l->wants = false;
		lease_pursue(ls, l);
	}
	lease_arm(ls, l);
}

void
lease_turn(struct leases *ls)
{
	struct lease	*l;
	size_t		 i;

	lease_look_at_clocks(ls);
	for (i = 0; i < SLICE; i++) {
		l = lease_set_first(&ls->set);
		if (l == NULL || !mono_passed(l->due, mono_now()))
			break;
		lease_set_rest(&ls->set, l);
		fire(ls, l);
	}
	arm_timer(ls);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	lease_turn(arg);
}

static void
on_hour(evutil_socket_t fd, short what, void *arg)
{
	struct leases	*ls = arg;

	(void)fd;
	(void)what;
	lease_sweep(ls);
	timer_after(&ls->hourly, ls->d->env->config.lease_sweep);
}

/* --- a new one --- */

static void
added(void *arg, const struct err *failed)
{
	struct lease	*l = arg;
	struct leases	*ls = l->owner;

	l->storing = false;
	if (failed == NULL) {
		if (log_format() == LOG_SMS && l->life.state == LEASE_CREATED)
			log_trace(LEASE_COMPONENT, "---> Generated account "
			    "name '%s'", VIS(l->name));
		log_info("lease \"%s\": account \"%s\" is %s", VIS(l->target),
		    VIS(l->name), lease_state_name(l->life.state));
		lease_want(ls, l);
		return;
	}
	log_error("lease \"%s\": not stored: %s", VIS(l->target),
	    failed->text);
	lease_tell_begun(ls, l->id, failed);
	lease_set_remove(&ls->set, &l);
}

int
lease_add(struct leases *ls, struct lease **lp)
{
	struct lease		*l = *lp;
	struct batch		*b = store_batch_new();
	struct lease_row	 row;
	struct audit_row	 audit = {
		.at = wall_now(), .uid = UINT32_MAX, .who = "lease",
		.verb = "lease begin", .object = l->target, .detail = "",
		.outcome = AUDIT_DONE,
	};
	int			 rc;

	*lp = NULL;
	rc = lease_set_add(&ls->set, l);
	if (rc != 0) {
		free(l);
		store_batch_free(&b);
		return rc;
	}
	lease_row(l, &l->life, &row);
	store_lease_add(b, &row);
	(void)store_audit(b, &audit);
	l->storing = true;
	rc = store_submit(ls->d->store, &b, added, l);
	if (rc != 0)
		lease_set_remove(&ls->set, &l);
	return rc;
}

static int
check_target(const char *target, struct err *e)
{
	size_t	 n = strlen(target);

	if (n > 0 && n < LEASE_TARGET_SIZE && utf8_valid(target) &&
	    strcspn(target, " \"/\\[]:;|=,+*?<>.") == n)
		return 0;
	return err_set(e, EINVAL, "\"%s\" is not the NetBIOS name of a "
	    "machine", VIS(target));
}

static int
await(struct leases *ls, int64_t id, lease_begun *begun, void *arg)
{
	struct lease_petition	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return -ENOMEM;
	p->id = id;
	p->begun = begun;
	p->arg = arg;
	TAILQ_INSERT_TAIL(&ls->waiting, p, link);
	return 0;
}

/* Of a machine that has one: wanted, it shows life. */
static int
begin_again(struct leases *ls, struct lease *l, lease_begun *begun, void *arg,
    struct err *e)
{
	if (l->life.state == LEASE_DELETING || (l->life.is_final &&
	    l->life.state > LEASE_ACTIVE))
		return err_set(e, EBUSY, "account \"%s\" of \"%s\" is about to "
		    "be deleted: it is made again after that", l->name,
		    VIS(l->target));
	if (await(ls, l->id, begun, arg) != 0)
		return err_set(e, ENOMEM, "out of memory");
	lease_happens(ls, l, LEASE_LIFE);
	lease_want(ls, l);	/* an active one tells by it */
	return 0;
}

int
lease_begin(struct director *d, const char *target, int64_t request,
    lease_begun *begun, void *arg, struct err *e)
{
	struct leases	*ls = d->leases;
	struct lease	*l = lease_set_find(&ls->set, target);
	int64_t		 id;
	int		 rc = check_target(target, e);

	if (rc != 0)
		return rc;
	if (l != NULL)
		return begin_again(ls, l, begun, arg, e);
	l = lease_make(ls, target);
	if (l == NULL)
		return err_set(e, ENOMEM, "out of memory");
	l->request = request;
	id = l->id;
	rc = lease_add(ls, &l);
	if (rc == 0)
		rc = await(ls, id, begun, arg);
	return rc == 0 ? 0 : err_set(e, -rc, "lease of \"%s\": %s",
	    VIS(target), strerror(-rc));
}

/* --- what others see --- */

void
lease_evidence(struct director *d, int64_t id, enum lease_sign sign)
{
	struct lease	*l = lease_set_get(&d->leases->set, id);

	if (l == NULL)
		return;
	l->probing = false;
	l->sign = wall_now();
	l->sign_kind = (uint8_t)sign;
	lease_happens(d->leases, l, LEASE_LIFE);
}

/* It is not stored: after a start one look tells nothing. */
bool
lease_log(struct director *d, int64_t id, uint64_t bytes)
{
	struct lease	*l = lease_set_get(&d->leases->set, id);
	const uint32_t	 now = (uint32_t)bytes;
	uint32_t	 was;

	if (l == NULL || now == 0)
		return false;
	was = l->log;
	l->log = now;
	if (was == 0 || was == now)
		return false;
	lease_evidence(d, id, LEASE_SIGN_LOG);
	return true;
}

void
lease_report(struct director *d, int64_t id, enum lease_event ev)
{
	struct lease	*l = lease_set_get(&d->leases->set, id);

	if (l == NULL)
		return;
	l->probing = false;
	if (ev == LEASE_SUCCEEDED || ev == LEASE_GAVE_UP)
		l->sign = wall_now();
	lease_happens(d->leases, l, ev);
}

/* Older than what was seen last: a report of the end counts for that, too.
   By more than a while, and the clock was set. */
static bool
is_known(const struct lease *l, struct wall at)
{
	const int64_t	 age_us = l->sign.us - at.us;

	return age_us >= 0 && age_us < TOLD_LATE_US;
}

void
lease_logon(struct director *d, int64_t account, struct wall at)
{
	struct lease	*l = lease_set_of(&d->leases->set, account);

	if (l != NULL && !is_known(l, at))
		lease_evidence(d, l->id, LEASE_SIGN_LOGON);
}

void
lease_probe_by(struct director *d, lease_prober *prober, void *arg)
{
	d->leases->prober = prober;
	d->leases->prober_arg = arg;
}

/* --- life --- */

int
lease_new(struct director *d, struct err *e)
{
	struct leases	*ls = calloc(1, sizeof(*ls));

	if (ls == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->leases = ls;
	ls->d = d;
	TAILQ_INIT(&ls->waiting);
	TAILQ_INIT(&ls->secrets);
	lease_set_init(&ls->set);
	read_rules(d, &ls->rules);
	(void)event_assign(&ls->timer, d->env->base, -1, 0, on_timer, ls);
	(void)event_assign(&ls->flush, d->env->base, -1, 0, lease_on_flush,
	    ls);
	(void)event_assign(&ls->hourly, d->env->base, -1, 0, on_hour, ls);
	return lease_load(ls, e);
}

/* The directory may not be as the store left it. */
void
lease_run(struct director *d)
{
	struct leases	*ls = d->leases;
	struct lease	*l = NULL;

	ls->running = true;
	while ((l = lease_set_next(&ls->set, l)) != NULL)
		lease_want(ls, l);
	timer_after(&ls->hourly, 0);
	arm_timer(ls);
}

void
lease_reconfigured(struct director *d)
{
	read_rules(d, &d->leases->rules);
}

void
lease_keeper_ready(struct director *d)
{
	struct lease	*l = NULL;

	while ((l = lease_set_next(&d->leases->set, l)) != NULL)
		if (l->life.state == LEASE_CREATED)
			lease_want(d->leases, l);
}

void
lease_stop(struct director *d)
{
	struct leases	*ls = d->leases;

	ls->running = false;
	(void)event_del(&ls->timer);
	(void)event_del(&ls->hourly);
	lease_on_flush(-1, 0, ls);
}

static void
forget_petitions(struct leases *ls)
{
	struct lease_petition	*p;
	struct err		 e;

	(void)err_set(&e, ESHUTDOWN, "sited ends");
	while ((p = TAILQ_FIRST(&ls->waiting)) != NULL) {
		TAILQ_REMOVE(&ls->waiting, p, link);
		p->begun(p->arg, p->id, &e);
		free(p);
	}
}

void
lease_free(struct director *d)
{
	struct leases		*ls = d->leases;
	struct lease_secret	*s;

	if (ls == NULL)
		return;
	forget_petitions(ls);
	while ((s = TAILQ_FIRST(&ls->secrets)) != NULL) {
		TAILQ_REMOVE(&ls->secrets, s, link);
		free(s);
	}
	lease_flight_drop(ls);
	(void)event_del(&ls->flush);
	lease_set_clear(&ls->set);
	free(ls);
	d->leases = NULL;
}
