/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/site.h"

static char	*shipped;

static void
the_shipped_file_describes_its_site(void **state)
{
	const struct site_agent	*g;
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	char			 text[SCHEDULE_TEXT_SIZE];

	(void)state;
	assert_int_equal(sitectrl_parse(shipped, strlen(shipped), &f, &e), 0);
	if (site_view(&f, &s, &e) != 0)
		fail_msg("%u:%u: %s", e.line, e.column, e.text);
	assert_string_equal(s.code, "S01");
	assert_string_equal(s.server, "SITESRV");
	assert_string_equal(s.domain, "DEMO");
	assert_string_equal(s.parent, "");
	assert_int_equal(s.file->serial, 1);
	assert_int_equal(s.nboundary, 2);
	assert_int_equal(s.boundary[0].network.network, 0x0a010000);
	assert_int_equal(s.boundary[0].network.mask, 0xffff0000);
	assert_true(s.boundary[0].enabled);
	assert_int_equal(s.nsystem, 3);
	assert_int_equal(s.system[1].role, ROLE_CAP);
	assert_string_equal(s.system[1].path.target, "\\\\SITESRV\\CAP_S01\\");
	assert_int_equal(s.naccount, 3);
	assert_int_equal(s.account[0].use, USE_CLIENT_CONNECTION);
	assert_string_equal(s.account[0].name, "DEMO\\SMSClient_00002");
	assert_int_equal(s.nagent, 6);
	g = site_agent(&s, "hardware inventory agent");
	assert_non_null(g);
	assert_string_equal(g->directory, "hinv");
	assert_int_equal(g->version.field[3], 4008);
	assert_string_equal(schedule_text(&g->schedule, text),
	    "every 7 days from 1998-01-01 06:00");
	g = site_agent(&s, "Heartbeat Discovery");
	assert_null(g->directory);
	assert_true(g->has_schedule);
	assert_int_equal(s.ncomponent, 2);
	assert_string_equal(s.component[0].server, "SITESRV");
	assert_int_equal(site_number(&s, PROP_CYCLE_MINUTES), 1380);
	sitectrl_free(&f);
}

static void
what_is_not_set_is_as_usual(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	char			*text = replaced(shipped,
	    "    PROPERTY <Orphan Limit (days)><REG_DWORD><><60>\n", "");
	char			*other = replaced(text,
	    "(minutes)><REG_DWORD><><1380>", "(minutes)><REG_DWORD><><2>");

	(void)state;
	assert_int_equal(sitectrl_parse(other, strlen(other), &f, &e), 0);
	assert_int_equal(site_view(&f, &s, &e), 0);
	assert_int_equal(site_number(&s, PROP_ORPHAN_DAYS), 60);
	assert_int_equal(site_number(&s, PROP_CYCLE_MINUTES), 2);
	sitectrl_free(&f);
	free(other);
	other = replaced(shipped, "(minutes)><REG_DWORD><><1380>",
	    "(minutes)><Client Application><><2>");
	assert_int_equal(sitectrl_parse(other, strlen(other), &f, &e), 0);
	assert_int_equal(site_view(&f, &s, &e), 0);
	assert_int_equal(site_number(&s, PROP_CYCLE_MINUTES), 1380);
	sitectrl_free(&f);
	free(text);
	free(other);
}

#define CAP_PATH "MSWNET:[\"SMS_SITE=S01\"]\\\\SITESRV\\CAP_S01\\"

