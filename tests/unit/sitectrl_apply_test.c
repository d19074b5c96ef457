/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a delta makes of a site control file, and what then differs. */
#include "tests/unit/sms.h"

#include "protocol/sms/site.h"
#include "protocol/sms/sitectrl_apply.h"
#include "protocol/sms/sitectrl_diff.h"

static struct scf	master;

static void
take(const char *text, struct scf *f)
{
	struct syntax_err	 e;
	uint8_t			*p = exact(text, strlen(text));

	if (sitectrl_parse(p, strlen(text), f, &e) != 0)
		fail_msg("%u:%u: %s\n%s", e.line, e.column, e.text, text);
	free(p);
}

/* A delta of one transaction; its item begins in line 11. */
#define HEAD(type, site, serial)					\
	"SITE CONTROL FILE [1493][2.00]\nBEGIN_FILE_DEFINITION\n<" type	\
	"><why><S01>\n<" site ">\n<899272900><" serial ">\n"		\
	"END_FILE_DEFINITION\n\n"
#define DELTA(action, items)						\
	HEAD("4", "S01", "0") "BEGIN_TRANSACTION\n"			\
	"<" action "><SMS_PROVIDER><DEMO\\ann><PC1>\n<899272900>\n"	\
	items "END_TRANSACTION\nEND_OF_FILE\n"

static int
apply(const char *delta, struct scf *d, struct scf *out, struct syntax_err *e)
{
	take(delta, d);
	return sitectrl_apply(&master, d, SIZE_MAX, out, e);
}

/* --- differences, as lines --- */

static void
add_line(void *arg, const struct scf_difference *r)
{
	buf_fmt(arg, "%s|%s|%s|%s|%s|%s\n", scf_change_name(r->change),
	    r->kind, r->name, r->what, r->old, r->fresh);
}

static void
assert_diff(const char *row, const struct scf *a, const struct scf *b,
    const char *want)
{
	struct buf	 text;
	const char	*p;
	long		 n = 0, got;

	buf_init(&text, 1 << 20);
	got = sitectrl_diff(a, b, add_line, &text);
	assert_non_null(buf_text(&text));
	if (strcmp(buf_text(&text), want) != 0)
		fail_msg("%s:\n%s\nexpected:\n%s", row, buf_text(&text), want);
	for (p = want; *p != '\0'; p++)
		n += *p == '\n';
	assert_int_equal(got, n);
	buf_free(&text);
}

