/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/cipher.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

bool
agree_public_key(const uint8_t secret[static CIPHER_KEY_SIZE],
    uint8_t public_key[static CIPHER_KEY_SIZE])
{
	EVP_PKEY	*key;
	size_t		 n = CIPHER_KEY_SIZE;
	bool		 ok;

	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret,
	    CIPHER_KEY_SIZE);
	ok = key != NULL &&
	    EVP_PKEY_get_raw_public_key(key, public_key, &n) == 1 &&
	    n == CIPHER_KEY_SIZE;
	EVP_PKEY_free(key);
	return ok;
}

bool
agree(const uint8_t secret[static CIPHER_KEY_SIZE],
    const uint8_t peer[static CIPHER_KEY_SIZE],
    uint8_t shared[static CIPHER_KEY_SIZE])
{
	EVP_PKEY	*mine, *theirs;
	EVP_PKEY_CTX	*ctx = NULL;
	size_t		 n = CIPHER_KEY_SIZE;
	bool		 ok;

	mine = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret,
	    CIPHER_KEY_SIZE);
	theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer,
	    CIPHER_KEY_SIZE);
	if (mine != NULL && theirs != NULL)
		ctx = EVP_PKEY_CTX_new(mine, NULL);
	ok = ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
	    EVP_PKEY_derive_set_peer(ctx, theirs) == 1 &&
	    EVP_PKEY_derive(ctx, shared, &n) == 1 && n == CIPHER_KEY_SIZE;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(theirs);
	EVP_PKEY_free(mine);
	if (!ok)
		secret_wipe(shared, CIPHER_KEY_SIZE);
	return ok;
}

bool
derive_key(const uint8_t from[static CIPHER_KEY_SIZE], struct rd info,
    uint8_t out[static CIPHER_KEY_SIZE])
{
	EVP_PKEY_CTX	*ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
	size_t		 n = CIPHER_KEY_SIZE;
	int		 len = (int)rd_left(&info);
	bool		 ok;

	ok = ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
	    EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()) == 1 &&
	    EVP_PKEY_CTX_set1_hkdf_key(ctx, from, CIPHER_KEY_SIZE) == 1 &&
	    EVP_PKEY_CTX_add1_hkdf_info(ctx, rd_bytes(&info, (size_t)len),
	    len) == 1 &&
	    EVP_PKEY_derive(ctx, out, &n) == 1 && n == CIPHER_KEY_SIZE;
	EVP_PKEY_CTX_free(ctx);
	if (!ok)
		secret_wipe(out, CIPHER_KEY_SIZE);
	return ok;
}

/* Keyed, and bound to what stands beside the text; NULL if that fails. */
static EVP_CIPHER_CTX *
gcm_start(const struct gcm *g, int encrypt)
{
	EVP_CIPHER_CTX	*c = EVP_CIPHER_CTX_new();
	struct rd	 bound = g->bound;
	int		 len = (int)rd_left(&bound), n;

	if (c != NULL && EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL, g->key,
	    g->nonce, encrypt) == 1 && EVP_CipherUpdate(c, NULL, &n,
	    rd_bytes(&bound, (size_t)len), len) == 1)
		return c;
	EVP_CIPHER_CTX_free(c);
	return NULL;
}

bool
gcm_seal(const struct gcm *g, struct rd plain, struct wr *dst)
{
	EVP_CIPHER_CTX	*c;
	size_t		 n = rd_left(&plain);
	uint8_t		*to = wr_space(dst, n);
	uint8_t		*tag = wr_space(dst, CIPHER_TAG_SIZE);
	int		 done = 0, rest = 0;
	bool		 ok;

	if (!wr_ok(dst) || n > INT_MAX)
		return false;
	c = gcm_start(g, 1);
	ok = c != NULL && EVP_CipherUpdate(c, to, &done, rd_bytes(&plain, n),
	    (int)n) == 1 && EVP_CipherFinal_ex(c, to + done, &rest) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, CIPHER_TAG_SIZE,
	    tag) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!ok)
		wr_fail(dst);
	return ok;
}

