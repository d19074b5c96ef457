/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "server/pack_file.h"
#include "server/user.h"
#include "store/backup.h"

#define CHUNK		65536
#define FOLDER_MODE	02770		/* workers write there, by their group */
#define FILE_MODE	0660

/* A backup: a store, and perhaps a pack of what operators brought. */
struct backup_file {
	int		 fd;
	uint64_t	 size;
	uint64_t	 store_size;
	bool		 has_pack;
};

/* As the parent makes it at a start. */
static int
make_folder(const struct config *c, const char *name, enum role owner,
    mode_t mode, struct err *e)
{
	char		 path[CONFIG_PATH_MAX];
	struct user	 u;
	int		 rc = user_of_role(c, owner, &u, e);

	config_path(c, name, path);
	if (rc != 0)
		return rc;
	if (mkdir(c->dir, 0755) == -1 && errno != EEXIST)
		return err_sys(e, "cannot make folder %s", c->dir);
	return user_make_folder(path, &u, mode, e);
}

/* --- the file --- */

static int
look_at(struct backup_file *b, const char *path, struct err *e)
{
	uint8_t		 tail[PACK_TAIL_SIZE];
	struct rd	 r = rd_over(tail, sizeof(tail));
	struct stat	 st;
	uint64_t	 begin;

	b->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (b->fd == -1 || fstat(b->fd, &st) == -1)
		return err_sys(e, "backup %s", path);
	b->size = b->store_size = (uint64_t)st.st_size;
	if (b->size < PACK_TAIL_SIZE || pread(b->fd, tail, sizeof(tail),
	    (off_t)(b->size - PACK_TAIL_SIZE)) != (ssize_t)sizeof(tail) ||
	    !pack_tail_get(&r, &begin))
		return 0;
	if (begin > b->size - PACK_TAIL_SIZE)
		return err_set(e, EINVAL, "backup %s is damaged at its end",
		    path);
	b->store_size = begin;
	b->has_pack = true;
	return 0;
}

static int
open_pack(const struct backup_file *b, struct pack_file *p, struct err *e)
{
	return pack_file_open(p, b->fd, b->store_size, b->size -
	    PACK_TAIL_SIZE, e);
}

/* All of it, before anything is written. */
static int
check_pack(const struct backup_file *b, struct err *e)
{
	struct pack_file	 p;
	struct pack_entry	 entry;
	struct err		 why;
	uint64_t		 at;
	int			 rc = open_pack(b, &p, e);

	while (rc == 0 && (rc = pack_file_next(&p, &entry, &at, e)) == 1)
		rc = pack_file_check(&p, &entry, at, &why) == 0 ? 0 :
		    err_set(e, why.code, "%s: %s", VIS(entry.path), why.text);
	return rc;
}

/* --- the store --- */

/* What stands before the pack, as a file of its own that has no name. */
static int
cut_store(const struct backup_file *b, const char *dir, struct err *e)
{
	char		 piece[CHUNK];
	uint64_t	 at = 0;
	ssize_t		 n;
	int		 fd;

	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd == -1)
		return err_sys(e, "cannot copy the backup into %s", dir);
	while (at < b->store_size) {
		n = pread(b->fd, piece, b->store_size - at < CHUNK ?
		    (size_t)(b->store_size - at) : CHUNK, (off_t)at);
		if (n <= 0 || write(fd, piece, (size_t)n) != n) {
			(void)err_sys(e, "cannot copy the backup into %s",
			    dir);
			(void)close(fd);
			return -e->code;
		}
		at += (uint64_t)n;
	}
	return fd;
}

static int
restore_store(const struct config *c, const struct backup_file *b,
    uid_t uid, struct err *e)
{
	char	 path[CONFIG_PATH_MAX], who[24];
	int	 fd, rc;

	config_path(c, "store", path);
	(void)snprintf(who, sizeof(who), uid == 0 ? "root" : "uid %u",
	    (unsigned)uid);
	fd = b->has_pack ? cut_store(b, path, e) : dup(b->fd);
	if (fd < 0)
		return fd == -1 && !b->has_pack ? err_sys(e, "backup") : fd;
	rc = store_restore(fd, path, who, (uint32_t)uid, e);
	(void)close(fd);
	return rc;
}

