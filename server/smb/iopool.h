/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iopool - threads for what would make the loop wait for a disk.
 *
 * A job is two functions: run() in a thread, where it may touch nothing but
 * the job, its descriptors and the caller's buffers; done() later on the
 * loop, where it may free the job or submit it again.  As many jobs run side
 * by side as there are threads: fsyncs that are submitted together share the
 * journal's commit and cost about as much as one.
 *
 * Errors   iopool_submit() returns -EAGAIN when the queue is full: the caller
 *          then does the work itself and thereby slows down.
 * End      iopool_free() waits for what runs, calls done() for everything
 *          that was submitted (`cancelled' is set for what never ran) and
 *          only then returns.
 */
#ifndef SERVER_SMB_IOPOOL_H
#define SERVER_SMB_IOPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

#include "base/err.h"

struct event_base;
struct iopool;

struct iojob {
	void			(*run)(struct iojob *);
	void			(*done)(struct iojob *);
	bool			 cancelled;	/* for done(): run() was not called */
	STAILQ_ENTRY(iojob)	 link;
};

int	iopool_new(struct event_base *, unsigned threads, size_t queue_max,
	    struct iopool **out, struct err *);
int	iopool_submit(struct iopool *, struct iojob *);
size_t	iopool_pending(const struct iopool *);	/* done() is still to come */
void	iopool_free(struct iopool **);

#endif
