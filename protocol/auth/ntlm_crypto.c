/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define PASSWORD_MAX	512		/* of UTF-16LE */

struct ntlm_crypto {
	OSSL_LIB_CTX	*lib;
	OSSL_PROVIDER	*plain;
	OSSL_PROVIDER	*legacy;
	EVP_MD		*md4;
	EVP_MD		*md5;
	EVP_MAC		*hmac;
	EVP_CIPHER	*rc4;
	EVP_CIPHER	*des;		/* triple, with one key */
	EVP_MD_CTX	*digest;
	EVP_MAC_CTX	*mac;
	EVP_CIPHER_CTX	*cipher;
};

struct ntlm_stream {
	EVP_CIPHER_CTX	*cipher;
};

static int
mac_new(struct ntlm_crypto *c)
{
	OSSL_PARAM	 md5[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
		    (char[]){ "MD5" }, 0),
		OSSL_PARAM_construct_end(),
	};

	c->mac = EVP_MAC_CTX_new(c->hmac);
	return c->mac != NULL && EVP_MAC_CTX_set_params(c->mac, md5) == 1;
}

/*
 * Everything once, with answers that are known: OpenSSL reads its own
 * configuration file at the first use, not when algorithms are fetched.
 */
static bool
works(struct ntlm_crypto *c)
{
	static const uint8_t	 of_empty[] = {		/* MD4("") */
		0x31, 0xd6, 0xcf, 0xe0, 0xd1, 0x6a, 0xe9, 0x31,
		0xb7, 0x3c, 0x59, 0xd7, 0xe0, 0xc0, 0x89, 0xc0,
	};
	static const uint8_t	 known[] = {	/* RC4 of HMAC of MD5 of it */
		0x4b, 0x2b, 0x45, 0x19, 0x19, 0x5a, 0xc0, 0xaf,
		0xe6, 0x78, 0x4f, 0xed, 0xd2, 0x11, 0xe3, 0xed,
	};
	uint8_t			 out[NTLM_KEY_SIZE], again[NTLM_KEY_SIZE];
	struct rd		 r = rd_over(out, sizeof(out));

	return nt_hash(c, "", out) == 0 &&
	    memcmp(out, of_empty, sizeof(out)) == 0 &&
	    ntlm_md5(c, &r, 1, out) == 0 &&
	    ntlm_hmac(c, of_empty, &r, 1, out) == 0 &&
	    ntlm_rc4(c, rd_over(of_empty, sizeof(of_empty)), r, out) == 0 &&
	    memcmp(out, known, sizeof(known)) == 0 &&
	    ntlm_des_seal(c, of_empty, known, out) == 0 &&
	    ntlm_des_open(c, of_empty, out, again) == 0 &&
	    memcmp(again, known, sizeof(known)) == 0;
}

static void
fetch(struct ntlm_crypto *c)
{
	c->plain = OSSL_PROVIDER_load(c->lib, "default");
	c->legacy = OSSL_PROVIDER_load(c->lib, "legacy");
	c->md4 = EVP_MD_fetch(c->lib, "MD4", NULL);
	c->md5 = EVP_MD_fetch(c->lib, "MD5", NULL);
	c->hmac = EVP_MAC_fetch(c->lib, "HMAC", NULL);
	c->rc4 = EVP_CIPHER_fetch(c->lib, "RC4", NULL);
	c->des = EVP_CIPHER_fetch(c->lib, "DES-EDE3-ECB", NULL);
	c->digest = EVP_MD_CTX_new();
	c->cipher = EVP_CIPHER_CTX_new();
}

