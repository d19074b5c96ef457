/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *	START --raw NEGOTIATE----------------------> ASKED_CHALLENGE
 *	START --init, NTLM first, with token-------> ASKED_CHALLENGE
 *	START --init otherwise--> AGREED --resp----> ASKED_CHALLENGE
 *	ASKED_CHALLENGE --challenge--> CHALLENGED
 *	CHALLENGED --raw or resp with AUTHENTICATE-> ASKED_VERDICT
 *	ASKED_VERDICT --verdict--> ENDED
 */
#include "protocol/auth/logon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/secret.h"
#include "protocol/auth/ntlm_seal.h"

enum state {
	START,
	AGREED,			/* on NTLMSSP; its NEGOTIATE is to come */
	ASKED_CHALLENGE,
	CHALLENGED,
	ASKED_VERDICT,
	ENDED
};

enum kind { RAW, INIT, RESP, OTHER };

struct logon {
	const struct ntlm_names	*names;
	struct ntlm_crypto	*crypto;
	enum state		 state;
	bool			 raw;
	bool			 mic_required;	/* NTLM was not preferred */
	bool			 mic_sent;	/* by the client */
	bool			 mech_named;	/* we have said supportedMech */
	uint8_t			 mic[NTLM_SIGNATURE_SIZE];
	uint32_t		 flags;		/* agreed */
	struct buf		 saved;		/* what MICs cover */
	size_t			 mechs_len;
	size_t			 negotiate_len;
	struct rd		 authenticate;	/* in the caller's token */
	const char		*why;
};

int
logon_new(const struct ntlm_names *names, struct ntlm_crypto *crypto,
    struct logon **out)
{
	struct logon	*l = calloc(1, sizeof(*l));

	*out = l;
	if (l == NULL)
		return -ENOMEM;
	l->names = names;
	l->crypto = crypto;
	l->why = "";
	buf_init(&l->saved, LOGON_SAVED_MAX);
	return 0;
}

void
logon_free(struct logon **lp)
{
	if (*lp == NULL)
		return;
	buf_free(&(*lp)->saved);
	free(*lp);
	*lp = NULL;
}

static enum logon_step
refuse(struct logon *l, const char *why)
{
	if (l->why[0] == '\0')
		l->why = why;
	l->state = ENDED;
	return LOGON_REFUSED;
}

static struct rd
saved_part(const struct logon *l, size_t off, size_t n)
{
	return rd_over(l->saved.data + off, n);
}

static struct rd
saved_mechs(const struct logon *l)
{
	return saved_part(l, 0, l->mechs_len);
}

struct ntlm_trio
logon_trio(const struct logon *l)
{
	size_t	 at = l->mechs_len + l->negotiate_len;

	return (struct ntlm_trio){
		.negotiate = saved_part(l, l->mechs_len, l->negotiate_len),
		.challenge = saved_part(l, at, l->saved.len - at),
		.authenticate = l->authenticate,
	};
}

uint32_t
logon_flags(const struct logon *l)
{
	return l->flags;
}

uint32_t
logon_signed(const struct logon *l)
{
	return l->mic_sent ? 1 : 0;
}

const char *
logon_why(const struct logon *l)
{
	return l->why;
}

static enum logon_step
take_negotiate(struct logon *l, struct rd message)
{
	struct ntlm_negotiate	 m;

	if (message.len > NTLM_NEGOTIATE_MAX ||
	    ntlm_decode_negotiate(message, &m) != 0)
		return refuse(l, "malformed NTLM NEGOTIATE");
	if (ntlm_server_flags(m.flags) == 0)
		return refuse(l, "client offers no extended session security");
	l->flags = m.flags;
	l->negotiate_len = message.len;
	buf_add(&l->saved, message.base, message.len);
	if (!buf_ok(&l->saved))
		return refuse(l, "no memory");
	l->state = ASKED_CHALLENGE;
	return LOGON_WANTS_CHALLENGE;
}

/* Ours, in the wrapper that the client speaks. */
static enum logon_step
send_resp(struct logon *l, enum logon_step step, struct spnego_resp *resp,
    struct wr *out)
{
	if (l->raw)
		wr_reader(out, &resp->token);
	else
		spnego_encode_resp(out, resp);
	if (!wr_ok(out))
		return refuse(l, "token does not fit");
	return step;
}

static enum spnego_state
go_on(const struct logon *l)
{
	/* RFC 4178 4.2.2: request-mic only in the first answer. */
	return l->mic_required && !l->mech_named ? SPNEGO_REQUEST_MIC :
	    SPNEGO_ACCEPT_INCOMPLETE;
}

/* A token for a mechanism that we do not have is left unread. */
static enum logon_step
take_init(struct logon *l, struct rd token, struct wr *out)
{
	struct spnego_init	 t;
	struct spnego_resp	 resp = { .names_mech = true };

	if (spnego_decode_init(token, &t) != 0)
		return refuse(l, "malformed SPNEGO token");
	if (!t.ntlm_offered)
		return refuse(l, "client does not offer NTLMSSP");
	l->mic_required = !t.ntlm_first;
	l->mechs_len = t.mech_types.len;
	buf_add(&l->saved, t.mech_types.base, t.mech_types.len);
	if (t.ntlm_first && t.token.len > 0)
		return take_negotiate(l, t.token);
	resp.state = go_on(l);
	l->mech_named = true;
	l->state = AGREED;
	return send_resp(l, LOGON_SEND, &resp, out);
}

