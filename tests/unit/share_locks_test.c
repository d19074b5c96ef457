/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-FSA] 2.1.4.10, 2.1.5.8, 2.1.5.9; [MS-SMB2] 3.3.5.14. */
#include "tests/unit/shares.h"

enum { SHARED, EXCLUSIVE, UNLOCK };

static struct share_range
range(uint64_t off, uint64_t len, int kind)
{
	return (struct share_range){ off, len, kind == EXCLUSIVE,
	    kind == UNLOCK };
}

static enum ntstatus
lock(uint64_t id, uint64_t off, uint64_t len, int kind)
{
	struct share_range	 r = range(off, len, kind);
	struct share_lock	 l = { .ranges = &r, .n = 1 };

	return share_table_lock(table, key(id), &l);
}

/* The request is named by its offset. */
static enum ntstatus
lock_waiting(uint64_t id, uint64_t off, uint64_t len, int kind)
{
	struct share_range	 r = range(off, len, kind);
	struct share_lock	 l = { .ranges = &r, .n = 1, .wait = true,
				    .request = off };

	return share_table_lock(table, key(id), &l);
}

static enum ntstatus
io(uint64_t id, uint64_t off, uint64_t len, int kind)
{
	struct share_range	 r = range(off, len, kind);

	return share_table_may_io(table, key(id), &r);
}

static void
expect_locked(uint64_t id, uint64_t request, enum ntstatus status)
{
	struct share_news	 news = next_news(SHARE_NEWS_LOCKED, id);

	assert_int_equal(news.request, request);
	assert_int_equal(news.status, status);
}

static void
open_two(void)
{
	open_with(1, RWD, ALL, OPLOCK_NONE);
	open_with(11, RWD, ALL, OPLOCK_NONE);
}

/* A failed lock is LOCK_NOT_GRANTED, however often it is tried; failed I/O
   is FILE_LOCK_CONFLICT. */
static void
locks_and_reads_and_writes_fail_with_errors_of_their_own(void **state)
{
	static const struct {
		int		held, asked;
		uint64_t	asker;
		enum ntstatus	lock, read, write;
	} rows[] = {
		{ SHARED, SHARED, 1, NT_OK, NT_OK, NT_FILE_LOCK_CONFLICT },
		{ SHARED, SHARED, 11, NT_OK, NT_OK, NT_FILE_LOCK_CONFLICT },
		{ SHARED, EXCLUSIVE, 1, NT_LOCK_NOT_GRANTED, NT_OK,
		    NT_FILE_LOCK_CONFLICT },
		{ SHARED, EXCLUSIVE, 11, NT_LOCK_NOT_GRANTED, NT_OK,
		    NT_FILE_LOCK_CONFLICT },
		{ EXCLUSIVE, SHARED, 1, NT_OK, NT_OK,
		    NT_FILE_LOCK_CONFLICT /* by the shared one just taken */ },
		{ EXCLUSIVE, SHARED, 11, NT_LOCK_NOT_GRANTED,
		    NT_FILE_LOCK_CONFLICT, NT_FILE_LOCK_CONFLICT },
		{ EXCLUSIVE, EXCLUSIVE, 1, NT_LOCK_NOT_GRANTED, NT_OK, NT_OK },
		{ EXCLUSIVE, EXCLUSIVE, 11, NT_LOCK_NOT_GRANTED,
		    NT_FILE_LOCK_CONFLICT, NT_FILE_LOCK_CONFLICT },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		open_two();
		assert_int_equal(lock(1, 10, 10, rows[i].held), NT_OK);
		if (lock(rows[i].asker, 15, 5, rows[i].asked) !=
		    rows[i].lock || (rows[i].lock != NT_OK &&
		    lock(rows[i].asker, 15, 5, rows[i].asked) !=
		    rows[i].lock))
			fail_msg("row %zu, lock", i);
		if (io(rows[i].asker, 0, 11, SHARED) != rows[i].read ||
		    io(rows[i].asker, 19, 100, EXCLUSIVE) != rows[i].write)
			fail_msg("row %zu, I/O", i);
		assert_int_equal(io(rows[i].asker, 0, 10, EXCLUSIVE), NT_OK);
		assert_int_equal(io(rows[i].asker, 20, 10, EXCLUSIVE), NT_OK);
		assert_int_equal(io(rows[i].asker, 15, 0, EXCLUSIVE), NT_OK);
		just_close(1);
		just_close(11);
	}
}

