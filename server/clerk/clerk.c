/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/role.h"

static int
open_role(struct env *env, struct err *e)
{
	(void)env;
	(void)e;
	return 0;
}

static void
nothing(struct env *env)
{
	(void)env;
}

static void
peer(struct env *env, struct chan *ch)
{
	(void)env;
	(void)ch;
}

static const struct chan_handler	handlers[] = {
	{ MSG_NONE, NULL },
};

const struct role_ops	clerk_ops = {
	.role = ROLE_CLERK,
	.groups = 0,
	.open = open_role,
	.run = open_role,
	.peer = peer,
	.peer_lost = peer,
	.reconfigured = nothing,
	.stop = env_exit,
	.handlers = handlers,
	.nhandlers = 1,
};
