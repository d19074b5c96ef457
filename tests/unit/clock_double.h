/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock_double - a clock that stands until the test moves it: ten days after
 * a boot in November 2026.
 */
#ifndef TESTS_UNIT_CLOCK_DOUBLE_H
#define TESTS_UNIT_CLOCK_DOUBLE_H

#include "base/clock.h"

struct clock_double {
	struct mono	 mono;
	struct wall	 wall;
};

static struct clock_double	the_clock;

static struct mono
clock_double_mono(void *arg)
{
	return ((struct clock_double *)arg)->mono;
}

static struct wall
clock_double_wall(void *arg)
{
	return ((struct clock_double *)arg)->wall;
}

static inline void
clock_double_start(void)
{
	static const struct clock_source	source = {
		clock_double_mono, clock_double_wall, &the_clock };

	the_clock.mono.ns = 864000LL * 1000000000;
	the_clock.wall.us = 1795240800LL * 1000000;
	clock_simulate(&source);
}

static inline void
clock_double_stop(void)
{
	clock_simulate(NULL);
}

static inline void
pass_ms(int64_t ms)
{
	the_clock.mono.ns += ms * 1000000;
	the_clock.wall.us += ms * 1000;
}

#endif
