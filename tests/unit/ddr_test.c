/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/ddr.h"

static const char	heartbeat[] =
    "<System>\r\n"
    "AGENTINFO <Heartbeat Discovery><S01><1998/11/02 06:00:00>\r\n"
    "BEGIN_PROPERTY\r\n"				/* 3 */
    "    <10><SMS Unique Identifier><STRING><48>\r\n"
    "    <GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 7 */
    "    <65608><Netbios Name><STRING><16>\r\n"
    "    <pc17>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 11 */
    "    <0><Resource Domain OR Workgroup><STRING><32>\r\n"
    "    <Demo>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 15 */
    "    <17><IP Addresses><STRING><64>\r\n"
    "    <10.1.2.3>\r\n"
    "    <0.0.0.0>\r\n"
    "    <fe80::1>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 21 */
    "    <17><MAC Addresses><STRING><17>\r\n"
    "    <00:00:00:00:00:00>\r\n"
    "    <00:10:5a:01:02:03>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 26 */
    "    <0><Client><INTEGER><4>\r\n"
    "    <1>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 30 */
    "    <0><Client Version><STRING><32>\r\n"
    "    <2.00.1493.4009>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"				/* 34 */
    "    <0><Colour of the Case><STRING><32>\r\n"
    "    <beige>\r\n"
    "END_PROPERTY\r\n"
    "END_OF_FILE\r\n";					/* 38 */

static struct wall	now;

static enum ddr_outcome
parse(const char *text, size_t len, struct ddr *d, struct syntax_err *e)
{
	uint8_t			*p = exact(text, len);
	enum ddr_outcome	 o = ddr_parse(p, len, now, d, e);

	free(p);
	return o;
}

static void
a_heartbeat_tells_who_and_where_the_client_is(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;
	char			 id[SMS_ID_SIZE];

	(void)state;
	assert_int_equal(parse(heartbeat, strlen(heartbeat), &d, &e), DDR_OK);
	assert_string_equal(d.architecture, "System");
	assert_string_equal(d.agent, "Heartbeat Discovery");
	assert_string_equal(d.site, "S01");
	assert_true(d.time.us == 909986400000000);
	assert_true(d.has_id);
	sms_id_text(&d.id, id);
	assert_string_equal(id, "GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0");
	assert_string_equal(d.computer, "PC17");
	assert_string_equal(d.domain, "DEMO");
	assert_true(d.is_client);
	assert_int_equal(d.version.field[3], 4009);
	assert_null(d.os);
	assert_null(d.user);
	ddr_free(&d);
}

static void
addresses_of_nobody_are_left_out(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;

	(void)state;
	assert_int_equal(parse(heartbeat, strlen(heartbeat), &d, &e), DDR_OK);
	assert_int_equal(d.addresses.n, 2);
	assert_string_equal(d.addresses.s[1], "fe80::1");
	assert_int_equal(d.macs.n, 1);
	assert_string_equal(d.macs.s[0], "00:10:5A:01:02:03");
	ddr_free(&d);
}

static void
a_property_nobody_knows_is_kept(void **state)
{
	const struct ddr_property	*p;
	struct syntax_err		 e;
	struct ddr			 d;
	struct buf			 b;

	(void)state;
	assert_int_equal(parse(heartbeat, strlen(heartbeat), &d, &e), DDR_OK);
	p = ddr_property(&d, "colour of the case");
	assert_non_null(p);
	assert_string_equal(STAILQ_FIRST(&p->values)->s, "beige");
	buf_init(&b, DDR_SIZE_MAX);
	ddr_put(&b, &d);
	assert_string_equal(buf_text(&b), heartbeat);
	buf_free(&b);
	ddr_free(&d);
}

