/* SPDX-License-Identifier: GPL-3.0-or-later */
/* algorithms.md A12. */
#include "tests/unit/check.h"

#include "server/clerk/admission.h"

static struct admission	*pool;
static struct mono	 now = { 5000000000 };

static int
set_up(void **state)
{
	struct admission_limits	 l = { .half_open = 5,
				    .half_open_of_address = 2,
				    .logged_on_of_address = 3,
				    .nunlimited = 1 };

	(void)state;
	assert_true(net_parse("10.9.0.0/16", &l.unlimited[0]));
	pool = admission_new(&l);
	return pool == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	struct conn_key		 key;
	enum conn_refusal	 why;

	(void)state;
	assert_false(admission_refused(pool, &key, &why));
	admission_free(&pool);
	return 0;
}

static void
pass(int64_t ms)
{
	now = mono_after(now, ms);
}

static struct conn_key
key(uint64_t conn)
{
	return (struct conn_key){ (unsigned)(conn / 100), conn };
}

static void
up(uint64_t conn, const char *from)
{
	struct addr	 a;

	assert_true(addr_parse(from, &a));
	admission_up(pool, key(conn), &a, true, now);
}

static void
fail_logon(uint64_t conn)
{
	admission_failed(pool, key(conn));
}

static void
log_on(uint64_t conn)
{
	admission_logged_on(pool, key(conn), true);
}

static void
expect_refused(uint64_t conn, enum conn_refusal why)
{
	struct conn_key		 k;
	enum conn_refusal	 w;

	assert_true(admission_refused(pool, &k, &w));
	assert_int_equal(k.conn, conn);
	assert_int_equal(k.process, conn / 100);
	assert_int_equal(w, why);
}

static void
expect_nobody(void)
{
	struct conn_key		 k;
	enum conn_refusal	 w;

	if (admission_refused(pool, &k, &w))
		fail_msg("%llu was refused", (unsigned long long)k.conn);
}

static void
the_oldest_half_open_connection_makes_room(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	up(102, "10.0.0.2");
	up(3, "10.0.0.3");
	up(104, "10.0.0.4");
	up(5, "10.0.0.5");
	expect_nobody();
	up(6, "10.0.0.6");
	expect_refused(1, CONN_TOO_MANY);
	up(7, "10.0.0.7");
	expect_refused(102, CONN_TOO_MANY);
	assert_int_equal(admission_counts(pool).half_open, 5);
	assert_int_equal(admission_counts(pool).refused[CONN_TOO_MANY], 2);
	admission_down(pool, key(1));
	admission_down(pool, key(3));
	up(8, "10.0.0.8");
	expect_nobody();
}

static void
an_address_has_a_pool_of_its_own(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	pass(ADMISSION_FRESH_MS);
	up(2, "10.0.0.1");
	up(3, "10.0.0.1");
	expect_refused(1, CONN_TOO_MANY_OF_ADDRESS);
	up(4, "10.0.0.2");
	expect_nobody();
	log_on(2);
	up(5, "10.0.0.1");
	expect_nobody();
	assert_int_equal(admission_counts(pool).half_open, 3);
	assert_int_equal(admission_counts(pool).logged_on, 1);
}

/* A guesser there is not to crowd out the first try of another. */
static void
whoever_was_refused_a_logon_makes_room_first(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	pass(ADMISSION_FRESH_MS);
	up(2, "10.0.0.1");
	up(3, "10.0.0.2");
	fail_logon(2);
	fail_logon(2);
	fail_logon(3);
	fail_logon(9);
	up(4, "10.0.0.1");
	expect_refused(2, CONN_TOO_MANY_OF_ADDRESS);
	fail_logon(2);			/* too late to matter */
	expect_nobody();
	up(5, "10.0.0.3");
	up(6, "10.0.0.3");
	expect_nobody();
	up(7, "10.0.0.4");		/* of all: that of another address */
	expect_refused(3, CONN_TOO_MANY);
	admission_down(pool, key(1));
	fail_logon(4);
	log_on(4);			/* he has found the right one */
	up(8, "10.0.0.1");
	up(9, "10.0.0.1");
	expect_nobody();
	up(10, "10.0.0.5");
	expect_refused(5, CONN_TOO_MANY);
}

