/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_set - the leases that are open: found by number, machine or account,
 * and the one that is due next.
 *
 * Pure: no store, no events.
 * Errors   -ENOMEM; lease_set_add(): -EEXIST, one of the three is taken.
 * Memory   the set owns its leases; fewer than 512 bytes each.
 */
#ifndef SERVER_DIRECTOR_CCM_LEASE_SET_H
#define SERVER_DIRECTOR_CCM_LEASE_SET_H

#include <sys/cdefs.h>
#include <sys/tree.h>

#include "server/director/ccm/lease_rules.h"
#include "store/lease.h"

struct leases;

struct lease {
	RB_ENTRY(lease)	 by_id;
	RB_ENTRY(lease)	 by_target;
	RB_ENTRY(lease)	 by_account;
	size_t		 place;		/* in the heap; 0: not there */
	struct mono	 due;
	int64_t		 id, account, request;
	struct lease_life life;
	struct mono	 stored;	/* life.deadline, as the store has it */
	struct mono	 again;		/* the directory is asked again */
	uint32_t	 patience_ms;	/* doubles */
	uint32_t	 waiting;	/* bits of events, for when it may */
	bool		 storing;	/* a callback is owed */
	bool		 asking;	/* the directory, the same */
	bool		 wants;		/* it is to be asked */
	bool		 wants_expiry;	/* its date there is to be set */
	bool		 probing;
	uint8_t		 sign_kind;	/* enum lease_sign; 0: none yet */
	bool		 server_absent;	/* asked: is it gone everywhere */
	uint8_t		 step;		/* of its furniture */
	uint32_t	 group;		/* of it, its RID */
	uint32_t	 log;		/* its length; 0: not known yet */
	uint16_t	 verifier_len, password_len;
	uint32_t	 turn;		/* of its states */
	uint32_t	 asked;		/* the turn that the question is of */
	struct leases	*owner;
	uint8_t		*verifier, *password;	/* sealed; CREATED only */
	struct wall	 created, sign;
	char		 target[LEASE_TARGET_SIZE];
	char		 key[LEASE_TARGET_SIZE * 3];	/* folded */
	char		 name[LEASE_ACCOUNT_SIZE];
};

RB_HEAD(leases_by_id, lease);
RB_HEAD(leases_by_target, lease);
RB_HEAD(leases_by_account, lease);

struct lease_set {
	struct leases_by_id	 ids;
	struct leases_by_target	 targets;
	struct leases_by_account accounts;
	struct lease		**heap;		/* from 1 on */
	size_t			 n, cap;	/* in the heap; its room */
	size_t			 count;
};

void		 lease_set_init(struct lease_set *);
void		 lease_set_clear(struct lease_set *);

/* With id, account, target and name; the set takes it, if it is 0. */
int		 lease_set_add(struct lease_set *, struct lease *);
void		 lease_set_remove(struct lease_set *, struct lease **);
void		 lease_forget_secret(struct lease *);
struct lease	*lease_set_get(struct lease_set *, int64_t id);
struct lease	*lease_set_find(struct lease_set *, const char *target);
struct lease	*lease_set_of(struct lease_set *, int64_t account);
/* By the name of the machine; NULL begins, and ends. */
struct lease	*lease_set_next(struct lease_set *, const struct lease *);

/* It is due then; never: lease_set_rest(). */
void		 lease_set_due(struct lease_set *, struct lease *,
		    struct mono);
void		 lease_set_rest(struct lease_set *, struct lease *);
/* The first of all; NULL: none is ever due. */
struct lease	*lease_set_first(const struct lease_set *);

#endif
