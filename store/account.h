/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * account - who may log on.  A row is never removed: a deleted account keeps
 * its name, id, GUID and RID, so that none of them is ever used again; but the
 * name of a user of the domain is free when that is deleted, as on NT.
 * Secrets are sealed by the keeper; the store cannot read them.
 *
 * Errors   store_account_add(): EEXIST, the name (in any case) is or was in
 *          use, or is a group's (sam.h), or id or GUID are in use; EINVAL, a
 *          name that is empty, over 31 characters or not UTF-8.
 *          The others: ENOENT, no such account; EPERM, it is deleted.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/store.h"

#define ACCOUNT_NAME_MAX	31	/* characters, Q271149 */
#define ACCOUNT_RID_FIRST	1000

/* The numbers are stored: never renumber. */
enum account_kind {
	ACCOUNT_OPERATOR = 1, ACCOUNT_CLIENT = 2,
	ACCOUNT_DOMAIN = 3	/* made over samr: its users are not ours */
};
enum account_secret { SECRET_ENTERED = 1, SECRET_GENERATED = 2 };
enum account_state {
	ACCOUNT_ENABLED = 1, ACCOUNT_DISABLED = 2, ACCOUNT_DELETED = 3
};

struct account_row {
	int64_t			 id;		/* store_new_id() */
	struct guid		 guid;
	uint32_t		 rid;		/* given by the store */
	const char		*name;
	enum account_kind	 kind;
	enum account_secret	 secret;
	enum account_state	 state;
	uint32_t		 generation;	/* of its pool; 0: of none */
	unsigned		 cohort;	/* for good; base/cohort.h */
	struct store_blob	 verifier;	/* sealed NT hash */
	struct store_blob	 previous;	/* the one before passwd */
	struct store_blob	 password;	/* sealed; empty: not kept */
	struct stored_time	 locked_until;
	struct wall		 created, changed, last_logon, deleted;
	struct wall		 password_at;	/* it was set; by the store */
	const char		*comment;
};

struct account_new_secret {
	enum account_secret	 secret;
	struct store_blob	 verifier;
	struct store_blob	 password;	/* empty: not kept */
};

/* Takes what the caller can know; state is ENABLED unless it is set.  Returns
   the RID. */
const uint32_t	*store_account_add(struct batch *, const struct account_row *);
/* ENABLED and DISABLED either way; DELETED is final, drops the password, and
   of a user of the domain all secrets. */
void	store_account_state(struct batch *, int64_t id, enum account_state,
	    struct wall at);
/* In place: the verifier so far becomes the previous one. */
void	store_account_passwd(struct batch *, int64_t id,
	    const struct account_new_secret *, struct wall at);
void	store_account_lock(struct batch *, int64_t id,
	    const struct stored_time *until);	/* NULL: unlock */
void	store_account_logon(struct batch *, int64_t id, struct wall at);
/* Forgets the verifiers of accounts that were deleted before then. */
void	store_account_purge(struct batch *, struct wall before);

/* By id, else by name (any case; not a user of the domain that is deleted),
   else all in the order of their names. */
struct account_query {
	int64_t			 id;
	const char		*name;
	const char		*after;		/* name; NULL: first page */
	int64_t			 after_id;	/* of that name; 0: the last */
	uint32_t		 limit;
};

struct account_list {
	const struct account_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	account_done(void *arg, const struct err *,
		    const struct account_list *);

int	store_accounts(struct store *, const struct account_query *,
	    account_done *, void *arg);

#endif
