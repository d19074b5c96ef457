/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/text.h"
#include "protocol/smb2/crypto.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/transform.h"

static struct smb2_crypto	*crypto;

static int
set_up(void **state)
{
	(void)state;
	return smb2_crypto_new(&crypto, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	smb2_crypto_free(&crypto);
	return crypto != NULL;
}

static void
unhex(void *dst, size_t n, const char *hex)
{
	assert_true(hex_decode(dst, n, hex));
}

/* A message that begins with a header; the rest counts up. */
static void
fill_message(uint8_t *p, size_t n, uint16_t command, uint32_t flags)
{
	struct smb2_header	 h = { .command = command, .flags = flags,
	    .message_id = 0x1122334455667788ULL };
	struct wr		 w = wr_over(p, n);
	size_t			 i;

	smb2_put_header(&w, &h);
	for (i = SMB2_HEADER_SIZE; i < n; i++)
		p[i] = (uint8_t)(i * 7);
}

static struct smb2_sign_key
sign_key(uint16_t algorithm, uint8_t first)
{
	struct smb2_sign_key	 key = { .algorithm = algorithm };
	uint8_t			 i;

	for (i = 0; i < sizeof(key.key); i++)
		key.key[i] = (uint8_t)(first + i);
	return key;
}

/*
 * Microsoft's examples of encryption, openspecification blog 2012-10-05 (3.0,
 * CCM) and 2015-09-09 (3.1.1, GCM): a WRITE and its response.
 */
static const struct seal_vector {
	uint16_t	 dialect;
	uint16_t	 cipher;
	const char	*session_key, *preauth, *to_server, *to_client;
	const char	*request, *request_plain;
	const char	*response, *response_plain;
} seal_vectors[] = {
	{ SMB2_DIALECT_300, SMB2_ENCRYPTION_AES128_CCM,
	"b4546771b515f766a86735532dd6c4f0", "",
	"261b72350558f2e9dcf613070383edbf",
	"8fe2b57ec34d2db5b1a9727f526bbdb5",
	"fd534d4281a286535415445dae393921e44fa42e66e69a111892584fb5ed524a"
	"744da3ee87000000000001001100001400e4080025c8fee16605a437832d1cd5"
	"2da9f4645333482a175fe5384563f45fcdafaef38bc62ba4d5c62897996625a4"
	"4c29be5658de2e6117585779e7b59ffd971278d08580d7fa899e410e910eabf5"
	"aa1db43050b33b49182637759ac15d84bfcdf5b6b238993c0f4cf4d6012023f6"
	"c627297075d84b7803912d0a9639634453595ef3e33ffe4e7ac2ab",
	"fe534d4240000100000000000900400008000000000000000400000000000000"
	"fffe0000010000001100001400e4080000000000000000000000000000000000"
	"3100700017000000000000000000000015010000390000020100000039020000"
	"00000000000000007000000000000000536d623320656e6372797074696f6e20"
	"74657374696e67",
	"fd534d42a6015530a18f6d9affe22afae8e66484860000000000000011000014"
	"00e4080050000000000001001100001400e40800dbf46435c5f14169293ce079"
	"e344479bf670227e49873f458672c3098dac467dd5809f369d67409166515787"
	"1483e01f7becd02064eac3e235f913668bbc2f097980d4b378f1993eff6e60d1"
	"77309e5b",
	"fe534d4240000100000000000900210009000000000000000400000000000000"
	"fffe0000010000001100001400e4080000000000000000000000000000000000"
	"11000000170000000000000000000000" },
	{ SMB2_DIALECT_311, SMB2_ENCRYPTION_AES128_GCM,
	"419fddf34c1e001909d362ae7fb6af79",
	"b23f3cbfd69487d9832b79b1594a367cdd950909b774c3a4c412b4fcea9edddb"
	"a7db256ba2ea30e977f11f9b113247578e0e915c6d2a513b8f2fca5707dc8770",
	"a2f5e80e5d59103034f32e52f698e5ec",
	"748c50868c90f302962a5c35f5f9a8bf",
	"fd534d42bd73d97d2bc9001bcafac0fdff5feebcc7d6822d269caf48904c664c"
	"00000000870000000000010025000000001000006ecdd2a7afc7b47763057a04"
	"1b8fd4daffe990b70c9e09d36c084e02d14ef247f8bde38acf6256f8b1d3b56f"
	"77fbdeb312fea5e92cbcc1ed8fb2ebbfaa75e49a4a394bb44576545567c24d4c"
	"014d47c9fbdfdafd2c4f9b72f8d256452620a299f48e29e53d6b61d1c13a19e9"
	"1af013f00d17e3abc2fc3d36c8c1b6b93973253852dbd442e46ee8",
	"fe534d4240000100000000000900010008000000000000000500000000000000"
	"fffe000001000000250000000010000000000000000000000000000000000000"
	"3100700017000000000000000000000006000000040000000100000004000000"
	"00000000000000007000000000000000536d623320656e6372797074696f6e20"
	"74657374696e67",
	"fd534d42acbe1cb7ed343adf1725ef144d90d4b0e06831dd2e8eb7b400000000"
	"00000000500000000000010025000000001000002"
	"6bbbf949983a6c1c796559d0f2c510cb651d1f7b6ac8ded32a2a0b8f2d793a8"
	"15c6f6b848d69767a215841a42d400ae6ddb5f0b44173a014973321fdd7950da"
	"6179159b82e03c9e18a050ff0ea1c967",
	"fe534d4240000100000000000900010001000000000000000500000000000000"
	"fffe000001000000250000000010000000000000000000000000000000000000"
	"11000000170000000000000000000000" },
};

static void
opens_as(const struct smb2_seal_key *key, const char *sealed,
    const char *plain)
{
	size_t	 n = strlen(sealed) / 2;
	uint8_t	*frame = malloc(n);
	uint8_t	*want = malloc(n);

	unhex(frame, n, sealed);
	unhex(want, strlen(plain) / 2, plain);
	assert_int_equal(n, SMB2_TRANSFORM_SIZE + strlen(plain) / 2);
	assert_true(smb2_unseal(crypto, key, frame, n));
	assert_memory_equal(frame + SMB2_TRANSFORM_SIZE, want,
	    strlen(plain) / 2);
	free(want);
	free(frame);
}

static void
the_published_examples_of_encryption_open(void **state)
{
	const struct seal_vector *v;
	struct smb2_preauth	 preauth = { { 0 } };
	struct smb2_keys	 keys;
	uint8_t			 session_key[16], want[16];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(seal_vectors); i++) {
		v = &seal_vectors[i];
		unhex(session_key, 16, v->session_key);
		unhex(preauth.hash, strlen(v->preauth) / 2, v->preauth);
		assert_true(smb2_derive_keys(crypto, &(struct smb2_key_source){
		    .dialect = v->dialect, .cipher = v->cipher,
		    .session_key = session_key, .session_key_size = 16,
		    .preauth = &preauth }, &keys));
		unhex(want, 16, v->to_server);
		assert_memory_equal(keys.to_server.key, want, 16);
		unhex(want, 16, v->to_client);
		assert_memory_equal(keys.to_client.key, want, 16);
		opens_as(&keys.to_server, v->request, v->request_plain);
		opens_as(&keys.to_client, v->response, v->response_plain);
	}
}

