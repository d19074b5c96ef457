/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/mif.h"

#define ATTRIBUTE(name, id, type, value)				\
	"        Start Attribute\r\n"					\
	"            Name = \"" name "\"\r\n"				\
	"            ID = " id "\r\n"					\
	"            Type = " type "\r\n"				\
	"            Value = " value "\r\n"				\
	"        End Attribute\r\n"

static const char	full[] =
    "//Architecture<System>\r\n"
    "//UniqueId<GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>\r\n"
    "//Report<Full>\r\n"
    "//Time<1998/11/02 06:00:00>\r\n"
    "Start Component\r\n"				/* 5 */
    "    Name = \"PC17\"\r\n"
    "    Start Group\r\n"
    "        Name = \"SMS Client\"\r\n"
    "        ID = 1\r\n"
    "        Class = \"SITED|SMS Client|1.0\"\r\n"	/* 10 */
    ATTRIBUTE("CopyListVersion", "1", "Counter", "2271560481")
    "    End Group\r\n"					/* 17 */
    "    Start Group\r\n"
    "        Name = \"Disk\"\r\n"
    "        ID = 2\r\n"
    "        Class = \"MICROSOFT|DISK|1.0\"\r\n"		/* 21 */
    "        Key = 1,3\r\n"
    ATTRIBUTE("Drive", "1", "String", "\"C:\\\\\"")	/* 23 */
    ATTRIBUTE("Free", "2", "Integer", "-812")		/* 29 */
    ATTRIBUTE("Label", "3", "String", "\"a|\\\"b\\\"\"")	/* 35 */
    ATTRIBUTE("Made", "4", "Date", "\"1997/01/31 12:00:00\"")	/* 41 */
    "    End Group\r\n"					/* 47 */
    "End Component\r\n";

static struct wall	now;

static enum report_outcome
parse(const char *text, size_t len, struct mif *m, struct syntax_err *e)
{
	uint8_t			*p = exact(text, len);
	enum report_outcome	 o = mif_parse(p, len, now, m, e);

	free(p);
	return o;
}

static void
a_report_tells_what_a_machine_is_made_of(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	uint32_t		 version = 0;

	(void)state;
	assert_int_equal(parse(full, strlen(full), &m, &e), REPORT_OK);
	assert_true(m.head.full);
	assert_string_equal(m.head.computer, "PC17");
	assert_true(m.head.time.us == 909986400000000);
	assert_int_equal(m.ngroup, 2);
	assert_string_equal(mif_value(&m, "disk", "drive"), "C:\\");
	assert_string_equal(mif_value(&m, "Disk", "Label"), "a|\"b\"");
	assert_string_equal(mif_value(&m, "Disk", "Free"), "-812");
	assert_null(mif_value(&m, "Disk", "Colour"));
	assert_true(mif_copylist(&m, &version));
	assert_int_equal(version, 2271560481);
	mif_free(&m);
}

static void
key_values_of_two_instances_are_never_the_same_text(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;

	(void)state;
	assert_int_equal(parse(full, strlen(full), &m, &e), REPORT_OK);
	assert_string_equal(mif_key_text(&m.arena, STAILQ_FIRST(&m.groups)),
	    "");
	assert_string_equal(mif_key_text(&m.arena,
	    STAILQ_NEXT(STAILQ_FIRST(&m.groups), next)),
	    "C:\\\\|a\\|\"b\"");
	mif_free(&m);
}

static void
a_delta_says_what_is_gone(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	char			*delta, *text;

	(void)state;
	delta = replaced(full, "<Full>", "<Delta>");
	text = replaced(delta, "        Key = 1,3\r\n",
	    "        Key = 1\r\n        Pragma = \"sms:delete\"\r\n");
	assert_int_equal(parse(text, strlen(text), &m, &e), REPORT_OK);
	assert_false(m.head.full);
	assert_int_equal(STAILQ_FIRST(&m.groups)->act, MIF_ADD);
	assert_int_equal(STAILQ_NEXT(STAILQ_FIRST(&m.groups), next)->act,
	    MIF_DELETE);
	assert_null(mif_value(&m, "Disk", "Drive"));
	mif_free(&m);
	free(text);
	free(delta);
}

