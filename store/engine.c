/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/engine.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "store/batch.h"

#define OTHERS_A_ROUND	4	/* between two commits; each takes a ms or so */

void
job_fail(struct job *job, const struct db *db)
{
	job->err = db->err;
}

const struct err *
job_err(const struct job *job)
{
	return job->err.code == 0 ? NULL : &job->err;
}

void
job_again(struct job *job)
{
	struct store	*st = job->store;

	st->pending++;
	(void)pthread_mutex_lock(&st->lock);
	STAILQ_INSERT_TAIL(&st->waiting, job, link);
	(void)pthread_cond_signal(&st->wake);
	(void)pthread_mutex_unlock(&st->lock);
}

void
job_elsewhere(struct job *job)
{
	job->store->pending++;
}

int
job_submit(struct store *st, struct job *job)
{
	if (st->closing)
		return -ESHUTDOWN;
	job->store = st;
	job->err = (struct err){ 0 };
	job_again(job);
	return 0;
}

void
job_complete(struct store *st, struct job_list *jobs)
{
	uint64_t	 one = 1;

	if (STAILQ_EMPTY(jobs))
		return;
	(void)pthread_mutex_lock(&st->lock);
	STAILQ_CONCAT(&st->complete, jobs);
	(void)pthread_mutex_unlock(&st->lock);
	(void)!write(st->event_fd, &one, sizeof(one));
}

/* False: nothing is left to do and none is to be waited for. */
static bool
fetch(struct store *st, struct job_list *work)
{
	bool	 stop;

	(void)pthread_mutex_lock(&st->lock);
	while (STAILQ_EMPTY(work) && STAILQ_EMPTY(&st->waiting) && !st->stop)
		(void)pthread_cond_wait(&st->wake, &st->lock);
	STAILQ_CONCAT(work, &st->waiting);
	stop = STAILQ_EMPTY(work) && st->stop;
	(void)pthread_mutex_unlock(&st->lock);
	return !stop;
}

/* What a round does: batches up to a number of changes, and all others. */
static void
choose(struct store *st, struct job_list *work, struct job_list *batches,
    struct job_list *others)
{
	struct job	*job;
	size_t		 n = 0;

	while ((job = STAILQ_FIRST(work)) != NULL && n < st->group_max) {
		STAILQ_REMOVE_HEAD(work, link);
		if (job->batch != NULL) {
			n += job->batch->n;
			STAILQ_INSERT_TAIL(batches, job, link);
		} else
			STAILQ_INSERT_TAIL(others, job, link);
	}
}

/* Once damaged, nothing is believed any more. */
static bool
refuse_if_broken(struct store *st, struct job *job)
{
	if (st->broken.code == 0 && job->err.code == EUCLEAN) {
		st->broken = job->err;
		log_error("store: %s", st->broken.text);
	}
	if (st->broken.code != 0)
		job->err = st->broken;
	return st->broken.code != 0;
}

static void
run_batches(struct store *st, struct job_list *batches)
{
	struct job	*job;

	if (STAILQ_EMPTY(batches))
		return;
	if (st->broken.code == 0)
		group_commit(&st->db, batches);
	STAILQ_FOREACH(job, batches, link)
		(void)refuse_if_broken(st, job);
	job_complete(st, batches);
}

/* Runs a few; the rest goes back to the head of work. */
static void
run_others(struct store *st, struct job_list *others, struct job_list *work)
{
	struct job_list	 ready = STAILQ_HEAD_INITIALIZER(ready);
	struct job	*job;
	int		 n;

	for (n = 0; n < OTHERS_A_ROUND; n++) {
		if ((job = STAILQ_FIRST(others)) == NULL)
			break;
		STAILQ_REMOVE_HEAD(others, link);
		if (!refuse_if_broken(st, job))
			job->run(job, &st->db);
		(void)refuse_if_broken(st, job);
		STAILQ_INSERT_TAIL(&ready, job, link);
	}
	job_complete(st, &ready);
	STAILQ_CONCAT(others, work);
	STAILQ_CONCAT(work, others);
}

/*
 * Moves the log into the database file.  What fails here has lost nothing:
 * the log stays, grows, and it is tried again later.
 */
static void
checkpoint(struct store *st)
{
	struct db	*db = &st->db;

	if (db->wal_pages < st->checkpoint_at || st->broken.code != 0)
		return;
	if (sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE,
	    NULL, NULL) == SQLITE_OK) {
		st->checkpoint_at = st->log_pages;
		db->wal_pages = 0;
		return;
	}
	log_warn("store: checkpoint failed, the log goes on growing: %s "
	    "[pages=%d]", sqlite3_errmsg(db->h), db->wal_pages);
	st->checkpoint_at = db->wal_pages + st->log_pages;
}

static void *
run_thread(void *arg)
{
	struct job_list	 work = STAILQ_HEAD_INITIALIZER(work);
	struct job_list	 batches = STAILQ_HEAD_INITIALIZER(batches);
	struct job_list	 others = STAILQ_HEAD_INITIALIZER(others);
	struct store	*st = arg;

	while (fetch(st, &work)) {
		choose(st, &work, &batches, &others);
		run_batches(st, &batches);
		run_others(st, &others, &work);
		checkpoint(st);
	}
	return NULL;
}

/* Signals are the event loop's business. */
static int
start_thread(struct store *st)
{
	sigset_t	 all, old;
	int		 error;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(&st->thread, NULL, run_thread, st);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

int
engine_start(struct store *st, struct err *e)
{
	int	 error;

	STAILQ_INIT(&st->waiting);
	STAILQ_INIT(&st->complete);
	st->checkpoint_at = st->log_pages;
	st->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (st->event_fd == -1)
		return err_sys(e, "store: cannot make an eventfd");
	(void)pthread_mutex_init(&st->lock, NULL);
	(void)pthread_cond_init(&st->wake, NULL);
	error = start_thread(st);
	if (error == 0)
		return 0;
	(void)close(st->event_fd);
	return err_set(e, error, "store: cannot start its thread (error %d)",
	    error);
}

void
engine_stop(struct store *st)
{
	(void)pthread_mutex_lock(&st->lock);
	st->stop = true;
	(void)pthread_cond_signal(&st->wake);
	(void)pthread_mutex_unlock(&st->lock);
	(void)pthread_join(st->thread, NULL);
	(void)pthread_mutex_destroy(&st->lock);
	(void)pthread_cond_destroy(&st->wake);
	(void)close(st->event_fd);
}

int
store_fd(const struct store *st)
{
	return st->event_fd;
}

size_t
store_pending(const struct store *st)
{
	return st->pending;
}

void
store_dispatch(struct store *st)
{
	struct job_list	 ready = STAILQ_HEAD_INITIALIZER(ready);
	struct job	*job;
	uint64_t	 ignored;

	(void)!read(st->event_fd, &ignored, sizeof(ignored));
	(void)pthread_mutex_lock(&st->lock);
	STAILQ_CONCAT(&ready, &st->complete);
	(void)pthread_mutex_unlock(&st->lock);
	while ((job = STAILQ_FIRST(&ready)) != NULL) {
		STAILQ_REMOVE_HEAD(&ready, link);
		st->pending--;
		job->deliver(job);
	}
}

void
store_wait(struct store *st)
{
	struct pollfd	 p = { .fd = st->event_fd, .events = POLLIN };

	while (st->pending > 0) {
		(void)poll(&p, 1, -1);
		store_dispatch(st);
	}
}