/* The library's own MAC of a message whose signature is zero. */
static void
reference_mac(const char *mac_name, const char *param, char *value,
    const uint8_t key[16], const uint8_t *p, size_t n, uint8_t out[16])
{
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_utf8_string(param, value, 0),
		OSSL_PARAM_construct_end()
	};
	EVP_MAC		*mac = EVP_MAC_fetch(NULL, mac_name, NULL);
	EVP_MAC_CTX	*ctx = EVP_MAC_CTX_new(mac);
	uint8_t		 whole[64];
	size_t		 len;

	assert_int_equal(EVP_MAC_init(ctx, key, 16, params), 1);
	assert_int_equal(EVP_MAC_update(ctx, p, n), 1);
	assert_int_equal(EVP_MAC_final(ctx, whole, &len, sizeof(whole)), 1);
	memcpy(out, whole, 16);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

static void
signatures_of_any_size_match_the_library(void **state)
{
	static char		 sha256[] = "SHA256", aes[] = "AES-128-CBC";
	static const size_t	 sizes[] = { 4096, 4607, 4608, 4609, 8192, 70001 };
	struct smb2_sign_key	 hmac = sign_key(SMB2_SIGNING_HMAC_SHA256, 1);
	struct smb2_sign_key	 cmac = sign_key(SMB2_SIGNING_AES_CMAC, 2);
	uint8_t			*p, want[16];
	size_t			 i, n;

	(void)state;
	for (i = 0; i < 700 - 64 + nitems(sizes); i++) {
		n = i < 700 - 64 ? i + 64 : sizes[i - (700 - 64)];
		p = malloc(n);
		fill_message(p, n, SMB2_READ, 0);
		reference_mac("HMAC", OSSL_MAC_PARAM_DIGEST, sha256, hmac.key,
		    p, n, want);
		assert_true(smb2_sign_one(crypto, &hmac, p, n));
		assert_memory_equal(p + SMB2_SIGNATURE_AT, want, 16);
		memset(p + SMB2_SIGNATURE_AT, 0, 16);
		reference_mac("CMAC", OSSL_MAC_PARAM_CIPHER, aes, cmac.key, p,
		    n, want);
		assert_true(smb2_sign_one(crypto, &cmac, p, n));
		assert_memory_equal(p + SMB2_SIGNATURE_AT, want, 16);
		free(p);
	}
}

