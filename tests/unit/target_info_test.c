/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include "protocol/auth/target_info.h"

static bool
accepts(const uint8_t *p, size_t n)
{
	struct target_info	 t;

	return target_info_decode(rd_over(p, n), &t) == 0;
}

#define COMPUTER	"01000200" "4100"
#define DOMAIN		"02000200" "4200"
#define FLAGS		"06000400" "02000000"
#define TIME		"07000800" "0102030405060708"
#define END		"00000000"

static void
a_list_is_read_pair_by_pair(void **state)
{
	struct rd		 r = unhex(DOMAIN COMPUTER FLAGS TIME END);
	struct target_info	 t;

	(void)state;
	assert_int_equal(target_info_decode(r, &t), 0);
	assert_true(t.has[AV_NB_COMPUTER_NAME]);
	assert_memory_equal(t.value[AV_NB_COMPUTER_NAME].base, "A\0", 2);
	assert_memory_equal(t.value[AV_NB_DOMAIN_NAME].base, "B\0", 2);
	assert_false(t.has[AV_DNS_DOMAIN_NAME]);
	assert_int_equal(t.flags, AV_FLAG_MIC);
	assert_true(t.timestamp == 0x0807060504030201ULL);
	assert_int_equal(t.pairs, r.len - 4);
	unhex_free(&r);
}

static void
lists_are_taken_or_refused(void **state)
{
	static const struct {
		const char	*hex;
		bool		 good;
	} rows[] = {
		{ END, true },
		{ END "00000000", true },		/* what clients add */
		{ COMPUTER END "ffff", true },
		{ "0b000100" "ff" END, true },		/* unknown: passed by */
		{ "ffff0000" "ffff0000" END, true },
		{ "01000000" END, true },		/* an empty name */
		{ "", false },
		{ COMPUTER, false },			/* no MsvAvEOL */
		{ COMPUTER COMPUTER END, false },
		{ TIME COMPUTER TIME END, false },
		{ FLAGS FLAGS END, false },
		{ "06000300" "020000" END, false },
		{ "06000500" "0200000000" END, false },
		{ "07000700" "01020304050607" END, false },
		{ "07000900" "010203040506070809" END, false },
		{ "0a000f00" "000000000000000000000000000000" END, false },
		{ "0100ffff" "4100" END, false },
		{ "00000100", false },
	};
	struct rd	 r;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		if (accepts(r.base, r.len) != rows[i].good)
			fail_msg("row %zu: %s", i, rows[i].hex);
		unhex_free(&r);
	}
}

static void
a_name_longer_than_any_is_refused(void **state)
{
	uint8_t		 mem[2048] = { 0 };
	struct wr	 w = wr_over(mem, sizeof(mem));
	uint8_t		 name[1025] = { 0 };
	struct rd	 r = rd_over(name, 1024);

	(void)state;
	target_info_put(&w, AV_DNS_COMPUTER_NAME, &r);
	target_info_put_end(&w);
	assert_true(accepts(mem, w.pos));
	w.pos = 0;
	r = rd_over(name, 1025);
	target_info_put(&w, AV_DNS_COMPUTER_NAME, &r);
	target_info_put_end(&w);
	assert_false(accepts(mem, w.pos));
}

static void
no_prefix_of_a_list_is_accepted(void **state)
{
	struct rd	 r = unhex(DOMAIN COMPUTER FLAGS TIME END);

	(void)state;
	no_prefix_is_accepted(accepts, r.base, r.len);
	unhex_free(&r);
}

static void
an_echo_has_all_that_was_sent_and_the_clients_own(void **state)
{
	static const struct {
		const char	*echo;
		bool		 same;
	} rows[] = {
		{ COMPUTER DOMAIN TIME END, true },
		{ TIME DOMAIN COMPUTER END, true },
		{ COMPUTER DOMAIN TIME FLAGS "09000200" "4300" END, true },
		{ COMPUTER DOMAIN END, false },
		{ DOMAIN TIME END, false },
		{ COMPUTER "02000200" "4300" TIME END, false },
		{ COMPUTER "02000000" TIME END, false },
		{ COMPUTER DOMAIN "07000800" "0102030405060709" END, false },
		{ COMPUTER DOMAIN "03000200" "4300" TIME END, false },
	};
	struct rd		 a = unhex(COMPUTER DOMAIN TIME END), b;
	struct target_info	 sent, echo;
	size_t			 i;

	(void)state;
	assert_int_equal(target_info_decode(a, &sent), 0);
	for (i = 0; i < nitems(rows); i++) {
		b = unhex(rows[i].echo);
		assert_int_equal(target_info_decode(b, &echo), 0);
		if (target_info_echoed(&sent, &echo) != rows[i].same)
			fail_msg("row %zu: %s", i, rows[i].echo);
		unhex_free(&b);
	}
	unhex_free(&a);
	/* An empty name that was sent is not one that is missing. */
	a = unhex(COMPUTER "02000000" END);
	b = unhex(COMPUTER END);
	assert_int_equal(target_info_decode(a, &sent), 0);
	assert_int_equal(target_info_decode(b, &echo), 0);
	assert_false(target_info_echoed(&sent, &echo));
	unhex_free(&a);
	unhex_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_pair_by_pair),
		cmocka_unit_test(lists_are_taken_or_refused),
		cmocka_unit_test(a_name_longer_than_any_is_refused),
		cmocka_unit_test(no_prefix_of_a_list_is_accepted),
		cmocka_unit_test(
		    an_echo_has_all_that_was_sent_and_the_clients_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
