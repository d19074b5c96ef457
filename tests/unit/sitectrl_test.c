/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sms.h"

#include <errno.h>

#include "protocol/sms/angle.h"
#include "protocol/sms/sitectrl.h"

/* Line 1 is the header; rows below count on these numbers. */
static const char	small[] =
    "SITE CONTROL FILE [1493][2.00]\n"		/* 1 */
    "BEGIN_FILE_DEFINITION\n"
    "    <1>\n"
    "    <a comment>\n"
    "    <S01>\n"				/* 5 */
    "    <S01>\n"
    "    <899272800>\n"
    "    <7>\n"
    "END_FILE_DEFINITION\n"
    "\n"					/* 10 */
    "BEGIN_CLIENT_COMPONENT\n"
    "    <Sample Agent>\n"
    "    <1>\n"
    "    SITE_KEY_FLAGS <0>\n"
    "    TARGET_PLATFORM <ALL>\n"		/* 15 */
    "    PROPERTY <Poll (minutes)><REG_DWORD><><240>\n"
    "    PROPERTY <Schedule><REG_SZ><00C1170000100038><0>\n"
    "    BEGIN_PROPERTY_LIST\n"
    "        <Sample Limits>\n"
    "        <(REG_DWORD)Max Files=25>\n"	/* 20 */
    "    END_PROPERTY_LIST\n"
    "    BEGIN_CLIENT_REG_MULTI_STRING_LIST\n"
    "        <Sample Hosts><Sample Limits>\n"
    "        SITE_KEY_FLAGS <3>\n"
    "        <NODE7>\n"				/* 25 */
    "        <NODE8>\n"
    "    END_CLIENT_REG_MULTI_STRING_LIST\n"
    "END_CLIENT_COMPONENT\n"
    "\n"
    "BEGIN_ODDITY\n"				/* 30 */
    "  anything < at all\n"
    "    PROPERTY <x\n"
    "\n"
    "END_ODDITY\n"
    "\n"					/* 35 */
    "END_OF_FILE\n";

static bool
accepts(const uint8_t *text, size_t len)
{
	struct syntax_err	 e;
	struct scf		 f;
	bool			 ok = sitectrl_parse(text, len, &f, &e) == 0;

	if (ok != (e.line == 0))
		fail_msg("%s with line %u", ok ? "taken" : "refused", e.line);
	sitectrl_free(&f);
	return ok;
}

static void
take(const char *text, struct scf *f)
{
	struct syntax_err	 e;
	uint8_t			*p = exact(text, strlen(text));

	if (sitectrl_parse(p, strlen(text), f, &e) != 0)
		fail_msg("%u:%u: %s", e.line, e.column, e.text);
	free(p);
}

static void
a_file_becomes_a_tree(void **state)
{
	const struct scf_attr	*a;
	const struct scf_item	*it;
	struct scf		 f;

	(void)state;
	take(small, &f);
	assert_string_equal(f.build, "1493");
	assert_string_equal(f.syntax, "2.00");
	assert_int_equal(f.type, SCF_ACTUAL);
	assert_string_equal(f.comment, "a comment");
	assert_string_equal(f.for_site, "S01");
	assert_int_equal(f.time, 899272800);
	assert_int_equal(f.serial, 7);
	it = sitectrl_find(&f, "client_component", "SAMPLE AGENT");
	assert_non_null(it);
	assert_int_equal(it->line, 11);
	assert_string_equal(it->head[1].s, "1");
	assert_int_equal(item_key_flags(it), 0);
	a = item_property(it, "poll (MINUTES)");
	assert_non_null(a);
	assert_string_equal(a->value1.s, "REG_DWORD");
	assert_int_equal(a->number, 240);
	assert_int_equal(a->value1.column, 30);
	a = item_list(it, "Sample Limits");
	assert_string_equal(STAILQ_FIRST(&a->texts)->s,
	    "(REG_DWORD)Max Files=25");
	a = item_multi(it, "Sample Limits", "Sample Hosts");
	assert_int_equal(a->number, 3);
	assert_string_equal(STAILQ_NEXT(STAILQ_FIRST(&a->texts), next)->s,
	    "NODE8");
	assert_null(item_property(it, "Poll"));
	assert_null(sitectrl_find(&f, "COMPONENT", NULL));
	assert_null(sitectrl_next(it));
	sitectrl_free(&f);
}

