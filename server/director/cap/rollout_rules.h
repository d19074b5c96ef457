/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollout_rules - when an upgrade that goes out in rings goes on, and when it
 * halts; and who has it, counted client by client.
 *
 *	of the clients in the ring that live and can be told:
 *	  2 % and more failed			halt
 *	  95 % and more told that they have it	the next ring
 *	  neither when the turn is over		halt: too few are heard of
 *
 * Pure: no store, no events.
 * Memory   a ring_clients owns its members; O(log n) for each report, O(n) for
 *          another ring.
 * Source   algorithms.md A16.
 */
#ifndef SERVER_DIRECTOR_CAP_ROLLOUT_RULES_H
#define SERVER_DIRECTOR_CAP_ROLLOUT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/cdefs.h>
#include <sys/tree.h>

#include "base/clock.h"
#include "base/guid.h"

#define ROLLOUT_ENOUGH	95	/* percent that have it */
#define ROLLOUT_TOO_BAD	2	/* percent that failed */
#define ROLLOUT_ALL	100

/* Of those in the ring. */
struct ring_count {
	uint32_t	 clients, upgraded, failed;
	uint32_t	 waiting;	/* heard of in this turn, nothing yet */
	uint32_t	 silent;	/* the rest */
};

enum ring_verdict { RING_WAIT, RING_ADVANCE, RING_FAILS, RING_SHORT };

enum ring_verdict ring_judge(const struct ring_count *, bool is_over);

/*
 * The percentage behind `percent': the least of the list that is greater, else
 * ROLLOUT_ALL.
 */
unsigned	 ring_next(const unsigned *percents, size_t n,
		    unsigned percent);

/* --- clients --- */

enum ring_state { RING_OLD, RING_UPGRADED, RING_FAILED };

struct ring_client {
	RB_ENTRY(ring_client)	 link;
	struct guid		 guid;
	uint32_t		 slot;
	enum ring_state		 state;		/* FAILED: in that turn */
	int64_t			 turn;		/* last heard of in; 0: none */
	struct wall		 told;
};

RB_HEAD(ring_tree, ring_client);

struct ring_clients {
	struct ring_tree	 tree;
	size_t			 n;
	uint32_t		 below;		/* the ring */
	int64_t			 turn;
	struct wall		 alive;		/* heard of since, or gone */
	struct ring_count	 count;
};

void	 ring_clients_init(struct ring_clients *);
void	 ring_clients_clear(struct ring_clients *);
/* What is known of one now; -ENOMEM.  `as' without its link. */
int	 ring_clients_put(struct ring_clients *, const struct ring_client *as);
void	 ring_clients_forget(struct ring_clients *, const struct guid *);
const struct ring_client *ring_clients_find(const struct ring_clients *,
	    const struct guid *);
/* NULL begins, and ends. */
const struct ring_client *ring_clients_next(const struct ring_clients *,
	    const struct ring_client *);
/* Is it one of those that count? */
bool	 ring_counts(const struct ring_clients *, const struct ring_client *);
/* Of one that counts: what it counts as. */
bool	 ring_is_failed(const struct ring_clients *,
	    const struct ring_client *);
/* Another ring, or turn: all are counted anew. */
void	 ring_clients_turn(struct ring_clients *, uint32_t below,
	    int64_t turn, struct wall alive);
/*
 * The slots below which that percentage lies, but so that a client which
 * lives is among them; 0: none does.
 */
uint32_t ring_below(const struct ring_clients *, unsigned percent,
	    struct wall alive);

#endif
