/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_S	1000000000LL
#define NS_PER_MS	1000000LL
#define US_PER_S	1000000LL
#define NT_PER_S	10000000LL
#define NT_UNIX_GAP	11644473600LL	/* seconds from 1601 to 1970 */

static struct clock_source	 simulated;

void
clock_simulate(const struct clock_source *source)
{
	simulated = source == NULL ? (struct clock_source){ 0 } : *source;
}

struct mono
mono_now(void)
{
	struct timespec	 ts;

	if (simulated.mono != NULL)
		return simulated.mono(simulated.arg);
	(void)clock_gettime(CLOCK_BOOTTIME, &ts);
	return (struct mono){ ts.tv_sec * NS_PER_S + ts.tv_nsec };
}

struct mono
mono_after(struct mono t, int64_t ms)
{
	return (struct mono){ t.ns + ms * NS_PER_MS };
}

int64_t
mono_ms_between(struct mono from, struct mono to)
{
	return (to.ns - from.ns) / NS_PER_MS;
}

bool
mono_passed(struct mono deadline, struct mono now)
{
	return now.ns >= deadline.ns;
}

struct wall
wall_now(void)
{
	struct timespec	 ts;

	if (simulated.wall != NULL)
		return simulated.wall(simulated.arg);
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (struct wall){ ts.tv_sec * US_PER_S + ts.tv_nsec / 1000 };
}

/* Division that rounds down, so that times before 1970 keep their order. */
static int64_t
floor_div(int64_t a, int64_t b, int64_t *rest)
{
	int64_t	 q = a / b;
	int64_t	 r = a % b;

	if (r < 0) {
		r += b;
		q--;
	}
	*rest = r;
	return q;
}

const char *
wall_text(struct wall w, char dst[static WALL_TEXT_SIZE])
{
	struct tm	 tm;
	time_t		 s;
	int64_t		 us;
	char		 day[24];

	s = floor_div(w.us, US_PER_S, &us);
	if (gmtime_r(&s, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(dst, WALL_TEXT_SIZE, "%s.%06uZ", day,
	    (unsigned)us % 1000000U);
	return dst;
}

bool
wall_parse(const char *s, struct wall *out)
{
	struct tm	 tm = { 0 };
	const char	*p;
	int64_t		 us = 0;
	int64_t		 unit = US_PER_S / 10;

	p = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);
	if (p == NULL)
		return false;
	if (*p == '.') {
		for (p++; *p >= '0' && *p <= '9'; p++, unit /= 10)
			us += (*p - '0') * unit;
	}
	if (strcmp(p, "Z") != 0)
		return false;
	out->us = timegm(&tm) * US_PER_S + us;
	return true;
}

uint64_t
nt_time_from_timespec(struct timespec ts)
{
	if (ts.tv_sec < -NT_UNIX_GAP)
		return 0;
	return (uint64_t)((ts.tv_sec + NT_UNIX_GAP) * NT_PER_S +
	    ts.tv_nsec / 100);
}

struct timespec
nt_time_to_timespec(uint64_t nt)
{
	struct timespec	 ts;

	ts.tv_sec = (time_t)(nt / (uint64_t)NT_PER_S) - NT_UNIX_GAP;
	ts.tv_nsec = (long)(nt % (uint64_t)NT_PER_S) * 100;
	return ts;
}

uint64_t
nt_time_from_wall(struct wall w)
{
	return (uint64_t)(w.us + NT_UNIX_GAP * US_PER_S) * 10;
}

struct wall
nt_time_to_wall(uint64_t nt)
{
	return (struct wall){ (int64_t)(nt / 10) - NT_UNIX_GAP * US_PER_S };
}

uint64_t
nt_time_now(void)
{
	struct timespec	 ts;

	if (simulated.wall != NULL)
		return nt_time_from_wall(simulated.wall(simulated.arg));
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return nt_time_from_timespec(ts);
}

void
clock_boot_id(char dst[static BOOT_ID_SIZE])
{
	static char	 boot_id[BOOT_ID_SIZE];
	ssize_t		 n = -1;
	int		 fd = -1;

	if (boot_id[0] == '\0')
		fd = open("/proc/sys/kernel/random/boot_id",
		    O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		n = read(fd, dst, BOOT_ID_SIZE - 1);
		(void)close(fd);
	}
	if (n == BOOT_ID_SIZE - 1)
		memcpy(boot_id, dst, BOOT_ID_SIZE - 1);
	memcpy(dst, boot_id, BOOT_ID_SIZE);
}
