/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recovery_int - the two halves of the recovery window: what opens and closes
 * it (recovery_change.c), and its life from one start to the next with whoever
 * comes by it (recovery.c).
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_RECOVERY_INT_H
#define SERVER_DIRECTOR_ACCOUNT_RECOVERY_INT_H

#include <event2/event_struct.h>

#include "server/director/account/guests.h"
#include "server/director/account/recovery.h"
#include "store/recovery.h"

#define RECOVERY_TEXT_SIZE	256
#define RECOVERY_RETRY_MS	10000

struct recovery {
	struct director		*d;
	struct recovery_row	 row;		/* as the store has it */
	char			 who[64], why[RECOVERY_TEXT_SIZE];
	struct mono		 deadline;	/* of row.until, while open */
	struct guests		 guests;
	struct event		 timer, hourly;
	bool			 running;
	bool			 busy;		/* a change is under way */
};

bool	recovery_is_open(const struct recovery *);
/* The timer, to the deadline. */
void	recovery_arm(struct recovery *);
void	recovery_take_row(struct recovery *, const struct recovery_row *);
/* The timer has come: it is closed, unless it came too soon. */
void	recovery_expire(struct recovery *);

#endif
