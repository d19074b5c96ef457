/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <event2/event.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/env_double.h"

#define FARS_MAX	16

struct far {
	struct env		*env;
	enum role		 role;
	unsigned		 index;
	struct chan		*near;		/* the role's end */
	struct chan		*chan;		/* ours */
	struct chan_side	 near_side;
	struct chan_side	 side;
	const struct role_ops	*ops;
	struct heard		*first, **last;
	struct heard		*read;		/* kept until the end */
};

static struct {
	struct far		*fars[FARS_MAX];
	size_t			 nfars;
	unsigned		 blamed;
	bool			 ended;
	struct chan_handler	 handlers[MSG_COUNT];
} world;

/* --- what role.h promises --- */

struct chan *
env_peer(struct env *env, enum role role, unsigned index)
{
	size_t	 i;

	(void)env;
	for (i = 0; i < world.nfars; i++)
		if (world.fars[i]->role == role &&
		    world.fars[i]->index == index &&
		    world.fars[i]->near != NULL)
			return world.fars[i]->near;
	return NULL;
}

struct chan *
env_peer_at(struct env *env, enum role role, size_t n)
{
	size_t	 i;

	(void)env;
	for (i = 0; i < world.nfars; i++)
		if (world.fars[i]->role == role &&
		    world.fars[i]->near != NULL && n-- == 0)
			return world.fars[i]->near;
	return NULL;
}

int
env_allow_folder(struct env *env, const char *path, bool write, struct err *e)
{
	int	 fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return err_sys(e, "folder %s", path);
	assert_true(env->nfolders < ENV_FOLDERS_MAX);
	env->folders[env->nfolders++] = (struct sandbox_folder){ fd, write };
	return 0;
}

void
env_blame(struct env *env, const struct chan *ch)
{
	(void)env;
	(void)ch;
	world.blamed++;
}

void
env_ready(struct env *env)
{
	(void)env;
}

void
env_exit(struct env *env)
{
	(void)env;
	world.ended = true;
}

/* --- the far ends --- */

static void
hear(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct far	*f = ctx;
	struct heard	*h;
	size_t		 n = rd_left(&m->body);

	(void)ch;
	h = malloc(sizeof(*h) + n);
	assert_non_null(h);
	h->next = NULL;
	h->type = m->type;
	h->id = m->id;
	h->fd = m->fd;
	h->len = n;
	rd_copy(&m->body, h->body, n);
	m->fd = -1;
	*f->last = h;
	f->last = &h->next;
}

static void
far_lost(void *ctx, struct chan *ch, bool bad)
{
	struct far	*f = ctx;

	assert_false(bad);
	f->chan = NULL;
	chan_free(&ch);
}

static void
near_lost(void *ctx, struct chan *ch, bool bad)
{
	struct env	*env = ctx;
	size_t		 i;

	if (bad)
		env_blame(env, ch);
	for (i = 0; i < world.nfars; i++)
		if (world.fars[i]->near == ch)
			break;
	assert_true(i < world.nfars);
	world.fars[i]->near = NULL;
	world.fars[i]->ops->peer_lost(env, ch);
	chan_free(&ch);
}

static void
listen_to_all(struct far *f)
{
	uint16_t	 type;

	for (type = 0; type < MSG_COUNT; type++)
		world.handlers[type] = (struct chan_handler){
		    (enum msg_type)type, hear };
	f->side = (struct chan_side){ .self = f->role, .ctx = f,
	    .handlers = world.handlers, .nhandlers = MSG_COUNT,
	    .lost = far_lost };
}

struct far *
env_double_peer(struct env *env, const struct role_ops *ops, enum role role,
    unsigned index)
{
	struct far	*f = calloc(1, sizeof(*f));
	int		 pair[2];

	assert_non_null(f);
	assert_true(world.nfars < FARS_MAX);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	f->env = env;
	f->role = role;
	f->index = index;
	f->ops = ops;
	f->last = &f->first;
	f->near_side = (struct chan_side){ .self = env->self, .ctx = env,
	    .handlers = ops->handlers, .nhandlers = ops->nhandlers,
	    .lost = near_lost };
	listen_to_all(f);
	f->near = chan_new(env->base, pair[0], role, index, &f->near_side);
	f->chan = chan_new(env->base, pair[1], env->self, env->index,
	    &f->side);
	assert_non_null(f->near);
	assert_non_null(f->chan);
	world.fars[world.nfars++] = f;
	ops->peer(env, f->near);
	return f;
}

