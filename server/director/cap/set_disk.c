/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cohort.h"
#include "protocol/sms/box.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/masterforms.h"
#include "server/director/cap/set_int.h"

#define FOLDER_MODE	0750
#define FILE_MODE	0640
#define NAME_SIZE	SET_NAME_SIZE
#define DEPTH_MAX	9

void
set_name(char dst[static NAME_SIZE], const char *prefix, uint64_t serial)
{
	(void)snprintf(dst, NAME_SIZE, "%s%llu", prefix,
	    (unsigned long long)serial);
}

int
set_folder(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
}

/* --- removing --- */

static void
remove_tree(int parent, const char *name, int depth)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd = depth == 0 ? -1 : set_folder(parent, name);

	dir = fd == -1 ? NULL : fdopendir(fd);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) == -1)
			remove_tree(fd, entry->d_name, depth - 1);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)unlinkat(parent, name, AT_REMOVEDIR);
}

void
set_remove(int sets_fd, uint64_t serial)
{
	char	 name[NAME_SIZE];

	set_name(name, "", serial);
	remove_tree(sets_fd, name, DEPTH_MAX);
}

void
set_each(int sets_fd, void (*run)(void *, uint64_t), void *arg)
{
	struct dirent	*entry;
	unsigned long long serial;
	char		*end;
	DIR		*dir;
	int		 fd = set_folder(sets_fd, ".");

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		serial = strtoull(entry->d_name, &end, 10);
		if (*end == '\0' && serial > 0)
			run(arg, serial);
	}
	(void)closedir(dir);
}

/* None survives a restart: no client may be kept off for ever. */
static void
remove_locks(int sets_fd, const char *set)
{
	struct dirent	*entry;
	char		 path[NAME_SIZE + SET_VIEW_SIZE + 64];
	DIR		*dir;
	int		 fd;

	(void)snprintf(path, sizeof(path), "%s/cap/clicomp.box", set);
	fd = set_folder(sets_fd, path);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		char	 lock[300];

		(void)snprintf(lock, sizeof(lock), "%s/" MASTER_LOCK,
		    entry->d_name);
		(void)unlinkat(fd, lock, 0);
	}
	(void)closedir(dir);
}

static void
unlock_set(int sets_fd, const char *set)
{
	char		 path[NAME_SIZE + SET_VIEW_SIZE], view[SET_VIEW_SIZE];
	unsigned	 c;

	remove_locks(sets_fd, set);
	for (c = 1; c < COHORTS_MAX; c++) {
		set_view_name(view, c);
		(void)snprintf(path, sizeof(path), "%s/%s", set, view);
		remove_locks(sets_fd, path);
	}
}

void
set_sweep(int sets_fd)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd = set_folder(sets_fd, ".");

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, ".new-", 5) == 0)
			remove_tree(sets_fd, entry->d_name, DEPTH_MAX);
		else if (entry->d_name[0] != '.' &&
		    strlen(entry->d_name) < NAME_SIZE)
			unlock_set(sets_fd, entry->d_name);
	(void)closedir(dir);
}

/* --- writing --- */

/* The folder of a path's last component, each made where it is missing. */
static int
make_folders(int root, const char *path, const char **leaf)
{
	const char	*slash;
	char		 name[256];
	int		 fd = dup(root), next;

	while (fd != -1 && (slash = strchr(path, '/')) != NULL) {
		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)(slash - path), path);
		if (mkdirat(fd, name, FOLDER_MODE) == -1 && errno != EEXIST)
			next = -1;
		else
			next = set_folder(fd, name);
		(void)close(fd);
		fd = next;
		path = slash + 1;
	}
	*leaf = path;
	return fd;
}

