/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup_int - the parts of the cleanup.
 *
 *	cleanup.c		its life, the timer; a round of looks
 *	cleanup_look.c		what is known of one account
 *	cleanup_remove.c	what there is proof of goes
 *	cleanup_view.c		what operators see
 */
#ifndef SERVER_DIRECTOR_CCM_CLEANUP_INT_H
#define SERVER_DIRECTOR_CCM_CLEANUP_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include "protocol/sms/names.h"
#include "server/director/account/accounts.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/director.h"

#define CLEANUP_AGAIN_MS	5000	/* after trouble of disk or domain */

/* An account that is looked for. */
struct watch {
	RB_ENTRY(watch)		 link;
	struct cleanup		*owner;
	struct cleanup_row	 row;
	struct cleanup_facts	 facts;
	char			 other[SITE_CODE_SIZE];	/* whose it is, too */
	bool			 known;		/* `facts' are of now */
	bool			 calling;	/* its machine */
	bool			 chosen;	/* to go, by the run */
	bool			 counts;	/* this look does */
	bool			 asking;	/* the directory */
	struct mono		 again;		/* it is asked */
};

RB_HEAD(watches, watch);
int	watch_compare(const struct watch *, const struct watch *);
RB_PROTOTYPE(watches, watch, link, watch_compare)

/* Who waits for the end of a round. */
struct cleanup_wish {
	TAILQ_ENTRY(cleanup_wish) link;
	cleanup_done		*done;
	void			*arg;
};

struct cleanup {
	struct director		*d;
	struct cleanup_rules	 rules;
	struct watches		 watches;
	struct event		 timer;
	bool			 running;
	uint64_t		 changes;	/* of the book, then */
	bool			 busy;		/* a round, up to the disk */
	struct watch		*at;		/* who is looked at */
	struct batch		*batch;		/* of the round */
	TAILQ_HEAD(, cleanup_wish) wishes;
	bool			 wanted;	/* a run, at the round's end */
	uint32_t		 uid;		/* whose word it is, or ... */
	char			 who[64];	/* "": it is due */
	struct cleanup_run	 run, coming;	/* coming: to the disk */
	struct mono		 due;		/* of the next one */
	struct mono		 again;		/* after trouble */
	cleanup_caller		*caller;
	void			*caller_arg;
};

/* --- cleanup.c --- */

/* All that is due; the timer's, and tests'. */
void	cleanup_turn(struct cleanup *);
/* The machine of such an account; NULL: it is none. */
const char *cleanup_machine(const struct account_entry *);
/* This one was looked at. */
void	cleanup_looked(struct watch *);

/* --- cleanup_look.c --- */

/* Ends with cleanup_looked(). */
void	cleanup_look(struct watch *);

/* --- cleanup_remove.c --- */

/* At the end of a round, which it ends. */
void	cleanup_begin_run(struct cleanup *);
void	cleanup_end_round(struct cleanup *, const struct err *failed);
/* Of a site that never had one. */
void	cleanup_plan_first(struct cleanup *);
/* What is going is brought to its end. */
void	cleanup_pursue(struct cleanup *);

#endif