/* --- what operators brought --- */

/* The folder of the path's last part, each above it made where missing. */
static int
open_above(int root, const char *path, const char **leaf)
{
	char	 name[MANIFEST_PATH_SIZE];
	int	 fd = open_beneath(root, "", O_RDONLY | O_DIRECTORY, 0), next;

	while (fd >= 0 && strchr(path, '/') != NULL) {
		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(path, "/"), path);
		if (mkdirat(fd, name, FOLDER_MODE) == 0)
			next = fchmodat(fd, name, FOLDER_MODE, 0);
		else
			next = errno == EEXIST ? 0 : -1;
		next = next == -1 ? -errno : open_beneath(fd, name,
		    O_RDONLY | O_DIRECTORY, 0);
		(void)close(fd);
		fd = next;
		path = strchr(path, '/') + 1;
	}
	*leaf = path;
	return fd;
}

/* A master that is there already is newer than any backup: it stays. */
static int
put_master(int root, const struct pack_file *p, const struct pack_entry *x,
    uint64_t at, struct err *e)
{
	struct timespec	 times[2] = { { .tv_sec = x->changed.us / 1000000 },
			    { .tv_sec = x->changed.us / 1000000 } };
	const char	*leaf;
	int		 dir = open_above(root, x->path, &leaf), fd, rc;

	fd = dir < 0 ? dir : openat(dir, leaf, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (dir >= 0)
		(void)close(dir);
	if (fd == -1 && dir >= 0 && errno == EEXIST)
		return 0;
	if (fd < 0)
		return err_set(e, dir < 0 ? -dir : errno, "%s cannot be "
		    "restored: %s", VIS(x->path), strerror(dir < 0 ? -dir :
		    errno));
	rc = pack_file_copy(p, x, at, fd, e);
	if (rc == 0 && (fchmod(fd, FILE_MODE) == -1 ||
	    futimens(fd, times) == -1 || fsync(fd) == -1))
		rc = err_sys(e, "%s cannot be restored", VIS(x->path));
	(void)close(fd);
	return rc;
}

static int
restore_masters(const struct config *c, const struct backup_file *b,
    struct err *e)
{
	struct pack_file	 p;
	struct pack_entry	 entry;
	char			 path[CONFIG_PATH_MAX];
	const char		*leaf;
	uint64_t		 at;
	int			 site, root, rc;

	config_path(c, "site", path);
	site = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (site == -1)
		return err_sys(e, "folder %s", path);
	root = open_above(site, "inboxes/", &leaf);
	(void)close(site);
	if (root < 0)
		return err_set(e, -root, "folder %s/inboxes: %s", path,
		    strerror(-root));
	rc = open_pack(b, &p, e);
	while (rc == 0 && (rc = pack_file_next(&p, &entry, &at, e)) == 1)
		rc = put_master(root, &p, &entry, at, e);
	(void)close(root);
	return rc;
}

int
restore_site(const struct config *c, const char *backup, struct err *e)
{
	struct backup_file	 b = { .fd = -1 };
	struct err		 why;
	uid_t			 uid = getuid();
	int			 rc;

	rc = look_at(&b, backup, e);
	if (rc == 0 && b.has_pack)
		rc = check_pack(&b, e);
	if (rc == 0)
		rc = make_folder(c, "store", ROLE_DIRECTOR, 0700, e);
	if (rc == 0 && b.has_pack)
		rc = make_folder(c, "site", ROLE_WORKER, 02770, e);
	if (rc == 0)
		rc = user_drop(c, ROLE_DIRECTOR, e);
	if (rc == 0)
		rc = restore_store(c, &b, uid, e);
	if (rc == 0 && b.has_pack && restore_masters(c, &b, &why) != 0)
		rc = err_set(e, why.code, "but for the store: %.300s",
		    why.text);
	if (b.fd != -1)
		(void)close(b.fd);
	return rc;
}
