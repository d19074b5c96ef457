/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For whom a client is asked, where one may be installed, which requests an
   operator means. */
#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "server/director/ccm/discovery.h"
#include "server/director/ccm/gate.h"
#include "server/director/ccm/where.h"


static struct scf	 scf;
static struct site	 site;
static struct site_rules rules;

/* The sample, with what a test wants of its component manager. */
static void
load(const char *component)
{
	struct syntax_err	 why;
	struct buf		 text;
	char			 path[512], *end;
	FILE			*f;
	size_t			 n;
	static char		 sample[65536];

	(void)snprintf(path, sizeof(path), "%s/conf/site.ct0",
	    getenv("srcdir") == NULL ? "." : getenv("srcdir"));
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(sample, 1, sizeof(sample) - 1, f);
	(void)fclose(f);
	sample[n] = '\0';
	end = strstr(sample, "BEGIN_COMPONENT\n    <SMS_CLIENT_CONFIG_MANAGER>");
	assert_non_null(end);
	buf_init(&text, 1 << 20);
	buf_add(&text, sample, (size_t)(end - sample));
	buf_str(&text, component);
	buf_str(&text, "END_OF_FILE\n");
	assert_int_equal(sitectrl_parse(text.data, text.len, &scf, &why), 0);
	assert_int_equal(site_view(&scf, &site, &why), 0);
	buf_free(&text);
	site_rules_of(&site, &rules);
}

static int
set_up(void **state)
{
	(void)state;
	load("BEGIN_COMPONENT\n    <SMS_CLIENT_CONFIG_MANAGER>\n"
	    "    <SITESRV>\n    <1>\n"
	    "    PROPERTY <Remote Client Installation><><><3>\n"
	    "    BEGIN_PROPERTY_LIST\n        <ExcludeServers>\n"
	    "        <Sacred>\n    END_PROPERTY_LIST\nEND_COMPONENT\n\n");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sitectrl_free(&scf);
	return 0;
}

/* --- discovery --- */

static const char	*inside[] = { "10.1.0.0" };
static const char	*outside[] = { "192.168.9.0" };

static struct ddr
machine(void)
{
	struct ddr	 d = {
		.architecture = "System",
		.computer = "PC17",
		.domain = "DEMO",
		.os = "Microsoft Windows NT Workstation 4.0",
		.subnets = { inside, 1 },
	};

	return d;
}

static void
says_no(const struct ddr *d, enum discovery_rule rule)
{
	assert_int_equal(discovery_judge(d, &rules), 1U << rule);
	assert_string_equal(discovery_no(1U << rule),
	    discovery_rule_text(rule));
}

static void
a_machine_without_a_client_is_asked_for(void **state)
{
	struct ddr	 d = machine();

	(void)state;
	assert_int_equal(discovery_judge(&d, &rules), 0);
	d.subnets = (struct text_list){ 0 };
	d.addresses = (struct text_list){ (const char *[]){ "10.1.2.3" }, 1 };
	assert_int_equal(discovery_judge(&d, &rules), 0);
}

static void
r19_each_of_the_seven_rules_says_no_by_itself(void **state)
{
	struct ddr	 d;

	(void)state;
	d = machine();
	d.architecture = "User";
	says_no(&d, DISCOVERY_SYSTEM);
	d = machine();
	d.is_client = true;
	says_no(&d, DISCOVERY_NO_CLIENT);
	d = machine();
	d.subnets.s = outside;
	says_no(&d, DISCOVERY_ASSIGNED);
	d = machine();
	d.os = "Microsoft Windows NT Advanced Server 4.0";
	says_no(&d, DISCOVERY_CLASS);
	d = machine();
	d.computer = NULL;
	says_no(&d, DISCOVERY_NAME);
	d = machine();
	d.computer = "SACRED";
	says_no(&d, DISCOVERY_NOT_EXCLUDED);
	/* Of another system nobody knows a class. */
	d = machine();
	d.os = "Samba 4.17";
	assert_int_equal(discovery_judge(&d, &rules), 1U << DISCOVERY_NT |
	    1U << DISCOVERY_CLASS);
	d.os = NULL;
	assert_int_equal(discovery_judge(&d, &rules), 1U << DISCOVERY_NT |
	    1U << DISCOVERY_CLASS);
}

static void
a_site_system_needs_no_switch(void **state)
{
	struct ddr	 d = machine();

	(void)state;
	d.os = "Microsoft Windows NT Advanced Server 4.0";
	d.computer = "SITESRV";
	assert_int_equal(discovery_judge(&d, &rules), 0);
}

static void
without_a_site_control_file_nothing_is_asked_for(void **state)
{
	struct ddr	 d = machine();

	(void)state;
	site_rules_of(NULL, &rules);
	assert_int_equal(discovery_judge(&d, &rules),
	    1U << DISCOVERY_ASSIGNED | 1U << DISCOVERY_CLASS);
}

