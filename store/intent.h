/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent - a change of an account in the directory: committed before anything
 * is done about it, the sealed secret included, so that after a crash it is
 * compared with what the directory shows and finished or reported, never
 * guessed (algorithms A7).  An account has one open intent at a time.
 *
 *	PREPARED -> SENT -> OBSERVED -> REPLICATED -> DONE
 *	any of the open ones -> ABORTED; -> CONFLICT, which stays open
 *
 * Errors   of a batch: EEXIST, the account has one that is open; ENOENT, no
 *          such intent is open.
 */
#ifndef STORE_INTENT_H
#define STORE_INTENT_H

#include "store/store.h"

/* The numbers are stored: never renumber. */
enum intent_kind {
	INTENT_CREATE = 1, INTENT_ENABLE, INTENT_DISABLE, INTENT_DELETE
};
enum intent_state {
	INTENT_PREPARED = 1, INTENT_SENT, INTENT_OBSERVED, INTENT_REPLICATED,
	INTENT_CONFLICT, INTENT_DONE, INTENT_ABORTED
};

struct intent_row {
	int64_t			 id;		/* store_new_id() */
	enum intent_kind	 kind;
	int64_t			 account;
	const char		*name;		/* of the account */
	uint32_t		 generation;
	unsigned		 event, from, to;	/* the step of the pool */
	enum intent_state	 state;
	struct store_blob	 verifier, password;	/* CREATE: sealed */
	uint32_t		 tries;		/* how often it was SENT */
	struct wall		 created, changed;
	const char		*why;		/* of CONFLICT and ABORTED */
};

/* Begins as PREPARED. */
void	store_intent_add(struct batch *, const struct intent_row *);
/* The secret goes when it is not open any more. */
void	store_intent_state(struct batch *, int64_t id, enum intent_state,
	    const char *why, struct wall at);

struct intent_list {
	const struct intent_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	intents_done(void *arg, const struct err *,
		    const struct intent_list *);

/* Those that are open, in the order of their making. */
int	store_intents(struct store *, intents_done *, void *arg);

#endif
