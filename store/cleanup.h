/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup - what speaks for taking away the account of a domain controller:
 * how often and how long it was looked for in vain.  And when such accounts go
 * next.  What it means, server/director/ccm/cleanup_rules.h tells.
 */
#ifndef STORE_CLEANUP_H
#define STORE_CLEANUP_H

#include "store/store.h"

struct cleanup_row {
	int64_t			 account;
	uint32_t		 failures;	/* looks in vain, in a row */
	int64_t			 silent_ms;	/* that they took */
	struct wall		 first;		/* of them */
	struct wall		 heard;		/* the last sign that was known */
	struct stored_time	 looked;
	bool			 going;		/* it is being taken away */
};

/* New, or in the place of the one before. */
void	store_cleanup_put(struct batch *, const struct cleanup_row *);
void	store_cleanup_remove(struct batch *, int64_t account);

struct cleanup_list {
	const struct cleanup_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	cleanups_done(void *arg, const struct err *,
		    const struct cleanup_list *);

/* In the order of accounts, behind `after'; 0 begins. */
int	store_cleanups(struct store *, int64_t after, cleanups_done *,
	    void *arg);

struct cleanup_run {
	struct stored_time	 due;		/* the next; not set: never ran */
	struct wall		 written;	/* `due' counts on it */
	struct wall		 last;
	uint32_t		 removed;	/* accounts, by the last */
};

typedef void	cleanup_run_done(void *arg, const struct err *,
		    const struct cleanup_run *);

void	store_cleanup_run_set(struct batch *, const struct cleanup_run *);
int	store_cleanup_run(struct store *, cleanup_run_done *, void *arg);

#endif
