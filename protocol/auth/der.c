/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/der.h"

#include <string.h>

#define LONG_FORM	0x80
#define LENGTH_BYTES	4		/* most that a length may take */

bool
der_is(const struct rd *r, uint8_t tag)
{
	return rd_left(r) > 0 && r->base[r->pos] == tag;
}

static size_t
take_length(struct rd *r)
{
	size_t	 n = rd_u8(r);
	size_t	 bytes, i;

	if (n < LONG_FORM)
		return n;
	bytes = n - LONG_FORM;
	if (bytes == 0 || bytes > LENGTH_BYTES)	/* 0: indefinite */
		rd_fail(r);
	for (i = 0, n = 0; i < bytes && rd_ok(r); i++)
		n = n << 8 | rd_u8(r);
	return n;
}

struct rd
der_take(struct rd *r, uint8_t tag)
{
	if (rd_u8(r) != tag)
		rd_fail(r);
	return rd_take(r, take_length(r));
}

size_t
der_begin(struct wr *w, uint8_t tag)
{
	wr_u8(w, tag);
	return w->pos;
}

/* The contents are there; now they make room for their length. */
void
der_end(struct wr *w, size_t start)
{
	size_t	 len, i, bytes = 0;

	if (!wr_ok(w))
		return;
	len = w->pos - start;
	if (len >= LONG_FORM)
		for (i = len; i > 0; i >>= 8)
			bytes++;
	if (wr_space(w, bytes + 1) == NULL)
		return;
	memmove(w->base + start + bytes + 1, w->base + start, len);
	w->base[start] = (uint8_t)(bytes == 0 ? len : LONG_FORM + bytes);
	for (i = 0; i < bytes; i++)
		w->base[start + bytes - i] = (uint8_t)(len >> 8 * i);
}

void
der_put(struct wr *w, uint8_t tag, const struct rd *contents)
{
	size_t	 at = der_begin(w, tag);

	wr_reader(w, contents);
	der_end(w, at);
}
