/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report - what came of the worlds: a row for each, the course of the days
 * for the plot, and one line that sums up.
 */
#ifndef TESTS_SIM_REPORT_H
#define TESTS_SIM_REPORT_H

#include "tests/sim/director.h"
#include "tests/sim/sim.h"

struct total {
	uint64_t	 orphans, lockouts, broken, kills, told;
	double		 lost_days;
	uint32_t	 worlds;
	struct {
		uint64_t	 orphans, lockouts, without;
	} day[DAYS_MAX];
};

void	report_head(void);
void	report_row(const struct sim *);
/* How bad the world was to the director, and what it did. */
void	report_director(const struct sim *);
void	report_add(struct total *, const struct sim *);
/* Means over the worlds, one block for each policy; -errno. */
int	report_days(const struct total[POLICIES], const struct options *,
	    const char *path);
/* The last line; true: ours kept all its promises. */
bool	report_end(const struct total[POLICIES], const struct options *);

#endif
