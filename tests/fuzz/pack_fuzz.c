/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pack, as sitectl sends it and a backup holds it: its heads and paths. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/pack.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
again(const struct pack_entry *e)
{
	uint8_t			 mem[PACK_ENTRY_MAX];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct pack_entry	 back;
	struct rd		 r;

	pack_entry_put(&w, e);
	r = wr_written(&w);
	if (!wr_ok(&w) || !pack_entry_get(&r, &back) ||
	    memcmp(e, &back, sizeof(back)) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd		 r = rd_over(data, size);
	struct pack_entry	 e;
	uint64_t		 begin;
	uint32_t		 n;

	if (pack_head_get(&r, &n))
		while (n-- > 0 && pack_entry_get(&r, &e) &&
		    e.size <= rd_left(&r)) {
			again(&e);
			rd_skip(&r, (size_t)e.size);
		}
	r = rd_over(data, size);
	(void)pack_tail_get(&r, &begin);
	return 0;
}
