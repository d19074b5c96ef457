/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include "protocol/sms/nalpath.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/regvalue.h"
#include "protocol/sms/roles.h"
#include "protocol/sms/version.h"

struct name_row {
	const char	*(*check)(const char *);
	const char	*text;
	bool		 ok;
};

static void
r27_names_follow_their_rules(void **state)
{
	static const struct name_row rows[] = {
		{ name_site_code, "S01", true },
		{ name_site_code, "999", true },
		{ name_site_code, "s01", false },
		{ name_site_code, "S0", false },
		{ name_site_code, "", false },
		{ name_site_code, "S011", false },
		{ name_site_code, "S 1", false },
		{ name_site_code, "S\xc3\x96", false },
		{ name_site_code, "AUX", false },
		{ name_site_code, "CON", false },
		{ name_site_code, "NUL", false },
		{ name_site_code, "PRN", false },
		{ name_computer, "SITESRV", true },
		{ name_computer, "PC-17_A", true },
		{ name_computer, "123456789012345", true },
		{ name_computer, "1234567890123456", false },
		{ name_computer, "", false },
		{ name_computer, "Sitesrv", false },
		{ name_computer, "SITE.SRV", false },
		{ name_computer, "SITESRV ", false },
		{ name_computer, "SITE\\SRV", false },
		{ name_computer, "SITE\tSRV", false },
		{ name_account, "DEMO\\SMSClient_00001", true },
		{ name_account, "D\\1234567890123456789012345678901", true },
		{ name_account, "D\\12345678901234567890123456789012", false },
		{ name_account, "SMSClient_00001", false },
		{ name_account, "\\SMSClient_00001", false },
		{ name_account, "DEMO\\", false },
		{ name_account, "DEMO\\a\\b", false },
		{ name_account, "demo\\SMSClient_00001", false },
		{ name_account, "DEMO\\ SMSClient", false },
		{ name_account, "DEMO\\SMSClient ", false },
		{ name_account, "DEMO\\SMSClient.", false },
		{ name_account, "DEMO\\SMS@Client", false },
		{ name_account, "DEMO\\smsclitoknacct&", false },
		{ name_account, "DEMO\\SMSCliSvcAcct&", false },
		{ name_account, "DEMO\\SMSCCMBootAcct&", false },
		{ name_account, "DEMO\\SMSCliToknLocalAcct&", false },
		{ name_account, "DEMO\\SMS#_PC17", false },
		{ name_account, "DEMO\\sms&_pc17", false },
		{ name_account, "DEMO\\SMS_PC17", true },
		{ name_label, "Client Properties", true },
		{ name_label, "", false },
		{ name_label, " x", false },
		{ name_label, "x ", false },
		{ name_label, "x\t", false },
		{ name_folder, "hinv", true },
		{ name_folder, "a.b", true },
		{ name_folder, "..", false },
		{ name_folder, ".", false },
		{ name_folder, "a/b", false },
		{ name_folder, "a\\b", false },
		{ name_folder, "c:", false },
		{ name_folder, "nul", false },
		{ name_folder, "Com1.txt", false },
		{ name_folder, "lpt9", false },
		{ name_folder, "com0", true },
		{ name_folder, "comx", true },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if ((rows[i].check(rows[i].text) == NULL) != rows[i].ok)
			fail_msg("row %zu: \"%s\"", i, rows[i].text);
}

static void
a_new_name_is_not_mistaken_for_another(void **state)
{
	static const char *const	 bad[] = {
		"everyone", "Everyone", "SYSTEM", "Creator Owner",
		"Site\xc2\xa0Operator",		/* a blank that does not break */
		"\xef\xbc\xb3iteOperator",	/* a wide S */
		"Site\xe2\x80\x8bOperator",	/* a blank without width */
		"Site\xe2\x80\xaeOperator",	/* right to left */
		"Site\xe3\x80\x80Operator", "Site\xef\xbb\xbfOperator"
	};
	static const char *const	 good[] = {
		"SiteOperator", "Site Operator", "J\xc3\xbcrgen", "Everyone2",
		"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"
	};
	size_t				 i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(name_distinct(bad[i]));
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(name_distinct(good[i]));
}

static void
r28_numbers_are_digits_and_nothing_else(void **state)
{
	static const struct {
		const char	*text;
		bool		 ok;
	} rows[] = {
		{ "0", true }, { "7", true }, { "4294967295", true },
		{ "4294967296", false }, { "99999999999999999999", false },
		{ "", false }, { "00", false }, { "01", false },
		{ "-1", false }, { "+1", false }, { " 1", false },
		{ "1 ", false }, { "0x1", false }, { "1.0", false },
	};
	uint64_t	 big;
	uint32_t	 n;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		if (number_u32(rows[i].text, &n) != rows[i].ok)
			fail_msg("row %zu: \"%s\"", i, rows[i].text);
	assert_true(number_u64("18446744073709551615", 20, UINT64_MAX, &big));
	assert_true(big == UINT64_MAX);
	assert_false(number_u64("18446744073709551616", 20, UINT64_MAX, &big));
	assert_true(number_u64("3", 1, 3, &big));
	assert_false(number_u64("4", 1, 3, &big));
	assert_true(number_padded("007", 3, 3, &n) && n == 7);
	assert_false(number_padded("0007", 4, 3, &n));
}

static void
versions_compare_field_by_field(void **state)
{
	/* Rising; equal ones stand on one row. */
	static const char *const	 rising[][2] = {
		{ "1.2", "1.02.0.0" },
		{ "2.00.1239.0000", "2.0.1239" },
		{ "2.00.1380.1", "2.00.1380.0001" },
		{ "2.00.1380.1072", "2.00.1380.1072" },
		{ "2.00.1380.2004", "2.00.1380.2004" },
		{ "2.00.1493.999", "2.00.1493.0999" },
		{ "2.00.1493.2009", "2.0.1493.2009" },
		{ "2.00.1493.10000", "2.00.1493.10000" },
		{ "698.0012", "698.12" },
		{ "1085.0005", "1085.5" },
	};
	struct version			 a, b, last = { .nfield = 2 };
	char				 text[VERSION_TEXT_SIZE];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(rising); i++) {
		assert_true(version_parse(rising[i][0], &a));
		assert_true(version_parse(rising[i][1], &b));
		assert_int_equal(version_compare(&a, &b), 0);
		assert_true(version_compare(&last, &a) < 0);
		assert_true(version_compare(&a, &last) > 0);
		assert_true(version_parse(version_text(&a, text), &b));
		assert_memory_equal(&a, &b, sizeof(a));
		last = a;
	}
	assert_true(version_parse("2.0.1493.2009", &a));
	assert_string_equal(version_text(&a, text), "2.00.1493.2009");
	assert_true(version_parse("698.12", &a));
	assert_string_equal(version_text(&a, text), "698.0012");
	assert_true(version_parse("65535.65535.65535.65535", &a));
	assert_string_equal(version_text(&a, text), "65535.65535.65535.65535");
}