static void
a_message_in_pieces_has_the_signature_of_the_whole(void **state)
{
	uint8_t			 whole[1200], pieces[1200];
	struct smb2_sign_key	 key;
	struct iovec		 iov[3];
	uint16_t		 a;
	size_t			 cut;

	(void)state;
	for (a = SMB2_SIGNING_HMAC_SHA256; a <= SMB2_SIGNING_AES_GMAC; a++) {
		key = sign_key(a, (uint8_t)(40 + a));
		fill_message(whole, sizeof(whole), SMB2_WRITE, 0);
		memcpy(pieces, whole, sizeof(whole));
		assert_true(smb2_sign_one(crypto, &key, whole, sizeof(whole)));
		for (cut = 64; cut < 640; cut++) {
			iov[0] = (struct iovec){ pieces, cut };
			iov[1] = (struct iovec){ pieces + cut, cut % 37 };
			iov[2] = (struct iovec){ pieces + cut + cut % 37,
			    sizeof(pieces) - cut - cut % 37 };
			assert_true(smb2_sign(crypto, &key, iov, 3));
			assert_memory_equal(pieces, whole, sizeof(whole));
			assert_true(smb2_verify(crypto, &key, iov, 3));
		}
	}
}

static void
a_changed_bit_anywhere_breaks_the_signature(void **state)
{
	struct smb2_sign_key	 key, other;
	uint8_t			 p[200];
	uint16_t		 a;
	size_t			 i;

	(void)state;
	for (a = SMB2_SIGNING_HMAC_SHA256; a <= SMB2_SIGNING_AES_GMAC; a++) {
		key = sign_key(a, (uint8_t)(60 + a));
		other = sign_key(a, (uint8_t)(60 + a));
		other.key[15] ^= 1;
		fill_message(p, sizeof(p), SMB2_READ, SMB2_FLAGS_SIGNED);
		assert_true(smb2_sign_one(crypto, &key, p, sizeof(p)));
		assert_true(smb2_verify_one(crypto, &key, p, sizeof(p)));
		assert_false(smb2_verify_one(crypto, &other, p, sizeof(p)));
		assert_false(smb2_verify_one(crypto, &key, p, sizeof(p) - 1));
		for (i = 0; i < 8 * sizeof(p); i++) {
			p[i / 8] ^= (uint8_t)(1 << i % 8);
			assert_false(smb2_verify_one(crypto, &key, p,
			    sizeof(p)));
			p[i / 8] ^= (uint8_t)(1 << i % 8);
		}
	}
}

