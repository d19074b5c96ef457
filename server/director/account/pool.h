/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool - the line of client connection accounts of a site, and when each of
 * them takes its next step (algorithms.md A1).  One account is one
 * generation; its secret never changes while it lives.
 *
 *	PLANNED -> CREATING -> REPLICATING -> PUBLISHED -> UNPUBLISHED
 *	                          (listed)        |     ^ knock    |
 *	                                          |     |          v
 *	                     DELETED <---------------------- DISABLED
 *
 * A generation whose secret leaked goes the same way, but waits neither for its
 * turn nor for the quarantine, and never comes back.
 *
 * Pure: no clock, no store, no events.  Who asks brings the time and the
 * facts, carries the step out, and says pool_apply() when it is durable; the
 * director and tests/sim run this same code.
 *
 * Units    microseconds of the site's clock, which never goes back.
 * Errors   pool_apply(), pool_wish(): -errno and a sentence; nothing changed.
 *          EPROTO the step is not in the table, EBUSY a need is not met,
 *          EEXIST a number or an account would be used twice.
 * Memory   struct pool holds no pointers; a copy is a whole one.
 * Source   product.md 4, Q237759, Q236052, Q280518.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_POOL_H
#define SERVER_DIRECTOR_ACCOUNT_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define POOL_ACCOUNTS_MAX	32	/* more hang clients, Q280518 */
#define POOL_DAY_US		INT64_C(86400000000)

/* The numbers are stored: never renumber. */
enum pool_state {
	POOL_NONE = 0,			/* before the first step */
	POOL_PLANNED = 1, POOL_CREATING, POOL_REPLICATING, POOL_PUBLISHED,
	POOL_UNPUBLISHED, POOL_DISABLED, POOL_DELETED
};

enum pool_event {
	POOL_DUE = 1,			/* a new generation */
	POOL_START,			/* its secret is made */
	POOL_OBSERVED,			/* the directory has it */
	POOL_BARRIER,			/* every directory server shows it */
	POOL_TOO_MANY,			/* the oldest leaves the list */
	POOL_NO_LAGGARDS,		/* nobody needs it any more */
	POOL_KNOCK,			/* somebody still does: enable again */
	POOL_AGE,			/* it was disabled long enough */
	/* Only wished for, never by itself: */
	POOL_GIVE_UP,			/* the directory refuses to create it */
	POOL_UNDO,			/* one step back; freezes the pool */
	POOL_LEAK,			/* its secret is known to others */
	POOL_CUT,			/* a leaked one: on its terms */
	POOL_WITHDRAW,			/* a leaked one leaves the list */
	POOL_RETIRE,			/* it leaves the list before its turn */
	POOL_REFUSED			/* the directory refuses by policy what
					   the last step asks; freezes the pool */
};

/*
 * When a generation whose secret leaked is disabled: as soon as not more
 * clients and addresses than that would be left out, or at that time whoever
 * is (algorithms.md A14).
 */
struct pool_terms {
	uint64_t	 orphans;
	struct wall	 by;		/* 0: never */
	bool		 unsealed;	/* it sees all until then; else, once it
					   left the list, the sealed list */
};

struct pool_rules {
	int64_t		 period;	/* between two new generations */
	int64_t		 max_password_age;	/* of the domain; 0: no end */
	int64_t		 quarantine;	/* Q1: unlisted before disabled */
	int64_t		 orphan_limit;	/* L: who is away longer is lost */
	int64_t		 delete_after;	/* Q2: disabled before deleted */
	int64_t		 replication;	/* T_rep: expected at most */
	int64_t		 spacing;	/* between two steps that take away */
	int64_t		 gap;		/* a longer time unseen: was away */
	uint16_t	 window_from, window_to;	/* minutes of the UTC day
					    for steps by schedule; equal: all */
	uint32_t	 target, floor;	/* published generations */
	uint32_t	 proofs;	/* k logons in a row */
};

/* 14 d, 60 d and so on, as product.md 4 has them. */
extern const struct pool_rules	pool_default_rules;

struct generation {
	uint32_t	 number;	/* from 1, never used again */
	int64_t		 account;	/* 0: none yet; then it never changes */
	enum pool_state	 state;
	bool		 leaked;
	struct pool_terms terms;	/* if it is */
	struct wall	 since;		/* in this state */
	struct wall	 created, published, unpublished, disabled;
};

struct pool {
	struct pool_rules	 rules;
	bool			 running;	/* was started */
	bool			 frozen;	/* until it is thawed */
	bool			 refused;	/* it is, by the directory's policy */
	bool			 safe;		/* torn state, A10 */
	uint32_t		 last;		/* number given */
	uint32_t		 others;	/* live client accounts outside */
	struct wall		 next_due;	/* a new generation */
	struct wall		 retired;	/* last step that took away */
	/* When the site was away; see pool_look(). */
	struct wall		 seen, back, hold;
	int64_t			 away;
	struct generation	 g[POOL_ACCOUNTS_MAX];	/* oldest first */
	size_t			 n;			/* none is DELETED */
};

