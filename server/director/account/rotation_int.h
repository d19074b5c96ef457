/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_int - the parts of the rotation.
 *
 *	rotation.c		its turn, the timer
 *	rotation_facts.c	who still needs an account
 *	rotation_step.c		a step: judged, committed, with its intent
 *	rotation_intent.c	an intent on its way through the directory
 *	rotation_load.c		from the store, and the rows of it
 *	rotation_wish.c		what operators ask for
 *	rotation_stamp.c	is the store as old as the directory?  safe mode
 *	rotation_adopt.c	and out of it again
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_ROTATION_INT_H
#define SERVER_DIRECTOR_ACCOUNT_ROTATION_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>

#include "base/cohort.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/director.h"
#include "server/director/domain/stamp.h"
#include "server/smb/iopool.h"
#include "store/intent.h"
#include "store/pool.h"

#define ROTATION_TEXT	256

/* As the store has it; they are few, and mostly none. */
struct intent {
	TAILQ_ENTRY(intent)	 link;
	int64_t			 id, account;
	enum intent_kind	 kind;
	enum intent_state	 state;
	uint32_t		 number;	/* of its generation */
	char			 name[MSG_NAME_SIZE];
	uint8_t			*verifier, *password;
	size_t			 verifier_len, password_len;
	struct mono		 not_before;	/* after a failure */
	int64_t			 patience_ms;	/* doubles with each */
};

struct petition {
	STAILQ_ENTRY(petition)	 link;
	struct rotation_wish	 w;
	struct audit_row	 audit;
	char			 who[64], verb[64], object[MSG_NAME_SIZE];
	char			 detail[ROTATION_TEXT];
	char			 account[MSG_NAME_SIZE], why[ROTATION_TEXT];
	rotation_done		*done;
	void			*arg;
};

/* A step between its choice and the disk. */
struct move {
	unsigned		 cohort;	/* whose pool it is about */
	struct pool		 next;		/* that pool when it is there */
	struct pool_step	 step;
	bool			 is_step;
	bool			 is_for_all;	/* `next' tells when the next
						   account of all is due */
	bool			 has_stamp;
	struct intent		*intent;	/* new, with it; or NULL */
	struct intent		*aborted;	/* ends with it; or NULL */
	char			 why[ROTATION_TEXT];	/* it is frozen then */
	struct petition		*wish;		/* whose it is; or NULL */
};

/* The stamp of the last step, here and there; see rotation_stamp.c. */
struct mark {
	int			 folder;	/* the directory's */
	struct stamp		 now, next;	/* in the store */
	struct stamp		 found;		/* what the directory shows */
	bool			 is_written;	/* it shows `now' */
	bool			 is_torn;
	int			 error;
	struct guid		 site;		/* for the thread */
	struct iojob		 job;
	struct mono		 again;		/* after a failure */
	struct mono		 checked;
	char			 why[ROTATION_TEXT];	/* in safe mode */
};

/* Asked of the keeper, one generation after the other. */
struct proof {
	bool			 fits[COHORTS_MAX][POOL_ACCOUNTS_MAX];
	unsigned		 cohort;
	size_t			 next;		/* g[next] of its pool */
	uint64_t		 id;		/* of the question; 0: none */
	rotation_done		*done;
	void			*arg;
};

/* The pool of a cohort, and what is known of its generations. */
struct line {
	struct pool		 pool;
	struct pool_facts	 facts[POOL_ACCOUNTS_MAX];
};

/*
 * Whether it runs or is frozen, its clock and its numbers are the same of all
 * cohorts; the store has them in the row of the pool, which is that of cohort
 * 0 besides.
 */
struct rotation {
	struct director		*d;
	struct pool		 pool;		/* of cohort 0 */
	struct pool_facts	 facts[POOL_ACCOUNTS_MAX];
	struct line		 more[COHORTS_MAX - 1];	/* of 1, 2, ... */
	TAILQ_HEAD(, intent)	 intents;
	STAILQ_HEAD(, petition)	 wishes;
	struct event		 timer;
	bool			 running;	/* timer and turns */
	bool			 busy;		/* a callback is owed */
	bool			 asked;		/* of those not leaked, that */
	bool			 stale;		/* what was known before */
	bool			 looked;	/* who needs what is known */
	struct wall		 site_then;	/* the site's clock at ... */
	struct mono		 mono_then;
	int64_t			 ahead;		/* of the wall's, in us */
	struct wall		 noted;		/* pool.seen in the store */
	struct move		 move;
	struct intent		*under_way;	/* whose callback is owed */
	enum intent_state	 to;		/* and where it goes then */
	uint64_t		 secret;	/* asked of the keeper; 0: none */
	struct intent		*secret_of;
	struct mark		 mark;
	struct proof		 proof;
	char			 why[ROTATION_TEXT];
	char			 trouble[ROTATION_TEXT];
};

