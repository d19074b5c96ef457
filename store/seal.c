/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/seal.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/secret.h"

#define VERSION_1	1
#define NONCE_SIZE	12
#define TAG_SIZE	16
#define HEADER_SIZE	(SEAL_OVERHEAD - TAG_SIZE)

static const uint8_t	 magic[4] = { 'S', 'E', 'A', 'L' };
static const uint8_t	 known_text[SEAL_CHECK_SIZE - SEAL_OVERHEAD] =
    "sited key check";

struct header {
	uint32_t	 key_id;
	uint8_t		 nonce[NONCE_SIZE];
	uint8_t		 bytes[HEADER_SIZE];	/* as stored */
};

static void
header_make(struct header *h, uint32_t key_id)
{
	struct wr	 w = wr_over(h->bytes, sizeof(h->bytes));

	h->key_id = key_id;
	secret_random(h->nonce, sizeof(h->nonce));
	wr_bytes(&w, magic, sizeof(magic));
	wr_le32(&w, VERSION_1);
	wr_le32(&w, key_id);
	wr_bytes(&w, h->nonce, sizeof(h->nonce));
}

static bool
header_parse(struct header *h, struct rd *r)
{
	struct rd	 copy;
	uint8_t		 found[sizeof(magic)];
	uint32_t	 version;

	rd_copy(r, h->bytes, sizeof(h->bytes));
	copy = rd_over(h->bytes, sizeof(h->bytes));
	rd_copy(&copy, found, sizeof(found));
	version = rd_le32(&copy);
	h->key_id = rd_le32(&copy);
	rd_copy(&copy, h->nonce, sizeof(h->nonce));
	return rd_ok(r) && rd_end(&copy) &&
	    memcmp(found, magic, sizeof(magic)) == 0 && version == VERSION_1;
}

/* Binds the text to its header, to what it is and to whose it is. */
static bool
bind(EVP_CIPHER_CTX *c, const struct header *h, const struct seal_what *what)
{
	uint8_t		 aad[HEADER_SIZE + 12];
	struct wr	 w = wr_over(aad, sizeof(aad));
	int		 n;

	wr_bytes(&w, h->bytes, sizeof(h->bytes));
	wr_le32(&w, (uint32_t)what->kind);
	wr_le64(&w, (uint64_t)what->owner);
	return wr_ok(&w) &&
	    EVP_CipherUpdate(c, NULL, &n, aad, (int)sizeof(aad)) == 1;
}

/* The n bytes at `from' into `to'; the cipher is left before its end. */
static EVP_CIPHER_CTX *
start(const struct seal_key *key, const struct seal_what *what,
    const struct header *h, int encrypt)
{
	EVP_CIPHER_CTX	*c = EVP_CIPHER_CTX_new();

	if (c != NULL && EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL,
	    key->bytes, h->nonce, encrypt) == 1 && bind(c, h, what))
		return c;
	EVP_CIPHER_CTX_free(c);
	return NULL;
}

int
seal(const struct seal_key *key, const struct seal_what *what,
    struct rd plain, struct wr *dst)
{
	struct header	 h;
	EVP_CIPHER_CTX	*c;
	size_t		 n = rd_left(&plain);
	uint8_t		*to, *tag;
	int		 done = 0, rest = 0;
	bool		 ok;

	if (n > SEAL_PLAIN_MAX)
		return -EMSGSIZE;
	header_make(&h, key->id);
	wr_bytes(dst, h.bytes, sizeof(h.bytes));
	to = wr_space(dst, n);
	tag = wr_space(dst, TAG_SIZE);
	if (!wr_ok(dst))
		return -ENOBUFS;
	c = start(key, what, &h, 1);
	ok = c != NULL && EVP_CipherUpdate(c, to, &done,
	    rd_bytes(&plain, n), (int)n) == 1 &&
	    EVP_CipherFinal_ex(c, to + done, &rest) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag) == 1;
	EVP_CIPHER_CTX_free(c);
	return ok ? 0 : -EIO;
}

static int
open_text(EVP_CIPHER_CTX *c, struct rd *text, uint8_t *tag, uint8_t *to)
{
	size_t	 n = rd_left(text);
	int	 done = 0, rest = 0;

	if (EVP_CipherUpdate(c, to, &done, rd_bytes(text, n), (int)n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) != 1)
		return -EIO;
	return EVP_CipherFinal_ex(c, to + done, &rest) == 1 ? 0 : -EBADMSG;
}

int
unseal(const struct seal_key *key, const struct seal_what *what,
    struct rd sealed, struct wr *dst)
{
	struct header	 h;
	struct rd	 text;
	EVP_CIPHER_CTX	*c;
	uint8_t		 tag[TAG_SIZE], *to;
	size_t		 n = rd_left(&sealed);
	int		 error = -EIO;

	if (n < SEAL_OVERHEAD || n > SEAL_OVERHEAD + SEAL_PLAIN_MAX ||
	    !header_parse(&h, &sealed))
		return -EBADMSG;
	if (h.key_id != key->id)
		return -ENOKEY;
	n -= SEAL_OVERHEAD;
	text = rd_take(&sealed, n);
	rd_copy(&sealed, tag, sizeof(tag));
	to = wr_space(dst, n);
	if (!rd_end(&sealed) || to == NULL)
		return -ENOBUFS;
	c = start(key, what, &h, 0);
	if (c != NULL)
		error = open_text(c, &text, tag, to);
	EVP_CIPHER_CTX_free(c);
	if (error != 0) {
		secret_wipe(to, n);
		wr_fail(dst);
	}
	return error;
}

int
seal_check_make(const struct seal_key *key,
    uint8_t dst[static SEAL_CHECK_SIZE])
{
	const struct seal_what	 what = { SEAL_CHECK, 0 };
	struct wr		 w = wr_over(dst, SEAL_CHECK_SIZE);

	return seal(key, &what, rd_over(known_text, sizeof(known_text)), &w);
}

int
seal_check(const struct seal_key *key, struct rd check)
{
	const struct seal_what	 what = { SEAL_CHECK, 0 };
	uint8_t			 text[sizeof(known_text)];
	struct wr		 w = wr_over(text, sizeof(text));
	int			 error = unseal(key, &what, check, &w);

	if (error == 0 && (w.pos != sizeof(known_text) ||
	    memcmp(text, known_text, sizeof(text)) != 0))
		return -EBADMSG;
	return error;
}
