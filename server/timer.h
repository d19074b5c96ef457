/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timer - an event that fires once, so many milliseconds from now. */
#ifndef SERVER_TIMER_H
#define SERVER_TIMER_H

#include <event2/event.h>
#include <stdint.h>

static inline void
timer_after(struct event *ev, int64_t ms)
{
	struct timeval	 tv = { ms / 1000, (suseconds_t)(ms % 1000 * 1000) };

	(void)event_add(ev, &tv);
}

#endif
