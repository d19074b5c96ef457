/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/sms/pack.h"

#define TOTAL_MAX	(256ULL << 20)	/* bytes; sited takes no more */
#define DEPTH_MAX	2

struct packing {
	int		 to;
	uint64_t	 at;
	uint32_t	 files;
	struct err	*e;
};

static int
put(struct packing *p, const void *data, size_t n)
{
	if (pwrite(p->to, data, n, (off_t)p->at) != (ssize_t)n)
		return err_sys(p->e, "the folder cannot be copied to memory");
	p->at += n;
	return 0;
}

/* The content goes behind where the entry will stand. */
static int
put_content(struct packing *p, int from, struct pack_entry *entry)
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	char		 piece[65536];
	ssize_t		 n = 0;
	int		 rc = 0;

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		rc = err_set(p->e, ENOMEM, "out of memory");
	while (rc == 0 && (n = read(from, piece, sizeof(piece))) > 0) {
		entry->size += (uint64_t)n;
		if (p->at + (uint64_t)n > TOTAL_MAX)
			rc = err_set(p->e, EFBIG, "the folder has more than "
			    "%llu bytes", TOTAL_MAX);
		else if (EVP_DigestUpdate(ctx, piece, (size_t)n) != 1)
			rc = err_set(p->e, ENOMEM, "out of memory");
		else
			rc = put(p, piece, (size_t)n);
	}
	if (rc == 0 && n == -1)
		rc = err_sys(p->e, "%s: cannot be read", entry->path);
	if (rc == 0 && EVP_DigestFinal_ex(ctx, entry->sha256, NULL) != 1)
		rc = err_set(p->e, ENOMEM, "out of memory");
	EVP_MD_CTX_free(ctx);
	return rc;
}

static int
put_file(struct packing *p, int from, const char *path,
    const struct stat *st)
{
	uint8_t			 head[PACK_ENTRY_MAX];
	struct wr		 w = wr_over(head, sizeof(head));
	struct pack_entry	 entry = { .size = 0 };
	uint64_t		 begin = p->at, end;
	int			 rc;

	if (strlen(path) >= sizeof(entry.path) || !manifest_path_ok(path))
		return err_set(p->e, EINVAL, "%s: no name that clients could "
		    "be shown", VIS(path));
	(void)snprintf(entry.path, sizeof(entry.path), "%s", path);
	entry.changed.us = (int64_t)st->st_mtim.tv_sec * 1000000 +
	    st->st_mtim.tv_nsec / 1000;
	p->at += PACK_ENTRY_MIN + strlen(path);
	rc = put_content(p, from, &entry);
	end = p->at;
	p->at = begin;
	pack_entry_put(&w, &entry);
	if (rc == 0)
		rc = put(p, head, w.pos);
	p->at = end;
	p->files++;
	return rc;
}

static int	put_folder(struct packing *, int fd, const char *path,
		    unsigned depth);

static int
put_name(struct packing *p, int dir, const char *name, const char *above,
    unsigned depth)
{
	char		 path[MANIFEST_PATH_SIZE + 64];
	struct stat	 st;
	int		 fd, rc;

	(void)snprintf(path, sizeof(path), "%.200s/%.100s", above, name);
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &st) == -1)
		rc = err_sys(p->e, "%s: cannot be read", path);
	else if (S_ISDIR(st.st_mode) && depth > 0)
		return put_folder(p, fd, path, depth - 1);
	else if (!S_ISREG(st.st_mode))
		rc = err_set(p->e, EINVAL, "%s: is %s", path,
		    S_ISDIR(st.st_mode) ? "a folder too deep" :
		    "neither file nor folder");
	else if (p->files == PACK_FILES_MAX)
		rc = err_set(p->e, EFBIG, "the folder has more than %d files",
		    PACK_FILES_MAX);
	else
		rc = put_file(p, fd, path, &st);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Takes the descriptor. */
static int
put_folder(struct packing *p, int fd, const char *path, unsigned depth)
{
	struct dirent	**names;
	int		  i, n, rc = 0;

	n = scandirat(fd, ".", &names, is_shown, by_name);
	if (n == -1)
		rc = err_sys(p->e, "%s: cannot be read", path);
	for (i = 0; i < n; i++) {
		if (rc == 0)
			rc = put_name(p, fd, names[i]->d_name, path, depth);
		free(names[i]);
	}
	if (n != -1)
		free(names);
	(void)close(fd);
	return rc;
}

/* ".", or one with a slash behind it, has a name as well. */
static int
put_named(struct packing *p, const char *path)
{
	char	*real = realpath(path, NULL), *name;
	int	 fd = real == NULL ? -1 : open(real, O_RDONLY |
		    O_DIRECTORY | O_CLOEXEC);
	int	 rc;

	if (fd == -1)
		rc = err_sys(p->e, "%s: cannot be opened", path);
	else {
		name = strrchr(real, '/') + 1;
		rc = put_folder(p, fd, name, DEPTH_MAX - 1);
	}
	free(real);
	return rc;
}

int
folder_source(const char *path, int *fd_out, struct err *e)
{
	uint8_t		 head[PACK_HEAD_SIZE];
	struct wr	 w = wr_over(head, sizeof(head));
	struct packing	 p = { .at = PACK_HEAD_SIZE, .e = e };
	int		 rc;

	p.to = memfd_create("sitectl", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (p.to == -1)
		return err_sys(e, "no memory file");
	rc = put_named(&p, path);
	pack_head_put(&w, p.files);
	p.at = 0;
	if (rc == 0)
		rc = put(&p, head, w.pos);
	if (rc == 0 && fcntl(p.to, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE | F_SEAL_SEAL) == -1)
		rc = err_sys(e, "the memory file cannot be sealed");
	if (rc == 0)
		*fd_out = p.to;
	else
		(void)close(p.to);
	return rc;
}
