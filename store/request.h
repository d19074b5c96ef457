/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request - client configuration requests: one per COMPUTER.DOMAIN and kind
 * (in any case).  A newer one is merged into the older one: payload and
 * `latest' are taken, count goes up, the place in the queue is kept.
 *
 *	INCOMING -> PROCESSING -> gone		done, or nothing to be done
 *			       -> RETRY		in an hour; by a newer request
 *						-> INCOMING
 *	any but PROCESSING <-> PARKED		by an operator, a gate, a refusal
 *
 * Who works on them keeps no list that could be wrong: begin() takes a request
 * only if it may be begun now, and every change that others make gives the row
 * a higher number of change, by which such rows are found.
 *
 * Errors   store_request_drop(): ENOENT.
 * Source   domain/ccm.md 3, 4; A13.
 */
#ifndef STORE_REQUEST_H
#define STORE_REQUEST_H

#include "store/audit.h"
#include "store/store.h"

/* The numbers are stored: never renumber. */
enum request_state {
	REQUEST_INCOMING = 1, REQUEST_PROCESSING = 2, REQUEST_RETRY = 3,
	REQUEST_PARKED = 4
};
enum request_source {
	REQUEST_OF_CLIENT = 1,		/* dropped */
	REQUEST_OF_DISCOVERY = 2, REQUEST_OF_OPERATOR = 3,
	REQUEST_OF_INVENTORY = 4
};
enum request_class {
	CLASS_UNKNOWN = 0, CLASS_WORKSTATION = 1, CLASS_SERVER = 2,
	CLASS_CONTROLLER = 3
};
/* Why it is parked. */
enum request_hold {
	HOLD_NONE = 0, HOLD_OPERATOR = 1, HOLD_GATE = 2, HOLD_REFUSED = 3
};

struct request_row {
	int64_t			 seq;		/* place in the queue */
	const char		*computer;
	const char		*domain;
	const char		*kind;		/* "ccr", "copylist", "resync" */
	struct store_blob	 payload;
	uint64_t		 count;		/* requests in this one */
	struct wall		 initial, latest;
	enum request_state	 state;
	enum request_source	 source;	/* of the first */
	enum request_class	 class;
	bool			 approved;
	bool			 forced;	/* though a client is there */
	enum request_hold	 hold;		/* PARKED only */
	uint64_t		 tries;		/* since the newest of them */
	struct stored_time	 first_try;	/* ditto; not set: none */
	struct stored_time	 due;		/* RETRY only */
	struct wall		 last_try;
	uint32_t		 error;		/* Win32, of the last try */
	const char		*result;	/* of the last, "": none */
	int64_t			 change;
};

struct request_merge {
	int64_t			 seq;
	bool			 fresh;
};

/* Reads computer, domain, kind, payload, latest, source, class, approved and
   forced; an approval or a force once given stays. */
const struct request_merge *store_request_add(struct batch *,
	    const struct request_row *);
/* The same of one that was discovered: not if its client is known to be
   installed, and it is no news to one that waits. */
struct request_found {
	int64_t			 seq;		/* 0: there is none */
	bool			 fresh;		/* it was made now */
	bool			 installed;	/* for that reason */
};
const struct request_found *store_request_discovered(struct batch *,
	    const struct request_row *);
void	store_request_drop(struct batch *, int64_t seq);

/* --- whoever works on them --- */

/* *taken false: it is gone, parked, or not approved; nothing is changed. */
const bool	*store_request_begin(struct batch *, int64_t seq,
		    const struct stored_time *now);

struct request_end {
	int64_t			 seq;
	bool			 done;		/* it goes; the rest is unread */
	enum request_state	 state;
	enum request_hold	 hold;
	enum request_class	 class;
	struct stored_time	 due;
	bool			 uncounted;	/* it was no try */
	uint32_t		 error;
	const char		*result;
};
void	store_request_end(struct batch *, const struct request_end *);
/* What a crash has left in work is incoming again. */
void	store_requests_recover(struct batch *);
/* Those that were parked for that reason are incoming again. */
void	store_requests_unpark(struct batch *, enum request_hold);

/* --- operators --- */

enum request_act {
	REQUEST_APPROVE, REQUEST_TRY, REQUEST_PARK, REQUEST_REMOVE
};
struct request_acted {
	uint64_t		 n;		/* changed */
	uint64_t		 busy;		/* in work: left as they are */
};
const struct request_acted *store_requests_act(struct batch *,
	    enum request_act, const int64_t *seqs, size_t n);

/* By number, by change, else all in their order. */
struct request_query {
	int64_t			 seq;
	bool			 by_change;	/* not of kind "resync" */
	int64_t			 after;		/* seq or change; 0: first */
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
