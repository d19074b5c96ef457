/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "base/guid.h"

static void
text_and_bytes_are_the_same_guid(void **state)
{
	struct guid	 g = guid_random(), again;
	char		 text[GUID_TEXT_SIZE];

	(void)state;
	assert_true(guid_parse(guid_text(&g, text), &again));
	assert_true(guid_equal(&g, &again));
	assert_int_equal(text[14], '4');
	assert_false(guid_parse("00000000-0000-0000-0000-00000000000", &again));
	assert_false(guid_parse("00000000-0000-0000-0000-0000000000000",
	    &again));
	assert_false(guid_parse("g0000000-0000-0000-0000-000000000000",
	    &again));
}

static void
ordered_ones_rise_with_the_time(void **state)
{
	struct wall	 at = { 0x0102030405feLL * 1000 };
	struct guid	 last = guid_ordered(at), next;
	int		 i;

	(void)state;
	assert_memory_equal(last.b, "\1\2\3\4\5\xfe", 6);
	for (i = 0; i < 1000; i++) {
		at.us += 1000;
		next = guid_ordered(at);
		assert_true(memcmp(last.b, next.b, sizeof(last.b)) < 0);
		assert_int_equal(next.b[7] >> 4, 8);
		assert_int_equal(next.b[8] >> 6, 2);
		last = next;
	}
}

static void
ordered_ones_of_one_moment_differ(void **state)
{
	struct wall	 at = { 1 };
	struct guid	 a = guid_ordered(at), b = guid_ordered(at);

	(void)state;
	assert_memory_equal(a.b, b.b, 6);
	assert_false(guid_equal(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(text_and_bytes_are_the_same_guid),
		cmocka_unit_test(ordered_ones_rise_with_the_time),
		cmocka_unit_test(ordered_ones_of_one_moment_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
