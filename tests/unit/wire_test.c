/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "base/wire.h"

static void
numbers_come_back_as_written(void **state)
{
	uint8_t		 mem[64];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r;

	(void)state;
	wr_u8(&w, 0xfe);
	wr_le16(&w, 0x1234);
	wr_le32(&w, 0x89abcdefU);
	wr_le64(&w, 0x0123456789abcdefULL);
	wr_be16(&w, 0x1234);
	wr_be32(&w, 0x01020304U);
	assert_true(wr_ok(&w));
	assert_int_equal(mem[1], 0x34);
	assert_int_equal(mem[15], 0x12);
	r = wr_written(&w);
	assert_int_equal(rd_u8(&r), 0xfe);
	assert_int_equal(rd_le16(&r), 0x1234);
	assert_int_equal(rd_le32(&r), 0x89abcdefU);
	assert_true(rd_le64(&r) == 0x0123456789abcdefULL);
	assert_int_equal(rd_be16(&r), 0x1234);
	assert_false(rd_end(&r));
	assert_int_equal(rd_be32(&r), 0x01020304U);
	assert_true(rd_end(&r));
}

static void
a_reader_fails_for_good_at_the_first_overrun(void **state)
{
	uint8_t		*p = exact("\1\2\3", 3);
	struct rd	 r = rd_over(p, 3);

	(void)state;
	assert_int_equal(rd_le32(&r), 0);
	assert_false(rd_ok(&r));
	assert_int_equal(rd_u8(&r), 0);		/* would fit, yet failed */
	assert_int_equal(rd_left(&r), 0);
	assert_null(rd_bytes(&r, 0));
	free(p);
}

static void
offsets_that_overflow_are_refused(void **state)
{
	static const struct {
		size_t	off, n;
		bool	ok;
	} rows[] = {
		{ 0, 8, true }, { 8, 0, true }, { 3, 5, true },
		{ 9, 0, false }, { 0, 9, false }, { 8, 1, false },
		{ SIZE_MAX, 1, false }, { 1, SIZE_MAX, false },
		{ SIZE_MAX, SIZE_MAX, false }, { 4, SIZE_MAX - 3, false },
	};
	uint8_t		 mem[8] = { 0 };
	struct rd	 r, sub;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = rd_over(mem, sizeof(mem));
		sub = rd_at(&r, rows[i].off, rows[i].n);
		if (rd_ok(&r) != rows[i].ok || rd_ok(&sub) != rows[i].ok)
			fail_msg("row %zu", i);
		r = rd_over(mem, sizeof(mem));
		rd_skip(&r, rows[i].off);
		(void)rd_bytes(&r, rows[i].n);
		if (rd_ok(&r) != rows[i].ok)
			fail_msg("row %zu, in sequence", i);
	}
}

static void
a_failed_copy_leaves_zeroes(void **state)
{
	uint8_t		 dst[4] = { 9, 9, 9, 9 };
	struct rd	 r = rd_over("\1\2", 2);

	(void)state;
	rd_copy(&r, dst, sizeof(dst));
	assert_memory_equal(dst, "\0\0\0\0", 4);
}

static void
a_reader_over_nothing_gives_nothing_and_does_not_fail(void **state)
{
	struct rd	 r = rd_over(NULL, 0);
	struct rd	 sub;

	(void)state;
	rd_skip(&r, 0);
	rd_copy(&r, NULL, 0);
	sub = rd_take(&r, 0);
	assert_true(rd_end(&sub));
	sub = rd_rest(&r);
	assert_true(rd_end(&sub));
	sub = rd_at(&r, 0, 0);
	assert_true(rd_end(&sub));
	assert_true(rd_end(&r));
	rd_skip(&r, 1);
	assert_false(rd_ok(&r));
}

static void
alignment_counts_from_the_base(void **state)
{
	uint8_t		 mem[16];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r;

	(void)state;
	wr_u8(&w, 1);
	wr_align(&w, 8);
	assert_int_equal(w.pos, 8);
	wr_align(&w, 8);
	assert_int_equal(w.pos, 8);
	wr_u8(&w, 1);
	wr_align(&w, 16);
	wr_align(&w, 8);
	assert_true(wr_ok(&w));
	wr_u8(&w, 1);
	assert_false(wr_ok(&w));
	r = rd_over(mem, 5);
	rd_skip(&r, 1);
	rd_align(&r, 4);
	assert_int_equal(r.pos, 4);
	rd_skip(&r, 1);
	rd_align(&r, 4);
	assert_false(rd_ok(&r));
}

static void
a_hole_is_filled_within_what_was_written(void **state)
{
	uint8_t		 mem[8] = { 0 };
	struct wr	 w = wr_over(mem, sizeof(mem));
	size_t		 hole;

	(void)state;
	wr_u8(&w, 7);
	hole = wr_hole32(&w);
	wr_fill32(&w, hole, 0x01020304);
	assert_true(wr_ok(&w));
	assert_memory_equal(mem, "\7\4\3\2\1", 5);
	wr_fill32(&w, 2, 0);
	assert_false(wr_ok(&w));
}

static void
a_full_writer_never_writes_past_its_end(void **state)
{
	uint8_t		*p = exact("........", 8);
	struct wr	 w = wr_over(p, 7);

	(void)state;
	wr_bytes(&w, "abcd", 4);
	wr_le32(&w, 0);
	assert_false(wr_ok(&w));
	wr_u8(&w, 0);
	assert_memory_equal(p, "abcd....", 8);
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back_as_written),
		cmocka_unit_test(a_reader_fails_for_good_at_the_first_overrun),
		cmocka_unit_test(offsets_that_overflow_are_refused),
		cmocka_unit_test(a_failed_copy_leaves_zeroes),
		cmocka_unit_test(
		    a_reader_over_nothing_gives_nothing_and_does_not_fail),
		cmocka_unit_test(alignment_counts_from_the_base),
		cmocka_unit_test(a_hole_is_filled_within_what_was_written),
		cmocka_unit_test(a_full_writer_never_writes_past_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
