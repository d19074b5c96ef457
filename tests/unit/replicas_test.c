/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What replicas of the directory show, and when: lag, order, pause, restarts
 * of the process and of the host.
 */
#include "tests/unit/check.h"

#include "server/director/domain/directory.h"
#include "server/director/domain/replicas.h"
#include "server/replica_option.h"
#include "tests/unit/clock_double.h"

static struct replicas	 set;
static uint64_t		 number;

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	replicas_init(&set);
	set.n = 2;
	set.r[0] = (struct replica){ .name = "BDC1", .least = 5 * MINUTE,
	    .most = 5 * MINUTE };
	set.r[1] = (struct replica){ .name = "BDC2", .least = MINUTE,
	    .most = 7 * DAY };
	number = 0;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	replicas_clear(&set);
	clock_double_stop();
	return 0;
}

static void
change_at_boot(int64_t account, const char *boot)
{
	struct change_row	 row = { .number = ++number,
				    .account = account, .kind = CHANGE_STATE,
				    .state = ACCOUNT_ENABLED,
				    .verifier = { "sealed", 6 },
				    .at = { wall_now(), mono_now(), "" } };

	(void)snprintf(row.at.boot, sizeof(row.at.boot), "%s", boot);
	assert_int_equal(replicas_add(&set, &row), 0);
}

static void
change(int64_t account)
{
	char	 boot[BOOT_ID_SIZE];

	clock_boot_id(boot);
	change_at_boot(account, boot);
}

static void
a_change_is_shown_when_its_lag_is_over(void **state)
{
	(void)state;
	change(7);
	assert_int_equal(replicas_wait(&set, &set.r[0]), 5 * MINUTE);
	pass_ms(5 * MINUTE - 1);
	assert_int_equal(replicas_due(&set, &set.r[0]), 0);
	assert_int_equal(replicas_wait(&set, &set.r[0]), 1);
	pass_ms(1);
	assert_int_equal(replicas_due(&set, &set.r[0]), 1);
	assert_int_equal(replicas_wait(&set, &set.r[0]), 0);
}

static void
a_paused_replica_waits_for_nothing_and_catches_up(void **state)
{
	(void)state;
	set.r[0].paused = true;
	change(7);
	pass_ms(DAY);
	change(8);
	assert_int_equal(replicas_wait(&set, &set.r[0]), REPLICAS_NEVER);
	set.r[0].paused = false;
	assert_int_equal(replicas_wait(&set, &set.r[0]), 0);
	assert_int_equal(replicas_due(&set, &set.r[0]), 1);
}

static void
a_random_lag_lies_between_its_ends_and_stays(void **state)
{
	int64_t	 wait, least = INT64_MAX, most = 0;
	int	 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		change(7);
		set.r[1].shown = number - 1;
		wait = replicas_wait(&set, &set.r[1]);
		assert_int_equal(wait, replicas_wait(&set, &set.r[1]));
		assert_true(wait >= MINUTE && wait <= 7 * DAY);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_true(least < DAY && most > 6 * DAY);
}

static void
changes_are_shown_in_their_order(void **state)
{
	uint64_t	 due, before = 0;
	int		 i;

	(void)state;
	for (i = 0; i < 50; i++)
		change(i);
	for (i = 0; i < 7 * 24; i++) {
		pass_ms(HOUR);
		due = replicas_due(&set, &set.r[1]);
		assert_true(due >= before);
		before = set.r[1].shown = due;
	}
	assert_int_equal(before, 50);
}

static void
another_boot_counts_by_the_wall_clock(void **state)
{
	(void)state;
	change_at_boot(7, "of another boot");
	pass_ms(4 * MINUTE);
	assert_int_equal(replicas_wait(&set, &set.r[0]), MINUTE);
	pass_ms(MINUTE);
	assert_int_equal(replicas_due(&set, &set.r[0]), 1);
}

