/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/ntlm_message.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

enum message_type { NEGOTIATE = 1, CHALLENGE, AUTHENTICATE };

#define SIGNATURE	"NTLMSSP"	/* with its NUL: eight bytes */
#define SIGNATURE_SIZE	8
#define NEGOTIATE_FIXED	40		/* up to the payload, Version in it */
#define CHALLENGE_FIXED	56
#define AUTHENTICATE_FIXED	88	/* MIC in it */
#define AUTHENTICATE_SHORT	64	/* neither Version nor MIC */
#define NAMES_SUPPLIED	(NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED | \
			    NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED)

/* Version: fields that nobody acts upon, and the revision that is fixed. */
static const struct ntlm_version	usual_version = { 6, 1, 0 };

#define VERSION_SIZE	8
#define REVISION	15

bool
ntlm_is_message(const struct rd *r)
{
	return rd_left(r) >= SIGNATURE_SIZE &&
	    memcmp(r->base + r->pos, SIGNATURE, SIGNATURE_SIZE) == 0;
}

static void
take_head(struct rd *r, enum message_type type)
{
	if (!ntlm_is_message(r))
		rd_fail(r);
	rd_skip(r, SIGNATURE_SIZE);
	if (rd_le32(r) != (uint32_t)type)
		rd_fail(r);
}

/*
 * Len, MaxLen, BufferOffset.  An empty field's offset means nothing, and
 * clients leave anything there.  `low' sinks to the lowest payload byte.
 */
static struct rd
take_field(struct rd *r, size_t *low)
{
	size_t	 len = rd_le16(r);
	size_t	 off;

	rd_skip(r, 2);
	off = rd_le32(r);
	if (len == 0)
		return rd_over(NULL, 0);
	if (off < *low)
		*low = off;
	return rd_at(r, off, len);
}

/* Without its flag a name is no name, whatever the field says. */
static struct rd
take_supplied(struct rd *r, uint32_t flag, size_t *low)
{
	if (flag != 0)
		return take_field(r, low);
	rd_skip(r, 8);
	return rd_over(NULL, 0);
}

int
ntlm_decode_negotiate(struct rd r, struct ntlm_negotiate *m)
{
	size_t	 low = SIZE_MAX;

	memset(m, 0, sizeof(*m));
	take_head(&r, NEGOTIATE);
	m->flags = rd_le32(&r);
	if (rd_end(&r) && (m->flags & NAMES_SUPPLIED) == 0)
		return 0;			/* the oldest form ends here */
	m->domain = take_supplied(&r,
	    m->flags & NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED, &low);
	m->workstation = take_supplied(&r,
	    m->flags & NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED, &low);
	if (!rd_ok(&r) || low < r.pos)
		return -EBADMSG;
	return 0;
}

int
ntlm_decode_challenge(struct rd r, struct ntlm_challenge *m)
{
	size_t	 low = SIZE_MAX;

	memset(m, 0, sizeof(*m));
	take_head(&r, CHALLENGE);
	m->target_name = take_field(&r, &low);
	m->flags = rd_le32(&r);
	rd_copy(&r, m->challenge, sizeof(m->challenge));
	rd_skip(&r, 8);				/* Reserved */
	if (m->flags & NTLMSSP_NEGOTIATE_TARGET_INFO)
		m->target_info = take_field(&r, &low);
	if (!rd_ok(&r) || low < r.pos)
		return -EBADMSG;
	if ((m->flags & NTLMSSP_NEGOTIATE_VERSION) &&
	    rd_left(&r) >= VERSION_SIZE && low >= CHALLENGE_FIXED) {
		m->version.major = rd_u8(&r);
		m->version.minor = rd_u8(&r);
		m->version.build = rd_le16(&r);
	}
	return 0;
}

int
ntlm_decode_authenticate(struct rd r, struct ntlm_authenticate *m)
{
	size_t	 low = SIZE_MAX;

	memset(m, 0, sizeof(*m));
	take_head(&r, AUTHENTICATE);
	m->lm = take_field(&r, &low);
	m->nt = take_field(&r, &low);
	m->domain = take_field(&r, &low);
	m->user = take_field(&r, &low);
	m->workstation = take_field(&r, &low);
	m->key = take_field(&r, &low);
	m->flags = rd_le32(&r);
	if (!rd_ok(&r) || low < AUTHENTICATE_SHORT)
		return -EBADMSG;
	/*
	 * Nothing says whether Version and MIC are there but the room before
	 * the payload; MsvAvFlags then says whether it is a MIC.
	 */
	m->mic_room = low >= AUTHENTICATE_FIXED && r.len >= AUTHENTICATE_FIXED;
	if (m->mic_room) {
		rd_skip(&r, NTLM_MIC_OFFSET - AUTHENTICATE_SHORT);
		rd_copy(&r, m->mic, sizeof(m->mic));
	}
	return 0;
}