static void
a_range_past_the_last_byte_is_invalid(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock(1, UINT64_MAX, 2, EXCLUSIVE),
	    NT_INVALID_LOCK_RANGE);
	assert_int_equal(lock(1, UINT64_MAX, UINT64_MAX, SHARED),
	    NT_INVALID_LOCK_RANGE);
	assert_int_equal(lock(1, UINT64_MAX, 2, UNLOCK),
	    NT_INVALID_LOCK_RANGE);
	assert_int_equal(io(1, UINT64_MAX, 2, SHARED), NT_INVALID_PARAMETER);
	assert_int_equal(lock(1, UINT64_MAX, 1, EXCLUSIVE), NT_OK);
	assert_int_equal(lock(11, UINT64_MAX, 1, SHARED),
	    NT_LOCK_NOT_GRANTED);
	assert_int_equal(lock(11, UINT64_MAX, 0, EXCLUSIVE), NT_OK);
}

static void
locks_stack_and_are_undone_one_by_one_exclusive_first(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock(1, 0, 10, EXCLUSIVE), NT_OK);
	assert_int_equal(lock(1, 0, 10, SHARED), NT_OK);
	assert_int_equal(lock(1, 0, 10, SHARED), NT_OK);
	assert_int_equal(lock(11, 0, 10, SHARED), NT_LOCK_NOT_GRANTED);
	assert_int_equal(lock(1, 0, 10, UNLOCK), NT_OK);
	assert_int_equal(lock(11, 0, 10, SHARED), NT_OK);
	assert_int_equal(lock(1, 0, 10, UNLOCK), NT_OK);
	assert_int_equal(lock(1, 0, 10, UNLOCK), NT_OK);
	assert_int_equal(lock(1, 0, 10, UNLOCK), NT_RANGE_NOT_LOCKED);
	assert_int_equal(share_table_counts(table).locks, 1);
}

static void
unlocking_is_exact_and_for_the_owner_only(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock(1, 110, 4, SHARED), NT_OK);
	assert_int_equal(lock(1, 112, 4, SHARED), NT_OK);
	assert_int_equal(lock(1, 110, 6, UNLOCK), NT_RANGE_NOT_LOCKED);
	assert_int_equal(lock(1, 110, 3, UNLOCK), NT_RANGE_NOT_LOCKED);
	assert_int_equal(lock(11, 110, 4, UNLOCK), NT_RANGE_NOT_LOCKED);
	assert_int_equal(lock(1, 110, 4, UNLOCK), NT_OK);
}

static enum ntstatus
three(uint64_t id, const struct share_range *r)
{
	struct share_lock	 l = { .ranges = r, .n = 3, .wait = true };

	return share_table_lock(table, key(id), &l);
}

/* 3.3.5.14.2 */
static void
several_locks_are_taken_all_or_none(void **state)
{
	const struct share_range	 bad[] = { range(0, 5, EXCLUSIVE),
		range(10, 5, SHARED), range(100, 1, EXCLUSIVE) };
	const struct share_range	 wrong[] = { range(0, 5, EXCLUSIVE),
		range(10, 5, SHARED), range(UINT64_MAX, 9, SHARED) };

	(void)state;
	open_two();
	assert_int_equal(lock(1, 100, 1, SHARED), NT_OK);
	assert_int_equal(three(11, bad), NT_LOCK_NOT_GRANTED);
	assert_int_equal(three(11, wrong), NT_INVALID_LOCK_RANGE);
	assert_int_equal(share_table_counts(table).locks, 1);
	assert_int_equal(lock(1, 0, 50, EXCLUSIVE), NT_OK);
	assert_int_equal(lock(1, 0, 50, UNLOCK), NT_OK);
	assert_int_equal(lock(1, 100, 1, UNLOCK), NT_OK);
	assert_int_equal(three(11, bad), NT_OK);
	assert_int_equal(share_table_counts(table).locks, 3);
}

