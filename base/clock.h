/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock - two clocks that cannot be mixed up.
 *
 * mono     the boot-time clock: goes on during suspend, never steps.  All
 *          waiting is measured with it.
 * wall     the time of day, which an administrator or NTP may step at will.
 *          It is shown and stored, never waited for alone.
 * NT time  100 ns units since 1601-01-01 UTC, as SMB carries it.
 *
 * clock_simulate() puts a clock of the caller's in the place of both, so that
 * the director's logic can be run through years in seconds.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct mono {
	int64_t	 ns;
};

struct wall {
	int64_t	 us;		/* since 1970-01-01 UTC */
};

#define WALL_TEXT_SIZE	32	/* "2026-11-21T02:54:00.123456Z" and a NUL */

struct mono	 mono_now(void);
struct mono	 mono_after(struct mono, int64_t ms);
int64_t		 mono_ms_between(struct mono from, struct mono to);
bool		 mono_passed(struct mono deadline, struct mono now);

struct wall	 wall_now(void);
const char	*wall_text(struct wall, char[static WALL_TEXT_SIZE]);
bool		 wall_parse(const char *, struct wall *out);	/* that form */

uint64_t	 nt_time_from_timespec(struct timespec);
struct timespec	 nt_time_to_timespec(uint64_t);
uint64_t	 nt_time_from_wall(struct wall);
struct wall	 nt_time_to_wall(uint64_t);
uint64_t	 nt_time_now(void);

struct clock_source {
	struct mono	(*mono)(void *);
	struct wall	(*wall)(void *);
	void		*arg;
};

void		 clock_simulate(const struct clock_source *);	/* NULL: real */

/*
 * The boot id of the kernel, "" if it cannot be read.  It is read once: a role
 * asks before its sandbox takes the file away, and before it has threads.
 */
#define BOOT_ID_SIZE	37
void		 clock_boot_id(char[static BOOT_ID_SIZE]);

#endif
