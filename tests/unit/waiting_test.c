/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A right logon with an account that is disabled, but is enabled again for
 * who asks for it: it is answered when that has happened.
 */
#include "tests/unit/check.h"

#include <unistd.h>

#include "server/keeper/waiting.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

#define WAIT_MS		40

static const struct told_account	retired = {
	.id = 1, .name = "SMSClient_00001", .password = "Gen-1",
	.state = MSG_ACCOUNT_DISABLED, .is_generated = true, .wakes = true
};

static int
set_up(void **state)
{
	if (keeper_up(state) != 0)
		return -1;
	keeper_env.config.enable_wait = WAIT_MS;
	tell_accounts(&retired, 1);
	return 0;
}

static uint64_t
ask(void)
{
	struct attempt	 a;

	attempt_make(&a, take_challenge(), retired.name, retired.password);
	return attempt_ask(&a);
}

static struct told_account
enabled(void)
{
	struct told_account	 a = retired;

	a.state = MSG_ACCOUNT_ENABLED;
	return a;
}

static size_t
wanted(void)
{
	struct heard	*h;
	struct rd	 body;
	size_t		 n = 0;

	for (; (h = far_heard(director, MSG_ACCOUNT_WANTED)) != NULL; n++) {
		body = heard_body(h);
		assert_int_equal(rd_le64(&body), 1);
	}
	return n;
}

/* As long in truth as by the test's clock. */
static void
let_pass(int64_t ms)
{
	pass_ms(ms);
	(void)usleep((useconds_t)(ms + 10) * 1000);
	env_double_turn(&keeper_env);
}

static void
it_is_let_in_with_its_own_key_when_the_account_is_enabled(void **state)
{
	const struct told_account	 after = enabled();
	struct attempt			 a;
	struct msg_auth_result		 r;
	struct msg_evidence		 ev;
	uint64_t			 q;

	(void)state;
	attempt_make(&a, take_challenge(), retired.name, retired.password);
	q = attempt_ask(&a);
	assert_int_equal(wanted(), 1);
	assert_false(attempt_answer(q, &r));
	assert_int_equal(last_evidence().reason, REASON_COUNT);
	tell_account(&after);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_OK);
	assert_int_equal(r.delay_ms, 0);
	assert_int_equal(r.account, 1);
	assert_int_equal(r.generation, 71);
	assert_string_equal(r.name, retired.name);
	assert_string_equal(r.workstation, "PC17");
	assert_int_equal(r.key_len, sizeof(a.key));
	assert_memory_equal(r.key, a.key, sizeof(a.key));
	ev = last_evidence();
	assert_int_equal(ev.reason, REASON_RIGHT);
	assert_int_equal(ev.account, 1);
	assert_string_equal(ev.name, retired.name);
}

static void
the_director_is_asked_once_for_all_and_all_are_let_in(void **state)
{
	const struct told_account	 after = enabled();
	struct msg_auth_result		 r;
	uint64_t			 q[5];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(q); i++)
		q[i] = ask();
	assert_int_equal(wanted(), 1);
	tell_account(&after);
	for (i = 0; i < nitems(q); i++) {
		assert_true(attempt_answer(q[i], &r));
		assert_told(r, NT_OK);
	}
}

static void
it_is_refused_when_nothing_comes_of_it(void **state)
{
	const struct told_account	 after = enabled();
	struct msg_auth_result		 r;
	uint64_t			 q = ask();

	(void)state;
	let_pass(WAIT_MS / 2);
	assert_false(attempt_answer(q, &r));
	let_pass(WAIT_MS);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_ACCOUNT_DISABLED);
	assert_int_equal(r.key_len, 0);
	assert_int_equal(last_evidence().reason, REASON_DISABLED);
	tell_account(&after);
	assert_false(attempt_answer(q, &r));	/* once only */
}

/* A knock that fails may still be heard by the next try. */
static void
it_waits_on_when_the_account_is_told_as_it_was(void **state)
{
	const struct told_account	 after = enabled();
	struct msg_auth_result		 r;
	uint64_t			 q = ask();

	(void)state;
	tell_account(&retired);
	assert_false(attempt_answer(q, &r));
	tell_account(&after);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_OK);
}

static void
it_is_refused_at_once_when_it_will_not_come_back(void **state)
{
	struct told_account	 leaked = retired;
	struct msg_auth_result	 r;
	uint64_t		 q = ask();

	(void)state;
	leaked.wakes = false;
	tell_account(&leaked);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_ACCOUNT_DISABLED);
	assert_told(logon(retired.name, retired.password),
	    NT_ACCOUNT_DISABLED);
	q = (uint64_t)wanted();
	assert_int_equal(q, 1);		/* of the first */
}

static void
a_lock_that_came_meanwhile_holds(void **state)
{
	struct told_account	 after = enabled();
	struct msg_auth_result	 r;
	uint64_t		 q = ask();

	(void)state;
	after.is_locked = true;
	tell_account(&after);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_ACCOUNT_LOCKED_OUT);
}

