/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder - preloaded into sited: writes down what its processes do to files,
 * and when, so that tests/fault/powercut can make the tree as it would be
 * after a power cut at any moment.
 *
 * How      the functions of libc that change files are ours; so is syscall(),
 *          for the calls that libc does not wrap.  Each calls the original
 *          and adds a record to a file that was mapped before any sandbox.
 *          Records are merged by the time of their beginning: what was caused
 *          by a call begins after that call has.
 * Proof    the tree made from all records must be the tree that is there
 *          (powercut checks it), or some call was missed.
 * Format   struct head, names and data behind it, 8-byte aligned; size 0 ends.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define LOG_SIZE	((size_t)1 << 28)	/* sparse */
#define PATH_SIZE	512

enum op {
	OP_CREATE = 1, OP_TRUNCATE, OP_WRITE, OP_SYNC, OP_SYNC_DATA, OP_MKDIR,
	OP_RENAME, OP_LINK, OP_UNLINK, OP_XATTR, OP_NO_XATTR, OP_MODE,
	OP_OWNER, OP_UNKNOWN
};

struct head {
	_Atomic uint32_t	 size;		/* of all; written last */
	uint32_t		 op;
	uint64_t		 begin, end;	/* CLOCK_MONOTONIC, ns */
	uint64_t		 ino;		/* the file or folder itself */
	uint64_t		 dir, dir2;	/* where the names stand */
	uint64_t		 offset;	/* or new size */
	uint32_t		 mode, uid, gid, flags;
	uint32_t		 name_len, name2_len, data_len, spare;
};

struct record {
	struct head	 h;
	const char	*name, *name2;
	const void	*data;
};

static uint8_t		*map;
static atomic_size_t	 used;

static uint64_t
now(void)
{
	struct timespec	 ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000U + (uint64_t)ts.tv_nsec;
}

/* The keeper and the clerk may not even ask for a file's number. */
static bool
is_without_files(void)
{
	char	 line[256] = { 0 };
	int	 fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t	 i, n = fd == -1 ? 0 : read(fd, line, sizeof(line) - 1);

	if (fd != -1)
		(void)close(fd);
	for (i = 0; i + 1 < n; i++)
		if (line[i] == '\0')
			line[i] = ' ';
	return strstr(line, " -r keeper") != NULL ||
	    strstr(line, " -r clerk") != NULL;
}

__attribute__((constructor)) static void
recorder_open(void)
{
	const char	*prefix = getenv("SITED_RECORD");
	char		 path[PATH_SIZE];
	uint8_t		*p;
	int		 fd;

	if (prefix == NULL || is_without_files())
		return;
	(void)snprintf(path, sizeof(path), "%s.%d.%llu", prefix,
	    (int)getpid(), (unsigned long long)now());
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT |
	    O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 || ftruncate(fd, (off_t)LOG_SIZE) == -1)
		abort();
	p = mmap(NULL, LOG_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		abort();
	(void)close(fd);
	map = p;
}

static void
add(struct record *r)
{
	struct head	*h;
	size_t		 at, n;
	uint8_t		*p;

	r->h.end = now();
	r->h.name_len = r->name == NULL ? 0 : (uint32_t)strlen(r->name);
	r->h.name2_len = r->name2 == NULL ? 0 : (uint32_t)strlen(r->name2);
	n = sizeof(r->h) + r->h.name_len + r->h.name2_len + r->h.data_len;
	n = (n + 7) & ~(size_t)7;
	at = atomic_fetch_add(&used, n);
	if (at + n > LOG_SIZE)
		abort();
	h = (struct head *)(void *)(map + at);
	p = map + at + sizeof(r->h);
	memcpy(&h->op, &r->h.op, sizeof(r->h) - sizeof(r->h.size));
	if (r->h.name_len > 0)
		memcpy(p, r->name, r->h.name_len);
	if (r->h.name2_len > 0)
		memcpy(p + r->h.name_len, r->name2, r->h.name2_len);
	if (r->h.data_len > 0)
		memcpy(p + r->h.name_len + r->h.name2_len, r->data,
		    r->h.data_len);
	atomic_store(&h->size, (uint32_t)n);
}

