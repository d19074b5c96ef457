/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <stdio.h>

#include "protocol/sid.h"

/* S-1-5-21-3623811015-3361044348-30300820-1013, [MS-DTYP] 2.4.2.2. */
static const uint8_t	wire[] = {
	1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0,
	0xc7, 0xf7, 0xfe, 0xd7, 0x7c, 0x77, 0x55, 0xc8,
	0x94, 0x5a, 0xce, 0x01, 0xf5, 0x03, 0, 0,
};
static const char	text[] =
    "S-1-5-21-3623811015-3361044348-30300820-1013";

static bool
accepts(const uint8_t *p, size_t n)
{
	struct rd	 r = rd_over(p, n);
	struct sid	 s;

	sid_get(&r, &s);
	return rd_end(&r);
}

static void
bytes_become_text_and_bytes_again(void **state)
{
	char		 shown[SID_TEXT_SIZE];
	uint8_t		 mem[SID_SIZE_MAX];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r = rd_over(wire, sizeof(wire));
	struct sid	 s, again;

	(void)state;
	sid_get(&r, &s);
	assert_true(rd_end(&r));
	assert_string_equal(sid_text(&s, shown), text);
	assert_true(sid_parse(shown, &again));
	assert_true(sid_equal(&s, &again));
	sid_put(&w, &again);
	assert_true(wr_ok(&w));
	assert_int_equal(w.pos, sizeof(wire));
	assert_int_equal(sid_size(&s), sizeof(wire));
	assert_memory_equal(mem, wire, sizeof(wire));
}

static void
every_prefix_is_refused(void **state)
{
	(void)state;
	no_prefix_is_accepted(accepts, wire, sizeof(wire));
}

static void
a_wrong_revision_or_too_many_parts_are_refused(void **state)
{
	uint8_t		 big[8 + 4 * 16] = { 1, 16 };
	struct rd	 r = rd_over(big, sizeof(big));
	struct sid	 s;

	(void)state;
	sid_get(&r, &s);
	assert_false(rd_ok(&r));
	big[1] = 15;
	assert_true(accepts(big, 8 + 4 * 15));
	big[0] = 2;
	assert_false(accepts(big, 8 + 4 * 15));
}

static void
the_longest_sid_fits_its_text(void **state)
{
	struct sid	 s = { .count = 15, .authority = 0xffffffffffffULL };
	struct sid	 again;
	char		 shown[SID_TEXT_SIZE];

	(void)state;
	memset(s.sub, 0xff, sizeof(s.sub));
	assert_int_equal(strlen(sid_text(&s, shown)),
	    strlen("S-1-0xffffffffffff") + 15 * strlen("-4294967295"));
	assert_true(sid_parse(shown, &again));
	assert_true(sid_equal(&s, &again));
}

static void
bad_texts_are_refused(void **state)
{
	static const char *const	 bad[] = {
		"", "S", "S-1", "S-1-", "S-1-5", "S-1-5-", "S-2-5-1", "X-1-5-1",
		"S-1-5--1", "S-1-5-+1", "S-1-5- 1", "S-1-5-1x", "S-1-5-1-",
		"S-1-5-4294967296", "S-1-0x1000000000000-1", "S-1-5-0x",
		"S-1-281474976710656-1", "S-1-5-99999999999999999999999",
		"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
	};
	struct sid	 s;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		if (sid_parse(bad[i], &s))
			fail_msg("\"%s\" was accepted", bad[i]);
	}
}

static void
a_domain_and_a_rid_join_and_split(void **state)
{
	struct sid	 domain, account, back;
	uint32_t	 rid;

	(void)state;
	assert_true(sid_parse("S-1-5-21-1-2-3", &domain));
	assert_true(sid_join(&domain, 1000, &account));
	assert_true(sid_split(&account, &back, &rid));
	assert_int_equal(rid, 1000);
	assert_true(sid_equal(&back, &domain));
	account.count = 0;
	assert_false(sid_split(&account, &back, &rid));
	account.count = SID_SUBS_MAX;
	assert_false(sid_join(&account, 1, &back));
}

static void
sids_that_differ_in_any_part_are_not_equal(void **state)
{
	struct sid	 a, b;

	(void)state;
	assert_true(sid_parse(text, &a));
	b = a;
	b.count--;
	assert_false(sid_equal(&a, &b));
	b = a;
	b.authority = 1;
	assert_false(sid_equal(&a, &b));
	b = a;
	b.sub[4]++;
	assert_false(sid_equal(&a, &b));
}

static void
every_well_known_row_is_filled_and_found_both_ways(void **state)
{
	const struct sid_known_row	*row;
	struct sid			 s;
	char				 shown[SID_TEXT_SIZE];
	int				 i;

	(void)state;
	for (i = 0; i < SID_KNOWN_COUNT; i++) {
		row = sid_known((enum sid_known)i);
		assert_non_null(row->name);
		assert_true(row->sid.count > 0);
		assert_ptr_equal(sid_known_find(&row->sid), row);
		assert_ptr_equal(sid_known_named(row->name), row);
	}
	assert_string_equal(sid_text(&sid_known(SID_ADMINISTRATORS)->sid,
	    shown), "S-1-5-32-544");
	assert_string_equal(sid_text(&sid_known(SID_WORLD)->sid, shown),
	    "S-1-1-0");
	assert_ptr_equal(sid_known_named("everyone"), sid_known(SID_WORLD));
	assert_true(sid_parse("S-1-5-32-9999", &s));
	assert_null(sid_known_find(&s));
	assert_null(sid_known_named("nobody"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_text_and_bytes_again),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(a_wrong_revision_or_too_many_parts_are_refused),
		cmocka_unit_test(the_longest_sid_fits_its_text),
		cmocka_unit_test(bad_texts_are_refused),
		cmocka_unit_test(a_domain_and_a_rid_join_and_split),
		cmocka_unit_test(sids_that_differ_in_any_part_are_not_equal),
		cmocka_unit_test(every_well_known_row_is_filled_and_found_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
