/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>

#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/target_info.h"

static struct ntlm_crypto	*crypto;

/* An AUTHENTICATE of ours, taken apart again. */
struct said {
	uint8_t			 mem[NTLM_AUTHENTICATE_MAX];
	struct ntlm_authenticate m;
	struct ntlm_v2_response	 v2;
	struct target_info	 echo;
	struct ntlm_keys	 keys;
};

/* The server that is meant, where that matters. */
static const char	*meant;

static int
say(struct said *s, struct rd challenge, const char *target)
{
	struct ntlm_identity	 who = { .user = "User", .domain = "Domain",
				    .workstation = "COMPUTER",
				    .target = target, .server = meant };
	struct ntlm_nonce	 nonce = { .now = 0 };
	struct ntlm_answer	 in = { .who = &who, .nonce = &nonce,
				    .challenge = challenge };
	struct wr		 w = wr_over(s->mem, sizeof(s->mem));
	int			 error;

	memset(nonce.challenge, 0xaa, sizeof(nonce.challenge));
	memset(nonce.key, 0x55, sizeof(nonce.key));
	assert_int_equal(nt_hash(crypto, "Password", who.nt_hash), 0);
	error = ntlm_client_authenticate(crypto, &in, &w, &s->keys);
	if (error != 0)
		return error;
	assert_int_equal(ntlm_decode_authenticate(wr_written(&w), &s->m), 0);
	assert_int_equal(ntlm_decode_v2_response(s->m.nt, &s->v2), 0);
	assert_int_equal(target_info_decode(s->v2.target_info, &s->echo), 0);
	return 0;
}

/* A CHALLENGE like the specification's, with other pairs. */
static struct rd
challenge_with(uint8_t *mem, size_t size, const char *pairs)
{
	struct wr		 w = wr_over(mem, size);
	struct rd		 info = unhex(pairs);
	struct ntlm_challenge	 m = { .flags = 0xe28a8233,
				    .target_info = info };

	ntlm_encode_challenge(&w, &m);
	unhex_free(&info);
	assert_true(wr_ok(&w));
	return wr_written(&w);
}

static void
the_specifications_response_is_ours(void **state)
{
	struct rd		 c = unhex(spec_challenge);
	struct rd		 a = unhex(spec_authenticate);
	struct ntlm_authenticate spec;
	struct said		 s;

	(void)state;
	assert_int_equal(ntlm_decode_authenticate(a, &spec), 0);
	assert_int_equal(say(&s, c, ""), 0);
	assert_int_equal(s.m.nt.len, spec.nt.len);
	assert_memory_equal(s.m.nt.base, spec.nt.base, spec.nt.len);
	assert_int_equal(s.m.key.len, 16);
	assert_memory_equal(s.m.key.base, spec.key.base, 16);
	assert_hex(s.v2.proof, 16, spec_proof);
	assert_hex(s.keys.base, 16, spec_base_key);
	assert_hex(s.keys.exported, 16, spec_session_key);
	/* No timestamp, hence no MIC and no word of one. */
	assert_hex(s.m.mic, 16, "00000000000000000000000000000000");
	assert_int_equal(s.echo.flags, 0);
	unhex_free(&a);
	unhex_free(&c);
}

static void
a_timestamp_of_the_server_means_a_mic(void **state)
{
	uint8_t		 mem[256];
	struct said	 s;

	(void)state;
	assert_int_equal(say(&s, challenge_with(mem, sizeof(mem),
	    "07000800" "1122334455667788" "00000000"), "cifs/s"), 0);
	assert_int_equal(s.echo.flags, AV_FLAG_MIC);
	assert_true(s.echo.timestamp == 0x8877665544332211ULL);
	assert_true(s.v2.timestamp == 0x8877665544332211ULL);
	assert_true(s.m.mic_room);
	assert_memory_not_equal(s.m.mic, "\0\0\0\0\0\0\0\0", 8);
	assert_int_equal(s.echo.value[AV_TARGET_NAME].len, 12);
	assert_memory_equal(s.echo.value[AV_TARGET_NAME].base, "c\0i\0", 4);
}

