/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolment: the bundle and its answer. */
#include <errno.h>

#include "tests/unit/sms.h"

#include "protocol/sms/enrol.h"

static const char	*caps[] = {
	"[\"Display=\\\\NODE7\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\NODE7\\CAP_S01\\",
	"MSWNET:[\"SMS_SITE=S01\"]\\\\NODE8\\CAP_S01\\",
};

static char	*text;

/* A bundle whose list has several parts. */
static struct enrol_bundle
bundle(void)
{
	struct enrol_bundle	 b = {
		.pub = { .id = { 0xab, 1 }, .site = "S01", .name = "PC17",
		    .expires = { 1795000000123456 },
		    .caps = { caps, 2 }, .logon_point = "\\\\NODE7\\SMSLOGON" },
		.sec = { .token = { 1 }, .signing = { 2 },
		    .agreement = { 3 }, .site_list = { 4 }, .nlist = 200 },
	};

	memset(b.sec.list, 0x5a, 200);
	return b;
}

static char *
written(void)
{
	struct enrol_bundle	 b = bundle();
	struct buf		 out;
	char			*s;

	buf_init(&out, ENROL_BUNDLE_MAX);
	enrol_put_public(&out, &b.pub);
	enrol_put_secret(&out, &b.sec);
	s = strdup(buf_text(&out));
	assert_non_null(s);
	buf_free(&out);
	return s;
}

static int
parse(const char *s, size_t len, struct syntax_err *e)
{
	struct enrol_bundle	 b;
	struct arena		 a;
	uint8_t			*p = exact(s, len);
	int			 error;

	arena_init(&a, 1 << 20);
	error = enrol_parse(p, len, &a, &b, e);
	arena_free(&a);
	free(p);
	return error;
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct syntax_err	 e;

	return parse((const char *)p, n, &e) == 0;
}

static void
a_bundle_is_read_as_it_was_written(void **state)
{
	struct enrol_bundle	 want = bundle(), got;
	struct syntax_err	 e;
	struct arena		 a;

	(void)state;
	arena_init(&a, 1 << 20);
	if (enrol_parse(text, strlen(text), &a, &got, &e) != 0)
		fail_msg("%u:%u: %s", e.line, e.column, e.text);
	assert_memory_equal(got.pub.id, want.pub.id, ENROL_ID_BYTES);
	assert_string_equal(got.pub.site, "S01");
	assert_string_equal(got.pub.name, "PC17");
	assert_true(got.pub.expires.us == want.pub.expires.us);
	assert_int_equal(got.pub.caps.n, 2);
	assert_string_equal(got.pub.caps.s[1], caps[1]);
	assert_string_equal(got.pub.logon_point, "\\\\NODE7\\SMSLOGON");
	assert_memory_equal(&got.sec, &want.sec, sizeof(got.sec));
	arena_free(&a);
	no_prefix_is_accepted(accepts, text, strlen(text));
}

static void
a_bundle_for_a_lost_client_names_it(void **state)
{
	static const char	 line[] = "     Client="
				    "21ac24d0-00ef-4295-b5d7-1668063dc650";
	struct enrol_bundle	 want = bundle(), got;
	struct syntax_err	 e;
	struct arena		 a;
	struct buf		 out;

	(void)state;
	want.pub.has_client = guid_parse(strchr(line, '=') + 1,
	    &want.pub.client);
	assert_true(want.pub.has_client);
	buf_init(&out, ENROL_BUNDLE_MAX);
	enrol_put_public(&out, &want.pub);
	enrol_put_secret(&out, &want.sec);
	assert_non_null(strstr(buf_text(&out), line));
	arena_init(&a, 1 << 20);
	assert_int_equal(enrol_parse(out.data, out.len, &a, &got, &e), 0);
	assert_true(got.pub.has_client);
	assert_true(guid_equal(&got.pub.client, &want.pub.client));
	assert_int_equal(enrol_parse(text, strlen(text), &a, &got, &e), 0);
	assert_false(got.pub.has_client);
	arena_free(&a);
	buf_free(&out);
}

