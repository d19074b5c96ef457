/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cohort - clients in groups that share accounts: who steals what one of them
 * has, has that of its cohort only (algorithms.md A15).
 *
 * Cohort 0 is for whoever has no keys of its own, and for accounts that
 * operators add; clients that are enrolled are spread over the others.
 */
#ifndef BASE_COHORT_H
#define BASE_COHORT_H

#include "base/guid.h"

#define COHORTS_MAX	16

/*
 * Of a client that is in `was' (0: in none yet) while there are `count'
 * cohorts: it stays as long as there is that one, else it goes by its name and
 * the site's own random number.  1: there are none, all are in 0.
 */
unsigned	cohort_of(unsigned was, unsigned count, const struct guid *site,
		    const char *name);

#endif
