/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/smb/latch.h"

static unsigned	calls;

static void
count(void *arg)
{
	assert_ptr_equal(arg, &calls);
	calls++;
}

static struct latch *
fresh(void)
{
	struct latch	*l = latch_new(count, &calls);

	assert_non_null(l);
	calls = 0;
	return l;
}

static void
it_calls_once_when_the_last_has_ended(void **state)
{
	struct latch	*l = fresh();
	int		 i;

	(void)state;
	for (i = 0; i < 5; i++)
		latch_add(l);
	latch_drop(l);			/* the maker's */
	for (i = 0; i < 5; i++) {
		assert_int_equal(calls, 0);
		latch_drop(l);
	}
	assert_int_equal(calls, 1);
}

/* What ends at once, while others are still being begun. */
static void
it_does_not_call_before_its_maker_is_done(void **state)
{
	struct latch	*l = fresh();

	(void)state;
	latch_add(l);
	latch_drop(l);
	latch_add(l);
	latch_drop(l);
	assert_int_equal(calls, 0);
	latch_drop(l);
	assert_int_equal(calls, 1);
}

static void
it_calls_at_once_for_nothing(void **state)
{
	struct latch	*l = fresh();

	(void)state;
	latch_drop(l);
	assert_int_equal(calls, 1);
}

static void
no_latch_at_all_is_allowed(void **state)
{
	(void)state;
	calls = 0;
	latch_add(NULL);
	latch_drop(NULL);
	assert_int_equal(calls, 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(it_calls_once_when_the_last_has_ended),
		cmocka_unit_test(it_does_not_call_before_its_maker_is_done),
		cmocka_unit_test(it_calls_at_once_for_nothing),
		cmocka_unit_test(no_latch_at_all_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