static bool
write_all(int fd, const uint8_t *p, size_t n)
{
	ssize_t	 k;

	while (n > 0) {
		k = write(fd, p, n);
		if (k == -1 && errno == EINTR)
			continue;
		if (k == -1)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static int
write_content(int dir, const char *leaf, const struct set_file *f,
    struct err *e)
{
	int	 fd, rc = 0;

	fd = openat(dir, leaf, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, FILE_MODE);
	if (fd == -1 || !write_all(fd, f->content.data, f->content.len) ||
	    fsync(fd) == -1)
		rc = err_sys(e, "publish: %s cannot be written", f->path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static int
link_content(int dir, const char *leaf, const struct set_file *f,
    int blobs_fd, struct err *e)
{
	struct blob	 b = { .size = f->size };
	struct err	 why;
	int		 rc;

	memcpy(b.sha256, f->sha256, sizeof(b.sha256));
	rc = blob_link(blobs_fd, &b, dir, leaf, &why);
	return rc == 0 ? 0 : err_set(e, -rc, "publish: %s: %s", f->path,
	    why.text);
}

static int
write_file(int root, const struct set_file *f, int blobs_fd, struct err *e)
{
	const char	*leaf;
	int		 dir = make_folders(root, f->path, &leaf), rc;

	if (dir == -1)
		return err_sys(e, "publish: %s cannot be written", f->path);
	rc = f->is_blob ? link_content(dir, leaf, f, blobs_fd, e) :
	    write_content(dir, leaf, f, e);
	(void)close(dir);
	return rc;
}

/* The five folders of the CAP are there even when they are empty. */
static int
make_boxes(int root, struct err *e)
{
	const char	*leaf;
	char		 path[64];
	int		 i, fd;

	for (i = 0; i < BOX_COUNT; i++) {
		if (box_row((enum box)i)->flow != BOX_DOWN)
			continue;
		(void)snprintf(path, sizeof(path), "cap/%s/",
		    box_row((enum box)i)->name);
		fd = make_folders(root, path, &leaf);
		if (fd == -1)
			return err_sys(e, "publish: folder %s", path);
		(void)close(fd);
	}
	return 0;
}

/* Every folder below, deepest first; an fsync of a file is not enough. */
static int
sync_folders(int parent, const char *name, int depth)
{
	struct dirent	*entry;
	struct stat	 st;
	DIR		*dir;
	int		 fd, rc = 0;

	fd = depth == 0 ? -1 : set_folder(parent, name);
	if (fd == -1)
		return -errno;
	dir = fdopendir(fd);
	while (dir != NULL && rc == 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
		    && S_ISDIR(st.st_mode))
			rc = sync_folders(fd, entry->d_name, depth - 1);
	}
	if (rc == 0 && fsync(fd) == -1)
		rc = -errno;
	if (dir != NULL)
		(void)closedir(dir);
	else
		(void)close(fd);
	return rc;
}

/* The folder that is made for it; its descriptor, or -errno. */
static int
new_folder(int parent, const char *name, struct err *e)
{
	int	 fd = mkdirat(parent, name, FOLDER_MODE) == -1 ? -1 :
		    set_folder(parent, name);

	return fd != -1 ? fd : err_sys(e, "publish: folder %s", name);
}

static int
fill_one(const struct set *s, int root, int blobs_fd, struct err *e)
{
	size_t	 i;
	int	 rc = make_boxes(root, e);

	for (i = 0; i < s->nfiles && rc == 0; i++)
		rc = write_file(root, &s->files[i], blobs_fd, e);
	return rc;
}

static int
fill(const struct set *s, const struct set_place *at, const char *name,
    struct err *e)
{
	char	 view[SET_VIEW_SIZE];
	int	 root = new_folder(at->sets_fd, name, e), fd, rc;

	if (root < 0)
		return root;
	rc = fill_one(s, root, at->blobs_fd, e);
	for (s = s->view; s != NULL && rc == 0; s = s->view) {
		set_view_name(view, s->cohort);
		fd = rc = new_folder(root, view, e);
		if (fd < 0)
			break;
		rc = fill_one(s, fd, at->blobs_fd, e);
		(void)close(fd);
	}
	(void)close(root);
	return rc;
}

/* A link costs nothing. */
static uint64_t
bytes_to_write(const struct set *s)
{
	uint64_t	 bytes = 0;
	size_t		 i;

	for (; s != NULL; s = s->view)
		for (i = 0; i < s->nfiles; i++)
			bytes += s->files[i].is_blob ? 0 : s->files[i].size;
	return bytes;
}

int
set_write(const struct set *s, const struct set_place *at, struct err *e)
{
	char	 fresh[NAME_SIZE], name[NAME_SIZE];
	int	 sets_fd = at->sets_fd, rc;

	set_name(fresh, ".new-", s->serial);
	set_name(name, "", s->serial);
	remove_tree(sets_fd, fresh, DEPTH_MAX);
	rc = blobs_room(sets_fd, bytes_to_write(s), e);
	if (rc == 0)
		rc = fill(s, at, fresh, e);
	if (rc == 0 && (rc = sync_folders(sets_fd, fresh, DEPTH_MAX)) != 0)
		(void)err_set(e, -rc, "publish: set %s cannot be made "
		    "durable: %s", name, strerror(-rc));
	if (rc == 0 && renameat2(sets_fd, fresh, sets_fd, name,
	    RENAME_NOREPLACE) == -1)
		rc = err_sys(e, "publish: set %s cannot be put in place",
		    name);
	if (rc == 0 && fsync(sets_fd) == -1)
		rc = err_sys(e, "publish: set %s cannot be made durable",
		    name);
	if (rc != 0)
		remove_tree(sets_fd, fresh, DEPTH_MAX);
	return rc;
}
