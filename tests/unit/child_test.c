/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/clock_double.h"

#include "server/child.h"

static struct child	child;

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	child = (struct child){ .role = ROLE_WORKER,
	    .started = mono_now() };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	clock_double_stop();
	return 0;
}

/* It ends after that time; how long until it starts again? */
static int64_t
dies_after(int64_t ms)
{
	int64_t	 pause;

	child.started = mono_now();
	pass_ms(ms);
	pause = child_backoff(&child);
	pass_ms(pause);
	return pause;
}

static void
a_child_that_dies_again_and_again_is_started_ever_later(void **state)
{
	static const int64_t	 expected[] = { 100, 200, 400, 800, 1600,
				    3200, 6400, 10000, 10000, 10000 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(expected); i++)
		assert_int_equal(dies_after(5), expected[i]);
}

static void
a_child_that_ran_for_a_minute_starts_at_once_again(void **state)
{
	(void)state;
	assert_int_equal(dies_after(5), 100);
	assert_int_equal(dies_after(59999), 200);
	assert_int_equal(dies_after(60000), 100);
	assert_int_equal(dies_after(5), 200);
}

static void
every_state_has_its_word(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i <= CHILD_ENDED; i++)
		assert_true(strlen(child_state_name((enum child_state)i)) >
		    3);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_child_that_dies_again_and_again_is_started_ever_later),
		T(a_child_that_ran_for_a_minute_starts_at_once_again),
		T(every_state_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