int
ntlm_crypto_new(struct ntlm_crypto **out, struct err *e)
{
	struct ntlm_crypto	*c;

	*out = NULL;
	if ((c = calloc(1, sizeof(*c))) == NULL ||
	    (c->lib = OSSL_LIB_CTX_new()) == NULL) {
		ntlm_crypto_free(&c);
		return err_set(e, ENOMEM, "no memory for the NTLM ciphers");
	}
	fetch(c);
	if (c->md4 == NULL || c->md5 == NULL || c->rc4 == NULL ||
	    c->des == NULL || c->digest == NULL || c->cipher == NULL || !mac_new(c) ||
	    !works(c)) {
		ntlm_crypto_free(&c);
		return err_set(e, ENOTSUP, "OpenSSL has no MD4, MD5 or RC4: "
		    "is its legacy provider (legacy.so) installed?");
	}
	(void)text_upper(0xe9);		/* loads its table: no files later */
	*out = c;
	return 0;
}

void
ntlm_crypto_free(struct ntlm_crypto **cp)
{
	struct ntlm_crypto	*c = *cp;

	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->cipher);
	EVP_MAC_CTX_free(c->mac);
	EVP_MD_CTX_free(c->digest);
	EVP_CIPHER_free(c->des);
	EVP_CIPHER_free(c->rc4);
	EVP_MAC_free(c->hmac);
	EVP_MD_free(c->md5);
	EVP_MD_free(c->md4);
	if (c->legacy != NULL)
		(void)OSSL_PROVIDER_unload(c->legacy);
	if (c->plain != NULL)
		(void)OSSL_PROVIDER_unload(c->plain);
	OSSL_LIB_CTX_free(c->lib);
	free(c);
	*cp = NULL;
}

static int
digest(struct ntlm_crypto *c, const EVP_MD *md, const struct rd *parts,
    size_t n, uint8_t *out)
{
	size_t	 i;
	int	 ok;

	ok = EVP_DigestInit_ex2(c->digest, md, NULL);
	for (i = 0; i < n && ok == 1; i++)
		ok = EVP_DigestUpdate(c->digest, parts[i].base, parts[i].len);
	if (ok == 1)
		ok = EVP_DigestFinal_ex(c->digest, out, NULL);
	return ok == 1 ? 0 : -ENOMEM;
}

int
nt_hash(struct ntlm_crypto *c, const char *password,
    uint8_t out[static NTLM_KEY_SIZE])
{
	uint8_t		 text[PASSWORD_MAX];
	struct wr	 w = wr_over(text, sizeof(text));
	struct rd	 r;
	int		 error;

	if (!utf8_valid(password))
		return -EILSEQ;
	utf16_encode(&w, password);
	r = wr_written(&w);
	error = wr_ok(&w) ? digest(c, c->md4, &r, 1, out) : -ENAMETOOLONG;
	secret_wipe(text, sizeof(text));
	return error;
}

int
ntlm_md5(struct ntlm_crypto *c, const struct rd *parts, size_t n,
    uint8_t out[static NTLM_KEY_SIZE])
{
	return digest(c, c->md5, parts, n, out);
}

int
ntlm_hmac(struct ntlm_crypto *c, const uint8_t key[static NTLM_KEY_SIZE],
    const struct rd *parts, size_t n, uint8_t out[static NTLM_KEY_SIZE])
{
	size_t	 i, len;
	int	 ok;

	ok = EVP_MAC_init(c->mac, key, NTLM_KEY_SIZE, NULL);
	for (i = 0; i < n && ok == 1; i++)
		if (parts[i].len > 0)
			ok = EVP_MAC_update(c->mac, parts[i].base,
			    parts[i].len);
	if (ok == 1)
		ok = EVP_MAC_final(c->mac, out, &len, NTLM_KEY_SIZE);
	return ok == 1 ? 0 : -ENOMEM;
}

