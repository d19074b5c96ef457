/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/role.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "server/user.h"

/* Before BEGIN only the descriptor: nobody is there yet to handle messages. */
struct peer {
	struct peer	*next;
	enum role	 role;
	unsigned	 index;
	int		 fd;
	struct chan	*chan;
};

struct env_private {
	struct chan_side	 parent_side;
	struct chan_side	 peer_side;
	struct peer		*peers;
	struct chan_handler	*handlers;	/* parent's and the role's own */
	char			 component[24];
	struct sandbox_gaps	 gaps;
	bool			 begun;
	bool			 ready;
	bool			 stopping;
};

static const struct role_ops	*const roles[ROLE_COUNT] = {
	[ROLE_DIRECTOR]	= &director_ops,
	[ROLE_KEEPER]	= &keeper_ops,
	[ROLE_CLERK]	= &clerk_ops,
	[ROLE_WORKER]	= &worker_ops,
	[ROLE_WEB]	= &web_ops,
};

struct chan *
env_peer(struct env *env, enum role role, unsigned index)
{
	struct peer	*p;

	for (p = env->private->peers; p != NULL; p = p->next)
		if (p->role == role && p->index == index)
			return p->chan;
	return NULL;
}

struct chan *
env_peer_at(struct env *env, enum role role, size_t n)
{
	struct peer	*p;

	for (p = env->private->peers; p != NULL; p = p->next)
		if (p->role == role && n-- == 0)
			return p->chan;
	return NULL;
}

int
env_allow_folder(struct env *env, const char *path, bool write, struct err *e)
{
	int	 fd;

	if (env->nfolders == ENV_FOLDERS_MAX)
		return err_set(e, ENFILE, "too many folders in a sandbox");
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "folder %s", path);
	env->folders[env->nfolders++] = (struct sandbox_folder){ fd, write };
	return 0;
}

/* What was said leaves; nothing more is heard: the role's state is gone. */
void
env_exit(struct env *env)
{
	struct peer	*p;

	for (p = env->private->peers; p != NULL; p = p->next)
		if (p->chan != NULL)
			(void)chan_flush(p->chan);
	(void)chan_flush(env->parent);
	(void)event_base_loopbreak(env->base);
}

static void
forget_peer(struct env *env, struct chan *ch)
{
	struct peer	**pp = &env->private->peers;
	struct peer	 *p;

	while ((p = *pp) != NULL && p->chan != ch)
		pp = &p->next;
	if (p != NULL) {
		*pp = p->next;
		free(p);
	}
}

void
env_blame(struct env *env, const struct chan *ch)
{
	struct wr	*w = chan_begin(env->parent, MSG_PEER_BAD, 0);

	wr_u8(w, (uint8_t)chan_peer(ch));
	wr_u8(w, (uint8_t)chan_index(ch));
	(void)chan_end(env->parent);
}

static void
peer_lost(void *ctx, struct chan *ch, bool bad)
{
	struct env	*env = ctx;

	if (bad)
		env_blame(env, ch);
	forget_peer(env, ch);
	env->ops->peer_lost(env, ch);
	chan_free(&ch);
}

static void
open_peer(struct env *env, struct peer *p)
{
	p->chan = chan_new(env->base, p->fd, p->role, p->index,
	    &env->private->peer_side);
	if (p->chan == NULL)
		fatal("out of memory for a channel");
	env->ops->peer(env, p->chan);
}

/* The news of its predecessor's end may still be on the way. */
static void
replace_peer(struct env *env, enum role role, unsigned index)
{
	struct peer	**pp = &env->private->peers;
	struct peer	 *p;

	while ((p = *pp) != NULL && (p->role != role || p->index != index))
		pp = &p->next;
	if (p == NULL)
		return;
	if (p->chan != NULL) {
		peer_lost(env, p->chan, false);
		return;
	}
	*pp = p->next;
	(void)close(p->fd);
	free(p);
}

static void
add_peer(struct env *env, enum role role, unsigned index, int fd)
{
	struct peer	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("out of memory for a channel");
	replace_peer(env, role, index);
	p->role = role;
	p->index = index;
	p->fd = fd;
	p->next = env->private->peers;
	env->private->peers = p;
	if (env->private->begun)
		open_peer(env, p);
}

static void
on_config(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct env	*env = ctx;
	struct config	 fresh;

	if (config_get(&m->body, &fresh) != 0) {
		chan_malformed(ch, m);
		return;
	}
	env->config = fresh;
	log_set((enum log_level)fresh.log_level,
	    (enum log_format)fresh.log_format);
	if (env->private->begun)
		env->ops->reconfigured(env);
}

