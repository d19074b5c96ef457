/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine - the store thread and its two queues.
 *
 * A job is submitted on the event loop's thread, run on the store thread and
 * delivered on the event loop's again, where it may be submitted once more:
 * work that takes long goes back and forth in steps, so that commits come in
 * between and a slow caller slows only its own work.
 *
 * Jobs run in the order of submission, except that all batches of a round are
 * committed first, then the other jobs of that round run.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <pthread.h>
#include <sys/queue.h>

#include "store/db.h"

struct backup;
struct batch;

struct job {
	STAILQ_ENTRY(job)	 link;
	struct batch		*batch;		/* else run() */
	void			 (*run)(struct job *, struct db *);
	void			 (*deliver)(struct job *);	/* frees it */
	struct store		*store;
	struct err		 err;		/* code 0: all is well */
};

STAILQ_HEAD(job_list, job);

struct store {
	struct db		 db;		/* the store thread's */
	struct err		 broken;	/* ditto; code 0: it is not */
	int			 log_pages;	/* ditto; between checkpoints */
	int			 checkpoint_at;	/* ditto; pages */
	uint32_t		 group_max;

	pthread_t		 thread;
	pthread_mutex_t		 lock;
	pthread_cond_t		 wake;
	struct job_list		 waiting;	/* under the lock */
	struct job_list		 complete;	/* under the lock */
	bool			 stop;		/* under the lock */

	int			 event_fd;	/* readable: complete has some */
	int			 lock_fd;
	size_t			 pending;	/* the loop's thread */
	bool			 closing;	/* the loop's thread */
	struct backup		*backup;	/* ditto: the one under way */
};

int	engine_start(struct store *, struct err *);
void	engine_stop(struct store *);		/* after all was delivered */

/* 0: deliver() will be called.  -ESHUTDOWN: it will not, the job stays. */
int	job_submit(struct store *, struct job *);
/* From deliver(): a further step, accepted even while closing. */
void	job_again(struct job *);
/* From deliver(): the job goes on elsewhere, job_complete() will come. */
void	job_elsewhere(struct job *);
/* From any thread: these are done, they may be delivered. */
void	job_complete(struct store *, struct job_list *);
/* The sentence of the last failure becomes the job's. */
void	job_fail(struct job *, const struct db *);
const struct err *job_err(const struct job *);	/* NULL: all is well */

/* backup.c: while closing; the backup under way, if any, ends soon. */
void	backup_cancel(struct store *);

/* group.c: commits the batches of the list, each well or with its err. */
void	group_commit(struct db *, struct job_list *);

#endif