static void
an_unknown_item_is_printed_back_as_it_was(void **state)
{
	const struct scf_item	*it;
	struct scf		 f;
	struct buf		 b;

	(void)state;
	take(small, &f);
	it = sitectrl_find(&f, "Oddity", NULL);
	assert_non_null(it);
	assert_null(it->kind);
	buf_init(&b, 1 << 20);
	sitectrl_print(&f, &b);
	assert_non_null(strstr(buf_text(&b), "\r\nBEGIN_ODDITY\r\n"
	    "  anything < at all\r\n    PROPERTY <x\r\n\r\nEND_ODDITY\r\n"));
	buf_free(&b);
	sitectrl_free(&f);
}

static void
an_unknown_block_in_a_known_item_is_kept(void **state)
{
	char		*text = replaced(small, "    BEGIN_PROPERTY_LIST\n",
	    "    BEGIN_NOVELTY\n\t<<x\n    end_novelty  \n"
	    "    BEGIN_PROPERTY_LIST\n");
	struct scf	 f;
	struct buf	 b;

	(void)state;
	take(text, &f);
	buf_init(&b, 1 << 20);
	sitectrl_print(&f, &b);
	assert_non_null(strstr(buf_text(&b),
	    "    BEGIN_NOVELTY\r\n\t<<x\r\n    end_novelty  \r\n"));
	buf_free(&b);
	sitectrl_free(&f);
	free(text);
}

static void
keywords_come_in_any_case_and_values_on_any_line(void **state)
{
	static const char	 odd[] =
	    "\r\nsite control file [1493][2.00]  \r\n"
	    "begin_File_Definition\r\n<1><a comment> <S01>\r\n\r\n"
	    "<S01>\t<899272800><7>\r\nend_file_definition\r\n"
	    "Begin_Client_Component\r\n<Sample Agent> <1>\r\n"
	    "site_key_flags<0>\r\nTarget_Platform <ALL>\r\n"
	    "Property <Poll (minutes)> <REG_DWORD> <> <240>\r\n"
	    "Property <Schedule><REG_SZ><00C1170000100038><0>\r\n"
	    "begin_property_list\r\n<Sample Limits>\r\n"
	    "<(REG_DWORD)Max Files=25>\r\nend_property_list\r\n"
	    "begin_client_reg_multi_string_list\r\n"
	    "<Sample Hosts><Sample Limits>\r\nsite_key_flags <3>\r\n"
	    "<NODE7><NODE8>\r\nend_client_reg_multi_string_list\r\n"
	    "end_client_component\r\n"
	    "BEGIN_ODDITY\n  anything < at all\n    PROPERTY <x\n\n"
	    "END_ODDITY\nend_of_file\r\n\r\n";
	struct scf		 f, g;

	(void)state;
	take(small, &f);
	take(odd, &g);
	assert_true(sitectrl_equal(&f, &g));
	sitectrl_free(&f);
	sitectrl_free(&g);
}

/* Q271885, Q278334: another case is the same site, the same computer. */
static void
codes_and_computers_are_kept_in_upper_case(void **state)
{
	char			*text = replaced(small, "END_OF_FILE",
	    "BEGIN_SITE_DEFINITION\n<s01><Site s01><node7><Plant><p01>\n"
	    "END_SITE_DEFINITION\nBEGIN_COMPONENT\n<sms_x><node7><0>\n"
	    "END_COMPONENT\nEND_OF_FILE");
	const struct scf_item	*it;
	struct scf		 f;

	(void)state;
	take(text, &f);
	it = sitectrl_find(&f, "SITE_DEFINITION", NULL);
	assert_string_equal(it->head[0].s, "S01");
	assert_string_equal(it->head[1].s, "Site s01");
	assert_string_equal(it->head[2].s, "NODE7");
	assert_string_equal(it->head[3].s, "PLANT");
	assert_string_equal(it->head[4].s, "P01");
	it = sitectrl_find(&f, "COMPONENT", NULL);
	assert_string_equal(it->head[0].s, "sms_x");
	assert_string_equal(it->head[1].s, "NODE7");
	sitectrl_free(&f);
	free(text);
}

