/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_proof.h"

#include <errno.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define OWNER_MAX	2048		/* user and domain, in UTF-16LE */

/*
 * One UTF-16 unit after the other: NT maps case within the basic plane only,
 * so that surrogates stay as they are.
 */
static void
put_upper(struct wr *w, struct rd name, bool unicode)
{
	while (rd_left(&name) > 0)
		wr_le16(w, (uint16_t)text_upper(
		    unicode ? rd_le16(&name) : rd_u8(&name)));
}

static void
put_name(struct wr *w, struct rd name, bool unicode)
{
	if (unicode)
		wr_reader(w, &name);
	else
		while (rd_left(&name) > 0)
			wr_le16(w, rd_u8(&name));
}

int
ntlm_owf_v2(struct ntlm_crypto *c, const uint8_t nt_hash[static 16],
    const struct ntlm_owner *o, uint8_t out[static NTLM_KEY_SIZE])
{
	bool		 unicode = (o->flags & NTLMSSP_NEGOTIATE_UNICODE) != 0;
	uint8_t		 text[OWNER_MAX];
	struct wr	 w = wr_over(text, sizeof(text));
	struct rd	 r;

	put_upper(&w, o->user, unicode);
	put_name(&w, o->domain, unicode);
	r = wr_written(&w);
	if (!wr_ok(&w))
		return -ENAMETOOLONG;
	return ntlm_hmac(c, nt_hash, &r, 1, out);
}

int
ntlm_proof(struct ntlm_crypto *c, const uint8_t owf[static 16],
    const struct rd question[static 2], uint8_t out[static NTLM_KEY_SIZE])
{
	return ntlm_hmac(c, owf, question, 2, out);
}

int
ntlm_base_key(struct ntlm_crypto *c, const uint8_t owf[static 16],
    const uint8_t proof[static 16], uint8_t out[static NTLM_KEY_SIZE])
{
	struct rd	 r = rd_over(proof, NTLM_KEY_SIZE);

	return ntlm_hmac(c, owf, &r, 1, out);
}

int
ntlm_mic(struct ntlm_crypto *c, const uint8_t exported[static 16],
    const struct ntlm_trio *t, uint8_t out[static NTLM_KEY_SIZE])
{
	static const uint8_t	 zeroes[NTLM_KEY_SIZE];
	struct rd		 auth = t->authenticate;
	struct rd		 parts[5];

	parts[0] = t->negotiate;
	parts[1] = t->challenge;
	parts[2] = rd_take(&auth, NTLM_MIC_OFFSET);
	parts[3] = rd_over(zeroes, sizeof(zeroes));
	rd_skip(&auth, sizeof(zeroes));
	parts[4] = rd_rest(&auth);
	if (!rd_ok(&auth))
		return -EBADMSG;
	return ntlm_hmac(c, exported, parts, 5, out);
}
