/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as each NTLM message; and, where they are three messages with
 * their 16-bit lengths in front, as the logon that a keeper is asked about.
 */
#include <stdint.h>
#include <stdlib.h>

#include "protocol/auth/ntlm_check.h"
#include "protocol/auth/ntlm_client.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct ntlm_crypto	*crypto;
static const uint8_t		 hash[NTLM_KEY_SIZE] = { 1, 2, 3 };

/* Reads every byte of a view, so that the sanitizer sees one too many. */
static void
touch(struct rd r)
{
	static volatile uint8_t	 sum;

	while (rd_left(&r) > 0)
		sum = (uint8_t)(sum + rd_u8(&r));
}

static void
as_target_info(struct rd r)
{
	struct target_info	 t;
	size_t			 i;

	if (target_info_decode(r, &t) == 0)
		for (i = 0; i < AV_COUNT; i++)
			touch(t.value[i]);
}

static void
as_response(struct rd r)
{
	struct ntlm_v2_response	 v2;

	if (ntlm_decode_v2_response(r, &v2) == 0) {
		touch(v2.temp);
		as_target_info(v2.target_info);
	}
}

static void
as_messages(struct rd r)
{
	struct ntlm_negotiate	 n;
	struct ntlm_challenge	 c;
	struct ntlm_authenticate a;
	char			 text[64];

	if (ntlm_decode_negotiate(r, &n) == 0) {
		touch(n.domain);
		touch(n.workstation);
	}
	if (ntlm_decode_challenge(r, &c) == 0) {
		touch(c.target_name);
		as_target_info(c.target_info);
	}
	if (ntlm_decode_authenticate(r, &a) == 0) {
		(void)ntlm_text(&a.user, a.flags, text, sizeof(text));
		touch(a.lm);
		touch(a.key);
		as_response(a.nt);
	}
	as_response(r);
	as_target_info(r);
}

static void
as_server_to_our_client(struct rd r)
{
	static const struct ntlm_identity who = {
		.user = "user", .domain = "D", .workstation = "W",
		.target = "cifs/s",
	};
	static const struct ntlm_nonce	 nonce;
	struct ntlm_answer	 in = { .who = &who, .nonce = &nonce,
				    .challenge = r };
	uint8_t			 out[NTLM_AUTHENTICATE_MAX];
	struct wr		 w = wr_over(out, sizeof(out));
	struct ntlm_keys	 k;
	struct ntlm_authenticate a;

	if (ntlm_client_authenticate(crypto, &in, &w, &k) == 0 &&
	    ntlm_decode_authenticate(wr_written(&w), &a) != 0)
		abort();
}

static void
as_logon(struct rd r)
{
	struct ntlm_trio	 t;
	struct ntlm_challenge	 c;
	struct ntlm_claim	 cl;
	struct ntlm_keys	 k;

	t.negotiate = rd_take(&r, rd_le16(&r));
	t.challenge = rd_take(&r, rd_le16(&r));
	t.authenticate = rd_take(&r, rd_le16(&r));
	if (!rd_ok(&r) || ntlm_decode_challenge(t.challenge, &c) != 0)
		return;
	switch (ntlm_claim_read(&t, c.challenge, &cl)) {
	case NTLM_RIGHT:
		(void)ntlm_claim_prove(crypto, &cl, hash, &k);
		(void)ntlm_mic(crypto, hash, &t, k.base);
		break;
	case NTLM_ANONYMOUS:
		(void)ntlm_anonymous_keys(crypto, &cl, &k);
		break;
	default:
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (crypto == NULL && ntlm_crypto_new(&crypto, NULL) != 0)
		abort();
	as_messages(rd_over(p, n));
	as_server_to_our_client(rd_over(p, n));
	as_logon(rd_over(p, n));
	return 0;
}
