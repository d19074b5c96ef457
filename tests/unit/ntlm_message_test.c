/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>

#include "protocol/auth/ntlm_message.h"

#define HEAD		"4e544c4d53535000"
#define UNICODE_ONLY	"01000000"

static bool
takes_negotiate(const uint8_t *p, size_t n)
{
	struct ntlm_negotiate	 m;

	return ntlm_decode_negotiate(rd_over(p, n), &m) == 0;
}

static bool
takes_challenge(const uint8_t *p, size_t n)
{
	struct ntlm_challenge	 m;

	return ntlm_decode_challenge(rd_over(p, n), &m) == 0;
}

static bool
takes_authenticate(const uint8_t *p, size_t n)
{
	struct ntlm_authenticate m;

	return ntlm_decode_authenticate(rd_over(p, n), &m) == 0;
}

static void
assert_text(const struct rd *r, uint32_t flags, const char *want)
{
	char	 text[64];

	assert_int_equal(ntlm_text(r, flags, text, sizeof(text)), 0);
	assert_string_equal(text, want);
}

static void
the_specifications_challenge_is_read(void **state)
{
	struct rd		 r = unhex(spec_challenge);
	struct ntlm_challenge	 m;

	(void)state;
	assert_int_equal(ntlm_decode_challenge(r, &m), 0);
	assert_int_equal(m.flags, 0xe28a8233);
	assert_hex(m.challenge, 8, "0123456789abcdef");
	assert_text(&m.target_name, m.flags, "Server");
	assert_int_equal(m.target_info.len, 36);
	no_prefix_is_accepted(takes_challenge, r.base, r.len);
	unhex_free(&r);
}

static void
the_specifications_authenticate_is_read(void **state)
{
	struct rd		 r = unhex(spec_authenticate);
	struct ntlm_authenticate m;
	struct ntlm_v2_response	 v2;

	(void)state;
	assert_int_equal(ntlm_decode_authenticate(r, &m), 0);
	assert_int_equal(m.flags, 0xe2888235);
	assert_text(&m.domain, m.flags, "Domain");
	assert_text(&m.user, m.flags, "User");
	assert_text(&m.workstation, m.flags, "COMPUTER");
	assert_int_equal(m.lm.len, 24);
	assert_int_equal(m.key.len, 16);
	assert_false(m.mic_room);		/* the payload begins at 72 */
	assert_int_equal(ntlm_decode_v2_response(m.nt, &v2), 0);
	assert_hex(v2.proof, 16, spec_proof);
	assert_hex(v2.challenge, 8, "aaaaaaaaaaaaaaaa");
	assert_true(v2.timestamp == 0);
	no_prefix_is_accepted(takes_authenticate, r.base, r.len);
	unhex_free(&r);
}

static void
negotiates_are_taken_or_refused(void **state)
{
	static const struct {
		const char	*hex;
		bool		 good;
	} rows[] = {
		{ HEAD "01000000" "01000800", true },	/* 16 bytes: Win9x */
		{ HEAD "01000000" "01000800" "00000000" "00000000"
		  "00000000" "00000000", true },	/* impacket */
		{ HEAD "01000000" "01100800", false },	/* a name, no field */
		{ HEAD "01000000" "01200800", false },
		{ HEAD "01000000" "01000800" "00000000", false },
		{ HEAD "01000000" "01000800" "00000000" "00000000", false },
		/* names that are none because their flag is off */
		{ HEAD "01000000" "01000800" "ffffffff" "ffffffff"
		  "ffffffff" "ffffffff", true },
		/* ... and on */
		{ HEAD "01000000" "01100800" "ffffffff" "ffffffff"
		  "00000000" "00000000", false },
		{ HEAD "01000000" "01200800" "00000000" "00000000"
		  "01000100" "20000000", false },
		{ HEAD "01000000" "01300800" "01000100" "20000000"
		  "01000100" "21000000" "4142", true },
		/* inside the head */
		{ HEAD "01000000" "01300800" "01000100" "1f000000"
		  "01000100" "21000000" "4142", false },
		{ HEAD "02000000" "01000800", false },
		{ HEAD "01000100" "01000800", false },
		{ "4e544c4d53535020" "01000000" "01000800", false },
		{ HEAD "01000000" "010008", false },
		{ "", false },
	};
	struct rd	 r;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		if (takes_negotiate(r.base, r.len) != rows[i].good)
			fail_msg("row %zu", i);
		unhex_free(&r);
	}
}

