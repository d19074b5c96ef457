/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replica - the emulated replicas of the directory, and the changes of
 * accounts and of facts of the domain that not all of them show yet.
 *
 * A change is written by account.c or sam.c in the transaction that makes it,
 * whoever asks for it, and only while there is a replica.  Its row says what
 * the account was before: a replica that has not got it shows that.  It goes when
 * the last replica has got it.  Locks are not among them: NT tells those to
 * all at once, and a replica asks the PDC before it refuses for one.  That one
 * was taken off is a change as others.
 *
 * Errors   store_replica_shown(): ENOENT, no such replica.
 */
#ifndef STORE_REPLICA_H
#define STORE_REPLICA_H

#include "store/account.h"

#define REPLICA_NAME_SIZE	16	/* a NetBIOS name and a NUL */
#define REPLICA_AS_CONFIGURED	(-1)

struct replica_row {
	const char		*name;
	uint64_t		 shown;		/* the last change that it has */
	bool			 paused;
	int64_t			 least, most;	/* lag in ms, or as configured */
	struct stored_time	 waived;	/* nobody waits for it until then */
};

/* The numbers are stored: never renumber. */
enum change_kind {
	CHANGE_ADD = 1, CHANGE_STATE = 2, CHANGE_PASSWORD = 3, CHANGE_FACT = 4
};

struct change_row {
	uint64_t		 number;	/* rises by one each */
	int64_t			 account;
	enum change_kind	 kind;
	struct stored_time	 at;
	/* As it was before; ADD: there was none, these are empty. */
	enum account_state	 state;
	struct store_blob	 verifier;
	struct wall		 changed;
	/* FACT, see sam.h: there is no account, its state is 1 or 0. */
	const char		*key;		/* else "" */
	struct store_blob	 value;
};

/* A new one shows all there is now; a known one gets what the row says but
   for `shown', which only rises. */
void	store_replica_set(struct batch *, const struct replica_row *);
void	store_replica_remove(struct batch *, const char *name);
/* It shows all changes up to that one; what all have got goes. */
void	store_replica_shown(struct batch *, const char *name, uint64_t number);

struct replica_list {
	const struct replica_row	*rows;
	size_t				 n;
};

typedef void	replica_done(void *arg, const struct err *,
		    const struct replica_list *);

int	store_replicas(struct store *, replica_done *, void *arg);

struct change_list {
	const struct change_row		*rows;
	size_t				 n;
	bool				 more;
};

typedef void	change_done(void *arg, const struct err *,
		    const struct change_list *);

/* Those behind `after', in their order. */
int	store_changes(struct store *, uint64_t after, change_done *,
	    void *arg);

#endif
