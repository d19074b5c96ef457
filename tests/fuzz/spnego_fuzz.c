/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a SPNEGO token.  What is taken must, encoded and decoded once
 * more, say the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/auth/spnego.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
expect(bool ok)
{
	if (!ok)
		abort();
}

static bool
same(const struct rd *a, const struct rd *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->base, b->base, a->len) == 0);
}

static void
again(const struct spnego_resp *t, size_t n)
{
	struct spnego_resp	 back;
	uint8_t			*out = malloc(n + SPNEGO_OVERHEAD);
	struct wr		 w = wr_over(out, n + SPNEGO_OVERHEAD);

	expect(out != NULL);
	spnego_encode_resp(&w, t);
	expect(wr_ok(&w));
	expect(spnego_decode_resp(wr_written(&w), &back) == 0);
	expect(back.state == t->state && same(&back.token, &t->token) &&
	    same(&back.mic, &t->mic) && back.names_mech == t->names_mech);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct spnego_init	 init;
	struct spnego_resp	 resp;
	struct rd		 r = rd_over(p, n);

	if (spnego_decode_init(r, &init) == 0) {
		expect(spnego_is_init(&r));
		expect(init.mech_types.len <= SPNEGO_MECH_TYPES_MAX);
		expect(init.ntlm_offered || !init.ntlm_first);
	}
	if (spnego_decode_resp(r, &resp) == 0) {
		expect(spnego_is_resp(&r));
		again(&resp, n);
	}
	return 0;
}
