/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

static void
path_is(struct vfs_file *file, const char *want)
{
	char	 path[VFS_PATH_MAX];

	assert_int_equal(disk_ops.path(file, path, sizeof(path)), NT_OK);
	assert_string_equal(path, want);
}

static void
a_file_gets_another_name(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;

	local_mkdir(f, "Dir");
	local_write(f, "a", "text");
	h = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_rename(h, "b", false), NT_OK);
	path_is(h, "b");
	local_is(f, "b", "text");
	assert_false(local_exists(f, "a"));
	assert_int_equal(x_rename(h, "DIR/c", false), NT_OK);
	path_is(h, "Dir/c");
	local_is(f, "Dir/c", "text");
	/* And on from there. */
	assert_int_equal(x_rename(h, "d", false), NT_OK);
	local_is(f, "d", "text");
	x_close(h);
}

static void
a_name_changes_its_case_only(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h, *d;

	local_mkdir(f, "dir");
	local_write(f, "name", "text");
	h = x_file(f, "name", VFS_OPEN);
	assert_int_equal(x_rename(h, "NAME", false), NT_OK);
	path_is(h, "NAME");
	assert_true(local_exists(f, "NAME"));
	assert_false(local_exists(f, "name"));
	assert_int_equal(x_rename(h, "NAME", false), NT_OK);
	assert_int_equal(x_rename(h, "Name", true), NT_OK);
	path_is(h, "Name");
	x_close(h);
	d = x_folder(f, "dir");
	assert_int_equal(x_rename(d, "DIR", false), NT_OK);
	assert_true(local_exists(f, "DIR"));
	x_close(d);
}

static void
a_taken_name_is_replaced_if_asked(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;

	local_write(f, "a", "new");
	local_write(f, "B", "old");
	h = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_rename(h, "B", false), NT_OBJECT_NAME_COLLISION);
	assert_int_equal(x_rename(h, "b", false), NT_OBJECT_NAME_COLLISION);
	local_is(f, "a", "new");
	local_is(f, "B", "old");
	path_is(h, "a");
	assert_int_equal(x_rename(h, "b", true), NT_OK);
	path_is(h, "b");
	local_is(f, "b", "new");
	assert_false(local_exists(f, "a"));
	assert_false(local_exists(f, "B"));
	x_close(h);
}

