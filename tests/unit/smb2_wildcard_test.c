/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/wildcard.h"

static bool
matches(const char *pattern, const char *name)
{
	struct smb2_pattern	 p;

	assert_true(smb2_pattern_compile(&p, pattern));
	return smb2_pattern_matches(&p, name);
}

static void
patterns_match_as_ms_fsa_says(void **state)
{
	static const struct {
		const char	*pattern, *name;
		bool		 yes;
	} rows[] = {
		{ "*", "", true }, { "*", "a.b", true }, { "", "x", true },
		{ "abc", "ABC", true }, { "abc", "abcd", false },
		{ "abc", "ab", false }, { "a*", "a", true },
		{ "a*c", "abbbc", true }, { "a*c", "abbbd", false },
		{ "*.txt", "a.txt", true }, { "*.txt", "a.b.TXT", true },
		{ "*.txt", "atxt", false }, { "*.*", "abc", false },
		{ "*a*a*a", "aaa", true }, { "*a*a*a", "aa", false },
		{ "?", "a", true }, { "?", "", false }, { "?", "ab", false },
		{ "??", "a", false }, { "a?c", "a.c", true },
		{ "?", "\xc3\xa4", true },
		{ "\xc3\xa4*", "\xc3\x84x", true },	/* a umlaut, folded */
		/* DOS_DOT: a dot, or nothing at the end */
		{ "abc\"", "abc", true }, { "abc\"", "abc.", true },
		{ "abc\"", "abcd", false }, { "a\"b", "a.b", true },
		{ "a\"b", "ab", false }, { "<\"*", "abc", true },
		{ "<\"*", "a.b.c", true },
		/* DOS_QM: one character, or none before a dot and at the end */
		{ ">>>", "ab", true }, { ">>>", "abc", true },
		{ ">>>", "abcd", false }, { ">>>.txt", "a.txt", true },
		{ ">>>.txt", "abcd.txt", false }, { ">.>", "a.b", true },
		{ ">.>", ".b", true }, { ">", "", true }, { ">", ".", false },
		{ "a>b", "ab", false }, { "a>.b", "a.b", true },
		/* DOS_STAR: up to and with the final dot */
		{ "<", "abc", true }, { "<", "a.bc", false },
		{ "<", "", true }, { "<.txt", "a.txt", true },
		{ "<.txt", "a.b.txt", true }, { "<.b", "a.b.txt", false },
		{ "<txt", "a.b.txt", true }, { "<b.txt", "a.b.txt", true },
		{ "a<c", "abbc", true }, { "a<", "a.b", false },
		{ "<.", "abc", false }, { "<.", "abc.", true },
		{ "<.<", "a.b", true }, { "<.<", "a.b.c", true },
		{ "<.<", "abc", false },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (matches(rows[i].pattern, rows[i].name) != rows[i].yes)
			fail_msg("\"%s\" and \"%s\"", rows[i].pattern,
			    rows[i].name);
	}
}

static void
a_pattern_without_wildcards_says_so(void **state)
{
	struct smb2_pattern	 p;

	(void)state;
	assert_true(smb2_pattern_compile(&p, "a.b"));
	assert_true(p.literal);
	assert_false(p.all);
	assert_true(smb2_pattern_compile(&p, "a?b"));
	assert_false(p.literal);
	assert_true(smb2_pattern_compile(&p, "**"));
	assert_true(p.all);
	assert_false(p.literal);
	assert_true(smb2_pattern_compile(&p, ""));
	assert_true(p.all);
	assert_false(p.literal);
	assert_true(smb2_has_wildcard("a<b"));
	assert_false(smb2_has_wildcard("ab.c"));
}

static void
a_pattern_may_be_as_long_as_a_name_and_no_longer(void **state)
{
	struct smb2_pattern	 p;
	char			 s[SMB2_PATTERN_MAX + 2];

	(void)state;
	memset(s, 'a', sizeof(s));
	s[SMB2_PATTERN_MAX + 1] = '\0';
	assert_false(smb2_pattern_compile(&p, s));
	s[SMB2_PATTERN_MAX] = '\0';
	assert_true(smb2_pattern_compile(&p, s));
	assert_true(smb2_pattern_matches(&p, s));
	memset(s, '?', SMB2_PATTERN_MAX);
	assert_true(smb2_pattern_compile(&p, s));
	assert_true(smb2_pattern_matches(&p, s));
	memset(s, '*', sizeof(s) - 1);
	assert_true(smb2_pattern_compile(&p, s));
	assert_int_equal(p.count, 1);
}

/* With backtracking this would not come back today. */
static void
the_worst_pattern_is_quick(void **state)
{
	struct smb2_pattern	 p;
	char			 pattern[SMB2_PATTERN_MAX + 1], name[256];
	size_t			 i;

	(void)state;
	for (i = 0; i + 2 < sizeof(pattern); i += 2)
		memcpy(pattern + i, i % 4 == 0 ? "*a" : "<a", 2);
	pattern[i] = '\0';
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_true(smb2_pattern_compile(&p, pattern));
	assert_true(smb2_pattern_matches(&p, name));
	name[sizeof(name) - 2] = 'b';
	for (i = 0; i < 1000; i++)
		assert_false(smb2_pattern_matches(&p, name));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_as_ms_fsa_says),
		cmocka_unit_test(a_pattern_without_wildcards_says_so),
		cmocka_unit_test(a_pattern_may_be_as_long_as_a_name_and_no_longer),
		cmocka_unit_test(the_worst_pattern_is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
