/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge - is this the machine that was meant, and has anything to be done on
 * it?  First by what it says before it is shown any credential, then by what
 * its registry says.  Pure functions; false: the push ends with that outcome.
 *
 * Source   ccm.md 5.3, 13 (R5, R7, R8, R10).
 */
#ifndef SERVER_PUSH_JUDGE_H
#define SERVER_PUSH_JUDGE_H

#include "client/remote.h"
#include "server/push/outcome.h"

bool	judge_look(const struct push_order *, const struct remote_look *,
	    struct outcome *);

#define FACT_SIZE	128

/* "": the value is not there. */
struct facts {
	char	 windows[FACT_SIZE];	/* "5.0" */
	char	 product[FACT_SIZE];	/* "LanmanNT": a domain controller */
	char	 client[FACT_SIZE];	/* its version */
	char	 deinstall[FACT_SIZE];	/* "True": it is to be removed */
	bool	 has_client;		/* its service is there */
};

bool	judge_facts(const struct push_order *, const struct facts *,
	    struct outcome *);

#endif
