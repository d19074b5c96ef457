/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "server/director/account/forecast.h"

#define MINUTE	(60 * 1000)

static struct forecast_ask
clients(uint64_t n)
{
	return (struct forecast_ask){ .clients = n,
	    .retry_ms = FORECAST_RETRY_MS, .threshold = 5,
	    .window_ms = 30 * MINUTE, .counts = true };
}

static void
is_near(double a, double b)
{
	double	 d = a > b ? a - b : b - a;

	if (d > 1e-6)
		fail_msg("%g is not %g", a, b);
}

/* 1 - F(least - 1; mean), by hand and from tables. */
static void
the_tail_is_that_of_poisson(void **state)
{
	(void)state;
	is_near(forecast_tail(0, 1), 0);
	is_near(forecast_tail(3, 0), 1);
	is_near(forecast_tail(1, 1), 0.6321206);
	is_near(forecast_tail(0.5, 5), 0.0001721);
	is_near(forecast_tail(2.5, 5), 0.1088220);
	is_near(forecast_tail(50, 5), 1.0);
	is_near(forecast_tail(5, 5), 0.5595067);
	is_near(forecast_tail(1e9, 5), 1.0);
	is_near(forecast_tail(1000, 1), 1.0);
	assert_true(forecast_tail(600, 600) > 0.49);
	assert_true(forecast_tail(600, 600) < 0.52);
	is_near(forecast_tail(600, 999), 0);
}

/* Example of A5: 100 clients, hourly, threshold 5, window 30 minutes. */
static void
a_hundred_clients_lock_it_in_three_minutes(void **state)
{
	struct forecast_ask	 q = clients(100);
	struct forecast		 f = forecast_make(&q);
	char			 text[256];

	(void)state;
	is_near(f.per_hour, 100);
	assert_int_equal(f.lock_ms, 3 * MINUTE);
	is_near(f.chance, 1);
	forecast_text(&q, &f, text, sizeof(text));
	assert_string_equal(text, "100 clients, 100 refused tries per hour, "
	    "locked after about 3 minutes (chance in a window 1e+02 %)");
}

static void
one_client_is_below_a_percent_and_a_few_are_not(void **state)
{
	struct forecast_ask	 q = clients(1);
	struct forecast		 f = forecast_make(&q);
	char			 text[256];

	(void)state;
	assert_int_equal(f.lock_ms, -1);
	assert_true(f.chance > 0 && f.chance < FORECAST_REFUSED);
	forecast_text(&q, &f, text, sizeof(text));
	assert_non_null(strstr(text, "1 client, 1 refused tries per hour, "
	    "a lock is unlikely"));
	q = clients(3);
	f = forecast_make(&q);
	assert_int_equal(f.lock_ms, -1);
	assert_true(f.chance > FORECAST_REFUSED);
}

static void
what_does_not_count_never_locks(void **state)
{
	static const struct {
		uint64_t clients;
		int64_t	 threshold;
		bool	 counts;
	} rows[] = {
		{ 100, 5, false },	/* closed, or generated */
		{ 100, 0, true },	/* the site locks nothing */
		{ 0, 5, true },
	};
	struct forecast_ask	 q;
	struct forecast		 f;
	char			 text[256];
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		q = clients(rows[i].clients);
		q.threshold = rows[i].threshold;
		q.counts = rows[i].counts;
		f = forecast_make(&q);
		is_near(f.chance, 0);
		assert_int_equal(f.lock_ms, -1);
		is_near(f.per_hour, (double)rows[i].clients);
		forecast_text(&q, &f, text, sizeof(text));
		assert_non_null(strstr(text, "it does not lock"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tail_is_that_of_poisson),
		cmocka_unit_test(a_hundred_clients_lock_it_in_three_minutes),
		cmocka_unit_test(
		    one_client_is_below_a_percent_and_a_few_are_not),
		cmocka_unit_test(what_does_not_count_never_locks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
