/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * story - a short life of a store, told again and again under faults: each
 * batch lands a file, sets a setting and is audited; singly, in a group, with
 * checkpoints in between.  What was acknowledged is noted, and looked for
 * afterwards.
 */
#ifndef TESTS_FAULT_STORY_H
#define TESTS_FAULT_STORY_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

#define STORY_BATCHES	32

struct story {
	const char	*vfs;
	struct err	 opened;		/* code 0: it was */
	struct store	*st;
	int		 next;			/* batch, from 1 */
	struct err	 fate[STORY_BATCHES + 1];	/* code -1: not told */
};

/* Opens, tells it; the store is open then, or opened says why not. */
void	story_begin(struct story *, const char *dir, const char *vfs);
/* One more batch, waited for; true: acknowledged. */
bool	story_go_on(struct story *);
int	story_refused(const struct story *);	/* how many batches were */
/*
 * Opens it again and looks: all that was acknowledged is there,
 * no batch is there in part, the audit chain is whole.  in_order: also,
 * nothing is missing before something that is there.
 */
void	story_check(const struct story *, const char *dir, bool in_order);
/* From one place of a fault to the next: EVERY_FAULT=1 in the environment
   tries them all, else one in so many. */
long	story_stride(long one_in);

#endif
