/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/sinv.h"

static const char	full[] =
    "<System>\r\n"
    "SINV <FULL><GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0><pc17>"
    "<1998/11/02 06:00:00>\r\n"
    "FILE <C:\\WINNT><notepad.exe><45328><1996/10/14 00:00:00><4.00>"
    "<Microsoft><Windows NT><4.0>\r\n"
    "FILE <C:\\DATA><plan.txt><112><><><><><>\r\n"
    "END_OF_FILE\r\n";

static const char	delta[] =
    "<System>\r\n"
    "SINV <DELTA><GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0><PC17>"
    "<1998/11/02 06:00:00>\r\n"
    "GONE <C:\\DATA><plan.txt>\r\n"
    "END_OF_FILE\r\n";

static struct wall	now;

static enum report_outcome
parse(const char *text, size_t len, struct sinv *s, struct syntax_err *e)
{
	uint8_t			*p = exact(text, len);
	enum report_outcome	 o = sinv_parse(p, len, now, s, e);

	free(p);
	return o;
}

static void
a_full_report_tells_all_files(void **state)
{
	const struct sinv_file	*f;
	struct syntax_err	 e;
	struct sinv		 s;

	(void)state;
	assert_int_equal(parse(full, strlen(full), &s, &e), REPORT_OK);
	assert_true(s.head.full);
	assert_string_equal(s.head.computer, "PC17");
	assert_int_equal(s.nfile, 2);
	f = STAILQ_FIRST(&s.files);
	assert_string_equal(f->folder, "C:\\WINNT");
	assert_string_equal(f->name, "notepad.exe");
	assert_true(f->size == 45328 && !f->gone);
	assert_true(f->modified.us == 845251200000000);
	assert_string_equal(f->version, "4.00");
	assert_string_equal(f->product, "Windows NT");
	f = STAILQ_NEXT(f, next);
	assert_true(f->modified.us == 0);
	assert_string_equal(f->company, "");
	sinv_free(&s);
}

static void
a_delta_tells_what_is_gone(void **state)
{
	struct syntax_err	 e;
	struct sinv		 s;

	(void)state;
	assert_int_equal(parse(delta, strlen(delta), &s, &e), REPORT_OK);
	assert_false(s.head.full);
	assert_true(STAILQ_FIRST(&s.files)->gone);
	sinv_free(&s);
}

static const struct {
	const char		*old, *fresh;
	enum report_outcome	 outcome;
	uint32_t		 line;
	const char		*words;
} bad[] = {
	{ "<System>", "<User>", REPORT_MALFORMED, 1, "System" },
	{ "<System>", "System", REPORT_MALFORMED, 1, "with 1 value" },
	{ "SINV", "HINV", REPORT_MALFORMED, 2, "SINV with 4 values" },
	{ "<FULL>", "<HALF>", REPORT_MALFORMED, 2, "FULL or DELTA" },
	{ "<FULL>", "<FULL><x>", REPORT_MALFORMED, 2, "with 4 values" },
	{ "GUID:", "UUID:", REPORT_MALFORMED, 2, "GUID: and 36" },
	{ "<pc17>", "<pc.17>", REPORT_MALFORMED, 2, "a computer name" },
	{ "<pc17>", "<>", REPORT_MALFORMED, 2, "a computer name" },
	{ "1998/11/02", "1998/02/30", REPORT_MALFORMED, 2, "a time such" },
	{ "1998/11/02", "1999/11/02", REPORT_FUTURE, 0, "" },
	{ "06:00:00", "06:05:00", REPORT_OK, 0, "" },
	{ "06:00:00", "06:05:01", REPORT_FUTURE, 0, "" },
	{ "FILE <C:\\W", "FIND <C:\\W", REPORT_MALFORMED, 3, "FILE with 8" },
	{ "<4.0>", "", REPORT_MALFORMED, 3, "FILE with 8" },
	{ "<notepad.exe>", "<>", REPORT_MALFORMED, 3, "a file's name" },
	{ "<45328>", "<-1>", REPORT_MALFORMED, 3, "a number" },
	{ "<45328>", "<>", REPORT_MALFORMED, 3, "a number" },
	{ "<45328>", "<9223372036854775808>", REPORT_MALFORMED, 3, "number" },
	{ "1996/10/14", "1996/10/32", REPORT_MALFORMED, 3, "a time such" },
	{ "FILE <C:\\D", "GONE <C:\\D", REPORT_MALFORMED, 4, "no GONE" },
	{ "<Microsoft>", "<Micro\001soft>", REPORT_MALFORMED, 3, "control" },
	{ "<Microsoft>", "<Micro<soft>", REPORT_MALFORMED, 3, "'>'" },
	{ "END_OF_FILE", "END_OF_FILE\r\nEND_OF_FILE", REPORT_MALFORMED, 6,
	    "nothing after" },
	{ "END_OF_FILE", "XEND_OF_FILE", REPORT_MALFORMED, 5, "FILE with 8" },
	{ "END_OF_FILE\r\n", "END_OF_FILE", REPORT_HALF, 5, "without" },
	{ "END_OF_FILE\r\n", "", REPORT_HALF, 4, "without" },
};

