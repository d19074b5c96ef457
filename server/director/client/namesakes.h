/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * namesakes - clients that came with an account of their own machine whose
 * name is reserved (SMSCliToknAcct& ...): refused, counted against nobody but
 * the client, and told with what to do about it (accounts.md R6, 5).
 *
 * A client is an address and the name of its workstation, which nothing
 * proves: what is told here is a hint to whoever looks after it.
 *
 * Pure: who asks brings the time.  It is kept since this process started; of
 * more than NAMESAKE_CLIENTS the one that was silent longest goes.
 */
#ifndef SERVER_DIRECTOR_CLIENT_NAMESAKES_H
#define SERVER_DIRECTOR_CLIENT_NAMESAKES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "protocol/role/auth_msg.h"
#include "protocol/sms/names.h"

#define NAMESAKE_CLIENTS	512
#define NAMESAKE_TOLD_MAX	16	/* that are told of in a minute */

struct namesake_client {
	struct addr	 peer;
	char		 workstation[MSG_STATION_SIZE];
	uint64_t	 count[NAMESAKES];	/* tries, by name */
	struct wall	 first, last;		/* first.us 0: a free slot */
	struct mono	 seen, told;
};

struct namesakes {
	struct namesake_client	 c[NAMESAKE_CLIENTS];
	int64_t			 period_ms;	/* told of once in it */
	struct mono		 minute;
	size_t			 told;		/* since then */
};

/* One more try of a reserved name; not NULL: it is to be told of. */
const struct namesake_client *namesakes_add(struct namesakes *,
		    const struct msg_evidence *, struct mono now);
/* From slot *i, those of a workstation or address (NULL: all); false: no
   more. */
bool		 namesakes_next(const struct namesakes *,
		    const char *who, size_t *i,
		    const struct namesake_client **out);
/* What to do about it. */
const char	*namesake_advice(size_t name);

#endif
