/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool_int - the two halves of the pool: the table of steps (pool.c) and
 * what each of them needs (pool_need.c).
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_POOL_INT_H
#define SERVER_DIRECTOR_ACCOUNT_POOL_INT_H

#include "server/director/account/pool.h"

#define NEED(x)		(UINT32_C(1) << POOL_NEEDS_ ## x)

/* g is NULL for a generation that is not there yet. */
struct pool_question {
	const struct pool		*p;
	const struct generation		*g;
	const struct pool_facts		*facts;		/* NULL: none known */
	struct wall			 now;
};

/* Those of `needs' that are not met, with a sentence each. */
size_t	pool_unmet(const struct pool_question *, uint32_t needs,
	    struct pool_reason out[POOL_REASONS_MAX]);
/* Published, and not leaked. */
size_t	pool_count_good(const struct pool *);
bool	pool_is_met(const struct pool_question *, uint32_t needs);

#endif
