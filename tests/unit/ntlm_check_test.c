/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>

#include "protocol/auth/ntlm_check.h"
#include "protocol/auth/spnego.h"

static struct ntlm_crypto	*crypto;

/* The bytes of one logon, in memory of their own. */
struct played {
	struct rd		 init, challenge, authenticate;	/* SPNEGO */
	struct ntlm_trio	 trio;
	struct ntlm_challenge	 server;
	uint8_t			 nt_hash[NTLM_KEY_SIZE];
};

static void
play(struct played *p, const struct exchange *x)
{
	struct spnego_init	 i;
	struct spnego_resp	 r;

	p->init = unhex(x->init);
	p->challenge = unhex(x->challenge);
	p->authenticate = unhex(x->authenticate);
	assert_int_equal(spnego_decode_init(p->init, &i), 0);
	p->trio.negotiate = i.token;
	assert_int_equal(spnego_decode_resp(p->challenge, &r), 0);
	p->trio.challenge = r.token;
	assert_int_equal(spnego_decode_resp(p->authenticate, &r), 0);
	p->trio.authenticate = r.token;
	assert_int_equal(ntlm_decode_challenge(p->trio.challenge, &p->server),
	    0);
	assert_int_equal(nt_hash(crypto, x->password, p->nt_hash), 0);
}

static void
unplay(struct played *p)
{
	unhex_free(&p->init);
	unhex_free(&p->challenge);
	unhex_free(&p->authenticate);
}

/* Both steps as the keeper takes them. */
static enum ntlm_verdict
check(const struct played *p, struct ntlm_keys *k)
{
	struct ntlm_claim	 cl;
	enum ntlm_verdict	 v;

	v = ntlm_claim_read(&p->trio, p->server.challenge, &cl);
	if (v == NTLM_RIGHT)
		v = ntlm_claim_prove(crypto, &cl, p->nt_hash, k);
	return v;
}

static uint8_t *
authenticate_byte(struct played *p, size_t at)
{
	assert_true(at < p->trio.authenticate.len);
	return (uint8_t *)(uintptr_t)p->trio.authenticate.base + at;
}

static void
the_specifications_proof_is_right(void **state)
{
	struct rd		 c = unhex(spec_challenge);
	struct rd		 a = unhex(spec_authenticate);
	struct ntlm_trio	 t = { .challenge = c, .authenticate = a };
	struct rd		 issued = unhex("0123456789abcdef");
	uint8_t			 hash[NTLM_KEY_SIZE], owf[NTLM_KEY_SIZE];
	struct ntlm_owner	 o;
	struct ntlm_claim	 cl;
	struct ntlm_keys	 k;

	(void)state;
	assert_int_equal(nt_hash(crypto, "Password", hash), 0);
	assert_hex(hash, sizeof(hash), spec_nt_hash);
	assert_int_equal(ntlm_claim_read(&t, issued.base, &cl), NTLM_RIGHT);
	assert_string_equal(cl.user, "User");
	assert_string_equal(cl.domain, "Domain");
	assert_string_equal(cl.workstation, "COMPUTER");
	o = (struct ntlm_owner){ cl.auth.user, cl.auth.domain, cl.flags };
	assert_int_equal(ntlm_owf_v2(crypto, hash, &o, owf), 0);
	assert_hex(owf, sizeof(owf), spec_owf);
	assert_int_equal(ntlm_claim_prove(crypto, &cl, hash, &k), NTLM_RIGHT);
	assert_hex(k.base, sizeof(k.base), spec_base_key);
	assert_hex(k.exported, sizeof(k.exported), spec_session_key);
	unhex_free(&issued);
	unhex_free(&a);
	unhex_free(&c);
}

static void
proofs_of_real_clients_are_right(void **state)
{
	struct played		 p;
	struct ntlm_claim	 cl;
	struct ntlm_keys	 k;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(exchanges); i++) {
		play(&p, &exchanges[i]);
		if (check(&p, &k) != NTLM_RIGHT)
			fail_msg("%s", exchanges[i].client);
		if (exchanges[i].session_key != NULL)
			assert_hex(k.exported, sizeof(k.exported),
			    exchanges[i].session_key);
		assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge,
		    &cl), NTLM_RIGHT);
		assert_string_equal(cl.user, exchanges[i].user);
		assert_string_equal(cl.domain, exchanges[i].domain);
		unplay(&p);
	}
}

static void
another_password_is_wrong_and_leaves_no_key(void **state)
{
	static const struct ntlm_keys	 none;
	struct ntlm_keys		 k;
	struct played			 p;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(exchanges); i++) {
		play(&p, &exchanges[i]);
		p.nt_hash[15] ^= 1;
		assert_int_equal(check(&p, &k), NTLM_WRONG_PROOF);
		assert_memory_equal(&k, &none, sizeof(k));
		unplay(&p);
	}
}

