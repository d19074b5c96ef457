/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/smb/disk/record.h"

static const uint8_t	all[] = {
	1, 0x1f, 0, 0,
	0x27, 0, 0, 0,
	1, 0, 0, 0, 0, 0, 0, 0x01,
	2, 0, 0, 0, 0, 0, 0, 0x02,
	3, 0, 0, 0, 0, 0, 0, 0x03,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0x00, 0xca, 0x9a, 0x3a,
	5, 0, 0, 0, 0, 0, 0, 0x05,
	6, 0, 0, 0, 0, 0, 0, 0x06,
};

static bool
accepts(const uint8_t *p, size_t n)
{
	struct record	 rec;

	return record_decode(rd_over(p, n), &rec);
}

static void
every_part_is_read_and_written(void **state)
{
	struct record	 rec;
	uint8_t		 b[RECORD_SIZE_MAX];
	struct wr	 w = wr_over(b, sizeof(b));

	(void)state;
	assert_true(record_decode(rd_over(all, sizeof(all)), &rec));
	assert_int_equal(rec.parts, RECORD_ALL_PARTS);
	assert_int_equal(rec.attributes, 0x27);
	assert_true(rec.created == 0x0100000000000001ULL);
	assert_true(rec.accessed == 0x0200000000000002ULL);
	assert_true(rec.written == 0x0300000000000003ULL);
	assert_int_equal(rec.mtime.tv_sec, -1);
	assert_int_equal(rec.mtime.tv_nsec, 0x3a9aca00);
	assert_true(rec.changed == 0x0500000000000005ULL);
	assert_true(rec.ctime == 0x0600000000000006ULL);
	record_encode(&w, &rec);
	assert_true(wr_ok(&w));
	assert_int_equal(w.pos, sizeof(all));
	assert_memory_equal(b, all, sizeof(all));
}

static void
no_part_of_a_record_is_one(void **state)
{
	(void)state;
	no_prefix_is_accepted(accepts, all, sizeof(all));
}

static void
a_damaged_record_is_an_empty_one(void **state)
{
	static const struct {
		uint8_t	 b[12];
		size_t	 n;
	} bad[] = {
		{ { 0, 0, 0, 0 },			4 },	/* version */
		{ { 2, 0, 0, 0 },			4 },
		{ { 1, 0x20, 0, 0 },			4 },	/* part */
		{ { 1, 0, 1, 0 },			4 },	/* spare */
		{ { 1, 0, 0, 0, 0 },			5 },	/* too long */
		{ { 1, 1, 0, 0, 1, 0, 0, 0, 0 },	9 },
	};
	struct record	 rec;
	uint8_t		*p;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		p = exact(bad[i].b, bad[i].n);
		assert_false(record_decode(rd_over(p, bad[i].n), &rec));
		assert_int_equal(rec.parts, 0);
		free(p);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_part_is_read_and_written),
		cmocka_unit_test(no_part_of_a_record_is_one),
		cmocka_unit_test(a_damaged_record_is_an_empty_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
