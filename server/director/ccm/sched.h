/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sched - which request is next: the one that was due first and whose lane is
 * free, while fewer than so many are under way.
 *
 * A lane is what two requests must not be in at a time: a machine; of domain
 * controllers, their domain.  An entry whose turn comes while its lane is taken
 * waits behind that one, and is next when the lane is free.
 *
 * Pure     no clock, no timer: milliseconds of any clock are given.
 * Cost     O(log n) for every call.  Lanes are kept while they are taken.
 * Memory   entries are the caller's, zeroed at first, with `seq' and `lane'
 *          set while they are out.
 * Source   ccm.md 4, A13.
 */
#ifndef SERVER_DIRECTOR_CCM_SCHED_H
#define SERVER_DIRECTOR_CCM_SCHED_H

#include <sys/queue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tree.h"

#define SCHED_LANE_SIZE	64

struct sched_lane;

enum sched_state {
	SCHED_OUT,
	SCHED_WAITING,		/* until it is due */
	SCHED_BEHIND,		/* due, its lane is taken */
	SCHED_NEXT,		/* due, its lane is kept for it */
	SCHED_RUNNING
};

struct sched_entry {
	RB_ENTRY(sched_entry)	 by_due;
	TAILQ_ENTRY(sched_entry) link;
	int64_t			 seq;		/* decides between equals */
	int64_t			 due_ms;
	char			 lane[SCHED_LANE_SIZE];
	enum sched_state	 state;
	struct sched_lane	*in;		/* NULL: none */
};

RB_HEAD(sched_due_tree, sched_entry);
RB_HEAD(sched_lane_tree, sched_lane);
TAILQ_HEAD(sched_queue, sched_entry);

struct sched {
	struct sched_due_tree	 due;
	struct sched_lane_tree	 lanes;		/* that are taken */
	struct sched_queue	 next;
	size_t			 running;
	size_t			 most;		/* may be changed at will */
};

void	sched_init(struct sched *, size_t most);
/* Wherever it was, it waits until then; one that ran has ended. */
void	sched_put(struct sched *, struct sched_entry *, int64_t due_ms);
void	sched_out(struct sched *, struct sched_entry *);
/* The next to begin: it runs now.  NULL: none, or no memory for its lane. */
struct sched_entry *sched_next(struct sched *, int64_t now_ms);
/* When sched_next() is to be asked; false: not before one ends. */
bool	sched_when(struct sched *, int64_t *ms_out);

#endif
