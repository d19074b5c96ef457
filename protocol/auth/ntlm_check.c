/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_check.h"

#include <errno.h>
#include <string.h>

#include "base/secret.h"

#define V1_RESPONSE_SIZE	24	/* LM, NTLM and LMv2 responses */

static const char *const	 texts[] = {
#define X(name, text)	text,
	NTLM_VERDICT_TABLE(X)
#undef X
};

const char *
ntlm_verdict_text(enum ntlm_verdict v)
{
	return v < NTLM_VERDICT_COUNT ? texts[v] : "?";
}

static bool
too_long(const struct ntlm_trio *t)
{
	return t->negotiate.len > NTLM_NEGOTIATE_MAX ||
	    t->challenge.len > NTLM_CHALLENGE_MAX ||
	    t->authenticate.len > NTLM_AUTHENTICATE_MAX;
}

/* Names go to logs and look-ups; the workstation is hearsay at best. */
static int
read_names(struct ntlm_claim *cl)
{
	const struct ntlm_authenticate	*a = &cl->auth;

	if (ntlm_text(&a->workstation, a->flags, cl->workstation,
	    sizeof(cl->workstation)) != 0)
		cl->workstation[0] = '\0';
	if (ntlm_text(&a->user, a->flags, cl->user, sizeof(cl->user)) != 0)
		return -EBADMSG;
	return ntlm_text(&a->domain, a->flags, cl->domain, sizeof(cl->domain));
}

static bool
is_anonymous(const struct ntlm_authenticate *a)
{
	return a->user.len == 0 && a->nt.len == 0 && a->lm.len <= 1;
}

/*
 * A key is exchanged if both ends said so.  [MS-NLMP] asks for SIGN or SEAL
 * beside; clients that offer neither and send a key all the same mean it.
 */
static bool
key_is_odd(const struct ntlm_claim *cl)
{
	if ((cl->flags & NTLMSSP_NEGOTIATE_KEY_EXCH) == 0 ||
	    cl->auth.key.len == NTLM_KEY_SIZE)
		return false;
	return cl->auth.key.len != 0 || (cl->flags &
	    (NTLMSSP_NEGOTIATE_SIGN | NTLMSSP_NEGOTIATE_SEAL)) != 0;
}

static enum ntlm_verdict
read_response(struct ntlm_claim *cl)
{
	if (cl->auth.nt.len <= V1_RESPONSE_SIZE)
		return NTLM_NOT_V2;
	if ((cl->flags & NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY) == 0)
		return NTLM_WEAK;
	if (ntlm_decode_v2_response(cl->auth.nt, &cl->v2) != 0 ||
	    target_info_decode(cl->v2.target_info, &cl->echo) != 0)
		return NTLM_MALFORMED;
	if ((cl->echo.flags & AV_FLAG_MIC) != 0 && !cl->auth.mic_room)
		return NTLM_MIC_MISSING;
	return NTLM_RIGHT;
}

enum ntlm_verdict
ntlm_claim_read(const struct ntlm_trio *t,
    const uint8_t issued[static NTLM_CHALLENGE_SIZE], struct ntlm_claim *cl)
{
	struct ntlm_challenge	 ours;

	memset(cl, 0, sizeof(*cl));
	cl->trio = *t;
	if (too_long(t) || ntlm_decode_challenge(t->challenge, &ours) != 0 ||
	    target_info_decode(ours.target_info, &cl->sent) != 0 ||
	    ntlm_decode_authenticate(t->authenticate, &cl->auth) != 0 ||
	    read_names(cl) != 0)
		return NTLM_MALFORMED;
	memcpy(cl->challenge, ours.challenge, sizeof(cl->challenge));
	if (!secret_equal(cl->challenge, issued, sizeof(cl->challenge)))
		return NTLM_NOT_OURS;
	cl->flags = cl->auth.flags & ours.flags;
	if (key_is_odd(cl))
		return NTLM_MALFORMED;
	if (is_anonymous(&cl->auth))
		return NTLM_ANONYMOUS;
	return read_response(cl);
}

static int
exchange_key(struct ntlm_crypto *c, const struct ntlm_claim *cl,
    struct ntlm_keys *k)
{
	struct rd	 base = rd_over(k->base, sizeof(k->base));

	k->flags = cl->flags;
	if ((cl->flags & NTLMSSP_NEGOTIATE_KEY_EXCH) != 0 &&
	    cl->auth.key.len == NTLM_KEY_SIZE)
		return ntlm_rc4(c, base, cl->auth.key, k->exported);
	memcpy(k->exported, k->base, sizeof(k->exported));
	return 0;
}

/* A MIC covers all; without one at least what we sent has come back. */
static enum ntlm_verdict
check_whole(struct ntlm_crypto *c, const struct ntlm_claim *cl,
    const struct ntlm_keys *k)
{
	uint8_t	 mic[NTLM_KEY_SIZE];

	if ((cl->echo.flags & AV_FLAG_MIC) == 0)
		return target_info_echoed(&cl->sent, &cl->echo) ?
		    NTLM_RIGHT : NTLM_TAMPERED;
	if (ntlm_mic(c, k->exported, &cl->trio, mic) != 0)
		return NTLM_NO_MEMORY;
	return secret_equal(mic, cl->auth.mic, sizeof(mic)) ?
	    NTLM_RIGHT : NTLM_WRONG_MIC;
}

static enum ntlm_verdict
prove(struct ntlm_crypto *c, const struct ntlm_claim *cl,
    const uint8_t owf[static NTLM_KEY_SIZE], struct ntlm_keys *k)
{
	const struct rd	 question[2] = {
		rd_over(cl->challenge, sizeof(cl->challenge)), cl->v2.temp,
	};
	uint8_t		 proof[NTLM_KEY_SIZE];

	if (ntlm_proof(c, owf, question, proof) != 0)
		return NTLM_NO_MEMORY;
	if (!secret_equal(proof, cl->v2.proof, sizeof(proof)))
		return NTLM_WRONG_PROOF;
	if (ntlm_base_key(c, owf, proof, k->base) != 0 ||
	    exchange_key(c, cl, k) != 0)
		return NTLM_NO_MEMORY;
	return check_whole(c, cl, k);
}

enum ntlm_verdict
ntlm_claim_prove(struct ntlm_crypto *c, const struct ntlm_claim *cl,
    const uint8_t nt_hash[static NTLM_KEY_SIZE], struct ntlm_keys *k)
{
	const struct ntlm_owner	 owner = {
		cl->auth.user, cl->auth.domain, cl->auth.flags,
	};
	uint8_t			 owf[NTLM_KEY_SIZE];
	enum ntlm_verdict	 v;
	int			 error;

	memset(k, 0, sizeof(*k));
	error = ntlm_owf_v2(c, nt_hash, &owner, owf);
	if (error == 0)
		v = prove(c, cl, owf, k);
	else
		v = error == -ENOMEM ? NTLM_NO_MEMORY : NTLM_MALFORMED;
	if (v != NTLM_RIGHT)
		secret_wipe(k, sizeof(*k));
	secret_wipe(owf, sizeof(owf));
	return v;
}

/* KXKEY of nobody is zero, as clients have it. */
enum ntlm_verdict
ntlm_anonymous_keys(struct ntlm_crypto *c, const struct ntlm_claim *cl,
    struct ntlm_keys *k)
{
	memset(k, 0, sizeof(*k));
	return exchange_key(c, cl, k) == 0 ? NTLM_RIGHT : NTLM_NO_MEMORY;
}