static void
what_cannot_be_signed_is_refused(void **state)
{
	struct smb2_sign_key	 key = sign_key(SMB2_SIGNING_AES_CMAC, 9);
	uint8_t			 p[64];
	struct iovec		 iov[2] = { { p, 63 }, { p + 63, 1 } };

	(void)state;
	fill_message(p, sizeof(p), SMB2_ECHO, 0);
	assert_false(smb2_sign_one(crypto, &key, p, 63));
	assert_false(smb2_verify_one(crypto, &key, p, 63));
	assert_false(smb2_sign(crypto, &key, iov, 2));
	iov[0].iov_len = sizeof(p);
	assert_false(smb2_sign(crypto, &key, iov, 0));
	key.algorithm = 3;
	assert_false(smb2_sign_one(crypto, &key, p, 64));
}

/* [MS-SMB2] 3.1.4.1: the nonce tells who signs, and a CANCEL. */
static void
gmac_depends_on_the_signer_and_on_cancel(void **state)
{
	struct smb2_sign_key	 key = sign_key(SMB2_SIGNING_AES_GMAC, 11);
	static const struct {
		uint16_t	 command;
		uint32_t	 flags;
		uint8_t		 nonce;
	} rows[] = {
		{ SMB2_ECHO, 0, 0 },
		{ SMB2_ECHO, SMB2_FLAGS_SERVER_TO_REDIR, 1 },
		{ SMB2_CANCEL, 0, 2 },
	};
	uint8_t		 p[80], tag[16], nonce[12] = { 0x88, 0x77, 0x66, 0x55,
			    0x44, 0x33, 0x22, 0x11 };
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	size_t		 i;
	int		 n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		fill_message(p, sizeof(p), rows[i].command, rows[i].flags);
		nonce[8] = rows[i].nonce;
		assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(),
		    NULL, key.key, nonce), 1);
		assert_int_equal(EVP_EncryptUpdate(ctx, NULL, &n, p,
		    sizeof(p)), 1);
		assert_int_equal(EVP_EncryptFinal_ex(ctx, tag, &n), 1);
		assert_int_equal(EVP_CIPHER_CTX_ctrl(ctx,
		    EVP_CTRL_AEAD_GET_TAG, 16, tag), 1);
		assert_true(smb2_sign_one(crypto, &key, p, sizeof(p)));
		assert_memory_equal(p + SMB2_SIGNATURE_AT, tag, 16);
	}
	EVP_CIPHER_CTX_free(ctx);
}

/* More keys than slots, and keys that fall into one slot. */
static void
many_keys_in_turn_do_not_mix(void **state)
{
	struct smb2_sign_key	 key;
	uint8_t			 p[100], first[300][16];
	unsigned int		 i, round, a;

	(void)state;
	for (a = 0; a < 3; a++) {
		for (round = 0; round < 3; round++) {
			for (i = 0; i < 300; i++) {
				key = sign_key((uint16_t)a, (uint8_t)i);
				key.key[9] = (uint8_t)(i >> 8);
				fill_message(p, sizeof(p), SMB2_READ, 0);
				assert_true(smb2_sign_one(crypto, &key, p,
				    sizeof(p)));
				if (round == 0)
					memcpy(first[i], p + 48, 16);
				assert_memory_equal(first[i], p + 48, 16);
			}
		}
		for (i = 1; i < 300; i++)
			assert_memory_not_equal(first[i], first[i - 1], 16);
	}
}

static void
a_key_of_zeroes_is_a_key_like_any_other(void **state)
{
	struct smb2_crypto	*fresh;
	struct smb2_sign_key	 key = { .algorithm = SMB2_SIGNING_AES_CMAC };
	uint8_t			 p[64], want[16];

	(void)state;
	fill_message(p, sizeof(p), SMB2_ECHO, 0);
	assert_true(smb2_sign_one(crypto, &key, p, sizeof(p)));
	memcpy(want, p + SMB2_SIGNATURE_AT, 16);
	assert_int_equal(smb2_crypto_new(&fresh, NULL), 0);
	assert_true(smb2_sign_one(fresh, &key, p, sizeof(p)));
	assert_memory_equal(p + SMB2_SIGNATURE_AT, want, 16);
	smb2_crypto_free(&fresh);
}

