/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/bringers.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"

#define SETS	1024
#define WAYS	4
#define HOUR_MS	(3600 * 1000LL)

struct bringer {
	struct addr	 addr;		/* as limits count them */
	struct mono	 since;		/* 0: nobody */
	uint32_t	 n;
};

struct bringers {
	uint64_t	 seed;
	struct bringer	 sets[SETS][WAYS];
};

struct bringers *
bringers_new(void)
{
	struct bringers	*b = calloc(1, sizeof(*b));

	if (b != NULL)
		secret_random(&b->seed, sizeof(b->seed));
	return b;
}

void
bringers_free(struct bringers **bp)
{
	free(*bp);
	*bp = NULL;
}

/* Seeded, so that nobody can choose whom to push out. */
static struct bringer *
set_of(struct bringers *b, const struct addr *addr)
{
	uint64_t	 h = b->seed, part[2];
	size_t		 i;

	memcpy(part, addr->b, sizeof(part));
	for (i = 0; i < 2; i++)
		h = (h ^ part[i]) * 0x9e3779b97f4a7c15ULL;
	return b->sets[(h >> 32) % SETS];
}

/* NULL: it has brought nobody within the hour. */
static struct bringer *
find(struct bringer *set, const struct addr *addr, struct mono now)
{
	size_t	 i;

	for (i = 0; i < WAYS; i++)
		if (set[i].n > 0 && addr_equal(&set[i].addr, addr) &&
		    mono_ms_between(set[i].since, now) < HOUR_MS)
			return &set[i];
	return NULL;
}

static struct bringer *
oldest(struct bringer *set)
{
	struct bringer	*b = set;
	size_t		 i;

	for (i = 1; i < WAYS; i++)
		if (set[i].since.ns < b->since.ns)
			b = &set[i];
	return b;
}

uint32_t
bringers_count(struct bringers *all, const struct addr *from)
{
	const struct addr	 addr = addr_subscriber(from);
	const struct bringer	*b = find(set_of(all, &addr), &addr,
				    mono_now());

	return b == NULL ? 0 : b->n;
}

uint32_t
bringers_add(struct bringers *all, const struct addr *from)
{
	const struct addr	 addr = addr_subscriber(from);
	const struct mono	 now = mono_now();
	struct bringer		*set = set_of(all, &addr);
	struct bringer		*b = find(set, &addr, now);

	if (b == NULL) {
		b = oldest(set);
		*b = (struct bringer){ .addr = addr, .since = now };
	}
	return ++b->n;
}
