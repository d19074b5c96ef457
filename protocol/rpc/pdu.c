/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/pdu.h"

#include <errno.h>
#include <string.h>

#define VERSION		5
#define MINOR_MOST	1	/* 5.1: fragmented binds; nobody sends them */
#define DREP_LITTLE	0x10	/* high half: integers; low half: ASCII */
#define AT_LENGTH	8	/* of the fragment; behind it the verifier's */

static uint16_t
get16(struct rd *r, bool big)
{
	return big ? rd_be16(r) : rd_le16(r);
}

static uint32_t
get32(struct rd *r, bool big)
{
	return big ? rd_be32(r) : rd_le32(r);
}

struct header {
	uint8_t		 version;
	uint8_t		 minor;
	uint8_t		 type;
	uint8_t		 flags;
	bool		 big;
	uint16_t	 length;
	uint16_t	 auth_length;
	uint32_t	 call;
};

/* [C706] 12.6.3.1, the part that all PDUs have in common. */
static int
header_get(struct rd *r, struct header *h)
{
	uint8_t	 drep;

	h->version = rd_u8(r);
	h->minor = rd_u8(r);
	h->type = rd_u8(r);
	h->flags = rd_u8(r);
	drep = rd_u8(r);
	rd_skip(r, 3);			/* floats do not occur; reserved */
	h->big = drep != DREP_LITTLE;
	h->length = get16(r, h->big);
	h->auth_length = get16(r, h->big);
	h->call = get32(r, h->big);
	if (!rd_ok(r) || h->version != VERSION || h->minor > MINOR_MOST ||
	    (drep != DREP_LITTLE && drep != 0) || h->length < RPC_HEADER_SIZE)
		return -EPROTO;
	return 0;
}

int
rpc_pdu_length(struct rd r, size_t *out)
{
	struct header	 h;

	*out = 0;
	if (rd_left(&r) < RPC_HEADER_SIZE)
		return 0;
	if (header_get(&r, &h) != 0)
		return -EPROTO;
	*out = h.length;
	return 0;
}

/* The trailer stands in front of its value, at the very end. */
static void
verifier_get(struct rd *r, const struct header *h, struct rpc_pdu *pdu)
{
	struct rpc_verifier	*v = &pdu->verifier;
	size_t			 need, at;

	if (h->auth_length == 0)
		return;
	need = RPC_TRAILER_SIZE + (size_t)h->auth_length;
	if (rd_left(r) < need) {
		rd_fail(r);
		return;
	}
	at = r->len - need;
	rd_skip(r, at - r->pos);
	v->type = rd_u8(r);
	v->level = rd_u8(r);
	v->pad = rd_u8(r);
	rd_skip(r, 1);
	v->context = get32(r, h->big);
	v->value = rd_take(r, h->auth_length);
	if (v->type == RPC_AUTH_NONE || v->pad > at - RPC_HEADER_SIZE)
		rd_fail(r);
	else
		pdu->body.len = at - v->pad;
}

int
rpc_pdu_open(struct rd fragment, struct rpc_pdu *pdu)
{
	struct rd	 r = rd_rest(&fragment);
	struct header	 h;

	memset(pdu, 0, sizeof(*pdu));
	pdu->whole = r;
	if (header_get(&r, &h) != 0 || h.length != r.len)
		return -EPROTO;
	pdu->type = h.type;
	pdu->flags = h.flags;
	pdu->big = h.big;
	pdu->call = h.call;
	pdu->body = r;
	verifier_get(&r, &h, pdu);
	return rd_ok(&r) ? 0 : -EPROTO;
}

struct ndr
rpc_pdu_body(const struct rpc_pdu *pdu)
{
	return ndr_reader(pdu->body, pdu->big, NULL);
}

static void
reserved(struct ndr *n, size_t count)
{
	uint8_t	 zero = 0;

	while (count-- > 0) {
		ndr_u8(n, &zero);
		zero = 0;
	}
}

struct ndr
rpc_pdu_begin(struct buf *out, const struct rpc_pdu *pdu)
{
	struct ndr	 n = ndr_writer(out, pdu->big);
	uint8_t		 version = VERSION;
	uint8_t		 type = pdu->type;
	uint8_t		 flags = pdu->flags;
	uint8_t		 drep = pdu->big ? 0 : DREP_LITTLE;
	uint32_t	 call = pdu->call;

	ndr_u8(&n, &version);
	reserved(&n, 1);
	ndr_u8(&n, &type);
	ndr_u8(&n, &flags);
	ndr_u8(&n, &drep);
	reserved(&n, 3);
	reserved(&n, 4);		/* the lengths: rpc_pdu_end() */
	ndr_u32(&n, &call);
	return n;
}