static void
what_it_runs_tells_what_it_is(void **state)
{
	(void)state;
	assert_int_equal(discovery_class(
	    "Microsoft Windows NT Workstation 5.1"), CLASS_WORKSTATION);
	assert_int_equal(discovery_class("Microsoft Windows NT Server 4.0"),
	    CLASS_SERVER);
	assert_int_equal(discovery_class(
	    "microsoft windows nt advanced server 5.0"), CLASS_CONTROLLER);
	assert_int_equal(discovery_class("Microsoft Windows 98"),
	    CLASS_UNKNOWN);
	assert_int_equal(discovery_class(NULL), CLASS_UNKNOWN);
}

/* --- gates --- */

#define NOW_US	(INT64_C(1700000000) * 1000000)

static struct gate_facts
known(void)
{
	struct gate_facts	 f = {
		.computer = "PC17", .machines = 1, .now = { NOW_US },
		.version = "", .sites = "", .subnets = "10.1.0.0\n",
	};

	return f;
}

static struct gate_facts
client_of(const char *sites)
{
	struct gate_facts	 f = known();

	f.installed = true;
	f.heard.us = NOW_US - 3600LL * 1000000;
	f.version = "2.00.1493.4009";
	f.sites = sites;
	return f;
}

static void
answers(const struct gate_facts *f, enum gate_verdict verdict,
    const char *why)
{
	struct gate_answer	 a;

	gate_judge(f, &rules, &a);
	assert_int_equal(a.verdict, verdict);
	if (strstr(a.why, why) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", why, a.why);
}

static void
a_machine_of_the_site_without_a_client_passes(void **state)
{
	struct gate_facts	 f = known();
	struct gate_answer	 a;

	(void)state;
	gate_judge(&f, &rules, &a);
	assert_int_equal(a.verdict, GATE_OPEN);
	assert_true(a.in_site);
	/* One of which no address is known is the pusher's to judge. */
	f.subnets = "";
	f.machines = 0;
	gate_judge(&f, &rules, &a);
	assert_int_equal(a.verdict, GATE_OPEN);
	assert_false(a.in_site);
}

static void
r5_excluded_machines_are_held_at_the_gate_too(void **state)
{
	struct gate_facts	 f = known();

	(void)state;
	f.computer = "sacred";
	answers(&f, GATE_HOLD, "Q207729");
	f.forced = true;
	answers(&f, GATE_HOLD, "Q207729");
}

static void
what_is_outside_of_the_boundaries_is_held(void **state)
{
	struct gate_facts	 f = known();

	(void)state;
	f.subnets = "192.168.9.0\n";
	answers(&f, GATE_HOLD, "boundaries");
	f.subnets = "";
	f.addresses = (const char *[]){ "192.168.9.7" };
	f.naddress = 1;
	answers(&f, GATE_HOLD, "boundaries");
	f.addresses = (const char *[]){ "10.1.9.7" };
	answers(&f, GATE_OPEN, "");
}

static void
a_name_of_two_machines_is_held(void **state)
{
	struct gate_facts	 f = known();

	(void)state;
	f.machines = 2;
	answers(&f, GATE_HOLD, "two machines");
}

static void
r7_a_newer_client_is_never_lowered(void **state)
{
	struct gate_facts	 f = client_of("S01\n");

	(void)state;
	f.version = "2.00.1493.4010";
	answers(&f, GATE_DISCARD, "Q252717");
	f.forced = f.upgrade = true;
	answers(&f, GATE_DISCARD, "Q252717");
	f.version = "2.00.1493.4009";
	answers(&f, GATE_OPEN, "");
}

static void
r8_a_client_of_another_site_is_not_dropped_silently(void **state)
{
	struct gate_facts	 f = client_of("MS1\n");

	(void)state;
	answers(&f, GATE_DISCARD, "not added to this site");
	f.forced = true;
	answers(&f, GATE_OPEN, "");
}

static void
r18_a_client_that_lives_is_left_alone_unless_it_is_forced(void **state)
{
	struct gate_facts	 f = client_of("s01\n");

	(void)state;
	answers(&f, GATE_DISCARD, "installed and reports");
	f.forced = true;
	answers(&f, GATE_OPEN, "");
	f.forced = false;
	f.upgrade = true;
	answers(&f, GATE_OPEN, "");
	/* One that was not heard of for a day is perhaps none any more. */
	f.upgrade = false;
	f.heard.us = NOW_US - 25 * 3600LL * 1000000;
	answers(&f, GATE_OPEN, "");
}

static void
r9_travel_mode_discards_only_what_has_components(void **state)
{
	struct gate_facts	 f = client_of("MS1\n");
	struct gate_answer	 a;

	(void)state;
	rules.travel = true;
	gate_judge(&f, &rules, &a);
	assert_int_equal(a.verdict, GATE_DISCARD);
	assert_string_equal(a.line, "Travel mode is turned ON & the client is "
	    "NOT currently assigned to this site. Discarding CCR");
	f = known();
	answers(&f, GATE_OPEN, "");
}

static void
r10_the_deinstall_flag_parks_and_burns_no_tries(void **state)
{
	struct gate_facts	 f = known();

	(void)state;
	f.deinstalled = true;
	answers(&f, GATE_HOLD, "Q293117");
}

static void
r17_one_that_loses_its_client_each_time_is_parked(void **state)
{
	struct gate_facts	 f = known();

	(void)state;
	f.installs = GATE_LOOP - 1;
	answers(&f, GATE_OPEN, "");
	f.installs = GATE_LOOP;
	answers(&f, GATE_HOLD, "Q313660");
	f.upgrade = true;
	answers(&f, GATE_OPEN, "");
	f.upgrade = false;
	f.forced = true;
	answers(&f, GATE_OPEN, "");
}

/* --- which are meant --- */

static struct request_row
row(void)
{
	struct request_row	 r = {
		.seq = 12, .computer = "SMB7", .domain = "DEMO",
		.kind = "ccr", .state = REQUEST_RETRY, .tries = 9,
		.source = REQUEST_OF_CLIENT, .error = 67, .result = "no share",
	};

	return r;
}

static void
terms_hold_as_they_read(void **state)
{
	static const struct {
		const char	*rule;
		bool		 holds;
	}			 rows[] = {
		{ "state=retry", true }, { "state=RETRY", true },
		{ "state=parked", false }, { "state!=parked", true },
		{ "computer=SMB*", true }, { "computer=PC*", false },
		{ "computer=smb?", true }, { "domain=DEMO", true },
		{ "error=67", true }, { "error!=67", false },
		{ "error>66", true }, { "error>67", false },
		{ "error>=67", true }, { "tries<10", true },
		{ "tries<9", false }, { "tries<=9", true },
		{ "number=12", true }, { "kind=ccr", true },
		{ "source=client", true }, { "class=controller", false },
		{ "approved=no", true }, { "result=*share*", true },
		{ "state=retry,error=67,tries>8", true },
		{ "state=retry,error=68", false },
	};
	const struct request_row q = row();
	struct where		 w;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (where_parse(rows[i].rule, &w, &e) != 0)
			fail_msg("%s: %s", rows[i].rule, e.text);
		if (where_holds(&w, &q) != rows[i].holds)
			fail_msg("%s", rows[i].rule);
	}
}

