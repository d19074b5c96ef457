/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The n-th system call or allocation of a short story fails, for every n and
 * several errors: each step answers with a status, what was acknowledged is
 * there, nothing leaks, and no name of ours is left behind.
 *
 * The linker puts our functions in the place of the calls (--wrap).
 */
#include "tests/unit/disk_help.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "base/log.h"

static struct {
	bool		 on;
	int		 calls;		/* so far in this story */
	int		 fail_at;	/* 0: none */
	int		 error;
	bool		 foreign;	/* files are another user's */
	pthread_t	 thread;	/* the loop's; -Wl,--wrap sees all */
} fault;

static bool
fails(void)
{
	if (!fault.on || !pthread_equal(fault.thread, pthread_self()))
		return false;
	if (++fault.calls != fault.fail_at)
		return false;
	errno = fault.error;
	return true;
}

#define WRAP(type, bad, name, params, args)				\
	type __real_##name params;					\
	type __wrap_##name params;					\
	type								\
	__wrap_##name params						\
	{								\
		return fails() ? (bad) : __real_##name args;		\
	}

WRAP(int, -fault.error, open_beneath, (int fd, const char *path, int flags,
    mode_t mode), (fd, path, flags, mode))
WRAP(int, -fault.error, sys_statx, (int fd, struct statx *st), (fd, st))
WRAP(int, -fault.error, sys_statx_name, (int fd, const char *name,
    struct statx *st), (fd, name, st))
WRAP(ssize_t, -1, fgetxattr, (int fd, const char *name, void *b, size_t n),
    (fd, name, b, n))
WRAP(int, -1, fsetxattr, (int fd, const char *name, const void *b, size_t n,
    int flags), (fd, name, b, n, flags))
WRAP(int, -1, fremovexattr, (int fd, const char *name), (fd, name))
WRAP(int, -1, ftruncate64, (int fd, off_t n), (fd, n))
WRAP(int, -1, ftruncate, (int fd, off_t n), (fd, n))
WRAP(int, -1, fallocate64, (int fd, int mode, off_t off, off_t n),
    (fd, mode, off, n))
WRAP(int, -1, fallocate, (int fd, int mode, off_t off, off_t n),
    (fd, mode, off, n))
WRAP(ssize_t, -1, pwrite64, (int fd, const void *b, size_t n, off_t off),
    (fd, b, n, off))
WRAP(ssize_t, -1, pwrite, (int fd, const void *b, size_t n, off_t off),
    (fd, b, n, off))
WRAP(int, -1, fsync, (int fd), (fd))
WRAP(int, -1, mkdirat, (int fd, const char *path, mode_t mode),
    (fd, path, mode))
WRAP(int, -1, unlinkat, (int fd, const char *path, int flags),
    (fd, path, flags))
WRAP(int, -1, renameat2, (int a, const char *from, int b, const char *to,
    unsigned flags), (a, from, b, to, flags))
WRAP(ssize_t, -1, getdents64, (int fd, void *b, size_t n), (fd, b, n))
WRAP(off_t, -1, lseek64, (int fd, off_t off, int whence), (fd, off, whence))
WRAP(off_t, -1, lseek, (int fd, off_t off, int whence), (fd, off, whence))
WRAP(int, -1, fchdir, (int fd), (fd))
WRAP(int, -1, inotify_init1, (int flags), (flags))
WRAP(int, -1, inotify_add_watch, (int fd, const char *path, uint32_t mask),
    (fd, path, mask))
WRAP(void *, NULL, malloc, (size_t n), (n))
WRAP(void *, NULL, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, NULL, realloc, (void *p, size_t n), (p, n))
WRAP(char *, NULL, strdup, (const char *s), (s))

int	__real_futimens(int, const struct timespec *);
int	__wrap_futimens(int, const struct timespec *);

int
__wrap_futimens(int fd, const struct timespec *ts)
{
	if (fault.foreign) {
		errno = EPERM;
		return -1;
	}
	return fails() ? -1 : __real_futimens(fd, ts);
}

