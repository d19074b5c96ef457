/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * director - the policy of sited: the rules are the daemon's own code
 * (server/director/account/pool.h); here are its surroundings, the store, the
 * directory and the evidence, each as bad as they may be.
 *
 *	store		what was committed, and only that, survives a kill
 *	intents		committed before the directory is asked (algorithms.md
 *			A7); an open one is compared and finished at start
 *	kills		at random, and between any two steps of an intent
 *	operators	retire early, freeze, undo once or to the end, push
 *			under the floor; leak a password, and cut the account
 *			off whoever still needs it
 *	policy		the directory refuses what is new, or any change
 */
#ifndef TESTS_SIM_DIRECTOR_H
#define TESTS_SIM_DIRECTOR_H

#include "server/director/account/pool.h"
#include "tests/sim/sim.h"

#define INTENTS_MAX	POOL_ACCOUNTS_MAX
#define GENERATIONS	DOMAIN_ACCOUNTS

enum intent_kind { INTENT_CREATE, INTENT_ENABLE, INTENT_DISABLE,
    INTENT_DELETE };
enum intent_phase { INTENT_PREPARED, INTENT_SENT, INTENT_OBSERVED };

/* Killed when ... */
enum moment {
	AT_RANDOM, AT_DECIDED, AT_PREPARED, AT_SENT, AT_WRITTEN, AT_OBSERVED,
	AT_DONE, MOMENTS
};
extern const char	*const moments[MOMENTS];

struct intent {
	enum intent_kind	 kind;
	enum intent_phase	 phase;
	uint32_t		 number;
};

/* What the store holds. */
struct kept {
	struct pool	 pool;
	struct intent	 intent[INTENTS_MAX];
	size_t		 n;
	uint16_t	 secret[GENERATIONS];	/* 0: not made yet */
	uint64_t	 marker[GENERATIONS];
};

struct director {
	struct kept	 mem, disk;
	struct rnd	 kill, operator, secrets;
	bool		 is_up;
	int64_t		 up_at, thaw_at;
	int64_t		 counted_at;	/* when `needed' was */
	struct needed	 needed[GENERATIONS];
	bool		 had_floor;
	int64_t		 published_at;	/* the last new generation */
	int64_t		 planned_at;	/* the newest */
	bool		 undone;	/* something, since */
	int64_t		 mend_at;	/* the directory's policy */
	struct pool_terms terms;	/* of the leak to be told of */
	bool		 was_refused[GENERATIONS];	/* since the thaw */
	uint8_t		*named;		/* identities that an operator was
					   told of before he cut an account */
	uint64_t	 leaks, cuts, withdrawn, refusals;
	uint16_t	 first_secret[GENERATIONS];
	int64_t		 entered_at[GENERATIONS];	/* its state */
	int64_t		 knocked_at[GENERATIONS];	/* 0: not in it */
	uint64_t	 kills[MOMENTS];
	uint64_t	 asked, refused;	/* operators */
	uint64_t	 steps, knocks, retired;
	size_t		 most;		/* accounts at once */
};

int	director_begin(struct sim *);
void	director_tick(struct sim *);
void	director_free(struct director **);
/* The next kill, the next wish of an operator. */
int64_t	director_is_killed(struct sim *);
int64_t	director_is_steered(struct sim *);

/* Operators were told that it might be left out, and did it. */
bool	director_named(const struct sim *, const struct client *);

/* --- between its parts --- */

struct wall	director_now(const struct sim *);
/* False: killed in the middle of it. */
bool	director_takes(struct sim *, const struct pool_step *);
bool	director_goes_on(struct sim *);		/* open intents */
bool	director_resumes(struct sim *);		/* what was taken back */
/* By the directory's policy. */
bool	director_is_refused(struct sim *, uint32_t number);
void	director_commit(struct sim *);
void	director_publish(struct sim *);
bool	director_dies(struct sim *, enum moment);
void	director_facts(struct sim *, struct pool_facts[POOL_ACCOUNTS_MAX]);

/* Invariants, asked of what happened and not of what was meant. */
void	check_store(struct sim *);
void	check_list(struct sim *, uint32_t number);	/* just published */
void	check_step(struct sim *, const struct pool_step *);	/* next */
void	check_liveness(struct sim *);			/* each tick */

#endif