static void
on_handover(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct env	*env = ctx;
	enum handover	 what = (enum handover)rd_u8(&m->body);
	enum role	 role = (enum role)rd_u8(&m->body);
	unsigned	 index = rd_le16(&m->body);

	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	switch (what) {
	case HANDOVER_LOG:
		(void)dup2(m->fd, STDERR_FILENO);
		return;			/* the copy goes with the message */
	case HANDOVER_LISTEN:
		if (env->nlisten == LISTENERS_MAX)
			return;
		env->view[env->nlisten] = index;
		env->listen[env->nlisten++] = m->fd;
		break;
	case HANDOVER_CONTROL:
		env->control = m->fd;
		break;
	case HANDOVER_KEY:
		env->key = m->fd;
		break;
	case HANDOVER_PEER:
		add_peer(env, role, index, m->fd);
		break;
	default:
		chan_malformed(ch, m);
		return;
	}
	m->fd = -1;
}

void
env_ready(struct env *env)
{
	struct wr	*w;

	if (env->private->ready)
		return;
	env->private->ready = true;
	w = chan_begin(env->parent, MSG_READY, 0);
	wr_u8(w, env->private->gaps.seccomp);
	wr_u8(w, env->private->gaps.landlock);
	(void)chan_end(env->parent);
}

static void
on_begin(void *ctx, struct chan *ch, struct chan_msg *m)
{
	static const struct sandbox_folder	none[1];
	struct env		*env = ctx;
	char			 boot[BOOT_ID_SIZE];
	struct err		 e;
	struct peer		*p;

	(void)ch;
	(void)m;
	if (user_drop(&env->config, env->self, &e) != 0)
		fatal("cannot start: %s", e.text);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	/* a new user cleared it */
	clock_boot_id(boot);	/* no role can read it in its sandbox */
	if (env->ops->open(env, &e) != 0 ||
	    sandbox_enter(env->ops->groups | SB_LOOP | SB_FDPASS,
	    env->nfolders == 0 ? none : env->folders, env->nfolders,
	    &env->private->gaps, &e) != 0 ||
	    env->ops->run(env, &e) != 0)
		fatal("cannot start: %s", e.text);
	env->private->begun = true;
	for (p = env->private->peers; p != NULL; p = p->next)
		open_peer(env, p);
	if (!env->ops->tells_ready)
		env_ready(env);
}

static void
on_stop(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct env	*env = ctx;

	(void)ch;
	(void)m;
	if (env->private->stopping)
		return;
	env->private->stopping = true;
	if (env->private->begun)
		env->ops->stop(env);
	else
		env_exit(env);
}

static void
parent_lost(void *ctx, struct chan *ch, bool bad)
{
	(void)ctx;
	(void)ch;
	(void)bad;
	log_warn("the parent is gone: ending");
	_exit(1);
}

static const struct chan_handler	parent_handlers[] = {
	{ MSG_CONFIG,	on_config },
	{ MSG_HANDOVER,	on_handover },
	{ MSG_BEGIN,	on_begin },
	{ MSG_STOP,	on_stop },
};

/* The parent's messages first, the role's own behind them. */
static void
join_handlers(struct env_private *p, const struct role_ops *ops)
{
	size_t	 n = sizeof(parent_handlers) / sizeof(parent_handlers[0]);

	p->handlers = calloc(n + ops->nhandlers, sizeof(*p->handlers));
	if (p->handlers == NULL)
		fatal("out of memory");
	memcpy(p->handlers, parent_handlers, sizeof(parent_handlers));
	for (size_t i = 0; i < ops->nhandlers; i++)
		p->handlers[n + i] = ops->handlers[i];
	p->parent_side.handlers = p->handlers;
	p->parent_side.nhandlers = n + ops->nhandlers;
}

void
role_main(enum role role, unsigned index, int parent_fd)
{
	struct env_private	 private = { .peers = NULL };
	struct env		 env = { .self = role, .index = index,
				    .control = -1, .key = -1 };
	struct rlimit	 none = { 0, 0 };

	env.private = &private;
	env.ops = roles[role];
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setrlimit(RLIMIT_CORE, &none);	/* all hold keys of some kind */
	(void)signal(SIGPIPE, SIG_IGN);
	/* Where the parent was started, the role's user may not even look. */
	if (chdir("/") == -1)
		fatal("cannot go to the root folder: %s", strerror(errno));
	/* The terminal's Ctrl-C reaches all; the parent alone acts on it. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)snprintf(private.component, sizeof(private.component),
	    role == ROLE_WORKER ? "%s[%u]" : "%s", role_name(role), index);
	(void)prctl(PR_SET_NAME, private.component);
	log_open(private.component, STDERR_FILENO);
	private.parent_side = (struct chan_side){ .self = role, .ctx = &env,
	    .lost = parent_lost };
	private.peer_side = (struct chan_side){ .self = role, .ctx = &env,
	    .handlers = env.ops->handlers, .nhandlers = env.ops->nhandlers,
	    .lost = peer_lost };
	join_handlers(&private, env.ops);
	env.base = event_base_new();
	if (env.base != NULL)
		env.parent = chan_new(env.base, parent_fd, ROLE_PARENT, 0,
		    &private.parent_side);
	if (env.parent == NULL)
		fatal("out of memory");
	(void)event_base_dispatch(env.base);
	log_debug("ends");
	exit(0);
}
