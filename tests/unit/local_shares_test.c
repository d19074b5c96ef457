/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/smb/local_shares.h"
#include "tests/unit/smb_double.h"

static struct smb_server	 server;
static struct local_shares	*ls;
static const struct smb_shares	*books;
static struct mono		 now;

static struct mono
tell_mono(void *arg)
{
	(void)arg;
	return now;
}

static struct wall
tell_wall(void *arg)
{
	(void)arg;
	return (struct wall){ 0 };
}

static int
set_up(void **state)
{
	static const struct clock_source	source = { tell_mono,
		tell_wall, NULL };
	static const struct share_limits	limits = { 100, 100, 35000 };

	(void)state;
	clock_simulate(&source);
	ls = local_shares_new(&limits);
	assert_non_null(ls);
	books = local_shares_books(ls);
	server = (struct smb_server){ .books = books };
	local_shares_serve(ls, &server);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	smb_expect(&server, "");
	local_shares_free(&ls);
	assert_null(ls);
	clock_simulate(NULL);
	return 0;
}

/* Contexts are names. */
static void
opened(void *ctx, const struct share_granted *g)
{
	smb_heard(&server, "%s: %s %u\n", (const char *)ctx,
	    nt_name((uint32_t)g->status), g->oplock);
}

static void
closed(void *ctx, const struct share_closed *c)
{
	smb_heard(&server, "%s: %s\n", (const char *)ctx,
	    c->remove ? c->path : "closed");
}

static void
done(void *ctx, enum ntstatus status)
{
	smb_heard(&server, "%s: %s\n", (const char *)ctx,
	    nt_name((uint32_t)status));
}

static void
open_as(uint64_t id, uint8_t oplock, const char *ctx)
{
	struct share_open	 o = { .id = id, .file = { 1, 2 },
				    .path = "a", .access = FILE_ALL_ACCESS,
				    .sharing = FILE_SHARE_MASK,
				    .oplock = oplock, .can_wait = true };

	books->open(books->arg, &o, opened, (void *)(uintptr_t)ctx);
}

static void
close_as(uint64_t id, const char *ctx)
{
	books->close(books->arg, id, closed, (void *)(uintptr_t)ctx);
}

static void
lock_as(uint64_t id, bool wait, const char *ctx)
{
	struct share_range	 r = { 0, 10, true, false };

	books->lock(books->arg, id, &r, 1, wait, done,
	    (void *)(uintptr_t)ctx);
}

static void
an_open_is_answered_at_once_or_after_the_break(void **state)
{
	(void)state;
	open_as(1, OPLOCK_BATCH, "first");
	smb_expect(&server, "first: STATUS_OK 9\n");
	open_as(2, OPLOCK_II, "second");
	smb_expect(&server, "break 1 to 1\n");
	books->oplock_ack(books->arg, 1, OPLOCK_II);
	smb_expect(&server, "second: STATUS_OK 1\n");
	books->changed(books->arg, 2);
	smb_expect(&server, "break 2 to 0\nbreak 1 to 0\n");
	close_as(1, "c1");
	close_as(2, "c2");
	smb_expect(&server, "c1: closed\nc2: closed\n");
}

static void
ack_at_once(struct smb_server *s, uint64_t open, uint8_t to)
{
	s->books->oplock_ack(s->books->arg, open, to);
}

static void
who_hears_may_answer_from_within(void **state)
{
	(void)state;
	server.on_break = ack_at_once;
	open_as(1, OPLOCK_BATCH, "first");
	open_as(2, OPLOCK_BATCH, "second");
	smb_expect(&server, "first: STATUS_OK 9\nbreak 1 to 1\n"
	    "second: STATUS_OK 1\n");
}

static void
count_wakes(void *arg)
{
	(*(int *)arg)++;
}

static void
the_host_is_told_when_to_call_and_the_time_ends_a_break(void **state)
{
	struct mono	 when;
	int		 wakes = 0;

	(void)state;
	local_shares_on_wake(ls, count_wakes, &wakes);
	open_as(1, OPLOCK_BATCH, "first");
	assert_false(local_shares_deadline(ls, &when));
	open_as(2, OPLOCK_II, "second");
	assert_true(local_shares_deadline(ls, &when));
	assert_int_equal(mono_ms_between(now, when), 35000);
	assert_true(wakes >= 2);
	smb_expect(&server, "first: STATUS_OK 9\nbreak 1 to 1\n");
	now = when;
	local_shares_tick(ls);
	smb_expect(&server, "lost 1\nsecond: STATUS_OK 1\n");
	assert_false(local_shares_deadline(ls, &when));
}