static void
a_bundle_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*old, *fresh, *words;
	} rows[] = {
		{ "Id=ab01", "Id=ab0", "hex digits" },
		{ "Id=ab01", "Id=ab0x", "hex digits" },
		{ "     Id=ab01000000000000\r\n", "", "lacks Id" },
		{ "SiteCode=S01", "SiteCode=s01", "a site code" },
		{ "Name=PC17", "Name=pc17", "a computer name" },
		{ "Name=PC17", "Name=1234567890123456", "a computer name" },
		{ "Expires=20", "Client=\r\n     Expires=20",
		  "the GUID of a client" },
		{ "Expires=20", "Client=PC17\r\n     Expires=20",
		  "the GUID of a client" },
		{ "Expires=20", "Client=21AC24D0-00EF-4295-B5D7-1668063DC650"
		  "\r\n     Expires=20", "the GUID of a client" },
		{ "Expires=20", "Expires=x", "a time" },
		{ ".123456Z", ".12345Z", "a time" },
		{ "CAP1=[", "CAP1=x[", "a NAL path" },
		{ "CAP2=", "CAP3=", "CAP3" },
		{ "[CAP List]", "[CAPs]", "lacks [CAP List]" },
		{ "Path=\\\\NODE7\\SMSLOGON", "Path=", "a value" },
		{ "Token=01", "Token=", "hex digits" },
		{ "Token=01", "Token=0001", "hex digits" },
		{ "Signing=", "Singing=", "lacks Signing" },
		{ "Agreement=03", "Agreement=x3", "hex digits" },
		{ "List=04", "List=0", "hex digits" },
		{ "Part1=5a", "Part1=", "a part of the account list" },
		{ "Part1=5a", "Part1=5x", "a part of the account list" },
		{ "Part1=5a", "Part1=5a5a", "a part of the account list" },
		{ "Part4=5a5a5a5a5a5a5a5a", "Part4=", "a part of the" },
		{ "Part4=5a", "Part4=5", "a part of the account list" },
		{ "Part1=", "Part0=", "not whole" },
		{ "TYPE=Client Enrolment", "TYPE=Client", "Client Enrolment" },
		{ "[IDENT]", "[IDENTITY]", "IDENT" },
		{ "[Enrolment]\r\n", "[Enrolment]\r\n     More=1\r\n", "More" },
	};
	struct syntax_err	 e;
	char			*s;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		s = replaced(text, rows[i].old, rows[i].fresh);
		if (parse(s, strlen(s), &e) != -EINVAL)
			fail_msg("accepted: %s", rows[i].fresh);
		if (strstr(e.text, rows[i].words) == NULL)
			fail_msg("%s: %s", rows[i].fresh, e.text);
		free(s);
	}
	s = calloc(1, ENROL_BUNDLE_MAX + 1);
	assert_non_null(s);
	assert_int_equal(parse(s, ENROL_BUNDLE_MAX + 1, &e), -EINVAL);
	assert_non_null(strstr(e.text, "at most 65536"));
	free(s);
}

static const uint8_t	own[SIGN_KEY_SIZE] = { 9 };

static size_t
reply(uint8_t dst[static ENROL_REPLY_SIZE], struct enrol_reply *e,
    uint8_t token_public[static SIGN_KEY_SIZE])
{
	static const uint8_t	 token[CIPHER_KEY_SIZE] = { 7 };
	struct wr		 w = wr_over(dst, ENROL_REPLY_SIZE);
	struct enrol_keys	 k;

	*e = (struct enrol_reply){ .site = "S01", .id = { 0xab },
	    .guid = { { 1, 2 } }, .name = "PC17", .agreement = { 3 },
	    .when = { 1795000000000000 } };
	assert_true(enrol_keys(token, &k));
	assert_true(sign_public_key(k.sign, token_public));
	assert_true(sign_public_key(own, e->signing));
	enrol_put_reply(&w, e, k.sign, own);
	assert_true(wr_ok(&w));
	return w.pos;
}

static bool
gets(const uint8_t *p, size_t n)
{
	struct enrol_reply	 e;

	return enrol_get_reply(p, n, &e);
}

static void
an_answer_is_read_and_every_byte_of_it_is_signed(void **state)
{
	struct enrol_reply	 e, got;
	uint8_t			 b[ENROL_REPLY_SIZE], key[SIGN_KEY_SIZE];
	size_t			 i;

	(void)state;
	assert_int_equal(reply(b, &e, key), ENROL_REPLY_SIZE);
	assert_true(enrol_get_reply(b, sizeof(b), &got));
	assert_memory_equal(got.id, e.id, sizeof(e.id));
	assert_true(guid_equal(&got.guid, &e.guid));
	assert_string_equal(got.name, "PC17");
	assert_memory_equal(got.agreement, e.agreement, 32);
	assert_memory_equal(got.signing, e.signing, 32);
	assert_true(got.when.us == e.when.us);
	assert_true(enrol_verify_reply(b, sizeof(b), key));
	for (i = 0; i < sizeof(b); i++) {
		b[i] ^= 1;
		if (enrol_verify_reply(b, sizeof(b), key))
			fail_msg("byte %zu is not signed", i);
		b[i] ^= 1;
	}
	assert_false(enrol_verify_reply(b, sizeof(b), e.signing));
	no_prefix_is_accepted(gets, b, sizeof(b));
}

static void
an_answer_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "another magic", 0, 'X' },
		{ "another version", 4, 2 },
		{ "a site in lower case", 8, 's' },
		{ "a site without end", 11, 'X' },
		{ "no name", 36, 0 },
		{ "a name in lower case", 36, 'p' },
		{ "something behind the name", 42, 'x' },
		{ "a name without end", 51, 'x' },
	};
	struct enrol_reply	 e;
	uint8_t			 b[ENROL_REPLY_SIZE + 1], key[SIGN_KEY_SIZE];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		(void)reply(b, &e, key);
		b[rows[i].at] = rows[i].value;
		if (gets(b, ENROL_REPLY_SIZE))
			fail_msg("accepted: %s", rows[i].what);
	}
	(void)reply(b, &e, key);
	b[ENROL_REPLY_SIZE] = 0;
	assert_false(gets(b, ENROL_REPLY_SIZE + 1));
	assert_false(enrol_verify_reply(b, ENROL_REPLY_SIZE + 1, key));
}

static int
make_text(void **state)
{
	(void)state;
	text = written();
	return 0;
}

static int
free_text(void **state)
{
	(void)state;
	free(text);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_is_read_as_it_was_written),
		cmocka_unit_test(a_bundle_for_a_lost_client_names_it),
		cmocka_unit_test(a_bundle_that_cannot_be_is_refused),
		cmocka_unit_test(
		    an_answer_is_read_and_every_byte_of_it_is_signed),
		cmocka_unit_test(an_answer_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, make_text, free_text);
}
