/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-FSA] 2.1.4.12 and 2.1.5.18, [MS-SMB2] 3.3.4.6, 3.3.5.9, 3.3.5.22.1. */
#include "tests/unit/shares.h"

static struct share_granted
try(uint64_t id, uint32_t access, uint8_t oplock, bool overwrite)
{
	struct share_open	 o = an_open(id);

	o.access = access;
	o.oplock = oplock;
	o.overwrite = overwrite;
	return ask(&o);
}

/* 2.1.5.18: what is granted beside what; requests are downgraded. */
static void
what_is_granted_depends_on_what_others_have(void **state)
{
	static const struct {
		int		first;		/* oplock; -1: not open */
		bool		acked_to_none;
		uint8_t		wanted, granted;
	} rows[] = {
		{ -1, 0, OPLOCK_BATCH, OPLOCK_BATCH },
		{ -1, 0, OPLOCK_EXCLUSIVE, OPLOCK_EXCLUSIVE },
		{ -1, 0, OPLOCK_II, OPLOCK_II },
		{ -1, 0, OPLOCK_NONE, OPLOCK_NONE },
		{ OPLOCK_NONE, 0, OPLOCK_BATCH, OPLOCK_II },
		{ OPLOCK_NONE, 0, OPLOCK_EXCLUSIVE, OPLOCK_II },
		{ OPLOCK_NONE, 0, OPLOCK_II, OPLOCK_II },
		{ OPLOCK_II, 0, OPLOCK_BATCH, OPLOCK_II },
		{ OPLOCK_II, 0, OPLOCK_NONE, OPLOCK_NONE },
		{ OPLOCK_BATCH, false, OPLOCK_BATCH, OPLOCK_II },
		{ OPLOCK_BATCH, true, OPLOCK_BATCH, OPLOCK_II },
		{ OPLOCK_BATCH, true, OPLOCK_NONE, OPLOCK_NONE },
		{ OPLOCK_EXCLUSIVE, false, OPLOCK_BATCH, OPLOCK_II },
		{ OPLOCK_EXCLUSIVE, false, OPLOCK_NONE, OPLOCK_NONE },
	};
	struct share_granted	 g;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (rows[i].first != -1)
			open_with(1, RWD, ALL, (uint8_t)rows[i].first);
		g = try(11, RWD, rows[i].wanted, false);
		if (rows[i].first > OPLOCK_II) {
			assert_int_equal(g.status, NT_LATER);
			expect_break(1, OPLOCK_II);
			share_table_ack(table, key(1), rows[i].acked_to_none ?
			    OPLOCK_NONE : OPLOCK_II);
			expect_opened(11, NT_OK, rows[i].granted);
		} else if (g.status != NT_OK || g.oplock != rows[i].granted)
			fail_msg("row %zu", i);
		just_close(11);
		if (rows[i].first != -1)
			just_close(1);
	}
}

static void
an_overwriting_open_breaks_to_none_another_one_to_level_two(void **state)
{
	static const uint8_t	 top[] = { OPLOCK_EXCLUSIVE, OPLOCK_BATCH };
	size_t			 i;

	(void)state;
	for (i = 0; i < 2 * nitems(top); i++) {
		open_with(1, RWD, ALL, top[i / 2]);
		assert_int_equal(try(11, RWD, OPLOCK_BATCH, i % 2 == 1).status,
		    NT_LATER);
		expect_break(1, i % 2 == 1 ? OPLOCK_NONE : OPLOCK_II);
		expect_silence();
		share_table_ack(table, key(1), OPLOCK_II);
		expect_opened(11, NT_OK, OPLOCK_II);
		just_close(1);
		just_close(11);
	}
}

/* 2.1.4.12, OPEN: only these three rights leave an oplock alone. */
static void
looking_at_attributes_breaks_nothing_and_is_granted_nothing(void **state)
{
	static const struct {
		uint32_t	access;
		bool		breaks;
	} rows[] = {
		{ FILE_READ_ATTRIBUTES, false },
		{ FILE_WRITE_ATTRIBUTES, false },
		{ SYNCHRONIZE, false },
		{ STAT, false },
		{ FILE_READ_DATA, true },	{ FILE_WRITE_DATA, true },
		{ FILE_READ_EA, true },		{ FILE_WRITE_EA, true },
		{ FILE_EXECUTE, true },		{ DELETE, true },
		{ READ_CONTROL, true },		{ WRITE_DAC, true },
		{ WRITE_OWNER, true },
	};
	struct share_granted	 g;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		open_with(1, RWD, ALL, OPLOCK_BATCH);
		g = try(11, rows[i].access, OPLOCK_BATCH, false);
		if (rows[i].breaks != (g.status == NT_LATER))
			fail_msg("row %zu", i);
		if (rows[i].breaks) {
			expect_break(1, OPLOCK_II);
			just_close(1);
			expect_opened(11, NT_OK, OPLOCK_BATCH);
		} else {
			assert_int_equal(g.oplock, OPLOCK_NONE);
			just_close(1);
		}
		just_close(11);
	}
}

