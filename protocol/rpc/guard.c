/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/guard.h"

#define PAD	16
#define EXTRA	(RPC_TRAILER_SIZE + NTLM_SIGNATURE_SIZE)

/* From "call" on; "connect" vouches for the caller only. */
static bool
protects(const struct rpc_guard *g)
{
	return g != NULL && g->seal != NULL && g->level > RPC_LEVEL_CONNECT;
}

size_t
guard_room(const struct rpc_guard *g, size_t fragment)
{
	size_t	 room = fragment - RPC_REQUEST_SIZE;

	return protects(g) ? (room - EXTRA) / PAD * PAD : room;
}

static struct ntlm_pdu
parts(uint8_t *fragment, size_t len, size_t at)
{
	return (struct ntlm_pdu){
		.signed_part = rd_over(fragment, len - NTLM_SIGNATURE_SIZE),
		.data = fragment + at,
		.len = len - EXTRA - at,
	};
}

bool
guard_open(struct rpc_guard *g, const struct rpc_pdu *pdu, uint8_t *fragment,
    size_t at)
{
	const struct rpc_verifier	*v = &pdu->verifier;
	struct ntlm_pdu			 m;

	if (!protects(g))
		return true;
	if (v->value.len != NTLM_SIGNATURE_SIZE)
		return false;		/* the rest of it is signed */
	m = parts(fragment, pdu->whole.len, at);
	if (g->level == RPC_LEVEL_PRIVACY)
		return ntlm_unseal(g->seal, &m, v->value.base) == 0;
	return ntlm_verify(g->seal, m.signed_part, v->value.base) == 0;
}

static bool
protect(struct rpc_guard *g, const struct ntlm_pdu *m, uint8_t *signature)
{
	if (g->level == RPC_LEVEL_PRIVACY)
		return ntlm_seal(g->seal, m, signature) == 0;
	return ntlm_sign(g->seal, m->signed_part, signature) == 0;
}

void
guard_close(struct rpc_guard *g, struct ndr *n, size_t at)
{
	struct rpc_verifier	 v = { .value = { .len =
				    NTLM_SIGNATURE_SIZE } };
	struct buf		*out = n->out;
	struct ntlm_pdu		 m;
	uint8_t			*signature;

	if (!protects(g)) {
		rpc_pdu_end(n, 0);
		return;
	}
	v.type = g->type;
	v.level = g->level;
	v.context = g->context;
	v.pad = (uint8_t)(-(out->len - n->start - at) & (PAD - 1));
	rpc_verifier_put(n, &v);
	rpc_pdu_end(n, NTLM_SIGNATURE_SIZE);
	if (!buf_ok(out))
		return;
	m = parts(out->data + n->start, out->len - n->start, at);
	signature = out->data + out->len - NTLM_SIGNATURE_SIZE;
	if (!protect(g, &m, signature))
		out->failed = true;
}
