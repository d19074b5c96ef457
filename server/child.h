/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child - one process of a role, as the parent sees it.
 */
#ifndef SERVER_CHILD_H
#define SERVER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/err.h"
#include "protocol/role/message.h"

struct event;

enum child_state {
	CHILD_DOWN,		/* waits for its restart */
	CHILD_STARTING,
	CHILD_READY,
	CHILD_STOPPING,
	CHILD_ENDED		/* will not come back */
};

struct child {
	enum role	 role;
	unsigned	 index;
	char		 name[24];
	enum child_state state;
	pid_t		 pid;
	struct chan	*chan;
	struct event	*restart;
	unsigned	 restarts;
	int64_t		 backoff_ms;
	struct mono	 started;
	struct wall	 started_at;
	void		*owner;
};

/* Executes sited anew in that role; its channel's end comes back. */
int	child_spawn(struct child *, int *fd_out, struct err *);
/* Chooses how long to wait before the next start. */
int64_t	child_backoff(struct child *);

const char	*child_state_name(enum child_state);

#endif
