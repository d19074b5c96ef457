/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message - the status messages of clients, as they came, until they are too
 * old.
 *
 * Severity and level are protocol/sms/statmsg.h's numbers; they are stored.
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "store/store.h"

struct message_row {
	int64_t			 seq;
	uint32_t		 id;
	uint32_t		 severity;	/* 0 to 2 */
	uint32_t		 level;		/* 0 to 2 */
	const char		*source, *component;
	const char		*system;	/* computer */
	const char		*site;
	struct wall		 told;		/* the client's time */
	struct wall		 received;
	const char		*strings;	/* a line each */
};

void	store_message(struct batch *, const struct message_row *);
/* Forgets at most `most' received before then. */
void	store_message_prune(struct batch *, struct wall before, uint32_t most);

/* Latest first; of one system (in any case), or of all. */
struct message_query {
	const char		*system;	/* NULL: all */
	uint32_t		 severity;	/* and worse */
	int64_t			 before;	/* seq; 0: first page */
	uint32_t		 limit;
};

struct message_list {
	const struct message_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	message_done(void *arg, const struct err *,
		    const struct message_list *);

int	store_messages(struct store *, const struct message_query *,
	    message_done *, void *arg);

#endif