static void
a_wrong_password_neither_waits_nor_asks(void **state)
{
	(void)state;
	assert_told(logon(retired.name, "x"), NT_LOGON_FAILURE);
	assert_int_equal(wanted(), 0);
}

static void
nobody_waits_where_it_is_switched_off(void **state)
{
	(void)state;
	keeper_env.config.enable_wait = 0;
	assert_told(logon(retired.name, retired.password),
	    NT_ACCOUNT_DISABLED);
	assert_int_equal(last_evidence().reason, REASON_DISABLED);
}

static void
a_replica_is_waited_for_as_well(void **state)
{
	struct told_account	 after = enabled();
	struct attempt		 a;
	struct msg_auth_result	 r;
	uint64_t		 q;

	(void)state;
	attempt_make(&a, take_challenge(), retired.name, retired.password);
	a.view = 1;
	q = attempt_ask(&a);
	after.views[0].view = 1;
	after.views[0].password = retired.password;
	after.views[0].state = MSG_ACCOUNT_DISABLED;
	tell_account(&after);		/* not there yet */
	assert_false(attempt_answer(q, &r));
	after.views[0].view = 0;
	tell_account(&after);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_OK);
}

static void
another_director_is_asked_again(void **state)
{
	const struct told_account	 after = enabled();
	struct msg_auth_result		 r;
	uint64_t			 q[2] = { ask(), ask() };

	(void)state;
	assert_int_equal(wanted(), 1);
	env_double_lose(director);
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	tell_accounts(&retired, 1);
	assert_int_equal(wanted(), 1);
	assert_false(attempt_answer(q[0], &r));
	tell_accounts(&after, 1);
	assert_true(attempt_answer(q[0], &r));
	assert_told(r, NT_OK);
	assert_true(attempt_answer(q[1], &r));
	assert_told(r, NT_OK);
}

static void
one_that_comes_while_there_is_no_director_is_not_forgotten(void **state)
{
	struct msg_auth_result	 r;
	uint64_t		 q;

	(void)state;
	env_double_lose(director);
	q = ask();
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	tell_accounts(&retired, 1);
	assert_int_equal(wanted(), 1);
	let_pass(WAIT_MS + 1);
	assert_true(attempt_answer(q, &r));
	assert_told(r, NT_ACCOUNT_DISABLED);
}

static void
a_worker_that_dies_takes_its_logons_along(void **state)
{
	const struct told_account	 after = enabled();

	(void)state;
	(void)ask();
	env_double_lose(worker);
	worker = env_double_peer(&keeper_env, &keeper_ops, ROLE_WORKER, 0);
	tell_account(&after);
	assert_int_equal(far_unread(worker, MSG_AUTH_RESULT), 0);
	assert_told(logon(retired.name, retired.password), NT_OK);
}

/* Of one account, and of all. */
static void
whoever_comes_when_too_many_wait_is_refused_as_before(void **state)
{
	struct told_account	 more[3] = { retired, retired, retired };
	struct attempt		 a;
	size_t			 i, k;

	(void)state;
	more[1].id = 2;
	more[1].name = "SMSClient_00002";
	more[2].id = 3;
	more[2].name = "SMSClient_00003";
	tell_accounts(more, 3);
	for (k = 0; k < WAITERS_MAX / WAITERS_EACH; k++) {
		for (i = 0; i < WAITERS_EACH; i++) {
			attempt_make(&a, take_challenge(), more[k].name,
			    retired.password);
			(void)attempt_ask(&a);
		}
		assert_int_equal(far_unread(worker, MSG_AUTH_RESULT), 0);
		assert_told(logon(more[k].name, retired.password),
		    NT_ACCOUNT_DISABLED);
	}
	assert_told(logon(more[2].name, retired.password),
	    NT_ACCOUNT_DISABLED);
	more[0].state = MSG_ACCOUNT_ENABLED;
	tell_account(&more[0]);
	assert_int_equal(far_unread(worker, MSG_AUTH_RESULT), WAITERS_EACH);
}

#define kept(test)	cmocka_unit_test_setup_teardown(test, set_up, keeper_down)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		kept(it_is_let_in_with_its_own_key_when_the_account_is_enabled),
		kept(the_director_is_asked_once_for_all_and_all_are_let_in),
		kept(it_is_refused_when_nothing_comes_of_it),
		kept(it_waits_on_when_the_account_is_told_as_it_was),
		kept(it_is_refused_at_once_when_it_will_not_come_back),
		kept(a_lock_that_came_meanwhile_holds),
		kept(a_wrong_password_neither_waits_nor_asks),
		kept(nobody_waits_where_it_is_switched_off),
		kept(a_replica_is_waited_for_as_well),
		kept(another_director_is_asked_again),
		kept(one_that_comes_while_there_is_no_director_is_not_forgotten),
		kept(a_worker_that_dies_takes_its_logons_along),
		kept(whoever_comes_when_too_many_wait_is_refused_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
