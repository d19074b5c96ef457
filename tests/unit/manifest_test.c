/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "tests/unit/sms.h"

#include "base/text.h"
#include "protocol/sms/manifest.h"

static const uint8_t	secret[SIGN_KEY_SIZE] = { 1, 2, 3 };
static uint8_t		public_key[SIGN_KEY_SIZE];
static struct arena	arena;

static struct manifest_file	files[] = {
	{ "clidata.box/Caplist.ini", 123, { 0xab } },
	{ "clidata.box/Cli_inst.cfg", 0, { 0 } },
	{ "clifiles.box/HINV/SMS_DEF.MOF", 75456, { 0xff, 1 } },
};

static struct manifest
sample(void)
{
	return (struct manifest){
		.site = "S01", .serial = 7, .site_control = 3,
		.created = { 1795223640000000 },
		.not_before = { 1795223640000001 },
		.valid_until = { 1800000000000000 },
		.next_change = { 1795300000000000 },
		.file = files, .nfile = nitems(files),
	};
}

static void
signed_file(struct buf *b, const struct manifest *m)
{
	uint8_t		 signature[SIGN_SIZE];
	struct buf	 payload;
	struct err	 err;

	buf_init(&payload, MANIFEST_SIZE_MAX);
	buf_init(b, MANIFEST_SIZE_MAX);
	if (manifest_payload(m, &payload, &err) != 0)
		fail_msg("%s", err.text);
	assert_true(sign_bytes(secret, payload.data, payload.len, signature));
	manifest_assemble(b, payload.data, payload.len, public_key,
	    signature);
	assert_true(buf_ok(b));
	buf_free(&payload);
}

static const char	expected[] =
    "{\"signed\":{\n"
    " \"format\":\"sited-manifest-1\",\n"
    " \"site\":\"S01\",\n"
    " \"serial\":7,\n"
    " \"site_control\":3,\n"
    " \"created\":\"2026-11-21T01:14:00.000000Z\",\n"
    " \"not_before\":\"2026-11-21T01:14:00.000001Z\",\n"
    " \"valid_until\":\"2027-01-15T08:00:00.000000Z\",\n"
    " \"next_change\":\"2026-11-21T22:26:40.000000Z\",\n"
    " \"files\":{\n"
    "  \"clidata.box/Caplist.ini\":{\"size\":123,\"sha256\":\""
    "ab00000000000000000000000000000000000000000000000000000000000000\"},\n"
    "  \"clidata.box/Cli_inst.cfg\":{\"size\":0,\"sha256\":\""
    "0000000000000000000000000000000000000000000000000000000000000000\"},\n"
    "  \"clifiles.box/HINV/SMS_DEF.MOF\":{\"size\":75456,\"sha256\":\""
    "ff01000000000000000000000000000000000000000000000000000000000000\"}}},\n"
    "\"key\":\"";

static void
a_manifest_is_json_that_a_person_can_read(void **state)
{
	struct manifest	 m = sample();
	struct buf	 b;

	(void)state;
	signed_file(&b, &m);
	assert_true(b.len > strlen(expected));
	if (strncmp(buf_text(&b), expected, strlen(expected)) != 0)
		assert_string_equal(buf_text(&b), expected);
	buf_free(&b);
}

/* The two lengths that doc/formats/manifest.json.md gives to a checker. */
static void
the_signed_bytes_stand_between_two_fixed_lengths(void **state)
{
	struct manifest	 m = sample();
	struct buf	 b, payload;
	struct err	 err;

	(void)state;
	signed_file(&b, &m);
	buf_init(&payload, MANIFEST_SIZE_MAX);
	assert_int_equal(manifest_payload(&m, &payload, &err), 0);
	assert_int_equal(b.len, 10 + payload.len + 172);
	assert_memory_equal(b.data + 10, payload.data, payload.len);
	buf_free(&b);
	buf_free(&payload);
}

static void
a_signed_manifest_is_opened(void **state)
{
	struct manifest	 m = sample(), got;
	struct buf	 b;
	struct err	 err;

	(void)state;
	signed_file(&b, &m);
	assert_int_equal(manifest_open(b.data, b.len, public_key, &arena,
	    &got, &err), 0);
	assert_string_equal(got.site, "S01");
	assert_int_equal(got.serial, 7);
	assert_int_equal(got.site_control, 3);
	assert_true(got.not_before.us == m.not_before.us);
	assert_true(got.next_change.us == m.next_change.us);
	assert_int_equal(got.nfile, 3);
	assert_string_equal(got.file[2].path, files[2].path);
	assert_int_equal(got.file[2].size, 75456);
	assert_memory_equal(got.file[0].sha256, files[0].sha256, 32);
	buf_free(&b);
}