/* In this boot and in another; a clock set far back ends it, too. */
static void
a_waiver_ends_by_itself(void **state)
{
	struct replica	*r = &set.r[0];
	int		 other;

	(void)state;
	assert_false(replicas_is_waived(r));
	for (other = 0; other < 2; other++) {
		r->waived.wall.us = wall_now().us + MINUTE * 1000;
		r->waived.mono = mono_after(mono_now(), MINUTE);
		clock_boot_id(r->waived.boot);
		if (other)
			(void)snprintf(r->waived.boot, sizeof(r->waived.boot),
			    "another");
		assert_true(replicas_is_waived(r));
		pass_ms(MINUTE - 1);
		assert_true(replicas_is_waived(r));
		pass_ms(1);
		assert_false(replicas_is_waived(r));
	}
	r->waived.wall.us = wall_now().us + 1000 *
	    (REPLICAS_WAIVE_MOST_MS + 1);
	assert_false(replicas_is_waived(r));
	r->waived = (struct stored_time){ 0 };
}

static void
each_account_is_as_before_the_oldest_change_not_shown(void **state)
{
	const struct directory_change	*c;

	(void)state;
	change(7);
	change(8);
	change(7);
	assert_int_equal(replicas_count(&set, &set.r[0]), 3);
	assert_int_equal(replicas_pending_of(&set, &set.r[0], 7)->number, 1);
	set.r[0].shown = 1;
	c = replicas_pending_of(&set, &set.r[0], 7);
	assert_int_equal(c->number, 3);
	assert_memory_equal(c->verifier, "sealed", 6);
	assert_null(replicas_pending_of(&set, &set.r[0], 9));
	set.r[0].shown = 3;
	assert_null(replicas_pending(&set, &set.r[0]));
}

static void
what_all_show_is_forgotten_and_does_not_come_back(void **state)
{
	struct change_row	 again = { .number = 1, .account = 7 };

	(void)state;
	change(7);
	change(8);
	set.r[0].shown = 2;
	set.r[1].shown = 1;
	replicas_forget(&set);
	assert_int_equal(STAILQ_FIRST(&set.changes)->number, 2);
	assert_int_equal(replicas_add(&set, &again), 0);
	assert_int_equal(STAILQ_FIRST(&set.changes)->number, 2);
	set.r[1].shown = 2;
	replicas_forget(&set);
	assert_true(STAILQ_EMPTY(&set.changes));
}

/* --- the option --- */

static const struct {
	const char	*item;
	const char	*name, *listen;
	int64_t		 least, most;
} good[] = {
	{ "BDC1", "BDC1", "", 5 * MINUTE, 5 * MINUTE },
	{ "bdc1/0s", "BDC1", "", 0, 0 },
	{ "BDC-2@10.0.0.2:445/5m", "BDC-2", "10.0.0.2:445", 5 * MINUTE,
	  5 * MINUTE },
	{ "B@[::1]:4450/1m-7d", "B", "[::1]:4450", MINUTE, 7 * DAY },
	{ "ABCDEFGHIJKLMNO/70d", "ABCDEFGHIJKLMNO", "", 70 * DAY, 70 * DAY },
};

static const char	*const bad[] = {
	"", "/5m", "@1.2.3.4:445", "A\"B", "ABCDEFGHIJKLMNOP", "B/", "B/5",
	"B/5x", "B/-5m", "B/5m-", "B/7d-1m", "B/71d", "B/1m-71d", "B@",
	"B@1.2.3.4", "B@1.2.3.4:445/", "B@:445", "B/5m/6m", "B@1.2.3.4:0",
	"B/9223372036854775807d",
};

static void
an_item_of_replicas_is_read_or_refused(void **state)
{
	struct replica_option	 o;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(good); i++) {
		if (replica_option_parse(good[i].item, &o, &e) != 0)
			fail_msg("%s: %s", good[i].item, e.text);
		assert_string_equal(o.name, good[i].name);
		assert_string_equal(o.listen, good[i].listen);
		assert_int_equal(o.least, good[i].least);
		assert_int_equal(o.most, good[i].most);
	}
	for (i = 0; i < nitems(bad); i++)
		if (replica_option_parse(bad[i], &o, &e) == 0)
			fail_msg("%s: taken", bad[i]);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest	 tests[] = {
		T(a_change_is_shown_when_its_lag_is_over),
		T(a_paused_replica_waits_for_nothing_and_catches_up),
		T(a_random_lag_lies_between_its_ends_and_stays),
		T(changes_are_shown_in_their_order),
		T(another_boot_counts_by_the_wall_clock),
		T(a_waiver_ends_by_itself),
		T(each_account_is_as_before_the_oldest_change_not_shown),
		T(what_all_show_is_forgotten_and_does_not_come_back),
		T(an_item_of_replicas_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
