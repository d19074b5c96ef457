/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch - a question that is asked again and again.
 *
 * On a terminal every turn takes the place of the one before; an interrupt
 * ends it with 0 at any moment: nothing of the terminal was changed.
 */
#ifndef SERVER_CTL_WATCH_H
#define SERVER_CTL_WATCH_H

#include "protocol/control/request.h"

/* One turn; false: nobody answers, that was the last one. */
typedef bool	watch_turn(void *arg);

/* -EINVAL and a sentence: --interval or --count make no sense. */
int	watch(const struct control_request *, bool json, watch_turn *,
	    void *arg, struct err *);

#endif
