/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccmbtldr - the loader that a site server stages and starts as a service: it
 * looks for a CAP in caplist.ini, puts the core (CCMCore.exe) in its place,
 * starts it as ccmboot under the bootstrap account, and waits for it.
 *
 *	ccmbtldr [/wait:SECONDS]
 *
 * /wait     ends after that time at the latest, whatever the child does: as
 *          the loaders before SP4, which did not wait for replication
 *          (Q304961).  A child lives on when its loader is stopped.
 * Exit     that of the child; 2: it could not be started.
 * Source   ccm.md 6 C1 to C7: Q260168, Q242924, Q304961.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/siteclient/boot.h"
#include "protocol/sms/published.h"

#define LIST_MAX	65536
#define ARENA_MAX	(1U << 20)
#define CORE		"CCMCore.exe"
#define PROGRAM		"CCMBoot.exe"
#define PIECE		65536
#define NOT_STARTED	2

static struct agent_logs	logs = { .folder = -1 };

/* --- looking for a CAP --- */

static bool
find_cap(void)
{
	static char		 text[LIST_MAX];
	struct syntax_err	 why;
	struct caplist		 list = { .caps = { .n = 0 } };
	struct arena		 mem;
	ssize_t			 n = boot_read("caplist.ini", text,
				    sizeof(text));
	bool			 found;

	arena_init(&mem, ARENA_MAX);
	found = n >= 0 && caplist_parse(text, (size_t)n, &mem, &list,
	    &why) == 0 && list.caps.n > 0;
	arena_free(&mem);
	if (!found)
		agent_log(&logs, LOG_REMOTE,
		    "Error locating CAP (-2147467259)");
	return found;
}

/* --- its child --- */

static bool
copy(int from, int to)
{
	static char	 piece[PIECE];
	ssize_t		 n;

	while ((n = read(from, piece, sizeof(piece))) > 0)
		if (write(to, piece, (size_t)n) != n)
			return false;
	return n == 0;
}

/* The core in its place; the descriptor of what is to be run, or -1. */
static int
place_core(void)
{
	int	 folder = boot_folder("MS/SMS/Core/Bin");
	int	 from = open(CORE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int	 to = -1, fd = -1;
	bool	 good;

	if (folder >= 0 && from != -1) {
		(void)unlinkat(folder, PROGRAM, 0);
		to = openat(folder, PROGRAM, O_WRONLY | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0700);
	}
	good = to != -1 && copy(from, to);
	if (to != -1 && close(to) == -1)
		good = false;
	if (good)
		fd = openat(folder, PROGRAM, O_RDONLY | O_NOFOLLOW);
	if (from != -1)
		(void)close(from);
	if (folder >= 0)
		(void)close(folder);
	return fd;
}

/* The credential's descriptor is the child's: this process never reads it. */
static pid_t
start(void)
{
	static char	 name[] = PROGRAM;
	char		*const argv[] = { name, NULL };
	int		 fd = place_core();
	pid_t		 pid = fd == -1 ? -1 : fork();

	if (pid == 0) {
		(void)setpgid(0, 0);
		(void)fexecve(fd, argv, environ);
		_exit(127);
	}
	if (fd != -1)
		(void)close(fd);
	(void)close(PUSH_CREDENTIAL_FD);
	return pid;
}

static int
ended(pid_t pid)
{
	int	 status;

	if (waitpid(pid, &status, 0) != pid)
		return NOT_STARTED;
	if (!WIFEXITED(status)) {
		agent_log(&logs, LOG_REMOTE, "CCMBoot.exe was ended by "
		    "signal %d", WTERMSIG(status));
		return 1;
	}
	agent_log(&logs, LOG_REMOTE,
	    "UpdateClientRegistryForCCIMLaunch returned %d",
	    WEXITSTATUS(status));
	return WEXITSTATUS(status);
}

static int
await(pid_t pid, int ms)
{
	struct pollfd	 p = { .fd = pidfd_open(pid, 0), .events = POLLIN };

	if (p.fd == -1 || poll(&p, 1, ms) == 1)
		return ended(pid);
	agent_log(&logs, LOG_REMOTE, "The loader does not wait any longer "
	    "for CCMBoot.exe, which runs on");
	return 0;
}

int
main(int argc, char **argv)
{
	const char	*wait = argc > 1 && strncmp(argv[1], "/wait:", 6) == 0 ?
			    argv[1] + 6 : NULL;
	pid_t		 pid;

	logs.folder = boot_folder("MS/SMS/Logs");
	if (logs.folder < 0)
		logs.folder = -1;
	(void)secret_forbid_dumps(NULL);
	agent_log(&logs, LOG_REMOTE, "The loader has begun");
	if (!find_cap() || (pid = start()) == -1) {
		agent_log(&logs, LOG_REMOTE, "Could not spawn CCMBoot.exe -");
		return NOT_STARTED;
	}
	return await(pid, wait == NULL ? -1 : 1000 * atoi(wait));
}
