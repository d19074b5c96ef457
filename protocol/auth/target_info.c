/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/target_info.h"

#include <errno.h>
#include <string.h>

#define NAME_MAX_BYTES	1024		/* a DNS name of 255, and to spare */

/* What a value may measure, and whether it is the server's to send. */
static const struct av_rule {
	uint16_t	 least, most;
	bool		 servers;
} rules[AV_COUNT] = {
[AV_EOL]		= { 0, UINT16_MAX, false },
[AV_NB_COMPUTER_NAME]	= { 0, NAME_MAX_BYTES, true },
[AV_NB_DOMAIN_NAME]	= { 0, NAME_MAX_BYTES, true },
[AV_DNS_COMPUTER_NAME]	= { 0, NAME_MAX_BYTES, true },
[AV_DNS_DOMAIN_NAME]	= { 0, NAME_MAX_BYTES, true },
[AV_DNS_TREE_NAME]	= { 0, NAME_MAX_BYTES, true },
[AV_FLAGS]		= { 4, 4, false },
[AV_TIMESTAMP]		= { 8, 8, true },
[AV_SINGLE_HOST]	= { 0, UINT16_MAX, false },
[AV_TARGET_NAME]	= { 0, UINT16_MAX, false },
[AV_CHANNEL_BINDINGS]	= { 16, 16, false },
};

int
target_info_decode(struct rd r, struct target_info *t)
{
	struct rd	 value;
	uint16_t	 id, len;

	memset(t, 0, sizeof(*t));
	do {
		t->pairs = r.pos;
		id = rd_le16(&r);
		len = rd_le16(&r);
		value = rd_take(&r, len);
		if (!rd_ok(&r))
			return -EBADMSG;
		if (id >= AV_COUNT)
			continue;
		if (t->has[id] || len < rules[id].least ||
		    len > rules[id].most)
			return -EBADMSG;
		t->has[id] = true;
		t->value[id] = value;
	} while (id != AV_EOL);
	value = t->value[AV_FLAGS];
	t->flags = rd_le32(&value);
	value = t->value[AV_TIMESTAMP];
	t->timestamp = rd_le64(&value);
	return 0;
}

void
target_info_put(struct wr *w, enum av_id id, const struct rd *value)
{
	if (value->len > UINT16_MAX)
		wr_fail(w);
	wr_le16(w, (uint16_t)id);
	wr_le16(w, (uint16_t)value->len);
	wr_reader(w, value);
}

void
target_info_put_end(struct wr *w)
{
	wr_le16(w, AV_EOL);
	wr_le16(w, 0);
}

bool
target_info_echoed(const struct target_info *sent,
    const struct target_info *echo)
{
	const struct rd	*a, *b;
	size_t		 id;

	for (id = 0; id < AV_COUNT; id++) {
		if (!rules[id].servers)
			continue;
		a = &sent->value[id];
		b = &echo->value[id];
		if (sent->has[id] != echo->has[id] || a->len != b->len ||
		    (a->len > 0 && memcmp(a->base, b->base, a->len) != 0))
			return false;
	}
	return true;
}