/* What the story's steps answered; NT_LATER: not reached. */
enum step { MAKE, WRITE, FLUSH, BASIC, SIZE, ALLOC, RENAME, REPLACE, FOLDER,
    WATCH, LIST, OVERWRITE, MAY_REMOVE, REMOVE, STEPS };

struct story {
	enum ntstatus	 did[STEPS];
};

static void
ignore_change(struct vfs_watch *w, const struct vfs_change *c)
{
	(void)w;
	(void)c;
}

static void
ignore(struct vfs_watch *w)
{
	(void)w;
}

static void
on_a_folder(struct fx *f, struct story *s)
{
	struct vfs_open		 o = { .path = "DIR",
				    .disposition = VFS_OPEN_IF,
				    .must_be_directory = true,
				    .attributes = FILE_ATTRIBUTE_HIDDEN };
	struct vfs_watch	 w = { .filter = 0xfff, .recursive = true,
				    .changed = ignore_change,
				    .overflow = ignore, .gone = ignore };
	static struct vfs_entry	 e;
	bool			 restart = true;

	s->did[FOLDER] = x_open(f, &o);
	if (s->did[FOLDER] != NT_OK)
		return;
	s->did[WATCH] = disk_ops.watch(o.file, &w);
	do {
		s->did[LIST] = disk_ops.next_entry(o.file, restart, &e);
		restart = false;
	} while (s->did[LIST] == NT_OK);
	disk_ops.unwatch(o.file, &w);
	x_close(o.file);
}

static void
on_a_file(struct fx *f, struct story *s)
{
	struct vfs_open	 o = { .path = "dir/file", .disposition = VFS_CREATE,
			    .attributes = FILE_ATTRIBUTE_HIDDEN,
			    .allocation = 8192 };
	struct sync	 sync = SYNC;

	s->did[MAKE] = x_open(f, &o);
	if (s->did[MAKE] != NT_OK)
		return;
	s->did[WRITE] = disk_ops.write(o.file, 0, "bytes", 5, &sync.wait);
	s->did[FLUSH] = x_flush(f, o.file);
	s->did[BASIC] = SET(o.file, .created = 1, .written = 2, .changed = 3);
	s->did[SIZE] = disk_ops.set_size(o.file, 5);
	s->did[ALLOC] = disk_ops.set_allocation(o.file, 16384);
	s->did[RENAME] = x_rename(o.file, "dir/other", false);
	s->did[REPLACE] = x_rename(o.file, "DIR/VICTIM", true);
	x_close(o.file);
}

static void
on_the_end(struct fx *f, struct story *s)
{
	struct vfs_open	 o = { .path = "dir/doomed", .disposition =
			    VFS_OVERWRITE };

	if (x_open(f, &o) != NT_OK)
		return;
	s->did[OVERWRITE] = disk_ops.overwrite(o.file, 0, 4096, false);
	s->did[MAY_REMOVE] = disk_ops.may_remove(o.file);
	s->did[REMOVE] = disk_ops.remove(o.file, "dir/doomed");
	x_close(o.file);
}

/* A second ahead: folders seem quiet, so that listings are kept. */
static struct wall
ahead(void *arg)
{
	struct timespec	 ts;

	(void)arg;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (struct wall){ (ts.tv_sec + 1) * 1000000 + ts.tv_nsec / 1000 };
}

static struct mono
real_mono(void *arg)
{
	struct timespec	 ts;

	(void)arg;
	(void)clock_gettime(CLOCK_BOOTTIME, &ts);
	return (struct mono){ ts.tv_sec * 1000000000 + ts.tv_nsec };
}

