/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another process swaps folders, links and files while we open, rename and
 * remove: nothing outside the share is touched, no other file is removed.
 */
#include "tests/unit/disk_help.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define SECONDS	2
#define PATIENCE 60	/* a busy machine gives two less to quarrel about */
#define PATIENCE	60	/* of a busy machine, for so many: */
#define ENOUGH		100

struct rival {
	pid_t	 pid;
};

/* Exchanges two names in the folder for as long as it lives. */
static void
start_rival(struct rival *r, const char *dir, const char *a, const char *b)
{
	int	 fd;

	r->pid = fork();
	assert_true(r->pid >= 0);
	if (r->pid > 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(dir, O_RDONLY | O_DIRECTORY);
	for (;;)
		(void)renameat2(fd, a, fd, b, RENAME_EXCHANGE);
}

static void
stop_rival(struct rival *r)
{
	(void)kill(r->pid, SIGKILL);
	(void)waitpid(r->pid, NULL, 0);
}

static bool
time_is_left(struct mono deadline)
{
	return !mono_passed(deadline, mono_now());
}

/* One round of everything that can be done with names in "d". */
static unsigned
one_round(struct fx *f, int i)
{
	struct vfs_open	 o = { .path = "d/x", .disposition = VFS_OPEN,
			    .access = FILE_ALL_ACCESS };
	unsigned	 ok = 0;
	char		 name[32];

	if (x_open(f, &o) == NT_OK) {
		ok += x_write(f, o.file, 0, "inside", 6) == NT_OK;
		x_close(o.file);
	}
	snprintf(name, sizeof(name), "d/new%d", i);
	o = (struct vfs_open){ .path = name, .disposition = VFS_OPEN_IF,
	    .access = FILE_ALL_ACCESS };
	if (x_open(f, &o) == NT_OK) {
		ok += x_rename(o.file, "d/renamed", true) == NT_OK;
		ok += disk_ops.remove(o.file, "d/renamed") == NT_OK;
		ok += disk_ops.remove(o.file, name) == NT_OK;
		x_close(o.file);
	}
	o = (struct vfs_open){ .path = "d/folder", .disposition = VFS_OPEN_IF,
	    .access = FILE_ALL_ACCESS, .must_be_directory = true };
	if (x_open(f, &o) == NT_OK) {
		ok += disk_ops.remove(o.file, "d/folder") == NT_OK;
		x_close(o.file);
	}
	o = (struct vfs_open){ .path = "D/X", .disposition = VFS_OVERWRITE_IF,
	    .access = FILE_ALL_ACCESS };
	if (x_open(f, &o) == NT_OK) {
		ok += disk_ops.overwrite(o.file, 0, 0, false) == NT_OK;
		ok += SET(o.file, .attributes = FILE_ATTRIBUTE_ARCHIVE) ==
		    NT_OK;
		x_close(o.file);
	}
	return ok;
}

static int
count_names(struct fx *f, const char *path)
{
	int		 fd = openat(f->fd, path, O_RDONLY | O_DIRECTORY);
	DIR		*d = fdopendir(fd);
	struct dirent	*e;
	int		 n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
a_folder_swapped_for_a_link_leads_nowhere(void **state)
{
	struct fx	*f = *state;
	struct rival	 r;
	struct mono	 deadline, patience;
	unsigned	 ok = 0;
	char		 share[80], outside[80];
	int		 i, fd;

	/* The share is a folder below, so that there is an outside. */
	local_mkdir(f, "share");
	local_mkdir(f, "share/d");
	local_mkdir(f, "outside");
	local_write(f, "share/d/x", "inside");
	local_write(f, "outside/x", "outside");
	assert_int_equal(symlinkat("../outside", f->fd, "share/s"), 0);
	snprintf(share, sizeof(share), "%s/share", f->dir);
	snprintf(outside, sizeof(outside), "%s/outside", f->dir);
	fx_disconnect(f);
	fd = f->fd;
	f->fd = open(share, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fx_connect(f, false);

	start_rival(&r, share, "d", "s");
	deadline = mono_after(mono_now(), SECONDS * 1000);
	patience = mono_after(mono_now(), PATIENCE * 1000);
	for (i = 0; time_is_left(deadline) || (time_is_left(patience) &&
	    ok <= ENOUGH); i++)
		ok += one_round(f, i);
	stop_rival(&r);
	assert_true(ok > ENOUGH);
	close(f->fd);
	f->fd = fd;
	local_is(f, "outside/x", "outside");
	assert_int_equal(count_names(f, "outside"), 1);
}

static void
a_file_swapped_for_a_link_leads_nowhere(void **state)
{
	struct fx	*f = *state;
	struct rival	 r;
	struct mono	 deadline, patience;
	struct vfs_open	 o;
	unsigned	 ok = 0, denied = 0;

	local_mkdir(f, "d");
	local_write(f, "d/f", "inside");
	local_write(f, "secret:", "outside");
	assert_int_equal(symlinkat("secret:", f->fd, "s"), 0);
	local_write(f, "f", "inside");
	start_rival(&r, f->dir, "f", "s");
	deadline = mono_after(mono_now(), SECONDS * 1000);
	patience = mono_after(mono_now(), PATIENCE * 1000);
	while (time_is_left(deadline) || (time_is_left(patience) &&
	    (ok <= ENOUGH || denied <= ENOUGH))) {
		o = (struct vfs_open){ .path = "f",
		    .disposition = VFS_OVERWRITE_IF,
		    .access = FILE_ALL_ACCESS };
		if (x_open(f, &o) != NT_OK) {
			denied++;
			continue;
		}
		ok++;
		assert_int_equal(disk_ops.overwrite(o.file, 0, 0, false),
		    NT_OK);
		assert_int_equal(x_write(f, o.file, 0, "inside", 6), NT_OK);
		x_close(o.file);
	}
	stop_rival(&r);
	assert_true(ok > ENOUGH && denied > ENOUGH);
	local_is(f, "secret:", "outside");
}

/* The one of the two files that is not this one; -1 if it does not show. */
static int
open_other(struct fx *f, uint64_t ino)
{
	static const char *const	 names[] = { "v", "w" };
	struct stat			 st;
	int				 fd, i;

	for (i = 0; i < 1000; i++) {
		fd = openat(f->fd, names[i % 2], O_PATH);
		if (fd >= 0 && fstat(fd, &st) == 0 && st.st_ino != ino)
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

static void
make_missing(struct fx *f)
{
	static const char *const	 names[] = { "v", "w" };
	size_t				 i;
	int				 fd;

	(void)renameat2(f->fd, "v (1)", f->fd, "w", RENAME_NOREPLACE);
	for (i = 0; i < nitems(names); i++) {
		fd = openat(f->fd, names[i], O_CREAT | O_EXCL | O_RDWR, 0644);
		if (fd >= 0)
			close(fd);
	}
}

/* Two files change names all the time: only the one we hold may go. */
static void
no_other_file_is_removed(void **state)
{
	struct fx	*f = *state;
	struct rival	 r;
	struct mono	 deadline, patience;
	struct stat	 st;
	unsigned	 gone = 0, kept = 0;
	int		 other;

	make_missing(f);
	start_rival(&r, f->dir, "v", "w");
	deadline = mono_after(mono_now(), SECONDS * 1000);
	patience = mono_after(mono_now(), PATIENCE * 1000);
	while (time_is_left(deadline) ||
	    ((gone <= 10 || kept <= 10) && time_is_left(patience))) {
		struct vfs_open	 o = { .path = "v", .disposition = VFS_OPEN };

		if (x_open(f, &o) != NT_OK)
			continue;
		other = open_other(f, x_stat(o.file).ino);
		assert_true(other >= 0);
		if (disk_ops.remove(o.file, "v") == NT_OK) {
			assert_int_equal(x_stat(o.file).nlink, 0);
			gone++;
		} else {
			assert_int_equal(x_stat(o.file).nlink, 1);
			kept++;
		}
		assert_int_equal(fstat(other, &st), 0);
		assert_int_equal(st.st_nlink, 1);
		close(other);
		x_close(o.file);
		make_missing(f);
	}
	stop_rival(&r);
	assert_true(gone > 10 && kept > 10);
}

static void
no_other_file_gets_our_new_name(void **state)
{
	struct fx	*f = *state;
	struct rival	 r;
	struct mono	 deadline, patience;
	unsigned	 ok = 0, refused = 0;

	local_write(f, "v", "");
	local_write(f, "w", "");
	local_mkdir(f, "t");
	start_rival(&r, f->dir, "v", "w");
	deadline = mono_after(mono_now(), SECONDS * 1000);
	patience = mono_after(mono_now(), PATIENCE * 1000);
	while (time_is_left(deadline) ||
	    ((ok <= 10 || refused <= 10) && time_is_left(patience))) {
		struct vfs_open	 o = { .path = "v", .disposition = VFS_OPEN };
		struct stat	 st;

		if (x_open(f, &o) != NT_OK)
			continue;
		if (x_rename(o.file, "t/x", false) == NT_OK) {
			ok++;
			assert_int_equal(fstatat(f->fd, "t/x", &st, 0), 0);
			assert_int_equal(st.st_ino, x_stat(o.file).ino);
			assert_int_equal(renameat(f->fd, "t/x", f->fd, "v"),
			    0);
		} else
			refused++;
		x_close(o.file);
		assert_false(local_exists(f, "t/x"));
	}
	stop_rival(&r);
	assert_true(ok > 10 && refused > 10);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(a_folder_swapped_for_a_link_leads_nowhere),
		DISK_TEST(a_file_swapped_for_a_link_leads_nowhere),
		DISK_TEST(no_other_file_is_removed),
		DISK_TEST(no_other_file_gets_our_new_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
