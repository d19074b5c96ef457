/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/ndr.h"

#include <string.h>

#define POINTER_ID	0x00020000U	/* the first; the rest 4 apart */

struct ndr
ndr_reader(struct rd in, bool big, struct arena *mem)
{
	return (struct ndr){ .in = in, .big = big, .mem = mem };
}

struct ndr
ndr_writer(struct buf *out, bool big)
{
	return (struct ndr){ .out = out, .start = out->len, .big = big };
}

bool
ndr_reads(const struct ndr *n)
{
	return n->out == NULL;
}

bool
ndr_ok(const struct ndr *n)
{
	return !n->failed && (ndr_reads(n) ? rd_ok(&n->in) : buf_ok(n->out));
}

void
ndr_fail(struct ndr *n)
{
	n->failed = true;
	rd_fail(&n->in);
}

void
ndr_align(struct ndr *n, size_t to)
{
	size_t	 over;
	uint8_t	*pad;

	if (n->pass == NDR_REFERENTS)
		return;
	if (ndr_reads(n)) {
		rd_align(&n->in, to);
		return;
	}
	over = (n->out->len - n->start) % to;
	pad = over == 0 ? NULL : buf_space(n->out, to - over);
	if (pad != NULL)
		memset(pad, 0, to - over);
}

static uint64_t
get(struct ndr *n, size_t size)
{
	const uint8_t	*p = rd_bytes(&n->in, size);
	uint64_t	 v = 0;
	size_t		 i;

	for (i = 0; p != NULL && i < size; i++)
		v = v << 8 | p[n->big ? i : size - 1 - i];
	return v;
}

static void
put(struct ndr *n, uint64_t v, size_t size)
{
	uint8_t	*p = buf_space(n->out, size);
	size_t	 i;

	for (i = 0; p != NULL && i < size; i++, v >>= 8)
		p[n->big ? size - 1 - i : i] = (uint8_t)v;
}

/* Reads a number, or writes `v' and returns it. */
static uint64_t
number(struct ndr *n, uint64_t v, size_t size)
{
	if (n->pass == NDR_REFERENTS)
		return v;
	ndr_align(n, size);
	if (ndr_reads(n))
		return get(n, size);
	put(n, v, size);
	return v;
}

void
ndr_u8(struct ndr *n, uint8_t *v)
{
	*v = (uint8_t)number(n, *v, sizeof(*v));
}

void
ndr_u16(struct ndr *n, uint16_t *v)
{
	*v = (uint16_t)number(n, *v, sizeof(*v));
}

void
ndr_u32(struct ndr *n, uint32_t *v)
{
	*v = (uint32_t)number(n, *v, sizeof(*v));
}

void
ndr_u64(struct ndr *n, uint64_t *v)
{
	*v = number(n, *v, sizeof(*v));
}

/* [MS-SAMR] 2.2.2.2: two numbers, aligned as such, the low one first. */
void
ndr_old64(struct ndr *n, int64_t *v)
{
	uint32_t	 low = (uint32_t)*v;
	uint32_t	 high = (uint32_t)((uint64_t)*v >> 32);

	ndr_u32(n, &low);
	ndr_u32(n, &high);
	*v = (int64_t)((uint64_t)high << 32 | low);
}

void
ndr_bytes(struct ndr *n, uint8_t *v, size_t size)
{
	if (n->pass == NDR_REFERENTS)
		return;
	if (ndr_reads(n))
		rd_copy(&n->in, v, size);
	else
		buf_add(n->out, v, size);
}

void
ndr_u32_fn(struct ndr *n, void *v)
{
	ndr_u32(n, v);
}

void
ndr_count(struct ndr *n, uint32_t *v, uint32_t most)
{
	ndr_u32(n, v);
	if (*v > most) {
		ndr_fail(n);
		*v = 0;
	}
}

void
ndr_const16(struct ndr *n, uint16_t must)
{
	uint16_t	 v = must;

	ndr_u16(n, &v);
	if (v != must)
		ndr_fail(n);
}

void
ndr_const32(struct ndr *n, uint32_t must)
{
	uint32_t	 v = must;

	ndr_u32(n, &v);
	if (v != must)
		ndr_fail(n);
}

static void
swap(uint8_t *a, uint8_t *b)
{
	uint8_t	 t = *a;

	*a = *b;
	*b = t;
}

/* struct guid keeps the wire order of little-endian senders. */
static void
guid_swap(struct guid *g)
{
	swap(&g->b[0], &g->b[3]);
	swap(&g->b[1], &g->b[2]);
	swap(&g->b[4], &g->b[5]);
	swap(&g->b[6], &g->b[7]);
}

