/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/credits.h"

#include <stdlib.h>

#define WORD	64

static uint64_t *
word_of(const struct credits *c, uint64_t id, uint64_t *bit)
{
	uint64_t	 at = id & (c->bits - 1);

	*bit = 1ULL << at % WORD;
	return &c->used[at / WORD];
}

bool
credits_init(struct credits *c, uint32_t max)
{
	uint32_t	 bits = WORD;

	/* Twice the credits: ids may be used out of order. */
	while (bits < 2 * max)
		bits *= 2;
	*c = (struct credits){ .high = 1, .max = max, .held = 1,
	    .bits = bits };
	c->used = calloc(bits / WORD, sizeof(*c->used));
	return c->used != NULL;
}

void
credits_free(struct credits *c)
{
	free(c->used);
	c->used = NULL;
}

static bool
is_used(const struct credits *c, uint64_t id)
{
	uint64_t	 bit, *word = word_of(c, id, &bit);

	return (*word & bit) != 0;
}

static void
advance(struct credits *c)
{
	uint64_t	 bit, *word;

	while (c->low < c->high) {
		word = word_of(c, c->low, &bit);
		if ((*word & bit) == 0)
			return;
		*word &= ~bit;
		c->low++;
	}
}

bool
credits_use(struct credits *c, uint64_t id, uint16_t charge)
{
	uint64_t	 bit, i, *word, n = charge == 0 ? 1 : charge;

	if (id < c->low || id >= c->high || n > c->high - id || n > c->held)
		return false;
	for (i = id; i < id + n; i++)
		if (is_used(c, i))
			return false;
	for (i = id; i < id + n; i++) {
		word = word_of(c, i, &bit);
		*word |= bit;
	}
	c->held -= (uint32_t)n;
	advance(c);
	return true;
}

/*
 * Never more than max in the client's hand, and never an id that would fall
 * on one still waited for in the ring.
 */
uint16_t
credits_grant(struct credits *c, uint16_t wanted)
{
	uint64_t	 room = c->bits - (c->high - c->low);
	uint32_t	 n = wanted == 0 ? 1 : wanted;

	if (n > c->max - c->held)
		n = c->max - c->held;
	if (n > room)
		n = (uint32_t)room;
	c->held += n;
	c->high += n;
	return (uint16_t)n;
}
