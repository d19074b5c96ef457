/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/push.h"

#include <errno.h>

#include "server/director/director.h"

bool
push_possible(const struct director *d, struct err *e)
{
	if (d->env->config.push.n == 0)
		(void)err_set(e, ENOTSUP, "push is not configured: option push "
		    "names no account");
	else
		(void)err_set(e, ENOTSUP, "this sited has no pusher");
	return false;
}

int
push_start(struct director *d, const struct push_job *job, push_done *done,
    void *arg)
{
	(void)d;
	(void)job;
	(void)done;
	(void)arg;
	return -ENOTSUP;
}
