/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/component_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "server/director/cap/masters.h"

#define FOLDER_MODE	02770		/* as masters.c and the share have */
#define FILE_MODE	0660
#define CHUNK		65536
#define PATH_SIZE	(2 * MANIFEST_PATH_SIZE)

void
component_folder(const struct survey_order *o,
    char name[static MANIFEST_PATH_SIZE])
{
	struct dirent	*entry;
	char		*leaf = strchr(name, '/') + 1;
	DIR		*dir;
	int		 fd;

	fd = open_beneath(o->masters_fd, MASTERS_COMPONENTS, O_RDONLY |
	    O_DIRECTORY, 0);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (text_casecmp(entry->d_name, leaf) == 0) {
			(void)snprintf(leaf, MANIFEST_PATH_SIZE -
			    (size_t)(leaf - name), "%s", entry->d_name);
			break;
		}
	(void)closedir(dir);
}

static int
copy(int from, uint64_t at, uint64_t size, int to)
{
	char	 piece[CHUNK];
	ssize_t	 n;

	while (size > 0) {
		n = pread(from, piece, size < CHUNK ? (size_t)size : CHUNK,
		    (off_t)at);
		if (n <= 0)
			return n == 0 ? -EIO : -errno;
		if (write(to, piece, (size_t)n) != n)
			return errno != 0 ? -errno : -ENOSPC;
		at += (uint64_t)n;
		size -= (uint64_t)n;
	}
	return fsync(to) == -1 ? -errno : 0;
}

/* Under another name first: a scan sees the whole file, or the one before. */
static int
put_file(int dir, const char *name, const struct brought *w,
    const struct survey_file *f, uint64_t at)
{
	struct timespec	 times[2] = { f->mtime, f->mtime };
	char		 fresh[MANIFEST_PATH_SIZE];
	int		 to, rc;

	(void)snprintf(fresh, sizeof(fresh), ".%.200s.tmp", name);
	(void)unlinkat(dir, fresh, 0);
	to = openat(dir, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, FILE_MODE);
	if (to == -1)
		return -errno;
	errno = 0;
	rc = copy(w->fd, at, f->size, to);
	if (rc == 0 && (fchmod(to, FILE_MODE) == -1 ||
	    futimens(to, times) == -1))
		rc = -errno;
	(void)close(to);
	if (rc == 0 && renameat(dir, fresh, dir, name) == -1)
		rc = -errno;
	if (rc != 0)
		(void)unlinkat(dir, fresh, 0);
	return rc;
}

/* The mask takes the group's right to write away, which workers need. */
static int
make_folder(int root, const char *name)
{
	if (mkdirat(root, name, FOLDER_MODE) == -1)
		return errno == EEXIST ? 0 : -errno;
	return fchmodat(root, name, FOLDER_MODE, 0) == -1 ? -errno : 0;
}

/* The folder that a file belongs into, made if missing. */
static int
open_folder(int root, const char *path)
{
	const char	*slash = strchr(path, '/');
	char		 name[MANIFEST_PATH_SIZE];
	int		 rc;

	if (slash == NULL)
		return open_beneath(root, "", O_RDONLY | O_DIRECTORY, 0);
	(void)snprintf(name, sizeof(name), "%.*s", (int)(slash - path), path);
	rc = make_folder(root, name);
	return rc != 0 ? rc : open_beneath(root, name, O_RDONLY | O_DIRECTORY, 0);
}

static int
put_below(int root, const struct brought *w, const struct survey_file *f,
    uint64_t at, struct err *e)
{
	const char	*slash = strchr(f->path, '/');
	int		 dir = open_folder(root, f->path), rc;

	if (dir < 0)
		rc = dir;
	else {
		rc = put_file(dir, slash == NULL ? f->path : slash + 1, w, f,
		    at);
		if (rc == 0 && fsync(dir) == -1)
			rc = -errno;
		(void)close(dir);
	}
	return rc == 0 ? 0 : err_set(e, -rc, "the master of %s cannot be "
	    "written: %s", VIS(f->path), strerror(-rc));
}

static bool
is_brought(const struct brought *w, const char *path)
{
	size_t	 i;

	for (i = 0; i < w->b->nfile; i++)
		if (strcmp(w->b->file[i].path, path) == 0)
			return true;
	return false;
}

/* Files of the version before would make it another one. */
static void
remove_others(const struct survey_order *o, int root,
    const struct brought *w)
{
	struct survey	*s = calloc(1, sizeof(*s));
	size_t		 i;

	if (s == NULL)
		return;
	arena_init(&s->arena, (size_t)4 << 20);
	if (survey_begin(s))
		survey_list_one(o, s, w->b->row, w->b->name);
	for (i = 0; s->n == 1 && i < s->bundle[0].nfile; i++)
		if (!is_brought(w, s->bundle[0].file[i].path))
			(void)unlinkat(root, s->bundle[0].file[i].path, 0);
	survey_free(&s);
}

/* The folder of the component, made below the one that it belongs into. */
static int
open_below(const struct survey_order *o, const char *name)
{
	int	 fd, rc;

	fd = open_beneath(o->masters_fd, MASTERS_COMPONENTS, O_RDONLY |
	    O_DIRECTORY, 0);
	if (fd < 0)
		return fd;
	rc = make_folder(fd, strchr(name, '/') + 1);
	(void)close(fd);
	return rc != 0 ? rc : open_beneath(o->masters_fd, name, O_RDONLY |
	    O_DIRECTORY, 0);
}

int
component_write_master(const struct survey_order *o, const struct brought *w,
    struct err *e)
{
	size_t	 i;
	int	 root, rc = 0;

	root = open_below(o, w->b->name);
	if (root < 0)
		return err_set(e, -root, "the master cannot be written: %s",
		    strerror(-root));
	for (i = 0; i < w->b->nfile && rc == 0; i++)
		rc = put_below(root, w, &w->b->file[i], w->at[i], e);
	if (rc == 0) {
		remove_others(o, root, w);
		rc = put_below(root, w, w->b->compver, w->compver_at, e);
	}
	(void)close(root);
	return rc;
}
