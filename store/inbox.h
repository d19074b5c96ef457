/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox - the files that clients dropped: a row each from the moment that the
 * file has landed.  The file itself is the truth: a row is made again from
 * it (landing ids make that idempotent), and a file goes only after its row
 * says that its effect is committed.
 *
 *	LANDED -> CONSUMED -> REMOVED		effect committed; file gone
 *	       -> QUARANTINED -> REMOVED	bad, moved aside; thrown away
 *
 * Put the consumer's effect and store_inbox_consume() in one batch: a file
 * that was consumed already refuses the whole batch, so nothing happens
 * twice.  Names come back after removal: before unlinking a consumed file,
 * compare the landing id that it carries with the row's.
 *
 * Errors   ENOENT, no such landing; EALREADY, not in a state for that.
 */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "store/store.h"

/* The numbers are stored: never renumber. */
enum inbox_state {
	INBOX_LANDED = 1, INBOX_CONSUMED = 2, INBOX_QUARANTINED = 3,
	INBOX_REMOVED = 4
};

struct inbox_row {
	struct guid		 landing;	/* the worker's, random */
	int64_t			 seq;		/* order of landing */
	const char		*box;		/* "ddr.box" */
	const char		*name;
	uint64_t		 size;		/* bytes */
	int64_t			 account;
	uint32_t		 generation;
	uint64_t		 session;
	const char		*address;
	const char		*workstation;
	uint32_t		 node;
	struct wall		 landed;
	enum inbox_state	 state;
	struct wall		 changed;	/* the state */
	const char		*result;	/* of the consumer, "" before */
};

struct inbox_landing {
	bool			 fresh;	/* false: the row was there already */
	enum inbox_state	 state;
	int64_t			 seq;
};

/* Takes the row up to `landed'; a landing that is known changes nothing. */
const struct inbox_landing *store_inbox_land(struct batch *,
	    const struct inbox_row *);
void	store_inbox_consume(struct batch *, const struct guid *landing,
	    const char *result, struct wall at);
void	store_inbox_quarantine(struct batch *, const struct guid *landing,
	    const char *reason, struct wall at);	/* and a log entry */
void	store_inbox_remove(struct batch *, const struct guid *landing,
	    struct wall at);
/*
 * What an earlier change of the same batch has found out when it ran: the
 * file is consumed, quarantined, or stays as it is.
 */
enum inbox_fate { INBOX_TAKEN, INBOX_BAD, INBOX_LATER, INBOX_NOTHING };

#define INBOX_OUTCOME_TEXT	400

struct inbox_outcome {
	enum inbox_fate		 fate;
	char			 text[INBOX_OUTCOME_TEXT];
};

void	store_inbox_settle(struct batch *, const struct guid *landing,
	    const struct inbox_outcome *, struct wall at);
/* Forgets at most `most' rows REMOVED before then; returns how many. */
const uint32_t *store_inbox_prune(struct batch *, struct wall before,
	    uint32_t most);

/* By landing, else of one box in one state, else all; oldest first. */
struct inbox_query {
	const struct guid	*landing;
	const char		*box;
	enum inbox_state	 state;		/* with box; not REMOVED */
	int64_t			 after;		/* seq; 0: first page */
	uint32_t		 limit;
};

struct inbox_list {
	const struct inbox_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	inbox_done(void *arg, const struct err *,
		    const struct inbox_list *);

int	store_inbox(struct store *, const struct inbox_query *, inbox_done *,
	    void *arg);

/*
 * What stands in each box and state now; of REMOVED, what was ever digested or
 * thrown away.  Counted as it changes.
 */
struct inbox_total {
	const char		*box;
	enum inbox_state	 state;
	uint64_t		 files;
	uint64_t		 bytes;
	struct wall		 oldest;	/* LANDED only: its landing */
};

struct inbox_totals {
	const struct inbox_total	*rows;
	size_t				 n;
};

typedef void	inbox_totals_done(void *arg, const struct err *,
		    const struct inbox_totals *);

int	store_inbox_totals(struct store *, inbox_totals_done *, void *arg);

/* The quarantine log, newest first; it outlives the row and the file. */
struct quarantine_row {
	int64_t			 seq;
	struct guid		 landing;
	const char		*box, *name;
	uint64_t		 size;
	int64_t			 account;
	const char		*address;
	struct wall		 at;
	const char		*reason;
};

struct quarantine_list {
	const struct quarantine_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	quarantine_done(void *arg, const struct err *,
		    const struct quarantine_list *);

int	store_quarantine(struct store *, int64_t before, uint32_t limit,
	    quarantine_done *, void *arg);	/* before 0: the newest */

#endif
