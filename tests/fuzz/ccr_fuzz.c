/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration requests: what is taken is written, and reads the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/ccr.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
write_and_parse(const struct ccr *c)
{
	struct syntax_err	 e;
	struct ccr		 again;
	struct buf		 b;
	char			 key[CCR_KEY_SIZE], same[CCR_KEY_SIZE];

	buf_init(&b, CCR_SIZE_MAX);
	ccr_put(&b, c);
	if (!buf_ok(&b) || ccr_parse(b.data, b.len, &again, &e) != 0)
		abort();
	ccr_key(c, key);
	ccr_key(&again, same);
	if (strcmp(key, same) != 0 || again.forced != c->forced ||
	    again.request_count != c->request_count ||
	    again.addresses.n != c->addresses.n ||
	    again.latest_request.us != c->latest_request.us)
		abort();
	ccr_merge(&again, c);
	ccr_key(&again, same);
	if (strcmp(key, same) != 0)
		abort();
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct ccr		 c;

	if (ccr_parse(data, size, &c, &e) == 0)
		write_and_parse(&c);
	else if (e.line == 0 || e.text[0] == '\0')
		abort();
	return 0;
}
