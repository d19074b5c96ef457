/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollout_int - the parts of the roll-outs.
 *
 *	rollout.c	their life: judged, committed, taken; operators' words
 *	rollout_put.c	a change of the catalogue begins and ends them
 *	rollout_set.c	what clients are shown; what they tell
 *	rollout_load.c	from the store
 *	rollout_view.c	what operators see
 */
#ifndef SERVER_DIRECTOR_CAP_ROLLOUT_INT_H
#define SERVER_DIRECTOR_CAP_ROLLOUT_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>

#include "server/director/cap/rollout.h"
#include "server/director/director.h"
#include "store/rollout.h"

#define ROLLOUT_WHY_SIZE	200

/* What a commit changes of one. */
struct rollout_step {
	enum rollout_state	 state;
	unsigned		 percent;
	uint32_t		 below;
	int64_t			 turn;
	struct mono		 deadline;
	char			 why[ROLLOUT_WHY_SIZE];
};

struct rollout {
	TAILQ_ENTRY(rollout)	 link;
	struct rollouts		*all;
	char			 component[COMPREPORT_NAME_SIZE];
	struct version		 from, to;
	struct rollout_step	 now;
	struct wall		 began, turned;
	struct ring_clients	 clients;
	bool			 loading;	/* its clients */
	bool			 blind;		/* they could not be read */
	bool			 storing;	/* a callback is owed */
	bool			 gone;		/* freed when none is owed */
};

struct rollouts {
	struct director		*d;
	TAILQ_HEAD(, rollout)	 list;		/* by name */
	struct event		 soon;		/* some are to be judged */
	struct event		 due;		/* a turn is over */
	bool			 running;
};

/* --- rollout.c --- */

struct rollout *rollout_find(const struct rollouts *, const char *component);
/* Not in the list yet. */
struct rollout *rollout_make(struct rollouts *, const char *component);
void	rollout_insert(struct rollout *);
void	rollout_drop(struct rollout *);
void	rollout_row(const struct rollout *, const struct rollout_step *,
	    struct batch *);
void	rollout_judge_soon(struct rollouts *);
/* How long ago a client may have been heard of that lives. */
struct wall rollout_alive(const struct rollouts *);
bool	rollout_is_wide(const struct rollout_step *);	/* all see it */
size_t	rollout_percents(const struct director *,
	    unsigned out[static CONFIG_LIST_MAX]);

/* --- rollout_load.c --- */

int	rollouts_load(struct rollouts *, struct err *);	/* blocks */
/* Its clients, page by page; then it is judged. */
void	rollout_load_clients(struct rollout *);
void	rollout_take_client(struct rollout *, const struct component_told *);

#endif
