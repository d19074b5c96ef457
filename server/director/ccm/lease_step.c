/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_step - an event becomes a new state: the rules are asked, the row is
 * committed with those of other leases of the same turn, then it has happened.
 */
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/lease_int.h"

#define RETRY_MS	5000

/* --- after the commit --- */

void
lease_tell_begun(struct leases *ls, int64_t id, const struct err *failed)
{
	struct lease_petition	*p, *next;

	for (p = TAILQ_FIRST(&ls->waiting); p != NULL; p = next) {
		next = TAILQ_NEXT(p, link);
		if (p->id != id)
			continue;
		TAILQ_REMOVE(&ls->waiting, p, link);
		p->begun(p->arg, id, failed);
		free(p);
	}
}

static void
end_petition(struct lease_flight_row *f, const struct err *failed)
{
	struct lease_petition	*p = f->wish;

	if (p == NULL)
		return;
	f->wish = NULL;
	p->done(p->arg, failed);
	free(p);
}

static const char *
cause_text(const struct lease_flight_row *f)
{
	if (f->why[0] != '\0')
		return f->why;
	return f->next.reason == LEASE_LIVES ? lease_event_name(f->event) :
	    lease_reason_text(f->next.reason);
}

static void
tell_state(const struct lease *l, const struct lease_flight_row *f)
{
	char	 until[WALL_TEXT_SIZE];

	if (f->next.state != l->life.state)
		log_info("lease \"%s\": account \"%s\" is %s, was %s: %s",
		    VIS(l->target), VIS(l->name),
		    lease_state_name(f->next.state),
		    lease_state_name(l->life.state), cause_text(f));
	if ((f->effects & LEASE_DOES_ALARM) == 0)
		return;
	if (f->event == LEASE_CAP && f->next.state == LEASE_ACTIVE)
		log_error("lease \"%s\": something still runs as \"%s\" "
		    "after the hard cap: it may until %s and no longer. See: "
		    "sitectl lease show %s", VIS(l->target), VIS(l->name),
		    wall_text((struct wall){ wall_now().us + mono_ms_between(
		    mono_now(), f->next.cap) * 1000 }, until),
		    VIS(l->target));
	else
		log_error("lease \"%s\": account \"%s\" ends: %s",
		    VIS(l->target), VIS(l->name), cause_text(f));
}

/* Whoever waits for the account has it, or never gets it. */
static void
tell_waiting(struct leases *ls, const struct lease *l,
    const struct lease_flight_row *f)
{
	struct err	 e;

	if (l->life.state == LEASE_CREATED)
		return;
	if (l->life.state == LEASE_ACTIVE) {
		lease_tell_begun(ls, l->id, NULL);
		return;
	}
	(void)err_set(&e, ECANCELED, "there is no account \"%s\": %s",
	    l->name, cause_text(f));
	lease_tell_begun(ls, l->id, &e);
}

static void
take_effect(struct leases *ls, struct lease_flight_row *f)
{
	struct lease	*l = f->lease;
	bool		 is_new_state = l->life.state != f->next.state;

	tell_state(l, f);
	l->storing = false;
	l->life = f->next;
	l->stored = l->life.deadline;
	if (l->life.state != LEASE_CREATED)
		lease_forget_secret(l);
	if ((f->effects & LEASE_DOES_EXPIRY) != 0)
		l->wants_expiry = true;
	if (is_new_state) {
		l->turn++;
		l->patience_ms = 0;
		tell_waiting(ls, l, f);
	}
	if (!lease_is_open(l->life.state)) {
		lease_set_remove(&ls->set, &l);
		return;
	}
	if (is_new_state || l->wants_expiry)
		lease_want(ls, l);
	lease_arm(ls, l);
}

/* It comes again: nothing of it is lost. */
static void
take_back(struct leases *ls, struct lease_flight_row *f,
    const struct err *failed)
{
	struct lease	*l = f->lease;

	l->storing = false;
	if (f->wish == NULL)
		l->waiting |= LEASE_EVENT(f->event);
	end_petition(f, failed);
	l->again = mono_after(mono_now(), RETRY_MS);
	l->wants = true;
	lease_arm(ls, l);
}

static void
flight_free(struct lease_flight **fp)
{
	struct lease_flight	*f = *fp;
	struct lease_flight_row	*r;

	*fp = NULL;
	while ((r = STAILQ_FIRST(&f->rows)) != NULL) {
		STAILQ_REMOVE_HEAD(&f->rows, link);
		free(r->wish);
		free(r);
	}
	store_batch_free(&f->batch);
	free(f);
}

static void
landed(void *arg, const struct err *failed)
{
	struct lease_flight	*f = arg;
	struct lease_flight_row	*r;

	if (failed != NULL)
		log_error("leases: not stored: %s", failed->text);
	STAILQ_FOREACH(r, &f->rows, link) {
		if (failed != NULL)
			take_back(f->ls, r, failed);
		else {
			take_effect(f->ls, r);
			end_petition(r, NULL);
		}
	}
	flight_free(&f);
}

