/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check - cmocka with its includes in the right order, and the habits that
 * every parser test here keeps.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* A copy of exactly n bytes, so that the sanitizer sees one byte over. */
static inline uint8_t *
exact(const void *src, size_t n)
{
	uint8_t	*p = malloc(n + (n == 0));

	assert_non_null(p);
	if (n > 0)
		memcpy(p, src, n);
	return p;
}

/*
 * Whatever the parser, no proper prefix of a valid message may be accepted.
 * `accepts' returns true when it takes the bytes as a whole message.
 */
static inline void
no_prefix_is_accepted(bool (*accepts)(const uint8_t *, size_t),
    const void *good, size_t len)
{
	uint8_t	*p;
	size_t	 n;

	assert_true(accepts(good, len));
	for (n = 0; n < len; n++) {
		p = exact(good, n);
		if (accepts(p, n))
			fail_msg("a prefix of %zu of %zu bytes was accepted",
			    n, len);
		free(p);
	}
}

/* For tests with random input: another one each time, or $SEED; printed. */
static inline void
seed_random(void)
{
	const char	*given = getenv("SEED");
	unsigned	 seed = (unsigned)time(NULL);

	if (given != NULL)
		seed = (unsigned)strtoul(given, NULL, 10);
	printf("SEED=%u\n", seed);
	srand(seed);
}

#endif
