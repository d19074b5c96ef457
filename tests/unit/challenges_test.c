/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/clock_double.h"

#include "server/keeper/challenges.h"

static struct challenges	*ring;

static int
set_up(void **state)
{
	(void)state;
	clock_double_start();
	ring = challenges_new();
	return ring == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	challenges_free(&ring);
	clock_double_stop();
	return 0;
}

static bool
redeem(uint64_t id)
{
	uint8_t	 out[8];

	return challenges_redeem(ring, id, mono_now(), out);
}

static void
a_challenge_is_good_once(void **state)
{
	struct msg_challenge	 c = challenges_issue(ring, mono_now());
	uint8_t			 out[8];

	(void)state;
	assert_true(challenges_redeem(ring, c.id, mono_now(), out));
	assert_memory_equal(out, c.bytes, 8);
	assert_false(redeem(c.id));
}

static void
a_challenge_is_good_for_a_minute(void **state)
{
	struct msg_challenge	 a = challenges_issue(ring, mono_now());
	struct msg_challenge	 b = challenges_issue(ring, mono_now());

	(void)state;
	pass_ms(CHALLENGE_LIFE_MS);
	assert_true(redeem(a.id));
	pass_ms(1);
	assert_false(redeem(b.id));
}

static void
what_was_never_given_out_is_refused(void **state)
{
	struct msg_challenge	 c = challenges_issue(ring, mono_now());

	(void)state;
	assert_false(redeem(0));
	assert_false(redeem(c.id + 1));
	assert_false(redeem(c.id + 65536));	/* the same place */
	assert_false(redeem(UINT64_MAX));
	assert_true(redeem(c.id));
}

static void
whoever_takes_too_many_voids_only_the_oldest(void **state)
{
	struct msg_challenge	 first = challenges_issue(ring, mono_now());
	struct msg_challenge	 second = challenges_issue(ring, mono_now());
	struct msg_challenge	 last = second;
	size_t			 i;

	(void)state;
	for (i = 0; i < 65535; i++)
		last = challenges_issue(ring, mono_now());
	assert_false(redeem(first.id));
	assert_true(redeem(second.id));
	assert_true(redeem(last.id));
}

/* A place whose challenge is spent holds number 0. */
static void
nothing_is_never_a_challenge(void **state)
{
	uint64_t	 id;

	(void)state;
	do
		id = challenges_issue(ring, mono_now()).id;
	while (id % 65536 != 0);
	assert_true(redeem(id));
	assert_false(redeem(0));
}

static void
no_two_challenges_are_alike(void **state)
{
	struct msg_challenge	 a, b = challenges_issue(ring, mono_now());
	size_t			 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		a = b;
		b = challenges_issue(ring, mono_now());
		assert_int_equal(b.id, a.id + 1);
		assert_memory_not_equal(a.bytes, b.bytes, 8);
	}
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(a_challenge_is_good_once),
		T(a_challenge_is_good_for_a_minute),
		T(what_was_never_given_out_is_refused),
		T(whoever_takes_too_many_voids_only_the_oldest),
		T(nothing_is_never_a_challenge),
		T(no_two_challenges_are_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
