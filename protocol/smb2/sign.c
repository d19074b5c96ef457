/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing, [MS-SMB2] 3.1.4.1.
 *
 * CMAC is made from CBC here: the library's own CMAC goes block by block and
 * takes half as long again.  GMAC is GCM without a plaintext.
 */
#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "base/secret.h"
#include "protocol/smb2/engine.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/negotiate.h"

#define HMAC_SIZE	32
#define GMAC_NONCE	12
#define FRONT		512	/* copied, so that small messages are one piece */

#define AT_COMMAND	12
#define AT_FLAGS	16
#define AT_MESSAGE_ID	24

struct mac {
	struct smb2_crypto	*engine;
	struct engine_slot	*slot;
	uint8_t			 held[AES_BLOCK];	/* CMAC: the last block so far */
	size_t			 holds;
};

struct algorithm {
	enum engine_use	 use;
	bool		 (*begin)(struct mac *, const uint8_t *header);
	bool		 (*add)(struct mac *, const uint8_t *, size_t);
	bool		 (*end)(struct mac *, uint8_t *signature);
};

static bool
hmac_begin(struct mac *m, const uint8_t *header)
{
	(void)header;
	return EVP_MAC_init(m->slot->mac, NULL, 0, NULL) == 1;
}

static bool
hmac_add(struct mac *m, const uint8_t *p, size_t n)
{
	return EVP_MAC_update(m->slot->mac, p, n) == 1;
}

static bool
hmac_end(struct mac *m, uint8_t *signature)
{
	uint8_t	 whole[HMAC_SIZE];
	size_t	 n;

	if (EVP_MAC_final(m->slot->mac, whole, &n, sizeof(whole)) != 1)
		return false;
	memcpy(signature, whole, SMB2_SIGNATURE_SIZE);
	return true;
}

static bool
cmac_begin(struct mac *m, const uint8_t *header)
{
	static const uint8_t	 zero[AES_BLOCK];

	(void)header;
	m->holds = 0;
	return EVP_EncryptInit_ex2(m->slot->cipher, NULL, NULL, zero, NULL) == 1;
}

static bool
cmac_blocks(struct mac *m, const uint8_t *p, size_t n)
{
	int	 done;

	return EVP_EncryptUpdate(m->slot->cipher, m->engine->scratch, &done, p,
	    (int)n) == 1;
}

/* Blocks go through CBC; the last one, whole or not, waits for the end. */
static bool
cmac_add(struct mac *m, const uint8_t *p, size_t n)
{
	size_t	 k;

	while (n > 0) {
		if (m->holds == AES_BLOCK) {
			if (!cmac_blocks(m, m->held, AES_BLOCK))
				return false;
			m->holds = 0;
		}
		if (m->holds == 0 && n > AES_BLOCK) {
			k = (n - 1) / AES_BLOCK * AES_BLOCK;
			k = k < ENGINE_SCRATCH ? k : ENGINE_SCRATCH;
			if (!cmac_blocks(m, p, k))
				return false;
		} else {
			k = AES_BLOCK - m->holds;
			k = k < n ? k : n;
			memcpy(m->held + m->holds, p, k);
			m->holds += k;
		}
		p += k;
		n -= k;
	}
	return true;
}

static bool
cmac_end(struct mac *m, uint8_t *signature)
{
	const uint8_t	*sub = m->slot->k1;
	size_t		 i;

	if (m->holds < AES_BLOCK) {
		sub = m->slot->k2;
		m->held[m->holds] = 0x80;
		memset(m->held + m->holds + 1, 0, AES_BLOCK - 1 - m->holds);
	}
	for (i = 0; i < AES_BLOCK; i++)
		m->held[i] ^= sub[i];
	if (!cmac_blocks(m, m->held, AES_BLOCK))
		return false;
	memcpy(signature, m->engine->scratch, SMB2_SIGNATURE_SIZE);
	return true;
}

