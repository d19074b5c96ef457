/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-FSA] 2.1.5.5 and 2.1.5.15.3: who removes a file, and when. */
#include "tests/unit/shares.h"

static void
open_to_delete(uint64_t id)
{
	struct share_open	 o = an_open(id);

	o.delete_on_close = true;
	assert_int_equal(ask(&o).status, NT_OK);
}

static enum ntstatus
try(uint64_t id, bool can_wait)
{
	struct share_open	 o = an_open(id);

	o.can_wait = can_wait;
	return ask(&o).status;
}

static void
expect_deleting(uint64_t id, bool deleting)
{
	assert_int_equal(next_news(SHARE_NEWS_DELETING, id).deleting,
	    deleting);
}

static void
expect_removal(uint64_t id, const char *path)
{
	struct share_closed	 c = share_table_close(table, key(id));

	assert_true(c.remove);
	assert_string_equal(c.path, path);
}

static void
an_unmarked_file_stays(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	just_close(1);
	just_close(1);
	assert_int_equal(share_table_counts(table).files, 0);
}

static void
the_last_handle_removes_a_marked_file(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	open_with(11, STAT, ALL, OPLOCK_NONE);
	assert_int_equal(share_table_set_delete(table, key(1), true), NT_OK);
	expect_deleting(1, true);
	expect_deleting(11, true);
	assert_int_equal(try(21, true), NT_DELETE_PENDING);
	just_close(1);
	assert_int_equal(try(21, true), NT_DELETE_PENDING);
	expect_removal(11, "dir/file");
	share_table_removed(table, key(11));
	assert_int_equal(try(21, true), NT_OK);
}

static void
a_mark_can_be_taken_back_by_any_handle(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(share_table_set_delete(table, key(1), true), NT_OK);
	expect_deleting(1, true);
	expect_deleting(11, true);
	assert_int_equal(share_table_set_delete(table, key(1), true), NT_OK);
	expect_silence();
	assert_int_equal(share_table_set_delete(table, key(11), false), NT_OK);
	expect_deleting(1, false);
	expect_deleting(11, false);
	assert_int_equal(try(21, true), NT_OK);
	just_close(1);
	just_close(11);
	just_close(21);
	assert_int_equal(share_table_set_delete(table, key(1), true),
	    NT_FILE_CLOSED);
}

/* FILE_DELETE_ON_CLOSE marks the file when that handle closes, not before. */
static void
delete_on_close_marks_when_its_handle_closes(void **state)
{
	(void)state;
	open_to_delete(1);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	open_with(21, RWD, ALL, OPLOCK_NONE);
	just_close(1);
	expect_deleting(11, true);
	expect_deleting(21, true);
	assert_int_equal(try(2, true), NT_DELETE_PENDING);
	just_close(11);
	expect_removal(21, "dir/file");
}

static void
delete_on_close_outlives_a_mark_that_was_taken_back(void **state)
{
	(void)state;
	open_to_delete(1);
	assert_int_equal(share_table_set_delete(table, key(1), false), NT_OK);
	expect_removal(1, "dir/file");
}

static void
a_file_is_removed_under_its_newest_name(void **state)
{
	(void)state;
	open_to_delete(1);
	share_table_renamed(table, key(1), "dir/new");
	expect_removal(1, "dir/new");
}

/* Between the answer and the removal the file is nobody's. */
static void
opens_wait_until_the_file_is_removed(void **state)
{
	(void)state;
	open_to_delete(1);
	expect_removal(1, "dir/file");
	assert_int_equal(try(11, false), NT_DELETE_PENDING);
	assert_int_equal(try(11, true), NT_LATER);
	assert_int_equal(try(21, true), NT_LATER);
	share_table_removed(table, key(11));
	expect_silence();
	share_table_removed(table, key(1));
	expect_opened(11, NT_OK, OPLOCK_NONE);
	expect_opened(21, NT_OK, OPLOCK_NONE);
	just_close(11);
	just_close(21);
	assert_int_equal(share_table_counts(table).files, 0);
}