#define AUTH(lm, nt, dom, user, ws, key, rest) \
	HEAD "03000000" lm nt dom user ws key UNICODE_ONLY rest
#define NONE	"00000000" "00000000"

static void
authenticates_are_taken_or_refused(void **state)
{
	static const struct {
		const char	*hex;
		bool		 good;
	} rows[] = {
		{ AUTH(NONE, NONE, NONE, NONE, NONE, NONE, ""), true },
		{ AUTH("0000ffff" "ffffffff", NONE, NONE, NONE, NONE, NONE, ""),
		  true },			/* empty: its offset is noise */
		{ AUTH("01000100" "40000000", NONE, NONE, NONE, NONE, NONE,
		  "aa"), true },
		{ AUTH("01000100" "3f000000", NONE, NONE, NONE, NONE, NONE,
		  "aa"), false },
		{ AUTH("01000100" "41000000", NONE, NONE, NONE, NONE, NONE,
		  "aa"), false },
		{ AUTH(NONE, "02000200" "40000000", NONE, NONE, NONE, NONE,
		  "aa"), false },
		{ AUTH(NONE, NONE, "ffffffff" "40000000", NONE, NONE, NONE,
		  "aa"), false },
		{ AUTH(NONE, NONE, NONE, "01000100" "ffffffff", NONE, NONE,
		  "aa"), false },
		{ AUTH(NONE, NONE, NONE, NONE, "01000100" "00000080", NONE,
		  "aa"), false },
		{ AUTH(NONE, NONE, NONE, NONE, NONE, "10001000" "40000000",
		  "aa"), false },
		/* one byte in two fields: nobody's harm */
		{ AUTH("01000100" "40000000", NONE, NONE, "01000100" "40000000",
		  NONE, NONE, "aa"), true },
		{ HEAD "01000000" NONE NONE NONE NONE NONE NONE UNICODE_ONLY,
		  false },
	};
	struct rd	 r;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		if (takes_authenticate(r.base, r.len) != rows[i].good)
			fail_msg("row %zu", i);
		unhex_free(&r);
	}
}

static void
a_mic_has_room_only_before_the_payload(void **state)
{
	uint8_t			 mem[128] = { 0 };
	struct ntlm_authenticate m = { .flags = NTLMSSP_NEGOTIATE_UNICODE };
	struct wr		 w = wr_over(mem, sizeof(mem));

	(void)state;
	memset(m.mic, 7, sizeof(m.mic));
	m.user = rd_over("A\0", 2);
	ntlm_encode_authenticate(&w, &m);
	assert_true(wr_ok(&w));
	assert_int_equal(w.pos, 90);
	memset(&m, 0, sizeof(m));
	assert_int_equal(ntlm_decode_authenticate(wr_written(&w), &m), 0);
	assert_true(m.mic_room);
	assert_int_equal(m.mic[0], 7);
	assert_int_equal(m.mic[15], 7);
	mem[36 + 4] = 87;			/* the user one byte lower */
	assert_int_equal(ntlm_decode_authenticate(wr_written(&w), &m), 0);
	assert_false(m.mic_room);
	/* With nothing at all behind, the message has to reach so far. */
	assert_true(takes_authenticate(mem, 64) == false);
	mem[36] = 0;
	assert_int_equal(ntlm_decode_authenticate(rd_over(mem, 87), &m), 0);
	assert_false(m.mic_room);
	assert_int_equal(ntlm_decode_authenticate(rd_over(mem, 88), &m), 0);
	assert_true(m.mic_room);
}

