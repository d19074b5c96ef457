/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/installer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIME_MS		(10 * 60 * 1000)

static int
spawn(const struct installer *in, pid_t *pid)
{
	/* posix_spawn() does not write to them */
	char		*argv[] = { (char *)(uintptr_t)in->program,
			    (char *)(uintptr_t)in->directory,
			    (char *)(uintptr_t)in->version, NULL };
	char		*env[] = { (char *)(uintptr_t)
			    "PATH=/usr/bin:/bin:/usr/sbin:/sbin", NULL };
	posix_spawn_file_actions_t	 files;
	posix_spawnattr_t		 attr;
	int				 error;

	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&attr);
	(void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
	error = posix_spawn_file_actions_addfchdir_np(&files, in->folder);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(&files, 0,
		    "/dev/null", O_RDONLY, 0);
	if (error == 0)
		error = posix_spawn(pid, in->program, &files, &attr, argv,
		    env);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attr);
	return -error;
}

/* false: its time was up. */
static bool
has_ended(pid_t pid)
{
	struct pollfd	 p = { .events = POLLIN };
	int		 n;

	p.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (p.fd == -1)
		return true;		/* then waitpid() has the patience */
	do
		n = poll(&p, 1, TIME_MS);
	while (n == -1 && errno == EINTR);
	(void)close(p.fd);
	return n != 0;
}

int
installer_run(const struct installer *in)
{
	pid_t	 pid;
	int	 error = spawn(in, &pid), status;

	if (error != 0)
		return error;
	if (!has_ended(pid))
		(void)kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}
