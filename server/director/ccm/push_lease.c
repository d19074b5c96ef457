/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_lease - the bootstrap account of a domain controller: asked for before
 * a push, told what the push sees, probed while none is at work (lease.h).
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/win32.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/ccm/push_int.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define SYNC_MS		500	/* between two looks at a server */
#define TELL_MS		60000	/* that it is waited for */
#define TASKS_MAX	256	/* beyond that no probe is begun */

/* --- before it: an account for the service --- */

/* Ccm.log's line (Q216855), once and then each minute. */
static void
tell_wait(struct push_task *t, uint32_t error)
{
	const struct mono	 now = mono_now();

	if (log_format() != LOG_SMS || !mono_passed(t->wait_told, now))
		return;
	t->wait_told = mono_after(now, TELL_MS);
	log_trace(LEASE_COMPONENT, "--->Wait Waiting for PDC/BDC Sync (%u)",
	    error);
}

/*
 * The machine is a controller and knows itself only: its service cannot log
 * on before the account has come there (ccm.md 5.2, 7).
 */
static void
not_yet(struct push_task *t, uint32_t error)
{
	struct director	*d = t->pushers->d;

	tell_wait(t, error);
	if (mono_passed(t->until, mono_now())) {
		push_finish(t, PUSH_RETRY, WIN32_NERR_USER_NOT_FOUND, "the "
		    "bootstrap account has not come to all servers of the "
		    "domain in time");
		return;
	}
	lease_evidence(d, t->lease, LEASE_SIGN_SYNC);
	timer_after(&t->later, SYNC_MS);
}

static void
server_answered(void *arg, const struct dir_reply *r)
{
	struct push_task	*t = arg;

	t->asking = false;
	if (t->pushers->stopping || t->has_ended)
		return;
	if (r->error != 0 || r->state != ACCOUNT_ENABLED) {
		not_yet(t, r->error != 0 ? r->error :
		    WIN32_ACCOUNT_DISABLED);
		return;
	}
	t->server = r->server + 1;
	push_ask_servers(t);
}

/* One that operators say is lost is passed over. */
void
push_ask_servers(struct push_task *t)
{
	struct director		*d = t->pushers->d;
	const struct lease	*l = lease_set_get(&d->leases->set,
				    t->lease);
	struct dir_request	 q = { .op = (uint64_t)t->lease };
	struct dir_server	 s;

	if (t->asking)
		return;
	if (l == NULL) {
		push_finish(t, PUSH_RETRY, 0, "its bootstrap account was "
		    "taken away");
		return;
	}
	for (; t->server < directory_servers(d); t->server++) {
		directory_server(d, t->server, &s);
		if (s.waived.us == 0)
			break;
	}
	if (t->server >= directory_servers(d)) {
		push_next_account(t);
		return;
	}
	q.account = l->account;
	q.server = t->server;
	t->asking = directory_ask(d, &q, server_answered, t) == 0;
	if (!t->asking)
		not_yet(t, WIN32_RPC_UNAVAILABLE);
}

static void
leased(void *arg, int64_t id, const struct err *failed)
{
	struct push_task	*t = arg;

	if (t->pushers->stopping)
		return;
	if (failed != NULL) {
		push_finish(t, PUSH_RETRY, 0, failed->text);
		return;
	}
	t->lease = id;
	t->until = mono_after(mono_now(),
	    t->pushers->d->env->config.account_sync_wait);
	push_ask_servers(t);
}

void
push_ask_lease(struct push_task *t, int64_t request)
{
	struct director		*d = t->pushers->d;
	struct lease_view	 v;
	struct err		 e;

	t->new_lease = !lease_view(d, t->computer, &v);
	if (lease_begin(d, t->computer, request, leased, t, &e) != 0)
		push_finish(t, PUSH_RETRY, 0, e.text);
}

/* --- what its end means for a bootstrap account --- */

bool
push_is_sp3(const struct push_task *t)
{
	return t->pushers->d->env->config.behaviour == BEHAVIOUR_SP3;
}

/*
 * A loader that has stopped is no end of what it started (Q304961); one that
 * never ran leaves nothing, unless an earlier one is still at work.
 */
void
push_tell_lease(struct push_task *t)
{
	struct director	*d = t->pushers->d;

	if (t->lease == 0)
		return;
	if (t->stopped)
		lease_report(d, t->lease, LEASE_LOADER_STOPPED);
	if (t->end == PUSH_END_INSTALLED && !push_is_sp3(t))
		lease_report(d, t->lease, LEASE_SUCCEEDED);
	else if (t->error == WERR_SERVICE_ALREADY_RUNNING)
		lease_evidence(d, t->lease, LEASE_SIGN_LOADER);
	else if (t->new_lease && strcmp(t->step, "watch") != 0)
		lease_report(d, t->lease, LEASE_GAVE_UP);
}

void
push_end_probe(struct push_task *t)
{
	const bool	 grew = lease_log(t->pushers->d, t->lease, t->log);

	if (t->shows_life)
		lease_evidence(t->pushers->d, t->lease, t->sign);
	else if (!grew)
		lease_report(t->pushers->d, t->lease, LEASE_NO_LIFE);
	push_finish(t, PUSH_DISCARD, 0, "");
}

/* --- a probe --- */

/* And how many there are, as far as was looked. */
static struct push_task *
find_task(struct pushers *p, const char *computer, size_t *n)
{
	struct push_task	*t;

	*n = 0;
	LIST_FOREACH(t, &p->tasks, link) {
		(*n)++;
		if (text_casecmp(t->computer, computer) == 0)
			return t;
	}
	return NULL;
}

/* A push that is at work there tells by itself. */
void
push_probe(void *arg, int64_t id)
{
	struct pushers		*p = arg;
	const struct lease	*l = lease_set_get(&p->d->leases->set, id);
	struct push_task	*t;
	struct err		 e;
	size_t			 n;

	if (l == NULL || p->stopping)
		return;
	if (!push_possible(p->d, &e)) {
		lease_report(p->d, id, LEASE_NO_LIFE);
		return;
	}
	t = find_task(p, l->target, &n);
	if (t != NULL && !t->probe)
		lease_evidence(p->d, id, LEASE_SIGN_PUSH);
	if (t != NULL || n >= TASKS_MAX)
		return;
	t = push_task_new(p, l->target);
	if (t == NULL)
		return;
	t->probe = true;
	t->lease = id;
	push_next_account(t);
}