void
rpc_verifier_put(struct ndr *n, const struct rpc_verifier *v)
{
	uint8_t		 type = v->type;
	uint8_t		 level = v->level;
	uint8_t		 pad = v->pad;
	uint32_t	 context = v->context;

	reserved(n, pad);
	ndr_u8(n, &type);
	ndr_u8(n, &level);
	ndr_u8(n, &pad);
	reserved(n, 1);
	ndr_u32(n, &context);
	if (v->value.base == NULL)
		reserved(n, v->value.len);
	else
		buf_add(n->out, v->value.base, v->value.len);
}

void
rpc_pdu_end(struct ndr *n, uint16_t auth_length)
{
	size_t		 length = n->out->len - n->start;
	struct wr	 w;

	if (!ndr_ok(n))
		return;
	if (length > UINT16_MAX) {
		ndr_fail(n);
		n->out->failed = true;
		return;
	}
	w = wr_over(n->out->data + n->start + AT_LENGTH, 4);
	if (n->big) {
		wr_be16(&w, (uint16_t)length);
		wr_be16(&w, auth_length);
	} else {
		wr_le16(&w, (uint16_t)length);
		wr_le16(&w, auth_length);
	}
}

static void
context_body(struct ndr *n, struct rpc_context *c)
{
	uint8_t	 i;

	ndr_align(n, 4);
	ndr_u16(n, &c->id);
	ndr_u8(n, &c->count);
	reserved(n, 1);
	if (c->count > RPC_TRANSFERS_MAX) {
		ndr_fail(n);
		c->count = 0;
	}
	rpc_syntax_body(n, &c->interface);
	for (i = 0; i < c->count; i++)
		rpc_syntax_body(n, &c->transfer[i]);
}

void
rpc_bind_body(struct ndr *n, struct rpc_bind *b)
{
	uint8_t	 i;

	ndr_u16(n, &b->max_xmit);
	ndr_u16(n, &b->max_recv);
	ndr_u32(n, &b->group);
	ndr_u8(n, &b->count);
	reserved(n, 3);
	if (b->count > RPC_CONTEXTS_MAX) {
		ndr_fail(n);
		b->count = 0;
	}
	for (i = 0; i < b->count; i++)
		context_body(n, &b->context[i]);
}

/* port_any_t: a counted C string, and the padding that follows it. */
static void
address_body(struct ndr *n, char *address)
{
	uint16_t	 size = 0;

	if (!ndr_reads(n)) {
		size = (uint16_t)(strlen(address) + 1);
		ndr_u16(n, &size);
		buf_add(n->out, address, size);
		ndr_align(n, 4);
		return;
	}
	ndr_u16(n, &size);
	if (size > RPC_ADDRESS_SIZE)
		ndr_fail(n);
	else
		rd_copy(&n->in, address, size);
	if (size > 0 && ndr_ok(n) && address[size - 1] != '\0')
		ndr_fail(n);
	ndr_align(n, 4);
}

void
rpc_bind_ack_body(struct ndr *n, struct rpc_bind_ack *a)
{
	uint8_t	 i;

	ndr_u16(n, &a->max_xmit);
	ndr_u16(n, &a->max_recv);
	ndr_u32(n, &a->group);
	address_body(n, a->address);
	ndr_u8(n, &a->count);
	reserved(n, 3);
	if (a->count > RPC_CONTEXTS_MAX) {
		ndr_fail(n);
		a->count = 0;
	}
	for (i = 0; i < a->count; i++) {
		ndr_u16(n, &a->result[i].result);
		ndr_u16(n, &a->result[i].reason);
		rpc_syntax_body(n, &a->result[i].transfer);
	}
}

/* The versions that follow are for people; some servers leave them out. */
void
rpc_bind_nak_body(struct ndr *n, uint16_t *reason)
{
	uint8_t	 count = 1;
	uint8_t	 version = VERSION;

	ndr_u16(n, reason);
	if (ndr_reads(n))
		return;
	ndr_u8(n, &count);
	ndr_u8(n, &version);
	reserved(n, 1);
	ndr_align(n, 4);
}

void
rpc_request_body(struct ndr *n, struct rpc_request *q, bool object)
{
	struct guid	 ignored = { { 0 } };

	ndr_u32(n, &q->hint);
	ndr_u16(n, &q->context);
	ndr_u16(n, &q->opnum);
	if (object)
		ndr_guid(n, &ignored);
}

void
rpc_response_body(struct ndr *n, struct rpc_response *s)
{
	ndr_u32(n, &s->hint);
	ndr_u16(n, &s->context);
	reserved(n, 2);			/* cancel count */
}

void
rpc_fault_body(struct ndr *n, struct rpc_response *s, uint32_t *status)
{
	rpc_response_body(n, s);
	ndr_u32(n, status);
	reserved(n, 4);
}
