/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "base/arena.h"

static void
pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena	 a;
	uint8_t		*p, *last = NULL;
	size_t		 i, k;

	(void)state;
	arena_init(&a, 1 << 20);
	for (i = 1; i < 700; i++) {
		p = arena_alloc(&a, i);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 8, 0);
		for (k = 0; k < i; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xff, i);
		if (last != NULL)
			assert_int_equal(last[i - 2], 0xff);
		last = p;
	}
	arena_free(&a);
}

static void
the_limit_fails_the_arena_for_good(void **state)
{
	struct arena	 a;

	(void)state;
	arena_init(&a, 100);
	assert_non_null(arena_alloc(&a, 60));
	assert_null(arena_alloc(&a, 41));
	assert_null(arena_alloc(&a, 1));
	assert_false(arena_ok(&a));
	arena_free(&a);
	assert_true(arena_ok(&a));
	assert_non_null(arena_alloc(&a, 100));
	arena_free(&a);
}

static void
a_size_that_overflows_is_refused(void **state)
{
	struct arena	 a;

	(void)state;
	arena_init(&a, SIZE_MAX);
	assert_null(arena_array(&a, SIZE_MAX / 4, 8));
	arena_free(&a);
	assert_null(arena_text(&a, "", SIZE_MAX));
	arena_free(&a);
}

static void
text_is_copied_and_ended(void **state)
{
	struct arena	 a;
	char		*s;

	(void)state;
	arena_init(&a, 100);
	s = arena_text(&a, "abcdef", 3);
	assert_string_equal(s, "abc");
	assert_string_equal(arena_text(&a, "", 0), "");
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(the_limit_fails_the_arena_for_good),
		cmocka_unit_test(a_size_that_overflows_is_refused),
		cmocka_unit_test(text_is_copied_and_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