/* The folder of a path and the last name in it; nothing of the path is kept
 * that a later rename could make wrong. */
static uint64_t
folder_of(int dirfd, const char *path, const char **leaf)
{
	char		 parent[PATH_SIZE];
	const char	*slash = strrchr(path, '/');
	struct stat	 st = { 0 };

	*leaf = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		(void)snprintf(parent, sizeof(parent), ".");
	else
		(void)snprintf(parent, sizeof(parent), "%.*s",
		    (int)(slash - path) + (slash == path), path);
	(void)fstatat(dirfd, parent, &st, 0);
	return st.st_ino;
}

/* A regular file or a folder; sockets and pipes are nobody's business. */
static bool
is_file(int fd, struct stat *st)
{
	return map != NULL && fstat(fd, st) == 0 &&
	    (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode));
}

static void *
original(_Atomic(void *) *found, const char *name)
{
	void	*p = atomic_load(found);

	if (p == NULL) {
		p = dlsym(RTLD_NEXT, name);
		atomic_store(found, p);
	}
	return p;
}

#define ORIGINAL(name)							\
	((__typeof__(&name))original(&original_##name, #name))
#define WRAP(type, name, ...)						\
	static _Atomic(void *)	 original_##name;			\
	type name(__VA_ARGS__)

/* --- making and opening --- */

static void
note_open(uint64_t begin, int dirfd, const char *path, int flags, int fd)
{
	struct record	 r = { .h = { .op = OP_CREATE, .begin = begin } };
	struct stat	 st;
	int		 saved = errno;

	if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) != 0 &&
	    (flags & O_TMPFILE) != O_TMPFILE && is_file(fd, &st)) {
		r.h.ino = st.st_ino;
		r.h.mode = st.st_mode;
		r.h.uid = st.st_uid;
		r.h.gid = st.st_gid;
		r.h.flags = (uint32_t)flags;
		if ((flags & O_CREAT) != 0) {
			r.h.dir = folder_of(dirfd, path, &r.name);
			add(&r);
		}
		if ((flags & O_TRUNC) != 0) {
			r = (struct record){ .h = { .op = OP_TRUNCATE,
			    .begin = begin, .ino = st.st_ino } };
			add(&r);
		}
	}
	errno = saved;
}

#define MODE_OF(flags, last, mode)	do {				\
	va_list	 ap_;							\
									\
	if (((flags) & (O_CREAT | __O_TMPFILE)) != 0) {			\
		va_start(ap_, last);					\
		(mode) = va_arg(ap_, mode_t);				\
		va_end(ap_);						\
	}								\
} while (0)

#define OPEN(name)							\
WRAP(int, name, const char *path, int flags, ...)			\
{									\
	uint64_t	 begin = now();					\
	mode_t		 mode = 0;					\
	int		 fd;						\
									\
	MODE_OF(flags, flags, mode);					\
	fd = ORIGINAL(name)(path, flags, mode);				\
	note_open(begin, AT_FDCWD, path, flags, fd);			\
	return fd;							\
}
#define OPENAT(name)							\
WRAP(int, name, int dirfd, const char *path, int flags, ...)		\
{									\
	uint64_t	 begin = now();					\
	mode_t		 mode = 0;					\
	int		 fd;						\
									\
	MODE_OF(flags, flags, mode);					\
	fd = ORIGINAL(name)(dirfd, path, flags, mode);			\
	note_open(begin, dirfd, path, flags, fd);			\
	return fd;							\
}
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