static void
the_first_try_of_each_is_waited_for_a_moment(void **state)
{
	struct admission_limits	 l = { .half_open = 100,
				    .half_open_of_address = 2,
				    .logged_on_of_address = 3 };
	uint64_t		 i;

	(void)state;
	admission_set_limits(pool, &l);
	for (i = 1; i <= 2 * ADMISSION_FRESH; i++)
		up(i, "10.0.0.1");
	expect_nobody();
	up(i++, "10.0.0.1");		/* so many, and no more */
	expect_refused(1, CONN_TOO_MANY_OF_ADDRESS);
	pass(ADMISSION_FRESH_MS - 1);
	up(i++, "10.0.0.1");
	expect_refused(2, CONN_TOO_MANY_OF_ADDRESS);
	fail_logon(7);
	pass(1);
	up(i++, "10.0.0.1");		/* he has had his moment */
	expect_refused(7, CONN_TOO_MANY_OF_ADDRESS);
	for (i = 3; i < 10; i++)
		if (i != 7)
			expect_refused(i, CONN_TOO_MANY_OF_ADDRESS);
	assert_int_equal(admission_counts(pool).half_open, 2);
}

static void
few_addresses_do_not_take_the_room_of_all(void **state)
{
	struct admission_limits	 l = { .half_open = 20,
				    .half_open_of_address = 2,
				    .logged_on_of_address = 3 };
	uint64_t		 i;

	(void)state;
	admission_set_limits(pool, &l);
	for (i = 1; i <= 5; i++)
		up(i, "10.0.0.1");
	for (; i <= 9; i++)
		up(i, "10.0.0.2");
	expect_nobody();		/* three and two more than they may */
	up(10, "10.0.0.2");
	expect_refused(6, CONN_TOO_MANY_OF_ADDRESS);
	admission_down(pool, key(1));
	up(11, "10.0.0.2");
	expect_nobody();
	l.half_open_of_address = 1;	/* these count as more than before */
	admission_set_limits(pool, &l);
	up(12, "10.0.0.3");
	up(13, "10.0.0.3");
	expect_refused(12, CONN_TOO_MANY_OF_ADDRESS);
}

static void
a_v6_subnet_counts_as_one_address(void **state)
{
	(void)state;
	up(1, "2001:db8::1");
	up(2, "2001:db8::ffff:2");
	up(3, "2001:db8:0:1::1");
	expect_nobody();
	pass(ADMISSION_FRESH_MS);
	up(4, "2001:db8::3");
	expect_refused(1, CONN_TOO_MANY_OF_ADDRESS);
}

static void
unlimited_nets_are_free_of_the_pools_of_an_address_only(void **state)
{
	uint64_t	 i;

	(void)state;
	for (i = 1; i <= 5; i++)
		up(i, "10.9.1.1");
	expect_nobody();
	up(6, "10.9.1.1");
	expect_refused(1, CONN_TOO_MANY);
	for (i = 2; i <= 6; i++)
		log_on(i);
	expect_nobody();
	assert_int_equal(admission_counts(pool).logged_on, 5);
}

/* Nobody who has logged on goes for a newcomer; the newcomer does. */
static void
too_many_logged_on_refuses_the_newcomer(void **state)
{
	uint64_t	 i;

	(void)state;
	for (i = 1; i <= 3; i++) {
		up(i, "10.0.0.1");
		log_on(i);
	}
	up(4, "10.0.0.1");
	expect_nobody();
	log_on(4);
	expect_refused(4, CONN_TOO_MANY_LOGGED_ON);
	assert_int_equal(admission_counts(pool).logged_on, 3);
	for (i = 10; i < 20; i++) {
		up(i, "10.0.0.1");
		pass(ADMISSION_FRESH_MS);
	}
	for (i = 10; i < 18; i++)
		expect_refused(i, CONN_TOO_MANY_OF_ADDRESS);
	admission_down(pool, key(2));
	log_on(18);
	expect_nobody();
}

