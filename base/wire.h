/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire - bounds-checked cursors over bytes: rd reads untrusted ones, wr fills
 * memory of a fixed size.
 *
 * Units    every size and offset is in bytes.
 * Errors   a failed call returns 0 (or NULL, or an empty reader) and marks the
 *          cursor failed for good; callers work in a straight line and ask
 *          once.  Nothing decoded may be acted upon before rd_ok() or
 *          rd_end(); nothing encoded may be sent before wr_ok().
 * Memory   cursors borrow; they never allocate and never own.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))

struct rd {
	const uint8_t	*base;
	size_t		 len;
	size_t		 pos;
	bool		 failed;
};

struct rd	 rd_over(const void *, size_t);
uint8_t		 rd_u8(struct rd *);
uint16_t	 rd_le16(struct rd *);
uint32_t	 rd_le32(struct rd *);
uint64_t	 rd_le64(struct rd *);
uint16_t	 rd_be16(struct rd *);
uint32_t	 rd_be32(struct rd *);
const uint8_t	*rd_bytes(struct rd *, size_t);	/* borrowed; NULL: too few */
void		 rd_copy(struct rd *, void *, size_t);	/* zeroes if too few */
void		 rd_skip(struct rd *, size_t);
void		 rd_align(struct rd *, size_t);	/* to a multiple, from base */
struct rd	 rd_take(struct rd *, size_t);	/* the next n, as a reader */
struct rd	 rd_rest(struct rd *);		/* all that is left */
struct rd	 rd_at(struct rd *, size_t off, size_t n);	/* from base */
void		 rd_fail(struct rd *);
size_t		 rd_left(const struct rd *);
bool		 rd_ok(const struct rd *) MUST_CHECK;
bool		 rd_end(const struct rd *) MUST_CHECK;	/* ok, nothing left */

struct wr {
	uint8_t		*base;
	size_t		 cap;
	size_t		 pos;
	bool		 failed;
};

struct wr	 wr_over(void *, size_t);
void		 wr_u8(struct wr *, uint8_t);
void		 wr_le16(struct wr *, uint16_t);
void		 wr_le32(struct wr *, uint32_t);
void		 wr_le64(struct wr *, uint64_t);
void		 wr_be16(struct wr *, uint16_t);
void		 wr_be32(struct wr *, uint32_t);
void		 wr_bytes(struct wr *, const void *, size_t);
void		 wr_reader(struct wr *, const struct rd *);	/* all of its bytes */
void		 wr_zero(struct wr *, size_t);
void		 wr_align(struct wr *, size_t);	/* pads with zeroes */
uint8_t		*wr_space(struct wr *, size_t);	/* n bytes to fill; NULL: full */
size_t		 wr_hole16(struct wr *);	/* zero now, filled later */
size_t		 wr_hole32(struct wr *);
void		 wr_fill16(struct wr *, size_t hole, uint16_t);
void		 wr_fill32(struct wr *, size_t hole, uint32_t);
void		 wr_fail(struct wr *);
size_t		 wr_left(const struct wr *);
bool		 wr_ok(const struct wr *) MUST_CHECK;
struct rd	 wr_written(const struct wr *);	/* what was written so far */

#endif
