/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forecast - what becomes of the clients that go on using an account when it is
 * closed or its password changes (algorithms.md A5).  Pure.
 *
 * A client of NT tries each account that it knows once an hour (Q236052).
 * Tries fall independently, so that those in a window are Poisson distributed;
 * the account locks when they reach the threshold.  A right password of an
 * account that was disabled or deleted counts for no lock, and a generated
 * secret never locks: then only the refusals are forecast.
 *
 * Units    times in milliseconds, the chance from 0 to 1.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_FORECAST_H
#define SERVER_DIRECTOR_ACCOUNT_FORECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORECAST_RETRY_MS	(60 * 60 * 1000)	/* Q236052 */
#define FORECAST_REFUSED	0.01	/* a greater chance needs --force */

struct forecast_ask {
	uint64_t	 clients;	/* whose newest evidence is with it */
	int64_t		 retry_ms;	/* of each of them */
	int64_t		 threshold;	/* wrong tries that lock; 0: never */
	int64_t		 window_ms;
	bool		 counts;	/* their tries will count as wrong */
};

struct forecast {
	double		 per_hour;	/* tries that will be refused */
	double		 chance;	/* of a lock within one window */
	int64_t		 lock_ms;	/* after so long; -1: it does not */
};

struct forecast	forecast_make(const struct forecast_ask *);
/* Of a Poisson distribution with that mean: `least' or more. */
double		forecast_tail(double mean, int64_t least);
/* "3 clients, 3 tries per hour: locked after about 100 min ..." */
void		forecast_text(const struct forecast_ask *,
		    const struct forecast *, char *, size_t);

#endif
