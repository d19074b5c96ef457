/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clerk as a role.  It keeps what several workers must agree on in its
 * memory: no file, no network; its table of hints is made before the sandbox.
 */
#include "server/clerk/clerk.h"

#include "server/role.h"

static void
on_stuck(void *arg, struct chan *ch)
{
	env_blame(arg, ch);
}

static int
open_clerk(struct env *env, struct err *e)
{
	struct clerk_settings	 settings;
	struct clerk		*c;
	int			 rc;

	clerk_settings_of(&env->config, &settings);
	rc = clerk_new(env->base, &settings, &c, e);
	if (rc == 0) {
		clerk_on_stuck(c, on_stuck, env);
		env->state = c;
	}
	return rc;
}

static int
run(struct env *env, struct err *e)
{
	(void)e;
	clerk_begin(env->state);
	return 0;
}

static void
peer(struct env *env, struct chan *ch)
{
	clerk_peer_up(env->state, ch);
}

static void
peer_lost(struct env *env, struct chan *ch)
{
	clerk_peer_down(env->state, ch);
}

static void
reconfigured(struct env *env)
{
	struct clerk_settings	 settings;

	clerk_settings_of(&env->config, &settings);
	clerk_configure(env->state, &settings);
}

static const struct chan_handler	handlers[] = {
	CLERK_HANDLERS
};

const struct role_ops	clerk_ops = {
	.role = ROLE_CLERK,
	.groups = SB_LOOP | SB_FDPASS,
	.open = open_clerk,
	.run = run,
	.peer = peer,
	.peer_lost = peer_lost,
	.reconfigured = reconfigured,
	.stop = env_exit,
	.handlers = handlers,
	.nhandlers = sizeof(handlers) / sizeof(handlers[0]),
};
