/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/statusid.h"
#include "protocol/sms/trace.h"

#define AT	"<Tue Jan 04 15:19:28.663 2000"
#define GOOD	"text~  $$<CCIM32>" AT "><thread=112 (0x70)>"

static bool
takes(const char *s)
{
	struct trace_line	 t;
	uint8_t			*p = exact(s, strlen(s));
	bool			 ok = trace_parse((char *)p, strlen(s), &t);

	free(p);
	return ok;
}

static void
a_line_of_an_sms_log_is_read(void **state)
{
	static const char	 line[] = "Warning - could not read files "
	    "from site TB1 (#2147942405)  $$<CCIM32><Tue Jan 04 15:19:23.375 "
	    "2000><thread=112 (0x70)>\r\n";
	static const char	 newer[] = "costs $$<5> more~  $$<C:\\WINNT\\"
	    "CLISVCL.EXE><Wed Jul 04 14:46:43.146 2001 W. Europe Daylight "
	    "Time><thread=4294798339 (0xFFFD6C03)>";
	struct trace_line	 t;

	(void)state;
	assert_true(trace_parse(line, strlen(line), &t));
	assert_string_equal(t.text, "Warning - could not read files from "
	    "site TB1 (#2147942405)");
	assert_string_equal(t.component, "CCIM32");
	assert_true(t.local_ms == 946999163375LL);
	assert_string_equal(t.zone, "");
	assert_int_equal(t.thread, 112);
	assert_true(trace_parse(newer, strlen(newer), &t));
	assert_string_equal(t.text, "costs $$<5> more");
	assert_string_equal(t.zone, "W. Europe Daylight Time");
	assert_int_equal(t.thread, 4294798339U);
}

static void
what_is_no_log_line_is_refused(void **state)
{
	static const struct {
		const char	*old, *fresh;
	} rows[] = {
		{ "$$<", "$<" }, { "<CCIM32>", "<CCIM32" },
		{ "<CCIM32>", "CCIM32" }, { "Tue", "Tux" }, { "Tue", "Wed" },
		{ "Jan", "Jax" }, { "04 15", "32 15" }, { " 04", " 4" },
		{ "15:", "24:" }, { "15:", "1x:" }, { ":19:", ":60:" },
		{ ":28.", ":60." }, { "28.663", "28,663" }, { ".663", ".66" },
		{ "2000>", "200>" }, { "2000>", "2000 >" },
		{ "2000>", "2000CET>" }, { "thread=112", "thread=113" },
		{ "thread=112", "thread=0112" }, { "(0x70)", "(0x71)" },
		{ "(0x70)", "(0x070)" }, { "(0x70)>", "(0x70)" },
		{ "(0x70)>", "(0x70)> " }, { "thread", "tread" },
		{ "text", "te\nxt" }, { "text", "te\x7fxt" },
	};
	char	*s;
	size_t	 i;

	(void)state;
	assert_true(takes(GOOD));
	for (i = 0; i < nitems(rows); i++) {
		s = replaced(GOOD, rows[i].old, rows[i].fresh);
		if (takes(s))
			fail_msg("row %zu: %s", i, s);
		free(s);
	}
	for (i = 0; i < strlen(GOOD); i++) {
		s = replaced(GOOD, "", "");
		s[i] = '\0';
		assert_false(takes(s));
		free(s);
	}
}

static void
every_line_comes_back_from_its_text(void **state)
{
	struct trace_line	 t, again;
	struct buf		 b;
	int			 i;

	(void)state;
	buf_init(&b, 1 << 16);
	for (i = 0; i < 5000; i++) {
		memset(&t, 0, sizeof(t));
		(void)any_text(t.text, 40);
		(void)snprintf(t.component, sizeof(t.component), "C%u",
		    any_number(1000));
		t.local_ms = (int64_t)any_number(UINT32_MAX) * 997 -
		    500000000000LL;
		(void)snprintf(t.zone, sizeof(t.zone), "%s",
		    any_number(2) == 0 ? "" : "GMT Standard Time");
		t.thread = any_number(UINT32_MAX);
		buf_clear(&b);
		trace_put(&b, &t);
		assert_true(trace_parse(buf_text(&b), b.len, &again));
		assert_string_equal(t.text, again.text);
		assert_string_equal(t.component, again.component);
		assert_string_equal(t.zone, again.zone);
		assert_true(t.local_ms == again.local_ms);
		assert_int_equal(t.thread, again.thread);
	}
	buf_free(&b);
}

static void
names_that_are_too_long_are_refused(void **state)
{
	char	 line[TRACE_LINE_MAX + 200], *s;
	char	 many[TRACE_LINE_MAX + 1];

	(void)state;
	memset(many, 'x', sizeof(many));
	many[TRACE_COMPONENT_SIZE - 1] = '\0';
	s = replaced(GOOD, "CCIM32", many);
	assert_true(takes(s));
	free(s);
	many[TRACE_COMPONENT_SIZE - 1] = 'x';
	many[TRACE_COMPONENT_SIZE] = '\0';
	s = replaced(GOOD, "CCIM32", many);
	assert_false(takes(s));
	free(s);
	memset(many, 'x', sizeof(many));
	many[TRACE_ZONE_SIZE] = '\0';
	many[0] = ' ';
	(void)snprintf(line, sizeof(line), "2000%s", many);
	s = replaced(GOOD, "2000", line);
	assert_true(takes(s));
	free(s);
	(void)snprintf(line, sizeof(line), "2000%sx", many);
	s = replaced(GOOD, "2000", line);
	assert_false(takes(s));
	free(s);
	memset(many, 'x', sizeof(many));
	many[TRACE_LINE_MAX] = '\0';
	s = replaced(GOOD, "text", many);
	assert_false(takes(s));
	free(s);
}

static void
status_numbers_are_rising_and_found(void **state)
{
	const struct status_text	*t;
	size_t				 i, n;

	(void)state;
	t = status_texts(&n);
	for (i = 0; i < n; i++) {
		assert_ptr_equal(status_text((uint32_t)t[i].id), &t[i]);
		assert_int_equal(t[i].article[0], 'Q');
		if (i > 0)
			assert_true(t[i - 1].id < t[i].id);
	}
	assert_null(status_text(1));
	assert_string_equal(status_text(10003)->article, "Q235205");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_an_sms_log_is_read),
		cmocka_unit_test(what_is_no_log_line_is_refused),
		cmocka_unit_test(every_line_comes_back_from_its_text),
		cmocka_unit_test(names_that_are_too_long_are_refused),
		cmocka_unit_test(status_numbers_are_rising_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
