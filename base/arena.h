/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena - memory that is given out piece by piece and released as a whole,
 * for parsed trees whose parts live and die together.
 *
 * Units    bytes.
 * Errors   a call that would pass the limit, or finds no memory, returns NULL
 *          and marks the arena failed for good.
 * Memory   pieces are zeroed and aligned for any object of ours (8 bytes);
 *          arena_free() releases them all.  The struct is the caller's; it
 *          may be moved.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/wire.h"

struct arena_chunk;

struct arena {
	struct arena_chunk	*chunks;
	size_t			 used;
	size_t			 max;
	bool			 failed;
};

void	 arena_init(struct arena *, size_t max);
void	 arena_free(struct arena *);	/* and ready for use again */
void	*arena_alloc(struct arena *, size_t);
void	*arena_array(struct arena *, size_t n, size_t size);
char	*arena_text(struct arena *, const char *, size_t);	/* adds a NUL */
bool	 arena_ok(const struct arena *) MUST_CHECK;

#endif
