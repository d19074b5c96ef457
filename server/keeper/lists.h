/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lists - the account list that clients are shown, and the bundles that new
 * ones enrol with (product.md 4 "Sealing").  Passwords, list keys and tokens
 * live here, in locked memory, for the time of one message.
 */
#ifndef SERVER_KEEPER_LISTS_H
#define SERVER_KEEPER_LISTS_H

#include "protocol/role/list_msg.h"
#include "server/chan.h"

struct keeper;

/* Room in locked memory; false: no memory. */
bool	list_furnish(struct keeper *);
void	list_clear(struct keeper *);

/* The rows follow in the reader. */
void	list_make(struct keeper *, struct chan *, struct chan_msg *);
void	list_wrap(struct keeper *, struct chan *, struct chan_msg *);
/* Takes the descriptor. */
void	list_enrol(struct keeper *, struct chan *, struct chan_msg *);

#endif
