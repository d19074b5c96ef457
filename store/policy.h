/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - what the account domain asks of passwords, and when wrong ones
 * lock: one row.  The passwords that an account had are kept as long as the
 * policy asks, sealed; account.c keeps and drops them in the transaction that
 * sets a new one.
 *
 * Source   NT 4: Account Policy of the User Manager for Domains; Q221218,
 *          Q216855, Q161990 (passfilt.dll).
 */
#ifndef STORE_POLICY_H
#define STORE_POLICY_H

#include "store/store.h"

#define POLICY_AS_CONFIGURED	(-1)	/* what sited.conf says */
#define POLICY_HISTORY_MAX	24	/* passwords, as NT has it */

struct policy_row {
	int64_t		 min_length;		/* characters; 0: any */
	int64_t		 history;		/* passwords; 0: any again */
	int64_t		 min_age_ms;		/* 0: at once */
	bool		 complex;		/* as passfilt.dll */
	/* Or POLICY_AS_CONFIGURED. */
	int64_t		 max_age_ms;		/* 0: for ever */
	int64_t		 threshold;		/* wrong tries; 0: no lock */
	int64_t		 window_ms, duration_ms;
};

void	store_policy_set(struct batch *, const struct policy_row *);

typedef void	policy_done(void *arg, const struct err *,
		    const struct policy_row *);

int	store_policy(struct store *, policy_done *, void *arg);

/* A password that an account had before the one before. */
struct old_password {
	uint64_t		 number;	/* rises with time */
	int64_t			 account;
	struct store_blob	 verifier;	/* sealed */
};

struct old_password_list {
	const struct old_password	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	old_password_done(void *arg, const struct err *,
		    const struct old_password_list *);

/* Of all accounts, behind `after', in their order. */
int	store_old_passwords(struct store *, uint64_t after,
	    old_password_done *, void *arg);

#endif