static void
what_is_no_version_is_refused(void **state)
{
	static const char *const	 bad[] = {
		"", "2", "2.", ".2", "2..1", "2.00.1493.", "2.00.1493.2009.1",
		"2.00.1493.65536", "2.00.1493.100000", "2.00.1493.-1",
		"2.00.1493.2009 ", " 2.00", "2,00", "2.0a", "()",
	};
	struct version			 v;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		if (version_parse(bad[i], &v))
			fail_msg("\"%s\" was accepted", bad[i]);
}

static const char	cap_path[] =
    "[\"Display=\\\\NODE7\\\"]MSWNET:[\"SMS_SITE=A01\",\"PREFERRED\"]"
    "\\\\NODE7\\CAP_A01\\";

static void
a_nal_path_is_taken_apart_and_put_together(void **state)
{
	static const char *const	 canonical[] = {
		cap_path,
		"ABEXPRT:\\\\CAP List for site A01\\clidata.box\\",
		"MSWNET:[\"SMS_SITE=A01\"]\\\\NODE7\\CAP_A01",
		"NWBIND:[\"SMS_SITE=A01\",\"TREE=x\"]\\\\SRV\\VOL\\CAP_A01\\",
		"LOCAL:C:\\SMS",
	};
	struct nalpath			 p;
	char				 server[64], share[81];
	struct buf			 b;
	size_t				 i;

	(void)state;
	buf_init(&b, 4096);
	for (i = 0; i < nitems(canonical); i++) {
		assert_true(nalpath_parse(canonical[i], &p));
		buf_clear(&b);
		nalpath_put(&b, &p);
		assert_string_equal(buf_text(&b), canonical[i]);
	}
	assert_true(nalpath_parse("[\"DISPLAY=\\\\NODE7\\\"]mswnet:"
	    "[\"sms_site=a01\", \"preferred\"]\\\\NODE7\\CAP_A01\\", &p));
	assert_string_equal(p.site, "A01");
	assert_true(p.preferred);
	assert_true(nalpath_unc(&p, server, share));
	assert_string_equal(server, "NODE7");
	assert_string_equal(share, "CAP_A01");
	buf_clear(&b);
	nalpath_put(&b, &p);
	assert_string_equal(buf_text(&b), cap_path);
	buf_free(&b);
}