static enum logon_step
take_authenticate(struct logon *l, struct rd message)
{
	struct ntlm_authenticate	 m;

	if (message.len > NTLM_AUTHENTICATE_MAX ||
	    ntlm_decode_authenticate(message, &m) != 0)
		return refuse(l, "malformed NTLM AUTHENTICATE");
	l->flags &= m.flags;
	l->authenticate = message;
	l->state = ASKED_VERDICT;
	return LOGON_WANTS_VERDICT;
}

static enum logon_step
take_raw_negotiate(struct logon *l, struct rd token, struct wr *out)
{
	(void)out;
	l->raw = true;
	return take_negotiate(l, token);
}

static enum logon_step
take_raw_authenticate(struct logon *l, struct rd token, struct wr *out)
{
	(void)out;
	if (!l->raw)
		return refuse(l, "raw NTLMSSP inside SPNEGO");
	return take_authenticate(l, token);
}

static enum logon_step
take_resp_negotiate(struct logon *l, struct rd token, struct wr *out)
{
	struct spnego_resp	 t;

	(void)out;
	if (spnego_decode_resp(token, &t) != 0)
		return refuse(l, "malformed SPNEGO token");
	return take_negotiate(l, t.token);
}

static enum logon_step
take_resp_authenticate(struct logon *l, struct rd token, struct wr *out)
{
	struct spnego_resp	 t;

	(void)out;
	if (l->raw || spnego_decode_resp(token, &t) != 0)
		return refuse(l, "malformed SPNEGO token");
	if (t.mic.len != 0 && t.mic.len != sizeof(l->mic))
		return refuse(l, "mechListMIC of a wrong size");
	l->mic_sent = t.mic.len != 0;
	rd_copy(&t.mic, l->mic, t.mic.len);
	return take_authenticate(l, t.token);
}

static const struct row {
	enum state	 state;
	enum kind	 kind;
	enum logon_step	(*take)(struct logon *, struct rd, struct wr *);
} rows[] = {
	{ START,	RAW,	take_raw_negotiate },
	{ START,	INIT,	take_init },
	{ AGREED,	RESP,	take_resp_negotiate },
	{ CHALLENGED,	RAW,	take_raw_authenticate },
	{ CHALLENGED,	RESP,	take_resp_authenticate },
};

static enum kind
kind_of(const struct rd *token)
{
	if (ntlm_is_message(token))
		return RAW;
	if (spnego_is_init(token))
		return INIT;
	return spnego_is_resp(token) ? RESP : OTHER;
}

enum logon_step
logon_input(struct logon *l, struct rd token, struct wr *out)
{
	enum kind	 kind = kind_of(&token);
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].state == l->state && rows[i].kind == kind)
			return rows[i].take(l, token, out);
	return refuse(l, kind == OTHER ? "neither SPNEGO nor NTLMSSP" :
	    "token out of turn");
}

enum logon_step
logon_challenge(struct logon *l,
    const uint8_t challenge[static NTLM_CHALLENGE_SIZE], uint64_t nt_now,
    struct wr *out)
{
	const struct ntlm_question	 q = { l->names, l->flags, challenge,
					    nt_now };
	uint8_t				 mem[NTLM_CHALLENGE_MAX];
	struct wr			 w = wr_over(mem, sizeof(mem));
	struct spnego_resp		 resp = { .state = go_on(l) };

	if (l->state != ASKED_CHALLENGE)
		return refuse(l, "challenge out of turn");
	if (ntlm_server_challenge(&q, &w) != 0)
		return refuse(l, "our names make no NTLM CHALLENGE");
	l->flags = ntlm_server_flags(l->flags);
	buf_add(&l->saved, mem, w.pos);
	if (!buf_ok(&l->saved))
		return refuse(l, "no memory");
	resp.names_mech = !l->mech_named;
	resp.token = wr_written(&w);
	l->mech_named = true;
	l->state = CHALLENGED;
	return send_resp(l, LOGON_SEND, &resp, out);
}

/* RFC 4178 5: with the key there, has anybody touched the list? */
static bool
check_mic(struct logon *l, const struct ntlm_keys *k)
{
	uint8_t	 mic[NTLM_SIGNATURE_SIZE];

	if (!l->mic_sent)
		return !l->mic_required;
	return ntlm_mech_list_mic(l->crypto, k, NTLM_CLIENT, saved_mechs(l),
	    mic) == 0 && secret_equal(mic, l->mic, sizeof(mic));
}

static enum logon_step
finish(struct logon *l, const struct ntlm_keys *k, struct wr *out)
{
	struct spnego_resp	 resp = { .state = SPNEGO_ACCEPT_COMPLETED };
	uint8_t			 mic[NTLM_SIGNATURE_SIZE];

	if (!check_mic(l, k))
		return refuse(l, l->mic_sent ? "wrong mechListMIC" :
		    "mechListMIC missing");
	if (l->mic_sent) {
		if (ntlm_mech_list_mic(l->crypto, k, NTLM_SERVER,
		    saved_mechs(l), mic) != 0)
			return refuse(l, "no memory");
		resp.mic = rd_over(mic, sizeof(mic));
	}
	l->state = ENDED;
	return send_resp(l, LOGON_DONE, &resp, out);
}

enum logon_step
logon_verdict(struct logon *l, const uint8_t *session_key, struct wr *out)
{
	struct ntlm_keys	 k = { .flags = l->flags };
	enum logon_step		 step;

	l->authenticate = rd_over(NULL, 0);
	if (l->state != ASKED_VERDICT)
		return refuse(l, "verdict out of turn");
	if (session_key == NULL)
		return refuse(l, "no right proof");
	memcpy(k.exported, session_key, sizeof(k.exported));
	step = finish(l, &k, out);
	secret_wipe(&k, sizeof(k));
	return step;
}
