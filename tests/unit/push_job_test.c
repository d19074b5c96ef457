/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "protocol/role/push_job.h"
#include "protocol/rpc/win32.h"
#include "protocol/sms/tcf.h"
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

static const char	with_files[] =
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
    "     File2=caplist.ini\r\n"
    "     Bytes2=3\r\n"
    "     File3=CCMData.tcf\r\n"
    "     Bytes3=5\r\n"
    "     Merge3=1\r\n"
    "     Port=4450\r\n"
    "     Timeout=30\r\n"
    "     Watch=600\r\n"
    "\0" "[C]" "[T]\r\n";

static void
a_job_brings_small_files(void **state)
{
	struct push_order	 o;
	struct arena		 mem;
	struct buf		 b;
	uint8_t			*copy = exact(with_files,
				    sizeof(with_files) - 1);

	(void)state;
	arena_init(&mem, 1 << 18);
	buf_init(&b, PUSH_JOB_MAX);
	assert_int_equal(push_job_parse(copy, sizeof(with_files) - 1, &mem,
	    &o, NULL), 0);
	assert_int_equal(o.files, 3);
	assert_int_equal(o.content[0].len, 0);
	assert_int_equal(o.content[1].len, 3);
	assert_memory_equal(o.content[1].base, "[C]", 3);
	assert_memory_equal(o.content[2].base, "[T]\r\n", 5);
	assert_true(o.merge[2] && !o.merge[1]);
	push_job_put(&b, &o);
	assert_int_equal(b.len, sizeof(with_files) - 1);
	assert_memory_equal(b.data, with_files, b.len);
	buf_free(&b);
	arena_free(&mem);
	free(copy);
}

static void
what_a_job_brings_is_whole(void **state)
{
	static const struct {
		const char	*old, *new;
	} rows[] = {
		{ "Bytes2=3", "Bytes2=2" },
		{ "Bytes2=3", "Bytes2=4" },
		{ "Bytes2=3", "Bytes2=0" },
		{ "Bytes2=3", "Bytes2=61441" },
		{ "Bytes2=3", "Bytes2=x" },
		{ "Bytes2=3", "Bytes4=3" },
		{ "Merge3=1", "Merge1=1" },
		{ "Merge3=1", "Merge3=0" },
	};
	char			 text[sizeof(with_files)];
	struct push_order	 o;
	struct arena		 mem;
	uint8_t			*copy;
	size_t			 i, n = sizeof(with_files) - 1;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		char	*at;

		memcpy(text, with_files, sizeof(text));
		at = strstr(text, rows[i].old);
		assert_non_null(at);
		if (strlen(rows[i].new) == strlen(rows[i].old))
			memcpy(at, rows[i].new, strlen(rows[i].new));
		else {		/* a size of more digits ends the line */
			memcpy(at, rows[i].new, strlen(rows[i].new));
			at[strlen(rows[i].new)] = '\n';
		}
		arena_init(&mem, 1 << 18);
		if (parse(text, n, &mem, &o) != -EINVAL)
			fail_msg("row %zu", i);
		arena_free(&mem);
	}
	for (i = 0; i < n; i++) {
		arena_init(&mem, 1 << 18);
		copy = exact(with_files, i);
		if (push_job_parse(copy, i, &mem, &o, NULL) == 0)
			fail_msg("%zu bytes", i);
		arena_free(&mem);
		free(copy);
	}
}

/* --- CCMData.tcf --- */

static void
merged(const struct tcf *t, const char *theirs, const char *want)
{
	struct syntax_err	 why;
	struct ini		 ours, other;
	struct arena		 mem;
	struct buf		 b, out;

	arena_init(&mem, 1 << 18);
	buf_init(&b, 4096);
	buf_init(&out, 4096);
	tcf_put(&b, t);
	assert_int_equal(ini_parse(b.data, b.len, INI_STRICT, &mem, &ours,
	    &why), 0);
	assert_int_equal(tcf_fill(&ours, "10.1.2.1"), 0);
	if (theirs != NULL)
		assert_int_equal(ini_parse(theirs, strlen(theirs),
		    INI_LENIENT, &mem, &other, &why), 0);
	tcf_merge(&out, theirs == NULL ? NULL : &other, &ours);
	assert_true(buf_ok(&out));
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.data, want, out.len);
	buf_free(&b);
	buf_free(&out);
	arena_free(&mem);
}

