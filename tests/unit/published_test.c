/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "tests/unit/sms.h"

#include "protocol/sms/compcfg.h"
#include "protocol/sms/published.h"

static struct scf		 scf;
static struct site		 site;
static struct publication	 pub;
static struct arena		 arena;

#define COMPONENTS	5

static const struct component_file	 base_files[] = {
	{ "i386/clicore.exe", 3, { 1 } }, { "i386/clisvc.exe", 4, { 2 } },
};
static struct component			 components[COMPONENTS];

/* As if all that the site names lay on the CAP. */
static void
lay_components(void)
{
	size_t	 i, n = 0;

	for (i = 0; i < site.nagent && n < COMPONENTS; i++) {
		if (site.agent[i].directory == NULL)
			continue;
		components[n++] = (struct component){
			.directory = site.agent[i].directory,
			.version = site.agent[i].version,
			.file = base_files, .nfile = nitems(base_files),
		};
	}
	pub.component = components;
	pub.ncomponent = n;
}

static int
read_site(void **state)
{
	struct syntax_err	 e;
	char			*text = read_source("conf/site.ct0");

	(void)state;
	assert_int_equal(sitectrl_parse(text, strlen(text), &scf, &e), 0);
	assert_int_equal(site_view(&scf, &site, &e), 0);
	free(text);
	arena_init(&arena, 64 << 20);
	pub.site = &site;
	lay_components();
	assert_true(published_accounts(&arena, &site, &pub.accounts));
	return 0;
}

static int
free_site(void **state)
{
	(void)state;
	sitectrl_free(&scf);
	arena_free(&arena);
	return 0;
}

static const struct published_file *
file(const char *name)
{
	const struct published_file	*f;
	size_t				 i, n;

	f = published_files(&n);
	for (i = 0; i < n; i++)
		if (strcmp(strchr(f[i].path, '/') + 1, name) == 0)
			return &f[i];
	fail_msg("no row for %s", name);
	return NULL;
}

static char *
written(const struct published_file *f)
{
	struct arena	 a;
	struct buf	 b;
	char		*s;

	arena_init(&a, 1 << 20);
	buf_init(&b, INI_SIZE_MAX);
	assert_true(f->write(&a, &pub, &b));
	s = strdup(buf_text(&b));
	assert_non_null(s);
	buf_free(&b);
	arena_free(&a);
	return s;
}

static int
check(const struct published_file *f, const char *text, size_t len,
    struct syntax_err *e)
{
	uint8_t		*p = exact(text, len);
	struct stamp	 stamp = { NULL, 0 };
	struct arena	 a;
	int		 error;

	arena_init(&a, 1 << 20);
	error = f->check(p, len, &a, &stamp, e);
	if (error == 0) {
		assert_string_equal(stamp.site, "S01");
		assert_int_equal(stamp.serial, 1);
	}
	arena_free(&a);
	free(p);
	return error;
}

static void
the_caps_are_listed_with_their_nal_paths(void **state)
{
	char	*s = written(file("Caplist.ini"));

	(void)state;
	assert_string_equal(s, "[CAP List]\r\n"
	    "     CAP1=[\"Display=\\\\SITESRV\\\"]MSWNET:[\"SMS_SITE=S01\"]"
	    "\\\\SITESRV\\CAP_S01\\\r\n"
	    "[IDENT]\r\n     SiteCode=S01\r\n     SiteControlSerial=1\r\n"
	    "     TYPE=CAP List\r\n");
	free(s);
}

static void
the_enabled_boundaries_are_listed(void **state)
{
	struct syntax_err	 e;
	struct netconf		 n;
	char			*s;

	(void)state;
	site.boundary[1].enabled = false;
	s = written(file("NETCONF.NCF"));
	assert_non_null(strstr(s, "Boundary1=IP Subnet,10.1.0.0,255.255.0.0"));
	assert_null(strstr(s, "127.0.0.0"));
	free(s);
	site.boundary[1].enabled = true;
	s = written(file("NETCONF.NCF"));
	assert_int_equal(netconf_parse(s, strlen(s), &arena, &n, &e), 0);
	assert_int_equal(n.n, 2);
	assert_int_equal(n.boundary[1].network, 0x7f000000);
	assert_int_equal(n.boundary[1].mask, 0xff000000);
	free(s);
}

