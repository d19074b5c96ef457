/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credits - which MessageIds a client may use now: a window that moves up as
 * the lowest ids are used, with a bit for each id that is gone.
 *
 * Source   [MS-SMB2] 3.3.1.1, 3.3.1.2, 3.3.4.1.2, 3.3.5.2.3.
 */
#ifndef SERVER_SMB_CREDITS_H
#define SERVER_SMB_CREDITS_H

#include <stdbool.h>
#include <stdint.h>

struct credits {
	uint64_t	 low;		/* the lowest id not used yet */
	uint64_t	 high;		/* the first id not granted yet */
	uint32_t	 max;		/* credits a client may hold */
	uint32_t	 held;		/* granted and not used */
	uint32_t	 bits;		/* size of the ring, a power of two */
	uint64_t	*used;		/* ring, indexed by id */
};

/* One credit to begin with.  false: no memory. */
bool		credits_init(struct credits *, uint32_t max);
void		credits_free(struct credits *);
/* A request with ids [id, id + charge); false: not granted, or used. */
bool		credits_use(struct credits *, uint64_t id, uint16_t charge);
/* What to grant with an answer, when the client asked for `wanted'. */
uint16_t	credits_grant(struct credits *, uint16_t wanted);

#endif
