/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bringers - how much that nobody knew an address has brought within the last
 * hour: an IPv4 address, or an IPv6 /64, as limits count them.
 *
 * 4,096 addresses are remembered, those that came last; not across a restart.
 *
 * Source   algorithms T16.
 */
#ifndef SERVER_DIRECTOR_BRINGERS_H
#define SERVER_DIRECTOR_BRINGERS_H

#include <stdint.h>

#include "base/addr.h"

struct bringers;

struct bringers	*bringers_new(void);		/* NULL: no memory */
void		 bringers_free(struct bringers **);

uint32_t	 bringers_count(struct bringers *, const struct addr *);
/* One more; as many as that now. */
uint32_t	 bringers_add(struct bringers *, const struct addr *);

#endif