static const struct {
	const char	*old, *fresh;
	uint32_t	 line, column;
	const char	*words;
} bad[] = {
	{ "SITE CONTROL", "SIGHT CONTROL", 1, 1, "expected SITE CONTROL" },
	{ "[1493]", "[]", 1, 1, "expected SITE CONTROL" },
	{ "[1493]", "[14x3]", 1, 1, "expected SITE CONTROL" },
	{ "[2.00]", "[2.00", 1, 1, "expected SITE CONTROL" },
	{ "[2.00]", "[2.00] x", 1, 1, "expected SITE CONTROL" },
	{ "[2.00]", "[1234567890123456789012345]", 1, 1, "expected SITE" },
	{ "SITE", "\xef\xbb\xbfSITE", 1, 1, "byte order mark" },
	{ "BEGIN_FILE_DEFINITION", "BEGIN_FILE", 2, 1,
	    "expected BEGIN_FILE_DEFINITION, found BEGIN_FILE" },
	{ "    <1>\n", "    <5>\n", 3, 5, "file type \"5\": expected a file" },
	{ "    <1>\n", "    <one>\n", 3, 5, "file type" },
	{ "    <1>\n", "    <4>\n", 11, 1, "holds transactions only" },
	{ "    <S01>\n", "    <s01>\n", 0, 0, NULL },
	{ "    <S01>\n", "    <aux>\n", 5, 5, "other than AUX" },
	{ "    <S01>\n", "    <AUX>\n", 5, 5, "other than AUX" },
	{ "    <S01>\n", "    <S01\n", 5, 9, "expected '>'" },
	{ "    <S01>\n", "    <S0<1>\n", 5, 8, "expected '>'" },
	{ "    <S01>\n", "    <S01> x\n", 5, 11, "found \"x\"" },
	{ "    <S01>\n", "    S01>\n", 5, 8, "found \">\"" },
	{ "<899272800>", "<-1>", 7, 5, "seconds since 1970" },
	{ "<899272800>", "<08>", 7, 5, "seconds since 1970" },
	{ "    <7>\n", "    <4294967296>\n", 8, 5, "serial number" },
	{ "    <7>\n", "", 8, 1, "expected <serial number>" },
	{ "    <7>\n", "    <7><8>\n", 8, 5, "END" },
	{ "END_FILE_DEFINITION", "END_FILE", 9, 1,
	    "expected END_FILE_DEFINITION, found END_FILE" },
	{ "\n\n", "\nPROPERTY <a><b><c><1>\n\n", 10, 1,
	    "expected an item (BEGIN_...) or END_OF_FILE, found PROPERTY" },
	{ "\n\n", "\n<x>\n\n", 10, 1, "found a value" },
	{ "\n\n", "\nBEGIN_ <x>\n\n", 10, 1, "expected an item" },
	{ "BEGIN_CLIENT_COMPONENT", "BEGIN_CLIENT_COMPONENT <x>", 11, 1,
	    "takes 0 values, found 1" },
	{ "<Sample Agent>", "<>", 12, 5, "name \"\": expected a name of 1" },
	{ "<Sample Agent>", "<Sample Agent >", 12, 5, "without blanks" },
	{ "<Sample Agent>", "<\tSample Agent>", 12, 5, "without blanks" },
	{ "<Sample Agent>", "<Sample\vAgent>", 12, 12, "control character" },
	{ "<Sample Agent>", "<Sample\177Agent>", 12, 12, "control character" },
	{ "<Sample Agent>", "<Sample \xffgent>", 12, 13, "not UTF-8" },
	{ "<Sample Agent>", "<Sample \xc3>", 12, 13, "not UTF-8" },
	{ "    <1>\n    SITE", "    SITE", 13, 5, "expected <flags>" },
	{ "    <1>\n    SITE", "    <1><2>\n    SITE", 13, 5,
	    "expected an attribute" },
	{ "    <1>\n    SITE", "    <x1>\n    SITE", 13, 5, "flags \"x1\"" },
	{ "FLAGS <0>", "FLAGS", 14, 5, "SITE_KEY_FLAGS takes 1 value, " },
	{ "FLAGS <0>", "FLAGS <0> <0>", 14, 5, "found 2" },
	{ "FLAGS <0>", "FLAGS <>", 14, 20, "expected a number" },
	{ "TARGET_PLATFORM <ALL>", "TARGET_PLATFORM <>", 15, 21, "platform" },
	{ "TARGET_PLATFORM <ALL>", "SITE_KEY_FLAGS <1>", 15, 5,
	    "stands in line 14 already" },
	{ "TARGET_PLATFORM <ALL>", "TARGET <ALL>", 15, 5,
	    "expected PROPERTY, SITE_KEY_FLAGS, TARGET_PLATFORM, a list or "
	    "END_CLIENT_COMPONENT, found TARGET" },
	{ "TARGET_PLATFORM <ALL>", "BEGIN_\nEND_", 15, 5, "found BEGIN_" },
	{ "TARGET_PLATFORM <ALL>", "TARGET_PLATFORM <><><><><><><><><>", 15,
	    37, "more than 8 values" },
	{ "TARGET_PLATFORM <ALL>", "BEGIN_789012345678901234567890123456789"
	    "0123456789012345678901234", 15, 5, "fewer than 64 characters" },
	{ "TARGET_PLATFORM <ALL>", "BEGIN_X\nEND_X\nBEGIN_X\nEND_X", 0, 0,
	    NULL },
	{ "TARGET_PLATFORM <ALL>", "TARGET_PLATFORM <i386>\n"
	    "TARGET_PLATFORM <Alpha>", 0, 0, NULL },
	{ "TARGET_PLATFORM <ALL>", "TARGET_PLATFORM <i386>\n"
	    "TARGET_PLATFORM <I386>", 16, 17, "stands in line 15 already" },
	{ "TARGET_PLATFORM <ALL>", "END_COMPONENT", 15, 5, "END_COMPONENT" },
	{ "<><240>", "<240>", 16, 5, "PROPERTY takes 4 values, found 3" },
	{ "<><240>", "<><240><1>", 16, 5, "found 5" },
	{ "<><240>", "<><24o>", 16, 43, "expected a number" },
	{ "<><240>", "<240><0>", 16, 41, "expected <> here" },
	{ "<REG_DWORD>", "<REG_BINARY>", 16, 30, "REG_DWORD or REG_SZ" },
	{ "Poll (minutes)", "Schedule", 17, 14, "stands in line 16 already" },
	{ "Poll (minutes)", "schedule", 17, 14, "stands in line 16 already" },
	{ "Poll (minutes)", "Poll=minutes", 16, 14, "a name without '='" },
	{ "Poll (minutes)", "Travel Mode Switch", 16, 14, "0 off, 1 always" },
	{ "Poll (minutes)><REG_DWORD><><240", "Travel Mode Switch><REG_DWORD>"
	    "<><2", 16, 14, "0 off, 1 always" },
	{ "Poll (minutes)><REG_DWORD><><240", "Travel Mode Switch><REG_DWORD>"
	    "<><8", 0, 0, NULL },
	{ "<REG_DWORD>", "<REG_MULTI_SZ>", 16, 30, "REG_DWORD or REG_SZ" },
	{ "Poll (minutes)", "Component Version", 16, 14, "expected a REG_SZ" },
	{ "Poll (minutes)", "Polling Interval (minutes)", 16, 0, NULL },
	{ "0038><0>", "0038><1>", 17, 32, "expected <0>" },
	{ "0038><0>", "0039><0>", 17, 0, NULL },
	{ "0038><0>", "003F><0>", 17, 32, "expected a schedule" },
	{ "        <Sample Limits>\n", "        <Sample><Limits>\n", 19, 9,
	    "the list's name alone" },
	{ "        <Sample Limits>\n", "    PROPERTY <a><b><c><1>\n", 19, 5,
	    "the list's name alone on its line, found PROPERTY" },
	{ "        <Sample Limits>\n", "        <>\n", 19, 9, "list" },
	{ "(REG_DWORD)Max", "REG_DWORD)Max", 20, 9, "(REG_DWORD)name=number" },
	{ "(REG_DWORD)Max", "(REG_MULTI_SZ)Max", 20, 9, "(REG_SZ)name=text" },
	{ "    BEGIN_PROPERTY_LIST\n", "BEGIN_CLIENT_REG_MULTI_STRING_LIST\n"
	    "<Sample Hosts><Other List>\nSITE_KEY_FLAGS <0>\n"
	    "END_CLIENT_REG_MULTI_STRING_LIST\n    BEGIN_PROPERTY_LIST\n", 0,
	    0, NULL },
	{ "    BEGIN_PROPERTY_LIST\n", "BEGIN_CLIENT_REG_MULTI_STRING_LIST\n"
	    "<sample hosts><sample limits>\nSITE_KEY_FLAGS <0>\n"
	    "END_CLIENT_REG_MULTI_STRING_LIST\n    BEGIN_PROPERTY_LIST\n", 27,
	    9, "\"Sample Hosts\" stands in line 19 already" },
	{ "Files=25", "Files=many", 20, 9, "(REG_DWORD)name=number" },
	{ "    END_PROPERTY_LIST\n", "", 21, 5,
	    "expected a value or the END of the list, found BEGIN_CLIENT" },
	{ "    END_PROPERTY_LIST\n", "    END_PROPERTY_LIST <1>\n", 21, 5,
	    "takes 0 values" },
	{ "Hosts><Sample Limits", "Hosts", 23, 9, "one line" },
	{ "        SITE_KEY_FLAGS <3>\n", "", 24, 9,
	    "expected SITE_KEY_FLAGS, found a value" },
	{ "END_CLIENT_COMPONENT\n\nBEGIN_ODDITY", "BEGIN_ACCOUNT", 28, 1,
	    "or END_CLIENT_COMPONENT, found BEGIN_ACCOUNT" },
	{ "END_CLIENT_COMPONENT\n", "", 35, 1, "found END_OF_FILE" },
	{ "END_ODDITY\n", "", 35, 1,
	    "ends inside the ODDITY that starts in line 30: expected END_O" },
	{ "END_OF_FILE\n", "", 35, 1, "without END_OF_FILE" },
	{ "END_OF_FILE\n", "END_OF_FILE <1>\n", 36, 1, "takes 0 values" },
	{ "END_OF_FILE\n", "END_OF_FILE\n\nx\n", 38, 1, "expected nothing" },
	{ "END_OF_FILE\n", "END_OF_FILE", 36, 12, "middle of a line" },
	{ "END_OF_FILE\n", "BEGIN_CLIENT_COMPONENT\n<sample agent><2>\n"
	    "END_CLIENT_COMPONENT\nEND_OF_FILE\n", 36, 1,
	    "CLIENT_COMPONENT \"sample agent\" stands in line 11 already" },
	{ "END_OF_FILE\n", "BEGIN_TRANSACTION\n<SET><x><><><0>\n"
	    "END_TRANSACTION\nEND_OF_FILE\n", 36, 1,
	    "holds no transactions, not TRANSACTION" },
	{ "END_OF_FILE\n", "BEGIN_ACCOUNT\n<Client Connection>\n"
	    "<DEMO\\SMSCliToknAcct&>\n<0>\nEND_ACCOUNT\nEND_OF_FILE\n",
	    38, 1, "belongs to the SMS client software" },
	{ "END_OF_FILE\n", "BEGIN_SYSTEM_RESOURCE_USE\n<SMS CAP>\n", 37, 1,
	    "expected a role" },
};

