/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "protocol/role/push_job.h"
#include "protocol/rpc/win32.h"
#include "server/push/judge.h"

static const char	good[] =
    "[Push]\r\n"
    "     Address=10.1.2.3:445\r\n"
    "     Name=PC17\r\n"
    "     Domain=DOM\r\n"
    "     Source=/srv/bin\r\n"
    "     Work=/run/push/1\r\n"
    "     Folder=sms_temp\r\n"
    "     Service=CCMBoot\r\n"
    "     Display=SMS Client Bootstrap\r\n"
    "     Program=%SystemRoot%\\sms_temp\\CCMBtLdr.exe\r\n"
    "     File1=CCMCore.exe\r\n"
    "     File2=CCMBtLdr.exe\r\n"
    "     Timeout=30\r\n"
    "     Watch=600\r\n"
    "     Newest=6.3\r\n"
    "     Version=2.00.1493.4009\r\n"
    "     Samba=1\r\n"
    "     Controller=1\r\n";

static int
parse(const char *text, size_t n, struct arena *mem, struct push_order *o)
{
	uint8_t	*copy = exact(text, n);
	int	 error = push_job_parse(copy, n, mem, o, NULL);

	free(copy);
	return error;
}

static void
a_job_comes_back_as_it_was(void **state)
{
	struct push_order	 o;
	struct arena		 mem;
	struct buf		 b;

	(void)state;
	arena_init(&mem, 1 << 18);
	buf_init(&b, PUSH_JOB_MAX);
	assert_int_equal(parse(good, sizeof(good) - 1, &mem, &o), 0);
	assert_string_equal(o.address, "10.1.2.3:445");
	assert_string_equal(o.domain, "DOM");
	assert_int_equal(o.files, 2);
	assert_string_equal(o.file[1], "CCMBtLdr.exe");
	assert_int_equal(o.timeout, 30);
	assert_int_equal(o.watch, 600);
	assert_int_equal(o.newest.minor, 3);
	assert_int_equal(o.version.field[3], 4009);
	assert_true(o.samba && o.controller && !o.force && !o.upgrade);
	push_job_put(&b, &o);
	assert_int_equal(b.len, sizeof(good) - 1);
	assert_memory_equal(b.data, good, b.len);
	buf_free(&b);
	arena_free(&mem);
}

/* Where the machine is, site-push finds by its name. */
static void
a_name_is_as_good_as_an_address(void **state)
{
	static const char	 by_name[] =
	    "[Push]\r\n"
	    "     Hosts=/etc/pushed\r\n"
	    "     Name=PC17\r\n"
	    "     Source=/s\r\n"
	    "     Work=/w\r\n"
	    "     Folder=sms_temp\r\n"
	    "     Service=CCMBoot\r\n"
	    "     Display=x\r\n"
	    "     Program=y\r\n"
	    "     File1=CCMCore.exe\r\n"
	    "     Port=4450\r\n"
	    "     Timeout=30\r\n"
	    "     Watch=600\r\n"
	    "     Probe=1\r\n";
	struct push_order	 o;
	struct arena		 mem;
	struct buf		 b;

	(void)state;
	arena_init(&mem, 1 << 18);
	buf_init(&b, PUSH_JOB_MAX);
	assert_int_equal(parse(by_name, sizeof(by_name) - 1, &mem, &o), 0);
	assert_string_equal(o.address, "");
	assert_string_equal(o.hosts, "/etc/pushed");
	assert_int_equal(o.port, 4450);
	assert_true(o.probe);
	push_job_put(&b, &o);
	assert_int_equal(b.len, sizeof(by_name) - 1);
	assert_memory_equal(b.data, by_name, b.len);
	buf_free(&b);
	arena_free(&mem);
}

static void
what_is_no_job_is_refused(void **state)
{
	static const struct {
		const char	*old, *new;
	} rows[] = {
		{ "[Push]", "[Pull]" },
		{ "Name=PC17", "Name=" },
		{ "     Name=PC17\r\n", "" },
		{ "File1=CCMCore.exe", "File1=../CCMCore.exe" },
		{ "File1=CCMCore.exe", "File1=a\\b" },
		{ "File1=CCMCore.exe", "File1=.x" },
		{ "File1=", "File3=" },
		{ "Timeout=30", "Timeout=0" },
		{ "Timeout=30", "Timeout=x" },
		{ "Watch=600", "Watch=86401" },
		{ "     Watch=600\r\n", "" },
		{ "Newest=6.3", "Newest=6,3" },
		{ "Newest=6.3", "Newest=.3" },
		{ "Newest=6.3", "Newest=6." },
		{ "Version=2", "Version=z" },
		{ "     Address=10.1.2.3:445\r\n", "" },
		{ "Timeout=30", "Port=0\r\nTimeout=30" },
		{ "Timeout=30", "Port=65536\r\nTimeout=30" },
		{ "Samba=1", "Samba=2" },
		{ "Samba=1", "Samba=yes" },
		{ "Samba=1", "Sambo=1" },
		{ "Samba=1", "Controller=1" },
	};
	struct push_order	 o;
	struct arena		 mem;
	char			 text[2 * sizeof(good)];
	const char		*at;
	size_t			 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		arena_init(&mem, 1 << 18);
		at = strstr(good, rows[i].old);
		assert_non_null(at);
		n = (size_t)snprintf(text, sizeof(text), "%.*s%s%s",
		    (int)(at - good), good, rows[i].new,
		    at + strlen(rows[i].old));
		if (parse(text, n, &mem, &o) != -EINVAL)
			fail_msg("row %zu", i);
		arena_free(&mem);
	}
}

