/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binds and what follows: each is a type, flags, a length (le16) and a body;
 * the header around it is right.  A first byte says in which pieces they come.
 */
#include "tests/fuzz/rpc_talk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct rd	 r = rd_over(bytes, n), body;
	size_t		 chunk = 1 + 8 * (size_t)rd_u8(&r), len;
	struct rpc_talk	 t;
	struct ndr	 out;
	enum rpc_type	 type;
	uint8_t		 flags;

	if (!talk_begin(&t, "samr"))
		return 0;
	while (rd_left(&r) > 4 && !rpc_pipe_ended(t.pipe)) {
		type = (enum rpc_type)rd_u8(&r);
		flags = rd_u8(&r);
		len = rd_le16(&r);
		body = rd_take(&r, len < rd_left(&r) ? len : rd_left(&r));
		out = talk_pdu(&t, type, flags);
		buf_add(&t.out, body.base, body.len);
		rpc_pdu_end(&out, 0);
		talk_send(&t, chunk);
		t.call++;
	}
	talk_end(&t);
	return 0;
}