static const struct {
	const char		*old, *fresh;
	enum report_outcome	 outcome;
	uint32_t		 line;
	const char		*words;
} bad[] = {
	{ "<System>", "<User>", REPORT_MALFORMED, 1, "architecture System" },
	{ "//Arch", "/Arch", REPORT_MALFORMED, 1, "//Architecture<...>" },
	{ "<System>", "<System", REPORT_MALFORMED, 1, "//Architecture<...>" },
	{ "<System>", "", REPORT_MALFORMED, 1, "//Architecture<...>" },
	{ "GUID:", "UUID:", REPORT_MALFORMED, 2, "GUID: and 36" },
	{ "<Full>", "<Half>", REPORT_MALFORMED, 3, "Full or Delta" },
	{ "//Report<Full>\r\n", "", REPORT_MALFORMED, 3, "//Report" },
	{ "1998/11/02", "1998/11/31", REPORT_MALFORMED, 4, "a time such" },
	{ "1998/11/02", "1998/11/03", REPORT_FUTURE, 0, "" },
	{ "06:00:00", "06:05:01", REPORT_FUTURE, 0, "" },
	{ "06:00:00", "06:05:00", REPORT_OK, 0, "" },
	{ "Start Component", "Start", REPORT_MALFORMED, 5, "Start Component" },
	{ "\"PC17\"", "\"PC.17\"", REPORT_MALFORMED, 6, "a computer name" },
	{ "\"PC17\"", "PC17", REPORT_MALFORMED, 6, "text in quotes" },
	{ "\"PC17\"", "\"pc17\"", REPORT_OK, 0, "" },
	{ "Name = \"PC17\"", "Name \"PC17\"", REPORT_MALFORMED, 6, "Name" },
	{ "    Start Group\r\n", "", REPORT_MALFORMED, 7, "Start Group or" },
	{ "ID = 1\r\n        Cl", "ID = 0\r\n        Cl", REPORT_MALFORMED, 9,
	    "a number from 1" },
	{ "ID = 1\r\n        Cl", "ID = x\r\n        Cl", REPORT_MALFORMED, 9,
	    "a number from 1" },
	{ "\"SMS Client\"", "\"\"", REPORT_MALFORMED, 8, "expected" },
	{ "\"SMS Client\"", "\"SMS Client \"", REPORT_MALFORMED, 8,
	    "expected" },
	{ "Class =", "Klass =", REPORT_MALFORMED, 10, "Class" },
	{ "Counter", "Gauge", REPORT_MALFORMED, 14, "Integer, Counter" },
	{ "2271560481", "-1", REPORT_MALFORMED, 15, "without a sign" },
	{ "2271560481", "18446744073709551616", REPORT_MALFORMED, 15,
	    "without a sign" },
	{ "2271560481", "", REPORT_MALFORMED, 15, "without a sign" },
	{ "2271560481", "\"1\"", REPORT_MALFORMED, 15, "without a sign" },
	{ "        End Attribute\r\n", "", REPORT_MALFORMED, 16,
	    "End Attribute" },
	{ "    End Group\r\n", "", REPORT_MALFORMED, 17, "End Group" },
	{ "Key = 1,3", "Key = 1,9", REPORT_MALFORMED, 47, "each ID of Key" },
	{ "Key = 1,3", "Key = 1,", REPORT_MALFORMED, 22, "at most 8 IDs" },
	{ "Key = 1,3", "Key = 1,1", REPORT_MALFORMED, 22, "each once" },
	{ "Key = 1,3", "Key = 0", REPORT_MALFORMED, 22, "at most 8 IDs" },
	{ "Key = 1,3", "Key = 1,1,1,1,1,1,1,1,1", REPORT_MALFORMED, 22,
	    "at most 8 IDs" },
	{ "Key = 1,3", "Pragma = \"SMS:Add\"", REPORT_MALFORMED, 22,
	    "no Pragma" },
	{ "\"C:\\\\\"", "\"C:\\\"", REPORT_MALFORMED, 27,
	    "a quote at the end" },
	{ "\"C:\\\\\"", "\"C:\\x\"", REPORT_MALFORMED, 27, "after a \\" },
	{ "\"C:\\\\\"", "\"C:\"\"", REPORT_MALFORMED, 27, "before a quote" },
	{ "\"C:\\\\\"", "\"", REPORT_MALFORMED, 27, "text in quotes" },
	{ "\"C:\\\\\"", "\"C:\001\"", REPORT_MALFORMED, 27, "control char" },
	{ "\"C:\\\\\"", "\"\xff\"", REPORT_MALFORMED, 27, "not UTF-8" },
	{ "ID = 2\r\n            Ty", "ID = 1\r\n            Ty",
	    REPORT_MALFORMED, 31, "not used" },
	{ "-812", "-0", REPORT_MALFORMED, 33, "a whole number" },
	{ "-812", "9223372036854775808", REPORT_MALFORMED, 33, "a whole" },
	{ "-812", "-9223372036854775808", REPORT_OK, 0, "" },
	{ "1997/01/31", "1997/02/31", REPORT_MALFORMED, 45, "a time such" },
	{ "End Component\r\n", "End Component\r\nx\r\nEnd Component\r\n",
	    REPORT_MALFORMED, 49, "nothing after" },
	{ "End Component\r\n", "End Component", REPORT_HALF, 48, "without" },
	{ "End Component\r\n", "", REPORT_HALF, 47, "without" },
	{ "End Component\r\n", "XEnd Component\r\n", REPORT_MALFORMED, 48,
	    "Start Group or End" },
};