/* Only that the last lines may be left out, which are choices. */
static void
no_job_is_cut_short(void **state)
{
	size_t			 most = (size_t)(strstr(good,
				    "\r\n     Newest") - good);
	struct push_order	 o;
	struct arena		 mem;
	size_t			 n;

	(void)state;
	for (n = 0; n < most - 2; n++) {
		arena_init(&mem, 1 << 18);
		assert_int_equal(parse(good, n, &mem, &o), -EINVAL);
		arena_free(&mem);
	}
}

static void
credentials_are_whole_lines(void **state)
{
	static const struct {
		const char	*text;
		bool		 good;
	} rows[] = {
		{ "DOM\nname\npass word\n", true },
		{ "\nname\n\n", true },
		{ "DOM\nname\npw\nDOM\\x\npw2\n", true },
		{ "DOM\nname\npw", false },
		{ "DOM\nname\n", false },
		{ "DOM\n\npw\n", false },
		{ "DOM\nname\npw\nDOM\\x\n", false },
		{ "DOM\nname\npw\nDOM\\x\npw2\nmore\n", false },
		{ "", false },
	};
	struct push_credential	 c;
	char			 text[64];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		(void)snprintf(text, sizeof(text), "%s", rows[i].text);
		if (push_credential_parse(text, &c) != rows[i].good)
			fail_msg("row %zu", i);
	}
	(void)snprintf(text, sizeof(text), "%s", rows[2].text);
	assert_true(push_credential_parse(text, &c));
	assert_string_equal(c.password, "pw");
	assert_string_equal(c.account_password, "pw2");
}

static void
the_end_is_one_line(void **state)
{
	static const char	*const bad[] = { "", "end", "end retry",
				    "end retry 5", "end retry x y",
				    "end retried 5 y", "step retry 5 y" };
	enum push_end		 end;
	uint32_t		 number;
	const char		*text;
	size_t			 i;

	(void)state;
	assert_true(push_end_parse("end refused 1326 logon: no", &end,
	    &number, &text));
	assert_int_equal(end, PUSH_END_REFUSED);
	assert_int_equal(number, 1326);
	assert_string_equal(text, "logon: no");
	for (i = 0; i < nitems(bad); i++)
		if (push_end_parse(bad[i], &end, &number, &text))
			fail_msg("row %zu", i);
}

/* --- judging --- */

static const struct push_order	order = {
	.address = "10.1.2.3:445", .name = "PC17", .domain = "DOM",
	.newest = { 6, 3 }, .version = { { 2, 0, 1493, 4000 }, 4 },
};

static void
a_machine_is_judged_by_what_it_says(void **state)
{
	static const struct {
		struct remote_look	 look;
		bool			 fit;
		enum push_end		 end;
	} rows[] = {
#define LOOK(c, d, maj, min, build)	{ c, d, { maj, min, build }, 0x311 }
		{ LOOK("PC17", "DOM", 5, 0, 2195), true, 0 },
		{ LOOK("pc17", "dom", 4, 0, 1381), true, 0 },
		{ LOOK("PC17", "DOM", 6, 3, 9600), true, 0 },
		{ LOOK("PC18", "DOM", 5, 0, 2195), false, PUSH_END_RETRY },
		{ LOOK("", "DOM", 5, 0, 2195), false, PUSH_END_RETRY },
		{ LOOK("PC17", "MOD", 5, 0, 2195), false, PUSH_END_RETRY },
		{ LOOK("PC17", "DOM", 6, 1, 0), false, PUSH_END_DISCARD },
		{ LOOK("PC17", "DOM", 0, 0, 0), false, PUSH_END_DISCARD },
		{ LOOK("PC18", "DOM", 6, 1, 0), false, PUSH_END_RETRY },
		{ LOOK("PC17", "DOM", 10, 0, 1), false, PUSH_END_DISCARD },
		{ LOOK("PC17", "DOM", 6, 4, 1), false, PUSH_END_DISCARD },
#undef LOOK
	};
	struct outcome	 out;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if (judge_look(&order, &rows[i].look, &out) != rows[i].fit ||
		    (!rows[i].fit && out.end != rows[i].end))
			fail_msg("row %zu: %s", i, out.text);
	}
}

