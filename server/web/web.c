/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/web/web.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/secret.h"

#define TEXT_MAX	((size_t)1 << 20)

static int
open_web(struct env *env, struct err *e)
{
	struct web	*w = calloc(1, sizeof(*w));
	uint32_t	 seed;

	if (w == NULL)
		return err_set(e, ENOMEM, "out of memory");
	env->state = w;
	w->env = env;
	w->folder = -1;
	TAILQ_INIT(&w->waiting);
	buf_init(&w->text, TEXT_MAX);
	config_path(&env->config, env->config.control_socket, w->socket);
	/* jansson would open a file for it, which the sandbox forbids. */
	secret_random(&seed, sizeof(seed));
	json_object_seed(seed | 1);
	return file_open(w, e);
}

static int
run(struct env *env, struct err *e)
{
	struct web	*w = env->state;
	int		 rc = http_start(w, e);

	if (rc == 0)
		file_start(w);
	return rc;
}

/* It has no peers: what it asks, it asks at the control socket. */
static void
no_peer(struct env *env, struct chan *ch)
{
	(void)env;
	(void)ch;
}

static void
reconfigured(struct env *env)
{
	file_start(env->state);
}

static void
stop(struct env *env)
{
	struct web	*w = env->state;

	file_stop(w);
	scrape_stop(w);
	http_stop(w);
	buf_free(&w->text);
	env_exit(env);
}

const struct role_ops	web_ops = {
	.role = ROLE_WEB,
	.groups = SB_LOOP | SB_ACCEPT | SB_LOCAL | SB_READ | SB_WRITE,
	.open = open_web,
	.run = run,
	.peer = no_peer,
	.peer_lost = no_peer,
	.reconfigured = reconfigured,
	.stop = stop,
};
