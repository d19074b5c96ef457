/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uptake - who still needs an account: what each client has proven of the
 * accounts that it can use, and logons that no client could be named for.
 *
 * A client needs an account unless its last two logons (class A or better,
 * proofs.h) were with others that are enabled still: any others if the account
 * is to be closed at once, newer ones if it is to be retired in its turn.
 * Those of another cohort are newer: a client that moved there is served.
 * Of a client that was not heard of since the horizon nothing is asked.
 *
 * A stray is a logon with an account from an address whose file did not follow:
 * somebody there may know only that account.  It is explained by a file that
 * comes later in a session of that account from there, or, if such a file came
 * up to STRAY_TIE before, by a client there that has proven newer ones since;
 * one that is enrolled, by moving to another cohort, too.
 *
 * Accounts are told apart by their RID, which rises with each new one.
 *
 * Loss     a lost row proves less, which only delays; merges are maxima, so
 *          that rows may come late, twice, and in any order.
 * Counting reads the rows from end to end, one a client, and writes nothing:
 *          0.1 s for 100,000 clients.  An index would cost each file of each
 *          client more than is ever gained.
 * Units    times are wall times; addresses are texts, as addr_text() has them.
 * Source   product.md 4, algorithms.md A1, A3.
 */
#ifndef STORE_UPTAKE_H
#define STORE_UPTAKE_H

#include "store/store.h"

#define UPTAKE_ACCOUNTS_MAX	512	/* asked for at once */
#define STRAY_TIE_US		(8 * 86400 * 1000000LL)	/* heartbeats: weekly */

/*
 * A right logon, of whomever; the latest of each account and address.  Whether
 * it was the first of these: the batch's, true at the commit; or NULL.
 */
const bool	*store_logon(struct batch *, const char *address,
		    uint32_t rid, struct wall last);
/* Logons that are older are forgotten. */
void	store_logons_prune(struct batch *, struct wall before);

enum uptake_rule {
	UPTAKE_CLOSE,		/* any other account will do */
	UPTAKE_RETIRE		/* newer ones only: A1 */
};

struct uptake_query {
	enum uptake_rule	 rule;
	const uint32_t		*rids;
	size_t			 n;
	struct wall		 since;		/* the horizon */
	bool			 by_key;	/* who has none, apart */
};

struct uptake_count {
	uint32_t		 rid;
	uint64_t		 laggards;	/* clients that need it */
	uint64_t		 keyless;	/* of these, not enrolled; by_key */
	uint64_t		 using;		/* whose last proof is it */
	uint64_t		 strays;	/* addresses */
	struct wall		 last;		/* the latest of all of these
						   was heard of; 0: none */
};

struct uptake_counts {
	const struct uptake_count	*rows;	/* as they were asked for */
	size_t				 n;
	uint64_t			 clients;	/* since the horizon */
};

typedef void	uptake_done(void *arg, const struct err *,
		    const struct uptake_counts *);

/* EINVAL: more than UPTAKE_ACCOUNTS_MAX are asked for. */
int	store_uptake_count(struct store *, const struct uptake_query *,
	    uptake_done *, void *arg);

struct laggard {
	int64_t			 seq;		/* where the next page begins */
	struct guid		 guid;
	const char		*name, *domain;
	uint32_t		 newest, earlier;	/* proven; 0: none */
	struct wall		 seen;		/* its last logon */
	const char		*address;	/* of that */
	bool			 cut_off;	/* store_orphans(): see there */
};

struct laggard_query {
	enum uptake_rule	 rule;
	uint32_t		 rid;
	struct wall		 since;
	int64_t			 after;		/* seq; 0: the first page */
	uint32_t		 limit;
};

struct laggard_list {
	const struct laggard	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	laggard_done(void *arg, const struct err *,
		    const struct laggard_list *);

/* The clients that need the account. */
int	store_laggards(struct store *, const struct laggard_query *,
	    laggard_done *, void *arg);

struct orphan_query {
	struct wall		 until;		/* last heard of before then */
	int64_t			 after;
	uint32_t		 limit;
};

/*
 * Clients that were not heard of since, and those that are cut off: neither
 * account that they proved last can log on any more.
 */
int	store_orphans(struct store *, const struct orphan_query *,
	    laggard_done *, void *arg);

struct stray {
	const char		*address;
	struct wall		 last;
};

struct stray_query {
	uint32_t		 rid;
	struct wall		 since;
	const char		*after;		/* address; NULL: first page */
	uint32_t		 limit;
};

struct stray_list {
	const struct stray	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	stray_done(void *arg, const struct err *,
		    const struct stray_list *);

int	store_strays(struct store *, const struct stray_query *, stray_done *,
	    void *arg);

#endif