static void
a_bench_may_be_a_samba_of_any_domain(void **state)
{
	const struct remote_look	 look = { "PC17", "X", { 6, 1, 0 }, 0 };
	struct push_order		 o = order;
	struct outcome			 out;

	(void)state;
	o.samba = true;
	assert_false(judge_look(&o, &look, &out));
	o.domain = "";
	assert_true(judge_look(&o, &look, &out));
	o.newest.major = 0;
	o.newest.minor = 0;
	assert_true(judge_look(&o, &look, &out));
}

static void
what_is_on_it_says_what_is_to_be_done(void **state)
{
	static const struct {
		struct facts	 f;
		const char	*how;	/* f force, u upgrade, c controller */
		bool		 fit;
		enum push_end	 end;
	} rows[] = {
		{ { "5.0", "WinNT", "", "", false }, "", true, 0 },
		{ { "", "", "", "", false }, "", true, 0 },
		{ { "3.51", "WinNT", "", "", false }, "", true, 0 },
		{ { "3,51", "WinNT", "", "", false }, "", false,
		    PUSH_END_RETRY },
		{ { "10.0", "WinNT", "", "", false }, "", false,
		    PUSH_END_DISCARD },
		{ { "5.0", "LanmanNT", "", "", false }, "", false,
		    PUSH_END_CONTROLLER },
		{ { "5.0", "LanmanNT", "", "", false }, "c", true, 0 },
		{ { "5.0", "WinNT", "", "", true }, "", false,
		    PUSH_END_DISCARD },
		{ { "5.0", "WinNT", "", "", true }, "f", true, 0 },
		{ { "5.0", "WinNT", "2.00.1493.4001", "", true }, "f", false,
		    PUSH_END_DISCARD },
		{ { "5.0", "WinNT", "2.00.1493.3000", "", true }, "u", true,
		    0 },
		{ { "5.0", "WinNT", "2.00.1493.4000", "", true }, "u", false,
		    PUSH_END_DISCARD },
		{ { "5.0", "WinNT", "", "", true }, "u", false,
		    PUSH_END_DISCARD },
		{ { "5.0", "WinNT", "", "True", false }, "", false,
		    PUSH_END_REFUSED },
		{ { "5.0", "WinNT", "", "False", false }, "", true, 0 },
	};
	struct push_order	 o;
	struct outcome		 out;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		o = order;
		o.force = strchr(rows[i].how, 'f') != NULL;
		o.upgrade = strchr(rows[i].how, 'u') != NULL;
		o.controller = strchr(rows[i].how, 'c') != NULL;
		if (judge_facts(&o, &rows[i].f, &out) != rows[i].fit ||
		    (!rows[i].fit && out.end != rows[i].end))
			fail_msg("row %zu: %s", i, out.text);
	}
}

/* The same password is not shown twice to who has refused it. */
static void
a_refusal_is_not_asked_for_again(void **state)
{
	static const struct {
		uint32_t	 number;
		enum push_end	 end;
	} rows[] = {
		{ WIN32_LOGON_FAILURE, PUSH_END_REFUSED },
		{ WIN32_ACCESS_DENIED, PUSH_END_REFUSED },
		{ WIN32_ACCOUNT_LOCKED_OUT, PUSH_END_REFUSED },
		{ WIN32_ACCOUNT_RESTRICTION, PUSH_END_REFUSED },
		{ WIN32_PASSWORD_EXPIRED, PUSH_END_REFUSED },
		{ WIN32_BAD_NETPATH, PUSH_END_RETRY },
		{ WIN32_NETNAME_DELETED, PUSH_END_RETRY },
		{ WIN32_RPC_UNAVAILABLE, PUSH_END_RETRY },
		{ WIN32_WRONG_TARGET_NAME, PUSH_END_RETRY },
		{ 112, PUSH_END_RETRY },
	};
	struct outcome	 out;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		assert_false(fails(&out, rows[i].number, "logon"));
		if (out.end != rows[i].end)
			fail_msg("row %zu: %s", i, out.text);
		assert_int_equal(out.number, rows[i].number);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_comes_back_as_it_was),
		cmocka_unit_test(a_name_is_as_good_as_an_address),
		cmocka_unit_test(what_is_no_job_is_refused),
		cmocka_unit_test(no_job_is_cut_short),
		cmocka_unit_test(credentials_are_whole_lines),
		cmocka_unit_test(the_end_is_one_line),
		cmocka_unit_test(a_machine_is_judged_by_what_it_says),
		cmocka_unit_test(a_bench_may_be_a_samba_of_any_domain),
		cmocka_unit_test(what_is_on_it_says_what_is_to_be_done),
		cmocka_unit_test(a_refusal_is_not_asked_for_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