static void
looking_at_attributes_may_hold_a_batch_oplock(void **state)
{
	(void)state;
	open_with(1, STAT, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, STAT, OPLOCK_BATCH, false).oplock,
	    OPLOCK_NONE);
	just_close(11);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	share_table_ack(table, key(1), OPLOCK_II);
	expect_opened(11, NT_OK, OPLOCK_II);
}

static void
an_overwrite_breaks_even_if_it_only_looks_at_attributes(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	assert_int_equal(try(11, STAT, OPLOCK_II, true).status, NT_LATER);
	expect_break(1, OPLOCK_NONE);
	share_table_ack(table, key(1), OPLOCK_NONE);
	expect_opened(11, NT_OK, OPLOCK_II);
}

/* 2.1.5.1.2: batch is broken before the share modes are judged ... */
static void
a_batch_oplock_is_broken_before_a_sharing_violation(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	share_table_ack(table, key(1), OPLOCK_II);
	expect_opened(11, NT_SHARING_VIOLATION, 0);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status,
	    NT_SHARING_VIOLATION);
	expect_silence();
}

static void
a_holder_that_closes_lets_the_other_in(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	just_close(1);
	expect_opened(11, NT_OK, OPLOCK_BATCH);
}

/* ... and exclusive is not. */
static void
an_exclusive_oplock_survives_a_sharing_violation(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_EXCLUSIVE);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status,
	    NT_SHARING_VIOLATION);
	expect_silence();
}

static void
a_pending_deletion_is_told_before_any_break(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	assert_int_equal(share_table_set_delete(table, key(1), true), NT_OK);
	assert_true(next_news(SHARE_NEWS_DELETING, 1).deleting);
	assert_int_equal(try(11, FILE_READ_DATA, 0, false).status,
	    NT_DELETE_PENDING);
	expect_silence();
}

static void
who_cannot_wait_is_refused_but_the_break_goes_on(void **state)
{
	struct share_open	 o = an_open(11);

	(void)state;
	o.can_wait = false;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	assert_int_equal(ask(&o).status, NT_SHARING_VIOLATION);
	expect_break(1, OPLOCK_II);
	share_table_ack(table, key(1), OPLOCK_II);
	assert_int_equal(ask(&o).status, NT_OK);
}

/* [MS-SMB2] 3.3.6.1 */
static void
an_unanswered_break_ends_after_35_seconds(void **state)
{
	struct mono	 when;

	(void)state;
	assert_false(share_table_deadline(table, &when));
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	pass_ms(1000);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	assert_true(share_table_deadline(table, &when));
	assert_int_equal(mono_ms_between(clock_now, when), 35000);
	pass_ms(34999);
	expect_silence();
	pass_ms(1);
	(void)next_news(SHARE_NEWS_LOST, 1);
	expect_opened(11, NT_OK, OPLOCK_II);
	assert_false(share_table_deadline(table, &when));
	share_table_ack(table, key(1), OPLOCK_II);	/* too late */
	share_table_changed(table, key(11));
	expect_break(11, OPLOCK_NONE);
}

static void
after_the_time_share_modes_still_count(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, 0, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	pass_ms(40000);
	(void)next_news(SHARE_NEWS_LOST, 1);
	expect_opened(11, NT_SHARING_VIOLATION, 0);
	assert_int_equal(share_table_counts(table).lost, 1);
	assert_int_equal(share_table_counts(table).breaks, 1);
	assert_int_equal(share_table_counts(table).refused, 1);
}

static void
the_end_of_the_holders_process_lets_the_others_in(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, OPLOCK_II, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	share_table_end_process(table, 0);
	expect_opened(11, NT_OK, OPLOCK_II);
}

