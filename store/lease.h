/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease - a bootstrap account for as long as it is needed.  The row is
 * committed before the directory is asked for anything, and its state is what
 * the directory is to be brought to: it is the intent (algorithms A7).  What
 * the states mean, server/director/ccm/lease_rules.h tells.
 *
 * Errors   of a batch: EEXIST, that machine has a lease that is open; ENOENT,
 *          no such lease is open.
 */
#ifndef STORE_LEASE_H
#define STORE_LEASE_H

#include "store/store.h"

#define LEASE_STATE_OPEN_MAX	5	/* greater ones have ended */
#define LEASE_TARGET_SIZE	16	/* a NetBIOS name and a NUL */
#define LEASE_ACCOUNT_SIZE	24	/* SMS#_ and that */

struct lease_row {
	int64_t			 id;		/* store_new_id() */
	const char		*target;
	const char		*name;		/* of the account */
	int64_t			 account;	/* its id, before it is made */
	int64_t			 request;	/* for which; 0: none */
	unsigned		 state, reason;
	bool			 is_final, extended, loader_stopped;
	struct stored_time	 deadline, cap;
	struct wall		 written;	/* the row; those two count on it */
	struct wall		 created, sign, ended;
	const char		*why;
	struct store_blob	 verifier, password;	/* until it is made */
};

/* Without the secret. */
void	store_lease_add(struct batch *, const struct lease_row *);
/* All that can change of it but the secret, which goes when it is made. */
void	store_lease_set(struct batch *, const struct lease_row *);
void	store_lease_secret(struct batch *, int64_t id,
	    struct store_blob verifier, struct store_blob password);
/* Forgets those that ended before then. */
void	store_lease_purge(struct batch *, struct wall before);

struct lease_query {
	const char		*target;	/* of it all, else ... */
	bool			 ended;		/* newest first; else open ones */
	int64_t			 after;		/* id; open ones: 0 begins */
	uint32_t		 limit;
};

struct lease_list {
	const struct lease_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	leases_done(void *arg, const struct err *,
		    const struct lease_list *);

/* Open ones in the order of their numbers. */
int	store_leases(struct store *, const struct lease_query *,
	    leases_done *, void *arg);

#endif
