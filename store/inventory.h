/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventory - what the clients' machines are made of and which files lie on
 * them: items of a class and a key each, as the last full report and the deltas
 * after it tell.
 *
 * Order    goes by the client's time, not by names or arrival.  A report that
 *          is not newer than what was taken last is out of date; but a full one
 *          is taken all the same when that was received more than
 *          INVENTORY_LATE_S ago: the client's clock was set back.
 * Deltas   one whose client or whose full report is not known waits, up to
 *          INVENTORY_WAIT_S; one that changes what is not there is bad.  Either
 *          asks for a full report: a request "resync".
 * Outcome  is known when the batch runs; see store_inbox_settle().
 * Source   cap.md 6.4, 7, 8.37: Q234360, Q325585, Q275694, Q258162.
 */
#ifndef STORE_INVENTORY_H
#define STORE_INVENTORY_H

#include "store/inbox.h"

#define INVENTORY_WAIT_S	(14 * 86400)	/* bad delta MIF, Q275694 */
#define INVENTORY_LATE_S	(8 * 86400)	/* life of the copy queue */

/* The numbers are stored: never renumber. */
enum inventory_kind { INVENTORY_HARDWARE = 1, INVENTORY_SOFTWARE = 2 };
enum inventory_act { ITEM_PUT, ITEM_CHANGE, ITEM_REMOVE };

struct inventory_item {
	enum inventory_act	 act;		/* in a full one ITEM_PUT */
	const char		*class;		/* of a file its folder */
	const char		*key;		/* of a file its name */
	const char		*value;		/* a line each fact */
};

/* Is the set that the client says it has applied the one published now? */
enum copylist { COPYLIST_UNKNOWN, COPYLIST_EQUAL, COPYLIST_DIFFERS };

struct inventory_report {
	struct guid			 client;
	const char			*computer;
	enum inventory_kind		 kind;
	bool				 full;
	struct wall			 told;		/* the client's time */
	struct wall			 landed, at;	/* ours */
	/* Differs: a request "copylist", one however often (Q174961); equal:
	   one that waits is taken back. */
	enum copylist			 copylist;
	const struct inventory_item	*items;
	size_t				 n;
};

const struct inbox_outcome *store_inventory(struct batch *,
	    const struct inventory_report *);

struct inventory_row {
	enum inventory_kind	 kind;
	struct wall		 told, received;
	struct wall		 complete;	/* the last full one's time */
	uint64_t		 deltas;	/* since then */
	uint64_t		 items;
};

struct inventory_list {
	const struct inventory_row	*rows;
	size_t				 n;
};

typedef void	inventory_done(void *arg, const struct err *,
		    const struct inventory_list *);

int	store_inventories(struct store *, const struct guid *client,
	    inventory_done *, void *arg);

/* By class and key. */
struct item_query {
	const struct guid	*client;
	enum inventory_kind	 kind;
	const char		*after_class, *after_key;	/* "": first */
	uint32_t		 limit;
};

struct item_list {
	const struct inventory_item	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	item_done(void *arg, const struct err *,
		    const struct item_list *);

int	store_inventory_items(struct store *, const struct item_query *,
	    item_done *, void *arg);

#endif