bool
gcm_open(const struct gcm *g, struct rd sealed, struct wr *dst)
{
	EVP_CIPHER_CTX	*c;
	struct rd	 text;
	uint8_t		 tag[CIPHER_TAG_SIZE], *to;
	size_t		 n = rd_left(&sealed);
	int		 done = 0, rest = 0;
	bool		 ok;

	if (n < CIPHER_TAG_SIZE || n > INT_MAX)
		return false;
	n -= CIPHER_TAG_SIZE;
	text = rd_take(&sealed, n);
	rd_copy(&sealed, tag, sizeof(tag));
	to = wr_space(dst, n);
	if (!rd_end(&sealed) || !wr_ok(dst))
		return false;
	c = gcm_start(g, 0);
	ok = c != NULL && EVP_CipherUpdate(c, to, &done, rd_bytes(&text, n),
	    (int)n) == 1 && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG,
	    CIPHER_TAG_SIZE, tag) == 1 &&
	    EVP_CipherFinal_ex(c, to + done, &rest) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!ok) {
		secret_wipe(to, n);
		wr_fail(dst);
	}
	return ok;
}

struct wrapper {
	EVP_CIPHER	*ecb, *wrap;
	EVP_CIPHER_CTX	*ctx;
};

struct wrapper *
wrapper_new(void)
{
	struct wrapper	*w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->ecb = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL);
	w->wrap = EVP_CIPHER_fetch(NULL, "AES-256-WRAP", NULL);
	w->ctx = EVP_CIPHER_CTX_new();
	if (w->ecb == NULL || w->wrap == NULL || w->ctx == NULL)
		wrapper_free(&w);
	return w;
}

void
wrapper_free(struct wrapper **wp)
{
	struct wrapper	*w = *wp;

	if (w == NULL)
		return;
	EVP_CIPHER_CTX_free(w->ctx);
	EVP_CIPHER_free(w->wrap);
	EVP_CIPHER_free(w->ecb);
	free(w);
	*wp = NULL;
}

/*
 * RFC 3394 2.2.1 over single blocks: the library's own wrap does not use the
 * processor's AES and takes four times as long.
 */
bool
wrap_key(struct wrapper *w, const uint8_t kek[static CIPHER_KEY_SIZE],
    const uint8_t key[static CIPHER_KEY_SIZE],
    uint8_t out[static CIPHER_WRAP_SIZE])
{
	uint8_t		 block[16], *part;
	unsigned	 round, i, t = 0;
	int		 n = 0;
	bool		 ok;

	memset(block, 0xa6, 8);
	memcpy(out + 8, key, CIPHER_KEY_SIZE);
	ok = EVP_EncryptInit_ex2(w->ctx, w->ecb, kek, NULL, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(w->ctx, 0) == 1;
	for (round = 0; round < 6; round++)
		for (i = 1; i <= CIPHER_KEY_SIZE / 8 && ok; i++) {
			part = out + (size_t)8 * i;
			memcpy(block + 8, part, 8);
			ok = EVP_EncryptUpdate(w->ctx, block, &n, block,
			    sizeof(block)) == 1 && n == sizeof(block);
			memcpy(part, block + 8, 8);
			block[7] ^= (uint8_t)++t;	/* 24 at most */
		}
	memcpy(out, block, 8);
	if (!ok)
		secret_wipe(out, CIPHER_WRAP_SIZE);
	secret_wipe(block, sizeof(block));
	return ok;
}

bool
unwrap_key(struct wrapper *w, const uint8_t kek[static CIPHER_KEY_SIZE],
    const uint8_t in[static CIPHER_WRAP_SIZE],
    uint8_t key[static CIPHER_KEY_SIZE])
{
	uint8_t	 plain[CIPHER_WRAP_SIZE];	/* the library may use it all */
	int	 n = 0;
	bool	 ok;

	ok = EVP_CipherInit_ex2(w->ctx, w->wrap, kek, NULL, 0, NULL) == 1 &&
	    EVP_CipherUpdate(w->ctx, plain, &n, in, CIPHER_WRAP_SIZE) == 1 &&
	    n == CIPHER_KEY_SIZE;
	if (!ok)
		secret_wipe(plain, sizeof(plain));
	for (n = 0; n < CIPHER_KEY_SIZE; n++)
		key[n] = ok ? plain[n] : 0;
	secret_wipe(plain, sizeof(plain));
	return ok;
}
