/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-FSA] 2.1.5.15.11. */
#include "tests/unit/shares.h"

static const struct share_file	 nothing = { 0, 0 };

static enum ntstatus
may_rename(uint64_t id, const char *to)
{
	return share_table_rename(table, key(id), to, nothing);
}

static void
open_folder(uint64_t id, uint64_t ino, const char *path)
{
	struct share_open	 o = an_open(id);

	o.file.ino = ino;
	o.path = path;
	o.is_directory = true;
	assert_int_equal(ask(&o).status, NT_OK);
}

static const char *
path_of(uint64_t id)
{
	struct share_view	 v;

	assert_true(share_table_next(table,
	    (struct share_key){ (unsigned)(id / 10), id - 1 }, &v));
	assert_int_equal(v.key.id, id);
	return v.path;
}

static void
the_only_handle_may_rename_whatever_it_shares(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(may_rename(1, "dir/new"), NT_OK);
	assert_int_equal(may_rename(2, "dir/new"), NT_FILE_CLOSED);
}

static void
a_handle_that_does_not_share_deletion_bars_a_rename(void **state)
{
	(void)state;
	open_with(1, FILE_READ_DATA, ALL, OPLOCK_NONE);
	open_with(11, FILE_READ_DATA, FILE_SHARE_READ, OPLOCK_NONE);
	assert_int_equal(may_rename(1, "dir/new"), NT_SHARING_VIOLATION);
	just_close(11);
	open_with(11, STAT, 0, OPLOCK_NONE);
	open_with(21, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(may_rename(1, "dir/new"), NT_OK);
}

/* What the open of the new parent by the I/O manager runs into. */
static void
handles_of_the_new_parent_can_bar_a_rename(void **state)
{
	static const struct {
		uint32_t	access, sharing;
		enum ntstatus	status;
	} rows[] = {
		{ FILE_ALL_ACCESS, ALL, NT_SHARING_VIOLATION },
		{ FILE_ALL_ACCESS, 0, NT_SHARING_VIOLATION },
		{ FILE_ALL_ACCESS & ~DELETE, ALL, NT_OK },
		{ FILE_ALL_ACCESS & ~DELETE, 0, NT_SHARING_VIOLATION },
		{ FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE,
		    NT_OK },
		{ FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_DELETE,
		    NT_SHARING_VIOLATION },
		{ SYNCHRONIZE | FILE_READ_ATTRIBUTES, 0, NT_OK },
	};
	struct share_open	 parent = an_open(11);
	size_t			 i;

	(void)state;
	parent.file.ino = 50;
	parent.path = "dir";
	parent.is_directory = true;
	open_with(1, RWD, 0, OPLOCK_NONE);
	for (i = 0; i < nitems(rows); i++) {
		parent.access = rows[i].access;
		parent.sharing = rows[i].sharing;
		assert_int_equal(ask(&parent).status, NT_OK);
		if (may_rename(1, "dir/new") != rows[i].status)
			fail_msg("row %zu", i);
		assert_int_equal(may_rename(1, "new"), NT_OK);
		assert_int_equal(may_rename(1, "dirt/new"), NT_OK);
		just_close(11);
	}
	parent.path = "";
	parent.access = FILE_ALL_ACCESS;
	assert_int_equal(ask(&parent).status, NT_OK);
	assert_int_equal(may_rename(1, "new"), NT_SHARING_VIOLATION);
	assert_int_equal(may_rename(1, "dir/new"), NT_OK);
}

static void
a_folder_is_renamed_whoever_holds_its_parent(void **state)
{
	struct share_open	 parent = an_open(11), folder = an_open(1);

	(void)state;
	parent.file.ino = 50;
	parent.path = "dir";
	folder.is_directory = true;
	assert_int_equal(ask(&parent).status, NT_OK);
	assert_int_equal(ask(&folder).status, NT_OK);
	assert_int_equal(may_rename(1, "dir/new"), NT_OK);
}

static void
another_shares_parent_of_that_name_does_not_bar(void **state)
{
	struct share_open	 parent = an_open(11);

	(void)state;
	parent.file.ino = 50;
	parent.path = "dir";
	parent.share = 4;
	open_with(1, RWD, 0, OPLOCK_NONE);
	assert_int_equal(ask(&parent).status, NT_OK);
	assert_int_equal(may_rename(1, "dir/new"), NT_OK);
}

static void
a_folder_with_open_files_below_stays(void **state)
{
	static const struct {
		const char	*path;
		enum ntstatus	 status;
	} rows[] = {
		{ "a/b/c", NT_ACCESS_DENIED }, { "a/b/c/d", NT_ACCESS_DENIED },
		{ "a/b", NT_OK }, { "a/bc", NT_OK }, { "a/b.c", NT_OK },
		{ "a/b c", NT_OK }, { "a", NT_OK }, { "a/c", NT_OK },
		{ "b/c", NT_OK }, { "", NT_OK },
	};
	size_t	 i;

	(void)state;
	open_folder(1, 10, "a/b");
	for (i = 0; i < nitems(rows); i++) {
		open_path(11, 20 + i, rows[i].path);
		if (may_rename(1, "z/b") != rows[i].status)
			fail_msg("row %zu", i);
		just_close(11);
	}
}

static void
a_name_that_is_open_is_not_replaced(void **state)
{
	(void)state;
	open_path(1, 1, "a");
	open_path(11, 2, "b");
	assert_int_equal(share_table_rename(table, key(1), "b",
	    (struct share_file){ 7, 2 }), NT_ACCESS_DENIED);
	assert_int_equal(share_table_rename(table, key(1), "b",
	    (struct share_file){ 8, 2 }), NT_OK);
	assert_int_equal(share_table_rename(table, key(1), "A",
	    (struct share_file){ 7, 1 }), NT_OK);	/* itself */
	just_close(11);
	assert_int_equal(share_table_rename(table, key(1), "b",
	    (struct share_file){ 7, 2 }), NT_OK);
}

static void
expect_renamed(uint64_t id, const char *path)
{
	assert_string_equal(next_news(SHARE_NEWS_RENAMED, id).path, path);
}

static void
all_other_handles_hear_of_the_new_name(void **state)
{
	(void)state;
	open_path(1, 1, "a/x");
	open_path(11, 1, "a/x");
	open_path(12, 2, "a/y");
	share_table_renamed(table, key(1), "b/x");
	expect_renamed(11, "b/x");
	expect_silence();
	assert_string_equal(path_of(1), "b/x");
	assert_string_equal(path_of(11), "b/x");
	assert_string_equal(path_of(12), "a/y");
	share_table_renamed(table, key(1), "b/x");
	expect_silence();
	share_table_renamed(table, key(77), "c");
	expect_silence();
}

static void
what_lies_below_a_renamed_folder_goes_along(void **state)
{
	(void)state;
	open_folder(1, 10, "a/b");
	open_path(11, 11, "a/b/x");
	open_path(12, 12, "a/b/c/y");
	open_path(13, 13, "a/bc");
	open_path(14, 14, "a/b.c");
	open_path(15, 15, "a");
	share_table_renamed(table, key(1), "long/name");
	expect_renamed(12, "long/name/c/y");
	expect_renamed(11, "long/name/x");
	expect_silence();
	assert_string_equal(path_of(1), "long/name");
	assert_string_equal(path_of(11), "long/name/x");
	assert_string_equal(path_of(12), "long/name/c/y");
	assert_string_equal(path_of(13), "a/bc");
	assert_string_equal(path_of(14), "a/b.c");
	assert_string_equal(path_of(15), "a");
	assert_int_equal(may_rename(1, "b"), NT_ACCESS_DENIED);
	just_close(11);
	just_close(12);
	assert_int_equal(may_rename(1, "b"), NT_OK);
}

static void
a_file_is_not_a_folder_whose_name_is_its_beginning(void **state)
{
	(void)state;
	open_path(1, 10, "a/b");
	open_path(11, 11, "a/b/x");
	share_table_renamed(table, key(1), "c");
	expect_silence();
	assert_string_equal(path_of(11), "a/b/x");
}

static void
names_that_grow_too_long_stay(void **state)
{
	char	 longest[SHARE_PATH_SIZE];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	open_folder(1, 10, "a");
	open_path(11, 11, "a/b");
	open_path(12, 12, "a/c");
	share_table_renamed(table, key(1), longest);
	expect_silence();
	assert_string_equal(path_of(1), longest);
	assert_string_equal(path_of(11), "a/b");
	assert_int_equal(may_rename(1, "b"), NT_OK);
}

static void
two_files_can_have_had_one_name(void **state)
{
	(void)state;
	open_path(1, 1, "a");
	open_path(11, 2, "a");
	share_table_renamed(table, key(1), "b");
	expect_silence();
	assert_string_equal(path_of(11), "a");
	share_table_renamed(table, key(11), "b");
	assert_string_equal(path_of(11), "b");
}

static void
a_hard_link_renamed_over_its_own_file_joins_it(void **state)
{
	(void)state;
	open_path(1, 1, "a");
	open_path(11, 1, "b");
	open_path(12, 1, "a");
	share_table_renamed(table, key(1), "b");
	expect_renamed(12, "b");
	just_close(11);
	share_table_renamed(table, key(1), "c");
	expect_renamed(12, "c");
	just_close(12);
}

/* A name that changes while an open waits is told after its answer. */
static void
an_open_that_waits_hears_of_the_new_name_after_its_answer(void **state)
{
	struct share_open	 o = an_open(11);

	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	assert_int_equal(ask(&o).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	share_table_renamed(table, key(1), "new");
	expect_silence();
	share_table_ack(table, key(1), OPLOCK_NONE);
	expect_opened(11, NT_OK, OPLOCK_NONE);
	expect_renamed(11, "new");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		share_test(the_only_handle_may_rename_whatever_it_shares),
		share_test(a_handle_that_does_not_share_deletion_bars_a_rename),
		share_test(handles_of_the_new_parent_can_bar_a_rename),
		share_test(a_folder_is_renamed_whoever_holds_its_parent),
		share_test(another_shares_parent_of_that_name_does_not_bar),
		share_test(a_folder_with_open_files_below_stays),
		share_test(a_name_that_is_open_is_not_replaced),
		share_test(all_other_handles_hear_of_the_new_name),
		share_test(what_lies_below_a_renamed_folder_goes_along),
		share_test(a_file_is_not_a_folder_whose_name_is_its_beginning),
		share_test(names_that_grow_too_long_stay),
		share_test(two_files_can_have_had_one_name),
		share_test(a_hard_link_renamed_over_its_own_file_joins_it),
		share_test(
		    an_open_that_waits_hears_of_the_new_name_after_its_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
