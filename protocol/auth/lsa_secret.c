/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/lsa_secret.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/secret.h"

#define BLOCK		8
#define KEY_PART	7
#define VERSION		1

/* Seven bytes are spread over eight, whose lowest bits DES ignores. */
static void
spread(const uint8_t part[static KEY_PART], uint8_t out[static BLOCK])
{
	uint64_t	 bits = 0;
	int		 i;

	for (i = 0; i < KEY_PART; i++)
		bits = bits << 8 | part[i];
	for (i = BLOCK - 1; i >= 0; i--, bits >>= 7)
		out[i] = (uint8_t)((bits & 0x7f) << 1);
}

/*
 * The key is used up in parts of seven; of a rest that is too short only its
 * length counts, it says where to go on.
 */
static void
next_part(struct rd key, size_t *at, uint8_t out[static BLOCK])
{
	spread(key.base + *at, out);
	*at += KEY_PART;
	if (key.len - *at < KEY_PART)
		*at = key.len - *at;
}

/* DES is Triple DES with one key three times over. */
static bool
crypt_block(EVP_CIPHER_CTX *ctx, const uint8_t key[static BLOCK], bool seals,
    uint8_t block[static BLOCK])
{
	uint8_t	 triple[3 * BLOCK], out[2 * BLOCK];
	int	 i, n = 0;
	bool	 ok;

	for (i = 0; i < 3; i++)
		memcpy(triple + i * BLOCK, key, BLOCK);
	ok = EVP_CipherInit_ex2(ctx, EVP_des_ede3_ecb(), triple, NULL,
	    seals, NULL) == 1 && EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_CipherUpdate(ctx, out, &n, block, BLOCK) == 1 && n == BLOCK;
	if (ok)
		memcpy(block, out, BLOCK);
	secret_wipe(triple, sizeof(triple));
	secret_wipe(out, sizeof(out));
	return ok;
}

/* In place. */
static int
crypt_all(struct rd key, uint8_t *bytes, size_t size, bool seals)
{
	EVP_CIPHER_CTX	*ctx = EVP_CIPHER_CTX_new();
	uint8_t		 part[BLOCK];
	size_t		 i, at = 0;
	bool		 ok = ctx != NULL;

	for (i = 0; ok && i < size; i += BLOCK) {
		next_part(key, &at, part);
		ok = crypt_block(ctx, part, seals, bytes + i);
	}
	secret_wipe(part, sizeof(part));
	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -ENOMEM;
}

int
lsa_secret_seal(struct rd key, struct rd plain, struct wr *w)
{
	uint8_t		 mem[LSA_SECRET_SEALED(LSA_SECRET_MAX)];
	struct wr	 all = wr_over(mem, sizeof(mem));
	int		 error = -EMSGSIZE;

	if (key.len < 2 * KEY_PART)
		return -EINVAL;
	wr_le32(&all, (uint32_t)plain.len);
	wr_le32(&all, VERSION);
	wr_reader(&all, &plain);
	wr_align(&all, BLOCK);
	if (plain.len <= LSA_SECRET_MAX && wr_ok(&all))
		error = crypt_all(key, mem, all.pos, true);
	if (error == 0)
		wr_bytes(w, mem, all.pos);
	secret_wipe(mem, sizeof(mem));
	return error != 0 ? error : wr_ok(w) ? 0 : -EMSGSIZE;
}

static int
take_apart(struct rd all, struct wr *w)
{
	uint32_t	 size = rd_le32(&all);
	uint32_t	 version = rd_le32(&all);
	struct rd	 plain = rd_take(&all, size);

	if (!rd_ok(&all) || rd_left(&all) >= BLOCK || version != VERSION)
		return -EINVAL;
	wr_reader(w, &plain);
	return wr_ok(w) ? 0 : -EMSGSIZE;
}

int
lsa_secret_open(struct rd key, struct rd sealed, struct wr *w)
{
	uint8_t	 mem[LSA_SECRET_SEALED(LSA_SECRET_MAX)];
	int	 error;

	if (key.len < 2 * KEY_PART || sealed.len % BLOCK != 0 ||
	    sealed.len > sizeof(mem))
		return -EINVAL;
	if (sealed.len > 0)
		memcpy(mem, sealed.base, sealed.len);
	error = crypt_all(key, mem, sealed.len, false);
	if (error == 0)
		error = take_apart(rd_over(mem, sealed.len), w);
	secret_wipe(mem, sizeof(mem));
	return error;
}
