/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings, SIDs and blobs: conformant (and varying) arrays whose elements are
 * no structures.  A varying array carries its maximum, its offset (which no
 * stub sends other than 0) and its actual count, [C706] 14.3.4.
 */
#include "protocol/rpc/ndr.h"

#include <string.h>

#include "base/text.h"

static const char	present[] = "";	/* not NULL; the text follows later */

static void
swap_pairs(uint8_t *p, size_t size)
{
	uint8_t	 t;
	size_t	 i;

	for (i = 0; i + 1 < size; i += 2) {
		t = p[i];
		p[i] = p[i + 1];
		p[i + 1] = t;
	}
}

/* Units of 16 bits from the input, in little-endian order. */
static struct rd
units_get(struct ndr *n, size_t count)
{
	struct rd	 raw = rd_take(&n->in, 2 * count);
	uint8_t		*copy;

	if (!n->big || !rd_ok(&raw) || count == 0)
		return raw;
	copy = arena_array(n->mem, count, 2);
	if (copy == NULL) {
		ndr_fail(n);
		return rd_over(NULL, 0);
	}
	memcpy(copy, raw.base, raw.len);
	swap_pairs(copy, raw.len);
	return rd_over(copy, raw.len);
}

static const char *
text_get(struct ndr *n, struct rd raw)
{
	size_t	 size = raw.len / 2 * 3 + 1;	/* in UTF-8, at most */
	char	*s;

	if (!ndr_ok(n))
		return present;
	s = arena_array(n->mem, size, 1);
	if (s == NULL || utf16_decode(raw, s, size) != 0) {
		ndr_fail(n);
		return present;
	}
	return s;
}

static void
text_put(struct ndr *n, const char *s)
{
	size_t		 size = utf16_bytes(s);
	uint8_t		*p = buf_space(n->out, size);
	struct wr	 w;

	if (p == NULL || size == 0)
		return;
	w = wr_over(p, size);
	utf16_encode(&w, s);
	if (n->big)
		swap_pairs(p, size);
}

/* The rest of a buffer behind the NUL is nobody's business. */
static struct rd
until_nul(struct rd raw)
{
	size_t	 i;

	for (i = 0; i + 1 < raw.len; i += 2) {
		if (raw.base[i] == 0 && raw.base[i + 1] == 0)
			raw.len = i;
	}
	return raw;
}

/* A [string]: its counts include the NUL. */
static void
string(struct ndr *n, const char **s)
{
	uint32_t	 count = 0;
	uint32_t	 most;

	if (!ndr_reads(n))
		count = (uint32_t)(utf16_bytes(*s) / 2 + 1);
	most = count;
	ndr_u32(n, &most);
	ndr_const32(n, 0);
	ndr_count(n, &count, NDR_TEXT_MAX + 1);
	if (count == 0 || count > most)
		ndr_fail(n);
	else if (ndr_reads(n))
		*s = text_get(n, until_nul(units_get(n, count - 1)));
	else
		text_put(n, *s);
	ndr_const16(n, 0);
}

/* A counted string of `count' units, in an array of `most'. */
static void
counted(struct ndr *n, const char **s, uint32_t count, uint32_t most)
{
	ndr_u32(n, &most);
	ndr_const32(n, 0);
	ndr_count(n, &count, NDR_TEXT_MAX);
	if (count > most)
		ndr_fail(n);
	else if (ndr_reads(n))
		*s = text_get(n, units_get(n, count));
	else
		text_put(n, *s);
}

/*
 * The pointer in front of a text: is what it points at due now?  Text that a
 * reader has yet to see is `present'.
 */
static bool
text_ptr(struct ndr *n, const char **s)
{
	if (!ndr_pointer(n, *s != NULL))
		*s = NULL;
	else if (ndr_reads(n) && n->pass != NDR_REFERENTS)
		*s = present;
	return *s != NULL && n->pass != NDR_FIXED;
}

void
ndr_wstr(struct ndr *n, const char **s)
{
	enum ndr_pass	 pass = n->pass;

	if (!text_ptr(n, s))
		return;
	n->pass = NDR_TOP;
	string(n, s);
	n->pass = pass;
}

void
ndr_wstr_ref(struct ndr *n, const char **s)
{
	if (ndr_reads(n))
		*s = present;
	string(n, s);
}

/*
 * [MS-DTYP] 2.3.10.  Length and MaximumLength are in bytes and repeat what the
 * array says of itself; the array's own count is the one that is used.
 */
static void
ustr(struct ndr *n, const char **s, uint16_t room)
{
	enum ndr_pass	 pass = n->pass;
	uint16_t	 length = 0;
	uint16_t	 most = 0;

	if (!ndr_reads(n) && *s != NULL) {
		if (utf16_bytes(*s) > 2 * (NDR_TEXT_MAX - 1))
			ndr_fail(n);
		else
			length = (uint16_t)utf16_bytes(*s);
		most = (uint16_t)(length + room);
	}
	ndr_align(n, 4);
	ndr_u16(n, &length);
	ndr_u16(n, &most);
	if (length % 2 != 0 || length > most)
		ndr_fail(n);
	if (!text_ptr(n, s))
		return;
	n->pass = NDR_TOP;
	counted(n, s, length / 2, most / 2);
	n->pass = pass;
}

void
ndr_ustr(struct ndr *n, const char **s)
{
	ustr(n, s, 0);
}

void
ndr_ustr_large(struct ndr *n, const char **s)
{
	ustr(n, s, 2);
}

void
ndr_ustr_fn(struct ndr *n, void *s)
{
	ndr_ustr(n, s);
}

/*
 * Units of what counts its NUL; NULL has none, and an empty text has none
 * where it stands for a buffer that is still to be filled.
 */