static void
what_is_wrong_is_told_with_line_and_column(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;
	char			*text, row[32];
	uint8_t			*p;
	size_t			 i;
	int			 error;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		text = replaced(small, bad[i].old, bad[i].fresh);
		p = exact(text, strlen(text));
		error = sitectrl_parse(p, strlen(text), &f, &e);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		if (bad[i].words == NULL) {
			if (error != 0)
				fail_msg("%s: %u: %s", row, e.line, e.text);
		} else
			complains(row, &e, bad[i].line, bad[i].column,
			    bad[i].words);
		if (error != 0) {
			assert_true(STAILQ_EMPTY(&f.items));
			assert_int_equal(f.arena.used, 0);
		}
		sitectrl_free(&f);
		free(p);
		free(text);
	}
}

static void
a_file_cut_at_any_byte_is_refused_with_a_line(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;
	char			*text = read_source("conf/site.ct0");
	size_t			 n, len = strlen(text);
	uint32_t		 lines = 1;
	uint8_t			*p;

	(void)state;
	no_prefix_is_accepted(accepts, small, strlen(small));
	assert_true(accepts((const uint8_t *)text, len));
	for (n = 0; n < len; n++) {
		p = exact(text, n);
		assert_int_not_equal(sitectrl_parse(p, n, &f, &e), 0);
		if (e.line == 0 || e.line > lines || e.text[0] == '\0')
			fail_msg("cut at %zu: line %u", n, e.line);
		lines += text[n] == '\n';
		free(p);
	}
	free(text);
}