static void
not_everything_can_be_replaced(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h, *d;

	local_write(f, "a", "new");
	local_mkdir(f, "dir");
	local_mkdir(f, "dir2");
	x_make(f, "ro", FILE_ATTRIBUTE_READONLY);
	assert_int_equal(symlinkat("a", f->fd, "link"), 0);
	h = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_rename(h, "dir", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(h, "ro", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(h, "link", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(h, "none/b", true), NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(x_rename(h, "", true), NT_OBJECT_NAME_COLLISION);
	d = x_folder(f, "dir2");
	assert_int_equal(x_rename(d, "dir", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(d, "a", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(d, "dir2/x", false), NT_ACCESS_DENIED);
	path_is(d, "dir2");
	x_close(d);
	x_close(h);
	d = x_folder(f, "");
	assert_int_equal(x_rename(d, "x", false), NT_ACCESS_DENIED);
	x_close(d);
	local_is(f, "a", "new");
}

static void
a_read_only_file_may_be_renamed(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "ro", .disposition = VFS_OPEN,
			    .access = DELETE };

	x_make(f, "ro", FILE_ATTRIBUTE_READONLY);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(x_rename(o.file, "rw", false), NT_OK);
	x_close(o.file);
	assert_true(local_exists(f, "rw"));
}

static void
a_folder_moves_with_what_is_in_it(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*d;

	local_mkdir(f, "d");
	local_mkdir(f, "e");
	local_write(f, "d/a", "text");
	d = x_folder(f, "d");
	assert_int_equal(x_rename(d, "e/d2", false), NT_OK);
	path_is(d, "e/d2");
	local_is(f, "e/d2/a", "text");
	x_close(d);
}

/* Another handle of the file was renamed; the server says so. */
static void
a_handle_learns_its_new_name(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h1, *h2;

	local_write(f, "a", "text");
	h1 = x_file(f, "a", VFS_OPEN);
	h2 = x_file(f, "a", VFS_OPEN);
	assert_int_equal(x_rename(h1, "b", false), NT_OK);
	disk_ops.renamed(h2, "b");
	assert_int_equal(x_rename(h2, "c", false), NT_OK);
	x_close(h1);
	x_close(h2);
	local_is(f, "c", "text");
}

static void
a_file_that_somebody_else_moved_is_not_found(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;

	local_write(f, "a", "mine");
	h = x_file(f, "a", VFS_OPEN);
	assert_int_equal(renameat(f->fd, "a", f->fd, "away"), 0);
	assert_int_equal(x_rename(h, "b", false), NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(disk_ops.remove(h, "a"), NT_OBJECT_NAME_NOT_FOUND);
	/* Its name is another's now. */
	local_write(f, "a", "foreign");
	local_write(f, "victim", "victim");
	assert_int_equal(x_rename(h, "b", false), NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(x_rename(h, "victim", true),
	    NT_OBJECT_NAME_NOT_FOUND);
	local_is(f, "victim", "victim");
	assert_int_equal(disk_ops.remove(h, "a"), NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(disk_ops.remove(h, NULL), NT_OBJECT_NAME_NOT_FOUND);
	local_is(f, "a", "foreign");
	local_is(f, "away", "mine");
	x_close(h);
}

static void
a_marked_file_goes(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h;

	h = x_file(f, "a", VFS_CREATE);
	assert_int_equal(disk_ops.may_remove(h), NT_OK);
	assert_int_equal(disk_ops.remove(h, "A"), NT_OK);
	assert_int_equal(x_stat(h).nlink, 0);
	assert_false(local_exists(f, "a"));
	x_close(h);
	h = x_file(f, "a", VFS_CREATE);
	assert_int_equal(disk_ops.remove(h, NULL), NT_OK);
	x_close(h);
	h = x_folder(f, "d");
	assert_int_equal(disk_ops.may_remove(h), NT_OK);
	assert_int_equal(disk_ops.remove(h, "d"), NT_OK);
	assert_false(local_exists(f, "d"));
	assert_int_equal(disk_ops.remove(h, "d"), NT_OBJECT_NAME_NOT_FOUND);
	x_close(h);
}

static void
what_must_stay_stays(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "ro", .disposition = VFS_OPEN,
			    .access = DELETE };
	struct vfs_file	*h;

	x_make(f, "ro", FILE_ATTRIBUTE_READONLY);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(disk_ops.may_remove(o.file), NT_CANNOT_DELETE);
	x_close(o.file);
	h = x_folder(f, "");
	assert_int_equal(disk_ops.may_remove(h), NT_CANNOT_DELETE);
	assert_int_equal(disk_ops.remove(h, ""), NT_CANNOT_DELETE);
	x_close(h);
	h = x_folder(f, "d");
	local_write(f, "d/x", "");
	assert_int_equal(disk_ops.may_remove(h), NT_DIRECTORY_NOT_EMPTY);
	assert_int_equal(disk_ops.remove(h, "d"), NT_DIRECTORY_NOT_EMPTY);
	local_is(f, "d/x", "");
	assert_int_equal(unlinkat(f->fd, "d/x", 0), 0);
	/* What clients do not see keeps a folder, too. */
	assert_int_equal(symlinkat("x", f->fd, "d/link"), 0);
	assert_int_equal(disk_ops.may_remove(h), NT_DIRECTORY_NOT_EMPTY);
	x_close(h);
	h = x_folder(f, "ro-dir");
	assert_int_equal(SET(h, .attributes = FILE_ATTRIBUTE_READONLY), NT_OK);
	assert_int_equal(disk_ops.may_remove(h), NT_CANNOT_DELETE);
	x_close(h);
}

static struct wall
an_hour_later(void *arg)
{
	struct timespec	 ts;

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (struct wall){ (ts.tv_sec + 3600) * 1000000 };
}

static struct mono
same_mono(void *arg)
{
	(void)arg;
	return (struct mono){ 0 };
}

static void
what_a_crash_left_goes_after_a_while(void **state)
{
	static const struct clock_source	 later = { same_mono,
	    an_hour_later, NULL };
	struct fx	*f = *state;
	struct vfs_file	*h = x_folder(f, "d");

	/* A worker died between grabbing a file and unlinking it. */
	local_write(f, "d/.sited:gone-0123456789abcdef", "");
	assert_int_equal(disk_ops.may_remove(h), NT_DIRECTORY_NOT_EMPTY);
	clock_simulate(&later);
	assert_int_equal(disk_ops.may_remove(h), NT_OK);
	assert_int_equal(disk_ops.remove(h, "d"), NT_OK);
	clock_simulate(NULL);
	x_close(h);
	assert_false(local_exists(f, "d"));
}

static void
lookup_tells_who_bears_a_name(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*h = x_file(f, "Name", VFS_CREATE);
	struct vfs_stat	 st = x_stat(h);
	uint64_t	 dev, ino;

	assert_int_equal(disk_ops.lookup(f->tree, "nAME", &dev, &ino), NT_OK);
	assert_true(dev == st.dev && ino == st.ino);
	assert_int_equal(disk_ops.lookup(f->tree, "none", &dev, &ino), NT_OK);
	assert_int_equal(ino, 0);
	assert_int_equal(disk_ops.lookup(f->tree, "none/x", &dev, &ino),
	    NT_OBJECT_PATH_NOT_FOUND);
	assert_int_equal(disk_ops.lookup(f->tree, "", &dev, &ino), NT_OK);
	assert_true(ino != 0);
	x_close(h);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(a_file_gets_another_name),
		DISK_TEST(a_name_changes_its_case_only),
		DISK_TEST(a_taken_name_is_replaced_if_asked),
		DISK_TEST(not_everything_can_be_replaced),
		DISK_TEST(a_read_only_file_may_be_renamed),
		DISK_TEST(a_folder_moves_with_what_is_in_it),
		DISK_TEST(a_handle_learns_its_new_name),
		DISK_TEST(a_file_that_somebody_else_moved_is_not_found),
		DISK_TEST(a_marked_file_goes),
		DISK_TEST(what_must_stay_stays),
		DISK_TEST(what_a_crash_left_goes_after_a_while),
		DISK_TEST(lookup_tells_who_bears_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