WRAP(int, mkdirat, int dirfd, const char *path, mode_t mode)
{
	struct record	 r = { .h = { .op = OP_MKDIR, .begin = now() } };
	struct stat	 st;
	int		 rc = ORIGINAL(mkdirat)(dirfd, path, mode);

	if (rc == 0 && map != NULL && fstatat(dirfd, path, &st, 0) == 0) {
		r.h.dir = folder_of(dirfd, path, &r.name);
		r.h.ino = st.st_ino;
		r.h.mode = st.st_mode;
		r.h.uid = st.st_uid;
		r.h.gid = st.st_gid;
		add(&r);
	}
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

/* --- content --- */

static void
note_write(uint64_t begin, int fd, off_t offset, const void *data, ssize_t n)
{
	struct record	 r = { .h = { .op = OP_WRITE, .begin = begin } };
	struct stat	 st;
	int		 saved = errno;

	if (n > 0 && is_file(fd, &st)) {
		if (offset == -1)
			offset = lseek(fd, 0, SEEK_CUR) - n;
		r.h.ino = st.st_ino;
		r.h.offset = (uint64_t)offset;
		r.h.data_len = (uint32_t)n;
		r.data = data;
		add(&r);
	}
	errno = saved;
}

WRAP(ssize_t, write, int fd, const void *data, size_t n)
{
	uint64_t	 begin = now();
	ssize_t		 k = ORIGINAL(write)(fd, data, n);

	note_write(begin, fd, -1, data, k);
	return k;
}

#define PWRITE(name, type)						\
WRAP(ssize_t, name, int fd, const void *data, size_t n, type offset)	\
{									\
	uint64_t	 begin = now();					\
	ssize_t		 k = ORIGINAL(name)(fd, data, n, offset);	\
									\
	note_write(begin, fd, offset, data, k);				\
	return k;							\
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

static void
note_vector(uint64_t begin, int fd, const struct iovec *v, int count,
    off_t offset, ssize_t n)
{
	struct stat	 st;
	ssize_t		 part;
	int		 i, saved = errno;

	if (n > 0 && is_file(fd, &st)) {
		if (offset == -1)
			offset = lseek(fd, 0, SEEK_CUR) - n;
		for (i = 0; i < count && n > 0; i++) {
			part = (ssize_t)v[i].iov_len < n ?
			    (ssize_t)v[i].iov_len : n;
			note_write(begin, fd, offset, v[i].iov_base, part);
			offset += part;
			n -= part;
		}
	}
	errno = saved;
}

WRAP(ssize_t, writev, int fd, const struct iovec *v, int count)
{
	uint64_t	 begin = now();
	ssize_t		 n = ORIGINAL(writev)(fd, v, count);

	note_vector(begin, fd, v, count, -1, n);
	return n;
}

WRAP(ssize_t, pwritev, int fd, const struct iovec *v, int count, off_t offset)
{
	uint64_t	 begin = now();
	ssize_t		 n = ORIGINAL(pwritev)(fd, v, count, offset);

	note_vector(begin, fd, v, count, offset, n);
	return n;
}

/* RWF_DSYNC is not counted as a sync: that only makes the cut harder. */
WRAP(ssize_t, pwritev2, int fd, const struct iovec *v, int count,
    off_t offset, int flags)
{
	uint64_t	 begin = now();
	ssize_t		 n = ORIGINAL(pwritev2)(fd, v, count, offset, flags);

	note_vector(begin, fd, v, count, offset, n);
	return n;
}

WRAP(ssize_t, copy_file_range, int from, off64_t *from_at, int to,
    off64_t *to_at, size_t n, unsigned flags)
{
	uint64_t	 begin = now();
	off_t		 at = to_at == NULL ? lseek(to, 0, SEEK_CUR) :
			    *to_at;
	ssize_t		 k, done;
	char		 chunk[4096];

	k = ORIGINAL(copy_file_range)(from, from_at, to, to_at, n, flags);
	for (done = 0; done < k; done += (ssize_t)n) {
		n = (size_t)(k - done) < sizeof(chunk) ? (size_t)(k - done) :
		    sizeof(chunk);
		if (pread(to, chunk, n, at + done) != (ssize_t)n)
			abort();
		note_write(begin, to, at + done, chunk, (ssize_t)n);
	}
	return k;
}

static void
note_size(uint64_t begin, int fd, int rc)
{
	struct record	 r = { .h = { .op = OP_TRUNCATE, .begin = begin } };
	struct stat	 st;
	int		 saved = errno;

	if (rc == 0 && is_file(fd, &st)) {
		r.h.ino = st.st_ino;
		r.h.offset = (uint64_t)st.st_size;
		add(&r);
	}
	errno = saved;
}

#define RESIZE(name, type)						\
WRAP(int, name, int fd, type size)					\
{									\
	uint64_t	 begin = now();					\
	int		 rc = ORIGINAL(name)(fd, size);			\
									\
	note_size(begin, fd, rc);					\
	return rc;							\
}
RESIZE(ftruncate, off_t)
RESIZE(ftruncate64, off64_t)

WRAP(int, fallocate, int fd, int mode, off_t offset, off_t n)
{
	uint64_t	 begin = now();
	int		 rc = ORIGINAL(fallocate)(fd, mode, offset, n);

	note_size(begin, fd, rc);
	return rc;
}

/* --- what makes durable; sync_file_range() does not --- */

static void
note_sync(uint64_t begin, int fd, enum op op, int rc)
{
	struct record	 r = { .h = { .op = op, .begin = begin } };
	struct stat	 st;
	int		 saved = errno;

	if (rc == 0 && is_file(fd, &st)) {
		r.h.ino = st.st_ino;
		add(&r);
	}
	errno = saved;
}

#define SYNC(name, op)							\
WRAP(int, name, int fd)							\
{									\
	uint64_t	 begin = now();					\
	int		 rc = ORIGINAL(name)(fd);			\
									\
	note_sync(begin, fd, op, rc);					\
	return rc;							\
}
SYNC(fsync, OP_SYNC)
SYNC(fdatasync, OP_SYNC_DATA)

/* --- names --- */

static void
note_names(struct record *r, int dirfd, const char *from, int dirfd2,
    const char *to)
{
	if (map == NULL)
		return;
	r->h.dir = folder_of(dirfd, from, &r->name);
	if (to != NULL)
		r->h.dir2 = folder_of(dirfd2, to, &r->name2);
	add(r);
}

#define RENAME(name, declared, dir1, dir2, called)			\
WRAP(int, name, declared)						\
{									\
	struct record	 r = { .h = { .op = OP_RENAME, .begin = now() } }; \
	int		 rc = ORIGINAL(name)called;			\
									\
	if (rc == 0)							\
		note_names(&r, dir1, from, dir2, to);			\
	return rc;							\
}
#define ARGS(...)	__VA_ARGS__
RENAME(rename, ARGS(const char *from, const char *to), AT_FDCWD, AT_FDCWD,
    (from, to))
RENAME(renameat, ARGS(int dir1, const char *from, int dir2, const char *to),
    dir1, dir2, (dir1, from, dir2, to))
RENAME(renameat2, ARGS(int dir1, const char *from, int dir2, const char *to,
    unsigned flags), dir1, dir2, (dir1, from, dir2, to, flags))

WRAP(int, linkat, int dir1, const char *from, int dir2, const char *to,
    int flags)
{
	struct record	 r = { .h = { .op = OP_LINK, .begin = now() } };
	struct stat	 st;
	int		 rc = ORIGINAL(linkat)(dir1, from, dir2, to, flags);

	if (rc == 0 && map != NULL && fstatat(dir2, to, &st, 0) == 0) {
		r.h.ino = st.st_ino;
		note_names(&r, dir2, to, 0, NULL);
	}
	return rc;
}

int
link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

WRAP(int, unlinkat, int dirfd, const char *path, int flags)
{
	struct record	 r = { .h = { .op = OP_UNLINK, .begin = now() } };
	int		 rc = ORIGINAL(unlinkat)(dirfd, path, flags);

	if (rc == 0)
		note_names(&r, dirfd, path, 0, NULL);
	return rc;
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int
rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

/* --- attributes --- */

WRAP(int, fsetxattr, int fd, const char *name, const void *value, size_t n,
    int flags)
{
	struct record	 r = { .h = { .op = OP_XATTR, .begin = now() } };
	struct stat	 st;
	int		 rc = ORIGINAL(fsetxattr)(fd, name, value, n, flags);

	if (rc == 0 && is_file(fd, &st)) {
		r.h.ino = st.st_ino;
		r.h.data_len = (uint32_t)n;
		r.name = name;
		r.data = value;
		add(&r);
	}
	return rc;
}

WRAP(int, fremovexattr, int fd, const char *name)
{
	struct record	 r = { .h = { .op = OP_NO_XATTR, .begin = now() } };
	struct stat	 st;
	int		 rc = ORIGINAL(fremovexattr)(fd, name);

	if (rc == 0 && is_file(fd, &st)) {
		r.h.ino = st.st_ino;
		r.name = name;
		add(&r);
	}
	return rc;
}

static void
note_owner(const struct stat *st, enum op op, uint64_t begin)
{
	struct record	 r = { .h = { .op = op, .begin = begin,
			    .ino = st->st_ino, .mode = st->st_mode,
			    .uid = st->st_uid, .gid = st->st_gid } };

	add(&r);
}

WRAP(int, fchmod, int fd, mode_t mode)
{
	uint64_t	 begin = now();
	struct stat	 st;
	int		 rc = ORIGINAL(fchmod)(fd, mode);

	if (rc == 0 && is_file(fd, &st))
		note_owner(&st, OP_MODE, begin);
	return rc;
}

WRAP(int, fchmodat, int dirfd, const char *path, mode_t mode, int flags)
{
	uint64_t	 begin = now();
	struct stat	 st;
	int		 rc = ORIGINAL(fchmodat)(dirfd, path, mode, flags);

	if (rc == 0 && map != NULL && fstatat(dirfd, path, &st, 0) == 0)
		note_owner(&st, OP_MODE, begin);
	return rc;
}

WRAP(int, fchown, int fd, uid_t uid, gid_t gid)
{
	uint64_t	 begin = now();
	struct stat	 st;
	int		 rc = ORIGINAL(fchown)(fd, uid, gid);

	if (rc == 0 && is_file(fd, &st))
		note_owner(&st, OP_OWNER, begin);
	return rc;
}

/* --- what libc does not wrap --- */

static void
note_unknown(long number)
{
	struct record	 r = { .h = { .op = OP_UNKNOWN, .begin = now(),
			    .ino = (uint64_t)number } };

	if (map != NULL)
		add(&r);
}

static const long	unknown[] = {
	SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, SYS_pwritev2,
	SYS_openat, SYS_open, SYS_creat, SYS_ftruncate, SYS_truncate,
	SYS_rename, SYS_renameat, SYS_renameat2, SYS_link, SYS_linkat,
	SYS_unlink, SYS_unlinkat, SYS_mkdir, SYS_mkdirat, SYS_rmdir,
	SYS_fallocate, SYS_copy_file_range, SYS_sendfile, SYS_splice,
	SYS_setxattr, SYS_fsetxattr, SYS_removexattr, SYS_fremovexattr,
};

WRAP(long, syscall, long number, ...)
{
	uint64_t		 begin = now();
	const struct open_how	*how;
	long			 a[6], rc;
	va_list			 ap;
	size_t			 i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	rc = ORIGINAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number == SYS_openat2) {
		how = (const struct open_how *)a[2];
		note_open(begin, (int)a[0], (const char *)a[1],
		    (int)how->flags, (int)rc);
	}
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		if (number == unknown[i] && rc >= 0)
			note_unknown(number);
	return rc;
}
