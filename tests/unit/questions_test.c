/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What workers ask of the accounts, at the director: answered under its number,
 * as of the server that it names; what is malformed ends the worker.
 */
#include "tests/unit/check.h"

#include "protocol/role/domain_msg.h"
#include "tests/unit/director_double.h"

static struct arena		 mem;
static struct msg_domain_parts	 parts;

static void
ask(const struct msg_domain_ask *m, uint64_t id)
{
	msg_put_domain_ask(far_begin(worker, MSG_DOMAIN_ASK, id), m);
	far_end(worker);
	settle_down();
}

static const struct rpc_domain_answer *
answer(uint64_t id)
{
	struct heard	*h = far_heard(worker, MSG_DOMAIN_ANSWER);
	struct rd	 r;

	assert_non_null(h);
	assert_int_equal(h->id, id);
	r = heard_body(h);
	memset(&parts, 0, sizeof(parts));
	arena_free(&mem);
	arena_init(&mem, MSG_DOMAIN_ARENA);
	assert_true(msg_get_domain_answer(&r, &mem, &parts));
	assert_true(rd_end(&r));
	return &parts.answer;
}

static void
names_and_numbers_of_accounts_are_told(void **state)
{
	static const char	*names[] = { "Domain Admins", "nobody" };
	static const uint32_t	 rids[] = { 513, 77 };
	struct msg_domain_ask	 m = { .ask = { .op = DOMAIN_FIND,
				    .count = 2, .names = names } };
	const struct rpc_domain_answer *a;

	(void)state;
	ask(&m, 6);
	a = answer(6);
	assert_int_equal(a->status, NT_OK);
	assert_int_equal(a->count, 2);
	assert_int_equal(a->rows[0].rid, 512);
	assert_int_equal(a->rows[0].kind, SID_USE_GROUP);
	assert_int_equal(a->rows[1].kind, 0);
	m.ask = (struct rpc_domain_ask){ .op = DOMAIN_NAME, .count = 2,
	    .rids = rids };
	ask(&m, 7);
	a = answer(7);
	assert_string_equal(a->rows[0].name, "Domain Users");
	assert_int_equal(a->rows[1].kind, 0);
}

static void
a_server_that_is_not_there_is_not_asked(void **state)
{
	struct msg_domain_ask	 m = { .view = 9, .ask = {
				    .op = DOMAIN_FACTS } };

	(void)state;
	ask(&m, 1);
	assert_int_equal(answer(1)->status, NT_DOMAIN_CONTROLLER_NOT_FOUND);
}

/* The policy, too, is the director's to judge, whatever a worker says. */
static void
who_is_nobody_changes_nothing(void **state)
{
	const struct rpc_domain_facts	 policy = { .password_least = 1 };
	struct msg_domain_ask		 m = { .ask = { .op = DOMAIN_POLICY,
					    .fields = POLICY_PASSWORD,
					    .policy = &policy } };

	(void)state;
	m.caller.right = RPC_OPERATOR;
	m.caller.sid = sid_known(SID_SYSTEM)->sid;
	ask(&m, 1);
	assert_int_equal(answer(1)->status, NT_ACCESS_DENIED);
	m.caller.sid = director_sid(the_director(), 4711);
	ask(&m, 2);
	assert_int_equal(answer(2)->status, NT_ACCESS_DENIED);
}

static void
a_malformed_question_ends_the_worker(void **state)
{
	(void)state;
	wr_zero(far_begin(worker, MSG_DOMAIN_ASK, 1), 100);
	far_end(worker);
	settle_down();
	assert_true(far_is_cut(worker));
	assert_null(far_heard(worker, MSG_DOMAIN_ANSWER));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, director_up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(names_and_numbers_of_accounts_are_told),
		T(a_server_that_is_not_there_is_not_asked),
		T(who_is_nobody_changes_nothing),
		T(a_malformed_question_ends_the_worker),
	};
	int			 rc;

	arena_init(&mem, MSG_DOMAIN_ARENA);
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&mem);
	return rc;
}
