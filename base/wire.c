/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only places that form a pointer from a number off the wire are bump()
 * and rd_at(); both compare by subtraction, which cannot overflow.
 */
#include "base/wire.h"

#include <string.h>

struct rd
rd_over(const void *p, size_t n)
{
	return (struct rd){ .base = p, .len = n };
}

/* A reader over nothing has no base, and C forbids even adding 0 to that. */
static const uint8_t *
address(const struct rd *r, size_t off)
{
	return r->base == NULL ? NULL : r->base + off;
}

static const uint8_t *
bump(struct rd *r, size_t n)
{
	const uint8_t	*p;

	if (r->failed || n > r->len - r->pos) {
		r->failed = true;
		return NULL;
	}
	p = address(r, r->pos);
	r->pos += n;
	return p;
}

uint8_t
rd_u8(struct rd *r)
{
	const uint8_t	*p = bump(r, 1);

	return p == NULL ? 0 : p[0];
}

uint16_t
rd_le16(struct rd *r)
{
	const uint8_t	*p = bump(r, 2);

	return p == NULL ? 0 : (uint16_t)(p[0] | p[1] << 8);
}

uint32_t
rd_le32(struct rd *r)
{
	const uint8_t	*p = bump(r, 4);

	if (p == NULL)
		return 0;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

uint64_t
rd_le64(struct rd *r)
{
	uint64_t	 lo = rd_le32(r);
	uint64_t	 hi = rd_le32(r);

	return r->failed ? 0 : lo | hi << 32;
}

uint16_t
rd_be16(struct rd *r)
{
	const uint8_t	*p = bump(r, 2);

	return p == NULL ? 0 : (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
rd_be32(struct rd *r)
{
	const uint8_t	*p = bump(r, 4);

	if (p == NULL)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

const uint8_t *
rd_bytes(struct rd *r, size_t n)
{
	return bump(r, n);
}

void
rd_copy(struct rd *r, void *dst, size_t n)
{
	const uint8_t	*p = bump(r, n);

	if (n == 0)
		return;
	if (p == NULL)
		memset(dst, 0, n);
	else
		memcpy(dst, p, n);
}

void
rd_skip(struct rd *r, size_t n)
{
	(void)bump(r, n);
}

void
rd_align(struct rd *r, size_t to)
{
	size_t	 over = r->pos % to;

	if (over != 0)
		(void)bump(r, to - over);
}

struct rd
rd_take(struct rd *r, size_t n)
{
	const uint8_t	*p = bump(r, n);

	if (r->failed)
		return (struct rd){ .failed = true };
	return rd_over(p, n);
}

struct rd
rd_rest(struct rd *r)
{
	return rd_take(r, rd_left(r));
}

struct rd
rd_at(struct rd *r, size_t off, size_t n)
{
	if (r->failed || off > r->len || n > r->len - off) {
		r->failed = true;
		return (struct rd){ .failed = true };
	}
	return rd_over(address(r, off), n);
}

void
rd_fail(struct rd *r)
{
	r->failed = true;
}

size_t
rd_left(const struct rd *r)
{
	return r->failed ? 0 : r->len - r->pos;
}

bool
rd_ok(const struct rd *r)
{
	return !r->failed;
}

bool
rd_end(const struct rd *r)
{
	return !r->failed && r->pos == r->len;
}

struct wr
wr_over(void *p, size_t n)
{
	return (struct wr){ .base = p, .cap = n };
}

uint8_t *
wr_space(struct wr *w, size_t n)
{
	uint8_t	*p;

	if (w->failed || n > w->cap - w->pos) {
		w->failed = true;
		return NULL;
	}
	p = w->base + w->pos;
	w->pos += n;
	return p;
}

static void
put_le(uint8_t *p, uint64_t v, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

void
wr_u8(struct wr *w, uint8_t v)
{
	uint8_t	*p = wr_space(w, 1);

	if (p != NULL)
		*p = v;
}

void
wr_le16(struct wr *w, uint16_t v)
{
	uint8_t	*p = wr_space(w, 2);

	if (p != NULL)
		put_le(p, v, 2);
}

void
wr_le32(struct wr *w, uint32_t v)
{
	uint8_t	*p = wr_space(w, 4);

	if (p != NULL)
		put_le(p, v, 4);
}

void
wr_le64(struct wr *w, uint64_t v)
{
	uint8_t	*p = wr_space(w, 8);

	if (p != NULL)
		put_le(p, v, 8);
}

void
wr_be16(struct wr *w, uint16_t v)
{
	wr_le16(w, (uint16_t)(v >> 8 | v << 8));
}

void
wr_be32(struct wr *w, uint32_t v)
{
	wr_le32(w, __builtin_bswap32(v));
}

void
wr_bytes(struct wr *w, const void *src, size_t n)
{
	uint8_t	*p = wr_space(w, n);

	if (p != NULL && n > 0)
		memcpy(p, src, n);
}

void
wr_reader(struct wr *w, const struct rd *r)
{
	if (r->failed)
		w->failed = true;
	else
		wr_bytes(w, r->base, r->len);
}

void
wr_zero(struct wr *w, size_t n)
{
	uint8_t	*p = wr_space(w, n);

	if (p != NULL && n > 0)
		memset(p, 0, n);
}

void
wr_align(struct wr *w, size_t to)
{
	size_t	 over = w->pos % to;

	if (over != 0)
		wr_zero(w, to - over);
}

size_t
wr_hole16(struct wr *w)
{
	size_t	 at = w->pos;

	wr_le16(w, 0);
	return at;
}

size_t
wr_hole32(struct wr *w)
{
	size_t	 at = w->pos;

	wr_le32(w, 0);
	return at;
}

static void
fill(struct wr *w, size_t hole, uint64_t v, size_t n)
{
	if (w->failed || hole > w->pos || n > w->pos - hole)
		w->failed = true;
	else
		put_le(w->base + hole, v, n);
}

void
wr_fill16(struct wr *w, size_t hole, uint16_t v)
{
	fill(w, hole, v, 2);
}

void
wr_fill32(struct wr *w, size_t hole, uint32_t v)
{
	fill(w, hole, v, 4);
}

void
wr_fail(struct wr *w)
{
	w->failed = true;
}

size_t
wr_left(const struct wr *w)
{
	return w->failed ? 0 : w->cap - w->pos;
}

bool
wr_ok(const struct wr *w)
{
	return !w->failed;
}

struct rd
wr_written(const struct wr *w)
{
	return (struct rd){ .base = w->base, .len = w->pos,
	    .failed = w->failed };
}
