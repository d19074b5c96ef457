/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sign.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/text.h"

bool
sign_public_key(const uint8_t secret[static SIGN_KEY_SIZE],
    uint8_t public_key[static SIGN_KEY_SIZE])
{
	EVP_PKEY	*key;
	size_t		 n = SIGN_KEY_SIZE;
	bool		 ok;

	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret,
	    SIGN_KEY_SIZE);
	ok = key != NULL &&
	    EVP_PKEY_get_raw_public_key(key, public_key, &n) == 1 &&
	    n == SIGN_KEY_SIZE;
	EVP_PKEY_free(key);
	return ok;
}

bool
sign_bytes(const uint8_t secret[static SIGN_KEY_SIZE], const void *data,
    size_t len, uint8_t signature[static SIGN_SIZE])
{
	EVP_PKEY	*key;
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	size_t		 n = SIGN_SIZE;
	bool		 ok;

	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret,
	    SIGN_KEY_SIZE);
	ok = key != NULL && ctx != NULL &&
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(ctx, signature, &n, data, len) == 1 &&
	    n == SIGN_SIZE;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return ok;
}

bool
sign_verify(const uint8_t public_key[static SIGN_KEY_SIZE], const void *data,
    size_t len, const uint8_t signature[static SIGN_SIZE])
{
	EVP_PKEY	*key;
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	bool		 ok;

	key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key,
	    SIGN_KEY_SIZE);
	ok = key != NULL && ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestVerify(ctx, signature, SIGN_SIZE, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return ok;
}

void
sign_key_id(const uint8_t public_key[static SIGN_KEY_SIZE],
    char dst[static SIGN_ID_SIZE])
{
	uint8_t	 hash[SHA256_DIGEST_LENGTH];

	(void)SHA256(public_key, SIGN_KEY_SIZE, hash);
	hex_encode(dst, hash, (SIGN_ID_SIZE - 1) / 2);
}
