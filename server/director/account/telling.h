/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * telling - what the keeper is told of accounts, as fast as it listens: what
 * waits is said as it is when its turn comes, so that nothing is lost and
 * nobody's telling grows with how often he changed.
 *
 * Order    a change comes before what is told of many at once; either keeps
 *          its order, for a name may be another's by now.
 * All      a keeper that has come up is told of all: what changes meanwhile
 *          is told behind that once more.  Until then it lets nobody in, or
 *          judges by what it knew.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_TELLING_H
#define SERVER_DIRECTOR_ACCOUNT_TELLING_H

#include <sys/queue.h>

#include "server/director/account/accounts.h"

enum telling_stage { TELLING_CHANGES, TELLING_BEGIN, TELLING_ALL };

TAILQ_HEAD(account_entries, account_entry);

struct telling {
	enum telling_stage	 stage;
	int64_t			 last;		/* id, while it is ALL */
	struct account_entries	 first;		/* changes */
	struct account_entries	 later;		/* of many */
};

void	telling_init(struct telling *);
/* One account, as it is now, and what replicas show of it. */
void	telling_change(struct director *, const struct account_entry *);
/* The same of one of many; behind what was changed. */
void	telling_later(struct director *, const struct account_entry *);

#endif
