/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/site_drop_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "server/director/cap/masters.h"

#define FILE_MODE	0640
#define TRIES		100	/* names that are taken in refused */
#define NAMES_MAX	4096	/* of a folder */
#define RESULT		".result"

/* --- folders --- */

static int
open_folder(const struct director *d, const char *path, struct err *e)
{
	int	 fd = masters_open(d, path, O_RDONLY | O_DIRECTORY, 0);

	return fd >= 0 ? fd : err_set(e, -fd, "%s: %s", path, strerror(-fd));
}

static DIR *
read_folder(const struct director *d, const char *path, struct err *e)
{
	int	 fd = open_folder(d, path, e);
	DIR	*dir = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && dir == NULL) {
		(void)err_sys(e, "%s", path);
		(void)close(fd);
	}
	return dir;
}

/* As SMB names are, so that it can stand in a log line. */
static bool
is_plain(const char *name)
{
	const char	*p;

	for (p = name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || strchr("\"*:<>?|\\\177", *p) !=
		    NULL)
			return false;
	return utf8_valid(name);
}

/* X.CT1: all that SMS's parts drop is called so. */
static bool
is_delta(const char *name)
{
	size_t	 n = strlen(name);

	return n > 4 && n < DROPPED_NAME - sizeof(RESULT) - 8 &&
	    name[0] != '.' && strcasecmp(name + n - 4, ".ct1") == 0 &&
	    is_plain(name);
}

/* --- incoming --- */

static bool
describe(int dir, const char *name, struct dropped *out)
{
	struct stat	 st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode))
		return false;
	text_copy(out->name, sizeof(out->name), name);
	out->inode = (uint64_t)st.st_ino;
	out->size = (uint64_t)st.st_size;
	out->modified = st.st_mtim.tv_sec * 1000000000LL +
	    st.st_mtim.tv_nsec;
	out->changed = st.st_ctim.tv_sec * 1000000000LL + st.st_ctim.tv_nsec;
	return true;
}

static bool
is_same(const struct dropped *a, const struct dropped *b)
{
	return strcmp(a->name, b->name) == 0 && a->inode == b->inode &&
	    a->size == b->size && a->modified == b->modified &&
	    a->changed == b->changed;
}

static struct mono
since(const struct dropped_list *before, const struct dropped *f)
{
	size_t	 i;

	for (i = 0; i < before->n; i++)
		if (is_same(&before->file[i], f))
			return before->file[i].since;
	return mono_now();
}

int
dropped_look(const struct director *d, struct dropped_list *list,
    struct err *e)
{
	struct dropped_list	*before = malloc(sizeof(*before));
	struct dropped		*f;
	struct dirent		*entry;
	DIR			*dir;
	size_t			 names = 0;

	if (before == NULL)
		return err_set(e, ENOMEM, "out of memory");
	dir = read_folder(d, MASTERS_DELTAS, e);
	if (dir == NULL) {
		free(before);
		return -e->code;
	}
	*before = *list;
	list->n = 0;
	while (list->n < DROPPED_MAX && names++ < NAMES_MAX &&
	    (entry = readdir(dir)) != NULL) {
		f = &list->file[list->n];
		if (!is_delta(entry->d_name) ||
		    !describe(dirfd(dir), entry->d_name, f))
			continue;
		f->since = since(before, f);
		list->n++;
	}
	(void)closedir(dir);
	free(before);
	return 0;
}

static bool
rests(const struct dropped *f, int64_t rest_ms)
{
	return mono_ms_between(f->since, mono_now()) >=
	    (f->size > 0 || rest_ms > EMPTY_MS ? rest_ms : EMPTY_MS);
}

const struct dropped *
dropped_next(const struct dropped_list *list, int64_t rest_ms)
{
	const struct dropped	*f, *first = NULL;
	size_t			 i;

	for (i = 0; i < list->n; i++) {
		f = &list->file[i];
		if (!rests(f, rest_ms))
			continue;
		if (first == NULL || f->modified < first->modified ||
		    (f->modified == first->modified &&
		    strcmp(f->name, first->name) < 0))
			first = f;
	}
	return first;
}

/* --- moving --- */

/* Both folders are opened anew: whoever may write there may exchange them. */
static int
move(const struct director *d, const char *from, const char *to,
    const char *name, const char *as, struct err *e)
{
	int	 a, b, rc = 0;

	a = open_folder(d, from, e);
	if (a < 0)
		return a;
	b = open_folder(d, to, e);
	if (b < 0) {
		(void)close(a);
		return b;
	}
	if (renameat2(a, name, b, as, RENAME_NOREPLACE) == -1)
		rc = err_sys(e, "%s/%s cannot be moved to %s", from, name,
		    to);
	else if (fsync(b) == -1 || fsync(a) == -1)
		rc = err_sys(e, "%s", to);
	(void)close(a);
	(void)close(b);
	return rc;
}

int
dropped_take(const struct director *d, const struct dropped *f, struct err *e)
{
	return move(d, MASTERS_DELTAS, MASTERS_PROCESS, f->name, f->name, e);
}

int
dropped_taken(const struct director *d, char name[static DROPPED_NAME],
    struct err *e)
{
	struct dirent	*entry;
	struct dropped	 f;
	DIR		*dir = read_folder(d, MASTERS_PROCESS, e);
	size_t		 names = 0;

	name[0] = '\0';
	if (dir == NULL)
		return -e->code;
	while (name[0] == '\0' && (entry = readdir(dir)) != NULL &&
	    names++ < NAMES_MAX)
		if (is_delta(entry->d_name) &&
		    describe(dirfd(dir), entry->d_name, &f))
			text_copy(name, DROPPED_NAME, entry->d_name);
	(void)closedir(dir);
	return 0;
}

