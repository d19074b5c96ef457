/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe - preloaded into sited by tests/fault/sandbox: at SIGUSR1 the process
 * does what its sandbox should forbid, and writes down what came of it.
 *
 * The wish and the answer stand in a file that was mapped before the sandbox
 * was entered, SITED_PROBE: wish, -errno or 0, and how often it was asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

enum wish {
	WISH_OPEN = 1, WISH_CREATE, WISH_SOCKET, WISH_EXEC, WISH_PTRACE,
	WISH_MLOCK
};

struct slip {
	uint32_t	 wish;
	int32_t		 answer;
	uint32_t	 count;
	char		 path[256];
};

static volatile struct slip	*slip;

static int
open_it(int flags)
{
	char	 path[sizeof(slip->path)];
	size_t	 i;

	for (i = 0; i < sizeof(path); i++)
		path[i] = slip->path[i];
	return open(path, flags | O_CLOEXEC, 0600);
}

static int
try(uint32_t wish)
{
	char	*argv[] = { NULL, NULL };

	switch (wish) {
	case WISH_OPEN:
		return open_it(O_RDONLY);
	case WISH_CREATE:
		return open_it(O_WRONLY | O_CREAT);
	case WISH_SOCKET:
		return socket(AF_INET, SOCK_STREAM, 0);
	case WISH_EXEC:
		return execve("/bin/true", argv, argv);
	case WISH_PTRACE:
		return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
	case WISH_MLOCK:
		return mlock(&argv, sizeof(argv));
	default:
		errno = EINVAL;
		return -1;
	}
}

static void
on_wish(int sig)
{
	int	 saved = errno;

	(void)sig;
	slip->answer = try(slip->wish) == -1 ? -errno : 0;
	slip->count++;
	errno = saved;
}

__attribute__((constructor)) static void
probe_open(void)
{
	const char	*path = getenv("SITED_PROBE");
	struct sigaction sa;
	void		*p;
	int		 fd;

	fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	if (fd == -1)
		return;
	p = mmap(NULL, sizeof(*slip), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	(void)close(fd);
	if (p == MAP_FAILED)
		abort();
	slip = p;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_wish;
	sa.sa_flags = SA_RESTART;
	(void)sigaction(SIGUSR1, &sa, NULL);
}
