/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/sms/epoch.h"

static void
a_stamp_comes_back_as_it_was_written(void **state)
{
	struct epoch	 e;
	char		 text[EPOCH_TEXT_SIZE];

	(void)state;
	assert_true(epoch_parse("E=5;W=S01;O=9f3c01ab", &e));
	assert_int_equal(e.number, 5);
	assert_string_equal(e.site, "S01");
	assert_string_equal(e.op, "9f3c01ab");
	assert_true(epoch_text(&e, text));
	assert_string_equal(text, "E=5;W=S01;O=9f3c01ab");
	assert_true(epoch_parse("E=4294967295;W=zZ9;O=0123456789abcdef",
	    &e));
	assert_true(epoch_text(&e, text));
	assert_string_equal(text, "E=4294967295;W=zZ9;O=0123456789abcdef");
}

static void
what_is_not_exactly_a_stamp_is_none(void **state)
{
	static const char *const bad[] = {
		"", "E", "E=", "E=5", "E=5;", "E=5;W=S01", "E=5;W=S01;",
		"E=5;W=S01;O=", "E=5;W=S01;O=a;", "E=5;W=S01;O=a ",
		" E=5;W=S01;O=a", "e=5;W=S01;O=a", "E=0;W=S01;O=a",
		"E=05;W=S01;O=a", "E=-5;W=S01;O=a", "E=+5;W=S01;O=a",
		"E=4294967296;W=S01;O=a", "E=99999999999;W=S01;O=a",
		"E=999999999999999999999;W=S01;O=a",
		"E=5;W=S0;O=a", "E=5;W=S012;O=a", "E=5;W=S-1;O=a",
		"E=5;W=S01;O=0123456789abcdef0", "E=5;W=S01;O=a;b",
		"E=5,W=S01,O=a", "W=S01;E=5;O=a", "E=5;W=S\303\261;O=a",
		"E=5a;W=S01;O=a",
	};
	struct epoch	 e;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		e.number = 7;
		if (epoch_parse(bad[i], &e) || e.number != 0)
			fail_msg("\"%s\" was taken", bad[i]);
	}
}

static bool
accepts(const uint8_t *p, size_t n)
{
	char		 text[64] = "";
	struct epoch	 e;

	memcpy(text, p, n);
	return epoch_parse(text, &e);
}

static void
no_beginning_of_a_stamp_is_one(void **state)
{
	static const char	 good[] = "E=5;W=S01;O=a";

	(void)state;
	no_prefix_is_accepted(accepts, good, sizeof(good) - 1);
}

static void
what_would_be_no_stamp_is_not_written(void **state)
{
	struct epoch	 e = { 0, "S01", "a" };
	char		 text[EPOCH_TEXT_SIZE];

	(void)state;
	assert_false(epoch_text(&e, text));
	e.number = 1;
	assert_true(epoch_text(&e, text));
	e.site[0] = '\0';
	assert_false(epoch_text(&e, text));
}

static void
only_a_larger_number_takes_the_place_of_a_stamp(void **state)
{
	static const struct {
		const char	*present, *next;
		bool		 may;
	} rows[] = {
		{ "", "E=1;W=S01;O=a", true },
		{ "somebody's note", "E=1;W=S01;O=a", true },
		{ "E=1;W=S01;O=a", "E=2;W=S02;O=b", true },
		{ "E=1;W=S01;O=a", "E=1;W=S02;O=b", false },
		{ "E=1;W=S01;O=a", "E=1;W=S01;O=a", false },
		{ "E=10;W=S01;O=a", "E=9;W=S01;O=b", false },
		{ "E=10;W=S01;O=a", "an operator's own words", true },
		{ "E=10;W=S01;O=a", "", true },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		assert_int_equal(epoch_may_replace(rows[i].present,
		    rows[i].next), rows[i].may);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_stamp_comes_back_as_it_was_written),
		cmocka_unit_test(what_is_not_exactly_a_stamp_is_none),
		cmocka_unit_test(no_beginning_of_a_stamp_is_one),
		cmocka_unit_test(what_would_be_no_stamp_is_not_written),
		cmocka_unit_test(
		    only_a_larger_number_takes_the_place_of_a_stamp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