static void
the_offer_names_active_components_that_have_a_directory(void **state)
{
	struct syntax_err	 e;
	struct offer		 o;
	char			*s;

	(void)state;
	site.agent[2].flags = 0;
	s = written(file("CLINTX86.OFR"));
	site.agent[2].flags = AGENT_ACTIVE;
	assert_int_equal(offer_parse(s, strlen(s), &arena, &o, &e), 0);
	assert_string_equal(o.platform, "i386");
	assert_int_equal(o.n, 4);
	assert_string_equal(o.entry[0].name, SITE_BASE_COMPONENT);
	assert_string_equal(o.entry[0].directory, "base");
	assert_int_equal(o.entry[0].version.field[3], 4009);
	assert_int_equal(o.entry[0].flags, 3);
	assert_string_equal(o.entry[2].directory, "sinv");
	assert_null(strstr(s, "Heartbeat"));
	free(s);
}

/* What is not on the CAP, or in another version than the site says. */
static void
the_offer_names_what_lies_on_the_cap(void **state)
{
	struct syntax_err	 e;
	struct offer		 o;
	char			*s;

	(void)state;
	pub.ncomponent = 2;
	components[1].directory = "SMSAPM32";
	assert_true(version_parse("2.00.1493.4013", &components[1].version));
	s = written(file("CLINTX86.OFR"));
	assert_int_equal(offer_parse(s, strlen(s), &arena, &o, &e), 0);
	assert_int_equal(o.n, 2);
	assert_string_equal(o.entry[1].directory, "smsapm32");
	assert_int_equal(o.entry[1].version.field[3], 4013);
	free(s);
	lay_components();
}

static uint32_t
copy_list(void)
{
	uint32_t	 v = 0;

	assert_true(copy_list_version(&arena, &pub, &v));
	return v;
}

static void
the_copy_list_changes_with_whatever_is_offered(void **state)
{
	static struct component_file	 other[2];
	uint32_t			 first = copy_list();

	(void)state;
	assert_int_equal(copy_list(), first);
	pub.ncomponent--;
	assert_int_not_equal(copy_list(), first);
	pub.ncomponent++;
	components[0].version.field[3]++;
	assert_int_not_equal(copy_list(), first);
	components[0].version.field[3]--;
	memcpy(other, base_files, sizeof(other));
	other[1].sha256[31] = 1;
	components[3].file = other;
	assert_int_not_equal(copy_list(), first);
	other[1].sha256[31] = 0;
	assert_int_equal(copy_list(), first);
	components[3].nfile = 1;
	assert_int_not_equal(copy_list(), first);
	components[3].nfile = 2;
	site.agent[0].flags = 0;	/* offered no more */
	assert_int_not_equal(copy_list(), first);
	site.agent[0].flags = AGENT_ACTIVE | AGENT_BASE_INSTALL;
	assert_int_equal(copy_list(), first);
	pub.ncomponent = 0;
	assert_int_equal(copy_list(), 0xe3b0c442);	/* of nothing */
	lay_components();
}

static void
an_installation_finds_site_caps_and_accounts(void **state)
{
	struct syntax_err	 e;
	struct cli_inst		 c;
	char			*s = written(file("Cli_inst.cfg"));

	(void)state;
	assert_int_equal(cli_inst_parse(s, strlen(s), &arena, &c, &e), 0);
	assert_string_equal(c.server, "SITESRV");
	assert_string_equal(c.parent, "");
	assert_int_equal(c.base.field[2], 1493);
	assert_int_equal(c.caps.n, 1);
	assert_int_equal(c.accounts.n, 2);
	assert_string_equal(c.accounts.s[0], "DEMO\\SMSClient_00002");
	assert_string_equal(c.accounts.s[1], "DEMO\\SMSClient_00001");
	free(s);
}

