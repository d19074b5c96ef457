/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "base/text.h"
#include "protocol/auth/lsa_secret.h"

static const uint8_t	key[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
			    14, 15, 16 };

/* "Boot-Pw-14char" in UTF-16LE, as impacket seals it. */
static const char	sealed_hex[] = "2c2f7aa63ab1cd9de6816cdd4dcc4686649149"
			    "a15f8f86af3f9c9e4dcfce1d9dbc3ebf1a487df363";

static struct rd
own_key(void)
{
	return rd_over(key, sizeof(key));
}

static void
a_password_is_sealed_as_others_do_it(void **state)
{
	uint8_t		 plain[28], want[40], got[40], back[64];
	struct wr	 w = wr_over(plain, sizeof(plain));
	struct wr	 out = wr_over(got, sizeof(got));
	struct wr	 in = wr_over(back, sizeof(back));

	(void)state;
	utf16_encode(&w, "Boot-Pw-14char");
	assert_true(hex_decode(want, sizeof(want), sealed_hex));
	assert_int_equal(lsa_secret_seal(own_key(), wr_written(&w), &out), 0);
	assert_int_equal(out.pos, sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
	assert_int_equal(lsa_secret_open(own_key(), wr_written(&out), &in), 0);
	assert_int_equal(in.pos, sizeof(plain));
	assert_memory_equal(back, plain, sizeof(plain));
}

static void
every_length_comes_back(void **state)
{
	uint8_t		 plain[LSA_SECRET_MAX], back[LSA_SECRET_MAX];
	uint8_t		 got[LSA_SECRET_SEALED(LSA_SECRET_MAX)];
	struct wr	 out, in;
	size_t		 n;

	(void)state;
	for (n = 0; n < sizeof(plain); n++)
		plain[n] = (uint8_t)n;
	for (n = 0; n <= LSA_SECRET_MAX; n += n < 20 ? 1 : 41) {
		out = wr_over(got, sizeof(got));
		in = wr_over(back, sizeof(back));
		assert_int_equal(lsa_secret_seal(own_key(),
		    rd_over(plain, n), &out), 0);
		assert_int_equal(out.pos, LSA_SECRET_SEALED(n));
		assert_int_equal(lsa_secret_open(own_key(), wr_written(&out),
		    &in), 0);
		assert_int_equal(in.pos, n);
		assert_memory_equal(back, plain, n);
	}
}

static int
opened(struct rd k, const uint8_t *bytes, size_t n, size_t room)
{
	uint8_t		 back[LSA_SECRET_MAX];
	uint8_t		*copy = exact(bytes, n);
	struct wr	 in = wr_over(back, room);
	int		 error = lsa_secret_open(k, rd_over(copy, n), &in);

	free(copy);
	return error;
}

static void
what_is_not_sealed_for_this_key_is_refused(void **state)
{
	static const uint8_t	 other[16] = { 9 };
	uint8_t			 good[40], large[1024] = { 0 };
	size_t			 n;

	(void)state;
	assert_true(hex_decode(good, sizeof(good), sealed_hex));
	for (n = 0; n < sizeof(good); n++)
		assert_int_equal(opened(own_key(), good, n, 64), -EINVAL);
	assert_int_equal(opened(rd_over(other, 16), good, 40, 64), -EINVAL);
	assert_int_equal(opened(rd_over(key, 13), good, 40, 64), -EINVAL);
	assert_int_equal(opened(own_key(), large, 1024, 64), -EINVAL);
	assert_int_equal(opened(own_key(), good, 40, 27), -EMSGSIZE);
	good[0] ^= 1;				/* the length */
	assert_int_equal(opened(own_key(), good, 40, 64), -EINVAL);
}

static void
what_is_too_long_is_not_sealed(void **state)
{
	uint8_t		 plain[LSA_SECRET_MAX + 1] = { 0 }, got[1024];
	struct wr	 out = wr_over(got, sizeof(got));
	struct wr	 small = wr_over(got, 8);

	(void)state;
	assert_int_equal(lsa_secret_seal(own_key(),
	    rd_over(plain, sizeof(plain)), &out), -EMSGSIZE);
	assert_int_equal(lsa_secret_seal(own_key(), rd_over(plain, 8),
	    &small), -EMSGSIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_sealed_as_others_do_it),
		cmocka_unit_test(every_length_comes_back),
		cmocka_unit_test(what_is_not_sealed_for_this_key_is_refused),
		cmocka_unit_test(what_is_too_long_is_not_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
