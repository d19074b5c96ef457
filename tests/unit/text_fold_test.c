/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "base/text.h"

static void
names_that_differ_in_case_have_one_key(void **state)
{
	static const struct {
		const char	*name, *key;
	} rows[] = {
		{ "", "" }, { "pc17$", "PC17$" }, { "Ünïté", "ÜNÏTÉ" },
		{ "ÿ", "Ÿ" }, { "\U0001f600x", "\U0001f600X" },
	};
	char	 key[32];
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_int_equal(text_fold(rows[i].name, key, sizeof(key)), 0);
		assert_string_equal(key, rows[i].key);
		assert_int_equal(text_fold(rows[i].key, key, sizeof(key)), 0);
		assert_string_equal(key, rows[i].key);
	}
}

static void
what_is_no_text_has_no_key(void **state)
{
	char	 key[32];

	(void)state;
	assert_int_equal(text_fold("a\xff", key, sizeof(key)), -EILSEQ);
	assert_int_equal(text_fold("\xed\xa0\x80", key, sizeof(key)), -EILSEQ);
}

static void
a_key_never_passes_its_end(void **state)
{
	static const char	 name[] = "aé";
	size_t			 n;

	(void)state;
	for (n = 0; n < sizeof(name); n++) {
		char	*dst = malloc(n + (n == 0));

		assert_int_equal(text_fold(name, dst, n), -ENAMETOOLONG);
		free(dst);
	}
}

/* What a client calls itself, in an operator's terminal. */
static void
what_is_not_seen_is_made_visible(void **state)
{
	static const struct {
		const char	*text, *shown;
	} rows[] = {
		{ "PC 17", "PC 17" },
		{ "B\xc3\xbcro", "B\xc3\xbcro" },
		{ "\x1b[2J", "\\x1b[2J" },
		{ "\xc2\x9b" "2J", "\\xc2\\x9b2J" },
		{ "a\r\nb", "a\\x0d\\x0ab" },
		{ "a\xe2\x80\xa8" "b", "a\\xe2\\x80\\xa8b" },
		{ "\xe2\x80\xae" "exe.txt", "\\xe2\\x80\\xaeexe.txt" },
		{ "\xe2\x81\xa7" "exe.txt", "\\xe2\\x81\\xa7exe.txt" },
		{ "P\xe2\x80\x8b" "C", "P\\xe2\\x80\\x8bC" },
		{ "\xef\xbb\xbfPC", "\\xef\\xbb\\xbfPC" },
		{ "P\xf3\xa0\x81\x83", "P\\xf3\\xa0\\x81\\x83" },
		{ "\xff", "\\xff" },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		assert_string_equal(VIS(rows[i].text), rows[i].shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_differ_in_case_have_one_key),
		cmocka_unit_test(what_is_no_text_has_no_key),
		cmocka_unit_test(a_key_never_passes_its_end),
		cmocka_unit_test(what_is_not_seen_is_made_visible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