static const struct {
	const char	*name, *delta, *diff;
} good[] = {
	{ "nothing", DELTA("SET", ""), "" },
	{ "a value is merged", DELTA("MERGE",
	    "BEGIN_CLIENT_CONFIGURATION\n<client PROPERTIES>\n"
	    "PROPERTY <Orphan Limit (days)><REG_DWORD><><30>\n"
	    "END_CLIENT_CONFIGURATION\n"),
	    "changed|CLIENT_CONFIGURATION|Client Properties|name|"
	    "Client Properties|client PROPERTIES\n"
	    "changed|CLIENT_CONFIGURATION|Client Properties|"
	    "PROPERTY Orphan Limit (days)|60|30\n" },
	{ "flags and a new value are merged", DELTA("merge",
	    "BEGIN_CLIENT_COMPONENT\n<Heartbeat Discovery><0>\n"
	    "SITE_KEY_FLAGS <5>\n"
	    "PROPERTY <Schedule><REG_SZ><00C1170000100038><0>\n"
	    "PROPERTY <A><x><y><1>\n"
	    "END_CLIENT_COMPONENT\n"),
	    "changed|CLIENT_COMPONENT|Heartbeat Discovery|flags|1|0\n"
	    "added|CLIENT_COMPONENT|Heartbeat Discovery|SITE_KEY_FLAGS||5\n"
	    "added|CLIENT_COMPONENT|Heartbeat Discovery|PROPERTY A||"
	    "<x><y><1>\n"
	    "changed|CLIENT_COMPONENT|Heartbeat Discovery|PROPERTY Schedule|"
	    "0001170000100038 (every 7 days from 1998-01-01 00:00)|"
	    "00C1170000100038 (every 7 days from 1998-01-01 06:00)\n" },
	{ "lists are merged whole", DELTA("MERGE",
	    "BEGIN_CLIENT_COMPONENT\n<SMS Client Base Components>\n"
	    "BEGIN_PROPERTY_LIST\n<copy queue>\n"
	    "<(REG_DWORD)Item Lifetime=1>\nEND_PROPERTY_LIST\n"
	    "BEGIN_CLIENT_REG_MULTI_STRING_LIST\n"
	    "<Retry Sequence><Copy Queue>\nSITE_KEY_FLAGS <2>\n<15><30>\n"
	    "END_CLIENT_REG_MULTI_STRING_LIST\n"
	    "END_CLIENT_COMPONENT\n"),
	    "changed|CLIENT_COMPONENT|SMS Client Base Components|"
	    "LIST Copy Queue|(REG_DWORD)Item Lifetime=11520; "
	    "(REG_DWORD)Wakeup cycle=1380|(REG_DWORD)Item Lifetime=1\n"
	    "changed|CLIENT_COMPONENT|SMS Client Base Components|"
	    "MULTI-STRING Retry Sequence of Copy Queue|15; 30; 60; 360|"
	    "[flags 2] 15; 30\n" },
	{ "a boundary is merged", DELTA("MERGE",
	    "BEGIN_SITE_ASSIGNMENT\n<s01>\n"
	    "PROPERTY <10.2.0.0><IP Subnet><255.255.0.0><1>\n"
	    "PROPERTY <10.1.0.0><IP Subnet><255.255.0.0><0>\n"
	    "END_SITE_ASSIGNMENT\n"),
	    "changed|SITE_ASSIGNMENT|S01|PROPERTY 10.1.0.0|"
	    "<IP Subnet><255.255.0.0><1>|<IP Subnet><255.255.0.0><0>\n"
	    "added|SITE_ASSIGNMENT|S01|PROPERTY 10.2.0.0||"
	    "<IP Subnet><255.255.0.0><1>\n" },
	{ "an item is set anew", DELTA("SET",
	    "BEGIN_COMPONENT\n<SMS_COMPONENT_STATUS_SUMMARIZER><sitesrv><1>\n"
	    "PROPERTY <Replication Interval><><><900>\n"
	    "END_COMPONENT\n"),
	    "changed|COMPONENT|SMS_COMPONENT_STATUS_SUMMARIZER, SITESRV|"
	    "PROPERTY Replication Interval|<><><600>|<><><900>\n" },
	{ "an item comes", DELTA("SET",
	    "BEGIN_ACCOUNT\n<Client Connection><DEMO\\SMSClient_00003><0>\n"
	    "END_ACCOUNT\n"),
	    "added|ACCOUNT|Client Connection, DEMO\\SMSClient_00003|||"
	    "flags 0\n" },
	{ "an item goes", DELTA("DELETE",
	    "BEGIN_ACCOUNT\n<client connection><DEMO\\SMSCLIENT_00001>\n"
	    "END_ACCOUNT\n"),
	    "removed|ACCOUNT|Client Connection, DEMO\\SMSClient_00001||"
	    "flags 0|\n" },
	{ "a CAP comes and one goes", HEAD("6", "s01", "1")
	    "BEGIN_TRANSACTION\n<SET><x><><><0>\n"
	    "BEGIN_SYSTEM_RESOURCE_USE\n<SMS Client Access Point>\n"
	    "<MSWNET:[\"SMS_SITE=S01\"]\\\\NODE8\\CAP_S01\\>\n"
	    "END_SYSTEM_RESOURCE_USE\nEND_TRANSACTION\n"
	    "BEGIN_TRANSACTION\n<DELETE><x><><><0>\n"
	    "BEGIN_SYSTEM_RESOURCE_USE\n<SMS Client Access Point>\n"
	    "<[\"Display=\\\\SITESRV\\\"]MSWNET:[\"SMS_SITE=S01\"]"
	    "\\\\SITESRV\\CAP_S01\\>\nEND_SYSTEM_RESOURCE_USE\n"
	    "END_TRANSACTION\nEND_OF_FILE\n",
	    "added|SYSTEM_RESOURCE_USE|SMS Client Access Point, "
	    "MSWNET:[\"SMS_SITE=S01\"]\\\\NODE8\\CAP_S01\\|||\n"
	    "removed|SYSTEM_RESOURCE_USE|SMS Client Access Point, "
	    "[\"Display=\\\\SITESRV\\\"]MSWNET:[\"SMS_SITE=S01\"]"
	    "\\\\SITESRV\\CAP_S01\\|||\n" },
	{ "what is not known comes", DELTA("SET",
	    "BEGIN_ODDITY\n  one <\n  x\nEND_ODDITY\n"
	    "BEGIN_ODDITY\n  two\nEND_ODDITY\nBEGIN_EMPTY\nEND_EMPTY\n"),
	    "added|EMPTY||||not known, kept as it is: 2 lines\n"
	    "added|ODDITY|two|||not known, kept as it is: 3 lines\n"
	    "added|ODDITY|one <|||not known, kept as it is: 4 lines\n" },
	{ "what came goes again", HEAD("4", "S01", "0")
	    "BEGIN_TRANSACTION\n<SET><x><><><0>\n"
	    "BEGIN_ODDITY\n  one\n  x\nEND_ODDITY\n"
	    "BEGIN_ODDITY\n  One\n  y\nEND_ODDITY\nEND_TRANSACTION\n"
	    "BEGIN_TRANSACTION\n<DELETE><x><><><0>\n"
	    "BEGIN_ODDITY\nONE\nEND_ODDITY\nEND_TRANSACTION\nEND_OF_FILE\n",
	    "" },
	{ "an unknown block in an item comes", DELTA("MERGE",
	    "BEGIN_CLIENT_COMPONENT\n<Heartbeat Discovery>\n"
	    "BEGIN_NOVELTY\n<<x\nEND_NOVELTY\nEND_CLIENT_COMPONENT\n"),
	    "added|CLIENT_COMPONENT|Heartbeat Discovery|BEGIN_NOVELTY||"
	    "not known, kept as it is: 3 lines\n" },
};