void
ndr_guid(struct ndr *n, struct guid *g)
{
	struct guid	 wire = *g;

	if (n->pass == NDR_REFERENTS)
		return;
	ndr_align(n, 4);
	if (ndr_reads(n)) {
		rd_copy(&n->in, g->b, sizeof(g->b));
		if (n->big)
			guid_swap(g);
		return;
	}
	if (n->big)
		guid_swap(&wire);
	buf_add(n->out, wire.b, sizeof(wire.b));
}

void
ndr_handle(struct ndr *n, struct rpc_handle *h)
{
	ndr_u32(n, &h->attributes);
	ndr_guid(n, &h->id);
}

void
ndr_struct(struct ndr *n, ndr_fn *fn, void *v)
{
	if (n->pass != NDR_TOP) {
		fn(n, v);
		return;
	}
	n->pass = NDR_FIXED;
	fn(n, v);
	n->pass = NDR_REFERENTS;
	fn(n, v);
	n->pass = NDR_TOP;
}

/* What the rest of the input cannot hold gets no memory. */
static void *
memory(struct ndr *n, size_t count, size_t size)
{
	void	*p = NULL;

	if (ndr_ok(n) && count <= rd_left(&n->in))
		p = arena_array(n->mem, count, size);
	if (p == NULL)
		ndr_fail(n);
	return p;
}

bool
ndr_pointer(struct ndr *n, bool set)
{
	uint32_t	 id = 0;

	if (n->pass == NDR_REFERENTS)
		return set;
	if (!ndr_reads(n) && set)
		id = POINTER_ID + 4 * n->pointers++;
	ndr_u32(n, &id);
	return id != 0;
}

/*
 * A reader gives the referent its memory at once: that the pointer is not
 * NULL is how the second pass knows of it.
 */
static void *
pointer(struct ndr *n, void *p, size_t count, size_t size)
{
	if (!ndr_pointer(n, p != NULL))
		return NULL;
	if (!ndr_reads(n) || n->pass == NDR_REFERENTS)
		return p;
	return memory(n, count, size);
}

void *
ndr_ptr(struct ndr *n, void *p, size_t size, ndr_fn *fn)
{
	enum ndr_pass	 pass = n->pass;

	p = pointer(n, p, 1, size);
	if (p == NULL || pass == NDR_FIXED)
		return p;
	n->pass = NDR_TOP;
	ndr_struct(n, fn, p);
	n->pass = pass;
	return p;
}

void
ndr_opt(struct ndr *n, bool *there, ndr_fn *fn, void *v)
{
	enum ndr_pass	 pass = n->pass;

	*there = ndr_pointer(n, *there);
	if (!*there || pass == NDR_FIXED)
		return;
	n->pass = NDR_TOP;
	ndr_struct(n, fn, v);
	n->pass = pass;
}

void
ndr_null(struct ndr *n)
{
	ndr_const32(n, 0);
}

/* All fixed parts come first, then the referents of each element in turn. */
static void
each(struct ndr *n, void *v, uint32_t count, size_t size, ndr_fn *fn)
{
	enum ndr_pass	 pass = n->pass;
	uint32_t	 i;

	for (n->pass = NDR_FIXED; n->pass <= NDR_REFERENTS; n->pass++) {
		for (i = 0; i < count && ndr_ok(n); i++)
			fn(n, (uint8_t *)v + i * size);
	}
	n->pass = pass;
}

static void
elements(struct ndr *n, void *v, uint32_t count, size_t size, ndr_fn *fn)
{
	ndr_const32(n, count);		/* the maximum count */
	each(n, v, count, size, fn);
}

void *
ndr_array(struct ndr *n, void *v, uint32_t *count, size_t size, ndr_fn *fn)
{
	enum ndr_pass	 pass = n->pass;

	v = pointer(n, v, *count, size);
	if (v == NULL && ndr_reads(n))
		*count = 0;
	if (v == NULL || pass == NDR_FIXED)
		return v;
	n->pass = NDR_TOP;
	elements(n, v, *count, size, fn);
	n->pass = pass;
	return v;
}

void *
ndr_ref_array(struct ndr *n, void *v, uint32_t count, size_t size, ndr_fn *fn)
{
	if (ndr_reads(n))
		v = memory(n, count, size);
	if (v != NULL)
		elements(n, v, count, size, fn);
	return v;
}

/* Conformant and varying: the maximum, the offset, the actual count. */
void *
ndr_ref_varying(struct ndr *n, void *v, uint32_t *count, size_t size,
    ndr_fn *fn)
{
	uint32_t	 most = NDR_VARYING_MOST;
	uint32_t	 actual = *count;

	ndr_u32(n, &most);
	ndr_const32(n, 0);
	ndr_count(n, &actual, NDR_VARYING_MOST);
	if (actual != *count || actual > most) {
		ndr_fail(n);
		*count = 0;
		return NULL;
	}
	if (ndr_reads(n))
		v = memory(n, actual, size);
	if (v != NULL)
		each(n, v, actual, size, fn);
	return v;
}