static void
a_rule_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "state", "state=", "=retry", "colour=red", "state<retry",
		"error=many", "error=-1", "state=retry,", ",state=retry",
		"state retry", "tries=99999999999", "state==",
		"number=1,number=1,number=1,number=1,number=1,number=1,"
		"number=1,number=1,number=1",
		"computer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaa",
	};
	const struct request_row q = row();
	struct where		 w;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (where_parse(bad[i], &w, &e) == 0 &&
		    (strcmp(bad[i], "state==") != 0 || where_holds(&w, &q)))
			fail_msg("\"%s\" is taken", bad[i]);
}

static void
one_is_meant_by_number_or_name(void **state)
{
	static const char *const good[] = { "12", "SMB7", "smb7.demo",
				    "SMB7." };
	static const char *const others[] = { "13", "SMB8", "SMB7.OTHER" };
	static const char *const bad[] = { "", "SMB*", "a,b", "a=b", "?" };
	const struct request_row q = row();
	struct where		 w;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(where_one(good[i], &w, &e), 0);
		assert_true(where_holds(&w, &q));
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(where_one(others[i], &w, &e), 0);
		assert_false(where_holds(&w, &q));
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(where_one(bad[i], &w, &e), -EINVAL);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_machine_without_a_client_is_asked_for),
		T(r19_each_of_the_seven_rules_says_no_by_itself),
		T(a_site_system_needs_no_switch),
		T(without_a_site_control_file_nothing_is_asked_for),
		T(what_it_runs_tells_what_it_is),
		T(a_machine_of_the_site_without_a_client_passes),
		T(r5_excluded_machines_are_held_at_the_gate_too),
		T(what_is_outside_of_the_boundaries_is_held),
		T(a_name_of_two_machines_is_held),
		T(r7_a_newer_client_is_never_lowered),
		T(r8_a_client_of_another_site_is_not_dropped_silently),
		T(r18_a_client_that_lives_is_left_alone_unless_it_is_forced),
		T(r9_travel_mode_discards_only_what_has_components),
		T(r10_the_deinstall_flag_parks_and_burns_no_tries),
		T(r17_one_that_loses_its_client_each_time_is_parked),
		T(terms_hold_as_they_read),
		T(a_rule_that_is_none_is_refused),
		T(one_is_meant_by_number_or_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