/* [MS-NLMP] 2.2.2.7 NTLMv2_CLIENT_CHALLENGE, `temp' of 3.3.2. */
int
ntlm_decode_v2_response(struct rd r, struct ntlm_v2_response *m)
{
	struct rd	 temp;
	uint8_t		 type, highest;

	memset(m, 0, sizeof(*m));
	rd_copy(&r, m->proof, sizeof(m->proof));
	m->temp = rd_rest(&r);
	temp = m->temp;
	type = rd_u8(&temp);
	highest = rd_u8(&temp);
	rd_skip(&temp, 6);
	m->timestamp = rd_le64(&temp);
	rd_copy(&temp, m->challenge, sizeof(m->challenge));
	rd_skip(&temp, 4);
	m->target_info = rd_rest(&temp);
	if (!rd_ok(&r) || !rd_ok(&temp) || type != 1 || highest != 1)
		return -EBADMSG;
	return 0;
}

static void
put_head(struct wr *w, enum message_type type)
{
	wr_bytes(w, SIGNATURE, SIGNATURE_SIZE);
	wr_le32(w, (uint32_t)type);
}

/* `off' is where the payload has got to, from the start of the message. */
static void
put_field(struct wr *w, const struct rd *field, size_t *off)
{
	if (field->len > UINT16_MAX)
		wr_fail(w);
	wr_le16(w, (uint16_t)field->len);
	wr_le16(w, (uint16_t)field->len);
	wr_le32(w, (uint32_t)*off);
	*off += field->len;
}

static void
put_version(struct wr *w, uint32_t flags, const struct ntlm_version *v)
{
	if ((flags & NTLMSSP_NEGOTIATE_VERSION) == 0) {
		wr_zero(w, VERSION_SIZE);
		return;
	}
	wr_u8(w, v->major);
	wr_u8(w, v->minor);
	wr_le16(w, v->build);
	wr_zero(w, 3);
	wr_u8(w, REVISION);
}

void
ntlm_encode_negotiate(struct wr *w, const struct ntlm_negotiate *m)
{
	size_t	 off = NEGOTIATE_FIXED;

	put_head(w, NEGOTIATE);
	wr_le32(w, m->flags);
	put_field(w, &m->domain, &off);
	put_field(w, &m->workstation, &off);
	put_version(w, m->flags, &usual_version);
	wr_reader(w, &m->domain);
	wr_reader(w, &m->workstation);
}

void
ntlm_encode_challenge(struct wr *w, const struct ntlm_challenge *m)
{
	size_t	 off = CHALLENGE_FIXED;

	put_head(w, CHALLENGE);
	put_field(w, &m->target_name, &off);
	wr_le32(w, m->flags);
	wr_bytes(w, m->challenge, sizeof(m->challenge));
	wr_zero(w, 8);
	put_field(w, &m->target_info, &off);
	put_version(w, m->flags, m->version.major == 0 ? &usual_version :
	    &m->version);
	wr_reader(w, &m->target_name);
	wr_reader(w, &m->target_info);
}

void
ntlm_encode_authenticate(struct wr *w, const struct ntlm_authenticate *m)
{
	/* The names lie first, at an even offset. */
	size_t	 name_off = AUTHENTICATE_FIXED;
	size_t	 off = name_off + m->domain.len + m->user.len +
		    m->workstation.len;

	put_head(w, AUTHENTICATE);
	put_field(w, &m->lm, &off);
	put_field(w, &m->nt, &off);
	put_field(w, &m->domain, &name_off);
	put_field(w, &m->user, &name_off);
	put_field(w, &m->workstation, &name_off);
	put_field(w, &m->key, &off);
	wr_le32(w, m->flags);
	put_version(w, m->flags, &usual_version);
	wr_bytes(w, m->mic, sizeof(m->mic));
	wr_reader(w, &m->domain);
	wr_reader(w, &m->user);
	wr_reader(w, &m->workstation);
	wr_reader(w, &m->lm);
	wr_reader(w, &m->nt);
	wr_reader(w, &m->key);
}

/* `temp' is made here, from the other fields. */
void
ntlm_encode_v2_response(struct wr *w, const struct ntlm_v2_response *m)
{
	wr_bytes(w, m->proof, sizeof(m->proof));
	wr_u8(w, 1);
	wr_u8(w, 1);
	wr_zero(w, 6);
	wr_le64(w, m->timestamp);
	wr_bytes(w, m->challenge, sizeof(m->challenge));
	wr_zero(w, 4);
	wr_reader(w, &m->target_info);
	wr_zero(w, 4);
}

static int
oem_decode(struct rd src, char *dst, size_t size)
{
	size_t	 n = 0;
	uint8_t	 c;

	if (src.len >= size)
		return -ENAMETOOLONG;
	while (rd_left(&src) > 0) {
		c = rd_u8(&src);
		if (c == 0 || c >= 0x80)
			return -EILSEQ;
		dst[n++] = (char)c;
	}
	dst[n] = '\0';
	return 0;
}

int
ntlm_text(const struct rd *r, uint32_t flags, char *dst, size_t size)
{
	if (size == 0 || !rd_ok(r))
		return -EILSEQ;
	if (flags & NTLMSSP_NEGOTIATE_UNICODE)
		return utf16_decode(*r, dst, size);
	return oem_decode(*r, dst, size);
}