static void
a_delta_changes_what_it_names_and_nothing_else(void **state)
{
	struct syntax_err	 e;
	struct scf		 d, out, again;
	struct buf		 b;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(good); i++) {
		if (apply(good[i].delta, &d, &out, &e) != 0)
			fail_msg("%s: %u: %s", good[i].name, e.line, e.text);
		assert_diff(good[i].name, &master, &out, good[i].diff);
		assert_string_equal(out.for_site, "S01");
		assert_int_equal(out.type, SCF_ACTUAL);
		buf_init(&b, SCF_SIZE_MAX);
		sitectrl_print(&out, &b);
		assert_non_null(buf_text(&b));
		take(buf_text(&b), &again);
		assert_true(sitectrl_equal(&out, &again));
		assert_diff("printed and parsed", &out, &again, "");
		buf_free(&b);
		sitectrl_free(&again);
		sitectrl_free(&out);
		sitectrl_free(&d);
	}
}

static void
the_way_back_is_the_same_difference_the_other_way_round(void **state)
{
	struct syntax_err	 e;
	struct scf		 d, out;

	(void)state;
	assert_int_equal(apply(DELTA("SET", "BEGIN_ACCOUNT\n"
	    "<Client Connection><DEMO\\SMSClient_00003><0>\nEND_ACCOUNT\n"),
	    &d, &out, &e), 0);
	assert_diff("back", &out, &master, "removed|ACCOUNT|Client "
	    "Connection, DEMO\\SMSClient_00003||flags 0|\n");
	sitectrl_free(&out);
	sitectrl_free(&d);
}

#define ACCOUNT(name)	"BEGIN_ACCOUNT\n<Client Connection>\n<DEMO\\" name \
	">\n<0>\nEND_ACCOUNT\n"