/* About one generation; what is not known blocks. */
struct pool_facts {
	bool		 busy;		/* a change of its account under way */
	bool		 observed;	/* CREATING: the directory shows it */
	bool		 barrier;	/* every directory server shows the
					   account as it was changed last */
	bool		 laggards_known;
	uint64_t	 laggards;	/* clients seen since pool_horizon()
					   whose last k logons are not newer */
	uint64_t	 keyless;	/* of the laggards: not enrolled;
					   known to those that ask */
	uint64_t	 strays;	/* addresses: logons with it that no
					   client could be named for */
	struct wall	 last_counts;	/* until then, at the latest; 0: ? */
	struct wall	 knocked;	/* last right proof with it; 0: none */
};

struct pool_step {
	enum pool_event	 event;
	uint32_t	 number;	/* DUE: the one to be given */
	enum pool_state	 from, to;
	int64_t		 account;	/* START: the one to be created, filled
					   in by who carries it out */
	struct pool_terms	 terms;		/* LEAK */
};

/* What blocks a step. */
enum pool_need {
	POOL_NEEDS_RUNNING = 1, POOL_NEEDS_THAW, POOL_NEEDS_SOUND,
	POOL_NEEDS_DUE, POOL_NEEDS_ROOM, POOL_NEEDS_ALONE, POOL_NEEDS_WINDOW,
	POOL_NEEDS_IDLE, POOL_NEEDS_OBSERVED, POOL_NEEDS_BARRIER,
	POOL_NEEDS_TOO_MANY, POOL_NEEDS_FLOOR, POOL_NEEDS_SPACING,
	POOL_NEEDS_SERVED, POOL_NEEDS_QUARANTINE, POOL_NEEDS_LAGGARDS,
	POOL_NEEDS_STRAYS, POOL_NEEDS_AGE, POOL_NEEDS_KNOCK,
	POOL_NEEDS_NO_LEAK, POOL_NEEDS_LEAK, POOL_NEEDS_TERMS,
	POOL_NEEDS_POLICY
};

#define POOL_REASONS_MAX	23

struct pool_reason {
	enum pool_need	 need;
	char		 text[200];	/* lower case, no full stop */
};

/* Running with these rules; a pool that was never started has none. */
void	pool_init(struct pool *, const struct pool_rules *);
/* A new generation is due at once; then the floor is made up, one by one. */
void	pool_start(struct pool *, struct wall now);

/*
 * Once per tick, before all else: time in which the site was away counts for
 * nobody, so that a client cannot be lost while nobody could hear it.
 */
void	pool_look(struct pool *, struct wall now);
/* Clients that were last seen before this are lost: L of served time ago. */
struct wall	pool_horizon(const struct pool *, struct wall now);
/* The period in force: a third of the password age less what is needed to
   drain the oldest (A1). */
int64_t	pool_period(const struct pool_rules *);
/* Is there such a period?  -ERANGE and a sentence: passwords may not get old
   enough for accounts to go one by one, with fewer than 32 of them. */
int	pool_judge_age(const struct pool_rules *, struct err *);

/* Facts are those of p->g[i]; false: nothing is to be done now. */
bool	pool_next(const struct pool *, struct wall now,
	    const struct pool_facts facts[], struct pool_step *out);
/*
 * A step that an operator or the directory asks for.  `facts' is that of the
 * generation with this number.
 */
int	pool_wish(const struct pool *, struct wall now, uint32_t number,
	    enum pool_event, const struct pool_facts *, struct pool_step *out,
	    struct err *);
/* The step is durable: the only function that writes a state. */
int	pool_apply(struct pool *, const struct pool_step *, struct wall now,
	    struct err *);

/*
 * What blocks the next step of p->g[i], or for i = p->n that of a generation
 * which is not there yet; returns how many, 0: nothing does.
 */
size_t	pool_explain(const struct pool *, struct wall now, size_t i,
	    const struct pool_facts *,
	    struct pool_reason out[POOL_REASONS_MAX]);
/* The step that it takes next by itself; 0: none. */
enum pool_event	 pool_next_event(const struct generation *);
/* A leaked one is in use, and fewer than `target' others are published: the
   next generation waits for no window. */
bool		 pool_is_urgent(const struct pool *);

/*
 * When a published generation leaves the list at the earliest, if steps are
 * taken by schedule: when enough newer ones can have been published.
 */
struct wall		 pool_leaves(const struct pool *,
			    const struct generation *);
const struct generation	*pool_find(const struct pool *, uint32_t number);
size_t		 pool_count(const struct pool *, enum pool_state);
const char	*pool_state_name(enum pool_state);	/* "published" */
const char	*pool_event_name(enum pool_event);
/* An account that must be able to log on in this state. */
bool		 pool_state_is_enabled(enum pool_state);
/* Others know its secret: whoever comes with it sees the sealed list only. */
bool		 pool_is_sealed(const struct generation *);

#define POOL_NAME_SIZE		24
#define POOL_NAME_PREFIX	"SMSClient_"
/* "SMSClient_00001"; `site' in front of the digits unless it is "". */
void	pool_name(uint32_t number, const char *site,
	    char out[static POOL_NAME_SIZE]);

#endif
