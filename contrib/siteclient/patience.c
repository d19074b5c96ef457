/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/patience.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#define FDS	256			/* an agent has few */

static struct sockaddr_storage	 server;
static volatile sig_atomic_t	 is_over;

/* May interrupt anything: nothing but system calls that may be made there. */
static void
cut(int sig)
{
	struct sockaddr_storage	 peer;
	const int		 saved = errno;
	socklen_t		 n;
	int			 fd;

	(void)sig;
	is_over = 1;
	for (fd = 0; fd < FDS; fd++) {
		memset(&peer, 0, sizeof(peer));
		n = sizeof(peer);
		if (getpeername(fd, (struct sockaddr *)&peer, &n) == 0 &&
		    memcmp(&peer, &server, sizeof(peer)) == 0)
			(void)shutdown(fd, SHUT_RDWR);
	}
	errno = saved;
}

int
patience_new(struct err *err)
{
	const struct sigaction	 sa = { .sa_handler = cut,
				    .sa_flags = SA_RESTART };

	return sigaction(SIGALRM, &sa, NULL) == 0 ? 0 :
	    err_sys(err, "the alarm clock");
}

static void
set_alarm(int64_t ms)
{
	const struct timeval	 tv = { .tv_sec = ms / 1000,
				    .tv_usec = ms % 1000 * 1000 };
	const struct itimerval	 t = { tv, tv };

	(void)setitimer(ITIMER_REAL, &t, NULL);
}

void
patience_begin(const struct sockaddr_storage *to, int64_t ms)
{
	server = *to;
	is_over = 0;
	set_alarm(ms);
}

bool
patience_end(void)
{
	set_alarm(0);
	return is_over == 0;
}
