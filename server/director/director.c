/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/director.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/role/site_msg.h"
#include "server/director/account/accounts.h"
#include "server/director/account/lists.h"
#include "server/director/account/recovery.h"
#include "server/director/account/rotation.h"
#include "server/director/account/uptake.h"
#include "server/director/cap/inboxes.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout.h"
#include "server/director/cap/site_drop.h"
#include "server/director/cap/site_files.h"
#include "server/director/cap/stock.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/ccm/lease.h"
#include "server/director/ccm/push.h"
#include "server/director/ccm/push_book.h"
#include "server/director/client/enrol.h"
#include "server/director/client/enrolled.h"
#include "server/director/control/control.h"
#include "server/director/domain/domain.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/questions.h"
#include "server/director/domain/sam.h"
#include "server/director/identity.h"
#include "server/smb/iopool.h"

#define POOL_THREADS	8
#define POOL_QUEUE	256

static struct director *
of(void *ctx)
{
	return ((struct env *)ctx)->state;
}

struct chan *
director_keeper(struct director *d)
{
	return d->keeper_ready ? env_peer(d->env, ROLE_KEEPER, 0) : NULL;
}

struct sid
director_sid(const struct director *d, uint32_t rid)
{
	struct sid	 domain = { .count = 4, .authority = 5, .sub = { 21,
			    d->site.sid[0], d->site.sid[1],
			    d->site.sid[2] } };
	struct sid	 sid = domain;

	if (rid != 0)
		(void)sid_join(&domain, rid, &sid);
	return sid;
}

void
director_keeper_ready(struct director *d)
{
	d->keeper_ready = true;
	policy_tell_keeper(d);
	accounts_tell_keeper(d);
	lists_keeper_ready(d);
	accounts_tell_clerk(d);
	recovery_tell_clerk(d);
	rotation_keeper_ready(d);
	lease_keeper_ready(d);
	recovery_keeper_ready(d);
	publisher_keeper_ready(d);
	rollouts_keeper_ready(d);
	env_ready(d->env);
}

static void
on_store(evutil_socket_t fd, short what, void *arg)
{
	struct director	*d = arg;

	(void)fd;
	(void)what;
	store_dispatch(d->store);
}

/* --- life --- */

static int
open_store(struct director *d, struct err *e)
{
	struct store_options	 options = { .create = true };
	char			 path[CONFIG_PATH_MAX];
	int			 rc;

	config_path(&d->env->config, "store", path);
	rc = env_allow_folder(d->env, path, true, e);
	return rc != 0 ? rc : store_open(path, &options, &d->store, e);
}

