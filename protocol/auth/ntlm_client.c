/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_client.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/target_info.h"

#define NAME_MAX_BYTES	512		/* of UTF-16LE */
#define NEEDED		(NTLMSSP_NEGOTIATE_UNICODE | \
	NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY)
#define OFFERED		(NEEDED | NTLMSSP_REQUEST_TARGET | \
	NTLMSSP_NEGOTIATE_SIGN | NTLMSSP_NEGOTIATE_SEAL | \
	NTLMSSP_NEGOTIATE_NTLM | NTLMSSP_NEGOTIATE_ALWAYS_SIGN | \
	NTLMSSP_NEGOTIATE_VERSION | NTLMSSP_NEGOTIATE_128 | \
	NTLMSSP_NEGOTIATE_KEY_EXCH | NTLMSSP_NEGOTIATE_56)

/* AUTHENTICATE in the making: its fields are views into the arrays. */
struct draft {
	const struct ntlm_answer *in;
	struct ntlm_challenge	 server;
	struct target_info	 sent;		/* by the server */
	struct ntlm_authenticate m;
	uint8_t			 user[NAME_MAX_BYTES];
	uint8_t			 domain[NAME_MAX_BYTES];
	uint8_t			 workstation[NAME_MAX_BYTES];
	uint8_t			 nt[NTLM_CHALLENGE_MAX + NAME_MAX_BYTES];
	uint8_t			 key[NTLM_KEY_SIZE];
};

void
ntlm_nonce_fresh(struct ntlm_nonce *n)
{
	secret_random(n->challenge, sizeof(n->challenge));
	secret_random(n->key, sizeof(n->key));
	n->now = nt_time_now();
}

void
ntlm_client_negotiate(struct wr *w)
{
	struct ntlm_negotiate	 m = { .flags = OFFERED };

	ntlm_encode_negotiate(w, &m);
}

static int
put_text(uint8_t dst[static NAME_MAX_BYTES], const char *s, struct rd *out)
{
	struct wr	 w = wr_over(dst, NAME_MAX_BYTES);

	utf16_encode(&w, s);
	*out = wr_written(&w);
	return wr_ok(&w) ? 0 : -ENAMETOOLONG;
}

static int
draft_names(struct draft *d)
{
	const struct ntlm_identity	*who = d->in->who;
	int				 error;

	error = put_text(d->user, who->user, &d->m.user);
	if (error == 0)
		error = put_text(d->domain, who->domain, &d->m.domain);
	if (error == 0)
		error = put_text(d->workstation, who->workstation,
		    &d->m.workstation);
	return error;
}

/* Who sends a timestamp gets a MIC; this flag announces it. */
static void
put_mic_flag(struct wr *w, const struct draft *d, size_t start)
{
	uint8_t			 flags[] = { AV_FLAG_MIC, 0, 0, 0 };
	struct rd		 r = rd_over(flags, sizeof(flags));
	const struct rd		*theirs = &d->sent.value[AV_FLAGS];

	if (!d->sent.has[AV_TIMESTAMP])
		return;
	if (d->sent.has[AV_FLAGS])
		wr_fill32(w, start + (size_t)(theirs->base -
		    d->server.target_info.base), d->sent.flags | AV_FLAG_MIC);
	else
		target_info_put(w, AV_FLAGS, &r);
}

/* The server's pairs as they came, then ours. */
static int
draft_echo(const struct draft *d, struct wr *w)
{
	uint8_t		 name[NAME_MAX_BYTES];
	size_t		 start = w->pos;
	struct rd	 r;
	int		 error;

	wr_bytes(w, d->server.target_info.base, d->sent.pairs);
	put_mic_flag(w, d, start);
	if ((error = put_text(name, d->in->who->target, &r)) != 0)
		return error;
	if (r.len > 0 && !d->sent.has[AV_TARGET_NAME])
		target_info_put(w, AV_TARGET_NAME, &r);
	target_info_put_end(w);
	return wr_ok(w) ? 0 : -EBADMSG;
}

/* ComputeResponse: the NTLMv2 response; its proof is still to come. */
static int
draft_response(struct draft *d)
{
	const struct ntlm_nonce	*nonce = d->in->nonce;
	struct ntlm_v2_response	 v2 = { .timestamp = nonce->now };
	uint8_t			 echo[sizeof(d->nt)];
	struct wr		 ew = wr_over(echo, sizeof(echo));
	struct wr		 w = wr_over(d->nt, sizeof(d->nt));
	int			 error;

	if (d->sent.has[AV_TIMESTAMP])
		v2.timestamp = d->sent.timestamp;
	memcpy(v2.challenge, nonce->challenge, sizeof(v2.challenge));
	if ((error = draft_echo(d, &ew)) != 0)
		return error;
	v2.target_info = wr_written(&ew);
	ntlm_encode_v2_response(&w, &v2);
	d->m.nt = wr_written(&w);
	return wr_ok(&w) ? 0 : -EBADMSG;
}

