/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/throttle.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define SETS		2048
#define WAYS		4
#define MOST		4	/* times the base delay */
#define DECAY_MS	10000	/* one refusal is forgotten in that time */

struct source {
	struct addr	 addr;
	int64_t		 account;
	unsigned	 count;
	struct mono	 last;
};

struct throttle {
	uint64_t	 seed;
	struct source	 sets[SETS][WAYS];
};

struct throttle *
throttle_new(void)
{
	struct throttle	*t = calloc(1, sizeof(*t));

	if (t != NULL)
		secret_random(&t->seed, sizeof(t->seed));
	return t;
}

void
throttle_free(struct throttle **tp)
{
	free(*tp);
	*tp = NULL;
}

/* Seeded, so that nobody can choose whom to push out. */
static size_t
set_of(const struct throttle *t, const struct addr *addr, int64_t account)
{
	uint64_t	 h = t->seed, part[2];
	size_t		 i;

	memcpy(part, addr->b, sizeof(part));
	for (i = 0; i < 2; i++)
		h = (h ^ part[i]) * 0x9e3779b97f4a7c15ULL;
	h = (h ^ (uint64_t)account) * 0x9e3779b97f4a7c15ULL;
	return (h >> 32) % SETS;
}

static struct source *
find(struct source *set, const struct addr *addr, int64_t account)
{
	struct source	*oldest = set;
	size_t		 i;

	for (i = 0; i < WAYS; i++) {
		if (set[i].account == account &&
		    addr_equal(&set[i].addr, addr))
			return &set[i];
		if (set[i].last.ns < oldest->last.ns)
			oldest = &set[i];
	}
	*oldest = (struct source){ .addr = *addr, .account = account };
	return oldest;
}

uint32_t
throttle_refused(struct throttle *t, const struct addr *peer, int64_t account,
    int64_t base_ms, struct mono now)
{
	struct addr	 addr = addr_subscriber(peer);
	struct source	*s = find(t->sets[set_of(t, &addr, account)], &addr,
			    account);
	int64_t		 forgotten = mono_ms_between(s->last, now) / DECAY_MS;

	s->count = forgotten >= s->count ? 0 :
	    s->count - (unsigned)forgotten;
	if (s->count < MOST)
		s->count++;
	s->last = now;
	return (uint32_t)(base_ms * s->count);
}