/* Returns how many calls there were. */
static int
tell(struct story *s, int fail_at, int error)
{
	void		*state;
	struct fx	*f;
	DIR		*d;
	struct dirent	*e;
	size_t		 i;

	assert_int_equal(fx_up(&state), 0);
	f = state;
	local_mkdir(f, "dir");
	local_write(f, "dir/victim", "victim");
	local_write(f, "dir/doomed", "doomed");
	for (i = 0; i < STEPS; i++)
		s->did[i] = NT_LATER;
	fault.thread = pthread_self();
	fault.calls = 0;
	fault.fail_at = fail_at;
	fault.error = error;
	fault.on = true;
	on_a_file(f, s);
	on_a_folder(f, s);
	on_the_end(f, s);
	fault.on = false;

	/* What was acknowledged is there. */
	if (s->did[MAKE] == NT_OK && s->did[WRITE] == NT_OK) {
		if (s->did[REPLACE] == NT_OK)
			local_is(f, local_exists(f, "dir/VICTIM") ?
			    "dir/VICTIM" : "dir/victim", "bytes");
		else if (s->did[RENAME] == NT_OK)
			local_is(f, "dir/other", "bytes");
		else
			local_is(f, "dir/file", "bytes");
	}
	if (s->did[REPLACE] != NT_OK)
		local_is(f, "dir/victim", "victim");
	if (s->did[MAKE] != NT_OK)
		assert_false(local_exists(f, "dir/file"));
	assert_int_equal(local_exists(f, "dir/doomed"),
	    s->did[REMOVE] != NT_OK);
	/* And no name of ours. */
	d = fdopendir(openat(f->fd, "dir", O_RDONLY | O_DIRECTORY));
	while ((e = readdir(d)) != NULL)
		assert_null(strchr(e->d_name, ':'));
	closedir(d);
	assert_int_equal(fx_down(&state), 0);
	return fault.calls;
}

static void
without_a_fault_all_goes_well(void **state)
{
	struct story	 s;
	int		 i;

	(void)state;
	assert_true(tell(&s, 0, 0) > 60);
	for (i = 0; i < STEPS; i++)
		assert_int_equal(s.did[i], i == LIST ? NT_NO_MORE_FILES :
		    NT_OK);
}

static void
every_call_may_fail(void **state)
{
	static const int	 errors[] = { EIO, ENOSPC, ENOMEM, EMFILE,
	    EACCES };
	struct story		 s;
	size_t			 i;
	int			 calls, n, bad = 0, step;

	(void)state;
	calls = tell(&s, 0, 0);
	for (i = 0; i < nitems(errors); i++) {
		for (n = 1; n <= calls; n++) {
			(void)tell(&s, n, errors[i]);
			for (step = 0; step < STEPS; step++)
				bad += nt_is_error(s.did[step]) &&
				    s.did[step] != NT_LATER;
		}
	}
	/* Most faults are told; the rest only cost time or a cache. */
	assert_true(bad > calls);
}

/* Then the record alone has the times. */
static void
times_of_another_users_file_can_be_set(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "a", VFS_CREATE);
	struct timespec	 ts[2];
	struct stat	 local;
	int		 fd;

	fault.foreign = true;
	assert_int_equal(SET(h, .written = 1234567, .accessed = 89), NT_OK);
	assert_true(x_stat(h).written == 1234567);
	x_close(h);
	h = x_file(f, "a", VFS_OPEN);
	assert_true(x_stat(h).written == 1234567);
	assert_true(x_stat(h).accessed == 89);
	fault.foreign = false;
	/* Another time in the same second is another time. */
	fd = openat(f->fd, "a", O_RDONLY);
	assert_int_equal(fstat(fd, &local), 0);
	ts[0] = ts[1] = local.st_mtim;
	ts[1].tv_nsec = (ts[1].tv_nsec + 1) % 1000000000;
	assert_int_equal(futimens(fd, ts), 0);
	close(fd);
	assert_true(x_stat(h).written != 1234567);
	x_close(h);
}

int
main(void)
{
	static const struct clock_source	 clock = { real_mono, ahead,
	    NULL };
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(without_a_fault_all_goes_well),
		cmocka_unit_test(every_call_may_fail),
		DISK_TEST(times_of_another_users_file_can_be_set),
	};

	clock_simulate(&clock);
	log_set(LVL_ERROR, LOG_PLAIN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
