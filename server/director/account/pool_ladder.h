/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool_ladder - what becomes of a generation whose secret leaked, rung by
 * rung, and whom each would leave out (algorithms.md A14).  Pure: tried out on
 * a copy of the pool, by the rules that the pool itself goes by.
 *
 *	replace		a new generation is made out of turn
 *	withdraw	it leaves the list that clients read
 *	seal		who comes with it sees that list only, and only in the
 *			form that a client's own key opens
 *	cut		it is disabled, on the terms said
 *	rescue		those that were left out get a bundle each
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_POOL_LADDER_H
#define SERVER_DIRECTOR_ACCOUNT_POOL_LADDER_H

#include "server/director/account/pool.h"

enum rung_kind { RUNG_REPLACE, RUNG_WITHDRAW, RUNG_SEAL,
		RUNG_CUT, RUNG_RESCUE, RUNGS };

struct rung {
	bool		 done;
	bool		 waits;		/* for what `why' says */
	uint64_t	 clients, addresses;	/* that it leaves out */
	char		 why[400];
};

/* facts: of p->g[i], as of one that is to be closed at once. */
void		 pool_ladder(const struct pool *, struct wall now, size_t i,
		    const struct pool_facts *, const struct pool_terms *,
		    struct rung out[static RUNGS]);
const char	*rung_name(enum rung_kind);
const char	*rung_text(enum rung_kind);	/* "a new account is made ..." */

#endif
