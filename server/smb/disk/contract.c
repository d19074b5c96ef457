/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contract - what a read-write share asks of its file system, tried out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/smb/disk/disk.h"
#include "server/smb/disk/record.h"
#include "server/smb/disk/sys.h"

#define TRIAL		".sited:check"	/* no client can say this */
#define TRIAL_MOVED	".sited:check-moved"

static int
check_record(int fd, struct err *e)
{
	struct record	 rec = { .parts = RECORD_ALL_PARTS, .created = 1 };
	struct record	 got;
	int		 error;

	error = record_store(fd, &rec);
	if (error == 0)
		error = record_load(fd, &got);
	if (error == 0 && got.parts != rec.parts)
		error = -EOPNOTSUPP;
	if (error != 0)
		return err_set(e, -error, "the file system keeps no extended "
		    "attribute " RECORD_NAME ": %s", strerror(-error));
	return 0;
}

/* 100 ns are NT's unit; whole seconds would show as changed times. */
static int
check_times(int fd, struct err *e)
{
	struct timespec	 ts[2] = { { .tv_nsec = UTIME_OMIT },
			    { .tv_sec = 1000000000, .tv_nsec = 123456700 } };
	struct statx	 st;
	int		 error;

	if (futimens(fd, ts) == -1)
		return err_sys(e, "cannot set a file's times");
	error = sys_statx(fd, &st);
	if (error != 0)
		return err_set(e, -error, "cannot look at a file: %s",
		    strerror(-error));
	if (st.stx_mtime.tv_nsec != 123456700)
		return err_set(e, EOPNOTSUPP,
		    "the file system keeps no times of 100 ns");
	return 0;
}

static int
check_rename(int folder, struct err *e)
{
	if (renameat2(folder, TRIAL, folder, TRIAL_MOVED,
	    RENAME_NOREPLACE) == -1)
		return err_sys(e, "the file system cannot rename without "
		    "replacing");
	return 0;
}

int
disk_check(int folder, struct err *e)
{
	int	 error, fd;

	(void)unlinkat(folder, TRIAL, 0);
	(void)unlinkat(folder, TRIAL_MOVED, 0);
	fd = open_beneath(folder, TRIAL, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd == -ENOSYS)
		return err_set(e, ENOSYS, "the kernel has no openat2()");
	if (fd < 0)
		return err_set(e, -fd, "cannot make a file: %s",
		    strerror(-fd));
	error = check_record(fd, e);
	if (error == 0)
		error = check_times(fd, e);
	if (error == 0)
		error = check_rename(folder, e);
	(void)close(fd);
	(void)unlinkat(folder, TRIAL, 0);
	(void)unlinkat(folder, TRIAL_MOVED, 0);
	return error;
}
