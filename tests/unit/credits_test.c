/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window of MessageIds ([MS-SMB2] 3.3.1.1), beside a plain model of it.
 */
#include "tests/unit/check.h"

#include "server/smb/credits.h"

#define MAX	128

static struct credits	c;

static int
set_up(void **state)
{
	(void)state;
	return !credits_init(&c, MAX);
}

static int
tear_down(void **state)
{
	(void)state;
	credits_free(&c);
	return 0;
}

static void
a_client_begins_with_one_credit_for_id_zero(void **state)
{
	(void)state;
	assert_false(credits_use(&c, 1, 1));
	assert_false(credits_use(&c, UINT64_MAX, 1));
	assert_false(credits_use(&c, 0, 2));
	assert_true(credits_use(&c, 0, 1));
	assert_false(credits_use(&c, 0, 1));
}

static void
an_id_is_used_once_whatever_the_charge(void **state)
{
	(void)state;
	assert_true(credits_use(&c, 0, 0));	/* 0 counts as 1 */
	assert_int_equal(credits_grant(&c, 10), 10);
	assert_true(credits_use(&c, 3, 4));	/* 3 to 6 */
	assert_false(credits_use(&c, 6, 1));
	assert_false(credits_use(&c, 1, 3));
	assert_false(credits_use(&c, 2, 2));
	assert_true(credits_use(&c, 1, 2));
	assert_false(credits_use(&c, 10, 2));	/* over the end */
	assert_true(credits_use(&c, 7, 4));
	assert_false(credits_use(&c, 11, 1));
}

static void
nobody_holds_more_than_the_most(void **state)
{
	(void)state;
	assert_int_equal(credits_grant(&c, 65535), MAX - 1);
	assert_int_equal(credits_grant(&c, 65535), 0);
	assert_true(credits_use(&c, 5, 3));
	assert_int_equal(credits_grant(&c, 65535), 3);
}

static void
who_asks_for_nothing_gets_one(void **state)
{
	(void)state;
	assert_true(credits_use(&c, 0, 1));
	assert_int_equal(credits_grant(&c, 0), 1);
	assert_true(credits_use(&c, 1, 1));
}

/* A client that never uses its lowest id runs out, and harms only itself. */
static void
an_id_that_is_left_out_stops_the_window(void **state)
{
	uint64_t	 id = 1;
	unsigned	 rounds = 0;

	(void)state;
	assert_int_equal(credits_grant(&c, MAX), MAX - 1);
	while (credits_use(&c, id, 1)) {
		id++;
		(void)credits_grant(&c, 1);
		assert_true(++rounds < 10000);
	}
	assert_true(id >= MAX);
	assert_int_equal(credits_grant(&c, 1), 0);
	assert_true(credits_use(&c, 0, 1));
	assert_true(credits_grant(&c, 1) > 0);
}

static void
a_window_moves_on_for_ever(void **state)
{
	uint64_t	 id = 0;

	(void)state;
	for (; id < 1000000; id++) {
		assert_true(credits_use(&c, id, 1));
		assert_int_equal(credits_grant(&c, 1), 1);
	}
}

#define IDS	4096

/* The model: a byte for each id. */
static bool
model_use(uint8_t *ids, unsigned *held, uint64_t id, unsigned n)
{
	uint64_t	 i;

	for (i = id; i < id + n; i++)
		if (i >= IDS || ids[i] != 'g')
			return false;
	memset(ids + id, 'u', n);
	*held -= n;
	return true;
}

static void
the_window_agrees_with_a_byte_for_each_id(void **state)
{
	static uint8_t	 ids[IDS];
	unsigned	 held = 1, n, steps;
	uint64_t	 high = 1, id;

	(void)state;
	seed_random();
	memset(ids, 0, sizeof(ids));
	ids[0] = 'g';
	for (steps = 0; steps < 200000 && high + MAX < IDS; steps++) {
		id = high - 1 - (uint64_t)rand() % (high < 200 ? high : 200);
		n = 1 + (unsigned)rand() % 6;
		assert_int_equal(credits_use(&c, id, (uint16_t)n),
		    model_use(ids, &held, id, n));
		if (rand() % 3 != 0)
			continue;
		n = credits_grant(&c, (uint16_t)(rand() % 8));
		memset(ids + high, 'g', n);
		high += n;
		held += n;
		assert_true(held <= MAX);
	}
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_client_begins_with_one_credit_for_id_zero),
		T(an_id_is_used_once_whatever_the_charge),
		T(nobody_holds_more_than_the_most),
		T(who_asks_for_nothing_gets_one),
		T(an_id_that_is_left_out_stops_the_window),
		T(a_window_moves_on_for_ever),
		T(the_window_agrees_with_a_byte_for_each_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
