/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup_rules - when the account of a domain controller may be taken away.
 * SMS 2.0 deleted SMS&_<Computer> of every controller that it could not reach
 * on one day in thirty, and the client service there never started again
 * (Q276564).  Here it goes on proof: nothing was heard of it in several looks
 * in a row that took more than sixty days together, and the controller is
 * gone from the domain, or its client from the site.
 *
 * What counts is time that this site looked: while it is down nobody was
 * looked for in vain.  Any sign of life, or a date that cannot be, begins anew.
 *
 * Pure: no store, no events.
 * Units    ms.
 * Source   accounts.md R14, ccm.md R15, Q276564.
 */
#ifndef SERVER_DIRECTOR_CCM_CLEANUP_RULES_H
#define SERVER_DIRECTOR_CCM_CLEANUP_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/cleanup.h"

#define CLEANUP_FAILURES	3	/* at least */

struct cleanup_rules {
	int64_t		 interval;	/* 30 days, between two runs */
	int64_t		 silence;	/* 60 days */
	int64_t		 look;		/* 1 day */
};

/* The site that an account is of, by marks and by its client's own word. */
enum cleanup_owner { CLEANUP_NOBODYS, CLEANUP_OURS, CLEANUP_OTHERS };

/* What a look has found. */
struct cleanup_facts {
	struct wall		 heard;		/* its last sign; 0: none */
	bool			 answered;	/* it was called, and did */
	enum cleanup_owner	 owner;
	bool			 in_domain;
	bool			 client_gone;	/* its own last word said so */
	bool			 leased;	/* it is being installed */
};

enum cleanup_verdict {
	CLEANUP_GOES,
	CLEANUP_OF_OTHERS, CLEANUP_OF_NOBODY, CLEANUP_IS_LEASED,
	CLEANUP_IN_DOMAIN, CLEANUP_HEARD, CLEANUP_TOO_FEW,
	CLEANUP_VERDICTS
};

/* Is a look due that counts?  One that was never looked for is. */
bool	cleanup_is_due(const struct cleanup_rules *,
	    const struct cleanup_row *);
/* A look that is due: count and time are those of `row' then. */
void	cleanup_count(const struct cleanup_rules *, struct cleanup_row *,
	    const struct cleanup_facts *);
enum cleanup_verdict	cleanup_judge(const struct cleanup_rules *,
			    const struct cleanup_row *,
			    const struct cleanup_facts *);
/* "it is in the domain" */
const char	*cleanup_verdict_text(enum cleanup_verdict);

#endif
