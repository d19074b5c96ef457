/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "base/text.h"
#include "store/seal.h"

static const struct seal_key	 key = {
	0x01020304, {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	}
};
static const struct seal_what	 what = {
	SEAL_VERIFIER, 0x1122334455667788
};
static const char		 text[] = "a secret of ours";

#define TEXT_SIZE	16
#define SEALED_SIZE	(SEAL_OVERHEAD + TEXT_SIZE)

/* The same key, owner and text, sealed by another implementation. */
static const char		 vector[] =
    "5345414c0100000004030201404142434445464748494a4b8399dd46454ee277"
    "edab7116f41161281f475ee74f5e7399c90a393cc1369df8";

static void
make(uint8_t sealed[static SEALED_SIZE])
{
	struct wr	 w = wr_over(sealed, SEALED_SIZE);

	assert_int_equal(seal(&key, &what, rd_over(text, TEXT_SIZE), &w), 0);
	assert_int_equal(w.pos, SEALED_SIZE);
}

static int
open_as(const struct seal_key *k, const struct seal_what *as,
    const uint8_t *sealed, size_t n)
{
	uint8_t		 plain[64];
	struct wr	 w = wr_over(plain, sizeof(plain));

	return unseal(k, as, rd_over(sealed, n), &w);
}

static void
a_secret_comes_back(void **state)
{
	uint8_t		 sealed[SEALED_SIZE], plain[TEXT_SIZE];
	struct wr	 w = wr_over(plain, sizeof(plain));

	(void)state;
	make(sealed);
	assert_int_equal(unseal(&key, &what, rd_over(sealed, sizeof(sealed)),
	    &w), 0);
	assert_memory_equal(plain, text, TEXT_SIZE);
	assert_int_equal(w.pos, TEXT_SIZE);
}

static void
what_another_implementation_sealed_is_read(void **state)
{
	uint8_t		 sealed[SEALED_SIZE], plain[TEXT_SIZE];
	struct wr	 w = wr_over(plain, sizeof(plain));

	(void)state;
	assert_true(hex_decode(sealed, sizeof(sealed), vector));
	assert_int_equal(unseal(&key, &what, rd_over(sealed, sizeof(sealed)),
	    &w), 0);
	assert_memory_equal(plain, text, TEXT_SIZE);
}

static void
the_same_secret_never_looks_the_same(void **state)
{
	uint8_t	 one[SEALED_SIZE], two[SEALED_SIZE];

	(void)state;
	make(one);
	make(two);
	assert_memory_not_equal(one + 12, two + 12, SEALED_SIZE - 12);
	assert_memory_not_equal(one + 24, text, TEXT_SIZE);
}

static void
an_empty_secret_can_be_sealed(void **state)
{
	uint8_t		 sealed[SEAL_OVERHEAD], plain[1];
	struct wr	 w = wr_over(sealed, sizeof(sealed));
	struct wr	 p = wr_over(plain, sizeof(plain));

	(void)state;
	assert_int_equal(seal(&key, &what, rd_over("", 0), &w), 0);
	assert_int_equal(unseal(&key, &what, wr_written(&w), &p), 0);
	assert_int_equal(p.pos, 0);
	sealed[SEAL_OVERHEAD - 1] ^= 1;
	assert_int_equal(unseal(&key, &what, wr_written(&w), &p), -EBADMSG);
}

static void
a_blob_does_not_fit_another_kind_or_owner(void **state)
{
	const struct seal_what	 kind = { SEAL_PASSWORD, what.owner };
	const struct seal_what	 owner = { SEAL_VERIFIER, what.owner + 1 };
	uint8_t			 sealed[SEALED_SIZE];

	(void)state;
	make(sealed);
	assert_int_equal(open_as(&key, &kind, sealed, SEALED_SIZE), -EBADMSG);
	assert_int_equal(open_as(&key, &owner, sealed, SEALED_SIZE),
	    -EBADMSG);
	assert_int_equal(open_as(&key, &what, sealed, SEALED_SIZE), 0);
}

static void
a_wrong_key_is_told_from_damage(void **state)
{
	struct seal_key	 other = key;
	uint8_t		 sealed[SEALED_SIZE];

	(void)state;
	make(sealed);
	other.id++;
	assert_int_equal(open_as(&other, &what, sealed, SEALED_SIZE),
	    -ENOKEY);
	other = key;
	other.bytes[31] ^= 1;
	assert_int_equal(open_as(&other, &what, sealed, SEALED_SIZE),
	    -EBADMSG);
}