static void
every_bit_of_a_message_with_mic_counts(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;
	size_t			 i, at;

	(void)state;
	play(&p, &exchanges[0]);
	for (i = 0; i < p.trio.authenticate.len; i++) {
		*authenticate_byte(&p, i) ^= 0x20;
		/* BufferOffset and MaxLen of an empty field have no say; a MIC
		 * covers them all the same. */
		if (check(&p, &k) == NTLM_RIGHT)
			fail_msg("byte %zu of AUTHENTICATE", i);
		*authenticate_byte(&p, i) ^= 0x20;
	}
	for (i = 0; i < 2; i++) {
		struct rd *m = i == 0 ? &p.trio.negotiate : &p.trio.challenge;

		for (at = 0; at < m->len; at++) {
			uint8_t *b = (uint8_t *)(uintptr_t)m->base + at;

			*b ^= 0x20;
			if (check(&p, &k) == NTLM_RIGHT)
				fail_msg("byte %zu of message %zu", at, i);
			*b ^= 0x20;
		}
	}
	assert_int_equal(check(&p, &k), NTLM_RIGHT);
	unplay(&p);
}

static void
a_wrong_mic_is_told_from_a_wrong_proof(void **state)
{
	static const struct ntlm_keys	 none;
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[0]);
	*authenticate_byte(&p, NTLM_MIC_OFFSET) ^= 1;
	assert_int_equal(check(&p, &k), NTLM_WRONG_MIC);
	assert_memory_equal(&k, &none, sizeof(k));
	*authenticate_byte(&p, NTLM_MIC_OFFSET) ^= 1;
	*authenticate_byte(&p, 64) ^= 1;		/* Version */
	assert_int_equal(check(&p, &k), NTLM_WRONG_MIC);
	unplay(&p);
}

/* CVE-2019-1040: the room is taken away, the announcement is under proof. */
static void
a_mic_that_was_announced_cannot_be_dropped(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[0]);
	/* The workstation's text now begins where the MIC was. */
	*authenticate_byte(&p, 44 + 4) = NTLM_MIC_OFFSET;
	*authenticate_byte(&p, 44 + 5) = 0;
	assert_int_equal(check(&p, &k), NTLM_MIC_MISSING);
	unplay(&p);
}

/* impacket sends no MIC: what it echoes must be what we sent. */
static void
without_a_mic_another_servers_target_info_is_noticed(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;
	uint8_t			*info;

	(void)state;
	play(&p, &exchanges[1]);
	assert_int_equal(check(&p, &k), NTLM_RIGHT);
	info = (uint8_t *)(uintptr_t)p.server.target_info.base;
	info[4] ^= 1;				/* in the domain's name */
	assert_int_equal(check(&p, &k), NTLM_TAMPERED);
	info[4] ^= 1;
	info[p.server.target_info.len - 5] ^= 1;	/* in the timestamp */
	assert_int_equal(check(&p, &k), NTLM_TAMPERED);
	unplay(&p);
}

static void
an_answer_to_another_challenge_is_refused(void **state)
{
	struct ntlm_claim	 cl;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[0]);
	p.server.challenge[7] ^= 1;
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_NOT_OURS);
	unplay(&p);
}

static void
version_1_responses_and_none_are_refused(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &v1_exchange);
	assert_int_equal(check(&p, &k), NTLM_NOT_V2);
	unplay(&p);
	play(&p, &no_password_exchange);
	assert_int_equal(check(&p, &k), NTLM_NOT_V2);
	unplay(&p);
}

static void
nobody_is_told_from_somebody_without_a_response(void **state)
{
	struct ntlm_claim	 cl;
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &anonymous_exchange);
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_ANONYMOUS);
	assert_string_equal(cl.user, "");
	assert_int_equal(ntlm_anonymous_keys(crypto, &cl, &k), NTLM_RIGHT);
	assert_memory_equal(k.base, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	unplay(&p);
}

/* Who names nobody but answers all the same is not nobody. */
static void
a_response_without_a_user_is_no_anonymous_logon(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[1]);
	*authenticate_byte(&p, 36) = 0;		/* the user's length */
	assert_int_equal(check(&p, &k), NTLM_WRONG_PROOF);
	*authenticate_byte(&p, 12) = 0;		/* the LM response's */
	assert_int_equal(check(&p, &k), NTLM_WRONG_PROOF);
	*authenticate_byte(&p, 12) = 24;
	*authenticate_byte(&p, 20) = 0;		/* the NT response's */
	assert_int_equal(check(&p, &k), NTLM_NOT_V2);
	unplay(&p);
}

static void
a_workstation_that_cannot_be_read_is_left_out(void **state)
{
	struct ntlm_claim	 cl;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[0]);
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	assert_string_equal(cl.workstation, "VM");
	*authenticate_byte(&p, 44) = 3;
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	assert_string_equal(cl.workstation, "");
	*authenticate_byte(&p, 36) = 3;		/* the user must be read */
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_MALFORMED);
	unplay(&p);
}

/* KEY_EXCH in AUTHENTICATE alone is nothing that we agreed to. */
static void
only_flags_of_both_are_agreed(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[1]);
	*authenticate_byte(&p, 63) |= 0x40;
	assert_int_equal(check(&p, &k), NTLM_RIGHT);
	assert_int_equal(k.flags & NTLMSSP_NEGOTIATE_KEY_EXCH, 0);
	unplay(&p);
}