static void
the_accounts_published_are_those_of_the_director(void **state)
{
	static const char	*names[] = { "DEMO\\SMSClient_00009" };
	struct publication	 other = pub;
	struct cli_inst		 c;
	struct clibase		 b;

	(void)state;
	other.accounts = (struct text_list){ names, 1 };
	assert_true(cli_inst_make(&arena, &other, &c));
	assert_true(clibase_make(&arena, &other, &b));
	assert_int_equal(c.accounts.n, 1);
	assert_string_equal(c.accounts.s[0], names[0]);
	assert_string_equal(b.accounts.s[0], names[0]);
}

static void
the_base_carries_properties_as_registry_values(void **state)
{
	struct syntax_err	 e;
	struct clibase		 c;
	char			*s = written(file("Clibase.cfg"));

	(void)state;
	assert_non_null(strstr(s, "[Client Properties]\r\n     KeyFlags=0\r\n"
	    "       (REG_DWORD) Configuration Cycle (minutes)=1380\r\n"));
	assert_non_null(strstr(s, "[Client Components\\Heartbeat Discovery]\r\n"
	    "     KeyFlags=0\r\n       (REG_SZ) Schedule=0001170000100038\r\n"));
	assert_int_equal(clibase_parse(s, strlen(s), &arena, &c, &e), 0);
	assert_int_equal(c.client.nkey, 1);
	assert_int_equal(c.client.key[0].nvalue, 4);
	assert_string_equal(c.client.key[0].value[2].name,
	    "Orphan Limit (days)");
	assert_int_equal(c.client.key[0].value[2].number, 60);
	assert_int_equal(c.agents.nkey, 1);
	assert_string_equal(c.agents.key[0].value[0].text,
	    "0001170000100038");
	free(s);
	site.agent[5].flags = 0;
	s = written(file("Clibase.cfg"));
	site.agent[5].flags = AGENT_ACTIVE;
	assert_null(strstr(s, "Heartbeat"));
	free(s);
}

static void
a_component_carries_its_lists_as_sections(void **state)
{
	struct compcfg		 c, again;
	struct syntax_err	 e;
	struct buf		 b, second;

	(void)state;
	components[0].since = nt_time_to_wall(29228490ULL << 32 | 61154480);
	assert_true(compcfg_make(&arena, &site, &site.agent[0],
	    &components[0], &c));
	buf_init(&b, INI_SIZE_MAX);
	buf_init(&second, INI_SIZE_MAX);
	compcfg_put(&b, &c);
	assert_string_equal(buf_text(&b), "[Component Configuration]\r\n"
	    "     LastUpdate=29228490, 61154480\r\n"
	    "     Name=SMS Client Base Components\r\n     KeyFlags=0\r\n"
	    "       (REG_SZ) Component Directory=base\r\n"
	    "       (REG_SZ) Component Version=2.00.1493.4009\r\n"
	    "       (REG_SZ) Component Verify Interval=00011700001000F0\r\n"
	    "       (REG_DWORD) Component Maintenance Interval (minutes)=1500"
	    "\r\n[Copy Queue]\r\n"
	    "       (REG_DWORD) Item Lifetime=11520\r\n"
	    "       (REG_DWORD) Wakeup cycle=1380\r\n"
	    "       (REG_MULTI_SZ) Retry Sequence=<15><30><60><360>\r\n"
	    "[IDENT]\r\n     TYPE=Base Config File Type\r\n");
	assert_int_equal(compcfg_parse(b.data, b.len, &arena, &again, &e), 0);
	compcfg_put(&second, &again);
	assert_string_equal(buf_text(&b), buf_text(&second));
	assert_int_equal(again.lists.key[0].nvalue, 3);
	buf_free(&b);
	buf_free(&second);
}

/* Q236596: a client skips a component whose .CFG and offer disagree. */
static void
a_component_carries_the_version_that_lies_on_the_cap(void **state)
{
	struct compcfg		 c;
	struct component	 k = components[0];

	(void)state;
	k.since.us = 0;
	assert_true(version_parse("2.00.1493.4010", &k.version));
	assert_true(compcfg_make(&arena, &site, &site.agent[0], &k, &c));
	assert_string_equal(c.own.value[1].name, "Component Version");
	assert_string_equal(c.own.value[1].text, "2.00.1493.4010");
	assert_int_equal(c.last_update.us, 899272800LL * 1000000);
}