static void
every_flipped_bit_is_noticed(void **state)
{
	uint8_t		 sealed[SEALED_SIZE], plain[TEXT_SIZE];
	struct wr	 w;
	size_t		 i;
	int		 error;

	(void)state;
	make(sealed);
	for (i = 0; i < 8 * SEALED_SIZE; i++) {
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
		memset(plain, 'x', sizeof(plain));
		w = wr_over(plain, sizeof(plain));
		error = unseal(&key, &what, rd_over(sealed, SEALED_SIZE), &w);
		if (error != (i >= 64 && i < 96 ? -ENOKEY : -EBADMSG))
			fail_msg("bit %zu: %d", i, error);
		if (memcmp(plain, text, 4) == 0)
			fail_msg("bit %zu: the text was left there", i);
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_int_equal(open_as(&key, &what, sealed, SEALED_SIZE), 0);
}

static bool
accepts(const uint8_t *p, size_t n)
{
	return open_as(&key, &what, p, n) == 0;
}

static void
no_prefix_and_no_tail_is_accepted(void **state)
{
	uint8_t	 sealed[SEALED_SIZE + 1] = { 0 };

	(void)state;
	make(sealed);
	no_prefix_is_accepted(accepts, sealed, SEALED_SIZE);
	assert_false(accepts(sealed, SEALED_SIZE + 1));
}

static void
a_destination_that_is_too_small_is_refused(void **state)
{
	uint8_t		*p = malloc(SEALED_SIZE - 1);
	uint8_t		 sealed[SEALED_SIZE];
	struct wr	 w = wr_over(p, SEALED_SIZE - 1);

	(void)state;
	assert_int_equal(seal(&key, &what, rd_over(text, TEXT_SIZE), &w),
	    -ENOBUFS);
	make(sealed);
	w = wr_over(p, TEXT_SIZE - 1);
	assert_int_equal(unseal(&key, &what, rd_over(sealed, SEALED_SIZE),
	    &w), -ENOBUFS);
	free(p);
}

static void
a_secret_that_is_too_long_is_refused(void **state)
{
	uint8_t		*p = calloc(1, SEAL_PLAIN_MAX + 200);
	struct wr	 w = wr_over(p, SEAL_PLAIN_MAX + 200);

	(void)state;
	assert_int_equal(seal(&key, &what, rd_over(p, SEAL_PLAIN_MAX + 1),
	    &w), -EMSGSIZE);
	free(p);
}

static void
the_check_tells_the_right_key(void **state)
{
	struct seal_key	 other = key;
	uint8_t		 check[SEAL_CHECK_SIZE], sealed[SEALED_SIZE];

	(void)state;
	assert_int_equal(seal_check_make(&key, check), 0);
	assert_int_equal(seal_check(&key, rd_over(check, sizeof(check))), 0);
	other.bytes[0] ^= 0x80;
	assert_int_equal(seal_check(&other, rd_over(check, sizeof(check))),
	    -EBADMSG);
	other.id++;
	assert_int_equal(seal_check(&other, rd_over(check, sizeof(check))),
	    -ENOKEY);
	make(sealed);
	assert_int_equal(seal_check(&key, rd_over(sealed, sizeof(sealed))),
	    -EBADMSG);
	assert_int_equal(seal_check(&key, rd_over(check, 0)), -EBADMSG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_comes_back),
		cmocka_unit_test(what_another_implementation_sealed_is_read),
		cmocka_unit_test(the_same_secret_never_looks_the_same),
		cmocka_unit_test(an_empty_secret_can_be_sealed),
		cmocka_unit_test(a_blob_does_not_fit_another_kind_or_owner),
		cmocka_unit_test(a_wrong_key_is_told_from_damage),
		cmocka_unit_test(every_flipped_bit_is_noticed),
		cmocka_unit_test(no_prefix_and_no_tail_is_accepted),
		cmocka_unit_test(a_destination_that_is_too_small_is_refused),
		cmocka_unit_test(a_secret_that_is_too_long_is_refused),
		cmocka_unit_test(the_check_tells_the_right_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
