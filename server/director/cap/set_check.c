/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set on the disk compared with what it should be, and loaded from there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
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

#define NAME_SIZE	SET_NAME_SIZE
#define READ_CHUNK	65536
#define FOLDER_SIZE	(NAME_SIZE + SET_VIEW_SIZE)

/* The very file that the blob is: checking that once is enough. */
static bool
is_link(const struct set_place *at, const struct set_file *f, int fd)
{
	struct stat	 x, y;
	struct blob	 b = { .size = f->size };
	int		 blob;
	bool		 same;

	memcpy(b.sha256, f->sha256, sizeof(b.sha256));
	if (!blob_is_there(at->blobs_fd, &b) || fstat(fd, &x) == -1 ||
	    x.st_nlink < 2)
		return false;
	blob = blob_open(at->blobs_fd, &b);
	same = blob >= 0 && fstat(blob, &y) == 0 && x.st_ino == y.st_ino &&
	    x.st_dev == y.st_dev;
	if (blob >= 0)
		(void)close(blob);
	return same;
}

static int
verify_content(const struct set_file *f, int fd, struct err *e)
{
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
	uint64_t	 size;

	if (file_digest(fd, f->size, &size, sha256) != 0)
		return err_set(e, EIO, "published file %s cannot be read",
		    f->path);
	if (size != f->size ||
	    memcmp(sha256, f->sha256, sizeof(sha256)) != 0)
		return err_set(e, EUCLEAN, "published file %s is not what was "
		    "published", f->path);
	return 0;
}

static int
verify_file(int root, const struct set_place *at, const struct set_file *f,
    struct err *e)
{
	int	 fd, rc;

	fd = openat(root, f->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "published file %s", f->path);
	rc = is_link(at, f, fd) ? 0 : verify_content(f, fd, e);
	(void)close(fd);
	return rc;
}

/* Paths of all files in order: what else lies in the folders? */
struct inventory {
	const char	**path;
	size_t		  n;
	const struct set *view;		/* folders that are looked at apart */
};

static int
path_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_listed(const struct inventory *all, const char *path)
{
	return bsearch(&path, all->path, all->n, sizeof(*all->path),
	    path_order) != NULL;
}

static bool
is_view(const struct inventory *all, const char *path)
{
	const struct set	*s;
	char			 name[SET_VIEW_SIZE];

	for (s = all->view; s != NULL; s = s->view) {
		set_view_name(name, s->cohort);
		if (strcmp(name, path) == 0)
			return true;
	}
	return false;
}

static int	verify_folder(const struct inventory *, int above,
		    const char *name, const char *path, struct err *);

static int
verify_name(const struct inventory *all, int fd, const char *name,
    const char *above, struct err *e)
{
	struct stat	 st;
	char		 path[MANIFEST_PATH_SIZE + 320];

	(void)snprintf(path, sizeof(path), "%s%s%s", above,
	    above[0] == '\0' ? "" : "/", name);
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return err_sys(e, "published %s", path);
	if (S_ISDIR(st.st_mode) && is_view(all, path))
		return 0;
	if (S_ISDIR(st.st_mode) && strlen(path) < MANIFEST_PATH_SIZE)
		return verify_folder(all, fd, name, path, e);
	if (strcmp(name, MASTER_LOCK) == 0 || is_listed(all, path))
		return 0;
	return err_set(e, EUCLEAN, "%.200s was never published", path);
}

static int
verify_folder(const struct inventory *all, int above, const char *name,
    const char *path, struct err *e)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd = set_folder(above, name), rc = 0;

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		rc = err_sys(e, "published folder %s", path);
		if (fd != -1)
			(void)close(fd);
		return rc;
	}
	while (rc == 0 && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			rc = verify_name(all, fd, entry->d_name, path, e);
	(void)closedir(dir);
	return rc;
}

