/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/clerk/sessions.h"

static struct sessions	*all;

static int
set_up(void **state)
{
	(void)state;
	all = sessions_new();
	return all == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sessions_free(&all);
	return 0;
}

static int
up(unsigned process, uint64_t id, int64_t account)
{
	char			 user[] = "SMSClient_00001", station[] = "PC17";
	struct session_info	 info = { .id = id, .account = account,
				    .user = user, .workstation = station };
	int			 rc = sessions_up(all, process, &info);

	memset(user, '?', sizeof(user) - 1);
	memset(station, '?', sizeof(station) - 1);
	return rc;
}

static void
a_session_is_kept_with_its_texts_until_it_is_down(void **state)
{
	const struct session	*s;

	(void)state;
	assert_int_equal(up(3, 7, 1), 0);
	assert_int_equal(up(4, 7, 2), -EEXIST);
	assert_int_equal(up(64, 8, 2), -EEXIST);
	s = sessions_find(all, 7);
	assert_non_null(s);
	assert_int_equal(s->process, 3);
	assert_string_equal(s->info.user, "SMSClient_00001");
	assert_string_equal(s->info.workstation, "PC17");
	sessions_down(all, 7);
	sessions_down(all, 7);
	assert_null(sessions_find(all, 7));
	assert_int_equal(sessions_count(all), 0);
}

static void
sessions_are_found_by_id_by_account_and_by_process(void **state)
{
	(void)state;
	assert_int_equal(up(0, 30, 5), 0);
	assert_int_equal(up(1, 10, 5), 0);
	assert_int_equal(up(1, 20, 6), 0);
	assert_int_equal(up(0, UINT64_MAX, -5), 0);
	assert_int_equal(sessions_after(all, 0)->info.id, 10);
	assert_int_equal(sessions_after(all, 10)->info.id, 20);
	assert_int_equal(sessions_after(all, 25)->info.id, 30);
	assert_true(sessions_after(all, 30)->info.id == UINT64_MAX);
	assert_null(sessions_after(all, UINT64_MAX));
	assert_int_equal(sessions_of_account(all, 5, 0)->info.id, 10);
	assert_int_equal(sessions_of_account(all, 5, 10)->info.id, 30);
	assert_null(sessions_of_account(all, 5, 30));
	assert_null(sessions_of_account(all, 5, UINT64_MAX));
	assert_null(sessions_of_account(all, 7, 0));
	assert_non_null(sessions_of_process(all, 0));
	assert_null(sessions_of_process(all, 2));
	assert_null(sessions_of_process(all, 999));
}

static void
askers_hear_of_the_end_in_their_order(void **state)
{
	struct session_asker	 a = { 1, 100 }, b = { 2, 200 }, c = { 1, 300 };
	struct session_asker	 got;

	(void)state;
	assert_int_equal(up(0, 7, 5), 0);
	assert_int_equal(sessions_ask(all, 8, 5, &a), -ENOENT);
	assert_int_equal(sessions_ask(all, 7, 6, &a), -ENOENT);
	assert_int_equal(sessions_ask(all, 7, 5, &a), 0);
	assert_int_equal(sessions_ask(all, 7, 5, &b), 0);
	assert_int_equal(sessions_ask(all, 7, 5, &c), 0);
	assert_true(sessions_next_asker(all, 7, &got));
	assert_int_equal(got.question, 100);
	sessions_forget_askers(all, 2);
	sessions_forget_askers(all, 9);
	assert_true(sessions_next_asker(all, 7, &got));
	assert_int_equal(got.question, 300);
	assert_false(sessions_next_asker(all, 7, &got));
	assert_false(sessions_next_asker(all, 9, &got));
	assert_int_equal(sessions_ask(all, 7, 5, &a), 0);
	sessions_down(all, 7);
	sessions_forget_askers(all, 1);
}

static void
a_session_can_come_too_late_for_its_account(void **state)
{
	struct mono	 now = { 5000000000 };
	int64_t		 i;

	(void)state;
	assert_false(sessions_is_late(all, 0, now));
	sessions_account_ended(all, 5, now);
	assert_true(sessions_is_late(all, 5, now));
	assert_false(sessions_is_late(all, 6, now));
	assert_true(sessions_is_late(all, 5,
	    mono_after(now, SESSIONS_LATE_MS - 1)));
	assert_false(sessions_is_late(all, 5,
	    mono_after(now, SESSIONS_LATE_MS)));
	for (i = 100; i < 163; i++)
		sessions_account_ended(all, i, now);
	assert_true(sessions_is_late(all, 5, now));
	sessions_account_ended(all, 163, now);
	assert_false(sessions_is_late(all, 5, now));
	assert_true(sessions_is_late(all, 100, now));
	sessions_account_back(all, 100);
	assert_false(sessions_is_late(all, 100, now));
	assert_true(sessions_is_late(all, 101, now));
}

#define session_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		session_test(a_session_is_kept_with_its_texts_until_it_is_down),
		session_test(sessions_are_found_by_id_by_account_and_by_process),
		session_test(askers_hear_of_the_end_in_their_order),
		session_test(a_session_can_come_too_late_for_its_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
