/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/client_logon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "protocol/auth/ntlm_seal.h"

enum state {
	START,
	OFFERED,		/* NEGOTIATE is sent */
	PROVED,			/* AUTHENTICATE is sent */
	ENDED
};

struct client_logon {
	struct client_logon_how	 how;
	enum state		 state;
	bool			 asked_again;	/* NEGOTIATE went twice */
	bool			 mic_sent;
	bool			 proved;	/* keys stand */
	struct ntlm_keys	 keys;
	size_t			 negotiate_len;
	uint8_t			 negotiate[64];
};

int
client_logon_new(const struct client_logon_how *how, struct client_logon **out)
{
	struct client_logon	*l = calloc(1, sizeof(*l));

	*out = l;
	if (l == NULL)
		return -ENOMEM;
	l->how = *how;
	return 0;
}

void
client_logon_free(struct client_logon **lp)
{
	if (*lp == NULL)
		return;
	secret_wipe(*lp, sizeof(**lp));
	free(*lp);
	*lp = NULL;
}

bool
client_logon_proved(const struct client_logon *l)
{
	return l->proved;
}

const struct ntlm_keys *
client_logon_keys(const struct client_logon *l)
{
	return &l->keys;
}

uint32_t
client_logon_signed(const struct client_logon *l)
{
	return l->mic_sent ? 1 : 0;
}

static struct rd
our_negotiate(const struct client_logon *l)
{
	return rd_over(l->negotiate, l->negotiate_len);
}

static int
check_hint(struct rd hint)
{
	struct spnego_init	 t;

	if (hint.len == 0)
		return 0;
	if (spnego_decode_init(hint, &t) != 0)
		return -EBADMSG;
	return t.ntlm_offered ? 0 : -EPROTO;
}

int
client_logon_start(struct client_logon *l, struct rd hint, struct wr *out)
{
	struct wr	 w = wr_over(l->negotiate, sizeof(l->negotiate));
	struct rd	 r;
	int		 error;

	if (l->state != START)
		return -EPROTO;
	l->state = ENDED;
	if ((error = check_hint(hint)) != 0)
		return error;
	ntlm_client_negotiate(&w);
	l->negotiate_len = w.pos;
	r = wr_written(&w);
	if (l->how.raw)
		wr_reader(out, &r);
	else
		spnego_encode_init(out, &r);
	if (!wr_ok(out))
		return -ENOBUFS;
	l->state = OFFERED;
	return 0;
}

static int
put_resp(struct wr *out, const struct spnego_resp *resp)
{
	spnego_encode_resp(out, resp);
	return wr_ok(out) ? 0 : -ENOBUFS;
}

/* A mechListMIC too, where there is a key worth the name. */
static int
sign_mechs(struct client_logon *l, struct spnego_resp *resp,
    uint8_t mic[static NTLM_SIGNATURE_SIZE])
{
	if (l->how.who->user[0] == '\0' ||
	    (l->keys.flags & NTLMSSP_NEGOTIATE_SIGN) == 0)
		return 0;
	l->mic_sent = true;
	resp->mic = rd_over(mic, NTLM_SIGNATURE_SIZE);
	return ntlm_mech_list_mic(l->how.crypto, &l->keys, NTLM_CLIENT,
	    spnego_ntlm_only(), mic);
}

static int
prove(struct client_logon *l, struct rd challenge, struct wr *out)
{
	const struct ntlm_answer in = { l->how.who, &l->how.nonce,
				    our_negotiate(l), challenge };
	struct spnego_resp	 resp = { .state = SPNEGO_UNSTATED };
	uint8_t			 mem[NTLM_AUTHENTICATE_MAX];
	uint8_t			 mic[NTLM_SIGNATURE_SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	int			 error;

	error = ntlm_client_authenticate(l->how.crypto, &in,
	    l->how.raw ? out : &w, &l->keys);
	if (error != 0)
		return error;
	if (!l->how.raw) {
		resp.token = wr_written(&w);
		if ((error = sign_mechs(l, &resp, mic)) != 0 ||
		    (error = put_resp(out, &resp)) != 0)
			return error;
	}
	l->proved = true;
	l->state = PROVED;
	return 0;
}

/* A server that took no notice of our first token asks for it once more. */
static int
offer_again(struct client_logon *l, struct wr *out)
{
	struct spnego_resp	 resp = { .state = SPNEGO_UNSTATED,
				    .token = our_negotiate(l) };
	int			 error;

	if (l->asked_again)
		return -EPROTO;
	if ((error = put_resp(out, &resp)) != 0)
		return error;
	l->asked_again = true;
	l->state = OFFERED;
	return 0;
}

int
client_logon_next(struct client_logon *l, struct rd token, struct wr *out)
{
	struct spnego_resp	 t;

	if (l->state != OFFERED)
		return -EPROTO;
	l->state = ENDED;
	if (l->how.raw)
		return prove(l, token, out);
	if (spnego_decode_resp(token, &t) != 0)
		return -EBADMSG;
	if (t.state == SPNEGO_REJECT)
		return -EACCES;
	if (t.state == SPNEGO_ACCEPT_COMPLETED ||
	    (t.names_mech && !t.mech_is_ntlm))
		return -EPROTO;
	if (t.token.len == 0)
		return offer_again(l, out);
	return prove(l, t.token, out);
}

/* Some servers end with no token at all, or without a MIC of their own. */
int
client_logon_finish(struct client_logon *l, struct rd token)
{
	uint8_t			 right[NTLM_SIGNATURE_SIZE];
	struct spnego_resp	 t;

	if (l->state != PROVED)
		return -EPROTO;
	l->state = ENDED;
	if (l->how.raw || token.len == 0)
		return token.len == 0 ? 0 : -EBADMSG;
	if (spnego_decode_resp(token, &t) != 0)
		return -EBADMSG;
	if (t.state != SPNEGO_ACCEPT_COMPLETED)
		return t.state == SPNEGO_REJECT ? -EACCES : -EPROTO;
	if (t.mic.len == 0)
		return 0;
	if (ntlm_mech_list_mic(l->how.crypto, &l->keys, NTLM_SERVER,
	    spnego_ntlm_only(), right) != 0)
		return -ENOMEM;
	return t.mic.len == sizeof(right) &&
	    secret_equal(right, t.mic.base, sizeof(right)) ? 0 : -EACCES;
}