static int
key_rc4(EVP_CIPHER_CTX *ctx, EVP_CIPHER *rc4, struct rd key)
{
	if (EVP_EncryptInit_ex2(ctx, rc4, NULL, NULL, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_key_length(ctx, (int)key.len) != 1 ||
	    EVP_EncryptInit_ex2(ctx, NULL, key.base, NULL, NULL) != 1)
		return -ENOMEM;
	return 0;
}

static int
run_rc4(EVP_CIPHER_CTX *ctx, const uint8_t *in, uint8_t *out, size_t n)
{
	size_t	 step;
	int	 done;

	for (; n > 0; in += step, out += step, n -= step) {
		step = n < INT_MAX ? n : INT_MAX;
		if (EVP_EncryptUpdate(ctx, out, &done, in, (int)step) != 1)
			return -ENOMEM;
	}
	return 0;
}

int
ntlm_rc4(struct ntlm_crypto *c, struct rd key, struct rd in, uint8_t *out)
{
	int	 error;

	if ((error = key_rc4(c->cipher, c->rc4, key)) != 0)
		return error;
	return run_rc4(c->cipher, in.base, out, in.len);
}

#define DES_BLOCK	8
#define DES_PARTS	7		/* of a key: its other bits are parity */

static void
des_key(const uint8_t part[static DES_PARTS], uint8_t key[static 3 * DES_BLOCK])
{
	uint64_t	 bits = 0;
	size_t		 i;

	for (i = 0; i < DES_PARTS; i++)
		bits = bits << 8 | part[i];
	for (i = 0; i < DES_BLOCK; i++)
		key[i] = (uint8_t)((bits >> (49 - 7 * i) & 0x7f) << 1);
	memcpy(key + DES_BLOCK, key, DES_BLOCK);
	memcpy(key + 2 * DES_BLOCK, key, DES_BLOCK);
}

static int
run_des(struct ntlm_crypto *c, const uint8_t *key, const uint8_t *in,
    uint8_t *out, int enc)
{
	uint8_t	 whole[3 * DES_BLOCK];
	size_t	 i;
	int	 done, ok = 1;

	for (i = 0; i < 2 && ok == 1; i++) {
		des_key(key + i * DES_PARTS, whole);
		ok = EVP_CipherInit_ex2(c->cipher, c->des, whole, NULL, enc,
		    NULL);
		if (ok == 1)
			ok = EVP_CIPHER_CTX_set_padding(c->cipher, 0);
		if (ok == 1)
			ok = EVP_CipherUpdate(c->cipher, out + i * DES_BLOCK,
			    &done, in + i * DES_BLOCK, DES_BLOCK);
	}
	secret_wipe(whole, sizeof(whole));
	return ok == 1 ? 0 : -ENOMEM;
}

int
ntlm_des_seal(struct ntlm_crypto *c, const uint8_t key[static NTLM_KEY_SIZE],
    const uint8_t in[static NTLM_KEY_SIZE], uint8_t out[static NTLM_KEY_SIZE])
{
	return run_des(c, key, in, out, 1);
}

int
ntlm_des_open(struct ntlm_crypto *c, const uint8_t key[static NTLM_KEY_SIZE],
    const uint8_t in[static NTLM_KEY_SIZE], uint8_t out[static NTLM_KEY_SIZE])
{
	return run_des(c, key, in, out, 0);
}

int
ntlm_stream_new(struct ntlm_crypto *c, struct rd key,
    struct ntlm_stream **out)
{
	struct ntlm_stream	*s = calloc(1, sizeof(*s));

	*out = NULL;
	if (s == NULL || (s->cipher = EVP_CIPHER_CTX_new()) == NULL ||
	    key_rc4(s->cipher, c->rc4, key) != 0) {
		ntlm_stream_free(&s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

void
ntlm_stream_free(struct ntlm_stream **sp)
{
	if (*sp == NULL)
		return;
	EVP_CIPHER_CTX_free((*sp)->cipher);	/* wipes its key */
	free(*sp);
	*sp = NULL;
}

int
ntlm_stream_apply(struct ntlm_stream *s, void *data, size_t n)
{
	return run_rc4(s->cipher, data, data, n);
}
