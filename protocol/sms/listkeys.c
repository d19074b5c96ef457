/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/listkeys.h"

#include <string.h>

#define MAGIC		"LKEY"
#define VERSION_1	1
#define KEK_LABEL	"list kek"

void
keys_put_head(struct wr *w, const struct keys_head *h)
{
	wr_bytes(w, MAGIC, 4);
	wr_le16(w, VERSION_1);
	wr_le16(w, KEYS_RECORD_SIZE);
	wr_bytes(w, h->site, SITE_CODE_SIZE);
	wr_le64(w, h->serial);
	wr_le32(w, h->n);
}

bool
keys_get_head(struct rd r, struct keys_head *out)
{
	char		 magic[4];
	uint16_t	 version, size;

	rd_copy(&r, magic, sizeof(magic));
	version = rd_le16(&r);
	size = rd_le16(&r);
	rd_copy(&r, out->site, sizeof(out->site));
	out->serial = rd_le64(&r);
	out->n = rd_le32(&r);
	return rd_ok(&r) && memcmp(magic, MAGIC, sizeof(magic)) == 0 &&
	    version == VERSION_1 && size == KEYS_RECORD_SIZE &&
	    out->site[SITE_CODE_LEN] == '\0' &&
	    name_site_code(out->site) == NULL && out->n <= KEYS_RECORDS_MAX;
}

void
keys_put_record(struct wr *w, const struct keys_record *k)
{
	wr_bytes(w, k->guid.b, sizeof(k->guid.b));
	wr_bytes(w, k->wrapped, sizeof(k->wrapped));
}

static struct keys_record
get_record(struct rd *r)
{
	struct keys_record	 k;

	rd_copy(r, k.guid.b, sizeof(k.guid.b));
	rd_copy(r, k.wrapped, sizeof(k.wrapped));
	return k;
}

uint64_t
keys_file_size(const struct keys_head *h)
{
	return KEYS_HEAD_SIZE + (uint64_t)h->n * KEYS_RECORD_SIZE;
}

int
keys_order(const struct guid *a, const struct guid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

bool
keys_check(struct rd r, struct keys_head *out)
{
	struct keys_record	 k, last = { .wrapped = { 0 } };
	uint32_t		 i;

	if (!keys_get_head(r, out) || rd_left(&r) != keys_file_size(out))
		return false;
	rd_skip(&r, KEYS_HEAD_SIZE);
	for (i = 0; i < out->n; i++) {
		k = get_record(&r);
		if (i > 0 && keys_order(&last.guid, &k.guid) >= 0)
			return false;
		last = k;
	}
	return rd_end(&r);
}

bool
keys_kek(const uint8_t shared[static CIPHER_KEY_SIZE],
    const char site[static SITE_CODE_SIZE], const struct guid *guid,
    uint8_t kek[static CIPHER_KEY_SIZE])
{
	uint8_t		 info[sizeof(KEK_LABEL) + SITE_CODE_LEN + 16];
	struct wr	 w = wr_over(info, sizeof(info));

	wr_bytes(&w, KEK_LABEL, sizeof(KEK_LABEL));	/* its NUL too */
	wr_bytes(&w, site, SITE_CODE_LEN);
	wr_bytes(&w, guid->b, sizeof(guid->b));
	return wr_ok(&w) && derive_key(shared, wr_written(&w), kek);
}

void
keys_search_begin(struct keys_search *s, const struct keys_head *h,
    const struct guid *guid)
{
	s->guid = *guid;
	s->lo = 0;
	s->hi = h->n;
}

bool
keys_search_next(const struct keys_search *s, struct keys_range *out)
{
	uint32_t	 first = s->lo;

	if (s->lo >= s->hi)
		return false;
	out->n = s->hi - s->lo;
	if (out->n > KEYS_RANGE_MAX) {
		first = s->lo + (s->hi - s->lo) / 2;
		out->n = 1;
	}
	out->offset = KEYS_HEAD_SIZE + (uint64_t)first * KEYS_RECORD_SIZE;
	return true;
}

/* The one in the middle says on which side it must be. */
static enum keys_found
halve(struct keys_search *s, const struct keys_record *k)
{
	uint32_t	 mid = s->lo + (s->hi - s->lo) / 2;

	if (keys_order(&s->guid, &k->guid) < 0)
		s->hi = mid;
	else
		s->lo = mid + 1;
	return s->lo < s->hi ? KEYS_GO_ON : KEYS_ABSENT;
}

enum keys_found
keys_search_feed(struct keys_search *s, struct rd r,
    uint8_t wrapped[static CIPHER_WRAP_SIZE])
{
	struct keys_range	 want;
	struct keys_record	 k = { .wrapped = { 0 } };
	uint32_t		 i;

	if (!keys_search_next(s, &want) ||
	    rd_left(&r) != (size_t)want.n * KEYS_RECORD_SIZE) {
		s->hi = s->lo;
		return KEYS_ABSENT;
	}
	for (i = 0; i < want.n; i++) {
		k = get_record(&r);
		if (keys_order(&s->guid, &k.guid) != 0)
			continue;
		memcpy(wrapped, k.wrapped, CIPHER_WRAP_SIZE);
		s->hi = s->lo;
		return KEYS_FOUND;
	}
	if (s->hi - s->lo > KEYS_RANGE_MAX)
		return halve(s, &k);
	s->hi = s->lo;
	return KEYS_ABSENT;
}