static void
a_file_without_a_byte_has_a_complaint_too(void **state)
{
	struct syntax_err	 e;
	struct scf		 f;

	(void)state;
	assert_int_not_equal(sitectrl_parse("", 0, &f, &e), 0);
	complains("empty", &e, 1, 1, "the file is empty");
	assert_int_not_equal(sitectrl_parse("\n\n", 2, &f, &e), 0);
	assert_int_equal(e.line, 2);
}

/* `small' with n pieces in the place of its end: the i-th holds an i. */
static int
with_many(size_t n, void (*put)(struct buf *, size_t), const char *begin,
    const char *end, struct syntax_err *e)
{
	struct scf	 f;
	struct buf	 b;
	size_t		 i;
	int		 error;

	buf_init(&b, 16 << 20);
	buf_add(&b, small, strlen(small) - strlen("END_OF_FILE\n"));
	buf_str(&b, begin);
	for (i = 0; i < n; i++)
		put(&b, i);
	buf_str(&b, end);
	buf_str(&b, "END_OF_FILE\n");
	assert_true(buf_ok(&b));
	error = sitectrl_parse(b.data, b.len, &f, e);
	sitectrl_free(&f);
	buf_free(&b);
	return error;
}

static void
put_item(struct buf *b, size_t i)
{
	buf_fmt(b, "BEGIN_X%zu\nEND_X%zu\n", i, i);
}

