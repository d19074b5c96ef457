/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window - numbers that count up and may come once each, in nearly any order:
 * the highest one that came and, as bits, the 63 before it.  What is older
 * than those counts as seen.
 */
#ifndef BASE_WINDOW_H
#define BASE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

struct sequence_window {
	uint64_t	 highest;	/* 0: none yet */
	uint64_t	 seen;		/* bit i: highest - i */
};

bool	sequence_is_fresh(const struct sequence_window *, uint64_t);
void	sequence_take(struct sequence_window *, uint64_t);
void	sequence_give_back(struct sequence_window *, uint64_t);

#endif
