/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"

#define LOCK		"lock"
#define DEPTH_MAX	32
#define PIECE		65536

static const char	*const subfolders[] = { "clicomp", "logs", "queue",
			    "sitefile", "smb" };

static int
make_subfolders(int fd)
{
	size_t	 i;

	for (i = 0; i < sizeof(subfolders) / sizeof(subfolders[0]); i++)
		if (mkdirat(fd, subfolders[i], 0700) == -1 && errno != EEXIST)
			return -errno;
	return 0;
}

int
folder_open(const char *path, int *out, struct err *err)
{
	struct stat	 st;
	int		 fd, error;

	*out = -1;
	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return err_sys(err, "%s", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		error = err_sys(err, "%s", path);
	else if ((st.st_mode & 077) != 0 || st.st_uid != geteuid())
		error = err_set(err, EPERM, "%s: accounts and keys stand in "
		    "it, so it must be yours and nobody else's (mode 0700)",
		    path);
	else if ((error = make_subfolders(fd)) != 0)
		error = err_set(err, -error, "%s: %s", path,
		    strerror(-error));
	if (error != 0 && fd != -1)
		(void)close(fd);
	else
		*out = fd;
	return error;
}

int
folder_lock(int folder, int *out, struct err *err)
{
	*out = open_beneath(folder, LOCK, O_RDWR | O_CREAT, 0600);
	if (*out < 0)
		return err_set(err, -*out, "%s: %s", LOCK, strerror(-*out));
	if (flock(*out, LOCK_EX | LOCK_NB) == 0) {
		if (ftruncate(*out, 0) == 0)
			(void)dprintf(*out, "%d\n", (int)getpid());
		return 0;
	}
	(void)close(*out);
	*out = -1;
	return err_set(err, EBUSY, "another siteclient works in this folder");
}

pid_t
folder_locker(int folder)
{
	char	 text[16] = "";
	int	 fd = open_beneath(folder, LOCK, O_RDONLY, 0);
	long	 pid;

	if (fd < 0)
		return -1;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd);
	pid = strtol(text, NULL, 10);
	return pid > 1 && pid < INT_MAX ? (pid_t)pid : -1;
}

int
folder_read(int folder, const char *name, size_t max, struct buf *b)
{
	int	 fd = open_beneath(folder, name, O_RDONLY, 0);
	uint8_t	*p;
	ssize_t	 n = 1;

	if (fd < 0)
		return fd;
	buf_clear(b);
	while (n > 0 && buf_ok(b) && b->len <= max) {
		p = buf_space(b, PIECE);
		if (p == NULL)
			break;
		n = read(fd, p, PIECE);
		b->len -= PIECE - (n < 0 ? 0 : (size_t)n);
	}
	(void)close(fd);
	if (n < 0)
		return -EIO;
	return buf_ok(b) && b->len <= max ? 0 : -EFBIG;
}

int
folder_sync(int folder)
{
	int	 fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int	 error = fd == -1 || fsync(fd) == -1 ? -errno : 0;

	if (fd != -1)
		(void)close(fd);
	return error;
}

static int
write_all(int fd, const struct buf *b)
{
	size_t	 at = 0;
	ssize_t	 n;

	while (at < b->len) {
		n = write(fd, b->data + at, b->len - at);
		if (n <= 0)
			return n == 0 ? -EIO : -errno;
		at += (size_t)n;
	}
	return fsync(fd) == -1 ? -errno : 0;
}

int
folder_write(int folder, const char *name, const struct buf *b)
{
	char	 fresh[256];
	int	 fd, error;

	if (!buf_ok(b))
		return -ENOMEM;
	(void)snprintf(fresh, sizeof(fresh), "%s.new", name);
	if (unlinkat(folder, fresh, 0) == -1 && errno != ENOENT)
		return -errno;
	fd = open_beneath(folder, fresh, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return fd;
	error = write_all(fd, b);
	if (close(fd) == -1 && error == 0)
		error = -errno;
	if (error == 0 && renameat(folder, fresh, folder, name) == -1)
		error = -errno;
	return error != 0 ? error : folder_sync(folder);
}

int
folder_make(int folder, const char *path)
{
	char	 part[512];
	char	*p;
	int	 fd;

	if (strlcpy(part, path, sizeof(part)) >= sizeof(part))
		return -ENAMETOOLONG;
	for (p = part;; *p++ = '/') {
		p += strcspn(p, "/");
		if (*p == '\0')
			break;
		*p = '\0';
		if (mkdirat(folder, part, 0700) == -1 && errno != EEXIST)
			return -errno;
		/* what is there may be a link: openat2 says so */
		fd = open_beneath(folder, part, O_PATH | O_DIRECTORY, 0);
		if (fd < 0)
			return fd;
		(void)close(fd);
	}
	return mkdirat(folder, part, 0700) == -1 && errno != EEXIST ?
	    -errno : 0;
}

static int	remove_below(int parent, const char *name, unsigned depth);

static int
remove_entries(int fd, unsigned depth)
{
	DIR		*d = fdopendir(fd);
	struct dirent	*e;
	int		 error = 0;

	if (d == NULL) {
		error = -errno;
		(void)close(fd);
		return error;
	}
	while (error == 0 && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0)
			error = remove_below(dirfd(d), e->d_name, depth);
	(void)closedir(d);
	return error;
}

static int
remove_below(int parent, const char *name, unsigned depth)
{
	int	 fd, error;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	if (depth == 0)
		return -ELOOP;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1)
		return -errno;
	error = remove_entries(fd, depth - 1);
	if (error == 0 && unlinkat(parent, name, AT_REMOVEDIR) == -1)
		error = -errno;
	return error;
}

int
folder_remove(int folder, const char *name)
{
	return remove_below(folder, name, DEPTH_MAX);
}
