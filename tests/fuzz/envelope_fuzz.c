/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed drops: what is taken has all its bytes, and is put the same. */
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/envelope.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of a real key: with one of small order anything may fit. */
	static const uint8_t	 secret[SIGN_KEY_SIZE] = { 1 };
	uint8_t			 key[SIGN_KEY_SIZE];
	struct envelope		 e;
	struct wr		 w;
	uint8_t			*same;

	if (!sign_public_key(secret, key) || envelope_verify(data, size, key))
		abort();
	if (!envelope_parse(data, size, &e))
		return 0;
	if (!envelope_is(data, size) ||
	    e.payload.len + ENVELOPE_OVERHEAD != size)
		abort();
	same = malloc(size);
	if (same == NULL)
		return 0;
	w = wr_over(same, size);
	envelope_put(&w, &e, secret);
	if (!wr_ok(&w) || w.pos != size ||
	    memcmp(same, data, size - SIGN_SIZE) != 0)
		abort();
	free(same);
	return 0;
}
