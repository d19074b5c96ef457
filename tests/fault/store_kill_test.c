/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A writer is killed in the middle of thousands of commits, again and again
 * over the same store: whatever it was told to be committed is there, and
 * nothing is missing before something that is there.
 */
#include "tests/unit/storage.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/inbox.h"

#define ROUNDS		12
#define IN_FLIGHT	64

static struct guid
landing(uint32_t n)
{
	struct guid	 g = { { 0 } };

	memcpy(g.b, &n, sizeof(n));
	return g;
}

struct writer {
	struct store	*st;
	uint32_t	 submitted, done;
	int		 out;		/* numbers that were acknowledged */
};

static void
acknowledged(void *arg, const struct err *failed)
{
	struct writer	*w = arg;

	if (failed != NULL)
		_exit(3);
	w->done++;
	if (write(w->out, &w->done, sizeof(w->done)) != sizeof(w->done))
		_exit(4);
}

static void
submit(struct writer *w)
{
	struct batch	*b = store_batch_new();
	uint32_t	 n = ++w->submitted;

	(void)store_inbox_land(b, &(struct inbox_row){
	    .landing = landing(n), .box = "ddr.box", .name = "ABCDEFGH.DDR",
	    .size = n, .landed = AT(n) });
	(void)store_audit(b, &(struct audit_row){ .at = AT(n), .who = "w",
	    .verb = "land", .object = "o", .outcome = AUDIT_DONE });
	if (store_submit(w->st, &b, acknowledged, w) != 0)
		_exit(5);
}

/* Goes on from the last number, with a small log: checkpoints all the time. */
static void
write_for_ever(const char *dir, uint32_t from, int out)
{
	const struct store_options	 opt = { .log_pages = 100 };
	struct writer			 w = {
		.submitted = from, .done = from, .out = out
	};
	struct pollfd			 p = { .events = POLLIN };

	if (store_open(dir, &opt, &w.st, NULL) != 0)
		_exit(2);
	p.fd = store_fd(w.st);
	for (;;) {
		while (w.submitted - w.done < IN_FLIGHT)
			submit(&w);
		(void)poll(&p, 1, -1);
		store_dispatch(w.st);
	}
}

/* The last number that the writer had been told of when it died. */
static uint32_t
write_and_die(const char *dir, uint32_t from, long ms)
{
	struct timespec	 a_while = { ms / 1000, ms % 1000 * 1000000 };
	uint32_t	 n, last = from;
	int		 ends[2], status;
	pid_t		 pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)close(ends[0]);
		write_for_ever(dir, from, ends[1]);
	}
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &n, sizeof(n)), sizeof(n));
	last = n;
	(void)fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
	(void)nanosleep(&a_while, NULL);
	(void)kill(pid, SIGKILL);
	while (read(ends[0], &n, sizeof(n)) == sizeof(n)) {
		assert_int_equal(n, last + 1);
		last = n;
	}
	(void)close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return last;
}

static uint32_t	 there;

static void
count(void *arg, const struct err *e, const struct inbox_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(e);
	for (i = 0; i < list->n; i++, there++) {
		assert_int_equal(list->rows[i].seq, there + 1);
		assert_int_equal(list->rows[i].size, there + 1);
	}
}

static void
check_audit(void *arg, const struct err *e, const struct audit_verdict *v)
{
	(void)arg;
	assert_null(e);
	assert_int_equal(v->broken, 0);
	assert_int_equal(v->checked, there);
}

/* All of 1 to there, in that order, and no more. */
static void
look(struct storage *s)
{
	uint32_t	 before;

	there = 0;
	do {
		before = there;
		assert_int_equal(store_inbox(s->st, &(struct inbox_query){
		    .after = there }, count, NULL), 0);
		store_wait(s->st);
	} while (there > before);
	assert_int_equal(store_audit_verify(s->st, check_audit, NULL), 0);
	store_wait(s->st);
}

static void
a_killed_writer_loses_nothing_that_was_acknowledged(void **state)
{
	struct storage	*s = *state;
	uint32_t	 last, total = 0;
	int		 i;

	srandom(4711);
	for (i = 0; i < ROUNDS; i++) {
		storage_close(s);
		last = write_and_die(s->dir, total, random() % 150);
		storage_open(s);
		look(s);
		if (there < last || there > last + IN_FLIGHT)
			fail_msg("%u were acknowledged, %u are there", last,
			    there);
		total = there;
	}
	print_message("%u commits, %d kills\n", total, ROUNDS);
	assert_true(total > 100);	/* on the slowest machine */
}

static void
a_killed_holder_does_not_lock_others_out(void **state)
{
	struct storage	*s = *state;

	storage_close(s);
	(void)write_and_die(s->dir, 0, 1);
	storage_open(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_killed_writer_loses_nothing_that_was_acknowledged),
		WITH_STORE(a_killed_holder_does_not_lock_others_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
