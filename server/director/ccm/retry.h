/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retry - when a request that failed is tried again, and when it is given up:
 * hourly, a tenth of the hour sooner or later, 168 times or 7 days.
 *
 * Units    milliseconds.
 * Time     a stored time of this boot is read by the boot-time clock.  Of
 *          another boot the wall's clock decides, but no wait is longer than a
 *          period, and one that the wall's step made past is a period too if
 *          the step went back.
 * Source   ccm.md 4, 12: Q264630; A13; architecture.md 5.
 */
#ifndef SERVER_DIRECTOR_CCM_RETRY_H
#define SERVER_DIRECTOR_CCM_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct retry_rule {
	int64_t		 interval_ms;
	uint64_t	 tries;		/* at most */
	int64_t		 give_up_ms;	/* after the first try since the newest
					   request */
};

struct moment {				/* both clocks, read together */
	struct wall	 wall;
	struct mono	 mono;
	char		 boot[BOOT_ID_SIZE];
};

void	moment_now(struct moment *);
/* From now; ms may be negative. */
void	moment_store(const struct moment *, int64_t ms, struct stored_time *);

/* The wait until the next try; `random' is any number. */
int64_t	retry_wait_ms(const struct retry_rule *, uint64_t random);
/* What is left of a stored wait, 0: it is over. */
int64_t	retry_left_ms(const struct retry_rule *, const struct stored_time *,
	    const struct moment *now);
/* So many tries have failed, the first one then. */
bool	retry_is_over(const struct retry_rule *, uint64_t tries,
	    const struct stored_time *first, const struct moment *now);

#endif