void
env_double_lose(struct far *f)
{
	chan_free(&f->chan);
	env_double_turn(f->env);
}

unsigned
env_double_blamed(void)
{
	return world.blamed;
}

bool
env_double_ended(void)
{
	return world.ended;
}

struct wr *
far_begin(struct far *f, enum msg_type type, uint64_t id)
{
	assert_non_null(f->chan);
	return chan_begin(f->chan, type, id);
}

void
far_end_fd(struct far *f, int fd)
{
	assert_int_equal(chan_end_fd(f->chan, fd), 0);
	env_double_turn(f->env);
}

void
far_end(struct far *f)
{
	far_end_fd(f, -1);
}

struct heard *
far_heard(struct far *f, enum msg_type type)
{
	struct heard	**hp = &f->first;
	struct heard	 *h;

	while ((h = *hp) != NULL && h->type != type)
		hp = &h->next;
	if (h == NULL)
		return NULL;
	*hp = h->next;
	if (f->last == &h->next)
		f->last = hp;
	h->next = f->read;
	f->read = h;
	return h;
}

struct rd
heard_body(const struct heard *h)
{
	return rd_over(h->body, h->len);
}

size_t
far_unread(const struct far *f, enum msg_type type)
{
	const struct heard	*h;
	size_t			 n = 0;

	for (h = f->first; h != NULL; h = h->next)
		n += h->type == type;
	return n;
}

size_t
far_unread_behind(const struct far *f, enum msg_type other,
    enum msg_type type)
{
	const struct heard	*h;
	size_t			 n = 0;

	for (h = f->first; h != NULL; h = h->next)
		n = h->type == other ? 0 : n + (h->type == type);
	return n;
}

bool
far_is_cut(const struct far *f)
{
	return f->near == NULL;
}

/* --- the whole --- */

/* false: there was nothing to do. */
static bool
turn_once(struct event_base *base, int flags)
{
	bool	 waits = event_base_get_num_events(base,
		    EVENT_BASE_COUNT_ACTIVE) > 0;

	(void)event_base_get_max_events(base, EVENT_BASE_COUNT_ACTIVE, 1);
	(void)event_base_loop(base, EVLOOP_ONCE | flags);
	return waits || event_base_get_max_events(base,
	    EVENT_BASE_COUNT_ACTIVE, 0) > 0;
}

bool
env_double_turn(struct env *env)
{
	int	 i;

	for (i = 0; i < 50 && turn_once(env->base, EVLOOP_NONBLOCK); i++)
		;
	return i > 0;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

void
env_double_wait(struct env *env)
{
	const struct timeval	 tick = { 0, 500 };

	assert_int_equal(event_base_once(env->base, -1, EV_TIMEOUT, on_tick,
	    NULL, &tick), 0);
	(void)turn_once(env->base, 0);
}

void
env_double_open(struct env *env, enum role self)
{
	memset(env, 0, sizeof(*env));
	memset(&world, 0, sizeof(world));
	env->self = self;
	env->control = -1;
	env->key = -1;
	config_defaults(&env->config);
	env->base = event_base_new();
	assert_non_null(env->base);
}

static void
forget(struct heard *h)
{
	struct heard	*next;

	for (; h != NULL; h = next) {
		next = h->next;
		if (h->fd != -1)
			(void)close(h->fd);
		free(h);
	}
}

void
env_double_close(struct env *env)
{
	struct far	*f;
	size_t		 i;

	for (i = 0; i < world.nfars; i++) {
		f = world.fars[i];
		chan_free(&f->near);
		chan_free(&f->chan);
		forget(f->first);
		forget(f->read);
		free(f);
	}
	world.nfars = 0;
	for (i = 0; i < env->nfolders; i++)
		(void)close(env->folders[i].fd);
	event_base_free(env->base);
	env->base = NULL;
}
