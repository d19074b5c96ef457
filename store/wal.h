/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wal - was the end of an SQLite write-ahead log cut off, or is there a hole?
 *
 * SQLite takes the first frame with a wrong checksum for the end of the log,
 * and is right after a power cut: of what was not synced yet any part may be
 * on the disk.  But the log is synced at the end of each transaction, before
 * the next one is written: where a frame of a later transaction follows
 * behind a bad frame, the bad one had been on the disk and was damaged
 * since, and what SQLite would drop was promised to somebody.  (Damage to
 * the last two transactions looks like a power cut and is not noticed.)
 *
 * Frames are recognised by the two salts of the header; the checksum of each
 * starts from the one stored in the frame before, so that those behind a bad
 * frame can still be told to be genuine.
 *
 * Source   sqlite.org/fileformat2.html 4, "The Write-Ahead Log".
 */
#ifndef STORE_WAL_H
#define STORE_WAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAL_HEADER_SIZE	32
#define WAL_FRAME_HEADER_SIZE	24
#define WAL_PAGE_MAX	65536

struct wal_scan {
	bool		 header_ok;
	uint32_t	 page_size;	/* 0: header not ok */
	bool		 damaged;	/* the verdict, after any frame */

	bool		 big_endian;	/* words of the checksums */
	uint8_t		 salt[8];
	uint32_t	 sum[2];	/* as stored in the frame before */
	bool		 hole;		/* a bad frame came by */
	bool		 commit;	/* behind it: the frame before is one */
};

void	wal_scan_header(struct wal_scan *,
	    const uint8_t header[static WAL_HEADER_SIZE]);
/* The next frame of the file: its header and page_size bytes. */
void	wal_scan_frame(struct wal_scan *,
	    const uint8_t header[static WAL_FRAME_HEADER_SIZE],
	    const uint8_t *page);

#endif
