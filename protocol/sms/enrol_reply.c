/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of a client that enrols: its keys, signed twice. */
#include <string.h>

#include "protocol/sms/enrol.h"

#define MAGIC		"SENR"
#define VERSION_1	1
#define SIGNED_SIZE	(ENROL_REPLY_SIZE - 2 * SIGN_SIZE)

_Static_assert(sizeof(MAGIC) - 1 + 4 + SITE_CODE_SIZE + ENROL_ID_BYTES + 16 +
    NETBIOS_NAME_SIZE + CIPHER_KEY_SIZE + SIGN_KEY_SIZE + 8 == SIGNED_SIZE,
    "the fields are the size");

void
enrol_put_reply(struct wr *w, const struct enrol_reply *e,
    const uint8_t token_sign[static SIGN_KEY_SIZE],
    const uint8_t own_sign[static SIGN_KEY_SIZE])
{
	size_t		 from = w->pos, n = strnlen(e->name, sizeof(e->name));
	uint8_t		*first, *second;

	wr_bytes(w, MAGIC, 4);
	wr_le32(w, VERSION_1);
	wr_bytes(w, e->site, SITE_CODE_SIZE);
	wr_bytes(w, e->id, sizeof(e->id));
	wr_bytes(w, e->guid.b, sizeof(e->guid.b));
	wr_bytes(w, e->name, n);
	wr_zero(w, sizeof(e->name) - n);
	wr_bytes(w, e->agreement, sizeof(e->agreement));
	wr_bytes(w, e->signing, sizeof(e->signing));
	wr_le64(w, (uint64_t)e->when.us);
	first = wr_space(w, SIGN_SIZE);
	second = wr_space(w, SIGN_SIZE);
	if (!wr_ok(w))
		return;
	if (!sign_bytes(token_sign, w->base + from, SIGNED_SIZE, first) ||
	    !sign_bytes(own_sign, w->base + from, SIGNED_SIZE, second))
		wr_fail(w);
}

/* Zeroes behind the name, and a name that a computer may have. */
static bool
name_is_right(const char name[static NETBIOS_NAME_SIZE])
{
	size_t	 i;

	if (name[NETBIOS_NAME_MAX] != '\0')
		return false;
	for (i = strlen(name); i < NETBIOS_NAME_SIZE; i++)
		if (name[i] != '\0')
			return false;
	return name_computer(name) == NULL;
}

bool
enrol_get_reply(const void *data, size_t len, struct enrol_reply *out)
{
	struct rd	 r = rd_over(data, len);
	char		 magic[4];
	uint32_t	 version;

	rd_copy(&r, magic, sizeof(magic));
	version = rd_le32(&r);
	rd_copy(&r, out->site, sizeof(out->site));
	rd_copy(&r, out->id, sizeof(out->id));
	rd_copy(&r, out->guid.b, sizeof(out->guid.b));
	rd_copy(&r, out->name, sizeof(out->name));
	rd_copy(&r, out->agreement, sizeof(out->agreement));
	rd_copy(&r, out->signing, sizeof(out->signing));
	out->when.us = (int64_t)rd_le64(&r);
	rd_skip(&r, (size_t)2 * SIGN_SIZE);
	return rd_end(&r) && memcmp(magic, MAGIC, sizeof(magic)) == 0 &&
	    version == VERSION_1 && out->site[SITE_CODE_LEN] == '\0' &&
	    name_site_code(out->site) == NULL && name_is_right(out->name);
}

bool
enrol_verify_reply(const void *data, size_t len,
    const uint8_t token_public[static SIGN_KEY_SIZE])
{
	struct rd		 r = rd_over(data, len);
	struct rd		 text = rd_take(&r, SIGNED_SIZE);
	struct enrol_reply	 e;
	uint8_t			 first[SIGN_SIZE], second[SIGN_SIZE];

	rd_copy(&r, first, sizeof(first));
	rd_copy(&r, second, sizeof(second));
	return rd_end(&r) && enrol_get_reply(data, len, &e) &&
	    sign_verify(token_public, text.base, text.len, first) &&
	    sign_verify(e.signing, text.base, text.len, second);
}
