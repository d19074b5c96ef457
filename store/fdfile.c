/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/fdfile.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fdfile {
	sqlite3_file	 base;
	int		 fd;
};

static int
fd_of(sqlite3_file *f)
{
	return ((struct fdfile *)f)->fd;
}

/* Closing is the business of whoever opened it. */
static int
file_close(sqlite3_file *f)
{
	(void)f;
	return SQLITE_OK;
}

static int
file_read(sqlite3_file *f, void *dst, int n, sqlite3_int64 at)
{
	uint8_t	*p = dst;
	ssize_t	 k = 1;
	int	 have = 0;

	while (have < n && k > 0) {
		k = pread(fd_of(f), p + have, (size_t)(n - have), at + have);
		if (k == -1 && errno == EINTR)
			k = 1;
		else if (k == -1)
			return SQLITE_IOERR_READ;
		else
			have += (int)k;
	}
	if (have == n)
		return SQLITE_OK;
	memset(p + have, 0, (size_t)(n - have));
	return SQLITE_IOERR_SHORT_READ;
}

static int
file_write(sqlite3_file *f, const void *src, int n, sqlite3_int64 at)
{
	const uint8_t	*p = src;
	ssize_t		 k;
	int		 done = 0;

	while (done < n) {
		k = pwrite(fd_of(f), p + done, (size_t)(n - done), at + done);
		if (k == -1 && errno == EINTR)
			continue;
		if (k == -1)
			return errno == ENOSPC || errno == EDQUOT ||
			    errno == EFBIG ? SQLITE_FULL : SQLITE_IOERR_WRITE;
		done += (int)k;
	}
	return SQLITE_OK;
}

static int
file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return ftruncate(fd_of(f), size) == 0 ? SQLITE_OK :
	    SQLITE_IOERR_TRUNCATE;
}

static int
file_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	return fsync(fd_of(f)) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *out)
{
	struct stat	 st;

	if (fstat(fd_of(f), &st) == -1)
		return SQLITE_IOERR_FSTAT;
	*out = st.st_size;
	return SQLITE_OK;
}

static int
file_lock(sqlite3_file *f, int level)
{
	(void)f;
	(void)level;
	return SQLITE_OK;
}

static int
file_reserved(sqlite3_file *f, int *out)
{
	(void)f;
	*out = 0;
	return SQLITE_OK;
}

static int
file_control(sqlite3_file *f, int op, void *arg)
{
	(void)f;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int
file_sector(sqlite3_file *f)
{
	(void)f;
	return 4096;
}

static int
file_abilities(sqlite3_file *f)
{
	(void)f;
	return 0;
}

static const sqlite3_io_methods	 methods = {
	.iVersion = 1, .xClose = file_close, .xRead = file_read,
	.xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
	.xFileSize = file_size, .xLock = file_lock, .xUnlock = file_lock,
	.xCheckReservedLock = file_reserved, .xFileControl = file_control,
	.xSectorSize = file_sector, .xDeviceCharacteristics = file_abilities
};

static int
vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
    int *flags_out)
{
	struct fdfile	*file = (struct fdfile *)f;

	(void)vfs;
	file->base.pMethods = NULL;
	if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0)
		return SQLITE_CANTOPEN;		/* no journal beside it */
	file->fd = (int)strtol(strrchr(name, '/') + 1, NULL, 10);
	file->base.pMethods = &methods;
	if (flags_out != NULL)
		*flags_out = flags;
	return SQLITE_OK;
}

static int
vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	(void)vfs;
	(void)name;
	(void)sync_dir;
	return SQLITE_OK;
}

static int
vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	(void)name;
	(void)flags;
	*out = 0;
	return SQLITE_OK;
}

static int
vfs_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	(void)sqlite3_snprintf(size, out, "%s", name);
	return SQLITE_OK;
}

int
fdfile_register(void)
{
	static sqlite3_vfs	 vfs;
	sqlite3_vfs		*usual = sqlite3_vfs_find(NULL);

	if (usual == NULL)
		return -ENOMEM;
	if (sqlite3_vfs_find(FDFILE_VFS) != NULL)
		return 0;
	vfs = *usual;			/* its clock and its randomness */
	vfs.szOsFile = sizeof(struct fdfile);
	vfs.pNext = NULL;
	vfs.zName = FDFILE_VFS;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	vfs.xAccess = vfs_access;
	vfs.xFullPathname = vfs_full_name;
	return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? 0 : -ENOMEM;
}

const char *
fdfile_name(int fd, char dst[static FDFILE_NAME_SIZE])
{
	(void)snprintf(dst, FDFILE_NAME_SIZE, "/descriptor/%d", fd);
	return dst;
}