static void
any_byte_changed_anywhere_is_noticed(void **state)
{
	struct manifest	 m = sample(), got;
	struct buf	 b;
	struct err	 err;
	size_t		 i;

	(void)state;
	signed_file(&b, &m);
	for (i = 0; i < b.len; i++) {
		b.data[i] ^= 1;
		if (manifest_open(b.data, b.len, public_key, &arena, &got,
		    &err) == 0)
			fail_msg("byte %zu", i);
		assert_true(err.text[0] != '\0');
		b.data[i] ^= 0x21;	/* upper case for lower */
		assert_int_not_equal(manifest_open(b.data, b.len, public_key,
		    &arena, &got, &err), 0);
		b.data[i] ^= 0x20;
	}
	assert_int_equal(manifest_open(b.data, b.len, public_key, &arena,
	    &got, &err), 0);
	buf_add(&b, "\n", 1);
	assert_int_not_equal(manifest_open(b.data, b.len, public_key, &arena,
	    &got, &err), 0);
	buf_free(&b);
}

static bool
opens(const uint8_t *p, size_t n)
{
	struct manifest	 got;
	struct arena	 a;
	struct err	 err;
	bool		 ok;

	arena_init(&a, 1 << 20);
	ok = manifest_open(p, n, public_key, &a, &got, &err) == 0;
	arena_free(&a);
	return ok;
}

static void
a_manifest_cut_short_is_refused(void **state)
{
	struct manifest	 m = sample();
	struct buf	 b;

	(void)state;
	signed_file(&b, &m);
	no_prefix_is_accepted(opens, b.data, b.len);
	buf_free(&b);
}

static void
another_key_is_told_apart_from_a_wrong_signature(void **state)
{
	uint8_t		 other[SIGN_KEY_SIZE];
	struct manifest	 m = sample(), got;
	struct buf	 b;
	struct err	 err;

	(void)state;
	signed_file(&b, &m);
	memcpy(other, public_key, sizeof(other));
	other[0] ^= 1;
	assert_int_equal(manifest_open(b.data, b.len, other, &arena, &got,
	    &err), -EBADMSG);
	assert_non_null(strstr(err.text, "signed with key"));
	b.data[20] ^= 1;
	assert_int_equal(manifest_open(b.data, b.len, public_key, &arena,
	    &got, &err), -EBADMSG);
	assert_non_null(strstr(err.text, "signature is wrong"));
	buf_free(&b);
}

