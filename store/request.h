/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request - client configuration requests: one per COMPUTER.DOMAIN and kind
 * (in any case).  A newer one is merged into the older one: payload and
 * `latest' are taken, count goes up, the place in the queue is kept.
 *
 * Errors   store_request_drop(): ENOENT.
 * Source   domain/ccm.md 3; A13.
 */
#ifndef STORE_REQUEST_H
#define STORE_REQUEST_H

#include "store/store.h"

/* The numbers are stored: never renumber. */
enum request_state { REQUEST_INCOMING = 1 };

struct request_row {
	int64_t			 seq;		/* place in the queue */
	const char		*computer;
	const char		*domain;
	const char		*kind;		/* "ccr", "copylist", "resync" */
	struct store_blob	 payload;
	uint64_t		 count;		/* requests in this one */
	struct wall		 initial, latest;
	enum request_state	 state;
};

struct request_merge {
	int64_t			 seq;
	bool			 fresh;
};

/* Reads computer, domain, kind, payload and latest. */
const struct request_merge *store_request_add(struct batch *,
	    const struct request_row *);
void	store_request_drop(struct batch *, int64_t seq);

struct request_query {
	int64_t			 seq;		/* this one, else all */
	int64_t			 after;		/* seq; 0: first page */
	uint32_t		 limit;
};

struct request_list {
	const struct request_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	request_done(void *arg, const struct err *,
		    const struct request_list *);

int	store_requests(struct store *, const struct request_query *,
	    request_done *, void *arg);

#endif
