/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

/* All names of the folder in order, each followed by a blank. */
static void
list(struct vfs_file *d, bool restart, char *dst, size_t size)
{
	static struct vfs_entry	 e;
	enum ntstatus		 st;

	dst[0] = '\0';
	while ((st = disk_ops.next_entry(d, restart, &e)) == NT_OK) {
		restart = false;
		assert_true(strlen(dst) + strlen(e.name) + 2 < size);
		strcat(strcat(dst, e.name), " ");
	}
	assert_int_equal(st, NT_NO_MORE_FILES);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_NO_MORE_FILES);
}

static void
names_come_in_order_and_with_their_facts(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*d, *h;
	struct vfs_entry	 e;
	struct vfs_stat		 root;
	char			 names[256];

	d = x_folder(f, "");
	h = x_file(f, "b", VFS_CREATE);
	assert_int_equal(SET(h, .created = 1234, .attributes =
	    FILE_ATTRIBUTE_HIDDEN), NT_OK);
	assert_int_equal(x_write(f, h, 0, "12345", 5), NT_OK);
	x_close(h);
	local_write(f, "C", "");
	local_write(f, "a", "");
	local_mkdir(f, "B2");
	list(d, true, names, sizeof(names));
	assert_string_equal(names, ". .. a b B2 C ");
	list(d, true, names, sizeof(names));
	assert_string_equal(names, ". .. a b B2 C ");

	root = x_stat(d);
	assert_int_equal(disk_ops.next_entry(d, true, &e), NT_OK);
	assert_true(e.stat.ino == root.ino && e.stat.is_directory);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	assert_true(e.stat.ino == root.ino && e.stat.is_directory);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	assert_string_equal(e.name, "a");
	assert_int_equal(e.stat.attributes, FILE_ATTRIBUTE_ARCHIVE);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	assert_int_equal(e.stat.size, 5);
	assert_int_equal(e.stat.attributes, FILE_ATTRIBUTE_HIDDEN |
	    FILE_ATTRIBUTE_ARCHIVE);
	assert_true(e.stat.created == 1234);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	assert_int_equal(e.stat.attributes, FILE_ATTRIBUTE_DIRECTORY);
	x_close(d);
}

static void
dot_dot_is_the_folder_above(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*root = x_folder(f, ""), *d = x_folder(f, "d");
	struct vfs_entry	 e;

	assert_int_equal(disk_ops.next_entry(d, true, &e), NT_OK);
	assert_string_equal(e.name, ".");
	assert_true(e.stat.ino == x_stat(d).ino);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	assert_string_equal(e.name, "..");
	assert_true(e.stat.ino == x_stat(root).ino);
	x_close(root);
	x_close(d);
}

static void
what_no_client_can_say_is_not_shown(void **state)
{
	static const char *const	 names[] = { "a:b", "CON", "nul.txt",
	    "dot.", "blank ", "back\\slash", "a*b", "bell\a",
	    ("bad\xff" "utf8"), ".sited:gone-0" };
	struct fx	*f = *state;
	struct vfs_file	*d = x_folder(f, "");
	char		 got[256];
	size_t		 i;

	for (i = 0; i < nitems(names); i++)
		local_write(f, names[i], "");
	assert_int_equal(symlinkat("x", f->fd, "link"), 0);
	assert_int_equal(mkfifoat(f->fd, "fifo", 0600), 0);
	local_write(f, "shown", "");
	list(d, true, got, sizeof(got));
	assert_string_equal(got, ". .. shown ");
	x_close(d);
}

static void
an_enumeration_is_of_its_beginning(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*d = x_folder(f, "");
	struct vfs_entry	 e;
	char			 got[256];

	local_write(f, "a", "");
	local_write(f, "b", "");
	local_write(f, "c", "");
	assert_int_equal(disk_ops.next_entry(d, true, &e), NT_OK);
	local_write(f, "d", "");
	assert_int_equal(unlinkat(f->fd, "b", 0), 0);
	list(d, false, got, sizeof(got));
	assert_string_equal(got, ".. a c ");
	list(d, true, got, sizeof(got));
	assert_string_equal(got, ". .. a c d ");
	x_close(d);
}

static bool
is_wanted(const void *arg, const char *name)
{
	return strcmp(arg, name) == 0;
}

static void
only_what_is_wanted_is_looked_at(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*d = x_folder(f, "");
	struct vfs_entry	 e;
	struct vfs_wanted	 w = { is_wanted, "b" };

	local_write(f, "a", "");
	local_write(f, "b", "");
	local_write(f, "c", "");
	assert_int_equal(disk_ops.next_wanted(d, true, &w, &e), NT_OK);
	assert_string_equal(e.name, "b");
	assert_int_equal(disk_ops.next_wanted(d, false, &w, &e),
	    NT_NO_MORE_FILES);
	x_close(d);
}

static void
a_file_has_no_entries(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*h = x_file(f, "a", VFS_CREATE);
	struct vfs_entry	 e;

	assert_int_equal(disk_ops.next_entry(h, true, &e),
	    NT_INVALID_PARAMETER);
	x_close(h);
}

static void
pending_writes_show_in_a_listing_as_in_a_handle(void **state)
{
	struct fx		*f = *state;
	struct vfs_file		*d = x_folder(f, "");
	struct vfs_file		*h = x_file(f, "a", VFS_CREATE);
	struct vfs_wanted	 w = { is_wanted, "a" };
	struct vfs_entry	 e;
	uint64_t		 created = x_stat(h).written;

	pause_ms(30);
	assert_int_equal(x_write(f, h, 0, "1", 1), NT_OK);
	assert_int_equal(disk_ops.next_wanted(d, true, &w, &e), NT_OK);
	assert_true(e.stat.written == created);
	assert_int_equal(e.stat.size, 1);
	assert_int_equal(x_flush(f, h), NT_OK);
	assert_int_equal(disk_ops.next_wanted(d, true, &w, &e), NT_OK);
	assert_true(e.stat.written == x_stat(h).written);
	x_close(h);
	x_close(d);
}

/* Two thousand, some in upper case: every one, once, in order. */
static void
a_long_listing_is_whole(void **state)
{
	enum { COUNT = 2000 };
	struct fx		*f = *state;
	struct vfs_file		*d = x_folder(f, "");
	struct vfs_entry	 e;
	char			 name[32];
	int			 i;

	for (i = COUNT - 1; i >= 0; i--) {
		snprintf(name, sizeof(name), i % 2 ? "FILE-%04d" : "file-%04d",
		    i);
		local_write(f, name, "");
	}
	assert_int_equal(disk_ops.next_entry(d, true, &e), NT_OK);
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
	for (i = 0; i < COUNT; i++) {
		assert_int_equal(disk_ops.next_entry(d, false, &e), NT_OK);
		snprintf(name, sizeof(name), i % 2 ? "FILE-%04d" : "file-%04d",
		    i);
		assert_string_equal(e.name, name);
	}
	assert_int_equal(disk_ops.next_entry(d, false, &e), NT_NO_MORE_FILES);
	x_close(d);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		DISK_TEST(names_come_in_order_and_with_their_facts),
		DISK_TEST(dot_dot_is_the_folder_above),
		DISK_TEST(what_no_client_can_say_is_not_shown),
		DISK_TEST(an_enumeration_is_of_its_beginning),
		DISK_TEST(only_what_is_wanted_is_looked_at),
		DISK_TEST(a_file_has_no_entries),
		DISK_TEST(pending_writes_show_in_a_listing_as_in_a_handle),
		DISK_TEST(a_long_listing_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