static const struct {
	const char	*delta;
	uint32_t	 line;
	const char	*words;
} bad[] = {
	{ DELTA("DELETE", ACCOUNT("nobody")), 11,
	    "there is no ACCOUNT \"Client Connection, DEMO" },
	{ DELTA("DELETE", ACCOUNT("nobody")), 11, "nobody\" to delete" },
	{ DELTA("MERGE", ACCOUNT("nobody")), 11, "to merge into" },
	{ DELTA("SET", ACCOUNT("three")), 0, NULL },
	{ DELTA("MERGE", ACCOUNT("SMSClient_00001") ACCOUNT("four")), 16,
	    "there is no ACCOUNT" },
	{ DELTA("DELETE", "BEGIN_ODDITY\n<a>\nEND_ODDITY\n"), 11,
	    "there is no ODDITY \"<a>\" to delete" },
	{ DELTA("DELETE", "BEGIN_ODDITY\nEND_ODDITY\n"), 11,
	    "there is no ODDITY \"\"" },
	{ DELTA("DELETE", "BEGIN_SITE_DEFINITION\n<S02>\n"
	    "END_SITE_DEFINITION\n"), 11, "no SITE_DEFINITION \"S02\"" },
	{ HEAD("4", "S02", "0") "END_OF_FILE\n", 1,
	    "is for site S02, but this is site S01" },
	{ HEAD("4", "S01", "2") "END_OF_FILE\n", 1,
	    "was made for site control file 2, but 1 is in force" },
	{ HEAD("4", "S01", "1") "END_OF_FILE\n", 0, NULL },
	{ HEAD("1", "S01", "0") "END_OF_FILE\n", 1, "expected 4 or 6" },
	{ HEAD("0", "S01", "0") "END_OF_FILE\n", 1, "expected 4 or 6" },
	{ HEAD("2", "S01", "0") "END_OF_FILE\n", 1, "expected 4 or 6" },
};

static void
what_cannot_be_applied_is_told_by_line(void **state)
{
	struct syntax_err	 e;
	struct scf		 d, out;
	char			 row[32];
	size_t			 i;
	int			 rc;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		(void)snprintf(row, sizeof(row), "row %zu", i);
		rc = apply(bad[i].delta, &d, &out, &e);
		if (bad[i].words == NULL && rc != 0)
			fail_msg("%s: %u: %s", row, e.line, e.text);
		if (bad[i].words != NULL) {
			assert_int_not_equal(rc, 0);
			complains(row, &e, bad[i].line, 1, bad[i].words);
			assert_true(STAILQ_EMPTY(&out.items));
		}
		sitectrl_free(&out);
		sitectrl_free(&d);
	}
}

static void
merging_into_what_is_not_known_is_refused(void **state)
{
	struct syntax_err	 e;
	struct scf		 d, out;

	(void)state;
	take(HEAD("4", "S01", "0")
	    "BEGIN_TRANSACTION\n<SET><x><><><0>\n"
	    "BEGIN_ODDITY\n  one\nEND_ODDITY\nEND_TRANSACTION\n"
	    "BEGIN_TRANSACTION\n<MERGE><x><><><0>\n"
	    "BEGIN_ODDITY\n  one\nEND_ODDITY\nEND_TRANSACTION\n"
	    "END_OF_FILE\n", &d);
	assert_int_not_equal(sitectrl_apply(&master, &d, SIZE_MAX, &out, &e),
	    0);
	complains("merge", &e, 16, 1, "SET replaces it");
	sitectrl_free(&d);
}

static void
steps_are_carried_out_one_by_one(void **state)
{
	struct syntax_err	 e;
	struct scf		 d, out;
	size_t			 n;

	(void)state;
	take(DELTA("SET", ACCOUNT("a") ACCOUNT("b") ACCOUNT("c")), &d);
	assert_int_equal(sitectrl_steps(&d), 3);
	assert_int_equal(sitectrl_step_line(&d, 0), 11);
	assert_int_equal(sitectrl_step_line(&d, 2), 21);
	assert_int_equal(sitectrl_step_line(&d, 3), 1);
	for (n = 0; n <= 3; n++) {
		assert_int_equal(sitectrl_apply(&master, &d, n, &out, &e), 0);
		assert_int_equal(out.nitem, master.nitem + n);
		sitectrl_free(&out);
	}
	sitectrl_free(&d);
}

