/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logons on a pipe: a type of verifier, a level, then PDUs of a type, a length
 * (le16) and a token.  Bodies and headers are right; what a request's verifier
 * signs is not, nor can it be.
 */
#include "protocol/rpc/samr.h"
#include "tests/fuzz/rpc_talk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
put_body(struct ndr *out, enum rpc_type type)
{
	struct rpc_request	 q = { .opnum = SAMR_CONNECT5 };
	uint32_t		 pad = 0;

	if (type == RPC_BIND || type == RPC_ALTER)
		talk_bind_body(out, &samr_iface);
	else if (type == RPC_REQUEST)
		rpc_request_body(out, &q, false);
	else
		ndr_u32(out, &pad);
}

static void
put(struct rpc_talk *t, enum rpc_type type, struct rpc_verifier *v)
{
	struct ndr	 out = talk_pdu(t, type, RPC_WHOLE | RPC_HEADER_SIGN);

	put_body(&out, type);
	v->pad = (uint8_t)(-t->out.len & 3);
	rpc_verifier_put(&out, v);
	rpc_pdu_end(&out, (uint16_t)v->value.len);
	talk_send(t, SIZE_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const enum rpc_type	 types[] = { RPC_BIND, RPC_ALTER,
					    RPC_AUTH3, RPC_REQUEST };
	struct rd			 r = rd_over(bytes, n);
	struct rpc_verifier		 v = { .type = rd_u8(&r),
					    .level = rd_u8(&r), .context = 1 };
	struct rpc_talk			 t;
	enum rpc_type			 type;
	size_t				 len;

	if (!talk_begin(&t, "samr"))
		return 0;
	talk_site(RPC_OPERATOR)->trusting = true;
	while (rd_left(&r) > 3 && !rpc_pipe_ended(t.pipe)) {
		type = types[rd_u8(&r) % 4];
		len = rd_le16(&r) % 2048;
		v.value = rd_take(&r, len < rd_left(&r) ? len : rd_left(&r));
		put(&t, type, &v);
	}
	talk_end(&t);
	return 0;
}
