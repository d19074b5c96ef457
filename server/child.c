/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKOFF_FIRST	100
#define BACKOFF_MOST	10000
#define STEADY_MS	60000	/* who ran that long starts at once again */
#define CHILD_FD	3

static const char *const	state_names[] = {
	[CHILD_DOWN]		= "down",
	[CHILD_STARTING]	= "starting",
	[CHILD_READY]		= "ready",
	[CHILD_STOPPING]	= "stopping",
	[CHILD_ENDED]		= "ended",
};

const char *
child_state_name(enum child_state state)
{
	return state_names[state];
}

/* In the new process, between fork and exec: async-signal-safe calls only. */
static void
become(const struct child *c, int fd)
{
	char		*argv[6], role[16], index[8];
	struct rlimit	 all = { RLIM_INFINITY, RLIM_INFINITY };
	sigset_t	 none;

	(void)snprintf(role, sizeof(role), "%s", role_name(c->role));
	(void)snprintf(index, sizeof(index), "%u", c->index);
	argv[0] = "sited";
	argv[1] = "-r";
	argv[2] = role;
	argv[3] = "-i";
	argv[4] = index;
	argv[5] = NULL;
	if (c->role == ROLE_KEEPER)
		(void)setrlimit(RLIMIT_MEMLOCK, &all);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (fd == CHILD_FD)
		(void)fcntl(fd, F_SETFD, 0);
	else if (dup2(fd, CHILD_FD) == -1)
		_exit(127);
	(void)close_range(CHILD_FD + 1, ~0U, 0);
	(void)execv("/proc/self/exe", argv);
	_exit(127);
}

int
child_spawn(struct child *c, int *fd_out, struct err *e)
{
	int	 pair[2];
	pid_t	 pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "%s: socketpair", c->name);
	pid = fork();
	if (pid == -1) {
		(void)err_sys(e, "%s: fork", c->name);
		(void)close(pair[0]);
		(void)close(pair[1]);
		return -e->code;
	}
	if (pid == 0)
		become(c, pair[1]);
	(void)close(pair[1]);
	c->pid = pid;
	c->started = mono_now();
	c->started_at = wall_now();
	*fd_out = pair[0];
	return 0;
}

int64_t
child_backoff(struct child *c)
{
	if (mono_ms_between(c->started, mono_now()) >= STEADY_MS)
		c->backoff_ms = 0;
	c->backoff_ms = c->backoff_ms == 0 ? BACKOFF_FIRST :
	    c->backoff_ms * 2;
	if (c->backoff_ms > BACKOFF_MOST)
		c->backoff_ms = BACKOFF_MOST;
	return c->backoff_ms;
}
