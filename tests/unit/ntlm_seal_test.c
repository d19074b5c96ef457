/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>

#include "protocol/auth/ntlm_seal.h"
#include "protocol/auth/spnego.h"

#define ALL_FLAGS	0xe2888235U	/* the specification's AUTHENTICATE */

static struct ntlm_crypto	*crypto;

static struct ntlm_keys
keys(uint32_t flags)
{
	struct ntlm_keys	 k = { .flags = flags };

	memset(k.exported, 0x55, sizeof(k.exported));
	return k;
}

static struct ntlm_seal *
seal_of(enum ntlm_side self, uint32_t flags)
{
	struct ntlm_keys	 k = keys(flags);
	struct ntlm_seal	*s;

	assert_int_equal(ntlm_seal_new(crypto, &k, self, 0, &s), 0);
	return s;
}

static void
the_specifications_message_is_sealed_and_unsealed(void **state)
{
	struct ntlm_seal	*client = seal_of(NTLM_CLIENT, ALL_FLAGS);
	struct ntlm_seal	*server = seal_of(NTLM_SERVER, ALL_FLAGS);
	struct rd		 text = unhex(spec_plain);
	uint8_t			*data = exact(text.base, text.len);
	struct ntlm_pdu		 p = { rd_over(data, text.len), data,
				    text.len };
	uint8_t			 sig[NTLM_SIGNATURE_SIZE];

	(void)state;
	assert_int_equal(ntlm_seal(client, &p, sig), 0);
	assert_hex(data, text.len, spec_sealed);
	assert_hex(sig, sizeof(sig), spec_seal_signature);
	assert_int_equal(ntlm_unseal(server, &p, sig), 0);
	assert_memory_equal(data, text.base, text.len);
	free(data);
	unhex_free(&text);
	ntlm_seal_free(&server);
	ntlm_seal_free(&client);
}

/* 4.2.3.4: 56 bits, the checksum in clear. */
static void
the_specifications_weaker_message_is_sealed_too(void **state)
{
	struct rd		 key = unhex(spec_weak_key);
	struct rd		 text = unhex(spec_plain);
	uint8_t			*data = exact(text.base, text.len);
	struct ntlm_pdu		 p = { rd_over(data, text.len), data,
				    text.len };
	struct ntlm_keys	 k = { .flags = 0x82088233 };
	uint8_t			 sig[NTLM_SIGNATURE_SIZE];
	struct ntlm_seal	*client;

	(void)state;
	memcpy(k.exported, key.base, sizeof(k.exported));
	assert_int_equal(ntlm_seal_new(crypto, &k, NTLM_CLIENT, 0, &client), 0);
	assert_int_equal(ntlm_seal(client, &p, sig), 0);
	assert_hex(data, text.len, spec_weak_sealed);
	assert_hex(sig, sizeof(sig), spec_weak_signature);
	ntlm_seal_free(&client);
	free(data);
	unhex_free(&text);
	unhex_free(&key);
}

/* Every strength, with and without a hidden checksum; signs and seals mixed. */
static void
both_ends_follow_each_other_through_a_talk(void **state)
{
	static const uint32_t	 flags[] = {
		ALL_FLAGS, ALL_FLAGS & ~NTLMSSP_NEGOTIATE_KEY_EXCH,
		ALL_FLAGS & ~NTLMSSP_NEGOTIATE_128,
		NTLMSSP_NEGOTIATE_KEY_EXCH, 0,
	};
	uint8_t			 pdu[32] = { 0 }, sig[NTLM_SIGNATURE_SIZE];
	struct rd		 whole = rd_over(pdu, sizeof(pdu));
	struct ntlm_pdu		 p = { whole, pdu + 8, 16 };
	struct ntlm_seal	*end[2];
	size_t			 i, n;

	(void)state;
	for (i = 0; i < nitems(flags); i++) {
		end[0] = seal_of(NTLM_CLIENT, flags[i]);
		end[1] = seal_of(NTLM_SERVER, flags[i]);
		for (n = 0; n < 6; n++) {
			memset(pdu, (int)n, sizeof(pdu));
			assert_int_equal(ntlm_seal(end[n % 2], &p, sig), 0);
			assert_int_equal(pdu[7], n);
			assert_int_equal(pdu[24], n);
			assert_memory_not_equal(pdu + 8, pdu + 24, 8);
			assert_int_equal(ntlm_unseal(end[1 - n % 2], &p, sig),
			    0);
			assert_int_equal(pdu[8], n);
			assert_int_equal(pdu[23], n);
			assert_int_equal(ntlm_sign(end[n % 2], whole, sig), 0);
			assert_int_equal(ntlm_verify(end[1 - n % 2], whole,
			    sig), 0);
		}
		ntlm_seal_free(&end[0]);
		ntlm_seal_free(&end[1]);
	}
}

