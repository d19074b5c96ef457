/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_server.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "protocol/auth/target_info.h"

#define NAME_MAX_BYTES	512		/* of UTF-16LE */

/* What the client may choose, and what every answer says. */
#define MIRRORED	(NTLMSSP_NEGOTIATE_UNICODE | NTLMSSP_REQUEST_TARGET | \
	NTLMSSP_NEGOTIATE_SIGN | NTLMSSP_NEGOTIATE_SEAL | \
	NTLMSSP_NEGOTIATE_ALWAYS_SIGN | NTLMSSP_NEGOTIATE_VERSION | \
	NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY | NTLMSSP_NEGOTIATE_128 | \
	NTLMSSP_NEGOTIATE_KEY_EXCH | NTLMSSP_NEGOTIATE_56)
#define ALWAYS		(NTLMSSP_NEGOTIATE_NTLM | NTLMSSP_NEGOTIATE_TARGET_INFO)

uint32_t
ntlm_server_flags(uint32_t offered)
{
	uint32_t	 flags = (offered & MIRRORED) | ALWAYS;

	if ((flags & NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY) == 0)
		return 0;
	if (flags & NTLMSSP_NEGOTIATE_UNICODE)
		return flags;
	return offered & NTLM_NEGOTIATE_OEM ? flags | NTLM_NEGOTIATE_OEM : 0;
}

static void
put_av_name(struct wr *w, enum av_id id, const char *name)
{
	uint8_t		 text[NAME_MAX_BYTES];
	struct wr	 t = wr_over(text, sizeof(text));
	struct rd	 r;

	utf16_encode(&t, name);
	r = wr_written(&t);
	if (r.len > 0 || !wr_ok(&t))
		target_info_put(w, id, &r);
}

static void
put_target_info(struct wr *w, const struct ntlm_names *n, uint64_t now)
{
	uint8_t		 time[8];
	struct wr	 t = wr_over(time, sizeof(time));
	struct rd	 r;

	wr_le64(&t, now);
	r = wr_written(&t);
	put_av_name(w, AV_NB_DOMAIN_NAME, n->nb_domain);
	put_av_name(w, AV_NB_COMPUTER_NAME, n->nb_computer);
	put_av_name(w, AV_DNS_DOMAIN_NAME, n->dns_domain);
	put_av_name(w, AV_DNS_COMPUTER_NAME, n->dns_computer);
	target_info_put(w, AV_TIMESTAMP, &r);
	target_info_put_end(w);
}

/* TargetName follows the character set; names here are ASCII if OEM. */
static void
put_target_name(struct wr *w, const char *name, uint32_t flags)
{
	if ((flags & NTLMSSP_REQUEST_TARGET) == 0)
		return;
	if (flags & NTLMSSP_NEGOTIATE_UNICODE)
		utf16_encode(w, name);
	else
		wr_bytes(w, name, strlen(name));
}

int
ntlm_server_challenge(const struct ntlm_question *q, struct wr *w)
{
	const struct ntlm_names	*n = q->names;
	struct ntlm_challenge	 m = { 0 };
	uint8_t			 name[NAME_MAX_BYTES];
	uint8_t			 info[NTLM_CHALLENGE_MAX];
	struct wr		 nw = wr_over(name, sizeof(name));
	struct wr		 iw = wr_over(info, sizeof(info));

	m.flags = ntlm_server_flags(q->offered);
	if (m.flags == 0)
		return -EPROTO;
	m.flags |= n->of_domain ? NTLMSSP_TARGET_TYPE_DOMAIN :
	    NTLMSSP_TARGET_TYPE_SERVER;
	put_target_name(&nw, n->of_domain ? n->nb_domain : n->nb_computer,
	    m.flags);
	put_target_info(&iw, n, q->now);
	memcpy(m.challenge, q->challenge, sizeof(m.challenge));
	m.version = n->version;
	m.target_name = wr_written(&nw);
	m.target_info = wr_written(&iw);
	ntlm_encode_challenge(w, &m);
	return wr_ok(w) ? 0 : -ENOBUFS;
}
