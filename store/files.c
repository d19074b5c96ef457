/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/wal.h"

#define HEADER_SIZE	100	/* of an SQLite database; bytes */

int
files_open_dir(const char *dir, struct err *e)
{
	int	 fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return err_sys(e, "cannot open the store's folder %s", dir);
	return fd;
}

/* Who holds it wrote its pid there; 0: it has not come to that yet. */
static long
holder(int fd)
{
	char	 text[24] = "";
	ssize_t	 n = pread(fd, text, sizeof(text) - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

static int
sign(int fd, const char *dir, struct err *e)
{
	char	 text[24];
	int	 n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) == -1 || pwrite(fd, text, (size_t)n, 0) != n)
		return err_sys(e, "cannot write %s/" STORE_LOCK, dir);
	return 0;
}

int
files_lock(int dirfd, const char *dir, struct err *e)
{
	int	 fd, error;

	fd = openat(dirfd, STORE_LOCK, O_RDWR | O_CREAT | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (fd == -1)
		return err_sys(e, "cannot open %s/" STORE_LOCK, dir);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		error = sign(fd, dir, e);
	else if (errno == EWOULDBLOCK)
		error = err_set(e, EBUSY, "another sited (pid %ld) uses the "
		    "store in %s", holder(fd), dir);
	else
		error = err_sys(e, "cannot lock %s/" STORE_LOCK, dir);
	if (error != 0) {
		(void)close(fd);
		return error;
	}
	return fd;
}

/* Bytes of a regular file; 0: not there; -errno. */
static int64_t
size_of(int dirfd, const char *dir, const char *name, struct err *e)
{
	struct stat	 st;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return errno == ENOENT ? 0 :
		    err_sys(e, "cannot look at %s/%s", dir, name);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EUCLEAN, "%s/%s is not a regular file", dir,
		    name);
	return st.st_size;
}

/* SQLite would make it readable for all. */
static int
make_empty(int dirfd, const char *dir, struct err *e)
{
	int	 fd, error = 0;

	fd = openat(dirfd, STORE_FILE, O_RDWR | O_CREAT | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (fd == -1 || fchmod(fd, 0600) == -1 || fsync(dirfd) == -1)
		error = err_sys(e, "cannot create %s/" STORE_FILE, dir);
	if (fd != -1)
		(void)close(fd);
	return error;
}

int
files_prepare(int dirfd, const char *dir, bool create, struct err *e)
{
	int64_t	 size, log;

	if ((size = size_of(dirfd, dir, STORE_FILE, e)) < 0)
		return (int)size;
	if ((log = size_of(dirfd, dir, STORE_LOG, e)) < 0)
		return (int)log;
	if (size == 0 && log > 0)
		return err_set(e, EUCLEAN, "site database %s/" STORE_FILE
		    " is missing or empty, but not its log " STORE_LOG
		    ": restore a backup", dir);
	if (size > 0 && size < HEADER_SIZE)	/* SQLite may call that empty */
		return err_set(e, EUCLEAN, "site database %s/" STORE_FILE
		    " is damaged: restore a backup (it is cut off)", dir);
	if (size == 0 && !create)
		return err_set(e, ENOENT, "there is no site database in %s",
		    dir);
	return size == 0 ? make_empty(dirfd, dir, e) : 0;
}

static bool
read_all(int fd, void *dst, size_t n, int64_t *at)
{
	ssize_t	 k = pread(fd, dst, n, *at);

	*at += (int64_t)n;
	return k == (ssize_t)n;
}

/* True: it has a hole. */
static bool
scan_log(int fd, uint8_t *frame)
{
	uint8_t		 header[WAL_HEADER_SIZE];
	struct wal_scan	 w;
	int64_t		 at = 0;

	if (!read_all(fd, header, sizeof(header), &at))
		return false;		/* nothing was ever synced in it */
	wal_scan_header(&w, header);
	if (!w.header_ok)		/* it is synced before any frame */
		return read_all(fd, frame, WAL_FRAME_HEADER_SIZE, &at);
	while (!w.damaged && read_all(fd, frame,
	    WAL_FRAME_HEADER_SIZE + w.page_size, &at))
		wal_scan_frame(&w, frame, frame + WAL_FRAME_HEADER_SIZE);
	return w.damaged;
}

int
files_check_log(int dirfd, const char *dir, struct err *e)
{
	uint8_t	*frame;
	bool	 damaged;
	int	 fd;

	fd = openat(dirfd, STORE_LOG, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1)
		return err_sys(e, "cannot open %s/" STORE_LOG, dir);
	frame = malloc(WAL_FRAME_HEADER_SIZE + WAL_PAGE_MAX);
	damaged = frame != NULL && scan_log(fd, frame);
	(void)close(fd);
	if (frame == NULL)
		return err_set(e, ENOMEM, "out of memory");
	free(frame);
	if (damaged)
		return err_set(e, EUCLEAN, "site database %s is damaged: "
		    "restore a backup (its log " STORE_LOG " has a hole before "
		    "committed changes)", dir);
	return 0;
}
