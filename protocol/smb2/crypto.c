/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/crypto.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "base/secret.h"
#include "protocol/smb2/engine.h"

#define CCM_NONCE	11
#define GCM_NONCE	12
#define TAG		16

static const struct use {
	const char	*cipher;	/* NULL: HMAC-SHA256 */
	uint8_t		 key_size;
	uint8_t		 nonce;		/* to be set before the key; 0: default */
	bool		 encrypt;
} uses[USE_COUNT] = {
[USE_HMAC]	= { NULL,		16, 0, true },
[USE_CMAC]	= { "AES-128-CBC",	16, 0, true },
[USE_GMAC]	= { "AES-128-GCM",	16, GCM_NONCE, true },
[USE_SEAL]	= { "AES-128-CCM",	16, CCM_NONCE, true },
[USE_SEAL + 1]	= { "AES-128-GCM",	16, GCM_NONCE, true },
[USE_SEAL + 2]	= { "AES-256-CCM",	32, CCM_NONCE, true },
[USE_SEAL + 3]	= { "AES-256-GCM",	32, GCM_NONCE, true },
[USE_OPEN]	= { "AES-128-CCM",	16, CCM_NONCE, false },
[USE_OPEN + 1]	= { "AES-128-GCM",	16, GCM_NONCE, false },
[USE_OPEN + 2]	= { "AES-256-CCM",	32, CCM_NONCE, false },
[USE_OPEN + 3]	= { "AES-256-GCM",	32, GCM_NONCE, false },
};

static EVP_MAC_CTX *
new_hmac(struct smb2_crypto *c)
{
	char		 digest[] = "SHA256";
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end()
	};
	EVP_MAC_CTX	*ctx = EVP_MAC_CTX_new(c->hmac);

	if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) != 1) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
}

/* CCM wants the lengths of nonce and tag before it sees the key. */
static EVP_CIPHER_CTX *
new_cipher(const EVP_CIPHER *cipher, const struct use *use)
{
	size_t		 nonce = use->nonce;
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, &nonce),
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
		    NULL, TAG),
		OSSL_PARAM_construct_end()
	};
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();

	if (nonce != CCM_NONCE)
		params[nonce == 0 ? 0 : 1] = OSSL_PARAM_construct_end();
	if (ctx != NULL && (EVP_CipherInit_ex2(ctx, cipher, NULL, NULL,
	    use->encrypt, params) != 1 ||
	    EVP_CIPHER_CTX_set_padding(ctx, 0) != 1)) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
}

/* SP 800-38B 6.1: a shift by one bit in GF(2^128). */
static void
double_block(uint8_t out[AES_BLOCK], const uint8_t in[AES_BLOCK])
{
	uint8_t	 carry = in[0] >> 7;
	int	 i;

	for (i = 0; i < AES_BLOCK - 1; i++)
		out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
	out[i] = (uint8_t)(in[i] << 1) ^ (uint8_t)(carry * 0x87);
}

static bool
derive_subkeys(struct engine_slot *s)
{
	static const uint8_t	 zero[AES_BLOCK];
	uint8_t			 l[AES_BLOCK];
	int			 n;

	if (EVP_EncryptInit_ex2(s->cipher, NULL, NULL, zero, NULL) != 1 ||
	    EVP_EncryptUpdate(s->cipher, l, &n, zero, AES_BLOCK) != 1)
		return false;
	double_block(s->k1, l);
	double_block(s->k2, s->k1);
	secret_wipe(l, sizeof(l));
	return true;
}

static bool
slot_rekey(struct smb2_crypto *c, enum engine_use which, struct engine_slot *s)
{
	const struct use	*use = &uses[which];

	if (which == USE_HMAC) {
		if (s->mac == NULL && (s->mac = new_hmac(c)) == NULL)
			return false;
		return EVP_MAC_init(s->mac, s->key, use->key_size, NULL) == 1;
	}
	if (s->cipher == NULL &&
	    (s->cipher = new_cipher(c->ciphers[which], use)) == NULL)
		return false;
	if (EVP_CipherInit_ex2(s->cipher, NULL, s->key, NULL, use->encrypt,
	    NULL) != 1)
		return false;
	return which != USE_CMAC || derive_subkeys(s);
}

struct engine_slot *
engine_slot(struct smb2_crypto *c, enum engine_use which, const uint8_t *key)
{
	struct engine_slot	*s = &c->slots[which][key[0] % ENGINE_SLOTS];
	size_t			 n = uses[which].key_size;

	if (s->set && memcmp(s->key, key, n) == 0)
		return s;
	memcpy(s->key, key, n);
	s->set = slot_rekey(c, which, s);
	return s->set ? s : NULL;
}

static bool
fetch(struct smb2_crypto *c)
{
	int	 i;

	c->sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
	c->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	c->hash = EVP_MD_CTX_new();
	if (c->sha512 == NULL || c->hmac == NULL || c->hash == NULL ||
	    (c->kdf = new_hmac(c)) == NULL)
		return false;
	for (i = 0; i < USE_COUNT; i++) {
		if (uses[i].cipher == NULL)
			continue;
		c->ciphers[i] = EVP_CIPHER_fetch(NULL, uses[i].cipher, NULL);
		if (c->ciphers[i] == NULL)
			return false;
	}
	return true;
}

int
smb2_crypto_new(struct smb2_crypto **out, struct err *e)
{
	struct smb2_crypto	*c = calloc(1, sizeof(*c));

	*out = NULL;
	if (c == NULL)
		return err_set(e, ENOMEM, "no memory for the crypto engine");
	if (!fetch(c)) {
		smb2_crypto_free(&c);
		return err_set(e, ENOTSUP,
		    "the crypto library lacks an algorithm that SMB needs");
	}
	*out = c;
	return 0;
}

void
smb2_crypto_free(struct smb2_crypto **cp)
{
	struct smb2_crypto	*c = *cp;
	size_t			 i, k;

	if (c == NULL)
		return;
	for (i = 0; i < USE_COUNT; i++) {
		for (k = 0; k < ENGINE_SLOTS; k++) {
			EVP_MAC_CTX_free(c->slots[i][k].mac);
			EVP_CIPHER_CTX_free(c->slots[i][k].cipher);
		}
		EVP_CIPHER_free(c->ciphers[i]);
	}
	EVP_MAC_CTX_free(c->kdf);
	EVP_MAC_free(c->hmac);
	EVP_MD_CTX_free(c->hash);
	EVP_MD_free(c->sha512);
	secret_wipe(c, sizeof(*c));
	free(c);
	*cp = NULL;
}

/* 3.3.5.4: the hash of the old value, then the message. */
bool
smb2_preauth_add(struct smb2_crypto *c, struct smb2_preauth *p,
    const void *message, size_t n)
{
	return EVP_DigestInit_ex2(c->hash, c->sha512, NULL) == 1 &&
	    EVP_DigestUpdate(c->hash, p->hash, sizeof(p->hash)) == 1 &&
	    EVP_DigestUpdate(c->hash, message, n) == 1 &&
	    EVP_DigestFinal_ex(c->hash, p->hash, NULL) == 1;
}