static const struct {
	const char	*old, *fresh;
	uint32_t	 line, column;
	const char	*words;
} bad[] = {
	{ "    <S01>\n    <S01>", "    <S01>\n    <S02>", 12, 5,
	    "\"S01\": expected the target site" },
	{ "<DEMO>\n    <>", "<DEMO>\n    <S01>", 16, 5, "a parent other" },
	{ "BEGIN_SITE_DEFINITION", "BEGIN_SITE_ASSIGNMENT\n<S02>\n"
	    "END_SITE_ASSIGNMENT\nBEGIN_SITE_DEFINITION", 12, 1,
	    "the SITE_DEFINITION above" },
	{ "BEGIN_SITE_DEFINITION", "BEGIN_SYSTEM_RESOURCE_USE\n"
	    "<SMS Site Server>\n<LOCAL:x>\nEND_SYSTEM_RESOURCE_USE\n"
	    "BEGIN_SITE_DEFINITION", 12, 1, "a SITE_DEFINITION before it" },
	{ "BEGIN_SITE_ASSIGNMENT\n    <S01>", "BEGIN_SITE_ASSIGNMENT\n"
	    "    <S02>", 20, 5, "the SITE_DEFINITION above" },
	{ "<IP Subnet>", "<Subnet>", 21, 24, "IP Subnet or IPX Network" },
	{ "<10.1.0.0>", "<10.1.0.1>", 21, 14, "a subnet, not an address" },
	{ "<10.1.0.0>", "<10.1>", 21, 14, "an IP subnet such as" },
	{ "<255.255.0.0>", "<255.254.255.0>", 21, 14, "a subnet mask" },
	{ "<255.255.0.0><1>", "<255.255.0.0><2>", 21, 14, "1 for an enabled" },
	{ "<10.1.0.0>", "<127.0.0.0>", 22, 14, "stands in line 21 already" },
	{ CAP_PATH, "MSWNET:[\"SMS_SITE=S02\"]\\\\SITESRV\\CAP_S01\\", 32, 5,
	    "with the site's own code" },
	{ CAP_PATH, "MSWNET:[\"SMS_SITE=S01\"]\\\\SITESRV\\CAP_S02\\", 32, 5,
	    "the share CAP_" },
	{ CAP_PATH, "MSWNET:\\\\SITESRV\\", 32, 5, "the share CAP_" },
	{ "<SMS Client Access Point>", "<SMS Distribution Point>", 1, 1,
	    "Client Access Point: without one" },
	{ "<Client Properties>", "<Other Properties>", 1, 1,
	    "<Client Properties>" },
	{ "<SMS Client Base Components>", "<Base>", 1, 1,
	    "<SMS Client Base Components>" },
	{ "    PROPERTY <Component Version><REG_SZ><2.00.1493.4012><0>\n", "",
	    0, 5, "a Component Version beside" },
	{ "FILE_DEFINITION\n    <1>", "FILE_DEFINITION\n    <0>", 1, 1,
	    "expected 1, 2 or 3" },
};

static void
a_file_that_describes_no_site_is_refused(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	char			*text, row[32];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(shipped, bad[i].old, bad[i].fresh);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		if (sitectrl_parse(text, strlen(text), &f, &e) == 0)
			assert_int_not_equal(site_view(&f, &s, &e), 0);
		complains(row, &e, bad[i].line == 0 ? e.line : bad[i].line,
		    bad[i].column, bad[i].words);
		sitectrl_free(&f);
		free(text);
	}
}

static void
thirty_two_connection_accounts_are_the_most(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	char			*text;
	struct buf		 b;
	int			 i, n;

	(void)state;
	buf_init(&b, 1 << 20);
	for (n = 30; n <= 31; n++) {
		buf_clear(&b);
		for (i = 0; i < n; i++)
			buf_fmt(&b, "BEGIN_ACCOUNT\n<Client Connection>"
			    "<DEMO\\a%d><0>\nEND_ACCOUNT\n", i);
		buf_str(&b, "END_OF_FILE\n");
		text = replaced(shipped, "END_OF_FILE\n", buf_text(&b));
		assert_int_equal(sitectrl_parse(text, strlen(text), &f, &e),
		    0);
		if ((site_view(&f, &s, &e) == 0) != (n == 30))
			fail_msg("with %d: %s", n, e.text);
		sitectrl_free(&f);
		free(text);
	}
	assert_non_null(strstr(e.text, "account 33 for client connections: "
	    "expected at most 32"));
	buf_free(&b);
}

static int
read_shipped(void **state)
{
	(void)state;
	shipped = read_source("conf/site.ct0");
	return 0;
}

static int
free_shipped(void **state)
{
	(void)state;
	free(shipped);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_file_describes_its_site),
		cmocka_unit_test(what_is_not_set_is_as_usual),
		cmocka_unit_test(a_file_that_describes_no_site_is_refused),
		cmocka_unit_test(thirty_two_connection_accounts_are_the_most),
	};

	return cmocka_run_group_tests(tests, read_shipped, free_shipped);
}