static void
each_fate_of_a_report_has_its_own_name(void **state)
{
	struct syntax_err	 e;
	struct sinv		 s;
	enum report_outcome	 o;
	char			*text;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(full, bad[i].old, bad[i].fresh);
		o = parse(text, strlen(text), &s, &e);
		if (o != bad[i].outcome || e.line != bad[i].line ||
		    strstr(e.text, bad[i].words) == NULL)
			fail_msg("row %zu: %s %u: %s", i,
			    report_outcome_name(o), e.line, e.text);
		sinv_free(&s);
		free(text);
	}
}

static void
a_report_that_is_cut_short_is_half(void **state)
{
	struct syntax_err	 e;
	struct sinv		 s;
	size_t			 n;

	(void)state;
	assert_int_equal(parse("", 0, &s, &e), REPORT_EMPTY);
	sinv_free(&s);
	for (n = 1; n < strlen(full); n++) {
		if (parse(full, n, &s, &e) != REPORT_HALF || e.line == 0)
			fail_msg("cut at %zu", n);
		sinv_free(&s);
	}
}

static struct report_head
head(void)
{
	return (struct report_head){ .computer = "PC17", .full = true,
	    .time = now };
}

static void
the_limits_hold(void **state)
{
	static const struct sinv_file	 f = { .folder = "C:", .name = "x" };
	struct report_head		 h = head();
	struct syntax_err		 e;
	struct sinv			 s, again;
	struct buf			 b;
	char				 line[SINV_TEXT_MAX + 200];
	size_t				 i, n;

	(void)state;
	buf_init(&b, 2 * SINV_SIZE_MAX);
	for (n = SINV_FILES_MAX; n <= SINV_FILES_MAX + 1; n++) {
		buf_clear(&b);
		sinv_init(&s, &h);
		for (i = 0; i < n; i++)
			sinv_add(&s, &f);
		sinv_put(&b, &s);
		sinv_free(&s);
		assert_int_equal(parse(buf_text(&b), b.len, &again, &e),
		    n == SINV_FILES_MAX ? REPORT_OK : REPORT_MALFORMED);
		sinv_free(&again);
	}
	while (b.len <= SINV_SIZE_MAX)
		buf_str(&b, "                                        \n");
	assert_int_equal(parse(buf_text(&b), b.len, &again, &e),
	    REPORT_TOO_LARGE);
	sinv_free(&again);
	for (n = SINV_TEXT_MAX; n <= SINV_TEXT_MAX + 1; n++) {
		char	*text;

		(void)snprintf(line, sizeof(line), "<%0*d>", (int)n, 0);
		text = replaced(full, "<Microsoft>", line);
		assert_int_equal(parse(text, strlen(text), &again, &e),
		    n == SINV_TEXT_MAX ? REPORT_OK : REPORT_MALFORMED);
		sinv_free(&again);
		free(text);
	}
	buf_free(&b);
}

static void
every_report_comes_back_from_its_text(void **state)
{
	struct report_head	 h = head();
	struct syntax_err	 e;
	struct sinv_file	 f;
	struct sinv		 s, again;
	struct buf		 b, second;
	char			 name[48], text[40];
	uint32_t		 i;
	int			 round;

	(void)state;
	buf_init(&b, SINV_SIZE_MAX);
	buf_init(&second, SINV_SIZE_MAX);
	for (round = 0; round < 1000; round++) {
		h.full = round % 2 == 0;
		sinv_init(&s, &h);
		for (i = any_number(5); i > 0; i--) {
			(void)snprintf(name, sizeof(name), "x<%s",
			    any_text(text, sizeof(text)));
			f = (struct sinv_file){ .name = name, .folder = text,
			    .size = any_number(1000000), .company = text,
			    .gone = !h.full && any_number(2) == 0 };
			f.modified.us = any_number(100000) * 1000000LL;
			sinv_add(&s, &f);
		}
		buf_clear(&b);
		sinv_put(&b, &s);
		sinv_free(&s);
		if (parse(buf_text(&b), b.len, &again, &e) != REPORT_OK)
			fail_msg("%u: %s\n%s", e.line, e.text, buf_text(&b));
		buf_clear(&second);
		sinv_put(&second, &again);
		assert_string_equal(buf_text(&b), buf_text(&second));
		sinv_free(&again);
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
		cmocka_unit_test(a_full_report_tells_all_files),
		cmocka_unit_test(a_delta_tells_what_is_gone),
		cmocka_unit_test(each_fate_of_a_report_has_its_own_name),
		cmocka_unit_test(a_report_that_is_cut_short_is_half),
		cmocka_unit_test(the_limits_hold),
		cmocka_unit_test(every_report_comes_back_from_its_text),
	};

	return cmocka_run_group_tests(tests, set_clock, NULL);
}