static const struct {
	const char		*old, *fresh;
	enum ddr_outcome	 outcome;
	uint32_t		 line, column;
	const char		*words;
} bad[] = {
	{ "<pc17>", "<pc17 >", DDR_EDGE_BLANKS, 9, 5, "with blanks" },
	{ "<beige>", "< beige>", DDR_EDGE_BLANKS, 36, 5, "with blanks" },
	{ "<S01>", "<S01 >", DDR_EDGE_BLANKS, 2, 32, "with blanks" },
	{ "Netbios Name>", "Netbios Name >", DDR_EDGE_BLANKS, 8, 12, "blanks" },
	{ "END_OF_FILE\r\n", "", DDR_HALF, 37, 1, "without END_OF_FILE" },
	{ "END_OF_FILE\r\n", "END_OF_FILE", DDR_HALF, 38, 1, "without" },
	{ "END_OF_FILE\r\n", "END_OF_FILE\r\nx\r\n", DDR_HALF, 39, 1, "" },
	{ "<System>", "System", DDR_MALFORMED, 1, 1, "expected a line with 1" },
	{ "<System>", "<>", DDR_MALFORMED, 1, 1, "an architecture" },
	{ "<System>", "<System>\r\n<x>", DDR_MALFORMED, 2, 1, "AGENTINFO with" },
	{ "<S01>", "<S0>", DDR_MALFORMED, 2, 32, "a site code" },
	{ "<S01>", "", DDR_MALFORMED, 2, 1, "AGENTINFO with 3 values" },
	{ "<Heartbeat Discovery>", "<>", DDR_MALFORMED, 2, 11, "agent's name" },
	{ "1998/11/02", "1998-11-02", DDR_MALFORMED, 2, 37, "a time such" },
	{ "1998/11/02", "1998/11/31", DDR_MALFORMED, 2, 37, "a time such" },
	{ "06:00:00", "24:00:00", DDR_MALFORMED, 2, 37, "a time such" },
	{ "1998/11/02", "1998/12/02", DDR_FUTURE, 0, 0, "" },
	{ "06:00:00", "06:05:01", DDR_FUTURE, 0, 0, "" },
	{ "06:00:00", "06:05:00", DDR_OK, 0, 0, "" },
	{ "BEGIN_PROPERTY", "BEGIN_PROP", DDR_MALFORMED, 3, 1,
	    "expected BEGIN_PROPERTY with 0" },
	{ "<10><SMS", "<x10><SMS", DDR_MALFORMED, 4, 5, "a number" },
	{ "<48>", "", DDR_MALFORMED, 4, 5, "with 4 values" },
	{ "<48>", "<40>", DDR_MALFORMED, 5, 5, "property's width" },
	{ "<STRING><48>", "<TEXT><48>", DDR_MALFORMED, 4, 32, "STRING, INT" },
	{ "<STRING><48>", "<INTEGER><48>", DDR_MALFORMED, 5, 5, "a number" },
	{ "<10><SMS", "<26><SMS", DDR_MALFORMED, 3, 1, "expected a STRING" },
	{ "GUID:", "UUID:", DDR_MALFORMED, 3, 1, "GUID: and 36" },
	{ "E1F0>", "E1F>", DDR_MALFORMED, 3, 1, "GUID: and 36" },
	{ "    <pc17>\r\n", "", DDR_MALFORMED, 9, 1, "expected a value" },
	{ "    <pc17>\r\n", "<a>\r\n<b>\r\n", DDR_MALFORMED, 10, 1, "one value" },
	{ "    <pc17>\r\n", "<a><b>\r\n", DDR_MALFORMED, 9, 1, "with 1 value" },
	{ "<pc17>", "<pc.17>", DDR_MALFORMED, 7, 1, "a computer name" },
	{ "<Demo>", "<Demo/x>", DDR_MALFORMED, 11, 1, "a domain name" },
	{ "<Resource Domain OR Workgroup>", "<netbios name>", DDR_MALFORMED, 12,
	    8, "has not said yet" },
	{ "<10.1.2.3>", "<10.1.2.256>", DDR_MALFORMED, 15, 1, "an IP address" },
	{ "<17><IP", "<1><IP", DDR_MALFORMED, 18, 5, "one value" },
	{ "5a:01", "5a-01", DDR_MALFORMED, 21, 1, "a MAC address" },
	{ "02:03>", "02:0>", DDR_MALFORMED, 21, 1, "a MAC address" },
	{ "    <1>\r\n", "    <2>\r\n", DDR_MALFORMED, 26, 1, "0 or 1" },
	{ "<INTEGER>", "<STRING>", DDR_MALFORMED, 26, 1, "an INTEGER" },
	{ "2.00.1493.4009", "2", DDR_MALFORMED, 30, 1, "a version number" },
	{ "END_OF_FILE\r\n", "END_OF_FILE\r\n<x>\r\nEND_OF_FILE\r\n",
	    DDR_MALFORMED, 39, 1, "expected nothing" },
	{ "END_OF_FILE\r\n", "NOT_END_OF_FILE\r\n", DDR_MALFORMED, 38, 1,
	    "expected BEGIN_PROPERTY" },
	{ "beige", "bei\001ge", DDR_MALFORMED, 36, 9, "control character" },
	{ "<GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>", "<>", DDR_OK, 0, 0,
	    "" },
};

static void
each_fate_of_a_record_has_its_own_name(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;
	enum ddr_outcome	 o;
	char			*text, row[32];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(heartbeat, bad[i].old, bad[i].fresh);
		o = parse(text, strlen(text), &d, &e);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		if (o != bad[i].outcome)
			fail_msg("%s: %s %u: %s", row, ddr_outcome_name(o),
			    e.line, e.text);
		complains(row, &e, bad[i].line, bad[i].column, bad[i].words);
		ddr_free(&d);
		free(text);
	}
}

static void
a_file_without_a_byte_is_empty_and_one_cut_short_is_half(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;
	size_t			 n;

	(void)state;
	assert_int_equal(parse("", 0, &d, &e), DDR_EMPTY);
	ddr_free(&d);
	for (n = 1; n < strlen(heartbeat); n++) {
		if (parse(heartbeat, n, &d, &e) != DDR_HALF || e.line == 0)
			fail_msg("cut at %zu", n);
		ddr_free(&d);
	}
}