static void
a_changed_repeated_or_reflected_message_is_noticed(void **state)
{
	struct rd		 msg = rd_over("message", 7);
	uint8_t			 sig[NTLM_SIGNATURE_SIZE];
	struct ntlm_seal	*client, *server;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(sig); i++) {
		client = seal_of(NTLM_CLIENT, ALL_FLAGS);
		server = seal_of(NTLM_SERVER, ALL_FLAGS);
		assert_int_equal(ntlm_sign(client, msg, sig), 0);
		sig[i] ^= 1;
		assert_int_equal(ntlm_verify(server, msg, sig), -EBADMSG);
		ntlm_seal_free(&client);
		ntlm_seal_free(&server);
	}
	client = seal_of(NTLM_CLIENT, ALL_FLAGS);
	server = seal_of(NTLM_SERVER, ALL_FLAGS);
	assert_int_equal(ntlm_sign(client, msg, sig), 0);
	assert_int_equal(ntlm_verify(client, msg, sig), -EBADMSG);
	assert_int_equal(ntlm_verify(server, msg, sig), 0);
	assert_int_equal(ntlm_verify(server, msg, sig), -EBADMSG);
	ntlm_seal_free(&client);
	ntlm_seal_free(&server);
}

/* After SPNEGO the first message is number 1, on a fresh key stream. */
static void
the_mech_list_mic_is_signature_number_0(void **state)
{
	struct ntlm_keys	 k = keys(ALL_FLAGS);
	uint8_t			 mic[NTLM_SIGNATURE_SIZE], sig[sizeof(mic)];
	struct ntlm_seal	*s = seal_of(NTLM_SERVER, ALL_FLAGS);

	(void)state;
	assert_int_equal(ntlm_mech_list_mic(crypto, &k, NTLM_SERVER,
	    spnego_ntlm_only(), mic), 0);
	assert_int_equal(ntlm_sign(s, spnego_ntlm_only(), sig), 0);
	assert_memory_equal(mic, sig, sizeof(mic));
	ntlm_seal_free(&s);
	k.flags &= ~NTLMSSP_NEGOTIATE_128;
	assert_int_equal(ntlm_mech_list_mic(crypto, &k, NTLM_SERVER,
	    spnego_ntlm_only(), mic), 0);
	s = seal_of(NTLM_SERVER, k.flags);
	assert_int_equal(ntlm_sign(s, spnego_ntlm_only(), sig), 0);
	assert_memory_equal(mic, sig, sizeof(mic));
	ntlm_seal_free(&s);
	assert_int_equal(ntlm_seal_new(crypto, &k, NTLM_SERVER, 1, &s), 0);
	assert_int_equal(ntlm_sign(s, spnego_ntlm_only(), sig), 0);
	assert_memory_equal(sig + 12, "\1\0\0\0", 4);
	ntlm_seal_free(&s);
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
		cmocka_unit_test(
		    the_specifications_message_is_sealed_and_unsealed),
		cmocka_unit_test(
		    the_specifications_weaker_message_is_sealed_too),
		cmocka_unit_test(both_ends_follow_each_other_through_a_talk),
		cmocka_unit_test(
		    a_changed_repeated_or_reflected_message_is_noticed),
		cmocka_unit_test(the_mech_list_mic_is_signature_number_0),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