/* Even rightly signed, only the one form is taken. */
static void
the_signed_object_has_one_form_only(void **state)
{
	static const struct {
		const char	*old, *fresh, *words;
	} rows[] = {
		{ "\"serial\":7", "\"serial\": 7", "in the form" },
		{ "\"serial\":7", "\"serial\":7.0", "lacks a member" },
		{ "\"serial\":7", "\"serial\":-7", "lacks a member" },
		{ "\"serial\":7", "\"serial\":\"7\"", "lacks a member" },
		{ "\"serial\":7", "\"serial\":7,\"serial\":8", "no JSON" },
		{ "\"serial\":7", "\"serial\":99999999999999999999", "JSON" },
		{ "\"serial\":7,\n", "", "lacks a member" },
		{ "\"site_control\":3", "\"site_control\":4294967296", "lacks" },
		{ "manifest-1", "manifest-2", "in the form" },
		{ " \"site\":\"S01\"", " \"x\":1,\n \"site\":\"S01\"",
		    "in the form" },
		{ "\"S01\"", "\"s01\"", "no site code" },
		{ "\"S01\"", "\"S012\"", "lacks a member" },
		{ "14:00.000000Z", "14:00Z", "in the form" },
		{ "14:00.000000Z", "14:00.000000", "lacks a member" },
		{ "2027-01-15", "2025-01-15", "ends before it begins" },
		{ "Caplist.ini", "../Caplist.ini", "no path" },
		{ "clidata.box/Caplist.ini", "/etc/passwd", "no path" },
		{ "Caplist.ini", "Cap\\\\list.ini", "no path" },
		{ "Caplist.ini", "Cap\\u0000list.ini", "no JSON" },
		{ "Caplist.ini", "Caplist.ini.", "no path" },
		{ "Caplist.ini", "NUL", "no path" },
		{ "Caplist.ini", "a:b", "no path" },
		{ "Caplist.ini", "Z", "in the form" },
		{ "Caplist.ini", "cli_INST.cfg", "stands twice" },
		{ "\"size\":123", "\"size\":-1", "lacks a member" },
		{ "\"size\":123,", "", "lacks a member" },
		{ "ab0000", "AB0000", "in the form" },
		{ "ab0000", "ab000", "lacks a member" },
		{ "ab0000", "zb0000", "lacks a member" },
		{ "\"files\":{", "\"files\":[],\"y\":{", "lacks a member" },
		{ "{\n \"format\"", "[{\n \"format\"", "no JSON" },
	};
	struct manifest	 m = sample(), got;
	struct buf	 b;
	struct err	 err;
	char		*text;
	size_t		 i;

	(void)state;
	buf_init(&b, MANIFEST_SIZE_MAX);
	assert_int_equal(manifest_payload(&m, &b, &err), 0);
	assert_int_equal(manifest_decode(b.data, b.len, &arena, &got, &err),
	    0);
	for (i = 0; i < nitems(rows); i++) {
		text = replaced(buf_text(&b), rows[i].old, rows[i].fresh);
		if (manifest_decode(text, strlen(text), &arena, &got, &err) ==
		    0 || strstr(err.text, rows[i].words) == NULL)
			fail_msg("row %zu: %s", i, err.text);
		free(text);
	}
	buf_free(&b);
}

static struct manifest
rotating(void)
{
	struct manifest	 m = sample();

	m.ngeneration = 2;
	m.generation[0] = (struct manifest_generation){ .number = 9,
	    .not_before = { 1795223640000000 },
	    .next_change = { 1800000000000000 },
	    .valid_until = { 1800600000000000 } };
	m.generation[1] = m.generation[0];
	m.generation[1].number = 8;
	return m;
}

static void
generations_stand_newest_first_and_are_read_again(void **state)
{
	static const char	 text[] = " \"generations\":[\n"
	    "  {\"number\":9,\"not_before\":\"2026-11-21T01:14:00.000000Z\","
	    "\"next_change\":\"2027-01-15T08:00:00.000000Z\","
	    "\"valid_until\":\"2027-01-22T06:40:00.000000Z\"},\n"
	    "  {\"number\":8,";
	struct manifest	 m = rotating(), got;
	struct buf	 b;
	struct err	 err;

	(void)state;
	signed_file(&b, &m);
	assert_non_null(strstr(buf_text(&b), text));
	assert_int_equal(manifest_open(b.data, b.len, public_key, &arena,
	    &got, &err), 0);
	assert_int_equal(got.ngeneration, 2);
	assert_int_equal(got.generation[1].number, 8);
	assert_true(got.generation[1].valid_until.us == 1800600000000000);
	no_prefix_is_accepted(opens, b.data, b.len);
	buf_free(&b);
}

static void
generations_have_one_form_only(void **state)
{
	static const struct {
		const char	*old, *fresh, *words;
	} rows[] = {
		{ "\"number\":8", "\"number\":9", "out of order" },
		{ "\"number\":8", "\"number\":0", "out of order" },
		{ "\"number\":8", "\"number\":-8", "lacks a member" },
		{ "\"number\":8", "\"number\":\"8\"", "lacks a member" },
		{ "\"number\":8", "\"number\":4294967296", "lacks" },
		{ "\"number\":8,", "", "lacks a member" },
		{ "\"number\":8", "\"x\":1,\"number\":8", "in the form" },
		{ "\"generations\":[", "\"generations\":[7,", "lacks" },
		{ "\"generations\":[", "\"generations\":[],\"x\":[", "lacks" },
		{ "\"generations\":[", "\"generations\":{},\"x\":[", "lacks" },
		{ "\"generations\":[", "\"generations\":null,\"x\":[",
		    "lacks" },
		{ "2027-01-22", "2027-01-14", "ends before it begins" },
		{ "2027-01-15T08:00:00.000000Z\",\"valid",
		    "2026-01-15T08:00:00.000000Z\",\"valid", "ends before" },
	};
	struct manifest	 m = rotating(), got;
	struct buf	 b;
	struct err	 err;
	char		*text;
	size_t		 i;

	(void)state;
	buf_init(&b, MANIFEST_SIZE_MAX);
	assert_int_equal(manifest_payload(&m, &b, &err), 0);
	for (i = 0; i < nitems(rows); i++) {
		text = replaced(buf_text(&b), rows[i].old, rows[i].fresh);
		if (manifest_decode(text, strlen(text), &arena, &got, &err) ==
		    0 || strstr(err.text, rows[i].words) == NULL)
			fail_msg("row %zu: %s", i, err.text);
		free(text);
	}
	m.ngeneration = ACCOUNTS_MAX + 1;
	assert_int_equal(manifest_payload(&m, &b, &err), -EINVAL);
	buf_free(&b);
}

