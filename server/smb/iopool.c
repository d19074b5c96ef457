/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/iopool.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STACK_SIZE	(128 * 1024)

STAILQ_HEAD(iojobs, iojob);

struct iopool {
	/* Of the loop alone. */
	struct event	*wakeup;
	pthread_t	*threads;
	unsigned	 nthreads;
	size_t		 queue_max;
	size_t		 pending;

	int		 fd;		/* eventfd: something is done */

	pthread_mutex_t	 lock;		/* for all that follows */
	pthread_cond_t	 work;
	struct iojobs	 waiting;
	struct iojobs	 finished;
	size_t		 nwaiting;
	bool		 stopping;
};

/* With the lock held: the next job, or NULL when the pool ends. */
static struct iojob *
next_job(struct iopool *p)
{
	struct iojob	*job;

	while (STAILQ_EMPTY(&p->waiting) && !p->stopping)
		pthread_cond_wait(&p->work, &p->lock);
	if (p->stopping)
		return NULL;
	job = STAILQ_FIRST(&p->waiting);
	STAILQ_REMOVE_HEAD(&p->waiting, link);
	p->nwaiting--;
	return job;
}

static void *
worker(void *arg)
{
	static const uint64_t	 one = 1;
	struct iopool		*p = arg;
	struct iojob		*job;
	bool			 first;

	pthread_mutex_lock(&p->lock);
	while ((job = next_job(p)) != NULL) {
		pthread_mutex_unlock(&p->lock);
		job->run(job);
		pthread_mutex_lock(&p->lock);
		first = STAILQ_EMPTY(&p->finished);
		STAILQ_INSERT_TAIL(&p->finished, job, link);
		/* One wake-up for all that finish before the loop looks. */
		if (first && write(p->fd, &one, sizeof(one)) == -1)
			abort();	/* a counter cannot be full with ones */
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void
run_done(struct iopool *p, struct iojobs *jobs)
{
	struct iojob	*job;

	while ((job = STAILQ_FIRST(jobs)) != NULL) {
		STAILQ_REMOVE_HEAD(jobs, link);
		p->pending--;
		job->done(job);
	}
}

static void
on_finished(evutil_socket_t fd, short what, void *arg)
{
	struct iopool	*p = arg;
	struct iojobs	 jobs = STAILQ_HEAD_INITIALIZER(jobs);
	uint64_t	 count;

	(void)what;
	(void)!read(fd, &count, sizeof(count));
	pthread_mutex_lock(&p->lock);
	STAILQ_CONCAT(&jobs, &p->finished);
	pthread_mutex_unlock(&p->lock);
	run_done(p, &jobs);
}

/* Signals are the loop's business. */
static int
start_threads(struct iopool *p, unsigned n)
{
	pthread_attr_t	 attr;
	sigset_t	 all, before;
	int		 error;

	error = pthread_attr_init(&attr);
	if (error != 0)
		return -error;
	(void)pthread_attr_setstacksize(&attr, STACK_SIZE);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	for (; p->nthreads < n && error == 0; p->nthreads += error == 0)
		error = pthread_create(&p->threads[p->nthreads], &attr, worker,
		    p);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)pthread_attr_destroy(&attr);
	return -error;
}

static int
set_up(struct iopool *p, struct event_base *base, unsigned threads,
    struct err *e)
{
	int	 error;

	p->threads = calloc(threads, sizeof(*p->threads));
	p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->fd == -1)
		return err_sys(e, "cannot make an eventfd");
	p->wakeup = event_new(base, p->fd, EV_READ | EV_PERSIST, on_finished,
	    p);
	if (p->threads == NULL || p->wakeup == NULL ||
	    event_add(p->wakeup, NULL) == -1)
		return err_set(e, ENOMEM, "no memory for the I/O threads");
	error = start_threads(p, threads);
	if (error != 0)
		return err_set(e, -error, "cannot start an I/O thread: %s",
		    strerror(-error));
	return 0;
}

int
iopool_new(struct event_base *base, unsigned threads, size_t queue_max,
    struct iopool **out, struct err *e)
{
	struct iopool	*p;
	int		 error;

	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return err_set(e, ENOMEM, "no memory for the I/O threads");
	STAILQ_INIT(&p->waiting);
	STAILQ_INIT(&p->finished);
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->work, NULL);
	p->queue_max = queue_max;
	p->fd = -1;
	error = set_up(p, base, threads, e);
	if (error != 0)
		iopool_free(&p);
	*out = p;
	return error;
}

int
iopool_submit(struct iopool *p, struct iojob *job)
{
	int	 error = 0;

	job->cancelled = false;
	pthread_mutex_lock(&p->lock);
	if (p->stopping || p->nwaiting >= p->queue_max)
		error = -EAGAIN;
	else {
		STAILQ_INSERT_TAIL(&p->waiting, job, link);
		p->nwaiting++;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	p->pending += error == 0;
	return error;
}

size_t
iopool_pending(const struct iopool *p)
{
	return p->pending;
}

void
iopool_free(struct iopool **pp)
{
	struct iopool	*p = *pp;
	struct iojob	*job;
	unsigned	 i;

	if (p == NULL)
		return;
	*pp = NULL;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->nthreads; i++)
		(void)pthread_join(p->threads[i], NULL);
	STAILQ_FOREACH(job, &p->waiting, link)
		job->cancelled = true;
	run_done(p, &p->finished);
	run_done(p, &p->waiting);
	if (p->wakeup != NULL)
		event_free(p->wakeup);
	if (p->fd != -1)
		(void)close(p->fd);
	(void)pthread_cond_destroy(&p->work);
	(void)pthread_mutex_destroy(&p->lock);
	free(p->threads);
	free(p);
}
