/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <stdlib.h>

#include "server/director/account/refusals.h"

#define MINUTE	60
#define HOUR	(60 * MINUTE)

static struct refusals	*rs;

static int
up(void **state)
{
	(void)state;
	rs = calloc(1, sizeof(*rs));
	assert_non_null(rs);
	rs->window_ms = 30 * MINUTE * 1000;
	rs->threshold = 5;
	return 0;
}

static int
down(void **state)
{
	(void)state;
	free(rs);
	return 0;
}

static struct mono
at(int64_t s)
{
	return (struct mono){ (1000000 + s) * 1000000000 };
}

static const struct refusal *
refuse(int64_t account, unsigned host, int64_t when)
{
	struct msg_evidence	 ev = { .reason = REASON_WRONG,
				    .account = account, .at = { when },
				    .workstation = "PC17" };

	ev.peer.b[14] = (uint8_t)(host >> 8);
	ev.peer.b[15] = (uint8_t)host;
	return refusals_add(rs, &ev, at(when));
}

static size_t
alarms(int64_t when)
{
	const struct refusal	*r;
	size_t			 i = 0, n = 0;

	while (refusals_next(rs, at(when), &i, &r))
		n++;
	return n;
}

static void
one_refusal_is_no_alarm_and_the_next_is_one_once(void **state)
{
	const struct refusal	*r;

	(void)state;
	assert_null(refuse(1, 1, 0));
	assert_null(refuse(1, 2, 0));		/* another address */
	assert_null(refuse(2, 1, 0));		/* another account */
	assert_int_equal(alarms(0), 0);
	r = refuse(1, 1, HOUR);
	assert_non_null(r);
	assert_string_equal(r->workstation, "PC17");
	assert_int_equal(r->count, 2);
	assert_null(refuse(1, 1, HOUR + 1));
	assert_int_equal(alarms(HOUR + 1), 1);
}

static void
who_tries_once_an_hour_stays_one_alarm_until_it_stops(void **state)
{
	int64_t	 t, begun = 0;

	(void)state;
	for (t = 0; t < 24 * HOUR; t += HOUR)
		begun += refuse(1, 1, t) != NULL;
	assert_int_equal(begun, 1);
	assert_int_equal(alarms(t), 1);
	assert_int_equal(alarms(t + 2 * HOUR), 0);
	/* It begins anew, like one that was never heard of. */
	assert_null(refuse(1, 1, t + 12 * HOUR));
	assert_non_null(refuse(1, 1, t + 13 * HOUR));
}

static void
a_higher_threshold_allows_for_more(void **state)
{
	(void)state;
	rs->threshold = 20;
	assert_null(refuse(1, 1, 0));
	assert_null(refuse(1, 1, 1));
	assert_null(refuse(1, 1, 2));
	assert_null(refuse(1, 1, 3));
	assert_non_null(refuse(1, 1, 4));
	rs->threshold = 0;			/* as if 5 */
	assert_null(refuse(1, 2, 0));
	assert_non_null(refuse(1, 2, 1));
}

static void
a_storm_from_everywhere_does_not_push_out_who_tries_most(void **state)
{
	unsigned	 host;
	size_t		 told = 0;

	(void)state;
	for (host = 0; host < 10; host++)
		told += refuse(1, 1, 10) != NULL;
	assert_int_equal(told, 1);
	for (host = 2; host < 5000; host++)
		assert_null(refuse(1, host, 11));
	assert_int_equal(alarms(12), 1);
	assert_null(refuse(1, 1, 12));		/* it is known still */
}

static void
the_log_is_told_of_a_few_a_minute_only(void **state)
{
	unsigned	 host;
	size_t		 told = 0;

	(void)state;
	for (host = 1; host < 100; host++) {
		assert_null(refuse(1, host, 0));
		told += refuse(1, host, 1) != NULL;
	}
	assert_int_equal(told, REFUSALS_TOLD_MAX);
	assert_int_equal(alarms(1), 99);
	assert_null(refuse(1, 200, 62));
	assert_non_null(refuse(1, 200, 63));
}

#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_refusal_is_no_alarm_and_the_next_is_one_once),
		T(who_tries_once_an_hour_stays_one_alarm_until_it_stops),
		T(a_higher_threshold_allows_for_more),
		T(a_storm_from_everywhere_does_not_push_out_who_tries_most),
		T(the_log_is_told_of_a_few_a_minute_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
