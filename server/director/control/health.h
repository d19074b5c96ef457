/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health - how the site is, for `status' and `metrics': what wants an eye, and
 * the numbers that others keep.  The store counts the drop boxes, the clerk
 * sessions and connections.
 */
#ifndef SERVER_DIRECTOR_CONTROL_HEALTH_H
#define SERVER_DIRECTOR_CONTROL_HEALTH_H

#include "protocol/role/clerk_msg.h"
#include "protocol/sms/box.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"
#include "store/inbox.h"

#define ADVICE_MAX	16

struct advice {
	char		 what[480];
	const char	*next;
};

struct box_health {
	uint64_t	 files, bytes;		/* not digested yet, or kept */
	uint64_t	 bad, bad_bytes;	/* set aside */
	struct wall	 oldest;		/* us 0: none waits */
};

struct health {
	struct advice		 advice[ADVICE_MAX];
	size_t			 nadvice;
	struct box_health	 boxes[BOX_COUNT];
	uint64_t		 waiting, bytes, bad;	/* of all boxes */
	uint64_t		 alarms;	/* addresses refused ever more */
	struct publisher_status	 publisher;
	struct clerk_counts	 clerk;
	bool			 has_clerk;
	errand_run		*then;
};

/* `then' finds the struct health in r->state. */
void	health_ask(struct errand *, errand_run *then);

#endif
