/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/blobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"

#define FOLDER		"blobs"
#define FOLDER_MODE	0750
#define FILE_MODE	0640
#define FRESH		".new"
#define NAME_SIZE	(2 * BLOB_HASH_SIZE + 1)
#define CHUNK		((size_t)256 << 10)
#define RESERVE		(1ULL << 20)	/* bytes that are left for the rest */

/* --- hashing --- */

int
file_digest(int fd, uint64_t most, uint64_t *size,
    uint8_t out[static BLOB_HASH_SIZE])
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	uint8_t		*chunk = malloc(CHUNK);
	ssize_t		 n = -1;
	bool		 ok = ctx != NULL && chunk != NULL &&
			    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;

	*size = 0;
	while (ok && *size <= most && (n = read(fd, chunk, CHUNK)) > 0) {
		ok = EVP_DigestUpdate(ctx, chunk, (size_t)n) == 1;
		*size += (uint64_t)n;
	}
	ok = ok && n >= 0 && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	free(chunk);
	return ok ? 0 : -EIO;
}

/* --- the folder --- */

static void
name_of(const struct blob *b, char dst[static NAME_SIZE])
{
	hex_encode(dst, b->sha256, BLOB_HASH_SIZE);
}

int
blobs_open(int cap_fd, struct err *e)
{
	int	 fd;

	if (mkdirat(cap_fd, FOLDER, FOLDER_MODE) == -1 && errno != EEXIST)
		return err_sys(e, "folder cap/" FOLDER);
	fd = openat(cap_fd, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "folder cap/" FOLDER);
	(void)unlinkat(fd, FRESH, 0);
	return fd;
}

int
blobs_room(int blobs_fd, uint64_t bytes, struct err *e)
{
	struct statvfs	 st;
	uint64_t	 have;

	if (fstatvfs(blobs_fd, &st) == -1)
		return err_sys(e, "folder cap/" FOLDER);
	have = (uint64_t)st.f_bavail * st.f_frsize;
	if (bytes + RESERVE <= have)
		return 0;
	return err_set(e, ENOSPC, "the disk is too full: %llu bytes are "
	    "needed, %llu are free", (unsigned long long)(bytes + RESERVE),
	    (unsigned long long)have);
}

int
blobs_sync(int blobs_fd, struct err *e)
{
	return syncfs(blobs_fd) == 0 ? 0 : err_sys(e, "folder cap/" FOLDER
	    " cannot be made durable");
}

/* --- taking --- */

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

struct copying {
	const struct blob	*blob;
	int			 from, to;
	uint64_t		 at;
	uint8_t			*chunk;
	EVP_MD_CTX		*ctx;
};

static int
copy_all(const struct copying *c, struct err *e)
{
	uint8_t		 sha256[BLOB_HASH_SIZE];
	uint64_t	 left = c->blob->size, at = c->at;
	ssize_t		 n;

	while (left > 0) {
		n = pread(c->from, c->chunk, left < CHUNK ? (size_t)left :
		    CHUNK, (off_t)at);
		if (n == -1)
			return err_sys(e, "it cannot be read");
		if (n == 0)
			break;		/* shorter: the hash will tell */
		if (!write_all(c->to, c->chunk, (size_t)n))
			return err_sys(e, "it cannot be copied");
		if (EVP_DigestUpdate(c->ctx, c->chunk, (size_t)n) != 1)
			return err_set(e, ENOMEM, "out of memory");
		left -= (uint64_t)n;
		at += (uint64_t)n;
	}
	if (EVP_DigestFinal_ex(c->ctx, sha256, NULL) != 1)
		return err_set(e, ENOMEM, "out of memory");
	if (memcmp(sha256, c->blob->sha256, sizeof(sha256)) != 0)
		return err_set(e, ESTALE, "it changed while it was read");
	return 0;
}

static int
copy_from(int to, const struct blob *b, const struct blob_source *s,
    struct err *e)
{
	struct copying	 c = { b, s->fd, to, s->at, malloc(CHUNK),
			    EVP_MD_CTX_new() };
	int		 rc;