static void
only_the_server_that_is_meant_gets_a_proof(void **state)
{
	static const struct {
		const char	*pairs;
		int		 error;
	} rows[] = {
		{ "01000400" "50004300" "07000800" "1122334455667788"
		  "00000000", 0 },
		/* another; one that begins like it; none; no timestamp */
		{ "01000400" "50004400" "07000800" "1122334455667788"
		  "00000000", -EACCES },
		{ "01000600" "500043003100" "07000800" "1122334455667788"
		  "00000000", -EACCES },
		{ "07000800" "1122334455667788" "00000000", -EACCES },
		{ "01000400" "50004300" "00000000", -EACCES },
	};
	uint8_t		 mem[256];
	struct said	 s;
	size_t		 i;

	(void)state;
	meant = "pc";
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(say(&s, challenge_with(mem, sizeof(mem),
		    rows[i].pairs), ""), rows[i].error);
	meant = NULL;
}

/* What a server has no business to send is neither doubled nor lost. */
static void
pairs_of_the_clients_that_a_server_sends_stay_single(void **state)
{
	uint8_t		 mem[256];
	struct said	 s;

	(void)state;
	assert_int_equal(say(&s, challenge_with(mem, sizeof(mem),
	    "06000400" "01000000" "09000200" "4100" "0b000100" "ff"
	    "07000800" "1122334455667788" "00000000"), "cifs/s"), 0);
	assert_int_equal(s.echo.flags, AV_FLAG_MIC | 1);
	assert_int_equal(s.echo.value[AV_TARGET_NAME].len, 2);
	assert_int_equal(s.v2.target_info.len, 8 + 6 + 5 + 12 + 4 + 4);
}

static void
challenges_are_answered_or_not(void **state)
{
	static const struct {
		const char	*hex;
		int		 error;
	} rows[] = {
		/* no target info at all */
		{ "4e544c4d535350000200000000000000" "38000000" "33820862"
		  "0102030405060708" "0000000000000000" "0000000000000000", 0 },
		/* neither Unicode nor extended session security */
		{ "4e544c4d535350000200000000000000" "38000000" "32820862"
		  "0102030405060708" "0000000000000000" "0000000000000000",
		  -EPROTO },
		{ "4e544c4d535350000200000000000000" "38000000" "33820062"
		  "0102030405060708" "0000000000000000" "0000000000000000",
		  -EPROTO },
		/* target info without its end */
		{ "4e544c4d535350000200000000000000" "38000000" "33828862"
		  "0102030405060708" "0000000000000000" "0200020030000000"
		  "0700", -EBADMSG },
		{ "4e544c4d5353500003000000", -EBADMSG },
		{ "", -EBADMSG },
	};
	struct rd	 r;
	struct said	 s;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = unhex(rows[i].hex);
		if (say(&s, r, "") != rows[i].error)
			fail_msg("row %zu", i);
		unhex_free(&r);
	}
}

static void
names_longer_than_any_are_refused(void **state)
{
	static char	 target[300];
	struct rd	 c = unhex(spec_challenge);
	struct said	 s;

	(void)state;
	memset(target, 'x', sizeof(target) - 1);
	assert_int_equal(say(&s, c, target), -ENAMETOOLONG);
	unhex_free(&c);
}

static void
nonces_differ(void **state)
{
	struct ntlm_nonce	 a, b;

	(void)state;
	ntlm_nonce_fresh(&a);
	ntlm_nonce_fresh(&b);
	assert_memory_not_equal(a.challenge, b.challenge, 8);
	assert_memory_not_equal(a.key, b.key, 16);
	assert_true(a.now != 0 && b.now >= a.now);
}

static int
start(void **state)
{
	(void)state;
	return ntlm_crypto_new(&crypto, NULL);
}

static int
stop(void **state)
{
	(void)state;
	ntlm_crypto_free(&crypto);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_specifications_response_is_ours),
		cmocka_unit_test(a_timestamp_of_the_server_means_a_mic),
		cmocka_unit_test(only_the_server_that_is_meant_gets_a_proof),
		cmocka_unit_test(
		    pairs_of_the_clients_that_a_server_sends_stay_single),
		cmocka_unit_test(challenges_are_answered_or_not),
		cmocka_unit_test(names_longer_than_any_are_refused),
		cmocka_unit_test(nonces_differ),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
