/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock - preloaded into sited by tests/fault/clock-steps: the wall's clock is
 * as far from the machine's as SITED_CLOCK says, a file with one number of
 * seconds, mapped before the sandbox is entered.  The boot-time clock is not
 * touched: no administrator and no NTP can step that.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t	*offset;

static int64_t
seconds(void)
{
	return offset == NULL ? 0 : *offset;
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	static int	(*next)(clockid_t, struct timespec *);
	int		 rc;

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "clock_gettime");
	rc = next(id, t);
	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		t->tv_sec += seconds();
	return rc;
}

int
gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec	 now;

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec	 now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

__attribute__((constructor)) static void
begin(void)
{
	const char	*path = getenv("SITED_CLOCK");
	struct timespec	 now;
	void		*p;
	int		 fd;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return;
	p = mmap(NULL, sizeof(*offset), PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (p != MAP_FAILED)
		offset = p;
}
