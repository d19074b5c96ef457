/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit - who did what, in a chain: each record carries the SHA-256 over
 * itself and the hash of the record before, so that none can be changed or
 * taken out unseen.  Put the record in the batch of the change that it tells
 * of: both are there, or neither.  (doc/store.md has the bytes hashed.)
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

/* The numbers are stored and hashed: never renumber. */
enum audit_outcome { AUDIT_DONE = 1, AUDIT_FAILED = 2, AUDIT_REFUSED = 3 };

struct audit_row {
	uint64_t		 seq;		/* from 1, without a gap */
	struct wall		 at;
	uint32_t		 uid;		/* UINT32_MAX: nobody's */
	const char		*who;
	const char		*verb;		/* "account disable" */
	const char		*object;
	enum audit_outcome	 outcome;
	const char		*detail;	/* JSON, "" for none */
	uint8_t			 prev[32];
	uint8_t			 hash[32];
};

/* seq, prev and hash are made by the store.  Returns seq. */
const uint64_t	*store_audit(struct batch *, const struct audit_row *);

/* The newest, further back from there, or forward. */
struct audit_query {
	bool			 forward;
	uint64_t		 after;		/* forward: seq; 0: the first */
	uint64_t		 before;	/* back: seq; 0: the newest */
	uint32_t		 limit;
};

struct audit_list {
	const struct audit_row	*rows;		/* always oldest first */
	size_t			 n;
	bool			 more;
};

typedef void	audit_done(void *arg, const struct err *,
		    const struct audit_list *);

int	store_audits(struct store *, const struct audit_query *, audit_done *,
	    void *arg);

/* Walks the whole chain, 500 records at a time between commits. */
struct audit_verdict {
	uint64_t		 checked;	/* records that are right */
	uint64_t		 broken;	/* seq of the first bad one; 0: none */
	const char		*reason;	/* of that, "" for none */
	uint8_t			 head[32];	/* hash of the last right one */
};

typedef void	audit_verify_done(void *arg, const struct err *,
		    const struct audit_verdict *);

int	store_audit_verify(struct store *, audit_verify_done *, void *arg);

#endif
