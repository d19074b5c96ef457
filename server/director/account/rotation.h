/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation - lets the pool of client connection accounts (pool.h) take its
 * steps: gathers the facts, commits a step, makes the account, and has the
 * list published.  Off until an operator starts it.
 *
 * One thing at a time.  A step is committed with the intent to change an
 * account where it needs one; the intent then goes its way (store/intent.h),
 * and each point of it is a commit, from which it goes on after a crash.  What
 * operators wish waits for its turn.
 *
 * Time     the site's clock: it goes on from what the store saw last, and a
 *          step of the wall clock does not move it (architecture.md 5).
 * Async    rotation_wish() that returns 0 calls `done' once: NULL when it is
 *          on the disk, else why not.
 * Errors   -errno and a sentence: EALREADY, ENOENT no such account or it is
 *          not of the rotation, EBUSY a guard refuses.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_ROTATION_H
#define SERVER_DIRECTOR_ACCOUNT_ROTATION_H

#include "protocol/role/account_msg.h"
#include "server/director/account/pool.h"
#include "store/audit.h"

#define SAFE_MODE_REFUSAL	"the site is in safe mode: %s. Put the newer "  \
    "of the two back, or say what is here shall hold with: sitectl recovery " \
    "adopt"

struct account_entry;
struct director;
struct rotation;

int	rotation_new(struct director *, struct err *);	/* blocks */
void	rotation_run(struct director *);
void	rotation_stop(struct director *);
void	rotation_free(struct director *);
void	rotation_reconfigured(struct director *);
void	rotation_keeper_ready(struct director *);
/* The secret that it was making is lost: it is made anew. */
void	rotation_keeper_lost(struct director *);
/*
 * The site's clock, and a moment of which another role said when it was by the
 * wall's: what clients prove is ordered and grows old by the site's clock, or
 * the use of an old account would be hidden behind newer ones for as long as
 * the wall was set back.
 */
struct wall	rotation_clock(const struct director *);
struct wall	rotation_time_of(struct director *, struct wall told);
/* The keeper has sealed a secret; that of `id' may be its. */
void	rotation_sealed(struct director *, uint64_t id,
	    const struct msg_secret_sealed *);
/* A right password of an account that is disabled. */
void	rotation_knocked(struct director *, const struct account_entry *);
/* Disabled, it is enabled again when somebody shows its right password. */
bool	rotation_wakes(const struct director *, const struct account_entry *);
/* Whoever shows its right password sees the sealed account list only. */
bool	rotation_seals(const struct director *, const struct account_entry *);

/* Is it one that clients are shown?  One outside of the pool always is. */
bool	rotation_lists(const struct director *, const struct account_entry *);
/* Could it go on with that policy?  EBUSY if not. */
struct policy_row;
int	rotation_may_have(const struct director *, const struct policy_row *,
	    struct err *);
/* Why no account is made, disabled or deleted now; NULL: they are. */
const char	*rotation_safe_mode(const struct director *);
/* Of a cohort: its number of published accounts reached the floor once. */
bool	rotation_is_ready(const struct director *, unsigned cohort);
/* Cohorts 0 to that less one have, or had, accounts. */
unsigned	rotation_cohorts(const struct director *);
/*
 * What clients of a cohort are promised of generations that they are shown;
 * false: one of them left the list meanwhile.
 */
struct manifest;
bool	rotation_promise(const struct director *, unsigned cohort,
	    const uint32_t numbers[], size_t n, struct manifest *);
/* NULL: it is not of the rotation, or not any more. */
const struct generation	*rotation_generation(const struct director *,
			    const struct account_entry *);

enum wish_kind {
	WISH_START,		/* begin; a pool that runs: EALREADY */
	WISH_FREEZE,		/* no step by schedule any more */
	WISH_THAW,
	WISH_STEP,		/* the next generation is due now */
	WISH_UNDO,		/* a generation goes one step back */
	WISH_RETIRE,		/* off the list, before its turn */
	WISH_LEAK,		/* its password is known to others */
	WISH_ADOPT		/* what the store has shall hold: A10 */
};

struct rotation_wish {
	enum wish_kind		 kind;
	const char		*account;	/* UNDO, LEAK, RETIRE: its name */
	const char		*why;		/* FREEZE */
	bool			 reschedule;	/* THAW: count from now */
	uint64_t		 orphans;	/* LEAK: see pool.h */
	int64_t			 within_us;	/* LEAK: from now; 0: never */
	bool			 unsealed;	/* LEAK: see pool.h */
	const struct audit_row	*audit;		/* verb, object, outcome set */
};

typedef void	rotation_done(void *arg, const struct err *failed);

/* What it would do, in a sentence; for --dry-run. */
int	rotation_may(struct director *, const struct rotation_wish *,
	    char *what, size_t size, struct err *);
int	rotation_wish(struct director *, const struct rotation_wish *,
	    rotation_done *, void *arg, struct err *);

/*
 * Which of the generations here have a secret that the keeper can use: asked
 * before adopting.  0: `done' is called once; -EBUSY: asked already.
 */
int	rotation_prove(struct director *, rotation_done *, void *arg,
	    struct err *);
void	rotation_proven(struct director *, uint64_t id,
	    const struct msg_secret_proven *);

/* As it is now, for those that show it; facts are those of the last look. */
struct rotation_view {
	const struct pool	*pool;
	const struct pool_facts	*facts;		/* of pool->g[i] */
	const bool		*proven;	/* of pool->g[i], when asked */
	struct wall		 now;
	const char		*why;		/* it is frozen */
	const char		*trouble;	/* of the last try; "": none */
	const char		*torn;		/* why it is in safe mode */
};

/* Of a cohort; rotation_view() is that of cohort 0. */
struct rotation_view	rotation_view_of(const struct director *,
			    unsigned cohort);
struct rotation_view	rotation_view(const struct director *);

#endif
