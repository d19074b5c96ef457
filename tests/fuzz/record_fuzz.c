/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record - any bytes as the attribute user.sited.nt: what is accepted is
 * written back to the same bytes, what is not is an empty record.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/smb/disk/record.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record	 rec;
	uint8_t		 b[RECORD_SIZE_MAX];
	struct wr	 w = wr_over(b, sizeof(b));

	if (!record_decode(rd_over(data, size), &rec)) {
		if (rec.parts != 0)
			abort();
		return 0;
	}
	record_encode(&w, &rec);
	if (!wr_ok(&w) || w.pos != size || memcmp(b, data, size) != 0)
		abort();
	return 0;
}
