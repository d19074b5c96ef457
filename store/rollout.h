/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollout - components that go out in rings, and what enrolled clients have
 * reported of each component.  A turn is what clients are asked about: a ring,
 * begun or taken up again; a report bears the number of the turn it fell in.
 *
 * Names are compared in any case.
 * Errors   none of its own.
 * Source   algorithms.md A16.
 */
#ifndef STORE_ROLLOUT_H
#define STORE_ROLLOUT_H

#include "store/store.h"

struct rollout_row {
	const char		*component;	/* "hinv" */
	const char		*from, *to;	/* versions */
	unsigned		 state, percent;
	uint32_t		 below;		/* slots that see it */
	int64_t			 turn;
	struct wall		 began;
	struct stored_time	 deadline;	/* of the turn */
	struct wall		 written;
	const char		*why;
};

/* In the place of the one of that component. */
void	store_rollout_put(struct batch *, const struct rollout_row *);
void	store_rollout_end(struct batch *, const char *component);

struct rollout_list {
	const struct rollout_row	*rows;
	size_t				 n;
	bool				 more;
};
typedef void	rollouts_done(void *arg, const struct err *,
		    const struct rollout_list *);
/* All, by name: there are no more than components. */
int	store_rollouts(struct store *, rollouts_done *, void *arg);

struct component_told {
	struct guid	 client;
	const char	*component;
	const char	*version;		/* "": none */
	const char	*failed, *why;		/* "": nothing failed */
	int64_t		 turn;			/* 0: of none */
	struct wall	 told;
};

/* In the place of what that client said before. */
void	store_component_told(struct batch *, const struct component_told *);

struct component_told_list {
	const struct component_told	*rows;	/* without their component */
	size_t				 n;
	bool				 more;
};
typedef void	component_told_done(void *arg, const struct err *,
		    const struct component_told_list *);
/* By client; NULL: from the first. */
int	store_components_told(struct store *, const char *component,
	    const struct guid *after, component_told_done *, void *arg);

#endif