static int
verify_nothing_else(const struct set *s, int root, struct err *e)
{
	struct inventory	 all = { .n = s->nfiles, .view = s->cohort == 0 ?
				    s->view : NULL };
	size_t			 i;
	int			 rc;

	all.path = calloc(s->nfiles + 1, sizeof(*all.path));
	if (all.path == NULL)
		return err_set(e, ENOMEM, "out of memory");
	for (i = 0; i < s->nfiles; i++)
		all.path[i] = s->files[i].path;
	qsort(all.path, all.n, sizeof(*all.path), path_order);
	rc = verify_folder(&all, root, ".", "", e);
	free(all.path);
	return rc;
}

/* Those that are empty have no file that would miss them. */
static int
verify_boxes(int root, struct err *e)
{
	struct stat	 st;
	char		 path[64];
	int		 i;

	for (i = 0; i < BOX_COUNT; i++) {
		if (box_row((enum box)i)->flow != BOX_DOWN)
			continue;
		(void)snprintf(path, sizeof(path), "cap/%s",
		    box_row((enum box)i)->name);
		if (fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
			return err_sys(e, "published folder %s", path);
	}
	return 0;
}

/* Of the set itself, or of a view in it. */
static void
folder_name(const struct set *s, char dst[static FOLDER_SIZE])
{
	char	 name[NAME_SIZE], view[SET_VIEW_SIZE];

	set_name(name, "", s->serial);
	set_view_name(view, s->cohort);
	(void)snprintf(dst, FOLDER_SIZE, "%s%s%s", name,
	    s->cohort == 0 ? "" : "/", s->cohort == 0 ? "" : view);
}

static int
verify_one(const struct set *s, const struct set_place *at, struct err *e)
{
	char	 name[FOLDER_SIZE];
	size_t	 i;
	int	 root, rc;

	folder_name(s, name);
	root = set_folder(at->sets_fd, name);
	if (root == -1)
		return err_sys(e, "published set %s", name);
	rc = verify_boxes(root, e);
	for (i = 0; i < s->nfiles && rc == 0; i++)
		rc = verify_file(root, at, &s->files[i], e);
	if (rc == 0)
		rc = verify_nothing_else(s, root, e);
	(void)close(root);
	return rc;
}

int
set_verify(const struct set *s, const struct set_place *at, struct err *e)
{
	int	 rc = 0;

	for (; s != NULL && rc == 0; s = s->view)
		rc = verify_one(s, at, e);
	return rc;
}

/* --- loading --- */

static int
read_manifest(int root, struct buf *b, struct err *e)
{
	uint8_t	*p;
	ssize_t	 n = -1;
	int	 fd;

	fd = openat(root, "cap/" MANIFEST_PATH, O_RDONLY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "published manifest");
	while ((p = buf_space(b, READ_CHUNK)) != NULL) {
		n = read(fd, p, READ_CHUNK);
		b->len -= READ_CHUNK - (n > 0 ? (size_t)n : 0);
		if (n <= 0)
			break;
	}
	(void)close(fd);
	return n == 0 && buf_ok(b) ? 0 : err_set(e, EIO,
	    "the published manifest cannot be read");
}

static int
take_manifest(struct set *s, const struct buf *b, struct err *e)
{
	char		 key_id[SIGN_ID_SIZE], path[MANIFEST_PATH_SIZE + 4];
	uint8_t		 signature[SIGN_SIZE];
	struct rd	 payload;
	size_t		 i;
	int		 rc;

	rc = manifest_split(b->data, b->len, &payload, key_id, signature, e);
	if (rc == 0)
		rc = manifest_decode(payload.base, payload.len, &s->arena,
		    &s->manifest, e);
	if (rc != 0)
		return rc;
	s->files = calloc(s->manifest.nfile + 1 + SET_LOGON_FILES,
	    sizeof(*s->files));
	if (s->files == NULL)
		return err_set(e, ENOMEM, "out of memory");
	for (i = 0; i < s->manifest.nfile; i++) {
		(void)snprintf(path, sizeof(path), "cap/%s",
		    s->manifest.file[i].path);
		s->files[i].path = arena_text(&s->arena, path, strlen(path));
		s->files[i].size = s->manifest.file[i].size;
		memcpy(s->files[i].sha256, s->manifest.file[i].sha256,
		    MANIFEST_HASH_SIZE);
		s->bytes += s->files[i].size;
	}
	s->nfiles = i;
	return arena_ok(&s->arena) ? 0 : err_set(e, ENOMEM, "out of memory");
}

/* The manifest vouches for the others; who made it vouches for it. */
static void
add_manifest_itself(struct set *s, const struct buf *b)
{
	struct set_file	*f = &s->files[s->nfiles];

	f->path = "cap/" MANIFEST_PATH;
	f->size = b->len;
	s->bytes += f->size;
	if (EVP_Digest(b->data, b->len, f->sha256, NULL, EVP_sha256(),
	    NULL) == 1)
		s->nfiles++;
}

/* What the director wants to know of a set that it did not make itself. */
static void
read_contents(int root, struct set *s)
{
	static const char *const	 paths[] = {
		"cap/clicomp.box/CLINTX86.OFR", "cap/clidata.box/Cli_inst.cfg",
		"cap/clidata.box/Caplist.ini",
	};
	struct set_file			*f;
	uint8_t				*p;
	size_t				 i, k;
	int				 fd;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (k = 0; k < s->nfiles; k++) {
			f = &s->files[k];
			if (strcmp(f->path, paths[i]) != 0 ||
			    f->size > INI_SIZE_MAX)
				continue;
			buf_init(&f->content, INI_SIZE_MAX);
			p = buf_space(&f->content, (size_t)f->size);
			fd = openat(root, f->path, O_RDONLY | O_NOFOLLOW |
			    O_CLOEXEC);
			if (p == NULL || fd == -1 || pread(fd, p,
			    (size_t)f->size, 0) != (ssize_t)f->size)
				buf_clear(&f->content);
			if (fd != -1)
				(void)close(fd);
		}
}

static int
load_one(const struct set_place *at, uint64_t serial, unsigned cohort,
    struct set **out, struct err *e)
{
	struct set	*s = calloc(1, sizeof(*s));
	struct buf	 b;
	char		 name[FOLDER_SIZE];
	int		 root, rc;

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	arena_init(&s->arena, (size_t)16 << 20);
	buf_init(&s->payload, MANIFEST_SIZE_MAX);
	s->serial = serial;
	s->cohort = cohort;
	folder_name(s, name);
	buf_init(&b, MANIFEST_SIZE_MAX + READ_CHUNK);
	root = set_folder(at->sets_fd, name);
	rc = root == -1 ? err_sys(e, "published set %s", name) :
	    read_manifest(root, &b, e);
	if (rc == 0)
		rc = take_manifest(s, &b, e);
	if (rc == 0)
		read_contents(root, s);
	if (root != -1)
		(void)close(root);
	if (rc == 0 && s->manifest.serial != serial)
		rc = err_set(e, EUCLEAN, "published set %s is set %llu",
		    name, (unsigned long long)s->manifest.serial);
	if (rc == 0) {
		add_manifest_itself(s, &b);
		rc = set_add_logon(s) ? 0 :
		    err_set(e, EINVAL, "published set %s is not whole", name);
	}
	buf_free(&b);
	if (rc != 0)
		set_free(&s);
	else
		*out = s;
	return rc;
}

static bool
has_view(const struct set_place *at, const struct set *s, unsigned cohort)
{
	const struct set	 view = { .serial = s->serial,
				    .cohort = cohort };
	char			 name[FOLDER_SIZE];
	struct stat		 st;

	folder_name(&view, name);
	return fstatat(at->sets_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

int
set_load(const struct set_place *at, uint64_t serial, struct set **out,
    struct err *e)
{
	struct set	*s = NULL, **last;
	unsigned	 c;
	int		 rc = load_one(at, serial, 0, &s, e);

	for (c = 1, last = &s; c < COHORTS_MAX && rc == 0; c++) {
		if (!has_view(at, s, c))
			continue;
		last = &(*last)->view;
		rc = load_one(at, serial, c, last, e);
	}
	if (rc == 0)
		rc = set_verify(s, at, e);
	if (rc != 0)
		set_free(&s);
	else
		*out = s;
	return rc;
}