static void
what_cannot_be_published_is_not_signed(void **state)
{
	struct manifest_file	 two[2];
	struct manifest		 m = sample();
	struct buf		 b;
	struct err		 err;

	(void)state;
	buf_init(&b, MANIFEST_SIZE_MAX);
	memcpy(two, files, sizeof(two));
	m.file = two;
	m.nfile = 2;
	two[0].path = "clidata.box\\Caplist.ini";
	assert_int_equal(manifest_payload(&m, &b, &err), -EINVAL);
	two[0].path = "z";
	assert_int_equal(manifest_payload(&m, &b, &err), -EINVAL);
	manifest_sort(&m);
	assert_int_equal(manifest_payload(&m, &b, &err), 0);
	memcpy(m.site, "AUX", 4);
	assert_int_equal(manifest_payload(&m, &b, &err), -EINVAL);
	m = sample();
	m.nfile = 0;
	buf_clear(&b);
	assert_int_equal(manifest_payload(&m, &b, &err), 0);
	assert_int_equal(manifest_decode(b.data, b.len, &arena, &m, &err), 0);
	m = sample();
	b.max = 100;
	buf_clear(&b);
	assert_int_equal(manifest_payload(&m, &b, &err), -ENOMEM);
	buf_free(&b);
}

/* RFC 8032 7.1, test 2 */
static void
signatures_are_those_of_the_standard(void **state)
{
	uint8_t	 key[32], pub[32], want[32], sig[64], want_sig[64];
	uint8_t	 message = 0x72;

	(void)state;
	assert_true(hex_decode(key, 32, "4ccd089b28ff96da9db6c346ec114e0f"
	    "5b8a319f35aba624da8cf6ed4fb8a6fb"));
	assert_true(hex_decode(want, 32, "3d4017c3e843895a92b70aa74d1b7ebc"
	    "9c982ccf2ec4968cc0cd55f12af4660c"));
	assert_true(hex_decode(want_sig, 64, "92a009a9f0d4cab8720e820b5f642540"
	    "a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
	    "387b2eaeb4302aeeb00d291612bb0c00"));
	assert_true(sign_public_key(key, pub));
	assert_memory_equal(pub, want, 32);
	assert_true(sign_bytes(key, &message, 1, sig));
	assert_memory_equal(sig, want_sig, 64);
	assert_true(sign_verify(pub, &message, 1, sig));
	assert_false(sign_verify(pub, &message, 0, sig));
	sig[63] ^= 0x80;
	assert_false(sign_verify(pub, &message, 1, sig));
}

static int
make_key(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return sign_public_key(secret, public_key) ? 0 : 1;
}

static int
free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_manifest_is_json_that_a_person_can_read),
		cmocka_unit_test(
		    the_signed_bytes_stand_between_two_fixed_lengths),
		cmocka_unit_test(a_signed_manifest_is_opened),
		cmocka_unit_test(any_byte_changed_anywhere_is_noticed),
		cmocka_unit_test(a_manifest_cut_short_is_refused),
		cmocka_unit_test(
		    another_key_is_told_apart_from_a_wrong_signature),
		cmocka_unit_test(the_signed_object_has_one_form_only),
		cmocka_unit_test(
		    generations_stand_newest_first_and_are_read_again),
		cmocka_unit_test(generations_have_one_form_only),
		cmocka_unit_test(what_cannot_be_published_is_not_signed),
		cmocka_unit_test(signatures_are_those_of_the_standard),
	};

	return cmocka_run_group_tests(tests, make_key, free_arena);
}
