/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uptake - right logons on their way into the store, where those that no file
 * of a client follows block the account that they were made with
 * (store/uptake.h).
 *
 * They are gathered for a few seconds, one for each account and address: a
 * crash costs what was gathered, and the next logon from there tells it again.
 *
 * From the 1000th address on that is new within an hour, all that an IPv6 /64
 * brings counts as of one address more: it blocks, and is never explained.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_UPTAKE_H
#define SERVER_DIRECTOR_ACCOUNT_UPTAKE_H

#include "base/addr.h"
#include "base/clock.h"
#include "base/err.h"

struct director;

int	uptake_new(struct director *, struct err *);
void	uptake_free(struct director *);		/* what is left is lost */

void	uptake_logon(struct director *, uint32_t rid, const struct addr *,
	    struct wall at);
/* Into the store, before it is asked, and at the end. */
void	uptake_flush(struct director *);

/* Clients that were not heard of since are lost: orphan_limit ago. */
struct wall	uptake_horizon(const struct director *);

#endif
