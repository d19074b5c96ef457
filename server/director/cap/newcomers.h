/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * newcomers - how many clients that nobody knew, and requests for machines, an
 * address has brought within the last hour.  Whoever has one client account
 * could fill the store with reports of clients, and requests for machines, that
 * do not exist: from `new_clients' on, what an address brings of others waits in
 * its drop box, where quotas bound it.  What an enrolled client has signed does
 * not wait, nor what an operator put there.
 *
 * Counted when it is committed (bringers.h): files of one commit may go beyond
 * it.
 *
 * Source   algorithms T16.
 */
#ifndef SERVER_DIRECTOR_CAP_NEWCOMERS_H
#define SERVER_DIRECTOR_CAP_NEWCOMERS_H

#include "server/director/cap/consumer.h"
#include "store/client.h"

/* The client that the file speaks of; `outcome' if it has to wait. */
void	drop_seen(struct director *, struct drop *, struct client_seen *,
	    struct batch *);
/* No more of machines that nobody knows, for now; they count as clients do. */
bool	newcomers_full(const struct director *, const struct drop *);
/* A request was asked for; *fresh, when it is committed: there was none. */
void	newcomers_asked(struct drop *, const bool *fresh);
/* The lane's: the batch is committed, and the client was new. */
void	newcomers_add(struct director *, const struct addr *);

#endif
