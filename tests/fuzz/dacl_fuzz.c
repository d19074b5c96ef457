/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dacl - any bytes as the attribute user.sited.dacl: what is accepted and
 * written again is read the same, what is not gives nothing to anybody.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/smb/disk/dacl.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vfs_security	 s = { .naces = 0 }, again = s;
	uint8_t			 b[DACL_SIZE_MAX], b2[DACL_SIZE_MAX];
	struct wr		 w = wr_over(b, sizeof(b));
	struct wr		 w2 = wr_over(b2, sizeof(b2));

	if (!dacl_decode(rd_over(data, size), &s)) {
		if (dacl_allows(&s, NULL) != 0)
			abort();
		return 0;
	}
	dacl_encode(&w, &s);
	if (!wr_ok(&w) || !dacl_decode(wr_written(&w), &again))
		abort();
	dacl_encode(&w2, &again);
	if (w.pos != w2.pos || memcmp(b, b2, w.pos) != 0)
		abort();
	return 0;
}