static void
each_fate_of_a_report_has_its_own_name(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;
	enum report_outcome	 o;
	char			*text;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(full, bad[i].old, bad[i].fresh);
		o = parse(text, strlen(text), &m, &e);
		if (o != bad[i].outcome || e.line != bad[i].line ||
		    strstr(e.text, bad[i].words) == NULL)
			fail_msg("row %zu: %s %u: %s", i,
			    report_outcome_name(o), e.line, e.text);
		mif_free(&m);
		free(text);
	}
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct syntax_err	 e;
	struct mif		 m;
	bool			 ok = mif_parse(p, n, now, &m, &e) == REPORT_OK;

	mif_free(&m);
	return ok;
}

static void
a_report_that_is_cut_short_is_never_taken(void **state)
{
	struct syntax_err	 e;
	struct mif		 m;

	(void)state;
	no_prefix_is_accepted(accepts, full, strlen(full));
	assert_int_equal(parse("", 0, &m, &e), REPORT_EMPTY);
	mif_free(&m);
}

static struct report_head
head(void)
{
	return (struct report_head){ .computer = "PC17", .full = true,
	    .time = now };
}

static void
long_and_odd_texts_are_cut_and_cleaned(void **state)
{
	struct report_head	 h = head();
	struct syntax_err	 e;
	struct mif		 m, again;
	struct mif_group	*g;
	struct buf		 b;
	char			 text[MIF_STRING_MAX + 50];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	mif_init(&m, &h);
	g = mif_add_group(&m, "G", "C");
	(void)mif_add(&m, g, "long", text);
	(void)mif_add(&m, g, "odd", "a\nb\xff\x7f\"c\\");
	(void)mif_add_number(&m, g, "n", UINT64_MAX);
	mif_set_key(&m, g, mif_add_date(&m, g, "d", now));
	buf_init(&b, MIF_SIZE_MAX);
	mif_put(&b, &m);
	if (parse(buf_text(&b), b.len, &again, &e) != REPORT_OK)
		fail_msg("%u: %s\n%s", e.line, e.text, buf_text(&b));
	assert_int_equal(strlen(mif_value(&again, "G", "long")),
	    MIF_STRING_MAX);
	assert_string_equal(mif_value(&again, "G", "odd"), "a b? \"c\\");
	assert_string_equal(mif_value(&again, "G", "n"),
	    "18446744073709551615");
	buf_free(&b);
	mif_free(&again);
	mif_free(&m);
}

