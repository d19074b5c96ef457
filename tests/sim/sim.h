/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim - one world under one policy: clients that poll a Client Access Point,
 * a domain that judges their logons, and somebody who changes the accounts.
 *
 * Units    seconds of the virtual clock; only the pool counts microseconds.
 * Memory   all of it is there before the first event.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include <stdio.h>

#include "tests/sim/domain.h"
#include "tests/sim/evidence.h"
#include "tests/sim/heap.h"
#include "tests/sim/machine.h"

#define LIST_ACCOUNTS	32		/* more hang clients, Q280518 */
#define LISTS_MAX	4096
#define ORPHAN_AGE	(60 * DAY)	/* Q227033 */
#define DAYS_MAX	4000

enum rule { RULE_NONE, RULE_LAGGARDS, RULE_BARRIER, RULE_FLOOR, RULE_INTENT };

struct options {
	uint32_t	 clients;
	int64_t		 days;
	size_t		 dcs;
	enum rule	 broken;
};

/* What the CAP shows at a time; clients remember which one they have. */
struct entry {
	uint16_t	 account, secret;
};

struct list {
	struct entry	 e[LIST_ACCOUNTS];
	uint16_t	 n;
};

struct client {
	struct machine	 m;
	struct rnd	 conduct;
	int64_t		 checked;	/* `Site Config Last Checked' */
	int64_t		 refused_since;	/* 0: has service */
	int64_t		 image_checked, restore_at;
	uint64_t	 slot;
	uint32_t	 refused;	/* bits: entries not tried again */
	uint16_t	 list, image_list;
	uint16_t	 turn;
	bool		 lives, orphan;
};

/* A day of the world: cumulative, but for those without service. */
struct sample {
	uint32_t	 orphans, lockouts, without;
};

struct sim;
struct director;

struct policy {
	const char	*name, *title;
	int		(*begin)(struct sim *);	/* -ENOMEM */
	void		(*tick)(struct sim *);
	int64_t		 every;		/* between two ticks */
};

extern const struct policy	policies[];
#define POLICIES	4
#define OURS		0		/* the first */

/* Where a policy of then stands. */
struct plan {
	int64_t		 next, remove_at;	/* 0: nothing to remove */
	uint16_t	 newest, oldest, secret;
};

struct sim {
	const struct options	*opt;
	const struct policy	*policy;
	uint64_t		 seed;
	int64_t			 now, end;
	struct heap		 heap;
	struct client		*client;
	struct domain		 domain;
	struct evidence		 evidence;	/* of ours only */
	struct list		 list[LISTS_MAX];
	size_t			 nlist;		/* the last is on the CAP */
	bool			 site_down;
	struct rnd		 pull[DCS_MAX], power[DCS_MAX], site;
	struct director		*director;	/* of ours only */
	struct plan		 plan;		/* of the others */
	/* figures */
	uint32_t		 orphans, generations, broken;
	uint32_t		 told;	/* orphans that an operator was told
					   of before */
	uint64_t		 logons, restored;
	int64_t			 lost_seconds;
	struct sample		 day[DAYS_MAX];
};

/* A whole run; NULL: no memory. */
struct sim	*sim_run(const struct options *, const struct policy *,
		    uint64_t seed);
void		 sim_free(struct sim **);

/* What clients fetch from now on; the same as before is no new list. */
void		 sim_publish(struct sim *, const struct list *);
const struct list *sim_published(const struct sim *);

/* An invariant does not hold: told once in a while, counted always. */
void		 sim_broken(struct sim *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));

/* The client does what is due; returns when the next thing is, or NEVER. */
int64_t		 client_acts(struct sim *, struct client *);
void		 client_ends(struct sim *, struct client *);

#endif
