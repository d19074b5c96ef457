/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed drops, and which sequence numbers may still come. */
#include "tests/unit/check.h"

#include "base/window.h"
#include "protocol/sms/envelope.h"

static const uint8_t	secret[SIGN_KEY_SIZE] = { 5, 6, 7 };

static size_t
make(uint8_t *dst, size_t size)
{
	struct envelope	 e = { "S01", BOX_DDR, { { 1, 2, 3 } }, 17,
			    rd_over("payload", 7) };
	struct wr	 w = wr_over(dst, size);

	envelope_put(&w, &e, secret);
	assert_true(wr_ok(&w));
	return w.pos;
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct envelope	 e;

	return envelope_parse(p, n, &e);
}

static void
what_is_put_is_read_and_signed(void **state)
{
	struct envelope	 e;
	uint8_t		 b[256], key[SIGN_KEY_SIZE];
	size_t		 i, n = make(b, sizeof(b));

	(void)state;
	assert_int_equal(n, ENVELOPE_OVERHEAD + 7);
	assert_true(envelope_is(b, n));
	assert_true(envelope_parse(b, n, &e));
	assert_string_equal(e.site, "S01");
	assert_int_equal(e.box, BOX_DDR);
	assert_int_equal(e.guid.b[1], 2);
	assert_int_equal(e.sequence, 17);
	assert_int_equal(e.payload.len, 7);
	assert_memory_equal(e.payload.base, "payload", 7);
	assert_true(sign_public_key(secret, key));
	assert_true(envelope_verify(b, n, key));
	for (i = 0; i < n; i++) {
		b[i] ^= 1;
		if (envelope_verify(b, n, key))
			fail_msg("byte %zu is not signed", i);
		b[i] ^= 1;
	}
	key[0] ^= 1;
	assert_false(envelope_verify(b, n, key));
	no_prefix_is_accepted(accepts, b, n);
	b[n] = 0;
	assert_false(accepts(b, n + 1));
}

static void
what_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "another magic", 0, 'X' },
		{ "another version", 4, 2 },
		{ "a site in lower case", 8, 's' },
		{ "a site without end", 11, 'X' },
		{ "a box that is none", 12, 'x' },
		{ "a box in another case", 12, 'D' },
		{ "something behind the box", 26, 'x' },
		{ "a box without end", 27, 'x' },
		{ "no sequence number", 44, 0 },
		{ "a payload of a byte less", 52, 6 },
		{ "a payload of a byte more", 52, 8 },
		{ "a payload of 4 GiB", 55, 0xff },
	};
	uint8_t	 b[256], *p;
	size_t	 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		n = make(b, sizeof(b));
		b[rows[i].at] = rows[i].value;
		p = exact(b, n);
		if (accepts(p, n))
			fail_msg("accepted: %s", rows[i].what);
		free(p);
	}
	n = make(b, sizeof(b));
	memcpy(b + 12, "clidata.box", 12);
	assert_false(accepts(b, n));
	assert_false(envelope_is("SDR", 3));
}

static void
a_payload_that_does_not_fit_is_not_put(void **state)
{
	struct envelope	 e = { "S01", BOX_DDR, { { 0 } }, 1,
			    rd_over("payload", 7) };
	uint8_t		 b[ENVELOPE_OVERHEAD + 7];
	struct wr	 w = wr_over(b, sizeof(b) - 1);

	(void)state;
	envelope_put(&w, &e, secret);
	assert_false(wr_ok(&w));
}

static void
each_number_is_taken_once_and_in_any_near_order(void **state)
{
	static const struct {
		uint64_t	 n;
		bool		 fresh;
	} rows[] = {
		{ 0, false }, { 1, true }, { 1, false }, { 3, true },
		{ 2, true }, { 2, false }, { 66, true }, { 3, false },
		{ 2, false }, { 4, true }, { 4, false }, { 66, false },
		{ 67, true }, { 5, true }, { 130, true }, { 66, false },
		{ 68, true }, { 67, false }, { 194, true }, { 131, true },
		{ 130, false }, { UINT64_MAX, true }, { UINT64_MAX, false },
		{ UINT64_MAX - 63, true }, { UINT64_MAX - 64, false },
		{ 0, false }, { 195, false },
	};
	struct sequence_window	 s = { 0 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (sequence_is_fresh(&s, rows[i].n) != rows[i].fresh)
			fail_msg("row %zu", i);
		sequence_take(&s, rows[i].n);
	}
}

static void
a_number_that_is_given_back_may_come_again(void **state)
{
	struct sequence_window	 s = { 0 };

	(void)state;
	sequence_take(&s, 5);
	sequence_take(&s, 4);
	sequence_give_back(&s, 5);
	sequence_give_back(&s, 9);
	assert_true(sequence_is_fresh(&s, 5));
	assert_false(sequence_is_fresh(&s, 4));
	sequence_take(&s, 5);
	assert_false(sequence_is_fresh(&s, 5));
	sequence_take(&s, 100);
	sequence_give_back(&s, 5);
	assert_false(sequence_is_fresh(&s, 5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_read_and_signed),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(a_payload_that_does_not_fit_is_not_put),
		cmocka_unit_test(
		    each_number_is_taken_once_and_in_any_near_order),
		cmocka_unit_test(a_number_that_is_given_back_may_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
