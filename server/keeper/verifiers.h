/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verifiers - what the keeper knows of each account, unsealed, in locked
 * memory: found by name (in any case) and by id.  The account itself is what
 * the PDC shows; a replica shows the same unless there is a view of its own.
 *
 * Memory   the table owns its accounts and wipes what it drops.
 */
#ifndef SERVER_KEEPER_VERIFIERS_H
#define SERVER_KEEPER_VERIFIERS_H

#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "base/secret_pool.h"
#include "protocol/role/account_msg.h"

#define NT_HASH_SIZE	16

struct verifier {
	uint8_t			 hash[NT_HASH_SIZE];
	uint8_t			 previous[NT_HASH_SIZE];
};

/* account_msg.h has what they mean. */
struct account_facts {
	bool			 is_admin;
	struct wall		 expires;
	char			*workstations;	/* NULL: any */
};

/* What a replica shows that has not got the last changes. */
struct account_view {
	SLIST_ENTRY(account_view) link;
	uint32_t		 view;
	bool			 exists;
	enum msg_account_state	 state;
	struct verifier		*secret;	/* never NULL */
	struct account_facts	 facts;
};

struct account {
	RB_ENTRY(account)	 by_id;
	RB_ENTRY(account)	 by_name;
	int64_t			 id;
	uint32_t		 rid;
	uint32_t		 generation;
	uint8_t			 cohort;
	enum msg_account_state	 state;
	bool			 is_operator;
	bool			 is_domain;
	bool			 is_generated;
	bool			 has_previous;
	bool			 wakes;		/* when it is asked for */
	bool			 is_leaked, is_sealed;	/* account_msg.h */
	char			 name[MSG_NAME_SIZE];
	char			 folded[MSG_NAME_SIZE * 2];
	struct verifier		*secret;	/* never NULL */
	struct account_facts	 facts;
	SLIST_HEAD(, account_view) views;
	/* Lockout: see lockout.h. */
	bool			 is_locked;
	struct mono		 locked_until;	/* 0: until unlocked */
	unsigned		 bad_count;
	struct mono		 bad_last;
	struct addr		 bad_from;
};

RB_HEAD(account_ids, account);
RB_HEAD(account_names, account);

struct verifiers {
	struct secret_pool	*pool;		/* of struct verifier */
	struct account_ids	 ids;
	struct account_names	 names;
};

bool		 verifiers_init(struct verifiers *);	/* false: no memory */
void		 verifiers_clear(struct verifiers *);
struct account	*verifiers_by_id(struct verifiers *, int64_t);
struct account	*verifiers_by_name(struct verifiers *, const char *);
/* In the order of ids; NULL begins, NULL ends. */
struct account	*verifiers_next(struct verifiers *, struct account *);
/* The account of that id, made if needed, under that name; NULL: no memory, or
   the name is another's. */
struct account	*verifiers_put(struct verifiers *, int64_t id, const char *name);
void		 verifiers_drop(struct verifiers *, struct account *);
/* False: no memory; then it may come from nowhere. */
bool		 account_take_facts(struct account_facts *,
		    const struct msg_account_facts *);
/* NULL: as the account itself. */
const struct account_view *account_view(const struct account *, uint32_t view);
void		 account_drop_views(struct verifiers *, struct account *);
struct account_view *account_add_view(struct verifiers *, struct account *,
		    uint32_t view);	/* NULL: no memory */

#endif
