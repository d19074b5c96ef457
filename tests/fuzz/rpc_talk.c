/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/rpc_talk.h"

#include <stdlib.h>
#include <string.h>

#define OUT_MAX		(1U << 20)
#define HANDLE_SIZE	20
#define HANDLES		8
#define RESPONSE_HEAD	24		/* before the arguments */
#define FRAGMENT	4000		/* of arguments; we said 4280 */

static struct rpc_site	site;

struct rpc_site *
talk_site(enum rpc_right caller)
{
	if (site.crypto == NULL && !rpc_site_init(&site, RPC_OPERATOR))
		abort();
	if (!rpc_site_people(&site))
		abort();
	site.caller.right = caller;
	site.facts.is_backup = false;
	return &site;
}

bool
talk_begin(struct rpc_talk *t, const char *pipe)
{
	(void)talk_site(RPC_OPERATOR);
	memset(t, 0, sizeof(*t));
	buf_init(&t->out, OUT_MAX);
	return rpc_pipe_new(rpc_endpoint_find(pipe), &site.host,
	    &site.holder, &t->pipe) == 0;
}

void
talk_end(struct rpc_talk *t)
{
	rpc_pipe_free(&t->pipe);
	buf_free(&t->out);
}

struct ndr
talk_pdu(struct rpc_talk *t, enum rpc_type type, uint8_t flags)
{
	const struct rpc_pdu	 pdu = { .type = (uint8_t)type,
				    .flags = flags, .call = t->call };

	buf_drop(&t->out, t->out.len);
	return rpc_pdu_begin(&t->out, &pdu);
}

void
talk_bind_body(struct ndr *n, const struct rpc_iface *iface)
{
	struct rpc_bind	 b = { .max_xmit = RPC_FRAGMENT_PIPE,
			    .max_recv = RPC_FRAGMENT_PIPE, .count = 1 };

	b.context[0].count = 1;
	b.context[0].interface = iface->syntax;
	b.context[0].transfer[0] = rpc_ndr32;
	rpc_bind_body(n, &b);
}

static void
hear(struct rpc_talk *t)
{
	struct wr	 w;
	enum ntstatus	 status;

	do {
		w = wr_over(t->message, sizeof(t->message));
		status = rpc_pipe_read(t->pipe, &w);
		if (status == NT_OK)
			t->len = w.pos;
		if (status == NT_BUFFER_OVERFLOW)
			abort();	/* longer than a fragment */
	} while (status == NT_OK);
}

void
talk_send(struct rpc_talk *t, size_t chunk)
{
	size_t	 at, n;

	t->len = 0;
	for (at = 0; at < t->out.len; at += n) {
		n = t->out.len - at < chunk ? t->out.len - at : chunk;
		(void)rpc_pipe_write(t->pipe, rd_over(t->out.data + at, n));
		do
			hear(t);
		while (rpc_site_answer(&site));
	}
}

/* --- requests --- */

struct handles {
	uint8_t	 v[HANDLES][HANDLE_SIZE];
	size_t	 n;
};

/* What stands where a handle would, with a 0 in front and an id behind it. */
static void
keep_handle(struct handles *h, const struct rpc_talk *t)
{
	static const uint8_t	 none[HANDLE_SIZE];
	const uint8_t		*at = t->message + RESPONSE_HEAD;

	if (t->len < RESPONSE_HEAD + HANDLE_SIZE + 4 ||
	    t->len > RESPONSE_HEAD + HANDLE_SIZE + 12 ||
	    memcmp(at, none, 4) != 0 || memcmp(at, none, HANDLE_SIZE) == 0)
		return;
	memcpy(h->v[h->n++ % HANDLES], at, HANDLE_SIZE);
}

static void
request(struct rpc_talk *t, uint8_t opnum, const uint8_t *args, size_t len)
{
	struct rpc_request	 q = { .opnum = opnum };
	size_t			 at = 0, n;
	uint8_t			 flags;
	struct ndr		 out;

	do {
		n = len - at < FRAGMENT ? len - at : FRAGMENT;
		flags = (uint8_t)((at == 0 ? RPC_FIRST : 0) |
		    (at + n == len ? RPC_LAST : 0));
		q.hint = (uint32_t)(len - at);
		out = talk_pdu(t, RPC_REQUEST, flags);
		rpc_request_body(&out, &q, false);
		buf_add(&t->out, args + at, n);
		rpc_pdu_end(&out, 0);
		talk_send(t, SIZE_MAX);
		at += n;
	} while (at < len);
	t->call++;
}

static void
one(struct rpc_talk *t, struct handles *h, struct rd *r)
{
	uint8_t		 opnum = rd_u8(r), which = rd_u8(r);
	size_t		 len = rd_le16(r);
	struct rd	 args = rd_take(r, len < rd_left(r) ? len :
			    rd_left(r));
	uint8_t		*copy = malloc(args.len + 1);

	if (copy == NULL)
		return;
	memcpy(copy, args.base, args.len);
	if (which < HANDLES && args.len >= HANDLE_SIZE)
		memcpy(copy, h->v[which], HANDLE_SIZE);
	request(t, opnum, copy, args.len);
	keep_handle(h, t);
	free(copy);
}

int
talk_requests(const struct rpc_iface *iface, const uint8_t *bytes, size_t n)
{
	struct rd	 r = rd_over(bytes, n);
	struct handles	 h = { .n = 0 };
	struct rpc_talk	 t;
	struct ndr	 out;
	uint8_t		 how = rd_u8(&r);

	if (!talk_begin(&t, iface->name))
		return 0;
	site.caller.right = how & 1 ? RPC_USER : RPC_OPERATOR;
	site.facts.is_backup = (how & 2) != 0;
	out = talk_pdu(&t, RPC_BIND, RPC_WHOLE);
	talk_bind_body(&out, iface);
	rpc_pdu_end(&out, 0);
	talk_send(&t, SIZE_MAX);
	while (rd_left(&r) > 4 && !rpc_pipe_ended(t.pipe))
		one(&t, &h, &r);
	talk_end(&t);
	return 0;
}