static void
the_limits_hold(void **state)
{
	struct report_head	 h = head();
	struct syntax_err	 e;
	struct mif		 m, again;
	struct mif_group	*g;
	struct buf		 b;
	size_t			 i, n;

	(void)state;
	buf_init(&b, 2 * MIF_SIZE_MAX);
	for (n = MIF_ATTRIBUTES_MAX; n <= MIF_ATTRIBUTES_MAX + 1; n++) {
		buf_clear(&b);
		mif_init(&m, &h);
		g = mif_add_group(&m, "G", "C");
		for (i = 0; i < n; i++)
			(void)mif_add_number(&m, g, "n", i);
		mif_put(&b, &m);
		mif_free(&m);
		assert_int_equal(parse(buf_text(&b), b.len, &again, &e),
		    n == MIF_ATTRIBUTES_MAX ? REPORT_OK : REPORT_MALFORMED);
		mif_free(&again);
	}
	for (n = MIF_GROUPS_MAX; n <= MIF_GROUPS_MAX + 1; n++) {
		buf_clear(&b);
		mif_init(&m, &h);
		for (i = 0; i < n; i++)
			(void)mif_add_group(&m, "G", "C");
		mif_put(&b, &m);
		mif_free(&m);
		assert_int_equal(parse(buf_text(&b), b.len, &again, &e),
		    n == MIF_GROUPS_MAX ? REPORT_OK : REPORT_MALFORMED);
		mif_free(&again);
	}
	while (b.len <= MIF_SIZE_MAX)
		buf_str(&b, "                                        \n");
	assert_int_equal(parse(buf_text(&b), b.len, &again, &e),
	    REPORT_TOO_LARGE);
	mif_free(&again);
	buf_free(&b);
}

static void
every_report_comes_back_from_its_text(void **state)
{
	struct report_head	 h = head();
	struct syntax_err	 e;
	struct mif		 m, again;
	struct mif_attribute	*a;
	struct mif_group	*g;
	struct buf		 b, second;
	char			 text[40];
	uint32_t		 i, k;
	int			 round;

	(void)state;
	buf_init(&b, MIF_SIZE_MAX);
	buf_init(&second, MIF_SIZE_MAX);
	for (round = 0; round < 1000; round++) {
		h.full = round % 2 == 0;
		mif_init(&m, &h);
		for (i = any_number(4); i > 0; i--) {
			g = mif_add_group(&m, "G", "C");
			g->act = h.full ? MIF_ADD :
			    (enum mif_act)any_number(MIF_ACTS);
			for (k = any_number(5); k > 0; k--) {
				a = mif_add(&m, g, "x",
				    any_text(text, sizeof(text)));
				if (any_number(3) == 0)
					mif_set_key(&m, g, a);
			}
		}
		buf_clear(&b);
		mif_put(&b, &m);
		mif_free(&m);
		if (parse(buf_text(&b), b.len, &again, &e) != REPORT_OK)
			fail_msg("%u: %s\n%s", e.line, e.text, buf_text(&b));
		buf_clear(&second);
		mif_put(&second, &again);
		assert_string_equal(buf_text(&b), buf_text(&second));
		mif_free(&again);
	}
	buf_free(&b);
	buf_free(&second);
}

static int
set_clock(void **state)
{
	(void)state;
	now.us = 909986400000000;	/* 1998-11-02 06:00:00 */
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_tells_what_a_machine_is_made_of),
		cmocka_unit_test(
		    key_values_of_two_instances_are_never_the_same_text),
		cmocka_unit_test(a_delta_says_what_is_gone),
		cmocka_unit_test(each_fate_of_a_report_has_its_own_name),
		cmocka_unit_test(a_report_that_is_cut_short_is_never_taken),
		cmocka_unit_test(long_and_odd_texts_are_cut_and_cleaned),
		cmocka_unit_test(the_limits_hold),
		cmocka_unit_test(every_report_comes_back_from_its_text),
	};

	return cmocka_run_group_tests(tests, set_clock, NULL);
}
