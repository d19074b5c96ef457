/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refusals - how often an account is refused to whom: a client that goes on
 * trying a password that is wrong now, or an account that was closed, is told
 * of before it locks anybody out (algorithms.md A5).
 *
 * The rate of an account and address is what a lockout would count: each
 * refusal is one, which fades by e in every window.  Over a fifth of the
 * threshold, and twice within three windows at least, it is an alarm; after
 * four windows of silence it ends.
 *
 * Pure: who asks brings the time.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_REFUSALS_H
#define SERVER_DIRECTOR_ACCOUNT_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "protocol/role/auth_msg.h"

#define REFUSALS_MAX	512	/* the least goes */
#define REFUSALS_TOLD_MAX 16	/* alarms that are told of in a minute */

struct refusal {
	int64_t		 account;	/* 0: the slot is free */
	struct addr	 peer;
	char		 workstation[MSG_STATION_SIZE];	/* of the last */
	enum msg_reason	 reason;			/* ditto */
	struct wall	 at;				/* ditto */
	struct mono	 last;
	uint64_t	 count;		/* since it became known */
	double		 rate;		/* at `last' */
	bool		 alarmed;
};

struct refusals {
	struct refusal	 r[REFUSALS_MAX];
	int64_t		 window_ms;
	int64_t		 threshold;	/* 0: counted as 5 */
	struct mono	 minute;
	size_t		 told;		/* since then */
};

/* An alarm begins that is to be told of: whose; else NULL. */
const struct refusal	*refusals_add(struct refusals *,
			    const struct msg_evidence *, struct mono now);
/* Alarms that go on, from slot *i; false: no more. */
bool	refusals_next(struct refusals *, struct mono now, size_t *i,
	    const struct refusal **out);

#endif
