/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/recovery_int.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/account/past.h"
#include "server/director/account/rotation.h"
#include "server/director/director.h"
#include "server/timer.h"

#define HOUR_MS		3600000
#define EARLY_MS	5	/* a timer may come so much too soon */

bool
recovery_is_open(const struct recovery *r)
{
	return r->row.until.boot[0] != '\0';
}

void
recovery_arm(struct recovery *r)
{
	int64_t	 ms = mono_ms_between(mono_now(), r->deadline) + EARLY_MS;

	if (r->running && recovery_is_open(r))
		timer_after(&r->timer, ms < 0 ? 0 : ms);
}

void
recovery_take_row(struct recovery *r, const struct recovery_row *row)
{
	r->row = *row;
	text_copy(r->who, sizeof(r->who), row->who);
	text_copy(r->why, sizeof(r->why), row->why);
	r->row.who = r->who;
	r->row.why = r->why;
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	recovery_expire(arg);
}

static void
on_hour(evutil_socket_t fd, short what, void *arg)
{
	struct recovery	*r = arg;

	(void)fd;
	(void)what;
	past_purge(r->d);
	timer_after(&r->hourly, HOUR_MS);
}

/* --- guests --- */

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("recovery: a session is not audited: %s",
		    failed->text);
}

static void
audit_guest(struct recovery *r, const struct account_entry *a,
    const struct recovery_guest *g)
{
	char			 detail[256], from[ADDR_TEXT_SIZE];
	struct audit_row	 row = {
		.at = g->first, .uid = UINT32_MAX, .who = "client",
		.verb = "recovery logon", .object = a->name,
		.outcome = AUDIT_DONE, .detail = detail,
	};
	struct batch		*b = store_batch_new();

	(void)snprintf(detail, sizeof(detail), "{\"from\":\"%s\"}",
	    addr_text(&g->peer, from));
	(void)store_audit(b, &row);
	if (!r->busy)
		store_recovery_set(b, &r->row);
	if (store_submit(r->d->store, &b, stored, NULL) != 0)
		log_error("recovery: a session is not audited: out of memory");
	log_info("recovery: machine \"%s\" at %s let in by a past password of "
	    "\"%s\"", VIS(g->workstation), from, VIS(a->name));
}

void
recovery_admitted(struct director *d, const struct account_entry *a,
    const struct msg_evidence *ev)
{
	struct recovery			*r = d->recovery;
	const struct recovery_guest	*g;

	r->row.admitted++;
	g = guests_add(&r->guests, ev);
	if (g != NULL)
		audit_guest(r, a, g);
	if (a->state == ACCOUNT_DISABLED)
		rotation_knocked(d, a);
}

void
recovery_back(struct director *d, const struct addr *peer, struct wall at)
{
	guests_back(&d->recovery->guests, peer, at);
}

const struct recovery_guest *
recovery_next(const struct director *d, const struct recovery_guest *after)
{
	return guests_next(&d->recovery->guests, after);
}

struct recovery_view
recovery_view(const struct director *d)
{
	const struct recovery		*r = d->recovery;
	const struct recovery_row	*row = &r->row;

	return (struct recovery_view){
		.is_open = recovery_is_open(r), .opened = row->opened,
		.until = row->until.wall, .closed = row->closed,
		.who = r->who, .why = r->why, .admitted = row->admitted,
	};
}

/* --- life --- */

struct loading {
	struct recovery	*r;
	struct err	 e;
};

/* Never later than it was told, and not at all if the clock went back. */
static void
set_deadline(struct recovery *r)
{
	char	 boot[BOOT_ID_SIZE];
	int64_t	 now = wall_now().us;

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, r->row.until.boot) == 0)
		r->deadline = r->row.until.mono;
	else if (now >= r->row.opened.us && now < r->row.until.wall.us)
		r->deadline = mono_after(mono_now(),
		    (r->row.until.wall.us - now) / 1000);
	else
		r->deadline = mono_now();
}

static void
loaded(void *arg, const struct err *failed, const struct recovery_row *row)
{
	struct loading	*l = arg;

	if (failed != NULL)
		l->e = *failed;
	else if (row == NULL)
		(void)err_set(&l->e, EUCLEAN, "the row of the recovery window "
		    "is missing");
	else
		recovery_take_row(l->r, row);
}

int
recovery_new(struct director *d, struct err *e)
{
	struct loading	 l = { .r = calloc(1, sizeof(*l.r)) };
	struct recovery	*r = l.r;

	if (r == NULL)
		return err_set(e, ENOMEM, "out of memory");
	r->d = d;
	d->recovery = r;
	guests_init(&r->guests);
	(void)event_assign(&r->timer, d->env->base, -1, 0, on_timer, r);
	(void)event_assign(&r->hourly, d->env->base, -1, 0, on_hour, r);
	if (store_recovery(d->store, loaded, &l) != 0)
		return err_set(e, ENOMEM, "out of memory");
	store_wait(d->store);
	if (l.e.code == 0 && recovery_is_open(r))
		set_deadline(r);
	*e = l.e;
	return -l.e.code;
}

void
recovery_run(struct director *d)
{
	d->recovery->running = true;
	recovery_arm(d->recovery);
	timer_after(&d->recovery->hourly, 0);
}

void
recovery_stop(struct director *d)
{
	d->recovery->running = false;
	(void)event_del(&d->recovery->timer);
	(void)event_del(&d->recovery->hourly);
}

void
recovery_free(struct director *d)
{
	struct recovery	*r = d->recovery;

	if (r == NULL)
		return;
	guests_clear(&r->guests);
	free(r);
	d->recovery = NULL;
}
