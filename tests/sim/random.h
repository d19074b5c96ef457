/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random - streams of numbers that depend on nothing but a seed, so that a
 * world can be played again.  SplitMix64: one word of state each, so that
 * every machine has streams of its own and none disturbs another's.
 */
#ifndef TESTS_SIM_RANDOM_H
#define TESTS_SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct rnd {
	uint64_t	 state;
};

/* What a stream is for; the same purpose and owner give the same numbers. */
enum rnd_purpose {
	RND_MACHINE = 1, RND_LIFE, RND_IMAGE, RND_CONDUCT, RND_DAY, RND_PULL, RND_POWER,
	RND_SITE, RND_KILL, RND_OPERATOR, RND_INTENT, RND_SECRET, RND_NAT
};

struct rnd	rnd_of(uint64_t seed, enum rnd_purpose, uint64_t owner);
uint64_t	rnd_next(struct rnd *);
uint64_t	rnd_below(struct rnd *, uint64_t);
int64_t		rnd_between(struct rnd *, int64_t from, int64_t to);
bool		rnd_chance(struct rnd *, unsigned per_mille);

#endif