static int
open_taken(const struct director *d, const char *name, struct err *e)
{
	char	 path[sizeof(MASTERS_PROCESS) + 1 + DROPPED_NAME];
	int	 fd;

	(void)snprintf(path, sizeof(path), MASTERS_PROCESS "/%s", name);
	fd = masters_open(d, path, O_RDONLY, 0);
	return fd >= 0 ? fd : err_set(e, -fd, "%s cannot be opened: %s",
	    name, strerror(-fd));
}

int
dropped_read(const struct director *d, const char *name, size_t most,
    struct buf *out, struct err *e)
{
	struct stat	 st;
	uint8_t		*p;
	int		 rc = 0, fd = open_taken(d, name, e);

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		rc = err_set(e, EINVAL, "%s: is no regular file", name);
	else if ((uint64_t)st.st_size > most)
		rc = err_set(e, EFBIG, "%s: has %lld bytes, %zu are allowed",
		    name, (long long)st.st_size, most);
	else if (st.st_size > 0) {
		p = buf_space(out, (size_t)st.st_size);
		if (p == NULL)
			rc = err_set(e, ENOMEM, "%s: out of memory", name);
		else if (pread(fd, p, (size_t)st.st_size, 0) != st.st_size)
			rc = err_set(e, EIO, "%s: cannot be read", name);
	}
	(void)close(fd);
	return rc;
}

int
dropped_remove(const struct director *d, const char *name, struct err *e)
{
	int	 rc = 0, fd = open_folder(d, MASTERS_PROCESS, e);

	if (fd < 0)
		return fd;
	if (unlinkat(fd, name, 0) == -1 && errno != ENOENT)
		rc = err_sys(e, MASTERS_PROCESS "/%s cannot be removed",
		    name);
	else if (fsync(fd) == -1)
		rc = err_sys(e, MASTERS_PROCESS);
	(void)close(fd);
	return rc;
}

/* --- refused --- */

/* How many lie there, and which is the oldest. */
static size_t
survey(DIR *dir, char oldest[static DROPPED_NAME])
{
	struct dirent	*entry;
	struct dropped	 f, first = { .name = "" };
	size_t		 n = 0;

	rewinddir(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    strlen(entry->d_name) >= DROPPED_NAME ||
		    !describe(dirfd(dir), entry->d_name, &f))
			continue;
		if (n++ == 0 || f.changed < first.changed)
			first = f;
	}
	(void)snprintf(oldest, DROPPED_NAME, "%s", first.name);
	return n;
}

/* Otherwise whoever sends nothing but bad files fills the disk. */
static void
make_room(const struct director *d)
{
	char		 oldest[DROPPED_NAME];
	struct err	 e;
	DIR		*dir = read_folder(d, MASTERS_REFUSED, &e);
	size_t		 i;

	if (dir == NULL)
		return;
	for (i = 0; i < REFUSED_MAX && survey(dir, oldest) + 2 > REFUSED_MAX;
	    i++)
		if (unlinkat(dirfd(dir), oldest, 0) == -1)
			break;
	(void)closedir(dir);
}

static void
result_name(const char *as, char dst[static DROPPED_NAME + sizeof(RESULT)])
{
	(void)snprintf(dst, DROPPED_NAME + sizeof(RESULT), "%s" RESULT, as);
}

/* -EEXIST: there is one of that name. */
static int
write_result(int refused, const char *as, const char *reason, struct err *e)
{
	char	 name[DROPPED_NAME + sizeof(RESULT)], text[600];
	int	 fd, n, rc = 0;

	result_name(as, name);
	n = snprintf(text, sizeof(text), "refused: %s\r\n"
	    "nothing was changed; mend the file and drop it again\r\n",
	    reason);
	fd = openat(refused, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, FILE_MODE);
	if (fd == -1 || write(fd, text, (size_t)n) != n)
		rc = err_sys(e, MASTERS_REFUSED "/%s cannot be written",
		    name);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static void
remove_result(int refused, const char *as)
{
	char	 name[DROPPED_NAME + sizeof(RESULT)];

	result_name(as, name);
	(void)unlinkat(refused, name, 0);
}

/* X.CT1, then X-2.CT1: who drops one name again finds both. */
static void
other_name(const char *name, int n, char dst[static DROPPED_NAME])
{
	if (n == 1)
		text_copy(dst, DROPPED_NAME, name);
	else
		(void)snprintf(dst, DROPPED_NAME, "%.*s-%d%s",
		    (int)strlen(name) - 4, name, n, name + strlen(name) - 4);
}

/* The reason first: who sees the file finds it. */
static int
put_aside(const struct director *d, int refused, const char *name,
    const char *reason, struct err *e)
{
	char	 as[DROPPED_NAME];
	int	 n, rc = -EEXIST;

	for (n = 1; n <= TRIES && rc == -EEXIST; n++) {
		other_name(name, n, as);
		rc = write_result(refused, as, reason, e);
		if (rc == -EEXIST)
			continue;
		/* On a full disk the audit alone has the reason. */
		rc = move(d, MASTERS_PROCESS, MASTERS_REFUSED, name, as, e);
		if (rc != 0)
			remove_result(refused, as);
	}
	return rc;
}

int
dropped_refuse(const struct director *d, const char *name,
    const char *reason, struct err *e)
{
	int	 rc, refused;

	make_room(d);
	refused = open_folder(d, MASTERS_REFUSED, e);
	if (refused < 0)
		return refused;
	rc = put_aside(d, refused, name, reason, e);
	(void)close(refused);
	if (rc == -ENOENT)
		rc = 0;		/* somebody else has taken it away */
	if (rc == 0)
		*e = (struct err){ 0 };
	return rc;
}
