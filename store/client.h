/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - the machines of the site, by GUID: product.md 5.  What is told
 * about one is merged into its row; what does not fit (one GUID with two
 * names, one name with two GUIDs) becomes a finding (finding.h) and is never
 * merged.  Older news than the row has changes first_seen at most.
 *
 * Evidence of a logon is kept by client, account and class (A3): first, last
 * and how often; its merge is a maximum, so that a lost or repeated batch
 * never makes a false one.  A client that was heard of from two addresses within
 * an hour may be two: evidence of that hour is of class C, and a finding.
 *
 * Errors   store_client_forget(): ENOENT, no such client.
 */
#ifndef STORE_CLIENT_H
#define STORE_CLIENT_H

#include "store/inbox.h"
#include "store/store.h"

#define CLIENT_ADDRESSES_MAX	16	/* kept; the longest unseen goes */

/* The numbers are stored: never renumber.  A higher class is better. */
enum client_source {
	SOURCE_SESSION = 1, SOURCE_DDR = 2, SOURCE_CCR = 3, SOURCE_INVENTORY = 4
};
enum evidence_class {
	EVIDENCE_C = 1, EVIDENCE_B = 2, EVIDENCE_A = 3, EVIDENCE_A_PLUS = 4
};

/*
 * What a discovery record tells besides; NULL: not told.  Lists are texts with
 * a line each.
 */
struct client_facts {
	const char		*agent;		/* "Heartbeat Discovery" */
	const char		*agent_site;
	struct wall		 agent_time;
	bool			 installed;	/* the client, and it lives */
	uint32_t		 travel;	/* TravelMode */
	const char		*os;
	const char		*user;
	const char		*subnets, *macs;
	const char		*sites, *assigned;	/* site codes */
};

struct client_seen {
	struct guid		 guid;
	const char		*name;
	const char		*domain;	/* NULL: not told */
	const char *const	*addresses;
	size_t			 n_addresses;
	const char		*versions;	/* NULL: not told */
	enum client_source	 source;
	struct wall		 at;
	bool			 adds;		/* lists only grow by it */
	bool			 known_only;	/* nobody new by it */
	const struct client_facts *facts;	/* NULL: not told */
};

struct client_merge {
	bool			 fresh;		/* not known before */
	uint32_t		 findings;	/* that this caused */
};

struct evidence_row {
	struct guid		 client;
	int64_t			 account;
	uint32_t		 generation;
	enum evidence_class	 class;
	uint64_t		 count;
	struct wall		 first, last;
	const char		*address;	/* of the last */
	uint32_t		 node;		/* of the last */
	/* What it proves, uptake.h; not kept as a row. */
	uint32_t		 rid;		/* 0: no client account */
	uint64_t		 session;
	bool			 enrolled;	/* the client is */
};

const struct client_merge *store_client_seen(struct batch *,
	    const struct client_seen *);
/* Behind one of known_only: INBOX_LATER if the client is not known. */
const struct inbox_outcome *store_client_awaited(struct batch *,
	    const struct client_seen *);
/*
 * Of a client that is not known these are dropped: less evidence only delays.
 * Reads all of the row but count and first.
 */
void	store_client_evidence(struct batch *, const struct evidence_row *);
void	store_client_fetched(struct batch *, const struct guid *,
	    uint64_t manifest);			/* serials only rise */
void	store_client_forget(struct batch *, const struct guid *);

struct client_address {
	const char		*address;
	struct wall		 first, last;
};

struct client_row {
	struct guid		 guid;
	const char		*name;
	const char		*domain;	/* "": not told yet */
	struct wall		 first_seen, last_seen;
	enum client_source	 source;	/* of the last news */
	uint64_t		 manifest;	/* last serial fetched; 0: none */
	const char		*versions;	/* "": not told yet */
	struct client_facts	 facts;		/* "", 0: not told yet */
	/* Latest first; empty in lists. */
	const struct client_address	*addresses;
	size_t				 n_addresses;
	const struct evidence_row	*evidence;
	size_t				 n_evidence;
};

/*
 * By GUID, else by name (any case, every machine that bears it): whole rows.
 * Else all by name, domain and GUID: without addresses and evidence.
 */
struct client_query {
	const struct guid	*guid;
	const char		*name;
	const struct client_row	*after;		/* name, domain, guid */
	uint32_t		 limit;
};

struct client_list {
	const struct client_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	client_done(void *arg, const struct err *,
		    const struct client_list *);

int	store_clients(struct store *, const struct client_query *,
	    client_done *, void *arg);

#endif
