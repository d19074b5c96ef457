/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_seal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define CHECKSUM_SIZE	8
#define SIGNATURE_VERSION 1

/* The constants of [MS-NLMP] 3.4.5.2 and 3.4.5.3, with their NUL. */
static const char	 sign_magic[][60] = {
[NTLM_CLIENT]	= "session key to client-to-server signing key magic constant",
[NTLM_SERVER]	= "session key to server-to-client signing key magic constant",
};
static const char	 seal_magic[][60] = {
[NTLM_CLIENT]	= "session key to client-to-server sealing key magic constant",
[NTLM_SERVER]	= "session key to server-to-client sealing key magic constant",
};
#define MAGIC_SIZE	59

/* One direction. */
struct way {
	uint8_t			 sign_key[NTLM_KEY_SIZE];
	uint8_t			 seal_key[NTLM_KEY_SIZE];
	struct ntlm_stream	*stream;
	uint32_t		 number;
};

struct ntlm_seal {
	struct ntlm_crypto	*crypto;
	bool			 hides_checksum;	/* KEY_EXCH */
	struct way		 out;
	struct way		 in;
};

/* SEALKEY: how much of the session key counts. */
static size_t
seal_strength(uint32_t flags)
{
	if (flags & NTLMSSP_NEGOTIATE_128)
		return 16;
	return flags & NTLMSSP_NEGOTIATE_56 ? 7 : 5;
}

static int
way_keys(struct ntlm_crypto *c, const struct ntlm_keys *k,
    enum ntlm_side signer, struct way *way)
{
	struct rd	 parts[2];
	int		 error;

	parts[0] = rd_over(k->exported, sizeof(k->exported));
	parts[1] = rd_over(sign_magic[signer], MAGIC_SIZE);
	if ((error = ntlm_md5(c, parts, 2, way->sign_key)) != 0)
		return error;
	parts[0].len = seal_strength(k->flags);
	parts[1] = rd_over(seal_magic[signer], MAGIC_SIZE);
	return ntlm_md5(c, parts, 2, way->seal_key);
}

static int
way_init(struct ntlm_crypto *c, const struct ntlm_keys *k,
    enum ntlm_side signer, struct way *way)
{
	int	 error;

	if ((error = way_keys(c, k, signer, way)) != 0)
		return error;
	return ntlm_stream_new(c, rd_over(way->seal_key,
	    sizeof(way->seal_key)), &way->stream);
}

int
ntlm_seal_new(struct ntlm_crypto *c, const struct ntlm_keys *k,
    enum ntlm_side self, uint32_t first, struct ntlm_seal **out)
{
	enum ntlm_side		 peer;
	struct ntlm_seal	*s;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return -ENOMEM;
	peer = self == NTLM_CLIENT ? NTLM_SERVER : NTLM_CLIENT;
	s->crypto = c;
	s->hides_checksum = (k->flags & NTLMSSP_NEGOTIATE_KEY_EXCH) != 0;
	s->out.number = first;
	s->in.number = first;
	if (way_init(c, k, self, &s->out) != 0 ||
	    way_init(c, k, peer, &s->in) != 0) {
		ntlm_seal_free(&s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

void
ntlm_seal_free(struct ntlm_seal **sp)
{
	struct ntlm_seal	*s = *sp;

	if (s == NULL)
		return;
	ntlm_stream_free(&s->out.stream);
	ntlm_stream_free(&s->in.stream);
	secret_wipe(s, sizeof(*s));
	free(s);
	*sp = NULL;
}

/* NTLMSSP_MESSAGE_SIGNATURE, 2.2.2.9.2, with the checksum still in clear. */
static int
make_signature(struct ntlm_crypto *c, const struct way *way,
    struct rd message, uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	struct wr	 w = wr_over(signature, NTLM_SIGNATURE_SIZE);
	uint8_t		 number[4], mac[NTLM_KEY_SIZE];
	struct wr	 nw = wr_over(number, sizeof(number));
	struct rd	 parts[2];
	int		 error;

	wr_le32(&nw, way->number);
	parts[0] = wr_written(&nw);
	parts[1] = message;
	if ((error = ntlm_hmac(c, way->sign_key, parts, 2, mac)) != 0)
		return error;
	wr_le32(&w, SIGNATURE_VERSION);
	wr_bytes(&w, mac, CHECKSUM_SIZE);
	wr_bytes(&w, number, sizeof(number));
	return wr_ok(&w) ? 0 : -ENOMEM;
}

/* The next signature of this direction. */
static int
next_signature(struct ntlm_seal *s, struct way *way, struct rd message,
    uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	int	 error;

	if ((error = make_signature(s->crypto, way, message, signature)) != 0)
		return error;
	way->number++;
	if (!s->hides_checksum)
		return 0;
	return ntlm_stream_apply(way->stream, signature + 4, CHECKSUM_SIZE);
}

int
ntlm_sign(struct ntlm_seal *s, struct rd message,
    uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	return next_signature(s, &s->out, message, signature);
}

int
ntlm_verify(struct ntlm_seal *s, struct rd message,
    const uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	uint8_t	 right[NTLM_SIGNATURE_SIZE];
	int	 error;

	if ((error = next_signature(s, &s->in, message, right)) != 0)
		return error;
	return secret_equal(right, signature, sizeof(right)) ? 0 : -EBADMSG;
}

/* The signature is of the plain text, yet its checksum follows the data in
 * the key stream: take the one before and the other after. */
int
ntlm_seal(struct ntlm_seal *s, const struct ntlm_pdu *p,
    uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	struct way	*way = &s->out;
	int		 error;

	error = make_signature(s->crypto, way, p->signed_part, signature);
	if (error == 0)
		error = ntlm_stream_apply(way->stream, p->data, p->len);
	if (error == 0 && s->hides_checksum)
		error = ntlm_stream_apply(way->stream, signature + 4,
		    CHECKSUM_SIZE);
	way->number++;
	return error;
}

int
ntlm_unseal(struct ntlm_seal *s, const struct ntlm_pdu *p,
    const uint8_t signature[static NTLM_SIGNATURE_SIZE])
{
	int	 error;

	error = ntlm_stream_apply(s->in.stream, p->data, p->len);
	if (error != 0)
		return error;
	return ntlm_verify(s, p->signed_part, signature);
}

/* By hand, with nothing allocated: it is done twice in every logon. */
int
ntlm_mech_list_mic(struct ntlm_crypto *c, const struct ntlm_keys *k,
    enum ntlm_side signer, struct rd mech_types,
    uint8_t mic[static NTLM_SIGNATURE_SIZE])
{
	struct way	 way = { .number = 0 };
	struct rd	 key = rd_over(way.seal_key, sizeof(way.seal_key));
	int		 error;

	error = way_keys(c, k, signer, &way);
	if (error == 0)
		error = make_signature(c, &way, mech_types, mic);
	if (error == 0 && (k->flags & NTLMSSP_NEGOTIATE_KEY_EXCH) != 0)
		error = ntlm_rc4(c, key, rd_over(mic + 4, CHECKSUM_SIZE),
		    mic + 4);
	secret_wipe(&way, sizeof(way));
	return error;
}
