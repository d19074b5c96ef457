/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/sim/random.h"

uint64_t
rnd_next(struct rnd *r)
{
	uint64_t	 z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct rnd
rnd_of(uint64_t seed, enum rnd_purpose purpose, uint64_t owner)
{
	struct rnd	 r = { seed };

	r.state = rnd_next(&r) ^ (uint64_t)purpose;
	r.state = rnd_next(&r) ^ owner;
	r.state = rnd_next(&r);
	return r;
}

uint64_t
rnd_below(struct rnd *r, uint64_t n)
{
	return n == 0 ? 0 : rnd_next(r) % n;
}

int64_t
rnd_between(struct rnd *r, int64_t from, int64_t to)
{
	return from + (int64_t)rnd_below(r, (uint64_t)(to - from + 1));
}

bool
rnd_chance(struct rnd *r, unsigned per_mille)
{
	return rnd_below(r, 1000) < per_mille;
}
