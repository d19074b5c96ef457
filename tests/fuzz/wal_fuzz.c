/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log as files_check_log() walks it; cut off, it never looks damaged. */
#include <stdlib.h>

#include "base/wire.h"
#include "store/wal.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
scan(struct wal_scan *w, struct rd r)
{
	const uint8_t	*h, *page;

	h = rd_bytes(&r, WAL_HEADER_SIZE);
	if (h == NULL)
		return;
	wal_scan_header(w, h);
	if (!w->header_ok)
		return;
	for (;;) {
		h = rd_bytes(&r, WAL_FRAME_HEADER_SIZE);
		page = rd_bytes(&r, w->page_size);
		if (page == NULL)
			return;
		wal_scan_frame(w, h, page);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct wal_scan	 whole = { .header_ok = false };
	struct wal_scan	 part = { .header_ok = false };

	scan(&whole, rd_over(data, n));
	scan(&part, rd_over(data, n / 2));
	if (!whole.damaged && part.damaged)
		abort();
	return 0;
}