static void
put_property(struct buf *b, size_t i)
{
	buf_fmt(b, "PROPERTY <p%zu><><><0>\n", i);
}

static void
put_blanks(struct buf *b, size_t i)
{
	(void)i;
	buf_str(b, "                                                    \n");
}

static void
put_letter(struct buf *b, size_t i)
{
	(void)i;
	buf_str(b, "x");
}

static void
put_values(struct buf *b, size_t i)
{
	(void)i;
	buf_str(b, "<><><><><><><><>\n");
}

static void
the_limits_hold(void **state)
{
	struct syntax_err	 e;

	(void)state;
	assert_int_equal(with_many(SCF_ITEMS_MAX - 2, put_item, "", "", &e),
	    0);
	assert_int_not_equal(with_many(SCF_ITEMS_MAX - 1, put_item, "", "",
	    &e), 0);
	complains("items", &e, 36 + 2 * (SCF_ITEMS_MAX - 2), 1,
	    "more than 4096 items");
	assert_int_equal(with_many(SCF_ATTRS_MAX, put_property,
	    "BEGIN_COMPONENT\n<a><B><0>\n", "END_COMPONENT\n", &e), 0);
	assert_int_not_equal(with_many(SCF_ATTRS_MAX + 1, put_property,
	    "BEGIN_COMPONENT\n<a><B><0>\n", "END_COMPONENT\n", &e), 0);
	complains("attrs", &e, 38 + SCF_ATTRS_MAX, 1, "more than 8192 attr");
	assert_int_equal(with_many(SCF_LINE_MAX - 2, put_letter,
	    "BEGIN_X\n<", ">\nEND_X\n", &e), 0);
	assert_int_not_equal(with_many(SCF_LINE_MAX - 1, put_letter,
	    "BEGIN_X\n<", ">\nEND_X\n", &e), 0);
	complains("line", &e, 37, SCF_LINE_MAX + 1, "longer than 8192 bytes");
	assert_int_equal(with_many(SCF_SIZE_MAX / 53 - 100, put_blanks, "", "",
	    &e), 0);
	assert_int_not_equal(with_many(SCF_SIZE_MAX / 53 + 1, put_blanks, "",
	    "", &e), 0);
	complains("size", &e, 1, 1, "at most 4194304 are taken");
	assert_int_equal(with_many(200000, put_values,
	    "BEGIN_COMPONENT\n<a><B><0>\nBEGIN_PROPERTY_LIST\n<a>\n",
	    "END_PROPERTY_LIST\nEND_COMPONENT\n", &e), -EINVAL);
	assert_non_null(strstr(e.text, "its canonical form has more than"));
	assert_int_equal(with_many(512, put_values, "BEGIN_CLIENT_COMPONENT\n"
	    "<a><0>\nBEGIN_CLIENT_REG_MULTI_STRING_LIST\n<v><l>\n"
	    "SITE_KEY_FLAGS <0>\n", "END_CLIENT_REG_MULTI_STRING_LIST\n"
	    "END_CLIENT_COMPONENT\n", &e), -EINVAL);
	complains("multi", &e, 39, 1, "8192 bytes: expected at most 4096");
	assert_int_not_equal(with_many(ANGLE_VALUE_MAX + 1, put_letter,
	    "BEGIN_COMPONENT\n<", ">\nEND_COMPONENT\n", &e), 0);
	complains("value", &e, 37, 1, "longer than 2000 bytes");
}