static void
what_is_no_nal_path_is_refused(void **state)
{
	static const char *const	 bad[] = {
		"", "MSWNET", "MSWNET:", "\\\\NODE7\\CAP_A01", "MSNET:\\\\a\\b",
		"[\"Display=\"]MSWNET:\\\\a\\b", "[\"Display=x\"MSWNET:\\\\a",
		"[\"Display=x]MSWNET:\\\\a\\b", "MSWNET:[]\\\\a\\b",
		"MSWNET:[\"SMS_SITE=A01\"\\\\a\\b",
		"MSWNET:[\"SMS_SITE=A01\",]\\\\a\\b",
		"MSWNET:[\"SMS_SITE=A1\"]\\\\a\\b",
		"MSWNET:[\"SMS_SITE=A01\",\"SMS_SITE=A02\"]\\\\a\\b",
		"MSWNET:[\"SMS_SITE=AUX\"]\\\\a\\b",
		"MSWNET:[\"a\",\"b\",\"c\",\"d\",\"e\"]\\\\a\\b",
		"MSWNET:\\\\a\\b\"", "MSWNET:\\\\a\\b\n", "MSWNET:\\\\a\\<b",
		"MSWNET:[\"a\tb\"]\\\\a\\b", "MSWNET:\\\\a\\\xff",
	};
	char				 server[64], share[81], deep[400];
	struct nalpath			 p;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		if (nalpath_parse(bad[i], &p))
			fail_msg("%s was accepted", bad[i]);
	memset(deep, 'x', sizeof(deep));
	memcpy(deep, "MSWNET:", 7);
	deep[7 + 260] = '\0';
	assert_true(nalpath_parse(deep, &p));
	assert_false(nalpath_unc(&p, server, share));
	deep[7 + 260] = 'x';
	deep[7 + 261] = '\0';
	assert_false(nalpath_parse(deep, &p));
}

static void
boundaries_are_networks_not_addresses(void **state)
{
	static const struct {
		enum boundary_type	 type;
		const char		*network, *mask;
		bool			 ok;
	} rows[] = {
		{ BOUNDARY_IP_SUBNET, "10.1.0.0", "255.255.0.0", true },
		{ BOUNDARY_IP_SUBNET, "10.1.0.0", "", true },
		{ BOUNDARY_IP_SUBNET, "192.168.7.128", "255.255.255.128", true },
		{ BOUNDARY_IP_SUBNET, "192.168.7.129", "255.255.255.128", false },
		{ BOUNDARY_IP_SUBNET, "10.1.0.0", "255.0.255.0", false },
		{ BOUNDARY_IP_SUBNET, "10.1.0.0", "0.0.0.0", false },
		{ BOUNDARY_IP_SUBNET, "0.0.0.0", "", false },
		{ BOUNDARY_IP_SUBNET, "10.1.0", "", false },
		{ BOUNDARY_IP_SUBNET, "10.1.0.256", "", false },
		{ BOUNDARY_IP_SUBNET, "10.01.0.0", "", false },
		{ BOUNDARY_IP_SUBNET, "10.1.0.0 ", "", false },
		{ BOUNDARY_IPX_NETWORK, "0000A1B2", "", true },
		{ BOUNDARY_IPX_NETWORK, "0000A1B2", "255.0.0.0", false },
		{ BOUNDARY_IPX_NETWORK, "00000000", "", false },
		{ BOUNDARY_IPX_NETWORK, "A1B2", "", false },
		{ BOUNDARY_IPX_NETWORK, "0000A1BG", "", false },
	};
	struct boundary	 b;
	char		 text[BOUNDARY_TEXT_SIZE];
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if ((boundary_parse(rows[i].type, rows[i].network,
		    rows[i].mask, &b) == NULL) != rows[i].ok)
			fail_msg("row %zu", i);
		if (!rows[i].ok)
			continue;
		boundary_network(&b, text);
		assert_string_equal(text, rows[i].network);
		boundary_mask(&b, text);
		assert_string_equal(text, rows[i].mask);
	}
}

static void
registry_values_are_typed(void **state)
{
	static const char *const	 bad[] = {
		"", "Name=1", "(REG_DWORD", "(REG_DWORD)", "(REG_DWORD)=1",
		"(REG_DWORD)Name", "(REG_DWORD)Name=", "(REG_DWORD)Name=x",
		"(REG_DWORD)Name=4294967296", "(REG_BINARY)Name=1",
		"(REG_DWORD)Name =1", "( REG_SZ)Name=1",
	};
	struct regvalue			 v;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		if (regvalue_parse(bad[i], &v))
			fail_msg("%s was accepted", bad[i]);
	assert_true(regvalue_parse("(REG_DWORD)Item Lifetime=11520", &v));
	assert_int_equal(v.type, REG_DWORD);
	assert_int_equal(v.number, 11520);
	assert_int_equal(v.name_len, strlen("Item Lifetime"));
	assert_true(regvalue_parse("(reg_sz) Servers=A=B", &v));
	assert_int_equal(v.type, REG_SZ);
	assert_string_equal(v.text, "A=B");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r27_names_follow_their_rules),
		cmocka_unit_test(a_new_name_is_not_mistaken_for_another),
		cmocka_unit_test(r28_numbers_are_digits_and_nothing_else),
		cmocka_unit_test(versions_compare_field_by_field),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(a_nal_path_is_taken_apart_and_put_together),
		cmocka_unit_test(what_is_no_nal_path_is_refused),
		cmocka_unit_test(boundaries_are_networks_not_addresses),
		cmocka_unit_test(registry_values_are_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