/* 3.3.5.14.1: what was unlocked before the mistake stays unlocked. */
static void
several_unlocks_go_as_far_as_they_can(void **state)
{
	const struct share_range	 r[] = { range(0, 1, UNLOCK),
		range(5, 1, UNLOCK), range(10, 1, UNLOCK) };

	(void)state;
	open_two();
	assert_int_equal(lock(1, 0, 1, EXCLUSIVE), NT_OK);
	assert_int_equal(lock(1, 10, 1, EXCLUSIVE), NT_OK);
	assert_int_equal(three(1, r), NT_RANGE_NOT_LOCKED);
	assert_int_equal(lock(11, 0, 1, EXCLUSIVE), NT_OK);
	assert_int_equal(lock(11, 10, 1, EXCLUSIVE), NT_LOCK_NOT_GRANTED);
}

static void
waiting_locks_are_granted_in_the_order_of_coming(void **state)
{
	(void)state;
	open_two();
	open_with(21, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(lock(1, 0, 100, EXCLUSIVE), NT_OK);
	assert_int_equal(lock_waiting(11, 10, 10, EXCLUSIVE), NT_LATER);
	assert_int_equal(lock_waiting(21, 15, 10, SHARED), NT_LATER);
	assert_int_equal(lock_waiting(21, 30, 10, SHARED), NT_LATER);
	assert_int_equal(lock(1, 0, 100, UNLOCK), NT_OK);
	expect_locked(11, 10, NT_OK);
	expect_locked(21, 30, NT_OK);
	expect_silence();
	assert_int_equal(lock(11, 10, 10, UNLOCK), NT_OK);
	expect_locked(21, 15, NT_OK);
	assert_int_equal(share_table_counts(table).waiting, 0);
	assert_int_equal(share_table_counts(table).locks, 2);
}

static void
a_lock_that_is_free_does_not_wait(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock_waiting(1, 10, 10, EXCLUSIVE), NT_OK);
	assert_int_equal(lock_waiting(1, UINT64_MAX, 10, EXCLUSIVE),
	    NT_INVALID_LOCK_RANGE);
}

static void
a_waiting_lock_can_be_taken_back(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock(1, 0, 100, EXCLUSIVE), NT_OK);
	assert_int_equal(lock_waiting(11, 10, 10, EXCLUSIVE), NT_LATER);
	assert_int_equal(lock_waiting(11, 50, 10, EXCLUSIVE), NT_LATER);
	assert_int_equal(lock(11, 10, 10, UNLOCK), NT_RANGE_NOT_LOCKED);
	assert_false(share_table_cancel_lock(table, key(1), 10));
	assert_false(share_table_cancel_lock(table, key(5), 10));
	assert_false(share_table_cancel_lock(table, key(11), 11));
	assert_true(share_table_cancel_lock(table, key(11), 10));
	assert_false(share_table_cancel_lock(table, key(11), 10));
	just_close(1);
	expect_locked(11, 50, NT_OK);
}