/* The form that the KB prints, with its indentation and a subkey. */
static const char	licmtr[] =
    "[Component Configuration]\n"
    "     LastUpdate=29300000, 1000\n"
    "     Name=SAMPLE AGENT\n"
    "     KeyFlags=0\n"
    "       (REG_DWORD) PollMinutes=900\n"
    "       (REG_SZ) Servers=NODE7\n"
    "[NODE7]\n"
    "       (REG_SZ) Name=NODE7\n"
    "[IDENT]\n"
    "     TYPE=Base Config File Type\n";

static bool
takes_compcfg(const uint8_t *p, size_t n)
{
	struct syntax_err	 e;
	struct compcfg		 c;
	struct arena		 a;
	bool			 ok;

	arena_init(&a, 1 << 20);
	ok = compcfg_parse(p, n, &a, &c, &e) == 0;
	arena_free(&a);
	return ok;
}

static void
the_printed_form_of_a_component_is_read(void **state)
{
	static const struct {
		const char	*old, *fresh;
		uint32_t	 line, column;
		const char	*words;
	} rows[] = {
		{ "29300000, 1000", "29300000 1000", 2, 17, "a FILETIME" },
		{ "29300000, 1000", "2147483648, 1000", 2, 17, "a FILETIME" },
		{ "Name=SAMPLE AGENT\n", "", 9, 1, "lacks Name" },
		{ "KeyFlags=0", "KeyFlags=x", 4, 15, "a number" },
		{ "=900", "=nine", 5, 32, "a number" },
		{ "(REG_DWORD)", "(REG_QWORD)", 5, 32, "(REG_DWORD), (REG_SZ)" },
		{ "(REG_DWORD)", "REG_DWORD", 5, 1, "unknown key" },
		{ "Servers", "PollMinutes", 6, 29, "one value of this name" },
		{ "     TYPE", "     Extra=1\n     TYPE", 10, 1, "unknown key" },
		{ "Base Config", "Other", 10, 11, "Base Config File Type" },
	};
	struct syntax_err	 e;
	struct compcfg		 c;
	char			*text, row[32];
	size_t			 i;

	(void)state;
	no_prefix_is_accepted(takes_compcfg, licmtr, strlen(licmtr));
	assert_int_equal(compcfg_parse(licmtr, strlen(licmtr), &arena, &c,
	    &e), 0);
	assert_string_equal(c.lists.key[0].name, "NODE7");
	assert_int_equal(c.own.value[0].number, 900);
	for (i = 0; i < nitems(rows); i++) {
		text = replaced(licmtr, rows[i].old, rows[i].fresh);
		(void)compcfg_parse(text, strlen(text), &arena, &c, &e);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		complains(row, &e, rows[i].line, rows[i].column,
		    rows[i].words);
		free(text);
	}
}

static void
a_component_version_has_sixty_seven_bytes(void **state)
{
	static const char *const	 bad[] = {
		"[ComponentVersion]\r\nVersion=2\r\n[IDENT]\r\nTYPE=Compver\r\n",
		"[ComponentVersion]\r\n[IDENT]\r\nTYPE=Compver\r\n",
		"[ComponentVersion]\r\nVersion=2.00\r\n[IDENT]\r\nTYPE=x\r\n",
		"[ComponentVersion]\r\nVersion=2.00\r\n",
		("[ComponentVersion]\r\nVersion=2.00\r\n[IDENT]\r\n"
		    "TYPE=Compver\r\nMore=1\r\n"),
		"Version=2.00\r\n", "", "x",
	};
	static const char		 by_hand[] = "[componentversion]\n"
	    "version = 2.1\n\n[Ident]\ntype = compver\n";
	struct version			 v, again;
	struct syntax_err		 e;
	struct buf			 b;
	size_t				 i;

	(void)state;
	buf_init(&b, 1024);
	assert_true(version_parse("2.00.1493.2009", &v));
	compver_put(&b, &v);
	assert_int_equal(b.len, COMPVER_SIZE);
	assert_int_equal(compver_parse(b.data, b.len, &again, &e), 0);
	assert_int_equal(version_compare(&v, &again), 0);
	for (i = 0; i < b.len; i++)
		assert_int_not_equal(compver_parse(b.data, i, &again, &e), 0);
	for (i = 0; i < nitems(bad); i++)
		if (compver_parse(bad[i], strlen(bad[i]), &v, &e) == 0)
			fail_msg("row %zu", i);
	assert_int_equal(compver_parse(by_hand, strlen(by_hand), &again, &e),
	    0);
	buf_free(&b);
}

