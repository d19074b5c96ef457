/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/wal.h"

#include <string.h>

#include "base/wire.h"

#define WAL_MAGIC		0x377f0682U	/* the lowest bit: big-endian sums */
#define WAL_VERSION		3007000U
#define WAL_PAGE_MIN	512

static void
add(const struct wal_scan *w, uint32_t sum[2], const uint8_t *p, size_t n)
{
	struct rd	 r = rd_over(p, n);
	uint32_t	 x, y;

	while (rd_left(&r) >= 8) {
		x = w->big_endian ? rd_be32(&r) : rd_le32(&r);
		y = w->big_endian ? rd_be32(&r) : rd_le32(&r);
		sum[0] += x + sum[1];
		sum[1] += y + sum[0];
	}
}

void
wal_scan_header(struct wal_scan *w, const uint8_t h[static WAL_HEADER_SIZE])
{
	struct rd	 r = rd_over(h, WAL_HEADER_SIZE);
	uint32_t	 magic, version, size;
	uint32_t	 sum[2] = { 0, 0 };

	*w = (struct wal_scan){ .header_ok = false };
	magic = rd_be32(&r);
	version = rd_be32(&r);
	size = rd_be32(&r);
	(void)rd_be32(&r);			/* checkpoint sequence */
	rd_copy(&r, w->salt, sizeof(w->salt));
	w->sum[0] = rd_be32(&r);
	w->sum[1] = rd_be32(&r);
	w->big_endian = magic & 1;
	add(w, sum, h, WAL_HEADER_SIZE - 8);
	if (!rd_end(&r) || (magic & ~1U) != WAL_MAGIC || version != WAL_VERSION ||
	    size < WAL_PAGE_MIN || size > WAL_PAGE_MAX || (size & (size - 1)) != 0 ||
	    memcmp(sum, w->sum, sizeof(sum)) != 0)
		return;
	w->page_size = size;
	w->header_ok = true;
}

void
wal_scan_frame(struct wal_scan *w,
    const uint8_t h[static WAL_FRAME_HEADER_SIZE], const uint8_t *page)
{
	struct rd	 r = rd_over(h, WAL_FRAME_HEADER_SIZE);
	uint32_t	 sum[2] = { w->sum[0], w->sum[1] };
	uint32_t	 number, pages_after;
	uint8_t		 salt[8];
	bool		 genuine;

	number = rd_be32(&r);
	pages_after = rd_be32(&r);		/* not 0: a commit */
	rd_copy(&r, salt, sizeof(salt));
	add(w, sum, h, 8);
	add(w, sum, page, w->page_size);
	w->sum[0] = rd_be32(&r);
	w->sum[1] = rd_be32(&r);
	genuine = rd_end(&r) && number != 0 &&
	    memcmp(salt, w->salt, sizeof(salt)) == 0 &&
	    memcmp(sum, w->sum, sizeof(sum)) == 0;
	if (genuine && w->commit)
		w->damaged = true;
	w->commit = genuine && w->hole && pages_after != 0;
	w->hole |= !genuine;
}