/* As smb2.lock.cancel saw Windows do. */
static void
closing_answers_what_the_handle_waits_for_and_frees_what_it_holds(void **state)
{
	(void)state;
	open_two();
	assert_int_equal(lock(1, 0, 100, EXCLUSIVE), NT_OK);
	assert_int_equal(lock_waiting(11, 10, 10, EXCLUSIVE), NT_LATER);
	just_close(11);
	expect_locked(11, 10, NT_RANGE_NOT_LOCKED);
	open_with(21, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(lock_waiting(21, 10, 10, EXCLUSIVE), NT_LATER);
	share_table_end_process(table, 0);
	expect_locked(21, 10, NT_OK);
	assert_int_equal(share_table_counts(table).locks, 1);
	assert_int_equal(share_table_counts(table).waiting, 0);
}

static void
an_open_holds_so_many_locks_and_no_more(void **state)
{
	uint64_t	 i;

	(void)state;
	open_two();
	assert_int_equal(lock(1, 1000, 1, EXCLUSIVE), NT_OK);
	for (i = 0; i < 7; i++)
		assert_int_equal(lock(11, i, 1, SHARED), NT_OK);
	assert_int_equal(lock_waiting(11, 1000, 1, SHARED), NT_LATER);
	assert_int_equal(lock(11, 8, 1, SHARED), NT_INSUFFICIENT_RESOURCES);
	assert_true(share_table_cancel_lock(table, key(11), 1000));
	assert_int_equal(lock(11, 8, 1, SHARED), NT_OK);
	assert_int_equal(lock(11, 9, 1, SHARED), NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(lock(11, 8, 1, UNLOCK), NT_OK);
	assert_int_equal(lock(11, 9, 1, SHARED), NT_OK);
	assert_int_equal(lock(1, 20, 1, SHARED), NT_OK);
}

static void
folders_and_closed_files_have_no_locks(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.is_directory = true;
	assert_int_equal(ask(&o).status, NT_OK);
	assert_int_equal(lock(1, 0, 1, SHARED), NT_INVALID_PARAMETER);
	assert_int_equal(lock(5, 0, 1, SHARED), NT_FILE_CLOSED);
	assert_int_equal(io(5, 0, 1, SHARED), NT_FILE_CLOSED);
}

static void
overwriting_a_locked_file_is_allowed(void **state)
{
	struct share_open	 o = an_open(11);

	(void)state;
	o.overwrite = true;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(lock(1, 0, 10, EXCLUSIVE), NT_OK);
	assert_int_equal(ask(&o).status, NT_OK);
}

static void
claimed_locks_bar_as_granted_ones_do(void **state)
{
	struct share_range	 r = range(5, 10, EXCLUSIVE);
	struct share_claim	 c = { .open = an_open(1) };

	(void)state;
	assert_int_equal(share_table_claim_lock(table, key(1), &r),
	    NT_FILE_CLOSED);
	assert_int_equal(share_table_claim(table, 0, &c), NT_OK);
	assert_int_equal(share_table_claim_lock(table, key(1), &r), NT_OK);
	r.off = UINT64_MAX;
	assert_int_equal(share_table_claim_lock(table, key(1), &r),
	    NT_INVALID_LOCK_RANGE);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(lock_waiting(11, 5, 1, SHARED), NT_LATER);
	assert_int_equal(share_table_hint(table, (struct share_file){ 7, 1 }),
	    SHARE_HAS_LOCKS);
	assert_int_equal(lock(1, 5, 10, UNLOCK), NT_OK);
	expect_locked(11, 5, NT_OK);
}

static void
claimed_locks_count_to_the_limit(void **state)
{
	struct share_range	 r = range(0, 1, SHARED);
	uint64_t		 i;

	(void)state;
	open_two();
	for (i = 0; i < 8; i++)
		assert_int_equal(share_table_claim_lock(table, key(1), &r),
		    NT_OK);
	assert_int_equal(lock(1, 5, 1, SHARED), NT_INSUFFICIENT_RESOURCES);
	assert_int_equal(lock(1, 0, 1, UNLOCK), NT_OK);
	assert_int_equal(lock(1, 5, 1, SHARED), NT_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		share_test(
		    locks_and_reads_and_writes_fail_with_errors_of_their_own),
		share_test(a_range_past_the_last_byte_is_invalid),
		share_test(
		    locks_stack_and_are_undone_one_by_one_exclusive_first),
		share_test(unlocking_is_exact_and_for_the_owner_only),
		share_test(several_locks_are_taken_all_or_none),
		share_test(several_unlocks_go_as_far_as_they_can),
		share_test(waiting_locks_are_granted_in_the_order_of_coming),
		share_test(a_lock_that_is_free_does_not_wait),
		share_test(a_waiting_lock_can_be_taken_back),
		share_test(
		    closing_answers_what_the_handle_waits_for_and_frees_what_it_holds),
		share_test(an_open_holds_so_many_locks_and_no_more),
		share_test(folders_and_closed_files_have_no_locks),
		share_test(overwriting_a_locked_file_is_allowed),
		share_test(claimed_locks_bar_as_granted_ones_do),
		share_test(claimed_locks_count_to_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
