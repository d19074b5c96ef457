/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate - may a client be installed on that machine, as far as this can be told
 * without asking it: no credential leaves the house before.  Pure; a table of
 * rules in their order, the first that says no gives the reason.
 *
 * A pusher that has read more on the target asks again with that.
 *
 * Source   ccm.md 5.3: Q298433, Q264630, Q252717, Q299772, Q293117, Q241279;
 *          R5, R7 to R10; A13.
 */
#ifndef SERVER_DIRECTOR_CCM_GATE_H
#define SERVER_DIRECTOR_CCM_GATE_H

#include "server/director/ccm/site_rules.h"

/* Texts "" and times 0: not known.  Lists have a line each. */
struct gate_facts {
	const char	*computer;
	bool		 forced;	/* though a client is there */
	bool		 upgrade;	/* a client is there, out of date */
	unsigned	 machines;	/* known that bear the name */
	bool		 installed;	/* the client, and it told so itself */
	struct wall	 heard;		/* of it last */
	struct wall	 now;
	const char	*version;	/* of its client */
	const char	*sites;		/* whose client it is */
	const char	*subnets;
	/* Addresses that are known of it; not from the request itself. */
	const char *const *addresses;
	size_t		 naddress;
	bool		 deinstalled;	/* "SMS Client Deinstall", of it */
	uint64_t	 installs;	/* of ours, in the last GATE_LOOP_MS */
};

enum gate_verdict {
	GATE_OPEN,
	GATE_HOLD,		/* parked until somebody changes something */
	GATE_DISCARD		/* nothing to be done: the request goes */
};

struct gate_answer {
	enum gate_verdict	 verdict;
	const char		*why;		/* a sentence; static */
	const char		*line;		/* of Ccm.log, NULL: none */
	bool			 in_site;	/* by what is known of it */
};

#define GATE_HEARTBEAT_MS	(INT64_C(24) * 3600 * 1000)
#define GATE_LOOP_MS		(INT64_C(30) * 24 * 3600 * 1000)
#define GATE_LOOP		3	/* so often, it loses its client again */

void	gate_judge(const struct gate_facts *, const struct site_rules *,
	    struct gate_answer *);

#endif
