/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secrets - the secret of an account comes in, or is made and shown, over a
 * one-use descriptor whose other end sitectl holds; the director gets it
 * sealed.
 *
 *	taken	the peer writes the password and shuts its side down
 *	made	the keeper writes the password and a newline
 *	ticket	it came over samr
 *
 * Limits   entered: as the policy asks, 14 characters at most; made: 14 from all four
 *          classes (Q282289).  Longer ones are refused, never cut.
 */
#ifndef SERVER_KEEPER_SECRETS_H
#define SERVER_KEEPER_SECRETS_H

#include "protocol/role/domain_msg.h"

struct keeper;

/* Takes the descriptor; SECRET_SEALED goes to the director under `id'. */
void	secret_task(struct keeper *, const struct msg_secret *, int fd,
	    uint64_t id);

/* The same with what a ticket stands for (tickets.h): of a hash there is no
   password to be kept, and only the history to be asked. */
void	secret_from_ticket(struct keeper *, const struct msg_secret_ticket *,
	    uint64_t id);

/* Does the password, once unsealed, make the verifier? */
bool	secret_fits(struct keeper *, const struct msg_secret_proof *);

#endif
