/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drop_name - reserving a name in a drop box.  The file in .open is the
 * reservation, its lock says that its server lives.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/worker/drop.h"

#define FILE_MODE	0640

bool
drop_name_is_tmp(const char *name)
{
	const char	*dot = strrchr(name, '.');

	return dot != NULL && text_casecmp(dot, ".tmp") == 0;
}

/* Names with a dot in front are ours: .open, and what the director adds. */
bool
drop_name_key(const char *name, char key[static DROP_NAME_SIZE])
{
	return name[0] != '.' && strlen(name) < DROP_NAME_SIZE &&
	    text_fold(name, key, DROP_NAME_SIZE) == 0;
}

static bool
still_named(int dir, const char *key, int fd)
{
	struct stat	 a, b;

	return fstatat(dir, key, &a, AT_SYMLINK_NOFOLLOW) == 0 &&
	    fstat(fd, &b) == 0 && a.st_ino == b.st_ino;
}

bool
drop_is_named(const struct drop_file *d)
{
	return still_named(d->box->open_fd, d->key, d->fd);
}

/* A reservation whose server died holds no lock: away with it. */
static bool
clear_dead(struct dropbox *box, const char *key)
{
	bool	 dead;
	int	 fd;

	fd = openat(box->open_fd, key, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return errno == ENOENT;
	dead = flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    still_named(box->open_fd, key, fd);
	if (dead)
		(void)unlinkat(box->open_fd, key, 0);
	(void)close(fd);
	return dead;
}

int
drop_reserve(struct dropbox *box, const char *key)
{
	int	 fd, tries;

	for (tries = 0; tries < 3; tries++) {
		fd = openat(box->open_fd, key, O_RDWR | O_CREAT | O_EXCL |
		    O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
		if (fd == -1 && errno != EEXIST)
			return -errno;
		if (fd == -1 && !clear_dead(box, key))
			return -EEXIST;
		if (fd == -1)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		    still_named(box->open_fd, key, fd))
			break;
		(void)close(fd);	/* taken for dead in this very moment */
		fd = -1;
	}
	if (fd == -1)
		return -EAGAIN;
	/* Only now: what had the name may have landed meanwhile. */
	if (faccessat(box->fd, key, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		(void)unlinkat(box->open_fd, key, 0);
		(void)close(fd);
		return -EEXIST;
	}
	return fd;
}

bool
drop_is_taken(struct dropbox *box, const char *key)
{
	return faccessat(box->fd, key, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
	    faccessat(box->open_fd, key, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void
drop_sweep(struct dropbox *box)
{
	struct dirent	*entry;
	unsigned	 cleared = 0;
	DIR		*dir;
	int		 fd;

	fd = openat(box->open_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    clear_dead(box, entry->d_name))
			cleared++;
	(void)closedir(dir);
	if (cleared > 0)
		log_info("%s: %u files that were never finished were cleared "
		    "away", box_row(box->box)->name, cleared);
}
