/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/window.h"

#define WINDOW	64

bool
sequence_is_fresh(const struct sequence_window *s, uint64_t n)
{
	if (n > s->highest)
		return true;
	return n != 0 && s->highest - n < WINDOW &&
	    (s->seen >> (s->highest - n) & 1) == 0;
}

void
sequence_take(struct sequence_window *s, uint64_t n)
{
	uint64_t	 ahead;

	if (n <= s->highest) {
		if (s->highest - n < WINDOW)
			s->seen |= (uint64_t)1 << (s->highest - n);
		return;
	}
	ahead = n - s->highest;
	s->seen = ahead < WINDOW ? s->seen << ahead | 1 : 1;
	s->highest = n;
}

void
sequence_give_back(struct sequence_window *s, uint64_t n)
{
	if (n <= s->highest && s->highest - n < WINDOW)
		s->seen &= ~((uint64_t)1 << (s->highest - n));
}