static void
an_operators_sections_are_kept_and_the_sites_keys_win(void **state)
{
	static const struct tcf	 controller = {
		.computer = "BDC1", .pdc = { "SITESRV", "0.0.0.0:445" },
		.dc = { "BDC1", "10.1.2.3:445" },
		.version = { { 2, 0, 1493, 4009 }, 4 }, .site = "S01",
	}, plain = {
		.computer = "PC17", .pdc = { "", "" }, .dc = { "BDC1", "" },
		.site = "S01",
	};

	(void)state;
	merged(&controller, "[Mine]\na=b\n[BOOTSTRAP]\npdc=EVIL 6.6.6.6:1\n"
	    "Install=run it\n",
	    "[Bootstrap]\r\n     Computer=BDC1\r\n"
	    "     PDC=SITESRV 10.1.2.1:445\r\n"
	    "     DC=BDC1 10.1.2.3:445\r\n     Install=run it\r\n"
	    "[SMS Client Base Components]\r\n"
	    "     Client Version=2.00.1493.4009\r\n"
	    "[DISCOVERY PROPERTIES]\r\n     SMS Assigned Sites=S01\r\n"
	    "[Mine]\r\n     a=b\r\n");
	/* Who is no controller is told of none, whatever the operator wrote. */
	merged(&plain, "[Bootstrap]\nPDC=SITESRV 1.2.3.4:445\nDC=X 1:1\n",
	    "[Bootstrap]\r\n     Computer=PC17\r\n"
	    "[SMS Client Base Components]\r\n"
	    "[DISCOVERY PROPERTIES]\r\n     SMS Assigned Sites=S01\r\n");
	merged(&plain, NULL,
	    "[Bootstrap]\r\n     Computer=PC17\r\n"
	    "[SMS Client Base Components]\r\n"
	    "[DISCOVERY PROPERTIES]\r\n     SMS Assigned Sites=S01\r\n");
}

static void
an_address_of_any_kind_takes_its_place(void **state)
{
	static const struct {
		const char	*text, *address, *want;
	} rows[] = {
		{ "A 0.0.0.0:445", "10.0.0.1", "A 10.0.0.1:445" },
		{ "A [::]:4450", "10.0.0.1", "A 10.0.0.1:4450" },
		{ "A [::]:445", "fd00::1", "A [fd00::1]:445" },
		{ "A 10.0.0.0:445", "10.0.0.1", "A 10.0.0.0:445" },
		{ "A [fd00::]:445", "fd00::1", "A [fd00::]:445" },
	};
	struct syntax_err	 why;
	struct ini		 ini;
	struct arena		 mem;
	char			 text[128];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		arena_init(&mem, 1 << 18);
		(void)snprintf(text, sizeof(text), "[Bootstrap]\nDC=%s\n",
		    rows[i].text);
		assert_int_equal(ini_parse(text, strlen(text), INI_STRICT,
		    &mem, &ini, &why), 0);
		assert_int_equal(tcf_fill(&ini, rows[i].address), 0);
		assert_string_equal(ini_key(&ini, "Bootstrap", "DC")->text,
		    rows[i].want);
		arena_free(&mem);
	}
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
				    "end retried 5 y", "step retry 5 y",
				    "end retry 4294967296 y" };
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
	/* What a machine says may be any number. */
	assert_true(push_end_parse("end retry 4294967295 x", &end, &number,
	    &text));
	assert_int_equal(number, UINT32_MAX);
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
		{ LOOK("PC17", "PC17", 6, 1, 0), false, PUSH_END_DISCARD },
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
		cmocka_unit_test(a_job_brings_small_files),
		cmocka_unit_test(what_a_job_brings_is_whole),
		cmocka_unit_test(
		    an_operators_sections_are_kept_and_the_sites_keys_win),
		cmocka_unit_test(an_address_of_any_kind_takes_its_place),
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
