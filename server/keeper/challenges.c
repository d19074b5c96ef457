/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/challenges.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define RING		65536	/* a minute of a thousand logons a second */
#define POOL		512	/* random bytes fetched at once */

struct slot {
	uint64_t	 id;		/* 0: spent */
	struct mono	 issued;
	uint8_t		 bytes[8];
};

struct challenges {
	uint64_t	 next;
	size_t		 pooled;
	uint8_t		 pool[POOL];
	struct slot	 ring[RING];
};

struct challenges *
challenges_new(void)
{
	struct challenges	*c = calloc(1, sizeof(*c));

	if (c != NULL)
		c->next = 1;
	return c;
}

void
challenges_free(struct challenges **cp)
{
	free(*cp);
	*cp = NULL;
}

static void
draw(struct challenges *c, uint8_t dst[static 8])
{
	if (c->pooled < 8) {
		secret_random(c->pool, POOL);
		c->pooled = POOL;
	}
	c->pooled -= 8;
	memcpy(dst, c->pool + c->pooled, 8);
	secret_wipe(c->pool + c->pooled, 8);
}

struct msg_challenge
challenges_issue(struct challenges *c, struct mono now)
{
	struct msg_challenge	 m = { .id = c->next++ };
	struct slot		*slot = &c->ring[m.id % RING];

	draw(c, m.bytes);
	slot->id = m.id;
	slot->issued = now;
	memcpy(slot->bytes, m.bytes, sizeof(slot->bytes));
	return m;
}

bool
challenges_redeem(struct challenges *c, uint64_t id, struct mono now,
    uint8_t out[static 8])
{
	struct slot	*slot = &c->ring[id % RING];

	if (id == 0 || slot->id != id)
		return false;
	slot->id = 0;
	if (mono_ms_between(slot->issued, now) > CHALLENGE_LIFE_MS)
		return false;
	memcpy(out, slot->bytes, 8);
	return true;
}
