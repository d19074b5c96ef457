/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "server/smb/iopool.h"

struct fixture {
	struct event_base	*base;
	struct iopool		*pool;
};

struct job {
	struct iojob	 io;
	pthread_t	 ran_by;
	int		 value;		/* written by the thread */
	int		*count;
	pthread_mutex_t	*gate;		/* held by the test */
	struct iopool	*again;		/* submit once more from done() */
};

static struct job *
job_of(struct iojob *io)
{
	return (struct job *)(void *)io;
}

static void
run(struct iojob *io)
{
	struct job	*j = job_of(io);

	j->ran_by = pthread_self();
	if (j->gate != NULL) {
		pthread_mutex_lock(j->gate);
		pthread_mutex_unlock(j->gate);
	}
	j->value++;
}

static void
done(struct iojob *io)
{
	struct job	*j = job_of(io);
	struct iopool	*again = j->again;

	++*j->count;
	j->again = NULL;
	if (again != NULL)
		assert_int_equal(iopool_submit(again, io), 0);
}

static int
set_up(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->base = event_base_new();
	assert_non_null(f->base);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture	*f = *state;

	iopool_free(&f->pool);
	event_base_free(f->base);
	free(f);
	return 0;
}

static void
start(struct fixture *f, unsigned threads, size_t queue)
{
	assert_int_equal(iopool_new(f->base, threads, queue, &f->pool, NULL),
	    0);
}

static void
loop_until(struct fixture *f, const int *count, int want)
{
	struct mono	 deadline = mono_after(mono_now(), 20000);

	while (*count < want) {
		assert_false(mono_passed(deadline, mono_now()));
		assert_int_equal(event_base_loop(f->base, EVLOOP_ONCE), 0);
	}
}

static void
a_job_runs_in_a_thread_and_ends_on_the_loop(void **state)
{
	struct fixture	*f = *state;
	int		 count = 0;
	struct job	 j = { .io = { .run = run, .done = done },
			    .count = &count };

	start(f, 2, 8);
	assert_int_equal(iopool_submit(f->pool, &j.io), 0);
	loop_until(f, &count, 1);
	assert_int_equal(j.value, 1);
	assert_false(j.io.cancelled);
	assert_false(pthread_equal(j.ran_by, pthread_self()));
}

static void
a_job_may_be_submitted_again_when_it_is_done(void **state)
{
	struct fixture	*f = *state;
	int		 count = 0;
	struct job	 j = { .io = { .run = run, .done = done },
			    .count = &count };

	start(f, 1, 1);
	j.again = f->pool;
	assert_int_equal(iopool_submit(f->pool, &j.io), 0);
	loop_until(f, &count, 2);
	assert_int_equal(j.value, 2);
}

static void
thousands_of_jobs_each_end_once(void **state)
{
	enum { JOBS = 5000 };
	struct fixture	*f = *state;
	struct job	*jobs = calloc(JOBS, sizeof(*jobs));
	int		 count = 0, i;

	assert_non_null(jobs);
	start(f, 8, JOBS);
	for (i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){ .io = { .run = run, .done = done },
		    .count = &count };
		assert_int_equal(iopool_submit(f->pool, &jobs[i].io), 0);
	}
	loop_until(f, &count, JOBS);
	for (i = 0; i < JOBS; i++)
		assert_int_equal(jobs[i].value, 1);
	assert_int_equal(count, JOBS);
	free(jobs);
}

/* All of them must be inside run() at once for the gate to count them. */
static pthread_barrier_t	meeting;

static void
meet(struct iojob *io)
{
	(void)pthread_barrier_wait(&meeting);
	job_of(io)->value = 1;
}

static void
as_many_run_side_by_side_as_there_are_threads(void **state)
{
	enum { THREADS = 16 };
	struct fixture	*f = *state;
	struct job	 jobs[THREADS];
	int		 count = 0, i;

	start(f, THREADS, THREADS);
	pthread_barrier_init(&meeting, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){ .io = { .run = meet, .done = done },
		    .count = &count };
		assert_int_equal(iopool_submit(f->pool, &jobs[i].io), 0);
	}
	loop_until(f, &count, THREADS);
	pthread_barrier_destroy(&meeting);
}

static void
a_full_queue_refuses(void **state)
{
	struct fixture	*f = *state;
	pthread_mutex_t	 gate = PTHREAD_MUTEX_INITIALIZER;
	struct job	 jobs[8];
	int		 count = 0, taken = 0, i;

	start(f, 1, 2);
	pthread_mutex_lock(&gate);
	for (i = 0; i < 8; i++) {
		jobs[i] = (struct job){ .io = { .run = run, .done = done },
		    .count = &count, .gate = &gate };
		if (iopool_submit(f->pool, &jobs[i].io) == 0)
			taken++;
		else
			break;
	}
	/* Two wait; a third if the thread had taken one by then. */
	assert_in_range(taken, 2, 3);
	pthread_mutex_unlock(&gate);
	loop_until(f, &count, taken);
}

static void
the_end_waits_for_what_runs_and_cancels_the_rest(void **state)
{
	struct fixture	*f = *state;
	pthread_mutex_t	 gate = PTHREAD_MUTEX_INITIALIZER;
	struct job	 jobs[6];
	int		 count = 0, ran = 0, cancelled = 0, i;

	start(f, 2, 8);
	for (i = 0; i < 6; i++) {
		jobs[i] = (struct job){ .io = { .run = run, .done = done },
		    .count = &count, .gate = i < 2 ? NULL : &gate };
		assert_int_equal(iopool_submit(f->pool, &jobs[i].io), 0);
	}
	iopool_free(&f->pool);
	assert_null(f->pool);
	assert_int_equal(count, 6);
	for (i = 0; i < 6; i++) {
		ran += jobs[i].value;
		cancelled += jobs[i].io.cancelled;
		assert_int_equal(jobs[i].value + jobs[i].io.cancelled, 1);
	}
	assert_int_equal(ran + cancelled, 6);
}

static void
an_idle_pool_ends_and_none_is_no_harm(void **state)
{
	struct fixture	*f = *state;

	start(f, 4, 4);
	iopool_free(&f->pool);
	iopool_free(&f->pool);
}

int
main(void)
{
#define T(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_job_runs_in_a_thread_and_ends_on_the_loop),
		T(a_job_may_be_submitted_again_when_it_is_done),
		T(thousands_of_jobs_each_end_once),
		T(as_many_run_side_by_side_as_there_are_threads),
		T(a_full_queue_refuses),
		T(the_end_waits_for_what_runs_and_cancels_the_rest),
		T(an_idle_pool_ends_and_none_is_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
