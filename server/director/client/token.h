/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - with what a client may enrol, once: what the store knows of them, in
 * memory.
 *
 * Lane     what the lane's batch has spent is used up at once; tokens_commit()
 *          or tokens_undo() says what became of the batch.  They are called
 *          by enrolments_commit() and enrolments_undo().
 */
#ifndef SERVER_DIRECTOR_CLIENT_TOKEN_H
#define SERVER_DIRECTOR_CLIENT_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "protocol/sms/enrol.h"

struct director;
struct tokens;

struct enrol_token {
	uint8_t			 id[ENROL_ID_BYTES];
	char			 name[NETBIOS_NAME_SIZE];
	struct guid		 client;	/* zeroes: any of that name */
	uint8_t			 public_key[SIGN_KEY_SIZE];
	struct wall		 expires;
	bool			 used;
};

/* Was it made for one client alone? */
bool	token_is_bound(const struct enrol_token *);
const struct enrol_token *token_find(const struct director *,
			    const uint8_t id[static ENROL_ID_BYTES]);
/* It is in the store. */
void	token_added(struct director *, const struct enrol_token *);

/* --- of enrolled.c --- */

/* Forgets old ones, reads the others from the store; blocks. */
int	tokens_new(struct director *, struct err *);
void	tokens_free(struct tokens **);
void	tokens_spend(struct tokens *, const uint8_t id[static ENROL_ID_BYTES]);
bool	tokens_commit(struct tokens *);		/* whether any was spent */
void	tokens_undo(struct tokens *);

#endif
