/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which request is next, and when a failed one is tried again. */
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

#include "server/director/ccm/retry.h"
#include "server/director/ccm/sched.h"

#define MANY	10000
#define HOUR_MS	3600000

static struct sched_entry	entries[MANY];
static struct sched		s;

static int
set_up(void **state)
{
	size_t	 i;

	(void)state;
	memset(entries, 0, sizeof(entries));
	for (i = 0; i < MANY; i++) {
		entries[i].seq = (int64_t)i + 1;
		(void)snprintf(entries[i].lane, SCHED_LANE_SIZE, "m:PC%zu",
		    i);
	}
	sched_init(&s, 10);
	return 0;
}

static int
tear_down(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < MANY; i++)
		sched_out(&s, &entries[i]);
	assert_true(RB_EMPTY(&s.due));
	assert_true(RB_EMPTY(&s.lanes));
	assert_true(TAILQ_EMPTY(&s.next));
	assert_int_equal(s.running, 0);
	return 0;
}

static void
lane(size_t i, const char *name)
{
	(void)snprintf(entries[i].lane, SCHED_LANE_SIZE, "%s", name);
}

static void
what_was_due_first_is_next_and_of_equals_the_older(void **state)
{
	(void)state;
	sched_put(&s, &entries[2], 50);
	sched_put(&s, &entries[1], 100);
	sched_put(&s, &entries[0], 100);
	assert_ptr_equal(sched_next(&s, 200), &entries[2]);
	assert_ptr_equal(sched_next(&s, 200), &entries[0]);
	assert_ptr_equal(sched_next(&s, 200), &entries[1]);
	assert_null(sched_next(&s, 200));
}

static void
nothing_is_next_before_it_is_due(void **state)
{
	int64_t	 when;

	(void)state;
	assert_false(sched_when(&s, &when));
	sched_put(&s, &entries[0], 100);
	assert_null(sched_next(&s, 99));
	assert_true(sched_when(&s, &when));
	assert_int_equal(when, 100);
	assert_non_null(sched_next(&s, 100));
}

static void
ten_are_under_way_at_a_time(void **state)
{
	int64_t	 when;
	size_t	 i;

	(void)state;
	for (i = 0; i < 20; i++)
		sched_put(&s, &entries[i], 0);
	for (i = 0; i < 10; i++)
		assert_ptr_equal(sched_next(&s, 0), &entries[i]);
	assert_null(sched_next(&s, 0));
	assert_false(sched_when(&s, &when));
	sched_put(&s, &entries[4], HOUR_MS);
	assert_true(sched_when(&s, &when));
	assert_ptr_equal(sched_next(&s, 0), &entries[10]);
	assert_null(sched_next(&s, 0));
}

static void
controllers_of_a_domain_go_one_by_one(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < 4; i++) {
		lane(i, "d:DEMO");
		sched_put(&s, &entries[i], 0);
	}
	lane(4, "d:OTHER");
	sched_put(&s, &entries[4], 0);
	assert_ptr_equal(sched_next(&s, 0), &entries[0]);
	assert_ptr_equal(sched_next(&s, 0), &entries[4]);
	assert_null(sched_next(&s, 0));
	assert_int_equal(s.running, 2);
	for (i = 1; i < 4; i++) {
		sched_put(&s, &entries[i - 1], HOUR_MS);
		assert_ptr_equal(sched_next(&s, 0), &entries[i]);
		assert_null(sched_next(&s, 0));
	}
}

static void
one_that_waits_behind_another_can_be_taken_out(void **state)
{
	(void)state;
	lane(0, "d:DEMO");
	lane(1, "d:DEMO");
	lane(2, "d:DEMO");
	sched_put(&s, &entries[0], 0);
	sched_put(&s, &entries[1], 0);
	sched_put(&s, &entries[2], 0);
	assert_ptr_equal(sched_next(&s, 0), &entries[0]);
	assert_null(sched_next(&s, 0));
	sched_out(&s, &entries[1]);
	sched_out(&s, &entries[0]);
	assert_ptr_equal(sched_next(&s, 0), &entries[2]);
	assert_null(sched_next(&s, 0));
}

/* A lane is kept for one that cannot begin yet, and is not lost with it. */
static void
one_whose_lane_is_kept_for_it_gives_it_on_when_it_goes(void **state)
{
	(void)state;
	s.most = 1;
	lane(0, "d:DEMO");
	lane(1, "d:DEMO");
	lane(2, "d:DEMO");
	sched_put(&s, &entries[0], 0);
	assert_non_null(sched_next(&s, 0));
	s.most = 2;
	sched_put(&s, &entries[1], 0);
	sched_put(&s, &entries[2], 0);
	assert_null(sched_next(&s, 0));		/* both stand behind now */
	s.most = 0;
	sched_out(&s, &entries[0]);
	assert_null(sched_next(&s, 0));
	sched_out(&s, &entries[1]);
	s.most = 1;
	assert_ptr_equal(sched_next(&s, 0), &entries[2]);
}

