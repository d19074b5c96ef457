/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "tests/unit/sms.h"

#include "protocol/sms/ccr.h"

static int
parse(const char *text, size_t len, struct ccr *c, struct syntax_err *e)
{
	uint8_t	*p = exact(text, len);
	int	 error = ccr_parse(p, len, c, e);

	free(p);
	return error;
}

static void
take(const char *text, struct ccr *c)
{
	struct syntax_err	 e;

	if (parse(text, strlen(text), c, &e) != 0)
		fail_msg("%u:%u: %s", e.line, e.column, e.text);
}

static const char	whole[] =
    "[NT Client Configuration Request]\r\n"
    "Machine Name=PC17\r\n"
    "Domain=DEMO\r\n"
    "Initial Request Date=1998/11/02 06:00:00\r\n"
    "Latest Request Date=1998/11/02 07:00:00\r\n"
    "Client Request Count=3\r\n"
    "Forced CCR=TRUE\r\n"
    "[IP Address ]\r\n"
    "1=10.1.2.3\r\n"
    "2=10.1.2.4\r\n"
    "[Resource Names ]\r\n"
    "1=pc17.example.org\r\n"
    "[Request Processing]\r\n"
    "Initial Processing Attempt=1998/11/02 07:30:00\r\n"
    "Retry Interval Start=1998/11/02 07:30:00\r\n"
    "[IDENT]\r\n"
    "TYPE=Client Config Request File\r\n";

static void
a_whole_request_is_read_and_written(void **state)
{
	struct ccr	 c;
	struct buf	 b;

	(void)state;
	take(whole, &c);
	assert_string_equal(c.machine, "PC17");
	assert_string_equal(c.domain, "DEMO");
	assert_true(c.initial_request.us == 909986400000000);
	assert_true(c.latest_request.us == 909990000000000);
	assert_int_equal(c.request_count, 3);
	assert_true(c.forced);
	assert_int_equal(c.addresses.n, 2);
	assert_string_equal(c.names.text[0], "pc17.example.org");
	assert_true(c.retry_start.us == 909991800000000);
	assert_true(c.has_ident);
	buf_init(&b, CCR_SIZE_MAX);
	ccr_put(&b, &c);
	assert_string_equal(buf_text(&b), whole);
	buf_free(&b);
}

static void
two_lines_are_enough_and_form_is_free(void **state)
{
	static const char *const	 same[] = {
		"[NT Client Configuration Request]\nMachine Name=PC17\n",
		"\n\n [nt client configuration request]\r\n"
		    "  machine name  =  pc17  \r\n\r\n",
		"[NT Client Configuration Request]\nMachine Name=PC17\n"
		    "Domain=\nClient Type=1\nInitial Request Date=yesterday\n"
		    "Client Request Count=many\nForced CCR=no\n"
		    "[Novelty]\nx=y\n[Request Processing]\n[IP Address]\n",
	};
	struct ccr			 c, first;
	struct buf			 b;
	size_t				 i;

	(void)state;
	take(same[0], &first);
	buf_init(&b, CCR_SIZE_MAX);
	ccr_put(&b, &first);
	assert_string_equal(buf_text(&b), "[NT Client Configuration Request]"
	    "\r\nMachine Name=PC17\r\nClient Request Count=0\r\n"
	    "[IP Address ]\r\n[Resource Names ]\r\n[Request Processing]\r\n"
	    "[IDENT]\r\nTYPE=Client Config Request File\r\n");
	buf_free(&b);
	assert_string_equal(first.machine, "PC17");
	assert_string_equal(first.domain, "");
	assert_false(first.forced);
	for (i = 1; i < nitems(same); i++) {
		take(same[i], &c);
		assert_memory_equal(&c, &first, sizeof(c));
	}
}

#define HEAD	"[NT Client Configuration Request]\n"

static void
what_is_no_request_is_refused(void **state)
{
	static const struct {
		const char	*text;
		uint32_t	 line, column;
		const char	*words;
	} rows[] = {
		{ "", 1, 1, "lacks Machine Name" },
		{ HEAD, 1, 1, "lacks Machine Name" },
		{ HEAD "Machine=PC17\n", 2, 1, "lacks Machine Name" },
		{ HEAD "Machine Name=\n", 2, 14, "a computer name" },
		{ HEAD "Machine Name=PC17", 2, 18, "middle of a line" },
		{ HEAD "Machine Name=A.B\n", 2, 14, "a computer name" },
		{ HEAD "Machine Name=1234567890123456\n", 2, 14, "computer" },
		{ HEAD "Machine Name=\\\\PC17\n", 2, 14, "a computer name" },
		{ HEAD "Machine Name=PC17\nDomain=A*B\n", 3, 8, "a domain" },
		{ HEAD "Machine Name=PC17\nMACHINE NAME=X\n", 3, 1, "already" },
		{ HEAD "Machine Name=PC17\n[IDENT]\nTYPE=x\n", 4, 6,
		    "Client Config Request File" },
		{ HEAD "Machine Name=PC17\n[IDENT\n", 3, 1, "[section]" },
		{ HEAD "Machine Name=PC17\nnonsense\n", 3, 1, "key=value" },
		{ HEAD "Machine Name=PC\001\n", 2, 16, "control" },
		{ HEAD "Machine Name=PC\xff\n", 2, 16, "UTF-8" },
		{ "Machine Name=PC17\n", 1, 1, "[section]" },
	};
	struct syntax_err	 e;
	struct ccr		 c;
	char			 row[32];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_int_equal(parse(rows[i].text, strlen(rows[i].text), &c,
		    &e), -EINVAL);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		complains(row, &e, rows[i].line, rows[i].column,
		    rows[i].words);
	}
}

