/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/sms/box.h"
#include "server/director/cap/set.h"

#define FOLDER_MODE	0750
#define FILE_MODE	0640
#define NAME_SIZE	32
#define DEPTH_MAX	8
#define READ_CHUNK	65536

static void
serial_name(char dst[static NAME_SIZE], const char *prefix, uint64_t serial)
{
	(void)snprintf(dst, NAME_SIZE, "%s%llu", prefix,
	    (unsigned long long)serial);
}

static int
open_folder(int parent, const char *name)
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
	int		 fd = depth == 0 ? -1 : open_folder(parent, name);

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

	serial_name(name, "", serial);
	remove_tree(sets_fd, name, DEPTH_MAX);
}

void
set_each(int sets_fd, void (*run)(void *, uint64_t), void *arg)
{
	struct dirent	*entry;
	unsigned long long serial;
	char		*end;
	DIR		*dir;
	int		 fd = open_folder(sets_fd, ".");

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

void
set_sweep(int sets_fd)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd = open_folder(sets_fd, ".");

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, ".new-", 5) == 0)
			remove_tree(sets_fd, entry->d_name, DEPTH_MAX);
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
			next = open_folder(fd, name);
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
write_file(int root, const struct set_file *f, struct err *e)
{
	const char	*leaf;
	int		 dir, fd = -1, rc = 0;

	dir = make_folders(root, f->path, &leaf);
	if (dir != -1)
		fd = openat(dir, leaf, O_WRONLY | O_CREAT | O_EXCL |
		    O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd == -1 || !write_all(fd, f->content.data, f->content.len) ||
	    fsync(fd) == -1)
		rc = err_sys(e, "publish: %s cannot be written", f->path);
	if (fd != -1)
		(void)close(fd);
	if (dir != -1)
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

	fd = depth == 0 ? -1 : open_folder(parent, name);
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

static int
fill(const struct set *s, int sets_fd, const char *name, struct err *e)
{
	size_t	 i;
	int	 root, rc;

	if (mkdirat(sets_fd, name, FOLDER_MODE) == -1)
		return err_sys(e, "publish: folder %s", name);
	root = open_folder(sets_fd, name);
	if (root == -1)
		return err_sys(e, "publish: folder %s", name);
	rc = make_boxes(root, e);
	for (i = 0; i < s->nfiles && rc == 0; i++)
		rc = write_file(root, &s->files[i], e);
	(void)close(root);
	return rc;
}

int
set_write(const struct set *s, int sets_fd, struct err *e)
{
	char	 fresh[NAME_SIZE], name[NAME_SIZE];
	int	 rc;

	serial_name(fresh, ".new-", s->serial);
	serial_name(name, "", s->serial);
	remove_tree(sets_fd, fresh, DEPTH_MAX);
	rc = fill(s, sets_fd, fresh, e);
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

/* --- verifying --- */

static int
hash_file(int fd, uint64_t *size, uint8_t out[static MANIFEST_HASH_SIZE])
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	uint8_t		*chunk = malloc(READ_CHUNK);
	ssize_t		 n = -1;
	bool		 ok = ctx != NULL && chunk != NULL &&
			    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;

	*size = 0;
	while (ok && (n = read(fd, chunk, READ_CHUNK)) > 0) {
		ok = EVP_DigestUpdate(ctx, chunk, (size_t)n) == 1;
		*size += (uint64_t)n;
	}
	ok = ok && n == 0 && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	free(chunk);
	return ok ? 0 : -EIO;
}

static int
verify_file(int root, const struct set_file *f, struct err *e)
{
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
	uint64_t	 size;
	int		 fd, rc;

	fd = openat(root, f->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "published file %s", f->path);
	rc = hash_file(fd, &size, sha256);
	(void)close(fd);
	if (rc != 0)
		return err_set(e, EIO, "published file %s cannot be read",
		    f->path);
	if (size != f->size ||
	    memcmp(sha256, f->sha256, sizeof(sha256)) != 0)
		return err_set(e, EUCLEAN, "published file %s is not what was "
		    "published", f->path);
	return 0;
}

int
set_verify(const struct set *s, int sets_fd, struct err *e)
{
	char	 name[NAME_SIZE];
	size_t	 i;
	int	 root, rc = 0;

	serial_name(name, "", s->serial);
	root = open_folder(sets_fd, name);
	if (root == -1)
		return err_sys(e, "published set %s", name);
	for (i = 0; i < s->nfiles && rc == 0; i++)
		rc = verify_file(root, &s->files[i], e);
	(void)close(root);
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

int
set_load(int sets_fd, uint64_t serial, struct set **out, struct err *e)
{
	struct set	*s = calloc(1, sizeof(*s));
	struct buf	 b;
	char		 name[NAME_SIZE];
	int		 root, rc;

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	arena_init(&s->arena, (size_t)16 << 20);
	s->serial = serial;
	serial_name(name, "", serial);
	buf_init(&b, MANIFEST_SIZE_MAX + READ_CHUNK);
	root = open_folder(sets_fd, name);
	rc = root == -1 ? err_sys(e, "published set %s", name) :
	    read_manifest(root, &b, e);
	if (root != -1)
		(void)close(root);
	if (rc == 0)
		rc = take_manifest(s, &b, e);
	if (rc == 0 && s->manifest.serial != serial)
		rc = err_set(e, EUCLEAN, "published set %s is set %llu",
		    name, (unsigned long long)s->manifest.serial);
	if (rc == 0) {
		add_manifest_itself(s, &b);
		rc = set_add_logon(s) ? set_verify(s, sets_fd, e) :
		    err_set(e, EINVAL, "published set %s is not whole", name);
	}
	buf_free(&b);
	if (rc != 0)
		set_free(&s);
	else
		*out = s;
	return rc;
}