static void
messages_come_back_as_encoded(void **state)
{
	uint8_t			 mem[512];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct ntlm_negotiate	 n = { .flags = 0x3201,
				    .domain = rd_over("DOM", 3),
				    .workstation = rd_over("WS", 2) };
	struct ntlm_negotiate	 n2;
	struct ntlm_challenge	 c = { .flags = 0x02800001,
				    .target_name = rd_over("A\0B\0", 4),
				    .target_info = rd_over("\0\0\0\0", 4) };
	struct ntlm_challenge	 c2;

	(void)state;
	ntlm_encode_negotiate(&w, &n);
	assert_int_equal(ntlm_decode_negotiate(wr_written(&w), &n2), 0);
	assert_int_equal(n2.flags, n.flags);
	assert_int_equal(n2.domain.len, 3);
	assert_memory_equal(n2.domain.base, "DOM", 3);
	assert_memory_equal(n2.workstation.base, "WS", 2);
	no_prefix_is_accepted(takes_negotiate, mem, w.pos);
	w.pos = 0;
	memset(c.challenge, 9, sizeof(c.challenge));
	ntlm_encode_challenge(&w, &c);
	assert_int_equal(ntlm_decode_challenge(wr_written(&w), &c2), 0);
	assert_memory_equal(c2.challenge, c.challenge, 8);
	assert_memory_equal(c2.target_name.base, "A\0B\0", 4);
	assert_int_equal(c2.target_info.len, 4);
	assert_int_equal(mem[48 + 7], 15);	/* NTLMRevisionCurrent */
}

static void
texts_follow_the_character_set(void **state)
{
	static const struct {
		const char	*bytes;
		size_t		 n;
		uint32_t	 flags;
		int		 error;
		const char	*text;
	} rows[] = {
		{ "a\0b\0", 4, NTLMSSP_NEGOTIATE_UNICODE, 0, "ab" },
		{ "\xf6\0", 2, NTLMSSP_NEGOTIATE_UNICODE, 0, "\xc3\xb6" },
		{ "a\0b", 3, NTLMSSP_NEGOTIATE_UNICODE, -EILSEQ, "" },
		{ "a\0\0\0", 4, NTLMSSP_NEGOTIATE_UNICODE, -EILSEQ, "" },
		{ "\0\xd8", 2, NTLMSSP_NEGOTIATE_UNICODE, -EILSEQ, "" },
		{ "ab", 2, NTLM_NEGOTIATE_OEM, 0, "ab" },
		{ "ab", 2, 0, 0, "ab" },
		{ "", 0, 0, 0, "" },
		{ "a\x94", 2, 0, -EILSEQ, "" },
		{ "a\0", 2, 0, -EILSEQ, "" },
		{ "1234567", 7, 0, 0, "1234567" },
		{ "12345678", 8, 0, -ENAMETOOLONG, "" },
	};
	struct rd	 r;
	char		 text[8];
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = rd_over(rows[i].bytes, rows[i].n);
		if (ntlm_text(&r, rows[i].flags, text, sizeof(text)) !=
		    rows[i].error)
			fail_msg("row %zu", i);
		if (rows[i].error == 0)
			assert_string_equal(text, rows[i].text);
	}
}

static void
responses_of_version_1_are_not_taken_for_version_2(void **state)
{
	uint8_t			 b[48] = { 0 };
	struct ntlm_v2_response	 v2;
	size_t			 n;

	(void)state;
	b[16] = b[17] = 1;
	assert_int_equal(ntlm_decode_v2_response(rd_over(b, 44), &v2), 0);
	for (n = 0; n < 44; n++)
		assert_int_equal(ntlm_decode_v2_response(rd_over(b, n), &v2),
		    -EBADMSG);
	b[16] = 2;
	assert_int_equal(ntlm_decode_v2_response(rd_over(b, 48), &v2),
	    -EBADMSG);
	b[16] = 1;
	b[17] = 0;
	assert_int_equal(ntlm_decode_v2_response(rd_over(b, 48), &v2),
	    -EBADMSG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_specifications_challenge_is_read),
		cmocka_unit_test(the_specifications_authenticate_is_read),
		cmocka_unit_test(negotiates_are_taken_or_refused),
		cmocka_unit_test(authenticates_are_taken_or_refused),
		cmocka_unit_test(a_mic_has_room_only_before_the_payload),
		cmocka_unit_test(messages_come_back_as_encoded),
		cmocka_unit_test(texts_follow_the_character_set),
		cmocka_unit_test(
		    responses_of_version_1_are_not_taken_for_version_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
