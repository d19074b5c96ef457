/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/tries.h"

#include <stdlib.h>
#include <string.h>

#include "server/director/director.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/policy.h"

/* As the keeper has it: server/keeper/lockout.c. */
static bool
can_lock(const struct director *d, const struct account_entry *a,
    const struct policy_row *policy)
{
	return policy->threshold > 0 && (a->secret == SECRET_ENTERED ||
	    d->env->config.behaviour == BEHAVIOUR_SP3);
}

static bool
is_over(const struct stored_time *until)
{
	char	 boot[BOOT_ID_SIZE];

	if (until->wall.us == 0)
		return false;
	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, until->boot) == 0)
		return mono_passed(until->mono, mono_now());
	return until->wall.us <= wall_now().us;
}

static void
lock_replica(struct account_tries *t, int64_t for_ms)
{
	t->is_locked = true;
	memset(&t->until, 0, sizeof(t->until));
	if (for_ms == 0)
		return;
	t->until.wall.us = wall_now().us + for_ms * 1000;
	t->until.mono = mono_after(mono_now(), for_ms);
	clock_boot_id(t->until.boot);
}

/* Most accounts never need them.  NULL: no memory, nothing is shown then. */
static struct account_tries *
tries_of(struct account_entry *a)
{
	if (a->tries == NULL)
		a->tries = calloc(ACCOUNT_SERVERS_MAX, sizeof(*a->tries));
	return a->tries;
}

static void
count_at(const struct director *d, struct account_entry *a, size_t server,
    struct wall at)
{
	const struct policy_row	 policy = policy_in_force(d);
	struct account_tries	*t = &a->tries[server];

	if (at.us - t->last.us >= policy.window_ms * 1000)
		t->wrong = 0;
	t->wrong++;
	t->last = at;
	if (server > 0 && !t->is_locked && can_lock(d, a, &policy) &&
	    t->wrong >= policy.threshold)
		lock_replica(t, policy.duration_ms);
}

static void
count_wrong(const struct director *d, struct account_entry *a,
    const struct msg_evidence *ev)
{
	count_at(d, a, ev->view, ev->at);
	if (ev->view != 0)
		count_at(d, a, 0, ev->at);
}

void
tries_heard(const struct director *d, struct account_entry *a,
    const struct msg_evidence *ev)
{
	struct account_tries	*t;

	if (ev->view >= ACCOUNT_SERVERS_MAX || (a->tries == NULL &&
	    ev->reason != REASON_WRONG) || tries_of(a) == NULL)
		return;
	t = &a->tries[ev->view];
	if (ev->view > 0 && t->is_locked && is_over(&t->until))
		memset(t, 0, sizeof(*t));
	if (ev->reason == REASON_RIGHT)
		t->wrong = 0;
	else if (ev->reason == REASON_WRONG)
		count_wrong(d, a, ev);
}

static void
lock_at(struct account_entry *a, size_t server)
{
	if (tries_of(a) == NULL)
		return;
	a->tries[server].is_locked = true;
	a->tries[server].until = a->locked_until;
}

void
tries_locked(const struct director *d, struct account_entry *a)
{
	struct dir_server	 s;
	size_t			 i;

	for (i = 1; i < directory_servers(d); i++) {
		directory_server(d, i, &s);
		if (!s.paused)
			lock_at(a, i);
	}
}

void
tries_loaded(struct account_entry *a)
{
	size_t	 i;

	for (i = 1; a->is_locked && i < ACCOUNT_SERVERS_MAX; i++)
		lock_at(a, i);
}

void
tries_unlocked(struct account_entry *a)
{
	if (a->tries != NULL)
		a->tries[0].wrong = 0;
}

void
tries_replicated(struct account_entry *a, size_t server)
{
	if (a->tries != NULL)
		memset(&a->tries[server], 0, sizeof(a->tries[server]));
	if (a->is_locked)
		lock_at(a, server);
}

void
tries_shown(const struct director *d, const struct account_entry *a,
    size_t server, struct tries_shown *out)
{
	static const struct account_tries	 none;
	const struct account_tries		*t = a->tries == NULL ? &none :
						    &a->tries[server];
	const bool		 locked = server == 0 ? a->is_locked :
				    t->is_locked;
	const struct stored_time *until = server == 0 ? &a->locked_until :
				    &t->until;

	*out = (struct tries_shown){ .is_locked = locked && !is_over(until),
	    .last = t->last };
	if (out->is_locked)
		out->until = until->wall;
	else if (locked)
		return;		/* it has run out, and the count with it */
	if (wall_now().us - t->last.us < policy_in_force(d).window_ms * 1000)
		out->wrong = t->wrong;
}

bool
tries_lock_anywhere(const struct director *d, const struct account_entry *a)
{
	struct tries_shown	 t = { 0 };
	size_t			 i;

	for (i = 0; i < directory_servers(d) && !t.is_locked; i++)
		tries_shown(d, a, i, &t);
	return t.is_locked;
}
