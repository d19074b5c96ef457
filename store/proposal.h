/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal - what one operator asked for and a second one has to confirm: the
 * request as it came, until when it waits, whose it is.  It goes when it is
 * confirmed, withdrawn, or asked for again; what became of it the audit tells.
 *
 * Errors   of a batch: ENOSPC, too many wait; ENOENT, no such proposal waits.
 */
#ifndef STORE_PROPOSAL_H
#define STORE_PROPOSAL_H

#include "store/store.h"

#define PROPOSALS_MAX	32

struct proposal_row {
	int64_t			 number;	/* never given twice */
	uint32_t		 uid;
	const char		*who;
	const char		*verb, *object;
	const char		*request;	/* as sitectl sent it */
	struct wall		 made;
	struct stored_time	 until;
};

/*
 * The same verb and object of the same user takes the place of what waits, and
 * what was over before `made' goes.  Returns the number, good in the callback.
 */
const int64_t	*store_proposal_add(struct batch *,
		    const struct proposal_row *);
void		 store_proposal_remove(struct batch *, int64_t number);

struct proposal_list {
	const struct proposal_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	proposals_done(void *arg, const struct err *,
		    const struct proposal_list *);

/* All of them, oldest first; also those that are over. */
int	store_proposals(struct store *, proposals_done *, void *arg);

#endif
