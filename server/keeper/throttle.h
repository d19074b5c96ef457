/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * throttle - how late a refusal is answered: once the configured delay for
 * the first, up to four times that for a source that goes on (A12).  A source
 * is an address (IPv6: a /64) and the account that it tries.
 *
 * Memory   a table of fixed size; a source that is pushed out by others is
 *          forgotten, which shortens its delay and nothing else.
 */
#ifndef SERVER_KEEPER_THROTTLE_H
#define SERVER_KEEPER_THROTTLE_H

#include <stdint.h>

#include "base/addr.h"
#include "base/clock.h"

struct throttle;

struct throttle	*throttle_new(void);	/* NULL: no memory */
void		 throttle_free(struct throttle **);
/* One refusal more; returns the delay of its answer in milliseconds. */
uint32_t	 throttle_refused(struct throttle *, const struct addr *,
		    int64_t account, int64_t base_ms, struct mono now);

#endif