static int
director_open(struct env *env, struct err *e)
{
	struct director	*d = calloc(1, sizeof(*d));
	char		 path[CONFIG_PATH_MAX];
	int		 rc;

	if (d == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->env = env;
	TAILQ_INIT(&d->enrolling);
	TAILQ_INIT(&d->questions);
	d->started = wall_now();
	env->state = d;
	(void)umask(0027);
	config_path(&env->config, "cap", path);
	rc = env_allow_folder(env, path, true, e);
	if (rc == 0)
		rc = open_store(d, e);
	if (rc == 0)
		rc = identity_load(d, e);
	if (rc == 0)
		rc = accounts_new(d, e);
	if (rc == 0)
		rc = uptake_new(d, e);
	if (rc == 0)
		rc = domain_new(d, e);
	if (rc == 0)
		rc = sam_new(d, e);
	if (rc == 0)
		rc = policy_new(d, e);
	if (rc == 0)
		rc = rotation_new(d, e);
	if (rc == 0)
		rc = recovery_new(d, e);
	if (rc == 0)
		rc = lease_new(d, e);
	if (rc == 0)
		rc = cleanup_new(d, e);
	if (rc == 0)
		rc = enrolments_new(d, e);
	if (rc == 0)
		rc = lists_new(d, e);
	if (rc == 0)
		rc = masters_new(d, e);
	if (rc == 0)
		rc = stock_new(d, e);
	if (rc == 0)
		rc = rollouts_new(d, e);
	if (rc == 0)
		rc = publisher_new(d, e);
	if (rc == 0)
		rc = site_files_new(d, e);
	if (rc == 0)
		rc = site_drop_new(d, e);
	if (rc == 0)
		rc = inboxes_new(d, e);
	if (rc == 0)
		rc = push_book_new(d, e);
	if (rc == 0)
		rc = push_new(d, e);
	if (rc == 0)
		rc = ccm_new(d, e);
	if (rc == 0)
		rc = control_new(d, e);
	return rc;
}

static int
director_run(struct env *env, struct err *e)
{
	struct director	*d = env->state;
	int		 rc;

	rc = iopool_new(env->base, POOL_THREADS, POOL_QUEUE, &d->pool, e);
	if (rc != 0)
		return rc;
	d->store_ev = event_new(env->base, store_fd(d->store),
	    EV_READ | EV_PERSIST, on_store, d);
	if (d->store_ev == NULL || event_add(d->store_ev, NULL) == -1)
		return err_set(e, ENOMEM, "out of memory");
	rc = domain_start(d, e);
	if (rc != 0)
		return rc;
	rotation_run(d);
	enrolments_settle(d);
	recovery_run(d);
	lease_run(d);
	cleanup_start(d);
	stock_start(d);
	publisher_start(d);
	site_files_start(d);
	site_drop_start(d);
	inboxes_start(d);
	push_run(d);
	ccm_start(d);
	return control_start(d, e);
}

static void
tell_site(struct director *d, struct chan *worker)
{
	struct msg_site	 m = { .server = d->site.server };

	memcpy(m.sid, d->site.sid, sizeof(m.sid));
	msg_put_site(chan_begin(worker, MSG_SITE, 0), &m);
	(void)chan_end(worker);
}

static void
director_peer(struct env *env, struct chan *ch)
{
	struct director	*d = env->state;

	switch (chan_peer(ch)) {
	case ROLE_KEEPER:
		identity_ask_keeper(d, ch);
		break;
	case ROLE_CLERK:
		inboxes_tell_clerk(d, ch);
		accounts_tell_clerk(d);
		recovery_tell_clerk(d);
		break;
	case ROLE_WORKER:
		tell_site(d, ch);
		publisher_tell_worker(d, ch);
		break;
	default:
		break;
	}
}

static void
director_peer_lost(struct env *env, struct chan *ch)
{
	struct director	*d = env->state;

	if (chan_peer(ch) == ROLE_KEEPER) {
		d->keeper_ready = false;
		accounts_keeper_lost(d);
		sam_keeper_lost(d);
		rotation_keeper_lost(d);
		lease_keeper_lost(d);
		push_book_keeper_lost(d);
		lists_keeper_lost(d);
		enrol_keeper_lost(d);
		publisher_keeper_lost(d);
	}
	if (chan_peer(ch) == ROLE_WORKER) {
		inboxes_worker_lost(d);	/* its last messages may be too */
		questions_worker_lost(d, ch);
	}
	if (chan_peer(ch) == ROLE_CLERK)
		control_clerk_lost(d);
}

static void
director_reconfigured(struct env *env)
{
	policy_tell_keeper(env->state);
	rotation_reconfigured(env->state);
	lease_reconfigured(env->state);
	cleanup_reconfigured(env->state);
	enrolments_settle(env->state);
	stock_reconfigured(env->state);
	publisher_reconfigured(env->state);
	site_files_reconfigured(env->state);
	site_drop_reconfigured(env->state);
	inboxes_reconfigured(env->state);
	ccm_reconfigured(env->state);
}

/* What was begun is finished: the store's queue, the pool's jobs. */
static void
director_stop(struct env *env)
{
	struct director	*d = env->state;

	control_free(&d->control);
	cleanup_stop(d);
	sam_stop(d);
	domain_stop(d);
	ccm_stop(d);
	push_stop(d);
	inboxes_stop(d);
	site_drop_stop(d);
	site_files_stop(d);
	publisher_stop(d);
	stock_stop(d);
	rollouts_stop(d);
	lease_stop(d);
	recovery_stop(d);
	rotation_stop(d);
	iopool_free(&d->pool);
	uptake_flush(d);
	store_wait(d->store);
	ccm_free(d);
	inboxes_free(&d->inboxes);
	site_drop_free(&d->site_drop);
	site_files_free(&d->site_files);
	publisher_free(&d->publisher);
	stock_free(&d->stock);
	rollouts_free(d);
	masters_free(d);
	cleanup_free(d);
	lease_free(d);
	push_free(d);
	push_book_free(d);
	recovery_free(d);
	rotation_free(d);
	store_close(&d->store);
	uptake_free(d);
	policy_free(d);
	sam_free(&d->sam);
	domain_free(&d->domain);
	accounts_free(&d->accounts);
	lists_free(d);
	enrolments_free(d);
	env_exit(env);
}

/* --- messages --- */

static struct process *
find_process(struct director *d, enum role role, unsigned index)
{
	size_t	 i;

	for (i = 0; i < d->nprocesses; i++)
		if (d->processes[i].role == role &&
		    d->processes[i].index == index)
			return &d->processes[i];
	if (d->nprocesses == PROCESSES_MAX)
		return NULL;
	return &d->processes[d->nprocesses++];
}

static void
on_child(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct process	*p, row;

	row.role = (enum role)rd_u8(&m->body);
	row.state = rd_u8(&m->body);
	row.index = rd_le16(&m->body);
	row.pid = rd_le32(&m->body);
	row.restarts = rd_le32(&m->body);
	row.started.us = (int64_t)rd_le64(&m->body);
	if (!rd_end(&m->body) || row.role >= ROLE_COUNT) {
		chan_malformed(ch, m);
		return;
	}
	p = find_process(of(ctx), row.role, row.index);
	if (p != NULL)
		*p = row;
}

static void
on_key_answer(void *ctx, struct chan *ch, struct chan_msg *m)
{
	identity_answered(of(ctx), ch, m);
}

static void
on_signed(void *ctx, struct chan *ch, struct chan_msg *m)
{
	publisher_signed(of(ctx), ch, m);
}

static void
on_sealed(void *ctx, struct chan *ch, struct chan_msg *m)
{
	accounts_sealed(of(ctx), ch, m);
}

static void
on_proven(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct msg_secret_proven	 a;

	msg_get_secret_proven(&m->body, &a);
	if (rd_end(&m->body))
		rotation_proven(of(ctx), m->id, &a);
	else
		chan_malformed(ch, m);
}

static void
on_list_made(void *ctx, struct chan *ch, struct chan_msg *m)
{
	lists_made(of(ctx), ch, m);
}

static void
on_enrolled(void *ctx, struct chan *ch, struct chan_msg *m)
{
	enrol_answered(of(ctx), ch, m);
}

static void
on_list_wrapped(void *ctx, struct chan *ch, struct chan_msg *m)
{
	lists_wrapped(of(ctx), ch, m);
}

static void
on_locked(void *ctx, struct chan *ch, struct chan_msg *m)
{
	accounts_locked(of(ctx), ch, m);
}

static void
on_wanted(void *ctx, struct chan *ch, struct chan_msg *m)
{
	accounts_wanted(of(ctx), ch, m);
}

static void
on_evidence(void *ctx, struct chan *ch, struct chan_msg *m)
{
	accounts_evidence(of(ctx), ch, m);
}

static void
on_landed(void *ctx, struct chan *ch, struct chan_msg *m)
{
	inboxes_landed(of(ctx), ch, m);
}

static void
on_domain_ask(void *ctx, struct chan *ch, struct chan_msg *m)
{
	questions_take(of(ctx), ch, m);
}

static void
on_for_control(void *ctx, struct chan *ch, struct chan_msg *m)
{
	control_message(of(ctx), ch, m);
}

static const struct chan_handler	handlers[] = {
	{ MSG_CHILD,		on_child },
	{ MSG_SITE_KEY_ANSWER,	on_key_answer },
	{ MSG_SIGNED,		on_signed },
	{ MSG_SECRET_SEALED,	on_sealed },
	{ MSG_SECRET_PROVEN,	on_proven },
	{ MSG_LIST_MADE,	on_list_made },
	{ MSG_LIST_WRAPPED,	on_list_wrapped },
	{ MSG_ENROLLED,		on_enrolled },
	{ MSG_ACCOUNT_LOCKED,	on_locked },
	{ MSG_ACCOUNT_WANTED,	on_wanted },
	{ MSG_EVIDENCE,		on_evidence },
	{ MSG_LANDED,		on_landed },
	{ MSG_DOMAIN_ASK,	on_domain_ask },
	{ MSG_GROUPS,		on_for_control },
	/* Answers to what a verb asked. */
	{ MSG_RELOADED,		on_for_control },
	{ MSG_SESSION_PAGE,	on_for_control },
	{ MSG_FILE_PAGE,	on_for_control },
	{ MSG_ENDED,		on_for_control },
	{ MSG_CLERK_COUNTS,	on_for_control },
};

const struct role_ops	director_ops = {
	.role = ROLE_DIRECTOR,
	.groups = SB_THREADS | SB_ACCEPT | SB_READ | SB_WRITE | SB_FILELOCK,
	.tells_ready = true,		/* when the keeper knows the accounts */
	.open = director_open,
	.run = director_run,
	.peer = director_peer,
	.peer_lost = director_peer_lost,
	.reconfigured = director_reconfigured,
	.stop = director_stop,
	.handlers = handlers,
	.nhandlers = sizeof(handlers) / sizeof(handlers[0]),
};
