/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.dat: header, records, and the lookup by ranged reads. */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/sms/listkeys.h"

/* Records whose GUIDs begin with 3i, big endian, and whose keys with i. */
static uint8_t *
file_of(uint32_t n, size_t *len)
{
	struct keys_head	 h = { "S01", 9, n };
	struct keys_record	 k = { .wrapped = { 0 } };
	uint8_t			*p;
	struct wr		 w, id;
	uint32_t		 i;

	*len = (size_t)keys_file_size(&h);
	p = malloc(*len);
	assert_non_null(p);
	w = wr_over(p, *len);
	keys_put_head(&w, &h);
	for (i = 0; i < n; i++) {
		id = wr_over(k.guid.b, 4);
		wr_be32(&id, 3 * i);
		id = wr_over(k.wrapped, 4);
		wr_be32(&id, i);
		keys_put_record(&w, &k);
	}
	assert_true(wr_ok(&w));
	assert_int_equal(wr_left(&w), 0);
	return p;
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct keys_head	 h;

	return keys_check(rd_over(p, n), &h);
}

static void
what_is_written_is_read_and_no_prefix_of_it(void **state)
{
	struct keys_head	 h;
	size_t			 len;
	uint8_t			*p = file_of(3, &len);

	(void)state;
	assert_int_equal(len, KEYS_HEAD_SIZE + 3 * KEYS_RECORD_SIZE);
	assert_true(keys_check(rd_over(p, len), &h));
	assert_string_equal(h.site, "S01");
	assert_int_equal(h.serial, 9);
	assert_int_equal(h.n, 3);
	no_prefix_is_accepted(accepts, p, len);
	free(p);
	p = file_of(0, &len);
	assert_true(accepts(p, len));
	free(p);
}

static void
a_file_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "another magic", 0, 'X' },
		{ "another version", 4, 2 },
		{ "records of another size", 6, 57 },
		{ "a site in lower case", 8, 's' },
		{ "a site without end", 11, 'X' },
		{ "a record more than there is", 20, 4 },
		{ "a record fewer than there are", 20, 2 },
		{ "more records than a site can have", 23, 1 },
		{ "two records of one GUID", 24 + 56 + 3, 0 },
		{ "records out of order", 24 + 2 * 56 + 3, 2 },
	};
	uint8_t	*p;
	size_t	 i, len;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		p = file_of(3, &len);
		p[rows[i].at] = rows[i].value;
		if (accepts(p, len))
			fail_msg("accepted: %s", rows[i].what);
		free(p);
	}
}

static enum keys_found
look_up(const uint8_t *p, size_t len, uint32_t want, uint32_t *key,
    unsigned *reads)
{
	struct keys_search	 s;
	struct keys_range	 range;
	struct keys_head	 h;
	struct guid		 guid = { { 0 } };
	struct wr		 w = wr_over(guid.b, 4);
	uint8_t			 wrapped[CIPHER_WRAP_SIZE];
	struct rd		 r;
	enum keys_found		 found = KEYS_ABSENT;

	wr_be32(&w, want);
	assert_true(keys_get_head(rd_over(p, KEYS_HEAD_SIZE), &h));
	keys_search_begin(&s, &h, &guid);
	for (*reads = 0; keys_search_next(&s, &range); (*reads)++) {
		assert_in_range(range.n, 1, KEYS_RANGE_MAX);
		r = rd_over(p, len);
		r = rd_at(&r, (size_t)range.offset,
		    (size_t)range.n * KEYS_RECORD_SIZE);
		assert_true(rd_ok(&r));
		found = keys_search_feed(&s, r, wrapped);
		if (found != KEYS_GO_ON)
			break;
	}
	if (found == KEYS_FOUND) {
		r = rd_over(wrapped, sizeof(wrapped));
		*key = rd_be32(&r);
		assert_false(keys_search_next(&s, &range));
	}
	return found;
}

static void
each_record_is_found_and_nothing_else(void **state)
{
	static const uint32_t	 sizes[] = { 0, 1, 2, 63, 64, 65, 66, 127,
				    128, 129, 1000 };
	uint32_t		 key, i;
	unsigned		 reads;
	size_t			 len, k;
	uint8_t			*p;

	(void)state;
	for (k = 0; k < nitems(sizes); k++) {
		p = file_of(sizes[k], &len);
		for (i = 0; i < sizes[k]; i++) {
			assert_int_equal(look_up(p, len, 3 * i, &key, &reads),
			    KEYS_FOUND);
			assert_int_equal(key, i);
			assert_int_equal(look_up(p, len, 3 * i + 1, &key,
			    &reads), KEYS_ABSENT);
		}
		free(p);
	}
}

static void
a_client_of_a_large_site_reads_little(void **state)
{
	uint32_t	 key;
	unsigned	 reads;
	size_t		 len;
	uint8_t		*p = file_of(100000, &len);

	(void)state;
	assert_int_equal(look_up(p, len, 3 * 77777, &key, &reads),
	    KEYS_FOUND);
	assert_int_equal(key, 77777);
	assert_in_range(reads, 1, 12);
	assert_int_equal(look_up(p, len, UINT32_MAX, &key, &reads),
	    KEYS_ABSENT);
	free(p);
}

static void
a_range_of_another_size_ends_the_search(void **state)
{
	struct keys_head	 h = { "S01", 1, 5 };
	struct keys_search	 s;
	struct keys_range	 range;
	struct guid		 guid = { { 0 } };
	uint8_t			 b[6 * KEYS_RECORD_SIZE] = { 0 };
	uint8_t			 wrapped[CIPHER_WRAP_SIZE];

	(void)state;
	keys_search_begin(&s, &h, &guid);
	assert_int_equal(keys_search_feed(&s, rd_over(b, 4 *
	    KEYS_RECORD_SIZE), wrapped), KEYS_ABSENT);
	assert_false(keys_search_next(&s, &range));
	keys_search_begin(&s, &h, &guid);
	assert_int_equal(keys_search_feed(&s, rd_over(b, sizeof(b)),
	    wrapped), KEYS_ABSENT);
}

/* Reckoned with another implementation of HKDF-SHA256. */
static void
a_kek_is_of_one_client_in_one_site(void **state)
{
	struct guid	 guid;
	uint8_t		 shared[32], kek[32], want[32];
	size_t		 i;

	(void)state;
	for (i = 0; i < 32; i++)
		shared[i] = (uint8_t)i;
	for (i = 0; i < 16; i++)
		guid.b[i] = (uint8_t)(0x40 + i);
	assert_true(keys_kek(shared, "S01", &guid, kek));
	assert_true(hex_decode(want, 32, "5e028255f05e2fb79139cd215cf2baf9"
	    "a8a1704817cdefa18231bacca56186d7"));
	assert_memory_equal(kek, want, 32);
	assert_true(keys_kek(shared, "S02", &guid, kek));
	assert_memory_not_equal(kek, want, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_and_no_prefix_of_it),
		cmocka_unit_test(a_file_that_cannot_be_is_refused),
		cmocka_unit_test(each_record_is_found_and_nothing_else),
		cmocka_unit_test(a_client_of_a_large_site_reads_little),
		cmocka_unit_test(a_range_of_another_size_ends_the_search),
		cmocka_unit_test(a_kek_is_of_one_client_in_one_site),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