static void
those_who_wait_are_let_in_in_their_order(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	assert_int_equal(try(21, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_silence();			/* one break is enough */
	just_close(1);
	expect_opened(11, NT_OK, OPLOCK_BATCH);
	expect_break(11, OPLOCK_II);		/* for 21 */
	expect_silence();
	share_table_ack(table, key(11), OPLOCK_NONE);
	expect_opened(21, NT_OK, OPLOCK_II);
}

/* A break to II is under way when somebody comes to overwrite. */
static void
a_second_break_follows_the_first_ack(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_EXCLUSIVE);
	assert_int_equal(try(11, RWD, OPLOCK_II, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	assert_int_equal(try(21, RWD, OPLOCK_II, true).status, NT_LATER);
	expect_silence();
	share_table_ack(table, key(1), OPLOCK_II);
	/* 11 was granted level II and lost it to 21 before it heard. */
	expect_opened(11, NT_OK, OPLOCK_NONE);
	expect_break(1, OPLOCK_NONE);
	expect_opened(21, NT_OK, OPLOCK_II);
}

static void
an_open_that_waits_can_be_taken_back(void **state)
{
	(void)state;
	open_with(1, RWD, 0, OPLOCK_BATCH);
	assert_int_equal(try(11, RWD, OPLOCK_BATCH, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
	assert_true(share_table_cancel_open(table, key(11)));
	assert_false(share_table_cancel_open(table, key(11)));
	assert_false(share_table_cancel_open(table, key(1)));
	share_table_ack(table, key(1), OPLOCK_II);
	expect_silence();
	just_close(1);
	open_with(11, RWD, 0, OPLOCK_BATCH);
}

static void
an_ack_above_the_offer_counts_as_none(void **state)
{
	static const uint8_t	 acks[] = { OPLOCK_BATCH, OPLOCK_EXCLUSIVE, 77 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(acks); i++) {
		open_with(1, RWD, ALL, OPLOCK_BATCH);
		assert_int_equal(try(11, RWD, 0, false).status, NT_LATER);
		expect_break(1, OPLOCK_II);
		share_table_ack(table, key(1), acks[i]);
		expect_opened(11, NT_OK, 0);
		share_table_changed(table, key(11));
		expect_silence();		/* 1 has no level II */
		just_close(11);
		just_close(1);
	}
}

static void
an_ack_that_nobody_asked_for_changes_nothing(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	share_table_ack(table, key(1), OPLOCK_NONE);
	share_table_ack(table, key(99), OPLOCK_NONE);
	assert_int_equal(try(11, RWD, 0, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
}

/* 2.1.4.12, WRITE: all of them, the writer's own too. */
static void
a_change_breaks_every_level_two(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_II);
	open_with(11, RWD, ALL, OPLOCK_II);
	open_with(21, RWD, ALL, OPLOCK_NONE);
	share_table_changed(table, key(11));
	expect_break(11, OPLOCK_NONE);
	expect_break(1, OPLOCK_NONE);
	share_table_changed(table, key(11));
	expect_silence();
	assert_int_equal(share_table_counts(table).breaks, 2);
}

static void
the_holders_own_changes_break_nothing(void **state)
{
	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	share_table_changed(table, key(1));
	expect_silence();
	assert_int_equal(try(11, RWD, 0, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
}

/* 2.1.5.8: LOCK_CONTROL */
static void
a_lock_breaks_every_level_two_and_none_is_granted_beside_it(void **state)
{
	static const struct share_range	range = { .len = 4,
		.exclusive = true };
	static const struct share_lock	lock = { .ranges = &range, .n = 1 };

	(void)state;
	open_with(1, RWD, ALL, OPLOCK_II);
	assert_int_equal(share_table_lock(table, key(1), &lock), NT_OK);
	expect_break(1, OPLOCK_NONE);
	assert_int_equal(try(11, RWD, OPLOCK_II, false).oplock, OPLOCK_NONE);
	just_close(1);
	assert_int_equal(try(21, RWD, OPLOCK_II, false).oplock, OPLOCK_II);
}

static void
the_holder_locks_without_losing_its_oplock(void **state)
{
	static const struct share_range	range = { .len = 4,
		.exclusive = true };
	static const struct share_lock	lock = { .ranges = &range, .n = 1 };

	(void)state;
	open_with(1, RWD, ALL, OPLOCK_BATCH);
	assert_int_equal(share_table_lock(table, key(1), &lock), NT_OK);
	expect_silence();
}

static void
a_folder_is_granted_no_oplock(void **state)
{
	struct share_open	 o = an_open(1);

	(void)state;
	o.is_directory = true;
	o.oplock = OPLOCK_BATCH;
	assert_int_equal(ask(&o).oplock, OPLOCK_NONE);
}

static unsigned	 hinted;

static void
on_hint(void *arg, struct share_file file, unsigned from, unsigned to)
{
	assert_ptr_equal(arg, &hinted);
	assert_int_equal(file.ino, 1);
	assert_int_equal(from, hinted);
	assert_int_not_equal(to, hinted);
	hinted = to;
}

static void
the_hint_follows_level_two_and_locks(void **state)
{
	static const struct share_range	range = { .len = 4 };
	static const struct share_range	undo = { .len = 4, .unlock = true };
	struct share_lock		 lock = { .ranges = &range, .n = 1 };

	(void)state;
	hinted = 0;
	share_table_on_hint(table, on_hint, &hinted);
	open_with(1, RWD, ALL, OPLOCK_II);
	assert_int_equal(hinted, SHARE_HAS_LEVEL_II);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(share_table_lock(table, key(11), &lock), NT_OK);
	expect_break(1, OPLOCK_NONE);
	assert_int_equal(hinted, SHARE_HAS_LOCKS);
	assert_int_equal(share_table_hint(table, (struct share_file){ 7, 1 }),
	    SHARE_HAS_LOCKS);
	lock.ranges = &undo;
	assert_int_equal(share_table_lock(table, key(11), &lock), NT_OK);
	assert_int_equal(hinted, 0);
	lock.ranges = &range;
	assert_int_equal(share_table_lock(table, key(11), &lock), NT_OK);
	just_close(11);
	assert_int_equal(hinted, 0);
	assert_int_equal(share_table_hint(table, (struct share_file){ 7, 9 }),
	    0);
}

/* After the end of the table that granted it. */
static void
a_claimed_break_goes_on_from_where_it_was(void **state)
{
	struct share_claim	 c = { .open = an_open(1),
				    .oplock = OPLOCK_BATCH, .breaking = true,
				    .break_to = OPLOCK_II };

	(void)state;
	assert_int_equal(share_table_claim(table, 0, &c), NT_OK);
	assert_int_equal(share_table_claim(table, 0, &c), NT_INVALID_HANDLE);
	assert_int_equal(try(11, RWD, OPLOCK_II, false).status, NT_LATER);
	expect_silence();
	share_table_ack(table, key(1), OPLOCK_II);
	expect_opened(11, NT_OK, OPLOCK_II);
}

static void
of_two_claimed_holders_the_second_has_lost(void **state)
{
	struct share_claim	 c = { .open = an_open(1),
				    .oplock = OPLOCK_BATCH };

	(void)state;
	assert_int_equal(share_table_claim(table, 0, &c), NT_OK);
	c.open.id = 11;
	assert_int_equal(share_table_claim(table, 1, &c), NT_OK);
	(void)next_news(SHARE_NEWS_LOST, 11);
	assert_int_equal(try(21, RWD, OPLOCK_II, false).status, NT_LATER);
	expect_break(1, OPLOCK_II);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		share_test(what_is_granted_depends_on_what_others_have),
		share_test(
		    an_overwriting_open_breaks_to_none_another_one_to_level_two),
		share_test(
		    looking_at_attributes_breaks_nothing_and_is_granted_nothing),
		share_test(looking_at_attributes_may_hold_a_batch_oplock),
		share_test(
		    an_overwrite_breaks_even_if_it_only_looks_at_attributes),
		share_test(a_batch_oplock_is_broken_before_a_sharing_violation),
		share_test(a_holder_that_closes_lets_the_other_in),
		share_test(an_exclusive_oplock_survives_a_sharing_violation),
		share_test(a_pending_deletion_is_told_before_any_break),
		share_test(who_cannot_wait_is_refused_but_the_break_goes_on),
		share_test(an_unanswered_break_ends_after_35_seconds),
		share_test(after_the_time_share_modes_still_count),
		share_test(the_end_of_the_holders_process_lets_the_others_in),
		share_test(those_who_wait_are_let_in_in_their_order),
		share_test(a_second_break_follows_the_first_ack),
		share_test(an_open_that_waits_can_be_taken_back),
		share_test(an_ack_above_the_offer_counts_as_none),
		share_test(an_ack_that_nobody_asked_for_changes_nothing),
		share_test(a_change_breaks_every_level_two),
		share_test(the_holders_own_changes_break_nothing),
		share_test(
		    a_lock_breaks_every_level_two_and_none_is_granted_beside_it),
		share_test(the_holder_locks_without_losing_its_oplock),
		share_test(a_folder_is_granted_no_oplock),
		share_test(the_hint_follows_level_two_and_locks),
		share_test(a_claimed_break_goes_on_from_where_it_was),
		share_test(of_two_claimed_holders_the_second_has_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
