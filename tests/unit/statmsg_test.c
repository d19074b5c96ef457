/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/statmsg.h"

static const char	good[] =
    "STATMSG: ID=10008 SEV=W LEV=D SOURCE=\"SMS Client\" "
    "COMP=\"Available Programs Manager\" SYS=PC17 SITE=S01 PID=292 TID=301 "
    "GMTDATE=Mon Nov 02 06:00:00.250 1998 ISTR0=\"S0120001\" "
    "ISTR1=\"say \"\"hi\"\"\" ISTR2=\"\" ISTR3=\"\" ISTR4=\"\" ISTR5=\"\" "
    "ISTR6=\"C:\\TEMP\" ISTR7=\"\" ISTR8=\"\" ISTR9=\"\"\"\" NUMATTRS=0\r\n";

static struct wall	now;

static enum report_outcome
parse(const char *text, size_t len, struct statmsg *m, struct syntax_err *e)
{
	uint8_t			*p = exact(text, len);
	enum report_outcome	 o = statmsg_parse(p, len, now, m, e);

	free(p);
	return o;
}

static void
a_message_tells_who_what_and_when(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m;
	struct buf		 b;

	(void)state;
	if (parse(good, strlen(good), &m, &e) != REPORT_OK)
		fail_msg("%u:%u: %s", e.line, e.column, e.text);
	assert_int_equal(m.id, 10008);
	assert_int_equal(m.severity, SEVERITY_WARNING);
	assert_int_equal(m.level, LEVEL_DETAIL);
	assert_string_equal(m.source, "SMS Client");
	assert_string_equal(m.component, "Available Programs Manager");
	assert_string_equal(m.system, "PC17");
	assert_string_equal(m.site, "S01");
	assert_int_equal(m.pid, 292);
	assert_int_equal(m.tid, 301);
	assert_true(m.time.us == 909986400250000);
	assert_string_equal(m.string[1], "say \"hi\"");
	assert_string_equal(m.string[2], "");
	assert_string_equal(m.string[6], "C:\\TEMP");
	assert_string_equal(m.string[9], "\"");
	buf_init(&b, STATMSG_SIZE_MAX);
	statmsg_put(&b, &m);
	assert_string_equal(buf_text(&b), good);
	buf_free(&b);
	statmsg_free(&m);
}

static const struct {
	const char		*old, *fresh;
	enum report_outcome	 outcome;
	uint32_t		 column;
	const char		*words;
} bad[] = {
	{ "STATMSG:", "statmsg:", REPORT_MALFORMED, 1, "STATMSG: ID=" },
	{ "ID=10008", "ID=", REPORT_MALFORMED, 13, "a number" },
	{ "ID=10008", "ID=4294967296", REPORT_MALFORMED, 13, "a number" },
	{ "ID=10008", "ID=10008,", REPORT_MALFORMED, 13, "a number" },
	{ "SEV=W", "SEV=X", REPORT_MALFORMED, 23, "IWE" },
	{ "SEV=W", "SEV=", REPORT_MALFORMED, 23, "IWE" },
	{ "LEV=D", "LEV=i", REPORT_MALFORMED, 29, "MDA" },
	{ "LEV=D ", "LEV=D", REPORT_MALFORMED, 30, " SOURCE=" },
	{ "SOURCE=\"SMS Client\"", "SOURCE=SMS", REPORT_MALFORMED, 38, "\"" },
	{ "Client\" ", "Client ", REPORT_MALFORMED, 56, " COMP=" },
	{ "SYS=PC17", "SYS=PC.17", REPORT_MALFORMED, 89, "a computer name" },
	{ "SYS=PC17", "SYS=pc17", REPORT_OK, 0, "" },
	{ "SYS=PC17", "SYS=", REPORT_MALFORMED, 89, "a computer name" },
	{ "SITE=S01", "SITE=S0", REPORT_MALFORMED, 99, "a site code" },
	{ "PID=292", "PID=-1", REPORT_MALFORMED, 107, "a number" },
	{ "TID=301 ", "", REPORT_MALFORMED, 110, " TID=" },
	{ "Mon Nov", "Tue Nov", REPORT_MALFORMED, 127, "in the calendar" },
	{ "Nov 02", "Nov 2 ", REPORT_MALFORMED, 127, "a time such" },
	{ "Nov 02", "Nov 32", REPORT_MALFORMED, 127, "in the calendar" },
	{ "Mon Nov", "Mon NOV", REPORT_MALFORMED, 127, "a time such" },
	{ "06:00:00.250", "06:00:00,250", REPORT_MALFORMED, 127, "calendar" },
	{ "06:00:00.250", "06:05:00.000", REPORT_OK, 0, "" },
	{ "06:00:00.250", "06:05:00.001", REPORT_FUTURE, 0, "" },
	{ "Mon Nov 02", "Tue Nov 03", REPORT_FUTURE, 0, "" },
	{ " ISTR2=\"\"", "", REPORT_MALFORMED, 191, " ISTR2=" },
	{ "ISTR2=\"\"", "ISTR2=\"\001\"", REPORT_MALFORMED, 199, "control" },
	{ "NUMATTRS=0", "NUMATTRS=1", REPORT_HALF, 284, "without NUMATTRS" },
	{ "NUMATTRS=0\r\n", "NUMATTRS=0\r\n NUMATTRS=0\r\n",
	    REPORT_MALFORMED, 1, "one line only" },
	{ "NUMATTRS=0\r\n", "NUMATTRS=0 NUMATTRS=0\r\n", REPORT_MALFORMED,
	    283, "nothing after" },
	{ "NUMATTRS=0\r\n", "NUMATTRS=0", REPORT_HALF, 282, "without" },
	{ "NUMATTRS=0\r\n", "", REPORT_HALF, 272, "without" },
};