	if (c.chunk == NULL || c.ctx == NULL ||
	    EVP_DigestInit_ex(c.ctx, EVP_sha256(), NULL) != 1)
		rc = err_set(e, ENOMEM, "out of memory");
	else
		rc = copy_all(&c, e);
	EVP_MD_CTX_free(c.ctx);
	free(c.chunk);
	return rc;
}

static int
copy_in(int to, const struct blob *b, const struct blob_source *s,
    struct err *e)
{
	struct timespec	 times[2] = { s->mtime, s->mtime };
	int		 rc = copy_from(to, b, s, e);

	if (rc == 0 && futimens(to, times) == -1)
		rc = err_sys(e, "it cannot be copied");
	return rc;
}

int
blob_take(int blobs_fd, const struct blob *b, const struct blob_source *s,
    struct err *e)
{
	char	 name[NAME_SIZE];
	int	 to, rc;

	name_of(b, name);
	(void)unlinkat(blobs_fd, FRESH, 0);
	to = openat(blobs_fd, FRESH, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (to == -1)
		return err_sys(e, "it cannot be copied");
	rc = copy_in(to, b, s, e);
	(void)close(to);
	if (rc == 0 && renameat(blobs_fd, FRESH, blobs_fd, name) == -1)
		rc = err_sys(e, "it cannot be copied");
	if (rc != 0)
		(void)unlinkat(blobs_fd, FRESH, 0);
	return rc;
}

/* --- looking --- */

int
blob_open(int blobs_fd, const struct blob *b)
{
	char	 name[NAME_SIZE];
	int	 fd;

	name_of(b, name);
	fd = openat(blobs_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd == -1 ? -errno : fd;
}

bool
blob_is_there(int blobs_fd, const struct blob *b)
{
	struct stat	 st;
	char		 name[NAME_SIZE];

	name_of(b, name);
	return fstatat(blobs_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && (uint64_t)st.st_size == b->size;
}

bool
blob_is_gone(int blobs_fd, const struct blob *b)
{
	struct stat	 st;
	char		 name[NAME_SIZE];

	name_of(b, name);
	return fstatat(blobs_fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1 &&
	    errno == ENOENT;
}

bool
blob_is_right(int blobs_fd, const struct blob *b)
{
	uint8_t		 sha256[BLOB_HASH_SIZE];
	uint64_t	 size;
	int		 fd = blob_open(blobs_fd, b);
	bool		 right;

	if (fd < 0)
		return false;
	right = file_digest(fd, b->size, &size, sha256) == 0 &&
	    size == b->size &&
	    memcmp(sha256, b->sha256, sizeof(sha256)) == 0;
	(void)close(fd);
	return right;
}

/* --- links --- */

int
blob_link(int blobs_fd, const struct blob *b, int dir, const char *name,
    struct err *e)
{
	char	 from[NAME_SIZE];

	if (!blob_is_there(blobs_fd, b))
		return err_set(e, EUCLEAN, "its content is lost or damaged");
	name_of(b, from);
	if (linkat(blobs_fd, from, dir, name, 0) == -1)
		return err_sys(e, "it cannot be linked");
	return 0;
}

int
blob_link_back(int blobs_fd, const struct blob *b, int dir, const char *path)
{
	char	 name[NAME_SIZE];

	name_of(b, name);
	if (linkat(dir, path, blobs_fd, name, 0) == -1)
		return -errno;
	if (blob_is_right(blobs_fd, b))
		return 0;
	(void)unlinkat(blobs_fd, name, 0);
	return -EUCLEAN;
}

void
blobs_sweep(int blobs_fd, bool (*keep)(void *, const uint8_t[32]), void *arg)
{
	struct dirent	*entry;
	struct stat	 st;
	uint8_t		 sha256[BLOB_HASH_SIZE];
	DIR		*dir;
	int		 fd = openat(blobs_fd, ".", O_RDONLY | O_DIRECTORY |
			    O_CLOEXEC);

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (hex_decode(sha256, sizeof(sha256), entry->d_name) &&
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
		    && st.st_nlink == 1 && !keep(arg, sha256))
			(void)unlinkat(fd, entry->d_name, 0);
	(void)closedir(dir);
}
