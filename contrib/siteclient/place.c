/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/place.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "contrib/siteclient/folder.h"

#define NAME_SIZE	128
#define OTHER_SIZE	(NAME_SIZE + 8)	/* .new.NAME */
#define PATH_SIZE	512
#define PIECE		65536

struct place {
	int				 parent;	/* descriptor, or -1 */
	int				 fresh;		/* of .new.NAME */
	int				 fd;		/* of the open file */
	char				 name[NAME_SIZE];
	char				 fresh_name[OTHER_SIZE];
	char				 old_name[OTHER_SIZE];
	const struct manifest_file	*file;
	EVP_MD_CTX			*hash;
	uint64_t			 size;
};

static int
open_folder(int folder, const char *path)
{
	return open_beneath(folder, path, O_RDONLY | O_DIRECTORY, 0);
}

static int
prepare(struct place *p)
{
	int	 error;

	(void)snprintf(p->fresh_name, OTHER_SIZE, ".new.%s", p->name);
	(void)snprintf(p->old_name, OTHER_SIZE, ".old.%s", p->name);
	if ((error = folder_remove(p->parent, p->fresh_name)) != 0 ||
	    (error = folder_remove(p->parent, p->old_name)) != 0)
		return error;
	if (mkdirat(p->parent, p->fresh_name, 0700) == -1)
		return -errno;
	p->fresh = open_folder(p->parent, p->fresh_name);
	return p->fresh < 0 ? p->fresh : 0;
}

int
place_begin(int folder, const char *parent, const char *name,
    struct place **out)
{
	struct place	*p = calloc(1, sizeof(*p));
	int		 error = 0;

	*out = NULL;
	if (p == NULL)
		return -ENOMEM;
	p->parent = p->fresh = p->fd = -1;
	p->hash = EVP_MD_CTX_new();
	if (p->hash == NULL)
		error = -ENOMEM;
	else if (strlen(name) >= NAME_SIZE)
		error = -ENAMETOOLONG;
	(void)strlcpy(p->name, name, sizeof(p->name));
	if (error == 0 && folder != -1) {
		p->parent = open_folder(folder, parent);
		error = p->parent < 0 ? p->parent : prepare(p);
	}
	if (error != 0)
		place_free(&p);
	*out = p;
	return error;
}

void
place_free(struct place **pp)
{
	struct place	*p = *pp;

	if (p == NULL)
		return;
	if (p->fd >= 0)
		(void)close(p->fd);
	if (p->fresh >= 0) {
		(void)close(p->fresh);
		(void)folder_remove(p->parent, p->fresh_name);
	}
	if (p->parent >= 0)
		(void)close(p->parent);
	EVP_MD_CTX_free(p->hash);
	free(p);
	*pp = NULL;
}

/* --- one file --- */

static int
begin_hash(struct place *p, const struct manifest_file *f)
{
	p->file = f;
	p->size = 0;
	return EVP_DigestInit_ex(p->hash, EVP_sha256(), NULL) ? 0 : -ENOMEM;
}

static int
end_hash(struct place *p)
{
	uint8_t	 sha256[MANIFEST_HASH_SIZE];

	if (!EVP_DigestFinal_ex(p->hash, sha256, NULL))
		return -ENOMEM;
	return p->size == p->file->size &&
	    memcmp(sha256, p->file->sha256, sizeof(sha256)) == 0 ? 0 :
	    -EBADMSG;
}

static int
make_parents(struct place *p, const char *relative)
{
	char		 path[PATH_SIZE];
	const char	*slash = strrchr(relative, '/');

	if (slash == NULL)
		return 0;
	if ((size_t)(slash - relative) >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, relative, (size_t)(slash - relative));
	path[slash - relative] = '\0';
	return folder_make(p->fresh, path);
}

int
place_open(struct place *p, const struct manifest_file *f,
    const char *relative)
{
	int	 error = begin_hash(p, f);

	if (error != 0 || p->parent == -1)
		return error;
	if ((error = make_parents(p, relative)) != 0)
		return error;
	p->fd = open_beneath(p->fresh, relative, O_WRONLY | O_CREAT | O_EXCL,
	    0600);
	return p->fd < 0 ? p->fd : 0;
}

static int
write_all(int fd, const uint8_t *data, size_t n)
{
	ssize_t	 done;

	for (; n > 0; data += done, n -= (size_t)done) {
		done = write(fd, data, n);
		if (done <= 0)
			return done == 0 ? -EIO : -errno;
	}
	return 0;
}

