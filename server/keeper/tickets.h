/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets - new passwords that came over samr.  A worker passes one on as the
 * client sent it, with the session's key; it is opened here, and a ticket is
 * good once and for a minute to have it sealed for an account (secrets.h).
 * Nothing is judged before that but whether it opens.
 *
 * Status   WRONG_PASSWORD: that key does not open it; PASSWORD_RESTRICTION: it
 *          is longer than any policy takes; INSUFFICIENT_RESOURCES: too many
 *          tickets of that worker wait.
 * Source   [MS-SAMR] 2.2.6.21 (RC4), .25 (salted), 2.2.6.23 and 2.2.11.1
 *          (a hash under DES).
 */
#ifndef SERVER_KEEPER_TICKETS_H
#define SERVER_KEEPER_TICKETS_H

#include <stdbool.h>

#include "protocol/role/domain_msg.h"
#include "server/keeper/keeper.h"

#define TICKETS_MAX		32	/* of a worker */
#define TICKETS_LIFE_MS		60000

struct tickets;

struct tickets	*tickets_new(struct keeper *);	/* NULL: no memory */
void		 tickets_free(struct tickets **);

void	tickets_make(struct keeper *, unsigned worker,
	    const struct msg_ticket_make *, struct msg_ticket *out);
/* One of that worker's that nobody used; nothing happens if there is none. */
void	tickets_forget(struct keeper *, unsigned worker,
	    const uint8_t[static DOMAIN_TICKET_SIZE]);
void	tickets_worker_lost(struct keeper *, unsigned worker);

/* What was brought: a text, or its hash alone.  Of the keeper's locked memory;
   tickets_drop() wipes it. */
struct brought {
	const char	*text;		/* NULL: there is none */
	const uint8_t	*hash;		/* NT_HASH_SIZE bytes; NULL: a text */
	void		*piece;
};

/* False: no such ticket, or not any more. */
bool	tickets_redeem(struct keeper *,
	    const uint8_t[static DOMAIN_TICKET_SIZE], struct brought *);
void	tickets_drop(struct keeper *, struct brought *);

#endif