/*
 * A request of two lines is whole, so a prefix may be a request; but it never
 * names another machine or domain than the file that was cut.
 */
static void
a_file_cut_inside_a_line_is_refused(void **state)
{
	struct syntax_err	 e;
	struct ccr		 c;
	size_t			 n;

	(void)state;
	for (n = 0; n < strlen(whole); n++) {
		if (parse(whole, n, &c, &e) != 0)
			continue;
		assert_int_equal(whole[n - 1], '\n');
		assert_string_equal(c.machine, "PC17");
		if (c.domain[0] != '\0')
			assert_string_equal(c.domain, "DEMO");
	}
}

static void
a_newer_request_merges_into_the_older_one(void **state)
{
	struct ccr	 older, newer;

	(void)state;
	take(whole, &older);
	take(whole, &newer);
	older.forced = false;
	newer.initial_request.us += 5;
	newer.latest_request.us += 5;
	newer.retry_start.us = 0;
	newer.initial_attempt.us = 0;
	newer.addresses.n = 0;
	newer.names.n = 1;
	memcpy(newer.names.text[0], "other", 6);
	ccr_merge(&older, &newer);
	assert_true(older.initial_request.us == 909986400000000);
	assert_true(older.latest_request.us == 909990000000005);
	assert_int_equal(older.request_count, 6);
	assert_true(older.forced);
	assert_int_equal(older.addresses.n, 2);
	assert_string_equal(older.names.text[0], "other");
	assert_true(older.initial_attempt.us == 909991800000000);
	assert_true(older.retry_start.us == 0);
	older.request_count = UINT32_MAX - 1;
	older.initial_request.us = 0;
	newer.latest_request.us = 1;
	ccr_merge(&older, &newer);
	assert_int_equal(older.request_count, UINT32_MAX);
	assert_true(older.initial_request.us == newer.initial_request.us);
	assert_true(older.latest_request.us == 909990000000005);
}

static void
the_retry_name_always_ends_in_ccr(void **state)
{
	static const struct {
		const char	*machine, *domain, *key, *file;
	} rows[] = {
		{ "PC17", "DEMO", "PC17.DEMO", "PC17.DEMO.CCR" },
		{ "PC17", "D", "PC17.D", "PC17.D.CCR" },
		{ "PC17", "CCR", "PC17.CCR", "PC17.CCR.CCR" },
		{ "PC17", "", "PC17", "PC17.CCR" },
		{ "ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO",
		    "ABCDEFGHIJKLMNO.ABCDEFGHIJKLMNO",
		    "ABCDEFGHIJKLMNO.ABCDEFGHIJKLMNO.CCR" },
	};
	char		 key[CCR_KEY_SIZE], file[CCR_FILE_SIZE];
	struct ccr	 c;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		memset(&c, 0, sizeof(c));
		memcpy(c.machine, rows[i].machine, strlen(rows[i].machine));
		memcpy(c.domain, rows[i].domain, strlen(rows[i].domain));
		ccr_key(&c, key);
		assert_string_equal(key, rows[i].key);
		ccr_file_name(&c, file);
		assert_string_equal(file, rows[i].file);
	}
}

static void
the_limits_hold(void **state)
{
	struct syntax_err	 e;
	struct ccr		 c;
	struct buf		 b;
	int			 i;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_str(&b, HEAD "Machine Name=PC17\n[IP Address]\n");
	for (i = 0; i < 40; i++)
		buf_fmt(&b, "%d=10.1.2.%d\n", i, i);
	take(buf_text(&b), &c);
	assert_int_equal(c.addresses.n, CCR_LIST_MAX);
	while (b.len <= CCR_SIZE_MAX)
		buf_str(&b, "\n");
	assert_int_equal(parse(buf_text(&b), b.len, &c, &e), -EINVAL);
	complains("size", &e, 1, 1, "at most 16384 are taken");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_request_is_read_and_written),
		cmocka_unit_test(two_lines_are_enough_and_form_is_free),
		cmocka_unit_test(what_is_no_request_is_refused),
		cmocka_unit_test(a_file_cut_inside_a_line_is_refused),
		cmocka_unit_test(a_newer_request_merges_into_the_older_one),
		cmocka_unit_test(the_retry_name_always_ends_in_ccr),
		cmocka_unit_test(the_limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
