/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/field.h"

#include <string.h>

void
msg_put_text(struct wr *w, const char *s)
{
	msg_put_blob(w, s, strlen(s));
}

void
msg_get_text(struct rd *r, char *dst, size_t size)
{
	struct rd	 blob = msg_get_blob(r);

	dst[0] = '\0';
	if (blob.failed || blob.len >= size ||
	    memchr(blob.base, '\0', blob.len) != NULL) {
		rd_fail(r);
		return;
	}
	memcpy(dst, blob.base, blob.len);
	dst[blob.len] = '\0';
}

void
msg_put_blob(struct wr *w, const void *p, size_t n)
{
	if (n > UINT16_MAX) {
		wr_fail(w);
		return;
	}
	wr_le16(w, (uint16_t)n);
	wr_bytes(w, p, n);
}

struct rd
msg_get_blob(struct rd *r)
{
	return rd_take(r, rd_le16(r));
}

void
msg_put_addr(struct wr *w, const struct addr *a)
{
	wr_bytes(w, a->b, sizeof(a->b));
}

struct addr
msg_get_addr(struct rd *r)
{
	struct addr	 a;

	rd_copy(r, a.b, sizeof(a.b));
	return a;
}

void
msg_put_wall(struct wr *w, struct wall t)
{
	wr_le64(w, (uint64_t)t.us);
}

struct wall
msg_get_wall(struct rd *r)
{
	return (struct wall){ (int64_t)rd_le64(r) };
}

void
msg_put_bool(struct wr *w, bool b)
{
	wr_u8(w, b);
}

bool
msg_get_bool(struct rd *r)
{
	uint8_t	 b = rd_u8(r);

	if (b > 1)
		rd_fail(r);
	return b == 1;
}

void
msg_put_status(struct wr *w, enum ntstatus status)
{
	wr_le32(w, (uint32_t)status);
}

enum ntstatus
msg_get_status(struct rd *r)
{
	return (enum ntstatus)rd_le32(r);
}