static uint32_t
units_nul(struct ndr *n, const char *s, bool is_buffer)
{
	size_t	 units;

	if (ndr_reads(n) || s == NULL || (is_buffer && *s == '\0'))
		return 0;
	units = utf16_bytes(s) / 2 + 1;
	if (units < NDR_TEXT_MAX)
		return (uint32_t)units;
	ndr_fail(n);
	return 0;
}

/* Reading, whatever was counted ends at its first NUL. */
static void
counted_nul(struct ndr *n, const char **s, uint32_t count, uint32_t most)
{
	ndr_u32(n, &most);
	ndr_const32(n, 0);
	ndr_count(n, &count, NDR_TEXT_MAX);
	if (count > most) {
		ndr_fail(n);
	} else if (ndr_reads(n)) {
		*s = text_get(n, until_nul(units_get(n, count)));
	} else if (count > 0) {
		text_put(n, *s);
		ndr_const16(n, 0);
	}
}

/* RRP_UNICODE_STRING, [MS-RRP] 2.2.4. */
static void
ustr_nul(struct ndr *n, const char **s, uint16_t *room, uint32_t count)
{
	enum ndr_pass	 pass = n->pass;
	uint16_t	 length = (uint16_t)(2 * count);

	ndr_align(n, 4);
	ndr_u16(n, &length);
	ndr_u16(n, room);
	if (length % 2 != 0 || length > *room)
		ndr_fail(n);
	if (!text_ptr(n, s))
		return;
	n->pass = NDR_TOP;
	counted_nul(n, s, count, *room / 2);
	n->pass = pass;
}

void
ndr_ustr_room(struct ndr *n, const char **s, uint16_t *room)
{
	ustr_nul(n, s, room, units_nul(n, *s, true));
}

void
ndr_ustr_nul_fn(struct ndr *n, void *arg)
{
	const char	**s = arg;
	uint32_t	 count = units_nul(n, *s, false);
	uint16_t	 room = (uint16_t)(2 * count);

	ustr_nul(n, s, &room, count);
}

/* [MS-DTYP] 2.4.2.3: conformant in its sub-authorities. */
void
ndr_sid_fn(struct ndr *n, void *arg)
{
	struct sid	*s = arg;
	uint32_t	 count = s->count;
	uint8_t		 revision = 1;
	uint8_t		 b;
	int		 i;

	ndr_count(n, &count, SID_SUBS_MAX);
	ndr_u8(n, &revision);
	ndr_u8(n, &s->count);
	if (revision != 1 || s->count != count)
		ndr_fail(n);
	for (i = 5; i >= 0; i--) {
		b = (uint8_t)(s->authority >> 8 * i);
		ndr_u8(n, &b);
		s->authority &= ~(0xffULL << 8 * i);
		s->authority |= (uint64_t)b << 8 * i;
	}
	for (i = 0; i < (int)count; i++)
		ndr_u32(n, &s->sub[i]);
}

void
ndr_view(struct ndr *n, struct rd *v, uint32_t count)
{
	if (n->pass == NDR_REFERENTS)
		return;
	if (ndr_reads(n))
		*v = rd_take(&n->in, count);
	else if (v->len != count)
		ndr_fail(n);
	else
		buf_add(n->out, v->base, count);
}

static void
bytes(struct ndr *n, struct rd *v, uint32_t count)
{
	ndr_const32(n, count);
	ndr_view(n, v, count);
}

/* As text_ptr(), of bytes. */
static bool
bytes_ptr(struct ndr *n, struct rd *v)
{
	if (!ndr_pointer(n, v->base != NULL))
		*v = rd_over(NULL, 0);
	else if (ndr_reads(n) && n->pass != NDR_REFERENTS)
		*v = rd_over(present, 0);
	return v->base != NULL && n->pass != NDR_FIXED;
}

void
ndr_blob(struct ndr *n, struct rd *v, uint32_t count)
{
	enum ndr_pass	 pass = n->pass;

	if (!bytes_ptr(n, v))
		return;
	n->pass = NDR_TOP;
	bytes(n, v, count);
	n->pass = pass;
}

/* `size' is that of an element: the counts on the wire are of elements. */
static void
varying(struct ndr *n, struct rd *v, uint32_t most, size_t size)
{
	uint32_t	 count = (uint32_t)(v->len / size);

	ndr_u32(n, &most);
	ndr_const32(n, 0);
	ndr_count(n, &count, UINT16_MAX);
	if (count > most)
		ndr_fail(n);
	else if (ndr_reads(n))
		*v = rd_take(&n->in, count * size);
	else
		buf_add(n->out, v->base, v->len);
}

void
ndr_part(struct ndr *n, struct rd *v, uint32_t count, uint32_t most)
{
	enum ndr_pass	 pass = n->pass;

	if (!bytes_ptr(n, v))
		return;
	n->pass = NDR_TOP;
	varying(n, v, most, 1);
	if (v->len != count)
		ndr_fail(n);
	n->pass = pass;
}

/* Its bytes are the wire's: a number in it is whoever reads it's business. */
void
ndr_short_blob(struct ndr *n, struct rd *v)
{
	enum ndr_pass	 pass = n->pass;
	uint16_t	 length = ndr_reads(n) ? 0 : (uint16_t)v->len;
	uint16_t	 most = length;

	if (!ndr_reads(n) && (v->len > UINT16_MAX || v->len % 2 != 0))
		ndr_fail(n);
	ndr_align(n, 4);
	ndr_u16(n, &length);
	ndr_u16(n, &most);
	if (length % 2 != 0 || length > most)
		ndr_fail(n);
	if (!bytes_ptr(n, v))
		return;
	n->pass = NDR_TOP;
	varying(n, v, (uint32_t)v->len / 2, 2);
	n->pass = pass;
}