static void
a_master_may_say_what_belongs_to_its_version(void **state)
{
	static const char	 good[] = "[ComponentVersion]\r\n"
	    "Version=2.00.1493.3192\r\n[Files]\r\n"
	    "i386\\Apasetup.exe=394970\r\n"
	    "Alpha/x.exe=0, 00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff\r\n[IDENT]\r\nTYPE=Compver\r\n";
	static const char *const	 bad[] = {
		"Apasetup.exe=1", "i386\\..\\x=1", "i386\\=1", "\\x=1",
		"i386\\x=", "i386\\x=-1", "i386\\x=1 ,", "i386\\x=1,00",
		"i386\\x=1,", "i386\\x=99999999999999999999", "i386\\co:n=1",
		"i386\\x=1\r\ni386\\X=1", "i386\\nul=1",
		"i386\\x=1\r\n[Files]",
	};
	struct syntax_err	 e = { 0 };
	struct compver		 c;
	char			 text[256];
	size_t			 i;

	(void)state;
	assert_int_equal(compver_read(good, strlen(good), &arena, &c, &e), 0);
	assert_int_equal(c.nfile, 2);
	assert_string_equal(c.file[0].path, "i386/Apasetup.exe");
	assert_int_equal(c.file[0].size, 394970);
	assert_false(c.file[0].has_sha256);
	assert_true(c.file[1].has_sha256);
	assert_int_equal(c.file[1].sha256[31], 0xff);
	for (i = 0; i < strlen(good); i++)
		assert_int_not_equal(compver_read(good, i, &arena, &c, &e),
		    0);
	for (i = 0; i < nitems(bad); i++) {
		e = (struct syntax_err){ 0 };
		(void)snprintf(text, sizeof(text), "[ComponentVersion]\n"
		    "Version=2.00\n[Files]\n%s\n[IDENT]\nTYPE=Compver\n",
		    bad[i]);
		if (compver_read(text, strlen(text), &arena, &c, &e) == 0 ||
		    e.line == 0)
			fail_msg("row %zu: %s", i, bad[i]);
	}
	(void)snprintf(text, sizeof(text), "[ComponentVersion]\n"
	    "Version=2.00\n[IDENT]\nTYPE=Compver\n[Files]\ni386\\x=1\n");
	assert_int_not_equal(compver_read(text, strlen(text), &arena, &c, &e),
	    0);
}

static void
every_file_is_the_same_each_time_and_is_read_back(void **state)
{
	const struct published_file	*f;
	struct syntax_err		 e;
	char				*s, *again;
	size_t				 i, n;

	(void)state;
	f = published_files(&n);
	assert_int_equal(n, 5);
	for (i = 0; i < n; i++) {
		s = written(&f[i]);
		again = written(&f[i]);
		assert_string_equal(s, again);
		if (check(&f[i], s, strlen(s), &e) != 0)
			fail_msg("%s:%u: %s", f[i].path, e.line, e.text);
		free(s);
		free(again);
	}
}

static void
a_file_cut_at_any_byte_is_refused(void **state)
{
	const struct published_file	*f;
	struct syntax_err		 e;
	char				*s;
	size_t				 i, n, k;

	(void)state;
	f = published_files(&n);
	for (i = 0; i < n; i++) {
		s = written(&f[i]);
		for (k = 0; k < strlen(s); k++) {
			assert_int_equal(check(&f[i], s, k, &e), -EINVAL);
			assert_int_not_equal(e.line, 0);
		}
		free(s);
	}
}