int
place_put(void *arg, const void *data, size_t n)
{
	struct place	*p = arg;

	p->size += n;
	if (!EVP_DigestUpdate(p->hash, data, n))
		return -ENOMEM;
	return p->fd == -1 ? 0 : write_all(p->fd, data, n);
}

int
place_close(struct place *p)
{
	int	 error = end_hash(p);

	if (p->fd == -1)
		return error;
	if (error == 0 && fsync(p->fd) == -1)
		error = -errno;
	if (close(p->fd) == -1 && error == 0)
		error = -errno;
	p->fd = -1;
	return error;
}

/* --- what is there already --- */

static int
hash_file(struct place *p, int from)
{
	uint8_t	*piece = malloc(PIECE);
	ssize_t	 n = 0;
	int	 error = piece == NULL ? -ENOMEM : 0;

	while (error == 0 && (n = read(from, piece, PIECE)) > 0)
		error = place_put(p, piece, (size_t)n);
	free(piece);
	return error == 0 && n < 0 ? -errno : error;
}

static bool
is_regular(int fd, const struct manifest_file *f)
{
	struct stat	 st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == f->size;
}

static int
copy_old(struct place *p, const struct manifest_file *f, const char *relative)
{
	char	 path[PATH_SIZE];
	int	 from, error;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", p->name,
	    relative) >= sizeof(path))
		return -ENAMETOOLONG;
	from = open_beneath(p->parent, path, O_RDONLY, 0);
	if (from < 0)
		return from;
	error = is_regular(from, f) ? place_open(p, f, relative) : -EBADMSG;
	if (error == 0)
		error = hash_file(p, from);
	(void)close(from);
	return error;
}

bool
place_reuse(struct place *p, const struct manifest_file *f,
    const char *relative)
{
	int	 error;

	if (p->parent == -1)
		return false;
	error = copy_old(p, f, relative);
	if (p->fd >= 0 && error == 0)
		error = place_close(p);
	if (error == 0)
		return true;
	if (p->fd >= 0)
		(void)close(p->fd);
	p->fd = -1;
	(void)folder_remove(p->fresh, relative);
	return false;
}

bool
place_has(int folder, const char *parent, const char *name,
    const struct manifest_file *f, const char *relative)
{
	struct place	 p = { .parent = -1, .fresh = -1, .fd = -1 };
	char		 path[PATH_SIZE];
	int		 from;
	bool		 ok;

	if (folder == -1 || (size_t)snprintf(path, sizeof(path), "%s/%s/%s",
	    parent, name, relative) >= sizeof(path))
		return false;
	from = open_beneath(folder, path, O_RDONLY, 0);
	p.hash = EVP_MD_CTX_new();
	ok = from >= 0 && p.hash != NULL && is_regular(from, f) &&
	    begin_hash(&p, f) == 0 && hash_file(&p, from) == 0 &&
	    end_hash(&p) == 0;
	EVP_MD_CTX_free(p.hash);
	if (from >= 0)
		(void)close(from);
	return ok;
}

/* --- the swap --- */

/*
 * In one step, so that whoever is killed here leaves one of the two; where the
 * file system cannot, in two.
 */
static int
swap(struct place *p)
{
	if (renameat2(p->parent, p->fresh_name, p->parent, p->name,
	    RENAME_EXCHANGE) == 0)
		return renameat(p->parent, p->fresh_name, p->parent,
		    p->old_name) == -1 ? -errno : 0;
	if (renameat(p->parent, p->name, p->parent, p->old_name) == -1 &&
	    errno != ENOENT)
		return -errno;
	return renameat(p->parent, p->fresh_name, p->parent, p->name) == -1 ?
	    -errno : 0;
}

int
place_fd(const struct place *p)
{
	return p->fresh;
}

int
place_commit(struct place *p)
{
	int	 error;

	if (p->parent == -1)
		return 0;
	if ((error = folder_sync(p->fresh)) != 0)
		return error;
	if ((error = swap(p)) != 0)
		return error;
	(void)close(p->fresh);
	p->fresh = -1;
	error = folder_sync(p->parent);
	(void)folder_remove(p->parent, p->old_name);
	return error;
}

int
place_remove(int folder, const char *parent, const char *name)
{
	char	 old[OTHER_SIZE];
	int	 fd, error;

	if (folder == -1)
		return 0;
	fd = open_folder(folder, parent);
	if (fd < 0)
		return fd;
	(void)snprintf(old, sizeof(old), ".old.%s", name);
	error = folder_remove(fd, old);
	if (error == 0 && renameat(fd, name, fd, old) == -1 &&
	    errno != ENOENT)
		error = -errno;
	if (error == 0)
		error = folder_remove(fd, old);
	(void)close(fd);
	return error;
}
