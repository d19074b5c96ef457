/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/inbox_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/text.h"

#define READ_CHUNK	16384

static int
open_file(int box_fd, const char *key, struct stat *st)
{
	int	 fd;

	fd = openat(box_fd, key, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);
	if (fd == -1)
		return -errno;
	if (fstat(fd, st) == -1 || !S_ISREG(st->st_mode)) {
		(void)close(fd);
		return -EINVAL;
	}
	return fd;
}

/* A file that no worker of ours has landed. */
static void
make_record(const char *key, enum box box, const struct stat *st,
    struct msg_landed *m)
{
	const uint64_t	 what[] = { (uint64_t)box, (uint64_t)st->st_ino,
			    (uint64_t)st->st_size,
			    (uint64_t)st->st_mtim.tv_sec,
			    (uint64_t)st->st_mtim.tv_nsec };
	uint8_t		 hash[32];

	*m = (struct msg_landed){ .box = box,
	    .size = (uint64_t)st->st_size };
	if (EVP_Digest(what, sizeof(what), hash, NULL, EVP_sha256(), NULL) ==
	    1)
		memcpy(m->landing.b, hash, sizeof(m->landing.b));
	text_copy(m->name, sizeof(m->name), key);
	m->landed.us = st->st_mtim.tv_sec * 1000000LL +
	    st->st_mtim.tv_nsec / 1000;
	(void)addr_parse("::", &m->address);
}

static void
read_record(int fd, const char *key, enum box box, const struct stat *st,
    struct msg_landed *m)
{
	uint8_t		 value[DROP_XATTR_MAX];
	ssize_t		 n = fgetxattr(fd, DROP_XATTR, value, sizeof(value));
	struct rd	 r = rd_over(value, n < 0 ? 0 : (size_t)n);

	msg_get_landed(&r, m);
	if (!rd_end(&r) || m->box != box)
		make_record(key, box, st, m);
}

int
inbox_file_record(int box_fd, enum box box, const char *key,
    struct msg_landed *out)
{
	struct stat	 st;
	int		 fd = open_file(box_fd, key, &st);

	if (fd < 0)
		return fd;
	read_record(fd, key, box, &st, out);
	(void)close(fd);
	return 0;
}

int
inbox_file_read(int box_fd, const char *key, size_t most, struct buf *out)
{
	struct stat	 st;
	uint8_t		*p;
	ssize_t		 n;
	int		 fd = open_file(box_fd, key, &st);

	if (fd < 0)
		return fd;
	do {
		p = out->len > most ? NULL : buf_space(out, READ_CHUNK);
		n = p == NULL ? 0 : read(fd, p, READ_CHUNK);
		if (p != NULL)
			out->len -= READ_CHUNK - (n > 0 ? (size_t)n : 0);
	} while (n > 0);
	(void)close(fd);
	return n == 0 && buf_ok(out) ? 0 : -EIO;
}

/* 0: it is this one still. */
static int
check(int box_fd, const char *key, const struct msg_landed *landing)
{
	struct msg_landed	 m;
	int			 rc = inbox_file_record(box_fd, landing->box,
				    key, &m);

	if (rc != 0)
		return rc;
	return guid_equal(&m.landing, &landing->landing) ? 0 : -ESTALE;
}

int
inbox_file_remove(int box_fd, int gone_fd, const char *key,
    const struct msg_landed *landing)
{
	char	 to[2 * sizeof(landing->landing.b) + 1];
	int	 rc = check(box_fd, key, landing);

	if (rc != 0)
		return rc == -ENOENT ? INBOX_FILE_GONE : rc;
	hex_encode(to, landing->landing.b, sizeof(landing->landing.b));
	if (gone_fd != -1 && renameat(box_fd, key, gone_fd, to) == 0)
		return 0;
	if (unlinkat(box_fd, key, 0) == 0)
		return 0;
	return errno == ENOENT ? INBOX_FILE_GONE : -errno;
}

/* --- putting aside --- */

/* Durable, before anything is moved there.  A descriptor, or -errno. */
static int
open_bad_folder(int box_fd)
{
	int	 fd;

	if (mkdirat(box_fd, BAD_FOLDER, 0750) == 0) {
		if (fsync(box_fd) == -1)
			return -errno;
	} else if (errno != EEXIST)
		return -errno;
	fd = openat(box_fd, BAD_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	return fd == -1 ? -errno : fd;
}

/* What lies there already. */
struct heap {
	size_t		 files;
	uint64_t	 bytes;
	struct timespec	 oldest;
	char		 name[DROP_NAME_SIZE + 32];	/* of the oldest */
};

static bool
is_older(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec :
	    a->tv_nsec < b->tv_nsec;
}

static void
survey(DIR *dir, struct heap *h)
{
	struct dirent	*entry;
	struct stat	 st;

	*h = (struct heap){ .files = 0 };
	rewinddir(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (fstatat(dirfd(dir), entry->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) == -1 || !S_ISREG(st.st_mode))
			continue;
		if (h->files == 0 || is_older(&st.st_ctim, &h->oldest)) {
			h->oldest = st.st_ctim;
			(void)snprintf(h->name, sizeof(h->name), "%s",
			    entry->d_name);
		}
		h->files++;
		h->bytes += (uint64_t)st.st_size;
	}
}

/* Otherwise whoever sends nothing but bad files fills the disk. */
static void
make_room(int bad_fd, uint64_t size)
{
	struct heap	 h;
	DIR		*dir;
	int		 fd = openat(bad_fd, ".", O_RDONLY | O_DIRECTORY |
			    O_CLOEXEC);

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd != -1)
			(void)close(fd);
		return;
	}
	survey(dir, &h);
	while (h.files > 0 && (h.files >= BAD_FILES ||
	    h.bytes + size > BAD_BYTES)) {
		if (unlinkat(bad_fd, h.name, 0) == -1)
			break;
		survey(dir, &h);
	}
	(void)closedir(dir);
}

/* Under its name and the start of its id: bad ones may share a name. */
int
inbox_file_put_aside(int box_fd, const char *key,
    const struct msg_landed *landing)
{
	char		 to[DROP_NAME_SIZE + 32], id[9];
	struct stat	 st;
	int		 bad_fd, rc = check(box_fd, key, landing);

	if (rc != 0)
		return rc == -ENOENT ? INBOX_FILE_GONE : rc;
	bad_fd = open_bad_folder(box_fd);
	if (bad_fd < 0)
		return bad_fd;
	if (fstatat(box_fd, key, &st, AT_SYMLINK_NOFOLLOW) == 0)
		make_room(bad_fd, (uint64_t)st.st_size);
	hex_encode(id, landing->landing.b, 4);
	(void)snprintf(to, sizeof(to), "%s.%.200s", id, key);
	rc = renameat(box_fd, key, bad_fd, to) == -1 ? -errno : 0;
	(void)close(bad_fd);
	return rc;
}