static void
what_is_not_as_written_is_refused(void **state)
{
	static const struct {
		const char	*file, *old, *fresh, *words;
	} rows[] = {
		{ "Caplist.ini", "[CAP List]", "[CAPs]", "lacks [CAP List]" },
		{ "Caplist.ini", "CAP1", "CAP2", "unknown key \"CAP2\"" },
		{ "Caplist.ini", "CAP1", "CAP01", "unknown key" },
		{ "Caplist.ini", "CAP1", "     =x\r\nCAP1", "key=value" },
		{ "Caplist.ini", "CAP1", "CAP1 ", "key=value" },
		{ "Caplist.ini", "CAP1=", "CAP1= ", "a NAL path" },
		{ "Caplist.ini", "MSWNET", "SMBNET", "a NAL path" },
		{ "Caplist.ini", "[IDENT]", "x", "expected key=value" },
		{ "Caplist.ini", "[IDENT]", "[IDENT", "[section]" },
		{ "Caplist.ini", "[IDENT]", "[]", "[section]" },
		{ "Caplist.ini", "[IDENT]", "[cap list]", "already" },
		{ "Caplist.ini", "SiteCode=S01", "SiteCode=s01", "site code" },
		{ "Caplist.ini", "Serial=1", "Serial=-1", "a number" },
		{ "Caplist.ini", "Serial=1", "Serial=1\r\nserial=1",
		    "unknown key \"serial\"" },
		{ "Caplist.ini", "SiteCode=S01", "SiteCode=S01\r\nsitecode=S01",
		    "the key stands in the section already" },
		{ "Caplist.ini", "TYPE=CAP List", "TYPE=CAP Lisp", "CAP List" },
		{ "Caplist.ini", "TYPE=CAP List\r\n",
		    "TYPE=CAP List\r\n[More]\r\n", "on the last line" },
		{ "Caplist.ini", "[CAP List]", "CAP0=x\r\n[CAP List]",
		    "a [section] before the first key" },
		{ "Caplist.ini", "[CAP List]", "\x01[CAP List]", "control" },
		{ "NETCONF.NCF", "IP Subnet,", "IP Subnet", "a boundary" },
		{ "NETCONF.NCF", "IP Subnet", "Subnet", "a boundary" },
		{ "NETCONF.NCF", "255.255.0.0", "255.0.255.0", "mask" },
		{ "NETCONF.NCF", "10.1.0.0", "10.1.0.1", "a subnet, not" },
		{ "CLINTX86.OFR", "Components=5", "Components=4", "unknown" },
		{ "CLINTX86.OFR", "Components=5", "Components=6",
		    "[Offer 5] lacks Name" },
		{ "CLINTX86.OFR", "Components=5", "Components=4294967295",
		    "lacks Name" },
		{ "CLINTX86.OFR", "Directory=base", "Directory=..\\base",
		    "a folder name" },
		{ "CLINTX86.OFR", "2.00.1493.4009", "2", "a version" },
		{ "CLINTX86.OFR", "Flags=3", "Flags=three", "a number" },
		{ "Cli_inst.cfg", "Server=SITESRV", "Server=", "a computer" },
		{ "Cli_inst.cfg", "Domain=DEMO", "Domain=demo", "a domain" },
		{ "Cli_inst.cfg", "Parent=", "Parent=x", "a site code" },
		{ "Cli_inst.cfg", "DEMO\\SMSClient", "SMSClient", "account" },
		{ "Cli_inst.cfg", "BaseVersion=2.00", "BaseVersion=", "version" },
		{ "Cli_inst.cfg", "[Accounts]", "[Konten]",
		    "lacks [Accounts]" },
		{ "Clibase.cfg", "[Client Properties]", "[Klient]", "lacks" },
		{ "Clibase.cfg", "KeyFlags=0\r\n", "", "lacks KeyFlags" },
		{ "Clibase.cfg", "(minutes)=1380", "(minutes)=x", "a number" },
		{ "Clibase.cfg", "[IDENT]", "[Client Propertiesx]\r\n[IDENT]",
		    "unknown section" },
		{ "Clibase.cfg", "[IDENT]", "[Client Properties\\x]\r\n"
		    "KeyFlags=0\r\n(REG_MULTI_SZ) a=<b>c\r\n[IDENT]",
		    "texts in angle brackets" },
	};
	struct syntax_err	 e;
	char			*s, *text;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		s = written(file(rows[i].file));
		text = replaced(s, rows[i].old, rows[i].fresh);
		if (check(file(rows[i].file), text, strlen(text), &e) !=
		    -EINVAL || strstr(e.text, rows[i].words) == NULL)
			fail_msg("row %zu: %u: %s", i, e.line, e.text);
		free(s);
		free(text);
	}
}

