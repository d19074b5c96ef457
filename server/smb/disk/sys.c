/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/clock.h"

#define FACTS		(STATX_BASIC_STATS | STATX_BTIME)

int
sys_statx(int fd, struct statx *st)
{
	return statx(fd, "", AT_EMPTY_PATH, FACTS, st) == -1 ? -errno : 0;
}

int
sys_statx_name(int folder, const char *name, struct statx *st)
{
	return statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
	    FACTS, st) == -1 ? -errno : 0;
}

static bool
is_affordable(int fd, uint64_t n)
{
	struct statvfs	 vfs;

	return fstatvfs(fd, &vfs) == 0 &&
	    n / vfs.f_frsize < vfs.f_bavail / 2;
}

int
sys_keep_room(int fd, uint64_t size)
{
	struct statx	 st;
	int		 error = sys_statx(fd, &st);

	if (error != 0 || size <= st.stx_size)
		return error;
	if (size > INT64_MAX)
		return -EINVAL;
	if (!is_affordable(fd, size - st.stx_size))
		return -ENOSPC;
	if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size) == 0 ||
	    errno == EOPNOTSUPP)
		return 0;
	error = -errno;
	return ftruncate(fd, (off_t)st.stx_size) == -1 ? -errno : error;
}

struct timespec
sys_timespec(const struct statx_timestamp *t)
{
	return (struct timespec){ .tv_sec = t->tv_sec,
	    .tv_nsec = (long)t->tv_nsec };
}

uint64_t
sys_nt_time(const struct statx_timestamp *t)
{
	return nt_time_from_timespec(sys_timespec(t));
}

uint64_t
sys_dev(const struct statx *st)
{
	return makedev(st->stx_dev_major, st->stx_dev_minor);
}

bool
sys_same_file(const struct statx *a, const struct statx *b)
{
	return a->stx_ino == b->stx_ino && sys_dev(a) == sys_dev(b);
}

bool
sys_same_moment(const struct statx_timestamp *a,
    const struct statx_timestamp *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}