static const uint16_t	ciphers[] = {
	SMB2_ENCRYPTION_AES128_CCM, SMB2_ENCRYPTION_AES128_GCM,
	SMB2_ENCRYPTION_AES256_CCM, SMB2_ENCRYPTION_AES256_GCM
};

static struct smb2_seal_key
seal_key(uint16_t cipher)
{
	struct smb2_seal_key	 key = { .cipher = cipher, .nonce = UINT64_MAX };
	uint8_t			 i;

	for (i = 0; i < sizeof(key.key); i++)
		key.key[i] = (uint8_t)(cipher * 50 + i);
	return key;
}

static void
a_sealed_frame_opens_and_no_other(void **state)
{
	static const size_t	 sizes[] = { 64, 65, 80, 1000, 65536, 70001 };
	struct smb2_seal_key	 key;
	struct smb2_transform	 t;
	struct rd		 r;
	uint8_t			*frame, *copy, *plain;
	size_t			 c, i, n;

	(void)state;
	for (c = 0; c < nitems(ciphers) * nitems(sizes); c++) {
		key = seal_key(ciphers[c % nitems(ciphers)]);
		n = sizes[c / nitems(ciphers)] + SMB2_TRANSFORM_SIZE;
		frame = malloc(n);
		copy = malloc(n);
		plain = frame + SMB2_TRANSFORM_SIZE;
		fill_message(plain, n - SMB2_TRANSFORM_SIZE, SMB2_READ, 0);
		memcpy(copy, frame, n);
		assert_true(smb2_seal(crypto, &key, 0x1234, frame, n));
		assert_memory_not_equal(plain, copy + SMB2_TRANSFORM_SIZE, 64);
		r = rd_over(frame, n);
		assert_int_equal(smb2_get_transform(&r, &t), NT_OK);
		assert_true(t.session_id == 0x1234);
		for (i = 4; i < 70; i++) {
			memcpy(copy, frame, n);
			copy[i] ^= 1;
			if (smb2_unseal(crypto, &key, copy, n))
				fail_msg("cipher %u size %zu byte %zu",
				    key.cipher, n, i);
		}
		memcpy(copy, frame, n);
		key.key[15] ^= 1;
		assert_false(smb2_unseal(crypto, &key, copy, n));
		key.key[15] ^= 1;
		memcpy(copy, frame, n);
		assert_false(smb2_unseal(crypto, &key, copy, n - 1));
		assert_true(smb2_unseal(crypto, &key, frame, n));
		fill_message(copy, n - SMB2_TRANSFORM_SIZE, SMB2_READ, 0);
		assert_memory_equal(plain, copy, n - SMB2_TRANSFORM_SIZE);
		free(copy);
		free(frame);
	}
}

static void
no_nonce_comes_twice(void **state)
{
	struct smb2_seal_key	 key = seal_key(SMB2_ENCRYPTION_AES128_GCM);
	uint8_t			 nonces[300][16], frame[SMB2_TRANSFORM_SIZE + 64];
	size_t			 i, k;

	(void)state;
	for (i = 0; i < nitems(nonces); i++) {
		memset(frame, 0, sizeof(frame));
		assert_true(smb2_seal(crypto, &key, 1, frame, sizeof(frame)));
		memcpy(nonces[i], frame + 20, 16);
		for (k = 0; k < i; k++)
			assert_memory_not_equal(nonces[i], nonces[k], 11);
	}
}

static void
what_cannot_be_sealed_is_refused(void **state)
{
	struct smb2_seal_key	 key = seal_key(SMB2_ENCRYPTION_NONE);
	uint8_t			 frame[SMB2_TRANSFORM_SIZE + 64] = { 0 };

	(void)state;
	assert_false(smb2_seal(crypto, &key, 1, frame, sizeof(frame)));
	assert_false(smb2_unseal(crypto, &key, frame, sizeof(frame)));
	key.cipher = 5;
	assert_false(smb2_seal(crypto, &key, 1, frame, sizeof(frame)));
	assert_false(smb2_unseal(crypto, &key, frame, sizeof(frame)));
	key.cipher = SMB2_ENCRYPTION_AES256_GCM;
	assert_false(smb2_seal(crypto, &key, 1, frame, SMB2_TRANSFORM_SIZE));
	assert_false(smb2_unseal(crypto, &key, frame, SMB2_TRANSFORM_SIZE));
}

