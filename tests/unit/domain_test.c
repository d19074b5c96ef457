/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The embedded directory in a whole director: what the keeper is told that a
 * replica shows, through changes, restarts and crashes.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/book.h"
#include "server/director/domain/domain.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define LATE	"BDC1/1h"

static const struct wish	one = { .name = "SMSClient_00001",
				    .password = "Right-1" };
static const struct wish	two = { .name = "SMSClient_00002",
				    .password = "Right-2" };

static int
up_with_a_late_replica(void **state)
{
	director_replica = LATE;
	return director_up(state);
}

static int
up_on_a_clock_of_ours(void **state)
{
	clock_double_start();
	return up_with_a_late_replica(state);
}

static int
down_and_back_to_the_clock(void **state)
{
	int	 rc = director_down(state);

	clock_double_stop();
	return rc;
}

static struct msg_account
told(const char *name)
{
	struct msg_account	 m;

	settle_down();
	assert_true(keeper_knows(name, &m));
	return m;
}

static void
start_again(const char *replica)
{
	director_stop();
	director_replica = replica;
	director_start();
}

static bool	finished;

static void
note_end(void *arg, const struct err *failed)
{
	(void)arg;
	finished = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

static int
act(enum domain_act what, int64_t lag)
{
	struct domain_wish	 w = { .server = 1, .act = what,
				    .least = lag, .most = lag,
				    .audit = somebody() };

	finished = false;
	outcome = (struct err){ 0 };
	if (domain_change(the_director(), &w, note_end, NULL, &outcome) == 0)
		until(finished);
	return outcome.code;
}

static void
an_account_is_told_together_with_what_a_replica_does_not_show(void **state)
{
	struct msg_account	 m;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	m = told(one.name);
	assert_int_equal(m.nviews, 1);
	assert_int_equal(m.views[0].view, 1);
	assert_false(m.views[0].exists);
	assert_int_equal(act(DOMAIN_LAG, 0), 0);
	until(told(one.name).nviews == 0);
}

static void
a_changed_password_is_the_old_one_there(void **state)
{
	struct msg_account	 m;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(act(DOMAIN_LAG, 0), 0);
	until(told(one.name).nviews == 0);
	assert_int_equal(act(DOMAIN_LAG, HOUR), 0);
	assert_int_equal(passwd(one.name, "Next-1", true), 0);
	assert_int_equal(set_state(one.name, ACCOUNT_DISABLED, true), 0);
	m = told(one.name);
	assert_int_equal(m.state, MSG_ACCOUNT_DISABLED);
	assert_int_equal(m.nviews, 1);
	assert_true(m.views[0].exists);
	assert_int_equal(m.views[0].state, MSG_ACCOUNT_ENABLED);
	assert_memory_equal(m.views[0].verifier.base, "Right-1", 7);
}

static void
what_is_pending_outlives_a_restart_and_a_crash(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	director_snapshot();
	start_again(LATE);
	assert_int_equal(told(one.name).nviews, 1);
	director_stop();
	director_start_on_snapshot();
	assert_int_equal(told(one.name).nviews, 1);
}

/* A2: later than its lag and what replication takes at most. */
static void
a_replica_is_late_after_its_lag_and_replication_time(void **state)
{
	struct dir_server	 s;

	(void)state;
	the_director()->env->config.replication_time = HOUR / 2;
	assert_int_equal(add_account(&one), 0);
	pass_ms(HOUR + HOUR / 2);
	directory_server(the_director(), 1, &s);
	assert_int_equal(s.pending, 1);
	assert_false(s.late);
	pass_ms(1);
	directory_server(the_director(), 1, &s);
	assert_true(s.late);
	directory_server(the_director(), 0, &s);
	assert_false(s.late);
	assert_int_equal(act(DOMAIN_LAG, 0), 0);
	until(told(one.name).nviews == 0);
	directory_server(the_director(), 1, &s);
	assert_false(s.late);
}

static void
a_pause_and_a_lag_outlive_a_restart(void **state)
{
	struct dir_server	 s;

	(void)state;
	assert_int_equal(act(DOMAIN_PAUSE, 0), 0);
	assert_int_equal(act(DOMAIN_LAG, 0), 0);
	assert_int_equal(add_account(&one), 0);
	start_again(LATE);
	directory_server(the_director(), 1, &s);
	assert_true(s.paused);
	assert_int_equal(s.most, 0);
	assert_int_equal(s.pending, 1);
	assert_int_equal(told(one.name).nviews, 1);
	assert_int_equal(act(DOMAIN_RESUME, 0), 0);
	until(told(one.name).nviews == 0);
	assert_int_equal(act(DOMAIN_RESUME, 0), EALREADY);
	director_stop();
	director_start();
	assert_int_equal(told(one.name).nviews, 0);
}

static void
a_new_replica_shows_all_there_is_and_one_that_went_nothing(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	start_again("BDC2/1h");
	assert_int_equal(directory_servers(the_director()), 2);
	assert_int_equal(told(one.name).nviews, 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(told(two.name).nviews, 1);
	start_again(NULL);
	assert_int_equal(directory_servers(the_director()), 1);
	assert_int_equal(told(two.name).nviews, 0);
	start_again(LATE);
	assert_int_equal(told(one.name).nviews, 0);
}

static void
the_pdc_is_never_late(void **state)
{
	struct domain_wish	 w = { .act = DOMAIN_PAUSE,
				    .audit = somebody() };

	(void)state;
	assert_int_equal(domain_change(the_director(), &w, note_end, NULL,
	    &outcome), -EINVAL);
}

/* --- a keeper that listens slowly --- */

static void
fill_the_way_to_the_keeper(void)
{
	struct chan	*ch = env_peer(&director_env, ROLE_KEEPER, 0);
	uint8_t		*p;

	keeper_is_deaf = true;
	do {
		p = wr_space(chan_begin(ch, MSG_LIST_WRAP, 0), 131072);
		assert_non_null(p);
		memset(p, 0, 131072);
	} while (chan_end(ch) == 0);
}

/* What filled it is forgotten, what came behind is not answered yet. */
static void
let_the_keeper_listen(void)
{
	struct chan	*ch = env_peer(&director_env, ROLE_KEEPER, 0);

	until(chan_queued(ch) == 0);
	settle_down();
	while (far_heard(keeper, MSG_LIST_WRAP) != NULL)
		;
}

static struct account_entry *
entry(const char *name)
{
	return book_find(the_director()->accounts, name);
}

static void
what_the_keeper_has_no_room_for_is_told_later_as_it_is_then(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	settle_down();
	fill_the_way_to_the_keeper();
	entry(one.name)->generation = 71;
	telling_later(the_director(), entry(one.name));
	telling_change(the_director(), entry(one.name));
	entry(one.name)->generation = 72;
	let_the_keeper_listen();
	assert_int_equal(far_unread(keeper, MSG_ACCOUNT), 1);
	keeper_is_deaf = false;
	assert_int_equal(told(one.name).generation, 72);
}

/* Until END it goes on with what it knew: what changes comes behind that. */
static void
a_slow_keeper_is_told_all_and_then_what_has_changed_meanwhile(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	settle_down();
	while (far_heard(keeper, MSG_ACCOUNTS_BEGIN) != NULL ||
	    far_heard(keeper, MSG_ACCOUNTS_END) != NULL)
		;
	fill_the_way_to_the_keeper();
	accounts_tell_keeper(the_director());
	telling_later(the_director(), entry(two.name));
	telling_change(the_director(), entry(one.name));
	let_the_keeper_listen();
	assert_int_equal(far_unread(keeper, MSG_ACCOUNTS_BEGIN), 1);
	assert_int_equal(far_unread(keeper, MSG_ACCOUNTS_END), 1);
	assert_int_equal(far_unread(keeper, MSG_ACCOUNT), 4);
	assert_int_equal(far_unread_behind(keeper, MSG_ACCOUNTS_END,
	    MSG_ACCOUNT), 2);
}

/* --- questions --- */

static struct dir_reply	 replies[2];
static size_t		 nreplies;

static void
note_reply(void *arg, const struct dir_reply *r)
{
	(void)arg;
	assert_true(nreplies < 2);
	replies[nreplies++] = *r;
}

static void
a_server_is_asked_and_answers_later_what_it_shows(void **state)
{
	struct dir_request	 q = { .op = 7 };

	(void)state;
	nreplies = 0;
	assert_int_equal(add_account(&one), 0);
	q.account = accounts_find(the_director()->accounts, one.name)->id;
	for (; q.server < 2; q.server++, q.op++)
		assert_int_equal(directory_ask(the_director(), &q, note_reply,
		    NULL), 0);
	assert_int_equal(directory_ask(the_director(), &q, note_reply, NULL),
	    -ENODEV);
	assert_int_equal(nreplies, 0);
	until(nreplies == 2);
	assert_int_equal(replies[0].op, 7);
	assert_int_equal(replies[0].error, 0);
	assert_int_equal(replies[0].state, ACCOUNT_ENABLED);
	assert_int_equal(replies[1].op, 8);
	assert_int_equal(replies[1].error, DIR_USER_NOT_FOUND);
	assert_int_equal(directory_class(replies[1].error), DIR_WAIT);
}

/* accounts.md R12 */
static void
a_policy_is_told_from_a_wait(void **state)
{
	static const uint32_t	 policy[] = { 1325, 1327, 1907, 2245 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(policy); i++)
		assert_int_equal(directory_class(policy[i]), DIR_POLICY);
	assert_int_equal(directory_class(2221), DIR_WAIT);
	assert_int_equal(directory_class(5), DIR_PERMISSION);
	assert_int_equal(directory_class(424242), DIR_SILENT);
	assert_int_equal(directory_class(0), DIR_DONE);
}

static void
whoever_asked_is_answered_at_the_end(void **state)
{
	struct dir_request	 q = { .op = 1, .account = 5 };

	(void)state;
	nreplies = 0;
	assert_int_equal(directory_ask(the_director(), &q, note_reply, NULL),
	    0);
	director_stop();
	assert_int_equal(nreplies, 1);
	director_start();
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, up_with_a_late_replica, \
		    director_down)
	const struct CMUnitTest	 tests[] = {
		T(an_account_is_told_together_with_what_a_replica_does_not_show),
		T(a_changed_password_is_the_old_one_there),
		T(what_is_pending_outlives_a_restart_and_a_crash),
		cmocka_unit_test_setup_teardown(
		    a_replica_is_late_after_its_lag_and_replication_time,
		    up_on_a_clock_of_ours, down_and_back_to_the_clock),
		T(a_pause_and_a_lag_outlive_a_restart),
		T(a_new_replica_shows_all_there_is_and_one_that_went_nothing),
		T(the_pdc_is_never_late),
		T(what_the_keeper_has_no_room_for_is_told_later_as_it_is_then),
		T(a_slow_keeper_is_told_all_and_then_what_has_changed_meanwhile),
		T(a_server_is_asked_and_answers_later_what_it_shows),
		T(a_policy_is_told_from_a_wait),
		T(whoever_asked_is_answered_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