static int
draft_prove(struct ntlm_crypto *c, struct draft *d, struct ntlm_keys *k)
{
	const struct ntlm_owner	 owner = { d->m.user, d->m.domain,
				    NTLMSSP_NEGOTIATE_UNICODE };
	struct rd		 question[2];
	uint8_t			 owf[NTLM_KEY_SIZE];
	int			 error;

	question[0] = rd_over(d->server.challenge, NTLM_CHALLENGE_SIZE);
	question[1] = rd_over(d->nt + NTLM_KEY_SIZE,
	    d->m.nt.len - NTLM_KEY_SIZE);
	error = ntlm_owf_v2(c, d->in->who->nt_hash, &owner, owf);
	if (error == 0)
		error = ntlm_proof(c, owf, question, d->nt);
	if (error == 0)
		error = ntlm_base_key(c, owf, d->nt, k->base);
	secret_wipe(owf, sizeof(owf));
	return error;
}

static int
draft_key(struct ntlm_crypto *c, struct draft *d, struct ntlm_keys *k)
{
	struct rd	 base = rd_over(k->base, sizeof(k->base));
	struct rd	 fresh = rd_over(d->in->nonce->key, NTLM_KEY_SIZE);

	k->flags = d->m.flags;
	if ((k->flags & NTLMSSP_NEGOTIATE_KEY_EXCH) == 0) {
		memcpy(k->exported, k->base, sizeof(k->exported));
		return 0;
	}
	memcpy(k->exported, fresh.base, sizeof(k->exported));
	d->m.key = rd_over(d->key, sizeof(d->key));
	return ntlm_rc4(c, base, fresh, d->key);
}

/* [MS-NLMP] 3.3.2: nobody has one zero byte for an LM response, and no more. */
static int
draft_anonymous(struct draft *d)
{
	static const uint8_t	 zero[1];

	d->m.lm = rd_over(zero, sizeof(zero));
	d->m.flags |= NTLMSSP_ANONYMOUS;
	return 0;
}

static int
draft_user(struct ntlm_crypto *c, struct draft *d, struct ntlm_keys *k)
{
	static const uint8_t	 no_lm[24];
	int			 error;

	d->m.lm = rd_over(no_lm, sizeof(no_lm));
	if ((error = draft_response(d)) != 0)
		return error;
	return draft_prove(c, d, k);
}

/* Whose name is changed on the way is found out by the MIC, which only those
   get who send a timestamp. */
static bool
is_meant(const struct draft *d)
{
	const char	*want = d->in->who->server;
	char		 name[64];

	return want == NULL || (d->sent.has[AV_TIMESTAMP] &&
	    d->sent.has[AV_NB_COMPUTER_NAME] &&
	    utf16_decode(d->sent.value[AV_NB_COMPUTER_NAME], name,
	    sizeof(name)) == 0 && text_casecmp(name, want) == 0);
}

static int
draft_begin(struct draft *d)
{
	struct ntlm_challenge	*s = &d->server;

	if (ntlm_decode_challenge(d->in->challenge, s) != 0 ||
	    (s->target_info.len > 0 &&
	    target_info_decode(s->target_info, &d->sent) != 0))
		return -EBADMSG;
	d->m.flags = s->flags & (OFFERED | NTLMSSP_NEGOTIATE_TARGET_INFO);
	if ((s->flags & NEEDED) != NEEDED)
		return -EPROTO;
	return is_meant(d) ? draft_names(d) : -EACCES;
}

/* Encodes, then puts the MIC over the whole into its place. */
static int
draft_send(struct ntlm_crypto *c, const struct draft *d, struct wr *w,
    const struct ntlm_keys *k)
{
	struct ntlm_trio	 t = { d->in->negotiate, d->in->challenge,
				    { .failed = true } };
	size_t			 start = w->pos;

	ntlm_encode_authenticate(w, &d->m);
	if (!wr_ok(w))
		return -ENOBUFS;
	if (d->m.nt.len == 0 || !d->sent.has[AV_TIMESTAMP])
		return 0;
	t.authenticate = rd_over(w->base + start, w->pos - start);
	return ntlm_mic(c, k->exported, &t, w->base + start + NTLM_MIC_OFFSET);
}

int
ntlm_client_authenticate(struct ntlm_crypto *c, const struct ntlm_answer *in,
    struct wr *w, struct ntlm_keys *k)
{
	struct draft	 d = { .in = in };
	int		 error;

	memset(k, 0, sizeof(*k));
	if ((error = draft_begin(&d)) != 0)
		return error;
	error = in->who->user[0] == '\0' ? draft_anonymous(&d) :
	    draft_user(c, &d, k);
	if (error == 0)
		error = draft_key(c, &d, k);
	if (error == 0)
		error = draft_send(c, &d, w, k);
	if (error != 0)
		secret_wipe(k, sizeof(*k));
	return error;
}
