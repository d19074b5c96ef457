/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/closer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define FULL		1024	/* descriptors; the pipe holds more */

struct closer {
	int	 in, out;	/* of a pipe: descriptors as numbers */
};

/* A passed socket waits for nobody. */
static void
close_passed(int fd)
{
	struct linger	 none = { 0, 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	(void)close(fd);
}

static void
close_all(struct msghdr *m)
{
	struct cmsghdr	*h;
	size_t		 i, n;
	int		 fd;

	for (h = CMSG_FIRSTHDR(m); h != NULL; h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level != SOL_SOCKET ||
		    h->cmsg_type != SCM_RIGHTS)
			continue;
		n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(h) + i * sizeof(int),
			    sizeof(int));
			close_passed(fd);
		}
	}
}

/* What came over it and was never looked at. */
static void
empty(int fd)
{
	union {
		struct cmsghdr	 align;
		char		 bytes[CMSG_SPACE(CLOSER_FDS_MAX * sizeof(int))];
	} space;
	char		 bytes[4096];
	struct iovec	 iov = { bytes, sizeof(bytes) };
	struct msghdr	 m;

	(void)shutdown(fd, SHUT_RDWR);	/* nothing more comes */
	for (;;) {
		m = (struct msghdr){ .msg_iov = &iov, .msg_iovlen = 1,
		    .msg_control = &space,
		    .msg_controllen = sizeof(space.bytes) };
		if (recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) <= 0)
			return;
		close_all(&m);
	}
}

static void *
run(void *arg)
{
	int	 out = *(int *)arg, fd;

	free(arg);
	while (read(out, &fd, sizeof(fd)) == sizeof(fd)) {
		empty(fd);
		close_passed(fd);
	}
	(void)close(out);
	return NULL;
}

/* Signals are the loop's business. */
static int
start(int out)
{
	pthread_t	 thread;
	sigset_t	 all, before;
	int		*arg = malloc(sizeof(*arg)), error;

	if (arg == NULL)
		return -ENOMEM;
	*arg = out;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, run, arg);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error == 0)
		(void)pthread_detach(thread);
	else
		free(arg);
	return -error;
}

int
closer_new(struct closer **out)
{
	struct closer	*c = calloc(1, sizeof(*c));
	int		 fds[2], rc;

	if (c == NULL)
		return -ENOMEM;
	if (pipe2(fds, O_CLOEXEC) == -1) {
		rc = -errno;
		free(c);
		return rc;
	}
	c->out = fds[0];
	c->in = fds[1];
	(void)fcntl(c->in, F_SETFL, O_NONBLOCK);
	rc = start(c->out);
	if (rc == 0) {
		*out = c;
		return 0;
	}
	(void)close(c->in);
	(void)close(c->out);
	free(c);
	return rc;
}

void
closer_give(struct closer *c, int fd)
{
	if (write(c->in, &fd, sizeof(fd)) != sizeof(fd))
		(void)close(fd);
}

bool
closer_is_full(struct closer *c)
{
	int	 n;

	return ioctl(c->in, FIONREAD, &n) == 0 &&
	    (size_t)n >= FULL * sizeof(int);
}

void
closer_free(struct closer **cp)
{
	struct closer	*c = *cp;

	if (c == NULL)
		return;
	*cp = NULL;
	(void)close(c->in);	/* the thread ends behind the last of them */
	free(c);
}
