/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a share over a folder does, in the sandbox of a worker: a
 * system call that the groups leave out kills the process.
 */
#include "tests/unit/disk_help.h"

#include <sys/wait.h>

#include "base/sandbox.h"
#include "base/text.h"

#define GROUPS	(SB_LOOP | SB_THREADS | SB_READ | SB_WRITE | SB_NOTIFY)

static int	changes;

static void
on_change(struct vfs_watch *w, const struct vfs_change *c)
{
	(void)w;
	(void)c;
	changes++;
}

static void
ignore(struct vfs_watch *w)
{
	(void)w;
}

static void
do_files(struct fx *f)
{
	static uint8_t	 big[1 << 20];
	struct vfs_open	 o = { .path = "d/File", .disposition = VFS_CREATE,
			    .attributes = FILE_ATTRIBUTE_HIDDEN,
			    .allocation = 8192 };
	struct vfs_file	*to;
	size_t		 n;

	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(x_write(f, o.file, 0, big, sizeof(big)), NT_OK);
	assert_int_equal(x_write(f, o.file, 0, "small", 5), NT_OK);
	assert_int_equal(x_flush(f, o.file), NT_OK);
	assert_int_equal(x_read(f, o.file, 0, big, sizeof(big), &n), NT_OK);
	to = x_file(f, "D/copy", VFS_CREATE);
	assert_int_equal(x_copy(f, o.file, 0, to, 0, 1000, &n), NT_OK);
	assert_int_equal(x_copy(f, to, 0, to, 10, 900, &n), NT_OK);
	x_close(to);
	assert_int_equal(SET(o.file, .written = 5, .changed = 5), NT_OK);
	assert_int_equal(SET(o.file, .attributes = FILE_ATTRIBUTE_ARCHIVE),
	    NT_OK);
	assert_int_equal(disk_ops.set_allocation(o.file, 100000), NT_OK);
	assert_int_equal(disk_ops.set_size(o.file, 3), NT_OK);
	assert_int_equal(x_rename(o.file, "D/FILE", false), NT_OK);
	assert_int_equal(x_rename(o.file, "d/copy", true), NT_OK);
	assert_int_equal(disk_ops.overwrite(o.file, 0, 0, true), NT_OK);
	assert_int_equal(disk_ops.may_remove(o.file), NT_OK);
	assert_int_equal(disk_ops.remove(o.file, NULL), NT_OK);
	x_close(o.file);
}

static void
do_folders(struct fx *f)
{
	struct vfs_watch	 w = { .filter = 0xfff, .recursive = true,
				    .changed = on_change, .overflow = ignore,
				    .gone = ignore };
	static struct vfs_entry	 e;
	struct vfs_space	 space;
	struct vfs_file		*d = x_folder(f, "d");
	bool			 restart = true;

	assert_int_equal(disk_ops.watch(d, &w), NT_OK);
	do_files(f);
	x_close(x_file(f, "d/last", VFS_CREATE));
	while (disk_ops.next_entry(d, restart, &e) == NT_OK)
		restart = false;
	assert_false(restart);
	assert_int_equal(event_base_loop(f->base, EVLOOP_NONBLOCK), 0);
	assert_true(changes > 0);
	disk_ops.unwatch(d, &w);
	assert_int_equal(disk_ops.space(f->tree, &space), NT_OK);
	x_close(d);
}

/* As a worker does: the folder and the loop first, threads after. */
static void
live_in_a_sandbox(struct fx *f)
{
	struct sandbox_folder	 folder = { f->fd, true };
	struct sandbox_gaps	 gaps;
	struct err		 e;

	assert_int_equal(event_reinit(f->base), 0);
	(void)text_upper(0xe4);		/* its table is a file */
	if (sandbox_enter(GROUPS, &folder, 1, &gaps, &e) != 0)
		fail_msg("%s", e.text);
	assert_int_equal(iopool_new(f->base, 4, 64, &f->pool, NULL), 0);
	fx_connect(f, false);
	do_folders(f);
	fx_disconnect(f);
	iopool_free(&f->pool);
}

static void
the_disk_lives_in_a_workers_sandbox(void **state)
{
	struct fx	*f = *state;
	pid_t		 pid;
	int		 status;

	/* Threads do not survive a fork. */
	fx_disconnect(f);
	iopool_free(&f->pool);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		live_in_a_sandbox(f);
		_exit(42);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(the_disk_lives_in_a_workers_sandbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
