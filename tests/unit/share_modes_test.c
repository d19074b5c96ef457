/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/shares.h"

#define R	FILE_SHARE_READ
#define W	FILE_SHARE_WRITE
#define D	FILE_SHARE_DELETE

/* Which kind of sharing a right needs; 0: none ([MS-FSA] 2.1.5.1.2.2). */
static const struct {
	uint32_t	access, needs;
} rights[] = {
	{ FILE_READ_DATA, R },		{ FILE_WRITE_DATA, W },
	{ FILE_APPEND_DATA, W },	{ FILE_READ_EA, 0 },
	{ FILE_WRITE_EA, 0 },		{ FILE_EXECUTE, R },
	{ FILE_READ_ATTRIBUTES, 0 },	{ FILE_WRITE_ATTRIBUTES, 0 },
	{ DELETE, D },			{ READ_CONTROL, 0 },
	{ WRITE_DAC, 0 },		{ WRITE_OWNER, 0 },
	{ SYNCHRONIZE, 0 },
	{ FILE_READ_DATA | FILE_WRITE_DATA, R | W },
	{ FILE_READ_DATA | FILE_WRITE_ATTRIBUTES, R },
	{ FILE_WRITE_DATA | DELETE, W | D },
	{ FILE_ALL_ACCESS, R | W | D },
};

static enum ntstatus
second(uint64_t id, uint32_t access, uint32_t sharing)
{
	struct share_open	 o = an_open(id);
	struct share_granted	 g;

	o.access = access;
	o.sharing = sharing;
	g = ask(&o);
	if (g.status == NT_OK)
		just_close(id);
	return g.status;
}

static void
an_open_asks_for_no_more_than_others_share(void **state)
{
	uint32_t	 sharing;
	size_t		 i;

	(void)state;
	for (sharing = 0; sharing <= ALL; sharing++) {
		open_with(1, FILE_READ_DATA, sharing, OPLOCK_NONE);
		for (i = 0; i < nitems(rights); i++)
			if ((second(11, rights[i].access, ALL) == NT_OK) !=
			    ((rights[i].needs & ~sharing) == 0))
				fail_msg("right %zu, sharing %u", i, sharing);
		just_close(1);
	}
}

static void
an_open_shares_no_less_than_others_use(void **state)
{
	uint32_t	 sharing;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rights); i++) {
		open_with(1, rights[i].access, ALL, OPLOCK_NONE);
		for (sharing = 0; sharing <= ALL; sharing++)
			if ((second(11, FILE_READ_DATA, sharing) == NT_OK) !=
			    ((rights[i].needs & ~sharing) == 0))
				fail_msg("right %zu, sharing %u", i, sharing);
		just_close(1);
	}
}

static void
who_only_looks_at_attributes_neither_bars_nor_is_barred(void **state)
{
	(void)state;
	open_with(1, STAT | READ_CONTROL, 0, OPLOCK_NONE);
	open_with(11, RWD, 0, OPLOCK_NONE);
	open_with(21, STAT, 0, OPLOCK_NONE);
	assert_int_equal(second(31, FILE_READ_DATA, ALL),
	    NT_SHARING_VIOLATION);
	just_close(11);
	assert_int_equal(second(31, RWD, 0), NT_OK);
}

/* Three that do not meet each other; the one in the middle is the miser. */
static void
each_of_several_opens_has_to_agree(void **state)
{
	static const struct {
		uint32_t	used, wanted, withheld;
	} rows[] = {
		{ FILE_READ_DATA, FILE_WRITE_DATA, W },
		{ FILE_READ_DATA, DELETE, D },
		{ FILE_WRITE_DATA, FILE_READ_DATA, R },
		{ FILE_WRITE_DATA, DELETE, D },
		{ DELETE, FILE_EXECUTE, R },
		{ DELETE, FILE_APPEND_DATA, W },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		open_with(1, rows[i].used, ALL, OPLOCK_NONE);
		open_with(11, rows[i].used, ALL & ~rows[i].withheld,
		    OPLOCK_NONE);
		open_with(21, rows[i].used, ALL, OPLOCK_NONE);
		if (second(31, rows[i].wanted, ALL) != NT_SHARING_VIOLATION)
			fail_msg("row %zu", i);
		just_close(11);
		if (second(31, rows[i].wanted, ALL) != NT_OK)
			fail_msg("row %zu, without the miser", i);
		just_close(1);
		just_close(21);
	}
	assert_int_equal(share_table_counts(table).refused, nitems(rows));
}

static void
who_truncates_counts_as_a_writer(void **state)
{
	struct share_open	 o = an_open(11);

	(void)state;
	o.access = STAT;
	o.overwrite = true;
	open_with(1, FILE_READ_DATA, R, OPLOCK_NONE);
	assert_int_equal(ask(&o).status, NT_SHARING_VIOLATION);
	just_close(1);
	open_with(1, FILE_READ_DATA, R | W, OPLOCK_NONE);
	assert_int_equal(ask(&o).status, NT_OK);
}

static void
other_files_do_not_matter(void **state)
{
	struct share_open	 o = an_open(11);

	(void)state;
	open_with(1, RWD, 0, OPLOCK_NONE);
	o.file.ino = 2;
	assert_int_equal(ask(&o).status, NT_OK);
	o.id = 12;
	o.file = (struct share_file){ 8, 1 };
	assert_int_equal(ask(&o).status, NT_OK);
}

static void
an_id_in_use_and_too_many_opens_are_refused(void **state)
{
	static const struct share_limits	two = {
		.max_opens = 2, .max_locks = 1, .break_ms = 1 };

	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	assert_int_equal(second(1, RWD, ALL), NT_INVALID_HANDLE);
	open_with(11, RWD, ALL, OPLOCK_NONE);
	share_table_set_limits(table, &two);
	assert_int_equal(second(2, RWD, ALL), NT_INSUFFICIENT_RESOURCES);
	just_close(11);
	assert_int_equal(second(2, RWD, ALL), NT_OK);
	assert_int_equal(share_table_counts(table).opens, 1);
	assert_int_equal(share_table_counts(table).files, 1);
}

static void
the_end_of_a_process_frees_its_opens_only(void **state)
{
	struct share_view	 v;

	(void)state;
	open_with(1, RWD, ALL, OPLOCK_NONE);
	open_with(11, FILE_READ_DATA, R | D | W, OPLOCK_NONE);
	open_with(12, FILE_READ_DATA, R | D | W, OPLOCK_NONE);
	open_with(21, FILE_READ_DATA, R | D | W, OPLOCK_NONE);
	share_table_end_process(table, 1);
	assert_true(share_table_next(table, key(0), &v));
	assert_int_equal(v.key.id, 1);
	assert_true(share_table_next(table, v.key, &v));
	assert_int_equal(v.key.id, 21);
	assert_int_equal(v.access, FILE_READ_DATA);
	assert_string_equal(v.path, "dir/file");
	assert_false(share_table_next(table, v.key, &v));
	share_table_end_process(table, 0);
	share_table_end_process(table, 2);
	assert_int_equal(share_table_counts(table).files, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		share_test(an_open_asks_for_no_more_than_others_share),
		share_test(an_open_shares_no_less_than_others_use),
		share_test(
		    who_only_looks_at_attributes_neither_bars_nor_is_barred),
		share_test(each_of_several_opens_has_to_agree),
		share_test(who_truncates_counts_as_a_writer),
		share_test(other_files_do_not_matter),
		share_test(an_id_in_use_and_too_many_opens_are_refused),
		share_test(the_end_of_a_process_frees_its_opens_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