static void
each_fate_of_a_message_has_its_own_name(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m;
	enum report_outcome	 o;
	char			*text;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(good, bad[i].old, bad[i].fresh);
		o = parse(text, strlen(text), &m, &e);
		if (o != bad[i].outcome || e.column != bad[i].column ||
		    strstr(e.text, bad[i].words) == NULL)
			fail_msg("row %zu: %s %u:%u: %s", i,
			    report_outcome_name(o), e.line, e.column, e.text);
		statmsg_free(&m);
		free(text);
	}
}

static void
a_message_that_is_cut_short_is_half(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m;
	size_t			 n;

	(void)state;
	assert_int_equal(parse("", 0, &m, &e), REPORT_EMPTY);
	statmsg_free(&m);
	for (n = 1; n < strlen(good); n++) {
		if (parse(good, n, &m, &e) != REPORT_HALF || e.line == 0)
			fail_msg("cut at %zu", n);
		statmsg_free(&m);
	}
}

static struct statmsg
made(void)
{
	return (struct statmsg){ .id = 1, .source = "S", .component = "C",
	    .system = "PC17", .site = "S01", .time = now };
}

static void
long_and_odd_strings_are_cut_and_cleaned(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m = made(), again;
	struct buf		 b;
	char			 text[2 * STATMSG_STRING_MAX + 21];
	size_t			 i;

	(void)state;
	for (i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[sizeof(text) - 1] = '\0';
	m.string[0] = text;
	m.string[1] = "a\r\nb\xff\"";
	buf_init(&b, STATMSG_SIZE_MAX);
	statmsg_put(&b, &m);
	if (parse(buf_text(&b), b.len, &again, &e) != REPORT_OK)
		fail_msg("%u: %s", e.column, e.text);
	assert_int_equal(strlen(again.string[0]), 2 * STATMSG_STRING_MAX);
	assert_string_equal(again.string[1], "a  b?\"");
	buf_free(&b);
	statmsg_free(&again);
}

static void
the_limits_hold(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m;
	struct buf		 b;
	char			 line[STATMSG_STRING_MAX + 20], *text;
	size_t			 n;

	(void)state;
	for (n = STATMSG_STRING_MAX; n <= STATMSG_STRING_MAX + 1; n++) {
		(void)snprintf(line, sizeof(line), "ISTR2=\"%0*d\"", (int)n,
		    0);
		text = replaced(good, "ISTR2=\"\"", line);
		assert_int_equal(parse(text, strlen(text), &m, &e),
		    n == STATMSG_STRING_MAX ? REPORT_OK : REPORT_MALFORMED);
		statmsg_free(&m);
		free(text);
	}
	buf_init(&b, 2 * STATMSG_SIZE_MAX);
	buf_str(&b, good);
	while (b.len <= STATMSG_SIZE_MAX)
		buf_str(&b, "\r\n");
	assert_int_equal(parse(buf_text(&b), b.len, &m, &e),
	    REPORT_TOO_LARGE);
	statmsg_free(&m);
	buf_free(&b);
}

static void
every_message_comes_back_from_its_text(void **state)
{
	struct syntax_err	 e;
	struct statmsg		 m, again;
	struct buf		 b, second;
	char			 text[STATMSG_STRINGS][40];
	int			 round, i;

	(void)state;
	buf_init(&b, STATMSG_SIZE_MAX);
	buf_init(&second, STATMSG_SIZE_MAX);
	for (round = 0; round < 1000; round++) {
		m = made();
		m.time.us = any_number(900000000) * 1000000LL +
		    any_number(1000) * 1000;
		for (i = 0; i < STATMSG_STRINGS; i++)
			m.string[i] = any_text(text[i], sizeof(text[i]));
		buf_clear(&b);
		statmsg_put(&b, &m);
		if (parse(buf_text(&b), b.len, &again, &e) != REPORT_OK)
			fail_msg("%u: %s\n%s", e.column, e.text,
			    buf_text(&b));
		assert_true(again.time.us == m.time.us);
		buf_clear(&second);
		statmsg_put(&second, &again);
		assert_string_equal(buf_text(&b), buf_text(&second));
		statmsg_free(&again);
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
		cmocka_unit_test(a_message_tells_who_what_and_when),
		cmocka_unit_test(each_fate_of_a_message_has_its_own_name),
		cmocka_unit_test(a_message_that_is_cut_short_is_half),
		cmocka_unit_test(long_and_odd_strings_are_cut_and_cleaned),
		cmocka_unit_test(the_limits_hold),
		cmocka_unit_test(every_message_comes_back_from_its_text),
	};

	return cmocka_run_group_tests(tests, set_clock, NULL);
}