static const char	delta[] =
    "SITE CONTROL FILE [1493][2.00]\n"
    "BEGIN_FILE_DEFINITION\n<4><><S01><S01><0><0>\nEND_FILE_DEFINITION\n"
    "BEGIN_TRANSACTION\n<MERGE><SMS_PROVIDER><DEMO\\ann><PC1><899272801>\n"
    "  BEGIN_CLIENT_COMPONENT\n  <Sample Agent>\n"		/* 7, 8 */
    "  PROPERTY <Polling Interval (minutes)><REG_DWORD><><30>\n"
    "  END_CLIENT_COMPONENT\n"
    "END_TRANSACTION\n"
    "BEGIN_TRANSACTION\n<delete><SMS_PROVIDER><><><899272802>\n"
    "  BEGIN_ACCOUNT\n  <Client Connection><DEMO\\a>\n  END_ACCOUNT\n"
    "  BEGIN_ODD\n  ?\n  END_ODD\n"				/* 17 to 19 */
    "END_TRANSACTION\n"
    "BEGIN_TRANSACTION\n<SET><x><><><0>\nEND_TRANSACTION\n"
    "END_OF_FILE\n";

static void
a_delta_holds_transactions_with_items_in_them(void **state)
{
	static const struct {
		const char	*old, *fresh;
		uint32_t	 line, column;
		const char	*words;
	} rows[] = {
		{ "<4>", "<1>", 5, 1, "holds no transactions" },
		{ "<MERGE>", "<ADD>", 6, 1, "expected an action" },
		{ "<MERGE>", "<SET>", 9, 3, "expected <flags>" },
		{ "<Sample Agent>", "", 9, 3, "expected <name>" },
		{ "<30>", "<3>", 9, 12, "from 5 to 1440" },
		{ "<DEMO\\a>", "", 16, 3, "expected <account>" },
		{ "  BEGIN_ODD\n", "  BEGIN_TRANSACTION\n", 17, 3,
		    "other than a TRANSACTION" },
		{ "  BEGIN_ODD\n", "PROPERTY <a><b><c><1>\n", 17, 1,
		    "or END_TRANSACTION, found PROPERTY" },
	};
	struct syntax_err	 e;
	const struct scf_item	*t;
	struct scf		 f;
	char			*text, row[32];
	size_t			 i;

	(void)state;
	take(delta, &f);
	t = sitectrl_find(&f, "TRANSACTION", "merge");
	assert_non_null(t);
	assert_string_equal(t->head[2].s, "DEMO\\ann");
	assert_string_equal(STAILQ_FIRST(&t->items)->head[0].s,
	    "Sample Agent");
	t = sitectrl_next(t);
	assert_string_equal(STAILQ_FIRST(&t->items)->head[1].s, "DEMO\\a");
	assert_non_null(sitectrl_next(t));
	sitectrl_free(&f);
	no_prefix_is_accepted(accepts, delta, strlen(delta));
	for (i = 0; i < nitems(rows); i++) {
		text = replaced(delta, rows[i].old, rows[i].fresh);
		(void)sitectrl_parse(text, strlen(text), &f, &e);
		(void)snprintf(row, sizeof(row), "row %zu", i);
		complains(row, &e, rows[i].line, rows[i].column,
		    rows[i].words);
		sitectrl_free(&f);
		free(text);
	}
}

static void
the_shipped_file_is_in_the_canonical_form(void **state)
{
	char		*text = read_source("conf/site.ct0");
	const char	*from = text, *nl;
	struct scf	 f;
	struct buf	 b, printed;

	(void)state;
	take(text, &f);
	buf_init(&b, 1 << 20);
	buf_init(&printed, 1 << 20);
	for (; (nl = strchr(from, '\n')) != NULL; from = nl + 1) {
		buf_add(&b, from, (size_t)(nl - from));
		buf_str(&b, "\r\n");
	}
	sitectrl_print(&f, &printed);
	assert_string_equal(buf_text(&printed), buf_text(&b));
	buf_free(&b);
	buf_free(&printed);
	sitectrl_free(&f);
	free(text);
}