static void
the_end_of_a_remover_lets_the_others_in(void **state)
{
	(void)state;
	open_to_delete(1);
	expect_removal(1, "dir/file");
	assert_int_equal(try(11, true), NT_LATER);
	share_table_end_process(table, 0);
	expect_opened(11, NT_OK, OPLOCK_NONE);
}

static void
an_open_that_waited_for_an_oplock_then_waits_for_the_removal(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.oplock = OPLOCK_BATCH;
	o.delete_on_close = true;
	assert_int_equal(ask(&o).oplock, OPLOCK_BATCH);
	assert_int_equal(try(11, true), NT_LATER);
	expect_break(1, OPLOCK_II);
	expect_removal(1, "dir/file");
	expect_silence();
	share_table_removed(table, key(1));
	expect_opened(11, NT_OK, OPLOCK_NONE);
}

static void
a_process_that_ends_marks_nothing(void **state)
{
	(void)state;
	open_to_delete(1);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	share_table_end_process(table, 0);
	expect_silence();
	just_close(11);
}

static void
a_mark_outlives_the_process_that_made_it(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(share_table_set_delete(table, key(1), true), NT_OK);
	expect_deleting(1, true);
	expect_deleting(11, true);
	share_table_end_process(table, 0);
	expect_removal(11, "dir/file");
}

static void
claims_bring_marks_and_removals_back(void **state)
{
	struct share_claim	 c = { .open = an_open(1), .deleting = true };

	(void)state;
	assert_int_equal(share_table_claim(table, 0, &c), NT_OK);
	assert_int_equal(try(11, true), NT_DELETE_PENDING);
	expect_removal(1, "dir/file");
	share_table_removed(table, key(1));
	c.removing = true;
	assert_int_equal(share_table_claim(table, 0, &c), NT_OK);
	assert_int_equal(share_table_counts(table).opens, 0);
	assert_int_equal(try(11, true), NT_LATER);
	share_table_removed(table, key(1));
	expect_opened(11, NT_OK, OPLOCK_NONE);
}

/* Neither of them is an open yet, or any more. */
static void
handles_that_wait_or_remove_can_do_nothing(void **state)
{
	static const struct share_range	range = { .len = 1 };
	static const struct share_lock	lock = { .ranges = &range, .n = 1 };
	static const uint64_t		ids[] = { 1, 11 };
	struct share_view		 v;
	size_t				 i;

	(void)state;
	open_to_delete(1);
	expect_removal(1, "dir/file");
	assert_int_equal(try(11, true), NT_LATER);
	for (i = 0; i < nitems(ids); i++) {
		just_close(ids[i]);
		assert_int_equal(share_table_lock(table, key(ids[i]), &lock),
		    NT_FILE_CLOSED);
		assert_int_equal(share_table_set_delete(table, key(ids[i]),
		    false), NT_FILE_CLOSED);
		share_table_changed(table, key(ids[i]));
		share_table_ack(table, key(ids[i]), OPLOCK_NONE);
		share_table_renamed(table, key(ids[i]), "other");
	}
	assert_false(share_table_next(table, key(0), &v));
	expect_silence();
	share_table_removed(table, key(1));
	expect_opened(11, NT_OK, OPLOCK_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		share_test(an_unmarked_file_stays),
		share_test(the_last_handle_removes_a_marked_file),
		share_test(a_mark_can_be_taken_back_by_any_handle),
		share_test(delete_on_close_marks_when_its_handle_closes),
		share_test(delete_on_close_outlives_a_mark_that_was_taken_back),
		share_test(a_file_is_removed_under_its_newest_name),
		share_test(opens_wait_until_the_file_is_removed),
		share_test(the_end_of_a_remover_lets_the_others_in),
		share_test(
		    an_open_that_waited_for_an_oplock_then_waits_for_the_removal),
		share_test(a_process_that_ends_marks_nothing),
		share_test(a_mark_outlives_the_process_that_made_it),
		share_test(claims_bring_marks_and_removals_back),
		share_test(handles_that_wait_or_remove_can_do_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
