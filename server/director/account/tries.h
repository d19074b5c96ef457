/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tries - wrong passwords of an account and its lock, as each server of the
 * domain has them (NT, Q297157, Q185952):
 *
 *	- each server counts what was tried at it; a replica asks the PDC before
 *	  it refuses, so that the PDC counts all of them, and its verdict holds
 *	- what locks at the PDC is told to the replicas that run at once
 *	- a replica's own count and lock end when a change of that account has
 *	  come to it: an unlocking, as any other change, with its lag
 *	- a right password clears the count of the server that it was told to,
 *	  and not its lock
 *
 * A lock of a replica is what it shows; who is let in, the keeper judges by
 * the PDC's (server/keeper/lockout.h).  Counts are kept since this process
 * started; the PDC's lock is stored.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_TRIES_H
#define SERVER_DIRECTOR_ACCOUNT_TRIES_H

#include "server/director/account/accounts.h"

/* What one server shows now. */
struct tries_shown {
	uint32_t		 wrong;		/* in the window */
	struct wall		 last;
	bool			 is_locked;
	struct wall		 until;		/* { 0 }: until unlocked */
};

void	tries_shown(const struct director *, const struct account_entry *,
	    size_t server, struct tries_shown *out);

/* At a replica, too: its own tries were enough. */
bool	tries_lock_anywhere(const struct director *,
	    const struct account_entry *);

void	tries_heard(const struct director *, struct account_entry *,
	    const struct msg_evidence *);
void	tries_locked(const struct director *, struct account_entry *);
void	tries_unlocked(struct account_entry *);	/* at the PDC */
void	tries_loaded(struct account_entry *);	/* a lock was stored */
/* Changes of that account have come to a replica. */
void	tries_replicated(struct account_entry *, size_t server);

#endif
