/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch - changes in the order of their making, with all that they carry.
 *
 * A noun adds a change as a function and a payload: the function runs on the
 * store thread, inside the transaction, perhaps more than once (a group that
 * could not be committed is tried again batch by batch), so it reads its
 * payload and may write only results into it.  No memory marks the batch
 * failed; batch_*() then return NULL and store_submit() refuses it.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "store/engine.h"

typedef int	change_run(struct db *, void *payload);	/* 0 or -errno */

struct change {
	STAILQ_ENTRY(change)	 link;
	change_run		*run;
	void			*payload;
};

struct batch {
	struct job		 job;
	struct arena		 mem;
	STAILQ_HEAD(, change)	 changes;
	size_t			 n;
	store_done		*done;
	void			*arg;
};

/* The payload, zeroed; NULL: no memory. */
void		*batch_change(struct batch *, change_run *, size_t);
const char	*batch_text(struct batch *, const char *);	/* NULL: "" */
const char	*batch_text_or_null(struct batch *, const char *);
/* As a key, text_fold(); NULL also if it is no text: refuse that in run(). */
const char	*batch_fold(struct batch *, const char *);
struct store_blob batch_blob(struct batch *, struct store_blob);

#endif