static void
a_mic_needs_a_message_with_room_for_it(void **state)
{
	uint8_t			 mem[NTLM_MIC_OFFSET + 16] = { 0 };
	struct ntlm_trio	 t = { .authenticate =
				    rd_over(mem, sizeof(mem)) };
	uint8_t			 mic[NTLM_KEY_SIZE];

	(void)state;
	assert_int_equal(ntlm_mic(crypto, mem, &t, mic), 0);
	t.authenticate.len--;
	assert_int_equal(ntlm_mic(crypto, mem, &t, mic), -EBADMSG);
}

/* The AUTHENTICATE flags at 60, little endian. */
static void
flags_that_go_too_low_are_refused(void **state)
{
	struct ntlm_keys	 k;
	struct played		 p;

	(void)state;
	play(&p, &exchanges[1]);
	*authenticate_byte(&p, 62) &= (uint8_t)~0x08;	/* ESS */
	assert_int_equal(check(&p, &k), NTLM_WEAK);
	unplay(&p);
	play(&p, &exchanges[0]);
	*authenticate_byte(&p, 52) = 8;		/* half a session key */
	assert_int_equal(check(&p, &k), NTLM_MALFORMED);
	*authenticate_byte(&p, 52) = 0;
	assert_int_equal(check(&p, &k), NTLM_MALFORMED);
	unplay(&p);
}

static void
messages_longer_than_any_are_refused(void **state)
{
	static uint8_t		 big[NTLM_AUTHENTICATE_MAX + 1];
	static uint8_t		 challenge[NTLM_CHALLENGE_MAX + 1];
	struct ntlm_claim	 cl;
	struct played		 p;
	size_t			 n;

	(void)state;
	play(&p, &exchanges[1]);
	n = p.trio.authenticate.len;
	memcpy(big, p.trio.authenticate.base, n);
	p.trio.authenticate = rd_over(big, sizeof(big) - 1);
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	p.trio.authenticate = rd_over(big, sizeof(big));
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_MALFORMED);
	p.trio.authenticate.len--;
	p.trio.negotiate = rd_over(big, NTLM_NEGOTIATE_MAX + 1);
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_MALFORMED);
	p.trio.negotiate.len--;
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	memcpy(challenge, p.trio.challenge.base, p.trio.challenge.len);
	p.trio.challenge = rd_over(challenge, sizeof(challenge));
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_MALFORMED);
	p.trio.challenge.len--;
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	unplay(&p);
}

/* The caller may try the proof in another domain than the client named. */
static void
another_domain_may_be_tried(void **state)
{
	struct ntlm_claim	 cl;
	struct ntlm_keys	 k;
	struct played		 p;
	struct rd		 said;

	(void)state;
	play(&p, &exchanges[2]);
	assert_int_equal(ntlm_claim_read(&p.trio, p.server.challenge, &cl),
	    NTLM_RIGHT);
	said = cl.auth.domain;
	cl.auth.domain = rd_over(NULL, 0);
	assert_int_equal(ntlm_claim_prove(crypto, &cl, p.nt_hash, &k),
	    NTLM_WRONG_PROOF);
	cl.auth.domain = said;
	assert_int_equal(ntlm_claim_prove(crypto, &cl, p.nt_hash, &k),
	    NTLM_RIGHT);
	unplay(&p);
}

static void
every_verdict_has_its_words(void **state)
{
	enum ntlm_verdict	 v;

	(void)state;
	for (v = NTLM_RIGHT; v < NTLM_VERDICT_COUNT; v++)
		assert_true(strlen(ntlm_verdict_text(v)) > 3);
	assert_string_equal(ntlm_verdict_text(NTLM_WRONG_PROOF),
	    "wrong proof");
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
		cmocka_unit_test(the_specifications_proof_is_right),
		cmocka_unit_test(proofs_of_real_clients_are_right),
		cmocka_unit_test(another_password_is_wrong_and_leaves_no_key),
		cmocka_unit_test(every_bit_of_a_message_with_mic_counts),
		cmocka_unit_test(a_wrong_mic_is_told_from_a_wrong_proof),
		cmocka_unit_test(a_mic_that_was_announced_cannot_be_dropped),
		cmocka_unit_test(
		    without_a_mic_another_servers_target_info_is_noticed),
		cmocka_unit_test(an_answer_to_another_challenge_is_refused),
		cmocka_unit_test(version_1_responses_and_none_are_refused),
		cmocka_unit_test(
		    nobody_is_told_from_somebody_without_a_response),
		cmocka_unit_test(
		    a_response_without_a_user_is_no_anonymous_logon),
		cmocka_unit_test(a_workstation_that_cannot_be_read_is_left_out),
		cmocka_unit_test(only_flags_of_both_are_agreed),
		cmocka_unit_test(a_mic_needs_a_message_with_room_for_it),
		cmocka_unit_test(flags_that_go_too_low_are_refused),
		cmocka_unit_test(messages_longer_than_any_are_refused),
		cmocka_unit_test(another_domain_may_be_tried),
		cmocka_unit_test(every_verdict_has_its_words),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
