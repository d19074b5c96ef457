/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/newcomers.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "server/director/cap/inboxes_int.h"

#define SETS	1024
#define WAYS	4
#define HOUR_MS	(3600 * 1000LL)

struct bringer {
	struct addr	 addr;		/* as limits count them */
	struct mono	 since;		/* 0: nobody */
	uint32_t	 n;
};

struct newcomers {
	uint64_t	 seed;
	struct bringer	 sets[SETS][WAYS];
};

struct newcomers *
newcomers_new(void)
{
	struct newcomers	*n = calloc(1, sizeof(*n));

	if (n != NULL)
		secret_random(&n->seed, sizeof(n->seed));
	return n;
}

void
newcomers_free(struct newcomers **np)
{
	free(*np);
	*np = NULL;
}

/* Seeded, so that nobody can choose whom to push out. */
static struct bringer *
set_of(struct newcomers *n, const struct addr *addr)
{
	uint64_t	 h = n->seed, part[2];
	size_t		 i;

	memcpy(part, addr->b, sizeof(part));
	for (i = 0; i < 2; i++)
		h = (h ^ part[i]) * 0x9e3779b97f4a7c15ULL;
	return n->sets[(h >> 32) % SETS];
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

static bool
is_full(struct director *d, const struct addr *from)
{
	const int64_t		 most = d->env->config.new_clients;
	const struct addr	 addr = addr_subscriber(from);
	const struct bringer	*b;

	b = find(set_of(d->inboxes->newcomers, &addr), &addr, mono_now());
	return most != 0 && b != NULL && b->n >= most;
}

void
newcomers_add(struct director *d, const struct addr *from)
{
	const struct addr	 addr = addr_subscriber(from);
	const struct mono	 now = mono_now();
	struct bringer		*set = set_of(d->inboxes->newcomers, &addr);
	struct bringer		*b = find(set, &addr, now);
	char			 text[ADDR_TEXT_SIZE];

	if (b == NULL) {
		b = oldest(set);
		*b = (struct bringer){ .addr = addr, .since = now };
	}
	if (++b->n == d->env->config.new_clients)
		log_warn("inboxes: %s has brought %u new clients within an "
		    "hour: what it brings of others waits in its box (option "
		    "new_clients)", addr_text(from, text), b->n);
}

void
drop_seen(struct director *d, struct drop *drop, struct client_seen *seen,
    struct batch *b)
{
	const bool	 counts = drop->signer == NULL &&
			    drop->landing->account != 0;

	seen->known_only = counts && is_full(d, &drop->landing->address);
	if (counts)
		drop->merge = store_client_seen(b, seen);
	else
		(void)store_client_seen(b, seen);
	if (seen->known_only)
		drop->outcome = store_client_awaited(b, seen);
}
