/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/disk_help.h"

/* "A" = "1": what it says is none of the disk's business. */
static const uint8_t	one[] = { 0, 0, 0, 0, 0, 1, 1, 0, 'A', 0, '1' };

static void
has(struct vfs_file *file, const void *want, size_t size)
{
	uint8_t	 got[VFS_EAS_MAX];
	size_t	 len;

	assert_int_equal(disk_ops.get_eas(file, got, sizeof(got), &len),
	    NT_OK);
	assert_int_equal(len, size);
	assert_memory_equal(got, want, size);
	assert_int_equal(x_stat(file).ea_size, size);
}

static void
attributes_are_kept_with_the_file_and_counted(void **state)
{
	struct fx	*f = *state;
	struct vfs_file	*file = x_file(f, "a", VFS_CREATE);

	has(file, "", 0);
	assert_int_equal(disk_ops.put_eas(file, rd_over(one, sizeof(one))),
	    NT_OK);
	has(file, one, sizeof(one));
	assert_int_equal(x_rename(file, "b", false), NT_OK);
	x_close(file);
	file = x_file(f, "b", VFS_OPEN);
	has(file, one, sizeof(one));
	assert_int_equal(disk_ops.put_eas(file, rd_over(NULL, 0)), NT_OK);
	has(file, "", 0);
	assert_int_equal(disk_ops.put_eas(file, rd_over(NULL, 0)), NT_OK);
	x_close(file);
}

static void
a_new_file_is_made_with_them_a_found_one_keeps_its_own(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "a", .disposition = VFS_OPEN_IF,
			    .eas = rd_over(one, sizeof(one)) };

	assert_int_equal(x_open(f, &o), NT_OK);
	has(o.file, one, sizeof(one));
	x_close(o.file);
	o.path = "folder";
	o.must_be_directory = true;
	assert_int_equal(x_open(f, &o), NT_OK);
	has(o.file, one, sizeof(one));
	x_close(o.file);
	x_close(x_file(f, "old", VFS_CREATE));
	o = (struct vfs_open){ .path = "old", .disposition = VFS_OPEN_IF,
	    .eas = rd_over(one, sizeof(one)) };
	assert_int_equal(x_open(f, &o), NT_OK);
	has(o.file, "", 0);
	x_close(o.file);
}

static void
more_than_the_disk_takes_makes_no_file(void **state)
{
	static const uint8_t	 big[VFS_EAS_MAX] = { 1 };
	struct fx		*f = *state;
	struct vfs_open		 o = { .path = "a", .disposition = VFS_CREATE,
				    .eas = rd_over(big, sizeof(big)) };
	struct vfs_file		*file = x_file(f, "b", VFS_CREATE);
	enum ntstatus		 st;

	assert_int_equal(disk_ops.put_eas(file, rd_over(one, sizeof(one))),
	    NT_OK);
	st = disk_ops.put_eas(file, rd_over(big, sizeof(big)));
	if (st == NT_OK) {	/* there are file systems that take 64 KiB */
		x_close(file);
		skip();
	}
	assert_int_equal(st, NT_EA_TOO_LARGE);
	has(file, one, sizeof(one));
	x_close(file);
	assert_int_equal(x_open(f, &o), NT_EA_TOO_LARGE);
	assert_false(local_exists(f, "a"));
}

static void
what_is_read_only_cannot_be_given_any(void **state)
{
	struct fx	*f = *state;
	struct vfs_open	 o = { .path = "a", .disposition = VFS_OPEN,
			    .access = FILE_READ_DATA };

	local_write(f, "a", "text");
	fx_reconnect(f, true);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(disk_ops.put_eas(o.file, rd_over(one, sizeof(one))),
	    NT_ACCESS_DENIED);
	has(o.file, "", 0);
	x_close(o.file);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define ROW(name)	cmocka_unit_test_setup_teardown(name, fx_up, fx_down)
		ROW(attributes_are_kept_with_the_file_and_counted),
		ROW(a_new_file_is_made_with_them_a_found_one_keeps_its_own),
		ROW(more_than_the_disk_takes_makes_no_file),
		ROW(what_is_read_only_cannot_be_given_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