static void
whoever_logs_on_before_the_refusal_arrives_stays(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	up(2, "10.0.0.1");
	pass(ADMISSION_FRESH_MS);
	up(3, "10.0.0.1");
	log_on(1);
	expect_nobody();
	assert_int_equal(admission_counts(pool).logged_on, 1);
	up(4, "10.0.0.1");
	expect_refused(2, CONN_TOO_MANY_OF_ADDRESS);
	log_on(2);
	assert_int_equal(admission_counts(pool).logged_on, 2);
}

static void
what_is_claimed_is_not_judged(void **state)
{
	struct addr	 a;
	uint64_t	 i;

	(void)state;
	assert_true(addr_parse("10.0.0.1", &a));
	for (i = 1; i <= 10; i++) {
		admission_up(pool, key(i), &a, false, now);
		if (i > 5)
			admission_logged_on(pool, key(i), false);
	}
	expect_nobody();
	assert_int_equal(admission_counts(pool).half_open, 5);
	assert_int_equal(admission_counts(pool).logged_on, 5);
}

static void
the_end_of_a_process_frees_its_places_only(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	up(101, "10.0.0.1");
	up(201, "10.0.0.2");
	log_on(201);
	admission_end_process(pool, 1);
	admission_end_process(pool, 2);
	assert_int_equal(admission_counts(pool).half_open, 1);
	assert_int_equal(admission_counts(pool).logged_on, 0);
	up(102, "10.0.0.1");
	expect_nobody();
}

static void
strangers_change_nothing(void **state)
{
	(void)state;
	up(1, "10.0.0.1");
	up(1, "10.0.0.2");
	log_on(9);
	admission_down(pool, key(9));
	log_on(1);
	log_on(1);
	assert_int_equal(admission_counts(pool).half_open, 0);
	assert_int_equal(admission_counts(pool).logged_on, 1);
	assert_int_equal(admission_counts(pool).taken, 1);
	admission_down(pool, key(1));
	admission_down(pool, key(1));
	assert_int_equal(admission_counts(pool).logged_on, 0);
}

static void
new_limits_hold_for_newcomers(void **state)
{
	struct admission_limits	 l = { .half_open = 1,
				    .half_open_of_address = 1,
				    .logged_on_of_address = 1 };

	(void)state;
	up(1, "10.0.0.1");
	up(2, "10.0.0.2");
	admission_set_limits(pool, &l);
	expect_nobody();
	up(3, "10.0.0.3");
	expect_refused(1, CONN_TOO_MANY);
	up(4, "10.9.0.1");
	expect_refused(2, CONN_TOO_MANY);
}

#define pool_test(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		pool_test(the_oldest_half_open_connection_makes_room),
		pool_test(an_address_has_a_pool_of_its_own),
		pool_test(whoever_was_refused_a_logon_makes_room_first),
		pool_test(the_first_try_of_each_is_waited_for_a_moment),
		pool_test(few_addresses_do_not_take_the_room_of_all),
		pool_test(a_v6_subnet_counts_as_one_address),
		pool_test(
		    unlimited_nets_are_free_of_the_pools_of_an_address_only),
		pool_test(too_many_logged_on_refuses_the_newcomer),
		pool_test(whoever_logs_on_before_the_refusal_arrives_stays),
		pool_test(what_is_claimed_is_not_judged),
		pool_test(the_end_of_a_process_frees_its_places_only),
		pool_test(strangers_change_nothing),
		pool_test(new_limits_hold_for_newcomers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
