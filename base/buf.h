/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf - a growing byte buffer with a limit.
 *
 * Units    bytes.
 * Errors   a call that would pass the limit, or finds no memory, changes
 *          nothing and marks the buffer failed; ask buf_ok() once at the end.
 * Memory   buf_free() releases; the struct itself is the caller's.  Pointers
 *          into the buffer die with the next call that adds.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

struct buf {
	uint8_t	*data;
	size_t	 len;
	size_t	 cap;
	size_t	 max;
	bool	 failed;
};

void		 buf_init(struct buf *, size_t max);
void		 buf_free(struct buf *);
void		 buf_clear(struct buf *);	/* empty and not failed; keeps memory */
uint8_t		*buf_space(struct buf *, size_t);	/* n bytes to fill, or NULL */
void		 buf_add(struct buf *, const void *, size_t);
void		 buf_str(struct buf *, const char *);
void		 buf_fmt(struct buf *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));
void		 buf_drop(struct buf *, size_t);	/* from the front */
const char	*buf_text(struct buf *);	/* NUL-terminated; NULL if failed */
struct rd	 buf_reader(const struct buf *);
bool		 buf_ok(const struct buf *) MUST_CHECK;

#endif