/* The nonce is MessageId, then who signs, then whether this is a CANCEL. */
static bool
gmac_begin(struct mac *m, const uint8_t *header)
{
	uint8_t	 nonce[GMAC_NONCE] = { 0 };

	memcpy(nonce, header + AT_MESSAGE_ID, 8);
	if (header[AT_FLAGS] & SMB2_FLAGS_SERVER_TO_REDIR)
		nonce[8] |= 1;
	if (header[AT_COMMAND] == SMB2_CANCEL && header[AT_COMMAND + 1] == 0)
		nonce[8] |= 2;
	return EVP_EncryptInit_ex2(m->slot->cipher, NULL, NULL, nonce, NULL) == 1;
}

static bool
gmac_add(struct mac *m, const uint8_t *p, size_t n)
{
	int	 done;

	return EVP_EncryptUpdate(m->slot->cipher, NULL, &done, p, (int)n) == 1;
}

static bool
gmac_end(struct mac *m, uint8_t *signature)
{
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
		    signature, SMB2_SIGNATURE_SIZE),
		OSSL_PARAM_construct_end()
	};
	int		 done;

	return EVP_EncryptFinal_ex(m->slot->cipher, m->engine->scratch,
	    &done) == 1 && EVP_CIPHER_CTX_get_params(m->slot->cipher, params) == 1;
}

static const struct algorithm	algorithms[] = {
[SMB2_SIGNING_HMAC_SHA256]	= { USE_HMAC, hmac_begin, hmac_add, hmac_end },
[SMB2_SIGNING_AES_CMAC]		= { USE_CMAC, cmac_begin, cmac_add, cmac_end },
[SMB2_SIGNING_AES_GMAC]		= { USE_GMAC, gmac_begin, gmac_add, gmac_end },
};

#define ALGORITHMS	(sizeof(algorithms) / sizeof(algorithms[0]))

/* The message as if its signature were zero. */
static bool
add_message(struct mac *m, const struct algorithm *a, const struct iovec *iov,
    int n)
{
	uint8_t		 front[FRONT];
	const uint8_t	*p = iov[0].iov_base;
	size_t		 k = iov[0].iov_len < FRONT ? iov[0].iov_len : FRONT;
	int		 i;

	memcpy(front, p, k);
	memset(front + SMB2_SIGNATURE_AT, 0, SMB2_SIGNATURE_SIZE);
	if (!a->begin(m, front) || !a->add(m, front, k))
		return false;
	if (iov[0].iov_len > k && !a->add(m, p + k, iov[0].iov_len - k))
		return false;
	for (i = 1; i < n; i++) {
		if (!a->add(m, iov[i].iov_base, iov[i].iov_len))
			return false;
	}
	return true;
}

static bool
compute(struct smb2_crypto *c, const struct smb2_sign_key *key,
    const struct iovec *iov, int n, uint8_t *signature)
{
	const struct algorithm	*a;
	struct mac		 m = { .engine = c };
	int			 i;

	if (key->algorithm >= ALGORITHMS || n < 1 ||
	    iov[0].iov_len < SMB2_HEADER_SIZE)
		return false;
	for (i = 0; i < n; i++) {
		if (iov[i].iov_len > INT_MAX)
			return false;
	}
	a = &algorithms[key->algorithm];
	m.slot = engine_slot(c, a->use, key->key);
	return m.slot != NULL && add_message(&m, a, iov, n) &&
	    a->end(&m, signature);
}

bool
smb2_sign(struct smb2_crypto *c, const struct smb2_sign_key *key,
    const struct iovec *iov, int n)
{
	uint8_t	 signature[SMB2_SIGNATURE_SIZE];

	if (!compute(c, key, iov, n, signature))
		return false;
	memcpy((uint8_t *)iov[0].iov_base + SMB2_SIGNATURE_AT, signature,
	    sizeof(signature));
	return true;
}

bool
smb2_verify(struct smb2_crypto *c, const struct smb2_sign_key *key,
    const struct iovec *iov, int n)
{
	uint8_t	 signature[SMB2_SIGNATURE_SIZE];

	return compute(c, key, iov, n, signature) &&
	    secret_equal((const uint8_t *)iov[0].iov_base + SMB2_SIGNATURE_AT,
	    signature, sizeof(signature));
}
