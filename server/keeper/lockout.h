/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lockout - NT's lockout, for those accounts that it applies to: entered
 * passwords, and all of them under behaviour = "sp3".  Generated secrets are
 * not guessed, so that a lock would only serve who wants to shut clients out.
 *
 * Source   product.md 4; NT: threshold, observation window, duration.
 */
#ifndef SERVER_KEEPER_LOCKOUT_H
#define SERVER_KEEPER_LOCKOUT_H

#include "server/keeper/verifiers.h"

struct lockout_rules {
	const struct msg_policy	*policy;
	bool			 all;		/* generated ones, too */
};

bool	lockout_applies(const struct lockout_rules *, const struct account *);
/* Is it locked now?  A lock that has run out is taken off. */
bool	lockout_is_locked(struct account *, struct mono now);
/* A wrong try; true: this one locked it. */
bool	lockout_count(const struct lockout_rules *, struct account *,
	    struct mono now);
void	lockout_forgive(struct account *);	/* a right one */

#endif
