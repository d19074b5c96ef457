/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing, [MS-SMB2] 3.1.4.3, 2.2.41.  CCM has to know the length before the
 * first byte and takes the data in one piece.
 */
#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "protocol/smb2/engine.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/transform.h"

#define AT_TAG		4
#define AT_NONCE	20
#define AAD_SIZE	(SMB2_TRANSFORM_SIZE - SMB2_TRANSFORM_AAD_AT)
#define TAG_SIZE	16

static bool
is_ccm(uint16_t cipher)
{
	return cipher == SMB2_ENCRYPTION_AES128_CCM ||
	    cipher == SMB2_ENCRYPTION_AES256_CCM;
}

static struct engine_slot *
slot_for(struct smb2_crypto *c, const struct smb2_seal_key *key,
    enum engine_use first)
{
	if (key->cipher < SMB2_ENCRYPTION_AES128_CCM ||
	    key->cipher > SMB2_ENCRYPTION_AES256_GCM)
		return NULL;
	return engine_slot(c, (enum engine_use)((int)first + key->cipher -
	    SMB2_ENCRYPTION_AES128_CCM), key->key);
}

/* Everything between the nonce and the tag is the same in both directions. */
static bool
run(EVP_CIPHER_CTX *ctx, uint16_t cipher, uint8_t *frame, size_t n)
{
	uint8_t	*body = frame + SMB2_TRANSFORM_SIZE;
	int	 size = (int)(n - SMB2_TRANSFORM_SIZE);
	int	 done;

	if (is_ccm(cipher) &&
	    EVP_CipherUpdate(ctx, NULL, &done, NULL, size) != 1)
		return false;
	return EVP_CipherUpdate(ctx, NULL, &done, frame + SMB2_TRANSFORM_AAD_AT,
	    AAD_SIZE) == 1 && EVP_CipherUpdate(ctx, body, &done, body, size) == 1;
}

static void
put_header(struct smb2_seal_key *key, uint64_t session_id, uint8_t *frame,
    size_t n)
{
	struct smb2_transform	 t = {
		.size = (uint32_t)(n - SMB2_TRANSFORM_SIZE),
		.flags = SMB2_TRANSFORM_ENCRYPTED,
		.session_id = session_id,
	};
	struct wr		 nonce = wr_over(t.nonce, sizeof(t.nonce));
	struct wr		 w = wr_over(frame, SMB2_TRANSFORM_SIZE);

	wr_le64(&nonce, key->nonce++);
	smb2_put_transform(&w, &t);
}

bool
smb2_seal(struct smb2_crypto *c, struct smb2_seal_key *key,
    uint64_t session_id, uint8_t *frame, size_t n)
{
	struct engine_slot	*s = slot_for(c, key, USE_SEAL);
	OSSL_PARAM		 tag[] = {
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
		    frame + AT_TAG, TAG_SIZE),
		OSSL_PARAM_construct_end()
	};
	int			 done;

	if (s == NULL || n <= SMB2_TRANSFORM_SIZE || n > INT_MAX)
		return false;
	put_header(key, session_id, frame, n);
	return EVP_EncryptInit_ex2(s->cipher, NULL, NULL, frame + AT_NONCE,
	    NULL) == 1 && run(s->cipher, key->cipher, frame, n) &&
	    EVP_EncryptFinal_ex(s->cipher, c->scratch, &done) == 1 &&
	    EVP_CIPHER_CTX_get_params(s->cipher, tag) == 1;
}

bool
smb2_unseal(struct smb2_crypto *c, const struct smb2_seal_key *key,
    uint8_t *frame, size_t n)
{
	struct engine_slot	*s = slot_for(c, key, USE_OPEN);
	OSSL_PARAM		 tag[] = {
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
		    frame + AT_TAG, TAG_SIZE),
		OSSL_PARAM_construct_end()
	};
	int			 done;

	if (s == NULL || n <= SMB2_TRANSFORM_SIZE || n > INT_MAX)
		return false;
	if (EVP_DecryptInit_ex2(s->cipher, NULL, NULL, frame + AT_NONCE,
	    NULL) != 1 || EVP_CIPHER_CTX_set_params(s->cipher, tag) != 1 ||
	    !run(s->cipher, key->cipher, frame, n))
		return false;
	/* CCM has compared the tag already and has no final step. */
	return is_ccm(key->cipher) ||
	    EVP_DecryptFinal_ex(s->cipher, c->scratch, &done) == 1;
}
