/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap - what happens next.  Each actor has at most one event under way, so
 * that the heap never grows: an actor's next event takes the place of the one
 * that has just happened.
 */
#ifndef TESTS_SIM_HEAP_H
#define TESTS_SIM_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_event {
	int64_t		 at;		/* seconds of the virtual clock */
	uint32_t	 who;
};

struct heap {
	struct heap_event	*e;	/* earliest first, then lowest actor */
	size_t			 n;
};

int	heap_new(struct heap *, size_t actors);		/* -ENOMEM */
void	heap_free(struct heap *);
void	heap_add(struct heap *, int64_t at, uint32_t who);
/* The earliest one happens again at another time, or never. */
void	heap_move_top(struct heap *, int64_t at);
void	heap_drop_top(struct heap *);

#endif
