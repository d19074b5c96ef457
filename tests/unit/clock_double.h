/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock_double - a clock that stands until the test moves it: ten days after
 * a boot in November 2026.
 */
#ifndef TESTS_UNIT_CLOCK_DOUBLE_H
#define TESTS_UNIT_CLOCK_DOUBLE_H

#include "base/clock.h"

void	clock_double_start(void);
void	clock_double_stop(void);
void	pass_ms(int64_t);
void	step_wall_ms(int64_t);		/* somebody sets the clock */

#endif
