/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/envelope.h"

#include <string.h>

#define MAGIC		"SDRP"
#define VERSION_1	1
#define BOX_FIELD	16

bool
envelope_is(const void *data, size_t len)
{
	return len >= 4 && memcmp(data, MAGIC, 4) == 0;
}

/* The folder's name as we write it, then zeroes. */
static void
get_box(struct rd *r, enum box *out)
{
	char	 name[BOX_FIELD], same[BOX_FIELD] = "";

	rd_copy(r, name, sizeof(name));
	if (name[BOX_FIELD - 1] != '\0' || !box_find(name, out) ||
	    box_row(*out)->flow != BOX_UP) {
		rd_fail(r);
		return;
	}
	memcpy(same, box_row(*out)->name, strlen(box_row(*out)->name));
	if (memcmp(name, same, sizeof(name)) != 0)
		rd_fail(r);
}

bool
envelope_parse(const void *data, size_t len, struct envelope *out)
{
	struct rd	 r = rd_over(data, len);
	uint32_t	 version, n;

	memset(out, 0, sizeof(*out));
	if (!envelope_is(data, len))
		return false;
	rd_skip(&r, 4);
	version = rd_le32(&r);
	rd_copy(&r, out->site, sizeof(out->site));
	get_box(&r, &out->box);
	rd_copy(&r, out->guid.b, sizeof(out->guid.b));
	out->sequence = rd_le64(&r);
	n = rd_le32(&r);
	out->payload = rd_take(&r, n);
	rd_skip(&r, SIGN_SIZE);
	return rd_end(&r) && version == VERSION_1 && out->sequence != 0 &&
	    out->site[SITE_CODE_LEN] == '\0' &&
	    name_site_code(out->site) == NULL;
}

bool
envelope_verify(const void *data, size_t len,
    const uint8_t public_key[static SIGN_KEY_SIZE])
{
	struct rd	 r = rd_over(data, len);
	struct rd	 text = rd_take(&r, len < SIGN_SIZE ? 0 :
			    len - SIGN_SIZE);
	uint8_t		 signature[SIGN_SIZE];

	rd_copy(&r, signature, sizeof(signature));
	return rd_end(&r) && sign_verify(public_key, text.base, text.len,
	    signature);
}

void
envelope_put(struct wr *w, const struct envelope *e,
    const uint8_t secret[static SIGN_KEY_SIZE])
{
	const char	*box = box_row(e->box)->name;
	size_t		 from = w->pos, n = rd_left(&e->payload);
	uint8_t		*signature;

	if (n > UINT32_MAX) {
		wr_fail(w);
		return;
	}
	wr_bytes(w, MAGIC, 4);
	wr_le32(w, VERSION_1);
	wr_bytes(w, e->site, SITE_CODE_SIZE);
	wr_bytes(w, box, strlen(box));
	wr_zero(w, BOX_FIELD - strlen(box));
	wr_bytes(w, e->guid.b, sizeof(e->guid.b));
	wr_le64(w, e->sequence);
	wr_le32(w, (uint32_t)n);
	wr_reader(w, &e->payload);
	signature = wr_space(w, SIGN_SIZE);
	if (wr_ok(w) && !sign_bytes(secret, w->base + from,
	    w->pos - from - SIGN_SIZE, signature))
		wr_fail(w);
}
