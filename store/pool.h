/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool - the rotation of client connection accounts: one row of the pool as
 * a whole, one of each generation that ever was.  What their states mean,
 * server/director/account/pool.h tells; what must hold whatever the code
 * does, the schema keeps: never fewer than two published once there were
 * two, in each cohort; no number twice, an account and a cohort for good.
 *
 * Errors   of a batch: EPERM, what must hold would not.
 */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include "store/store.h"

#define GENERATION_DELETED	7

struct pool_row {
	bool			 running, frozen;
	bool			 refused;	/* it is, by the directory */
	const char		*why;		/* it is frozen */
	struct wall		 next_due, retired, back, hold;
	int64_t			 away;		/* microseconds */
	struct stored_time	 seen;
	uint32_t		 last;		/* number given; read only */
};

struct generation_row {
	uint32_t		 number;
	int64_t			 account;	/* 0: none */
	unsigned		 cohort;
	unsigned		 state;
	bool			 leaked;
	/* Then: disabled when not more are left out, or at that time. */
	uint64_t		 leak_orphans;	/* 2^53 at most */
	struct wall		 leak_by;
	bool			 leak_unsealed;	/* until then it sees all */
	struct wall		 since, created, published, unpublished,
				 disabled;
};

void	store_pool_set(struct batch *, const struct pool_row *);
/* A new one, or that one as it is now. */
void	store_generation_set(struct batch *, const struct generation_row *);

/* What a cohort above 0 has of its own; pool_row has the rest. */
struct cohort_row {
	unsigned		 number;
	struct wall		 next_due;
	bool			 drained;	/* its accounts shall go */
};

void	store_cohort_set(struct batch *, const struct cohort_row *);

typedef void	pool_done(void *arg, const struct err *,
		    const struct pool_row *);

int	store_pool(struct store *, pool_done *, void *arg);

struct generation_list {
	const struct generation_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	generations_done(void *arg, const struct err *,
		    const struct generation_list *);

/* Those that are not deleted, oldest first. */
int	store_generations(struct store *, generations_done *, void *arg);
/* Those that leaked and are deleted: passwords of the past. */
int	store_generations_leaked(struct store *, generations_done *,
	    void *arg);

struct cohort_list {
	const struct cohort_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	cohorts_done(void *arg, const struct err *,
		    const struct cohort_list *);

int	store_cohorts(struct store *, cohorts_done *, void *arg);

#endif
