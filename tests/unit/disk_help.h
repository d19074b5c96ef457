/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk_help - a share over a folder of its own, made anew for every test, and
 * the vfs calls in a shape that fits a line.
 */
#ifndef TESTS_UNIT_DISK_HELP_H
#define TESTS_UNIT_DISK_HELP_H

#include "tests/unit/check.h"

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/disk.h"
#include "server/smb/iopool.h"

struct fx {
	char			 dir[64];
	int			 fd, home;
	struct event_base	*base;
	struct iopool		*pool;
	struct disk_share	*share;
	struct vfs_tree		*tree;
	int			 fds;		/* open before the test */
};

/* Descriptors of this process: what a test leaks. */
static inline int
count_fds(void)
{
	DIR	*d = opendir("/proc/self/fd");
	int	 n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static inline void
fx_connect(struct fx *f, bool read_only)
{
	struct disk_config	 c = {
		.base = f->base,
		.pool = f->pool,
		.root = f->fd,
		.read_only = read_only,
		.access = FILE_ALL_ACCESS,
		.file_mode = 0644,
		.folder_mode = 0755,
		.label = "SMS_S01",
		.security = { .naces = 1 },
	};

	c.security.aces[0].access = FILE_ALL_ACCESS;
	assert_int_equal(disk_share_new(&c, &f->share, NULL), 0);
	assert_int_equal(disk_ops.connect(f->share, NULL, &f->tree), NT_OK);
}

static inline void
fx_disconnect(struct fx *f)
{
	if (f->tree != NULL)
		disk_ops.disconnect(f->tree, VFS_CLOSE);
	f->tree = NULL;
	disk_share_free(&f->share);
}

static inline void
fx_reconnect(struct fx *f, bool read_only)
{
	fx_disconnect(f);
	fx_connect(f, read_only);
}

static inline int
fx_up(void **state)
{
	struct fx	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->fds = count_fds();
	f->home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(f->home >= 0);
	strcpy(f->dir, "disk-test-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->fd = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(f->fd >= 0);
	f->base = event_base_new();
	assert_int_equal(iopool_new(f->base, 4, 64, &f->pool, NULL), 0);
	fx_connect(f, false);
	*state = f;
	return 0;
}

static inline int
fx_unlink(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	(void)ftw;
	return remove(path);
}

static inline int
fx_down(void **state)
{
	struct fx	*f = *state;
	int		 leaked;

	fx_disconnect(f);
	iopool_free(&f->pool);
	event_base_free(f->base);
	close(f->fd);
	/* Who looks at a folder goes there, and cannot always come back. */
	assert_int_equal(fchdir(f->home), 0);
	close(f->home);
	leaked = count_fds() - f->fds;
	(void)nftw(f->dir, fx_unlink, 16, FTW_DEPTH | FTW_PHYS);
	free(f);
	if (leaked != 0)
		fprintf(stderr, "%d descriptors leaked\n", leaked);
	return leaked != 0;
}

/* --- as a local program --- */

static inline void
local_write(struct fx *f, const char *path, const char *text)
{
	int	 fd = openat(f->fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static inline void
local_mkdir(struct fx *f, const char *path)
{
	assert_int_equal(mkdirat(f->fd, path, 0755), 0);
}

static inline bool
local_exists(struct fx *f, const char *path)
{
	return faccessat(f->fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline void
local_is(struct fx *f, const char *path, const char *text)
{
	char	 b[256];
	ssize_t	 n;
	int	 fd = openat(f->fd, path, O_RDONLY);

	assert_true(fd >= 0);
	n = read(fd, b, sizeof(b) - 1);
	assert_true(n >= 0);
	b[n] = '\0';
	close(fd);
	assert_string_equal(b, text);
}

/* --- as a client --- */

struct sync {
	struct vfs_wait	 wait;
	bool		 done;
	enum ntstatus	 status;
};

static inline void
sync_done(struct vfs_wait *wait, enum ntstatus st)
{
	struct sync	*s = (struct sync *)(void *)wait;

	s->done = true;
	s->status = st;
}

#define SYNC	(struct sync){ .wait = { .done = sync_done } }

static inline enum ntstatus
sync_end(struct fx *f, struct sync *s, enum ntstatus st)
{
	if (st != NT_LATER)
		return st;
	while (!s->done)
		assert_int_equal(event_base_loop(f->base, EVLOOP_ONCE), 0);
	return s->status;
}

static inline enum ntstatus
x_open(struct fx *f, struct vfs_open *o)
{
	if (o->access == 0)
		o->access = FILE_ALL_ACCESS;
	return disk_ops.open(f->tree, o, NULL);
}

#define OPEN(f, ...)	x_open((f), &(struct vfs_open){ __VA_ARGS__ })

/* A handle with all rights, made if it is not there. */
static inline struct vfs_file *
x_file(struct fx *f, const char *path, enum vfs_disposition d)
{
	struct vfs_open	 o = { .path = path, .disposition = d };
	enum ntstatus	 st = x_open(f, &o);

	if (st != NT_OK)
		fail_msg("open \"%s\": %s", path, nt_name((uint32_t)st));
	return o.file;
}

static inline struct vfs_file *
x_folder(struct fx *f, const char *path)
{
	struct vfs_open	 o = { .path = path, .disposition = VFS_OPEN_IF,
			    .must_be_directory = true };
	enum ntstatus	 st = x_open(f, &o);

	if (st != NT_OK)
		fail_msg("open \"%s\": %s", path, nt_name((uint32_t)st));
	return o.file;
}

static inline void
x_close(struct vfs_file *file)
{
	assert_int_equal(disk_ops.close(file, VFS_CLOSE, NULL), NT_OK);
}

static inline enum ntstatus
x_read(struct fx *f, struct vfs_file *file, uint64_t off, void *dst, size_t n,
    size_t *count)
{
	struct sync	 s = SYNC;
	enum ntstatus	 st;

	st = sync_end(f, &s, disk_ops.read(file, off, dst, n, &s.wait));
	*count = s.wait.count;
	return st;
}

static inline enum ntstatus
x_write(struct fx *f, struct vfs_file *file, uint64_t off, const void *src,
    size_t n)
{
	struct sync	 s = SYNC;
	enum ntstatus	 st;

	st = sync_end(f, &s, disk_ops.write(file, off, src, n, &s.wait));
	if (st == NT_OK)
		assert_int_equal(s.wait.count, n);
	return st;
}

static inline enum ntstatus
x_flush(struct fx *f, struct vfs_file *file)
{
	struct sync	 s = SYNC;

	return sync_end(f, &s, disk_ops.flush(file, &s.wait));
}

static inline enum ntstatus
x_copy(struct fx *f, struct vfs_file *from, uint64_t from_off,
    struct vfs_file *to, uint64_t to_off, size_t n, size_t *count)
{
	struct sync	 s = SYNC;
	enum ntstatus	 st;

	st = sync_end(f, &s, disk_ops.copy(from, from_off, to, to_off, n,
	    &s.wait));
	*count = s.wait.count;
	return st;
}

static inline enum ntstatus
x_rename(struct vfs_file *file, const char *to, bool replace)
{
	return disk_ops.rename(file, to, replace, NULL);
}

static inline struct vfs_stat
x_stat(struct vfs_file *file)
{
	struct vfs_stat	 st;

	assert_int_equal(disk_ops.stat(file, &st), NT_OK);
	return st;
}

static inline enum ntstatus
x_set(struct vfs_file *file, const struct vfs_basic *b)
{
	return disk_ops.set_basic(file, b);
}

#define SET(file, ...)	x_set((file), &(struct vfs_basic){ __VA_ARGS__ })

/* Makes it with these attributes, and closes it. */
static inline void
x_make(struct fx *f, const char *path, uint32_t attributes)
{
	struct vfs_open	 o = { .path = path, .disposition = VFS_CREATE,
			    .attributes = attributes };

	assert_int_equal(x_open(f, &o), NT_OK);
	x_close(o.file);
}

static inline uint32_t
x_attributes(struct fx *f, const char *path)
{
	struct vfs_open	 o = { .path = path, .disposition = VFS_OPEN,
			    .access = FILE_READ_ATTRIBUTES };
	uint32_t	 attributes;

	assert_int_equal(x_open(f, &o), NT_OK);
	attributes = x_stat(o.file).attributes;
	x_close(o.file);
	return attributes;
}

static inline void
pause_ms(int ms)
{
	usleep((useconds_t)ms * 1000);
}

#define DISK_TEST(t)	cmocka_unit_test_setup_teardown(t, fx_up, fx_down)

#endif