static void
what_waits_can_be_taken_back(void **state)
{
	static char	 second[] = "second", lock[] = "lock";

	(void)state;
	open_as(1, OPLOCK_BATCH, "first");
	open_as(2, OPLOCK_II, second);
	smb_expect(&server, "first: STATUS_OK 9\nbreak 1 to 1\n");
	books->cancel(books->arg, second);
	books->cancel(books->arg, second);
	books->oplock_ack(books->arg, 1, OPLOCK_NONE);
	smb_expect(&server, "");
	open_as(2, OPLOCK_NONE, second);
	lock_as(1, false, "held");
	lock_as(2, true, lock);
	smb_expect(&server, "second: STATUS_OK 0\nheld: STATUS_OK\n");
	books->cancel(books->arg, lock);
	close_as(1, "c");
	open_as(3, OPLOCK_NONE, "third");
	lock_as(3, false, "free");
	smb_expect(&server, "c: closed\nthird: STATUS_OK 0\n"
	    "free: STATUS_OK\n");
}

static void
a_waiting_lock_is_answered_when_its_time_has_come(void **state)
{
	static const struct share_range	write = { 5, 1, true, false };

	(void)state;
	open_as(1, OPLOCK_NONE, "1");
	open_as(2, OPLOCK_NONE, "2");
	lock_as(1, true, "lock 1");
	lock_as(2, false, "try 2");
	lock_as(2, true, "lock 2");
	smb_expect(&server, "1: STATUS_OK 0\n2: STATUS_OK 0\n"
	    "lock 1: STATUS_OK\ntry 2: STATUS_LOCK_NOT_GRANTED\n");
	assert_int_equal(books->hint(books->arg, (struct share_file){ 1, 2 }),
	    SHARE_HAS_LOCKS);
	books->may_io(books->arg, 2, &write, done, (void *)"write");
	close_as(1, "c");
	smb_expect(&server, "write: STATUS_FILE_LOCK_CONFLICT\n"
	    "lock 2: STATUS_OK\nc: closed\n");
}

static void
deletion_and_names_reach_the_handles(void **state)
{
	(void)state;
	open_as(1, OPLOCK_NONE, "1");
	open_as(2, OPLOCK_NONE, "2");
	books->rename(books->arg, 1, "b", (struct share_file){ 0, 0 }, done,
	    (void *)"rename");
	books->renamed(books->arg, 1, "b");
	books->set_delete(books->arg, 2, true, done, (void *)"delete");
	smb_expect(&server, "1: STATUS_OK 0\n2: STATUS_OK 0\n"
	    "rename: STATUS_OK\nrenamed 2 b\ndeleting 1 1\n"
	    "deleting 2 1\n"
	    "delete: STATUS_OK\n");
	close_as(2, "c2");
	close_as(1, "c1");
	open_as(3, OPLOCK_NONE, "3");
	smb_expect(&server, "c2: closed\nc1: b\n");
	books->removed(books->arg, 1);
	smb_expect(&server, "3: STATUS_OK 0\n");
}

static void
end_at_once(struct smb_server *s, uint64_t session)
{
	s->books->session_down(s->books->arg, session);
}

static void
a_previous_session_ends_for_its_own_account_only(void **state)
{
	struct session_info	 info = { .id = 7, .account = 3, .user = "u",
				    .workstation = "w" };

	(void)state;
	server.on_close = end_at_once;
	books->previous_session(books->arg, 7, 3, done, (void *)"early");
	books->session_up(books->arg, &info);
	books->previous_session(books->arg, 7, 4, done, (void *)"stranger");
	smb_expect(&server, "early: STATUS_NOT_FOUND\n"
	    "stranger: STATUS_NOT_FOUND\n");
	books->previous_session(books->arg, 7, 3, done, (void *)"owner");
	smb_expect(&server, "end 7 STATUS_USER_SESSION_DELETED\n"
	    "owner: STATUS_OK\n");
	books->previous_session(books->arg, 7, 3, done, (void *)"late");
	smb_expect(&server, "late: STATUS_NOT_FOUND\n");
}

static void
nothing_is_lost_when_the_books_close_with_questions_open(void **state)
{
	struct session_info	 info = { .id = 7, .account = 3, .user = "u",
				    .workstation = "w" };

	(void)state;
	books->session_up(books->arg, &info);
	books->previous_session(books->arg, 7, 3, done, (void *)"waits");
	open_as(1, OPLOCK_BATCH, "1");
	open_as(2, OPLOCK_BATCH, "2");
	smb_expect(&server, "end 7 STATUS_USER_SESSION_DELETED\n"
	    "1: STATUS_OK 9\nbreak 1 to 1\n");
}

#define local_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		local_test(an_open_is_answered_at_once_or_after_the_break),
		local_test(who_hears_may_answer_from_within),
		local_test(
		    the_host_is_told_when_to_call_and_the_time_ends_a_break),
		local_test(what_waits_can_be_taken_back),
		local_test(a_waiting_lock_is_answered_when_its_time_has_come),
		local_test(deletion_and_names_reach_the_handles),
		local_test(a_previous_session_ends_for_its_own_account_only),
		local_test(
		    nothing_is_lost_when_the_books_close_with_questions_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