/* --- to the disk --- */

void
lease_on_flush(evutil_socket_t fd, short what, void *arg)
{
	struct leases		*ls = arg;
	struct lease_flight	*f = ls->flight;
	struct err		 e;
	int			 rc;

	(void)fd;
	(void)what;
	if (f == NULL)
		return;
	ls->flight = NULL;
	rc = store_submit(ls->d->store, &f->batch, landed, f);
	if (rc == 0)
		return;
	(void)err_set(&e, -rc, "not stored: %s", strerror(-rc));
	landed(f, &e);
}

static struct lease_flight *
flight_of(struct leases *ls)
{
	struct lease_flight	*f = ls->flight;

	if (f != NULL)
		return f;
	f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->batch = store_batch_new();
	if (f->batch == NULL) {
		free(f);
		return NULL;
	}
	f->ls = ls;
	STAILQ_INIT(&f->rows);
	ls->flight = f;
	event_active(&ls->flush, EV_TIMEOUT, 0);
	return f;
}

void
lease_flight_drop(struct leases *ls)
{
	if (ls->flight != NULL)
		flight_free(&ls->flight);
}

static void
put_audit(struct batch *b, const struct lease *l,
    const struct lease_flight_row *f)
{
	char			 verb[32], detail[320];
	struct audit_row	 row = {
		.at = wall_now(), .uid = UINT32_MAX, .who = "lease",
		.verb = verb, .object = l->target, .detail = detail,
		.outcome = AUDIT_DONE,
	};

	if (f->wish != NULL) {
		f->wish->audit.detail = f->wish->detail;
		(void)store_audit(b, &f->wish->audit);
		return;
	}
	if (f->next.state == l->life.state)
		return;
	(void)snprintf(verb, sizeof(verb), "lease %s",
	    lease_state_name(f->next.state));
	(void)snprintf(detail, sizeof(detail), "{\"account\":\"%s\","
	    "\"was\":\"%s\",\"because\":\"%s\"}", VIS(l->name),
	    lease_state_name(l->life.state), VIS(cause_text(f)));
	(void)store_audit(b, &row);
}

static int
put(struct leases *ls, struct lease *l, const struct lease_cause *c,
    const struct lease_life *next, unsigned effects)
{
	struct lease_flight	*f = flight_of(ls);
	struct lease_flight_row	*r = f == NULL ? NULL : calloc(1, sizeof(*r));
	struct lease_row	 row;

	if (r == NULL)
		return -ENOMEM;
	r->lease = l;
	r->event = c->event;
	r->next = *next;
	r->effects = effects;
	r->wish = c->wish;
	text_copy(r->why, sizeof(r->why), c->why == NULL ? "" : c->why);
	lease_row(l, next, &row);
	row.why = r->why;
	store_lease_set(f->batch, &row);
	put_audit(f->batch, l, r);
	STAILQ_INSERT_TAIL(&f->rows, r, link);
	l->storing = true;
	lease_set_rest(&ls->set, l);
	return 0;
}

/* --- an event --- */

/* The store would have it end too early. */
static bool
is_stale(const struct leases *ls, const struct lease *l,
    const struct lease_life *next)
{
	return mono_ms_between(l->stored, next->deadline) >
	    lease_slack(&ls->rules);
}

static void
probe(struct leases *ls, struct lease *l)
{
	bool	 was_probing = l->probing;

	l->probing = ls->prober != NULL;
	if (was_probing || !l->probing)
		lease_happens(ls, l, LEASE_NO_LIFE);
	if (l->probing)
		ls->prober(ls->prober_arg, l->id);
}

int
lease_apply(struct leases *ls, struct lease *l, const struct lease_cause *c)
{
	struct lease_life	 next;
	unsigned		 effects;

	if (l->storing)
		return -EBUSY;
	if (!lease_step(&ls->rules, &l->life, c->event, c->ms, &next,
	    &effects))
		return -EPROTO;
	if (c->wish != NULL || (effects & LEASE_DOES_STORE) != 0 ||
	    is_stale(ls, l, &next))
		return put(ls, l, c, &next, effects);
	l->life = next;
	lease_arm(ls, l);
	if ((effects & LEASE_DOES_PROBE) != 0)
		probe(ls, l);
	return 0;
}

void
lease_happens(struct leases *ls, struct lease *l, enum lease_event ev)
{
	const struct lease_cause	 c = { .event = ev };
	int				 rc = lease_apply(ls, l, &c);

	if (rc == -EPROTO || rc == 0)
		return;
	l->waiting |= LEASE_EVENT(ev);
	lease_arm(ls, l);
}

void
lease_resume(struct leases *ls, struct lease *l)
{
	unsigned	 ev, waiting = l->waiting;

	l->waiting = 0;
	for (ev = LEASE_MADE; ev < LEASE_EVENTS; ev++)
		if ((waiting & LEASE_EVENT(ev)) != 0)
			lease_happens(ls, l, (enum lease_event)ev);
}
