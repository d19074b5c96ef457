/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publication - each set of files that was put, or tried to be put, on the
 * CAP.  At most one is PUBLISHED; serials only rise and are never reused.
 *
 *	BUILDING -> PUBLISHED -> SUPERSEDED	by the next that is published
 *	         -> FAILED
 *
 * Errors   ENOENT, no such serial; EALREADY, it is not BUILDING.
 */
#ifndef STORE_PUBLICATION_H
#define STORE_PUBLICATION_H

#include "store/store.h"

/* The numbers are stored: never renumber. */
enum publication_state {
	PUBLICATION_BUILDING = 1, PUBLICATION_PUBLISHED = 2,
	PUBLICATION_SUPERSEDED = 3, PUBLICATION_FAILED = 4
};

struct publication_row {
	uint64_t		 serial;
	uint64_t		 sitecontrol;	/* the serial that it shows */
	uint8_t			 manifest[32];	/* SHA-256; zero: none yet */
	enum publication_state	 state;
	struct wall		 begun;
	struct wall		 ended;		/* published, or failed */
	struct wall		 superseded;
	const char		*error;		/* "": none */
};

/* Returns the serial of a new one, BUILDING. */
const uint64_t	*store_publication_begin(struct batch *, uint64_t sitecontrol,
		    struct wall at);
void	store_publication_publish(struct batch *, uint64_t serial,
	    const uint8_t manifest[static 32], struct wall at);
void	store_publication_fail(struct batch *, uint64_t serial,
	    const char *error, struct wall at);
/* At start: what a crash left BUILDING has failed. */
void	store_publication_abandon(struct batch *, struct wall at);

/* The one in force, or by serial, else a list, newest first. */
struct publication_query {
	bool			 current;
	uint64_t		 serial;
	uint64_t		 before;	/* serial; 0: first page */
	uint32_t		 limit;
};

struct publication_list {
	const struct publication_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	publication_done(void *arg, const struct err *,
		    const struct publication_list *);

int	store_publications(struct store *, const struct publication_query *,
	    publication_done *, void *arg);

#endif
