/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addresses - where a client says that it is.  The client's row keeps what
 * was told last as one text, so that a heartbeat from the same place costs a
 * comparison; the table behind it is written when that changes.
 */
#ifndef STORE_ADDRESSES_H
#define STORE_ADDRESSES_H

#include "store/batch.h"
#include "store/client.h"

struct addresses {
	const char	**list;
	size_t		 n;
	const char	*joined;	/* a line each */
	struct wall	 at;
	bool		 adds;		/* to those that are known */
};

/* What the client's row says so far. */
struct addresses_known {
	int64_t		 client;
	const char	*joined;
	struct wall	 last_seen;
};

/* Copies into the batch; CLIENT_ADDRESSES_MAX of them at most. */
void	addresses_take(struct batch *, struct addresses *,
	    const struct client_seen *);
int	addresses_set(struct db *, const struct addresses *,
	    const struct addresses_known *);

#endif