static void
a_record_with_neither_identity_nor_name_is_nameless(void **state)
{
	static const char	 rest[] = "AGENTINFO <x><S01>"
	    "<1998/11/02 06:00:00>\nEND_OF_FILE\n";
	struct syntax_err	 e;
	struct ddr		 d;
	char			 s[200];

	(void)state;
	(void)snprintf(s, sizeof(s), "<System>\n%s", rest);
	assert_int_equal(parse(s, strlen(s), &d, &e), DDR_NAMELESS);
	ddr_free(&d);
	(void)snprintf(s, sizeof(s), "<User Group>\n%s", rest);
	assert_int_equal(parse(s, strlen(s), &d, &e), DDR_OK);
	ddr_free(&d);
}

static void
the_limits_hold(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;
	struct ddr_property	*p;
	struct buf		 b;
	char			 name[32];
	size_t			 i;

	(void)state;
	buf_init(&b, 1 << 20);
	ddr_init(&d, "System", "x", "S01", now);
	(void)ddr_add(&d, "Netbios Name", "PC17");
	for (i = 0; i < DDR_PROPERTIES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "p%zu", i);
		(void)ddr_add(&d, name, "x");
	}
	ddr_put(&b, &d);
	ddr_free(&d);
	assert_int_equal(parse(buf_text(&b), b.len, &d, &e), DDR_MALFORMED);
	assert_non_null(strstr(e.text, "more than 256 properties"));
	ddr_free(&d);
	for (i = DDR_VALUES_MAX; i <= DDR_VALUES_MAX + 1; i++) {
		buf_clear(&b);
		ddr_init(&d, "System", "x", "S01", now);
		(void)ddr_add(&d, "Netbios Name", "PC17");
		p = ddr_add(&d, "Resource Names", NULL);
		while (p->nvalue < i)
			ddr_add_value(&d, p, "x");
		ddr_put(&b, &d);
		ddr_free(&d);
		assert_int_equal(parse(buf_text(&b), b.len, &d, &e),
		    i == DDR_VALUES_MAX ? DDR_OK : DDR_MALFORMED);
		ddr_free(&d);
	}
	while (b.len <= DDR_SIZE_MAX)
		buf_str(&b, "\n");
	assert_int_equal(parse(buf_text(&b), b.len, &d, &e), DDR_TOO_LARGE);
	ddr_free(&d);
	buf_free(&b);
}

static void
every_record_comes_back_from_its_text(void **state)
{
	struct syntax_err	 e;
	struct ddr		 d;
	struct ddr_property	*p;
	struct buf		 b, again;
	char			 text[40], name[48];
	uint32_t		 i, k;
	int			 round;

	(void)state;
	buf_init(&b, DDR_SIZE_MAX);
	buf_init(&again, DDR_SIZE_MAX);
	for (round = 0; round < 2000; round++) {
		ddr_init(&d, "System", "an agent", "S01", now);
		(void)ddr_add(&d, "Netbios Name", "PC17");
		for (i = any_number(5); i > 0; i--) {
			(void)snprintf(name, sizeof(name), "x%sx%u",
			    any_text(text, sizeof(text)), i);
			p = ddr_add(&d, name, NULL);
			p->flags = i % 2 == 0 ? DDR_ARRAY : 0;
			for (k = i % 2 == 0 ? any_number(5) : 1; k > 0; k--) {
				(void)snprintf(name, sizeof(name), "<%s>",
				    any_text(text, sizeof(text)));
				name[strlen(name) - 1] = '.';
				name[0] = '.';
				ddr_add_value(&d, p, name);
			}
		}
		assert_true(arena_ok(&d.arena));
		buf_clear(&b);
		ddr_put(&b, &d);
		ddr_free(&d);
		if (parse(buf_text(&b), b.len, &d, &e) != DDR_OK)
			fail_msg("%u: %s\n%s", e.line, e.text, buf_text(&b));
		buf_clear(&again);
		ddr_put(&again, &d);
		assert_string_equal(buf_text(&b), buf_text(&again));
		ddr_free(&d);
	}
	buf_free(&b);
	buf_free(&again);
}

static void
every_outcome_has_a_sentence(void **state)
{
	int	 o;

	(void)state;
	for (o = 0; o < DDR_OUTCOMES; o++) {
		assert_non_null(ddr_outcome_name((enum ddr_outcome)o));
		assert_non_null(ddr_outcome_text((enum ddr_outcome)o));
	}
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
		cmocka_unit_test(a_heartbeat_tells_who_and_where_the_client_is),
		cmocka_unit_test(addresses_of_nobody_are_left_out),
		cmocka_unit_test(a_property_nobody_knows_is_kept),
		cmocka_unit_test(each_fate_of_a_record_has_its_own_name),
		cmocka_unit_test(
		    a_file_without_a_byte_is_empty_and_one_cut_short_is_half),
		cmocka_unit_test(
		    a_record_with_neither_identity_nor_name_is_nameless),
		cmocka_unit_test(the_limits_hold),
		cmocka_unit_test(every_record_comes_back_from_its_text),
		cmocka_unit_test(every_outcome_has_a_sentence),
	};

	return cmocka_run_group_tests(tests, set_clock, NULL);
}