static void
session_keys_of_odd_sizes(void **state)
{
	uint8_t			 raw[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct smb2_key_source	 src = { .dialect = SMB2_DIALECT_210,
	    .session_key = raw, .session_key_size = 8 };
	struct smb2_keys	 a, b;

	(void)state;
	assert_true(smb2_derive_keys(crypto, &src, &a));
	assert_memory_equal(a.sign.key, raw, 16);	/* filled with zeroes */
	assert_int_equal(a.sign.algorithm, SMB2_SIGNING_HMAC_SHA256);
	src.session_key_size = 32;
	memset(raw + 16, 1, 16);
	assert_true(smb2_derive_keys(crypto, &src, &a));
	assert_memory_equal(a.sign.key, raw, 16);
	assert_int_equal(a.to_server.cipher, 0);	/* nothing spilt */
	src.session_key_size = 8;
	src.dialect = SMB2_DIALECT_300;
	assert_true(smb2_derive_keys(crypto, &src, &a));
	src.session_key_size = 16;
	assert_true(smb2_derive_keys(crypto, &src, &b));
	assert_memory_equal(a.sign.key, b.sign.key, 16);
	src.session_key_size = 0;
	assert_false(smb2_derive_keys(crypto, &src, &a));
	src.session_key_size = 33;
	assert_false(smb2_derive_keys(crypto, &src, &a));
}

/* 3.3.5.5.3: AES-256 takes the whole session key, everything else 16 bytes. */
static void
only_aes_256_uses_more_than_16_bytes_of_the_session_key(void **state)
{
	struct smb2_preauth	 preauth = { { 1 } };
	uint8_t			 raw[32] = { 1 };
	struct smb2_key_source	 src = { .dialect = SMB2_DIALECT_311,
	    .cipher = SMB2_ENCRYPTION_AES256_GCM, .session_key = raw,
	    .session_key_size = 32, .preauth = &preauth };
	struct smb2_keys	 wide, narrow;

	(void)state;
	assert_true(smb2_derive_keys(crypto, &src, &wide));
	src.session_key_size = 16;
	assert_true(smb2_derive_keys(crypto, &src, &narrow));
	assert_memory_equal(wide.sign.key, narrow.sign.key, 16);
	assert_memory_equal(wide.application, narrow.application, 16);
	assert_memory_equal(wide.to_server.key, narrow.to_server.key, 32);
	raw[31] = 1;
	src.session_key_size = 32;
	assert_true(smb2_derive_keys(crypto, &src, &wide));
	assert_memory_equal(wide.sign.key, narrow.sign.key, 16);
	assert_memory_not_equal(wide.to_server.key, narrow.to_server.key, 32);
	src.cipher = SMB2_ENCRYPTION_AES128_GCM;
	assert_true(smb2_derive_keys(crypto, &src, &wide));
	src.session_key_size = 16;
	assert_true(smb2_derive_keys(crypto, &src, &narrow));
	assert_memory_equal(wide.to_client.key, narrow.to_client.key, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_of_encryption_open),
		cmocka_unit_test(signatures_of_any_size_match_the_library),
		cmocka_unit_test(a_message_in_pieces_has_the_signature_of_the_whole),
		cmocka_unit_test(a_changed_bit_anywhere_breaks_the_signature),
		cmocka_unit_test(what_cannot_be_signed_is_refused),
		cmocka_unit_test(gmac_depends_on_the_signer_and_on_cancel),
		cmocka_unit_test(many_keys_in_turn_do_not_mix),
		cmocka_unit_test(a_key_of_zeroes_is_a_key_like_any_other),
		cmocka_unit_test(a_sealed_frame_opens_and_no_other),
		cmocka_unit_test(no_nonce_comes_twice),
		cmocka_unit_test(what_cannot_be_sealed_is_refused),
		cmocka_unit_test(session_keys_of_odd_sizes),
		cmocka_unit_test(
		    only_aes_256_uses_more_than_16_bytes_of_the_session_key),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