/* rotation.c */
struct wall	 rotation_now(const struct rotation *);
int64_t		 rotation_ahead(const struct rotation *);	/* us */
/* Something ended: on with the next. */
void		 rotation_turn(struct rotation *);
/* It goes on with the next tick; the sentence is shown and logged. */
void		 rotation_trouble(struct rotation *, const char *);
void		 rotation_rules(const struct director *, struct pool_rules *);
/* Could accounts be made, and go in time, by that policy? */
struct policy_row;
int		 rotation_judge(const struct pool_rules *,
		    const struct policy_row *, struct err *);
struct pool	*rotation_pool(struct rotation *, unsigned cohort);
struct pool_facts *rotation_facts(struct rotation *, unsigned cohort);
/* One that is no more, but still has accounts. */
bool		 rotation_is_drained(const struct rotation *,
		    unsigned cohort);
/* NULL: there is no such generation any more. */
const struct generation	*rotation_by_number(struct rotation *,
		    uint32_t number, unsigned *cohort);
/* What is the same of all is as in that pool, which has changed. */
void		 rotation_spread(struct rotation *, const struct pool *);

/* rotation_facts.c; false: all that can be known is. */
bool		 rotation_ask(struct rotation *);

/* rotation_load.c */
int		 rotation_load(struct rotation *, struct err *);
void		 rotation_put_pool(struct rotation *, struct batch *,
		    const struct pool *, const char *why);
void		 rotation_put_cohort(struct rotation *, struct batch *,
		    unsigned cohort, const struct pool *);
void		 rotation_put_generation(struct batch *, unsigned cohort,
		    const struct generation *);

/* rotation_step.c */
void		 rotation_step(struct rotation *, unsigned cohort,
		    const struct pool_step *, struct petition *);
void		 rotation_commit(struct rotation *, struct batch *);
/*
 * The directory refuses by policy what the intent asks: that ends ABORTED, its
 * generation takes the step back, and the rotation is frozen with the sentence:
 * it is not asked again (R12).
 */
void		 rotation_refused(struct rotation *, struct intent *,
		    const char *);
/* An account that was made and is not enabled: on with it. */
bool		 rotation_resume(struct rotation *);

/* rotation_intent.c */
struct intent	*intent_new(const struct rotation *, enum intent_kind,
		    const struct generation *, int64_t account);
void		 intent_free(struct intent **);
void		 intent_put(struct batch *, const struct intent *,
		    const struct pool_step *);
struct intent	*intent_of(struct rotation *, int64_t account);
/* false: there is none that can be brought further now. */
bool		 intent_advance(struct rotation *);

/* rotation_stamp.c */
int		 rotation_load_stamp(struct rotation *, struct err *);
/* The move gets a stamp of its own; is in the store now. */
void		 rotation_put_stamp(struct rotation *, struct batch *);
void		 rotation_stamp_stored(struct rotation *);
/* false: the directory has it, or does not take it now. */
bool		 rotation_stamp(struct rotation *);
/* true, with the reason: it does not take that of the last step. */
bool		 rotation_is_unstamped(const struct rotation *, struct err *);
/* No generation had a higher one, here or in the directory. */
uint32_t	 rotation_last_number(const struct rotation *);

/* rotation_adopt.c */
void		 rotation_proof_lost(struct rotation *);
/* The pool when what is here holds; `what' tells what that means. */
void		 rotation_adopt(struct rotation *, struct pool *next,
		    char *what, size_t size);

/* rotation_wish.c */
/* false: nobody wishes for anything. */
bool		 rotation_grant(struct rotation *);
void		 petition_end(struct petition **, const struct err *);

#endif
