/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/slot.h"

int64_t
slot_of(uint64_t number, int64_t period_ms)
{
	return period_ms <= 0 ? 0 :
	    (int64_t)(number % (uint64_t)period_ms);
}

struct wall
slot_next_cycle(uint64_t number, struct wall started, int64_t period_ms)
{
	const int64_t	 most = period_ms / 10;
	const int64_t	 due = started.us / 1000 + period_ms;
	const int64_t	 ahead = slot_of(number, period_ms) -
			    (period_ms <= 0 ? 0 : due % period_ms);
	int64_t		 move = ahead;

	/* the nearer way round, and no more than a tenth of it */
	if (move > period_ms / 2)
		move -= period_ms;
	else if (move < -period_ms / 2)
		move += period_ms;
	if (move > most)
		move = most;
	else if (move < -most)
		move = -most;
	return (struct wall){ (due + move) * 1000 };
}