/* Each is begun once, in turn, never two of a lane. */
static void
ten_thousand_drain_ten_at_a_time(void **state)
{
	struct sched_entry	*running[10] = { NULL }, *e;
	size_t			 i, begun = 0, slot = 0;

	(void)state;
	for (i = 0; i < MANY; i++) {
		if (i % 4 == 0)
			(void)snprintf(entries[i].lane, SCHED_LANE_SIZE,
			    "d:DOM%zu", i % 28);
		sched_put(&s, &entries[i], (int64_t)(i * 7919 % MANY));
	}
	while (begun < MANY || s.running > 0) {
		while ((e = sched_next(&s, MANY)) != NULL) {
			for (i = 0; i < 10; i++)
				assert_true(running[i] == NULL ||
				    strcmp(running[i]->lane, e->lane) != 0);
			for (i = 0; running[i] != NULL; i++)
				assert_true(i < 10);
			running[i] = e;
			begun++;
		}
		assert_in_range(s.running, 1, 10);
		while (running[slot] == NULL)
			slot = (slot + 1) % 10;
		sched_out(&s, running[slot]);
		running[slot] = NULL;
	}
	assert_int_equal(begun, MANY);
}

/* --- again, and when no more --- */

static const struct retry_rule	hourly = { HOUR_MS, 168,
				    168LL * HOUR_MS };

static struct moment
at_ms(int64_t ms, const char *boot)
{
	struct moment	 m = { { 1000000000LL * 1000 + ms * 1000 },
			    { ms * 1000000 }, "" };

	(void)snprintf(m.boot, sizeof(m.boot), "%s", boot);
	return m;
}

/* R26: all that failed at eight o'clock does not come back at nine. */
static void
r26_it_is_tried_hourly_a_tenth_more_or_less(void **state)
{
	int64_t		 least = INT64_MAX, most = 0, ms;
	uint64_t	 i;

	(void)state;
	for (i = 0; i < 1000000; i += 7) {
		ms = retry_wait_ms(&hourly, i);
		least = ms < least ? ms : least;
		most = ms > most ? ms : most;
	}
	assert_in_range(least, HOUR_MS * 9 / 10, HOUR_MS * 9 / 10 + 60000);
	assert_in_range(most, HOUR_MS * 11 / 10 - 60000, HOUR_MS * 11 / 10);
}

/* R3 */
static void
r3_it_is_given_up_after_168_tries_or_seven_days(void **state)
{
	struct moment		 now = at_ms(0, "a");
	struct stored_time	 first;

	(void)state;
	moment_store(&now, 0, &first);
	assert_false(retry_is_over(&hourly, 167, &first, &now));
	assert_true(retry_is_over(&hourly, 168, &first, &now));
	now = at_ms(hourly.give_up_ms - 1, "a");
	assert_false(retry_is_over(&hourly, 3, &first, &now));
	now = at_ms(hourly.give_up_ms, "a");
	assert_true(retry_is_over(&hourly, 3, &first, &now));
}

static void
a_step_of_the_wall_neither_hurries_nor_delays_a_try(void **state)
{
	struct moment		 now = at_ms(0, "a");
	struct stored_time	 due;

	(void)state;
	moment_store(&now, HOUR_MS, &due);
	now = at_ms(HOUR_MS / 2, "a");
	now.wall.us += 86400LL * 1000000;
	assert_int_equal(retry_left_ms(&hourly, &due, &now), HOUR_MS / 2);
	now.wall.us -= 9 * 86400LL * 1000000;
	assert_int_equal(retry_left_ms(&hourly, &due, &now), HOUR_MS / 2);
	now = at_ms(HOUR_MS, "a");
	assert_int_equal(retry_left_ms(&hourly, &due, &now), 0);
}

static void
after_another_boot_the_wall_decides_within_an_hour(void **state)
{
	struct moment		 now = at_ms(0, "a");
	struct stored_time	 due;

	(void)state;
	moment_store(&now, HOUR_MS, &due);
	now = at_ms(HOUR_MS / 4, "b");
	now.mono.ns = 5;
	assert_int_equal(retry_left_ms(&hourly, &due, &now), HOUR_MS * 3 / 4);
	now.wall.us -= 400 * 86400LL * 1000000;
	assert_int_equal(retry_left_ms(&hourly, &due, &now),
	    HOUR_MS + HOUR_MS / 10);
	now.wall.us += 800 * 86400LL * 1000000;
	assert_int_equal(retry_left_ms(&hourly, &due, &now), 0);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(what_was_due_first_is_next_and_of_equals_the_older),
		T(nothing_is_next_before_it_is_due),
		T(ten_are_under_way_at_a_time),
		T(controllers_of_a_domain_go_one_by_one),
		T(one_that_waits_behind_another_can_be_taken_out),
		T(one_whose_lane_is_kept_for_it_gives_it_on_when_it_goes),
		T(ten_thousand_drain_ten_at_a_time),
		T(r26_it_is_tried_hourly_a_tenth_more_or_less),
		T(r3_it_is_given_up_after_168_tries_or_seven_days),
		T(a_step_of_the_wall_neither_hurries_nor_delays_a_try),
		T(after_another_boot_the_wall_decides_within_an_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
