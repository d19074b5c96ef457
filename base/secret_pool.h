/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret_pool - pieces of one size for what must not leave the memory: pages
 * that are locked, left out of dumps, empty in a forked child, and stand
 * between two pages that nobody may touch.
 *
 * Units    bytes; a pool grows by chunks of SECRET_CHUNK.
 * Errors   NULL: no memory.  Pages that could not be locked (limit memlock)
 *          are used all the same: secret_pool_is_locked() tells.
 * Memory   taken pieces are zeroed, given ones are wiped at once; the end of
 *          the pool is the end of its pieces.
 */
#ifndef BASE_SECRET_POOL_H
#define BASE_SECRET_POOL_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_CHUNK	65536

struct secret_pool;

/* Pieces of `size' bytes, SECRET_CHUNK at most. */
struct secret_pool *secret_pool_new(size_t size);
void	 secret_pool_free(struct secret_pool **);
void	*secret_pool_take(struct secret_pool *);
/* NULL is allowed, of the pool as well. */
void	 secret_pool_give(struct secret_pool *, void *piece);
bool	 secret_pool_is_locked(const struct secret_pool *);

#endif
