/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "server/smb/sequence.h"

/* One request after the other, each ended before the next. */
static bool
passes(struct sequence *s, uint16_t number, bool replay)
{
	if (!sequence_begin(s, number, replay))
		return false;
	sequence_end(s, number);
	assert_int_equal(s->running + s->before, 0);
	return true;
}

static void
half_of_the_circle_is_ahead_and_half_is_late(void **state)
{
	static const struct {
		uint16_t	 number;
		bool		 passes;
	} rows[] = {
		{ 0, true }, { 0x8000, false }, { 0x8001, false },
		{ 0xffff, false }, { 0x7fff, true }, { 0x7ffe, false },
		{ 0, false }, { 0x8000, true }, { 0xffff, true },
		{ 0, true }, { 1, true }, { 0, false }, { 1, true },
		{ 0xffff, false },
	};
	struct sequence	 s;
	size_t		 i, replay;

	(void)state;
	for (replay = 0; replay < 2; replay++) {
		s = (struct sequence){ .number = 0 };
		for (i = 0; i < nitems(rows); i++)
			if (passes(&s, rows[i].number, replay != 0) !=
			    rows[i].passes)
				fail_msg("row %zu", i);
	}
}

static void
a_replay_waits_for_what_is_still_on_its_way(void **state)
{
	struct sequence	 s = { .number = 5 };

	(void)state;
	assert_true(sequence_begin(&s, 5, false));
	assert_true(sequence_begin(&s, 5, true));	/* same connection */
	assert_true(sequence_begin(&s, 6, false));	/* the next one */
	assert_false(sequence_begin(&s, 6, true));
	assert_false(sequence_begin(&s, 7, true));
	assert_true(sequence_begin(&s, 6, false));
	sequence_end(&s, 5);
	assert_false(sequence_begin(&s, 6, true));
	sequence_end(&s, 5);
	assert_true(sequence_begin(&s, 6, true));
	assert_int_equal(s.running, 3);
	assert_int_equal(s.before, 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(half_of_the_circle_is_ahead_and_half_is_late),
		cmocka_unit_test(a_replay_waits_for_what_is_still_on_its_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
