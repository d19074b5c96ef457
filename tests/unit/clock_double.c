/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/clock_double.h"

static struct mono	mono;
static struct wall	wall;

static struct mono
mono_here(void *arg)
{
	(void)arg;
	return mono;
}

static struct wall
wall_here(void *arg)
{
	(void)arg;
	return wall;
}

void
clock_double_start(void)
{
	static const struct clock_source	here = { mono_here,
					    wall_here, NULL };

	mono.ns = 864000LL * 1000000000;
	wall.us = 1795240800LL * 1000000;
	clock_simulate(&here);
}

void
clock_double_stop(void)
{
	clock_simulate(NULL);
}

void
pass_ms(int64_t ms)
{
	mono.ns += ms * 1000000;
	wall.us += ms * 1000;
}

void
step_wall_ms(int64_t ms)
{
	wall.us += ms * 1000;
}
