/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/clock_double.h"

#include "server/config.h"
#include "server/keeper/lockout.h"

static struct msg_policy	policy;
static struct lockout_rules	rules;
static struct account	entered, generated;

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	policy = (struct msg_policy){ .threshold = 5, .window_ms = 30 * 60000,
	    .duration_ms = 30 * 60000 };
	rules = (struct lockout_rules){ .policy = &policy };
	entered = (struct account){ .id = 1 };
	generated = (struct account){ .id = 2, .is_generated = true };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	clock_double_stop();
	return 0;
}

static bool
wrong(struct account *a)
{
	return lockout_count(&rules, a, mono_now());
}

static bool
locked(struct account *a)
{
	return lockout_is_locked(a, mono_now());
}

static bool
wrong_times(struct account *a, int n)
{
	bool	 locks = false;

	while (n-- > 0)
		locks = wrong(a);
	return locks;
}

static void
the_fifth_wrong_try_locks_an_entered_password(void **state)
{
	(void)state;
	assert_false(wrong_times(&entered, 4));
	assert_false(locked(&entered));
	assert_true(wrong(&entered));
	assert_true(locked(&entered));
}

static void
a_lock_is_told_once(void **state)
{
	(void)state;
	assert_true(wrong_times(&entered, 5));
	assert_false(wrong_times(&entered, 20));
}

static void
a_lock_runs_out_after_half_an_hour(void **state)
{
	(void)state;
	assert_true(wrong_times(&entered, 5));
	pass_ms(30 * MINUTE - 1);
	assert_true(locked(&entered));
	pass_ms(1);
	assert_false(locked(&entered));
	/* And the next lock needs five again. */
	assert_false(wrong_times(&entered, 4));
	assert_true(wrong(&entered));
}

static void
without_a_duration_only_an_operator_unlocks(void **state)
{
	(void)state;
	policy.duration_ms = 0;
	assert_true(wrong_times(&entered, 5));
	assert_int_equal(entered.locked_until.ns, 0);
	pass_ms(70 * DAY);
	assert_true(locked(&entered));
}

/* NT's window slides with the last wrong try. */
static void
tries_outside_the_window_do_not_add_up(void **state)
{
	(void)state;
	assert_false(wrong_times(&entered, 4));
	pass_ms(30 * MINUTE);
	assert_false(wrong_times(&entered, 4));
	pass_ms(30 * MINUTE - 1);
	assert_true(wrong(&entered));
}

static void
a_right_password_starts_the_count_again(void **state)
{
	(void)state;
	assert_false(wrong_times(&entered, 4));
	lockout_forgive(&entered);
	assert_false(wrong_times(&entered, 4));
}

static void
a_generated_secret_is_counted_and_never_locks(void **state)
{
	(void)state;
	assert_false(wrong_times(&generated, 10000));
	assert_false(locked(&generated));
	assert_int_equal(generated.bad_count, 10000);
}

static void
under_sp3_a_generated_secret_locks_too(void **state)
{
	(void)state;
	rules.all = true;
	assert_false(wrong_times(&generated, 4));
	assert_true(wrong(&generated));
	assert_true(locked(&generated));
}

static void
a_threshold_of_nothing_never_locks(void **state)
{
	(void)state;
	policy.threshold = 0;
	assert_false(wrong_times(&entered, 10000));
	rules.all = true;
	assert_false(wrong_times(&generated, 10000));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(the_fifth_wrong_try_locks_an_entered_password),
		T(a_lock_is_told_once),
		T(a_lock_runs_out_after_half_an_hour),
		T(without_a_duration_only_an_operator_unlocks),
		T(tries_outside_the_window_do_not_add_up),
		T(a_right_password_starts_the_count_again),
		T(a_generated_secret_is_counted_and_never_locks),
		T(under_sp3_a_generated_secret_locks_too),
		T(a_threshold_of_nothing_never_locks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
