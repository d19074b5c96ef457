/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replicas - what the emulated replicas of the directory show, and when they
 * show more.
 *
 * Every replica takes the changes in the order of their numbers, as NT's
 * netlogon does: a change that is late holds up those behind it.  The lag of
 * a change is the same whenever it is asked for, so that a restart neither
 * hurries nor delays it.
 *
 * Pure: no store, no events; only the clocks of base/clock.h.
 * Units    lags in ms.
 * Memory   the set owns its changes.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_REPLICAS_H
#define SERVER_DIRECTOR_DOMAIN_REPLICAS_H

#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "store/replica.h"

#define REPLICAS_MAX	15
#define REPLICAS_NEVER	(-1)

struct replica {
	char			 name[REPLICA_NAME_SIZE];
	uint64_t		 shown;		/* the last change it has */
	bool			 paused;
	int64_t			 least, most;	/* lag */
	bool			 has_own_lag;	/* not the configured one */
	struct stored_time	 waived;
	bool			 told_late;	/* in the log */
};

struct directory_change {
	STAILQ_ENTRY(directory_change) link;
	RB_ENTRY(directory_change) by_number;
	RB_ENTRY(directory_change) by_key;
	RB_ENTRY(directory_change) by_back;
	uint64_t		 number;
	int64_t			 account;	/* 0: a fact's */
	struct stored_time	 at;
	/* The account before it; not there: state 0. */
	enum account_state	 state;
	uint8_t			*verifier;
	size_t			 verifier_len;
	struct wall		 changed;
	/* The fact before it; not there: state 0.  An account's key begins
	   with '@'. */
	char			*key;
	char			*back;		/* NULL: see sam_fact.h */
	uint8_t			*value;
	size_t			 len;
};

RB_HEAD(changes_by_number, directory_change);
RB_HEAD(changes_by_key, directory_change);
RB_HEAD(changes_by_back, directory_change);
RB_PROTOTYPE(changes_by_key, directory_change, by_key, changes_compare_keys)
RB_PROTOTYPE(changes_by_back, directory_change, by_back, changes_compare_backs)

struct replicas {
	struct replica		 r[REPLICAS_MAX];
	size_t			 n;
	STAILQ_HEAD(, directory_change) changes;	/* in order */
	struct changes_by_number numbers;
	struct changes_by_key	 keys;
	struct changes_by_back	 backs;
	uint64_t		 last;			/* that came in */
	size_t			 bytes;			/* of memory, about */
};

void	replicas_init(struct replicas *);
void	replicas_clear(struct replicas *);
/* The next one; those that are known already are left out.  -ENOMEM. */
int	replicas_add(struct replicas *, const struct change_row *);

/* The last change that it could show now, paused or not. */
uint64_t	replicas_due(const struct replicas *, const struct replica *);
/* Until it can show one more; 0: now; REPLICAS_NEVER: none, or paused. */
int64_t		replicas_wait(const struct replicas *, const struct replica *);
/* What every replica shows is forgotten. */
void		replicas_forget(struct replicas *);

/* The oldest that it does not show, of all, of an account or of a fact; NULL:
   none. */
const struct directory_change	*replicas_pending(const struct replicas *,
				    const struct replica *);
const struct directory_change	*replicas_pending_of(const struct replicas *,
				    const struct replica *, int64_t account);
const struct directory_change	*replicas_pending_key(const struct replicas *,
				    const struct replica *, const char *key);
size_t		replicas_count(const struct replicas *,
		    const struct replica *);
/* Nobody waits for it now: an operator said so, and for no longer than this. */
#define REPLICAS_WAIVE_MOST_MS	(INT64_C(7) * 24 * 3600 * 1000)	/* A2 */
bool		replicas_is_waived(const struct replica *);
/* Since the change was made. */
int64_t		replicas_age(const struct directory_change *);

#endif