/* A random item of a kind that takes every attribute. */
static void
any_item(struct scf *f, size_t n)
{
	struct scf_item	*it;
	struct scf_attr	*a;
	char		 name[40], t[3][40];
	uint32_t	 i, k;

	it = sitectrl_add(f, &f->items, n % 5 == 4 ? "PECULIAR" : "COMPONENT");
	if (it->kind == NULL) {
		texts_add(f, &it->lines, "begin_PECULIAR");
		texts_add(f, &it->lines, any_text(t[0], sizeof(t[0])));
		texts_add(f, &it->lines, "\tEND_Peculiar ");
		return;
	}
	(void)snprintf(name, sizeof(name), "n%zu", n);
	item_add_head(f, it, name);
	item_add_head(f, it, "NODE");
	item_add_head(f, it, "17");
	for (i = any_number(6); i > 0; i--) {
		(void)snprintf(name, sizeof(name), "%u%sx", i,
		    any_text(t[0], sizeof(t[0]) - 8));
		k = any_number(4);
		if (k == 0) {
			a = item_add(f, it, SCF_PLATFORM, name);
			continue;
		}
		if (k == 1) {
			a = item_add_property(f, it, name, any_text(t[0], 40),
			    any_text(t[1], 40), any_number(UINT32_MAX));
			assert_non_null(a);
			continue;
		}
		a = item_add(f, it, k == 2 ? SCF_LIST : SCF_MULTI, name);
		if (k == 3) {
			a->value1.s = "list";
			a->number = any_number(9);
		}
		for (k = any_number(4); k > 0; k--)
			texts_add(f, &a->texts, any_text(t[2], 40));
	}
}

static void
whatever_is_printed_is_read_back_the_same(void **state)
{
	struct syntax_err	 e;
	struct scf		 f, g;
	struct buf		 b, again;
	size_t			 i, n;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_init(&again, 1 << 20);
	for (i = 0; i < 2000; i++) {
		sitectrl_init(&f);
		f.build = "1493";
		f.syntax = "2.00";
		f.comment = "c";
		f.from_site = f.for_site = "S01";
		f.time = any_number(UINT32_MAX);
		f.serial = any_number(UINT32_MAX);
		for (n = any_number(8); n > 0; n--)
			any_item(&f, n);
		assert_true(arena_ok(&f.arena));
		buf_clear(&b);
		buf_clear(&again);
		sitectrl_print(&f, &b);
		if (sitectrl_parse(b.data, b.len, &g, &e) != 0)
			fail_msg("%u:%u: %s\n%s", e.line, e.column, e.text,
			    buf_text(&b));
		assert_true(sitectrl_equal(&f, &g));
		sitectrl_print(&g, &again);
		assert_string_equal(buf_text(&b), buf_text(&again));
		sitectrl_free(&f);
		sitectrl_free(&g);
	}
	buf_free(&b);
	buf_free(&again);
}

static void
trees_that_differ_are_not_equal(void **state)
{
	static const char *const	 rows[][2] = {
		{ "1493", "1492" }, { "2.00", "2.01" }, { "<1>", "<2>" },
		{ "comment", "commend" }, { "<S01>", "<S02>" },
		{ "899272800", "899272801" }, { "<7>", "<8>" },
		{ "<Sample Agent>", "<sample agent>" },
		{ "    <1>\n    SITE", "    <2>\n    SITE" },
		{ "FLAGS <0>", "FLAGS <1>" }, { "<ALL>", "<i386>" },
		{ "240", "241" }, { "Poll", "Roll" }, { "0038", "0040" },
		{ "Max", "Min" }, { "<NODE8>", "" }, { "NODE7", "NODE9" },
		{ "<3>", "<4>" }, { "anything", "something" },
		{ "BEGIN_ODDITY", "BEGIN_X\nEND_X\nBEGIN_ODDITY" },
	};
	struct scf			 f, g;
	char				*text;
	size_t				 i;

	(void)state;
	take(small, &f);
	for (i = 0; i < nitems(rows); i++) {
		text = replaced(small, rows[i][0], rows[i][1]);
		take(text, &g);
		if (sitectrl_equal(&f, &g) || sitectrl_equal(&g, &f))
			fail_msg("row %zu", i);
		sitectrl_free(&g);
		free(text);
	}
	sitectrl_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_becomes_a_tree),
		cmocka_unit_test(an_unknown_item_is_printed_back_as_it_was),
		cmocka_unit_test(an_unknown_block_in_a_known_item_is_kept),
		cmocka_unit_test(
		    keywords_come_in_any_case_and_values_on_any_line),
		cmocka_unit_test(codes_and_computers_are_kept_in_upper_case),
		cmocka_unit_test(what_is_wrong_is_told_with_line_and_column),
		cmocka_unit_test(a_file_cut_at_any_byte_is_refused_with_a_line),
		cmocka_unit_test(a_file_without_a_byte_has_a_complaint_too),
		cmocka_unit_test(the_limits_hold),
		cmocka_unit_test(a_delta_holds_transactions_with_items_in_them),
		cmocka_unit_test(the_shipped_file_is_in_the_canonical_form),
		cmocka_unit_test(whatever_is_printed_is_read_back_the_same),
		cmocka_unit_test(trees_that_differ_are_not_equal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