static void
a_file_with_too_many_keys_is_refused(void **state)
{
	struct syntax_err	 e;
	struct buf		 b;
	struct caplist		 c;
	size_t			 i;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_str(&b, "[CAP List]\n");
	for (i = 0; i < INI_KEYS_MAX; i++)
		buf_fmt(&b, "k%zu=\n", i);
	assert_int_equal(caplist_parse(b.data, b.len, &arena, &c, &e),
	    -EINVAL);
	complains("keys", &e, INI_KEYS_MAX + 1, 1, "too many");
	buf_clear(&b);
	while (b.len <= INI_SIZE_MAX)
		buf_str(&b, "\n");
	assert_int_equal(caplist_parse(b.data, b.len, &arena, &c, &e),
	    -EINVAL);
	complains("size", &e, 1, 1, "at most 262144");
	buf_free(&b);
}

static int
tried(const char *old, const char *fresh, struct err *err)
{
	struct publication	 p = { .site = NULL };
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	char			*whole = read_source("conf/site.ct0");
	char			*text = replaced(whole, old, fresh);
	int			 error;

	if (sitectrl_parse(text, strlen(text), &f, &e) != 0 ||
	    site_view(&f, &s, &e) != 0)
		fail_msg("%u: %s", e.line, e.text);
	p.site = &s;
	error = published_try(&p, err);
	sitectrl_free(&f);
	free(whole);
	free(text);
	return error;
}

static void
a_site_that_cannot_be_published_is_told_so(void **state)
{
	struct err	 err = { 0 };

	(void)state;
	assert_int_equal(tried("S01", "S01", &err), 0);
	assert_int_equal(tried("<(REG_DWORD)Item Lifetime=11520>",
	    "<(REG_DWORD)Wakeup cycle=1>", &err), -EINVAL);
	assert_non_null(strstr(err.text, "base.CFG:"));
	assert_non_null(strstr(err.text, "already"));
	assert_int_equal(tried("<Copy Queue>\n        <(REG",
	    "<IDENT>\n        <(REG", &err), -EINVAL);
	assert_int_equal(tried("    PROPERTY <Orphan Limit (days)>",
	    "    BEGIN_PROPERTY_LIST\n<x>\n<(REG_SZ)a=1>\n<(REG_DWORD)A=2>\n"
	    "END_PROPERTY_LIST\nPROPERTY <Orphan Limit (days)>", &err),
	    -EINVAL);
	assert_non_null(strstr(err.text, "expected one value of this name"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caps_are_listed_with_their_nal_paths),
		cmocka_unit_test(the_enabled_boundaries_are_listed),
		cmocka_unit_test(
		    the_offer_names_active_components_that_have_a_directory),
		cmocka_unit_test(the_offer_names_what_lies_on_the_cap),
		cmocka_unit_test(
		    the_copy_list_changes_with_whatever_is_offered),
		cmocka_unit_test(an_installation_finds_site_caps_and_accounts),
		cmocka_unit_test(
		    the_accounts_published_are_those_of_the_director),
		cmocka_unit_test(
		    the_base_carries_properties_as_registry_values),
		cmocka_unit_test(a_component_carries_its_lists_as_sections),
		cmocka_unit_test(
		    a_component_carries_the_version_that_lies_on_the_cap),
		cmocka_unit_test(the_printed_form_of_a_component_is_read),
		cmocka_unit_test(a_component_version_has_sixty_seven_bytes),
		cmocka_unit_test(a_master_may_say_what_belongs_to_its_version),
		cmocka_unit_test(
		    every_file_is_the_same_each_time_and_is_read_back),
		cmocka_unit_test(a_file_cut_at_any_byte_is_refused),
		cmocka_unit_test(what_is_not_as_written_is_refused),
		cmocka_unit_test(a_file_with_too_many_keys_is_refused),
		cmocka_unit_test(a_site_that_cannot_be_published_is_told_so),
	};

	return cmocka_run_group_tests(tests, read_site, free_site);
}
