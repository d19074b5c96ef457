/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sys - the few system calls that the C library has no function for.  Names
 * become descriptors by open_beneath() only.
 *
 * Errors   0, else -errno.
 */
#ifndef SERVER_SMB_DISK_SYS_H
#define SERVER_SMB_DISK_SYS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "base/beneath.h"

int	sys_statx(int fd, struct statx *);
/* Of a name; a symbolic link is not followed. */
int	sys_statx_name(int folder, const char *name, struct statx *);

/*
 * Room for a file of that size, beyond its end.  A request costs nothing, so
 * it gets half of what is free at most, else -ENOSPC, and then nothing: some
 * file systems keep what they had when it was not enough.
 */
int	sys_keep_room(int fd, uint64_t size);

struct timespec	sys_timespec(const struct statx_timestamp *);
uint64_t	sys_nt_time(const struct statx_timestamp *);
uint64_t	sys_dev(const struct statx *);
bool		sys_same_moment(const struct statx_timestamp *,
		    const struct statx_timestamp *);
bool		sys_same_file(const struct statx *, const struct statx *);

#endif