/* A complaint about what the delta brought stands in the delta's line. */
static void
a_site_that_a_delta_spoils_is_complained_about_in_its_line(void **state)
{
	static const struct {
		const char	*delta;
		uint32_t	 line;
		const char	*words;
	} rows[] = {
		{ DELTA("MERGE", "BEGIN_SITE_ASSIGNMENT\n<S01>\n"
		    "PROPERTY <10.1.0.1><IP Subnet><255.255.0.0><1>\n"
		    "END_SITE_ASSIGNMENT\n"), 13, "10.1.0.1" },
		{ DELTA("SET", "BEGIN_SYSTEM_RESOURCE_USE\n"
		    "<SMS Client Access Point>\n"
		    "<MSWNET:[\"SMS_SITE=S02\"]\\\\N\\CAP_S02\\>\n"
		    "END_SYSTEM_RESOURCE_USE\n"), 13, "own code" },
		{ DELTA("DELETE", "BEGIN_CLIENT_CONFIGURATION\n"
		    "<Client Properties>\nEND_CLIENT_CONFIGURATION\n"), 1,
		    "lacks a CLIENT_CONFIGURATION" },
		{ DELTA("DELETE", "BEGIN_SITE_DEFINITION\n<S01>\n"
		    "END_SITE_DEFINITION\n"), 1, "SITE_DEFINITION" },
	};
	struct syntax_err	 e;
	struct scf		 d, out;
	struct site		 s;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (apply(rows[i].delta, &d, &out, &e) != 0)
			fail_msg("%u: %s", e.line, e.text);
		assert_int_not_equal(site_view(&out, &s, &e), 0);
		complains("spoilt", &e, rows[i].line, e.column, rows[i].words);
		sitectrl_free(&out);
		sitectrl_free(&d);
	}
}

static void
another_order_is_told_as_such(void **state)
{
	static const char	 a[] = HEAD("1", "S01", "1")
	    ACCOUNT("a") ACCOUNT("b") "BEGIN_COMPONENT\n<x><N><0>\n"
	    "PROPERTY <p><><><1>\nPROPERTY <q><><><1>\nEND_COMPONENT\n"
	    "END_OF_FILE\n";
	static const char	 b[] = HEAD("1", "S01", "1")
	    ACCOUNT("b") ACCOUNT("a") "BEGIN_COMPONENT\n<x><N><0>\n"
	    "PROPERTY <p><><><1>\nPROPERTY <q><><><1>\nEND_COMPONENT\n"
	    "END_OF_FILE\n";
	static const char	 c[] = HEAD("1", "S01", "1")
	    ACCOUNT("b") ACCOUNT("a") "BEGIN_COMPONENT\n<x><N><0>\n"
	    "PROPERTY <q><><><1>\nPROPERTY <p><><><1>\nEND_COMPONENT\n"
	    "END_OF_FILE\n";
	struct scf		 f, g, h;

	(void)state;
	take(a, &f);
	take(b, &g);
	take(c, &h);
	assert_diff("items", &f, &g, "changed|||order of the items||\n");
	assert_diff("attributes", &g, &h,
	    "changed|COMPONENT|x, N|order of the attributes||\n");
	sitectrl_free(&f);
	sitectrl_free(&g);
	sitectrl_free(&h);
}

static int
read_master(void **state)
{
	char	*text = read_source("conf/site.ct0");

	(void)state;
	take(text, &master);
	free(text);
	return 0;
}

static int
free_master(void **state)
{
	(void)state;
	sitectrl_free(&master);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_delta_changes_what_it_names_and_nothing_else),
		cmocka_unit_test(
		    the_way_back_is_the_same_difference_the_other_way_round),
		cmocka_unit_test(what_cannot_be_applied_is_told_by_line),
		cmocka_unit_test(merging_into_what_is_not_known_is_refused),
		cmocka_unit_test(steps_are_carried_out_one_by_one),
		cmocka_unit_test(
		    a_site_that_a_delta_spoils_is_complained_about_in_its_line),
		cmocka_unit_test(another_order_is_told_as_such),
	};

	return cmocka_run_group_tests(tests, read_master, free_master);
}
