/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finding - what looks wrong about clients and needs a human eye.  One row
 * for the same kind, client and counterpart, however often it happens.
 *
 * Errors   store_finding_close(): ENOENT.  A closed one opens again when it
 *          happens again.
 */
#ifndef STORE_FINDING_H
#define STORE_FINDING_H

#include "store/store.h"

/* The numbers are stored: never renumber. */
enum finding_kind {
	FINDING_GUID_TWO_NAMES = 1,	/* other: the name that it had */
	FINDING_NAME_TWO_GUIDS = 2,	/* other: the GUID that had it */
	FINDING_TWO_ADDRESSES = 3,	/* other: the second address (A3) */
	FINDING_UNSIGNED_FILE = 4,	/* other: the box; it is enrolled */
	FINDING_OTHER_MACS = 5,		/* other: the cards that it had */
	FINDING_AGENT_OUTDATED = 6	/* other: the kind of its file */
};

struct finding_row {
	int64_t			 seq;
	enum finding_kind	 kind;
	struct guid		 client;
	const char		*other;
	const char		*detail;	/* a sentence */
	struct wall		 first, last;
	uint64_t		 count;
	bool			 open;
};

/* Reads kind, client, other, detail and last. */
void	store_finding(struct batch *, const struct finding_row *);
void	store_finding_close(struct batch *, int64_t seq);

struct finding_query {
	bool			 open_only;
	int64_t			 after;		/* seq; 0: first page */
	uint32_t		 limit;
};

struct finding_list {
	const struct finding_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	finding_done(void *arg, const struct err *,
		    const struct finding_list *);

int	store_findings(struct store *, const struct finding_query *,
	    finding_done *, void *arg);

#endif
