/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key derivation, [MS-SMB2] 3.1.4.2 and 3.3.5.5.3: SP 800-108 in counter mode
 * with HMAC-SHA256.  One round gives 32 bytes, so the counter is always 1.
 */
#include <string.h>

#include "base/secret.h"
#include "base/wire.h"
#include "protocol/smb2/engine.h"
#include "protocol/smb2/negotiate.h"

#define PRF_SIZE	32
#define INPUT_MAX	128

enum purpose { SIGNING, APPLICATION, TO_SERVER, TO_CLIENT };

struct label {
	const char	*label;
	const char	*context;	/* 3.1.1: the pre-authentication hash */
};

/* The NUL at the end of each belongs to it, and so does the space. */
static const struct label	labels_300[] = {
[SIGNING]	= { "SMB2AESCMAC", "SmbSign" },
[APPLICATION]	= { "SMB2APP", "SmbRpc" },
[TO_SERVER]	= { "SMB2AESCCM", "ServerIn " },
[TO_CLIENT]	= { "SMB2AESCCM", "ServerOut" },
};

static const char *const	labels_311[] = {
[SIGNING]	= "SMBSigningKey",
[APPLICATION]	= "SMBAppKey",
[TO_SERVER]	= "SMBC2SCipherKey",
[TO_CLIENT]	= "SMBS2CCipherKey",
};

static void
put_input(struct wr *w, const struct smb2_key_source *src, enum purpose what,
    size_t out_size)
{
	const char	*label = labels_300[what].label;
	const char	*context = labels_300[what].context;
	bool		 hashed = src->dialect >= SMB2_DIALECT_311;

	if (hashed)
		label = labels_311[what];
	wr_be32(w, 1);
	wr_bytes(w, label, strlen(label) + 1);
	wr_u8(w, 0);
	if (hashed)
		wr_bytes(w, src->preauth->hash, sizeof(src->preauth->hash));
	else
		wr_bytes(w, context, strlen(context) + 1);
	wr_be32(w, (uint32_t)out_size * 8);
}

/* What the key is derived from: 16 bytes, filled up with zeroes, or all. */
struct secret_in {
	uint8_t	 key[SMB2_KEY_SIZE_MAX];
	size_t	 size;
};

static bool
derive(struct smb2_crypto *c, const struct smb2_key_source *src,
    enum purpose what, uint8_t *out, size_t out_size)
{
	struct secret_in in = { .size = SMB2_KEY_SIZE };
	uint8_t		 input[INPUT_MAX], prf[PRF_SIZE];
	struct wr	 w = wr_over(input, sizeof(input));
	size_t		 n;
	bool		 ok;

	if (out_size > SMB2_KEY_SIZE && src->session_key_size > SMB2_KEY_SIZE)
		in.size = src->session_key_size;
	memcpy(in.key, src->session_key, src->session_key_size < in.size ?
	    src->session_key_size : in.size);
	put_input(&w, src, what, out_size);
	ok = wr_ok(&w) && EVP_MAC_init(c->kdf, in.key, in.size, NULL) == 1 &&
	    EVP_MAC_update(c->kdf, input, w.pos) == 1 &&
	    EVP_MAC_final(c->kdf, prf, &n, sizeof(prf)) == 1;
	if (ok)
		memcpy(out, prf, out_size);
	secret_wipe(&in, sizeof(in));
	secret_wipe(prf, sizeof(prf));
	return ok;
}

static bool
derive_seal(struct smb2_crypto *c, const struct smb2_key_source *src,
    enum purpose what, struct smb2_seal_key *out)
{
	bool	 wide = src->cipher == SMB2_ENCRYPTION_AES256_CCM ||
	    src->cipher == SMB2_ENCRYPTION_AES256_GCM;

	out->cipher = src->cipher;
	secret_random(&out->nonce, sizeof(out->nonce));
	return derive(c, src, what, out->key,
	    wide ? SMB2_KEY_SIZE_MAX : SMB2_KEY_SIZE);
}

/* 2.0.2 and 2.1 sign with the session key itself. */
static bool
plain_keys(const struct smb2_key_source *src, struct smb2_keys *out)
{
	size_t	 n = src->session_key_size;

	n = n < SMB2_KEY_SIZE ? n : SMB2_KEY_SIZE;
	out->sign.algorithm = SMB2_SIGNING_HMAC_SHA256;
	memcpy(out->sign.key, src->session_key, n);
	memcpy(out->application, src->session_key, n);
	return true;
}

bool
smb2_derive_keys(struct smb2_crypto *c, const struct smb2_key_source *src,
    struct smb2_keys *out)
{
	memset(out, 0, sizeof(*out));
	if (src->session_key_size == 0 ||
	    src->session_key_size > SMB2_KEY_SIZE_MAX)
		return false;
	if (src->dialect < SMB2_DIALECT_300)
		return plain_keys(src, out);
	out->sign.algorithm = src->dialect < SMB2_DIALECT_311 ?
	    SMB2_SIGNING_AES_CMAC : src->signing;
	if (!derive(c, src, SIGNING, out->sign.key, SMB2_KEY_SIZE) ||
	    !derive(c, src, APPLICATION, out->application, SMB2_KEY_SIZE))
		return false;
	return src->cipher == SMB2_ENCRYPTION_NONE ||
	    (derive_seal(c, src, TO_SERVER, &out->to_server) &&
	    derive_seal(c, src, TO_CLIENT, &out->to_client));
}
