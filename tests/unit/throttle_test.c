/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/clock_double.h"

#include "server/keeper/throttle.h"

#define BASE_MS		500
#define FORGET_MS	10000

static struct throttle	*throttle;

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	throttle = throttle_new();
	return throttle == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	throttle_free(&throttle);
	clock_double_stop();
	return 0;
}

static uint32_t
refused(const char *from, int64_t account)
{
	struct addr	 a;

	assert_true(addr_parse(from, &a));
	return throttle_refused(throttle, &a, account, BASE_MS, mono_now());
}

static void
the_delay_grows_to_four_times_the_base(void **state)
{
	static const uint32_t	 expected[] = { 500, 1000, 1500, 2000, 2000,
				    2000 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(expected); i++)
		assert_int_equal(refused("10.1.2.3", 7), expected[i]);
}

static void
ten_seconds_forget_one_refusal(void **state)
{
	(void)state;
	(void)refused("10.1.2.3", 7);
	(void)refused("10.1.2.3", 7);
	pass_ms(FORGET_MS);
	assert_int_equal(refused("10.1.2.3", 7), 1000);
	pass_ms(2 * FORGET_MS);
	assert_int_equal(refused("10.1.2.3", 7), 500);
}

/* However slowly it goes on, what is not forgotten in between adds up. */
static void
tries_in_small_steps_are_forgotten_as_fast_as_in_one(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_true(refused("10.1.2.3", 7) > 0);
	for (i = 0; i < 20; i++) {
		pass_ms(FORGET_MS - 1);
		assert_int_equal(refused("10.1.2.3", 7), 2000);
	}
}

static void
a_long_attack_is_forgotten_as_soon_as_a_short_one(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < 1000; i++)
		(void)refused("10.1.2.3", 7);
	pass_ms(4 * FORGET_MS);
	assert_int_equal(refused("10.1.2.3", 7), 500);
}

static void
another_address_or_account_is_another_source(void **state)
{
	(void)state;
	(void)refused("10.1.2.3", 7);
	(void)refused("10.1.2.3", 7);
	assert_int_equal(refused("10.1.2.4", 7), 500);
	assert_int_equal(refused("10.1.2.3", 8), 500);
	assert_int_equal(refused("10.1.2.3", 7), 1500);
}

static void
accounts_that_share_a_place_do_not_share_their_delay(void **state)
{
	int64_t	 account;

	(void)state;
	for (account = 1; account < 20000; account++) {
		pass_ms(1);
		assert_int_equal(refused("10.1.2.3", account), 500);
	}
}

static void
an_ipv6_subscriber_is_one_source(void **state)
{
	(void)state;
	(void)refused("2001:db8:1:2::1", 7);
	assert_int_equal(refused("2001:db8:1:2:ffff::2", 7), 1000);
	assert_int_equal(refused("2001:db8:1:3::1", 7), 500);
}

static void
names_that_nobody_has_count_together(void **state)
{
	(void)state;
	(void)refused("10.1.2.3", 0);
	assert_int_equal(refused("10.1.2.3", 0), 1000);
}

static void
a_delay_of_nothing_stays_nothing(void **state)
{
	struct addr	 a;

	(void)state;
	assert_true(addr_parse("10.1.2.3", &a));
	assert_int_equal(throttle_refused(throttle, &a, 1, 0, mono_now()), 0);
	assert_int_equal(throttle_refused(throttle, &a, 1, 60000, mono_now()),
	    120000);
}

/* Pushed out by a flood: forgotten, never mistaken for somebody else. */
static void
a_flood_of_sources_shortens_delays_and_nothing_else(void **state)
{
	char		 from[32];
	uint32_t	 ms;
	unsigned	 i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		(void)snprintf(from, sizeof(from), "10.%u.%u.%u",
		    i >> 16 & 255, i >> 8 & 255, i & 255);
		pass_ms(1);
		assert_int_equal(refused(from, 7), 500);
	}
	ms = refused(from, 7);
	assert_int_equal(ms, 1000);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(the_delay_grows_to_four_times_the_base),
		T(ten_seconds_forget_one_refusal),
		T(tries_in_small_steps_are_forgotten_as_fast_as_in_one),
		T(a_long_attack_is_forgotten_as_soon_as_a_short_one),
		T(another_address_or_account_is_another_source),
		T(accounts_that_share_a_place_do_not_share_their_delay),
		T(an_ipv6_subscriber_is_one_source),
		T(names_that_nobody_has_count_together),
		T(a_delay_of_nothing_stays_nothing),
		T(a_flood_of_sources_shortens_delays_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
