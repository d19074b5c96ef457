/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Account lists, plain and sealed, and the primitives below them. */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/sms/acctshelf.h"

static const uint8_t	key[CIPHER_KEY_SIZE] = { 1, 2, 3 };
static const uint8_t	other_key[CIPHER_KEY_SIZE] = { 1, 2, 4 };

static const struct acctlist	two = { .n = 2, .acct = {
	{ 7, ACCT_GENERATED, "PLANT", "SMSClient_00007", "aB3$efghijklmn" },
	{ 6, 0, "PLANT", "SMSClient_00006", "p" },
} };

static const struct acctlist_head	head = { ACCTLIST_LIST, "S01", 41 };

static size_t
plain(const struct acctlist *l, uint8_t dst[static ACCTLIST_SIZE_MAX])
{
	struct wr	 w = wr_over(dst, ACCTLIST_SIZE_MAX);

	acctlist_put(&w, l);
	assert_true(wr_ok(&w));
	return w.pos;
}

static size_t
sealed(const struct acctlist_head *h, uint8_t dst[static ACCTLIST_SEALED_MAX])
{
	struct wr	 w = wr_over(dst, ACCTLIST_SEALED_MAX);

	assert_true(acctlist_seal(h, key, &two, &w));
	return w.pos;
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct acctlist	 l;

	return acctlist_get(rd_over(p, n), &l);
}

static bool
opens(const uint8_t *p, size_t n)
{
	struct acctlist	 l;

	return acctlist_open(rd_over(p, n), key, &l);
}

static void
what_is_written_is_read(void **state)
{
	uint8_t			 b[ACCTLIST_SEALED_MAX];
	struct acctlist_head	 h;
	struct acctlist		 l;
	size_t			 n;

	(void)state;
	n = plain(&two, b);
	assert_int_equal(n, 4 + 2 * 152);
	assert_true(acctlist_get(rd_over(b, n), &l));
	assert_memory_equal(&l, &two, sizeof(l));
	n = sealed(&head, b);
	assert_int_equal(n, ACCTLIST_OVERHEAD + 4 + 2 * 152);
	assert_true(acctlist_head(rd_over(b, n), &h));
	assert_int_equal(h.form, ACCTLIST_LIST);
	assert_string_equal(h.site, "S01");
	assert_int_equal(h.serial, 41);
	assert_true(acctlist_open(rd_over(b, n), key, &l));
	assert_memory_equal(&l, &two, sizeof(l));
	acctlist_wipe(&l);
	assert_int_equal(l.acct[0].password[0], 0);
}

static void
the_largest_list_fits_and_one_more_does_not(void **state)
{
	static struct acctlist	 l;
	uint8_t			 b[ACCTLIST_SEALED_MAX];
	struct wr		 w = wr_over(b, sizeof(b));
	size_t			 i;

	(void)state;
	for (i = 0; i < ACCOUNTS_MAX; i++)
		l.acct[i] = two.acct[0];
	l.n = ACCOUNTS_MAX;
	assert_true(acctlist_seal(&head, key, &l, &w));
	assert_int_equal(w.pos, sizeof(b));
	l.n++;
	w = wr_over(b, sizeof(b));
	acctlist_put(&w, &l);
	assert_false(wr_ok(&w));
	l.n = 1;
	memset(l.acct[0].name, 'x', sizeof(l.acct[0].name));
	w = wr_over(b, sizeof(b));
	acctlist_put(&w, &l);
	assert_false(wr_ok(&w));
}

static void
no_prefix_of_either_form_is_accepted(void **state)
{
	uint8_t	 b[ACCTLIST_SEALED_MAX];
	size_t	 n;

	(void)state;
	n = plain(&two, b);
	no_prefix_is_accepted(accepts, b, n);
	b[n] = 0;
	assert_false(accepts(b, n + 1));
	n = sealed(&head, b);
	no_prefix_is_accepted(opens, b, n);
	assert_false(opens(b, n + 1));
}

static void
a_plain_list_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "too many accounts", 0, ACCOUNTS_MAX + 1 },
		{ "an account fewer than there are", 0, 1 },
		{ "an unknown flag", 8, 2 },
		{ "no domain", 12, 0 },
		{ "a domain in lower case", 12, 'p' },
		{ "something behind the domain", 20, 'x' },
		{ "no name", 28, 0 },
		{ "a name that is not UTF-8", 28, 0xff },
		{ "something behind the name", 91, 'x' },
		{ "no password", 92, 0 },
		{ "a password without end", 155, 'x' },
	};
	uint8_t	 b[ACCTLIST_SIZE_MAX], *p;
	size_t	 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		n = plain(&two, b);
		b[rows[i].at] = rows[i].value;
		p = exact(b, n);
		if (accepts(p, n))
			fail_msg("accepted: %s", rows[i].what);
		free(p);
	}
	memset(b, 'x', 64);		/* no NUL in a whole field */
	n = plain(&two, b);
	memset(b + 28, 'x', 64);
	assert_false(accepts(b, n));
}

static void
a_head_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "another magic", 0, 'X' },
		{ "another version", 4, 2 },
		{ "form 0", 6, 0 },
		{ "form 4", 6, 4 },
		{ "a site in lower case", 8, 's' },
		{ "a site without end", 11, 'X' },
	};
	struct acctlist_head	 h;
	uint8_t			 b[ACCTLIST_SEALED_MAX];
	size_t			 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		n = sealed(&head, b);
		b[rows[i].at] = rows[i].value;
		if (acctlist_head(rd_over(b, n), &h))
			fail_msg("accepted: %s", rows[i].what);
	}
	(void)sealed(&head, b);
	assert_false(acctlist_head(rd_over(b, 51), &h));
}

static void
a_changed_byte_or_another_key_opens_nothing(void **state)
{
	static const struct acctlist	 none;
	struct acctlist			 l;
	uint8_t				 b[ACCTLIST_SEALED_MAX];
	size_t				 i, n;

	(void)state;
	n = sealed(&head, b);
	for (i = 0; i < n; i++) {
		b[i] ^= 1;
		if (opens(b, n))
			fail_msg("byte %zu is not authenticated", i);
		b[i] ^= 1;
	}
	memset(&l, 'x', sizeof(l));
	assert_false(acctlist_open(rd_over(b, n), other_key, &l));
	assert_memory_equal(&l, &none, sizeof(l));
}

static void
the_same_list_is_sealed_differently_each_time(void **state)
{
	uint8_t	 a[ACCTLIST_SEALED_MAX], b[ACCTLIST_SEALED_MAX];
	size_t	 n = sealed(&head, a);

	(void)state;
	(void)sealed(&head, b);
	assert_memory_not_equal(a + 20, b + 20, CIPHER_NONCE_SIZE);
	assert_memory_not_equal(a + 32, b + 32, n - 32);
}

static void
bytes(const char *hex, uint8_t *dst, size_t n)
{
	assert_true(hex_decode(dst, n, hex));
}

/* RFC 7748 6.1. */
static void
two_sides_agree_as_the_rfc_says(void **state)
{
	static const uint8_t	 zero[CIPHER_KEY_SIZE];
	uint8_t			 b[32], alice[32], got[32], want[32];

	(void)state;
	bytes("5dab087e624a8a4b79e17f8b83800ee6"
	    "6f3bb1292618b6fd1c2f8b27ff88e0eb", b, 32);
	assert_true(agree_public_key(b, got));
	bytes("de9edb7d7b7dc1b4d35b61c2ece43537"
	    "3f8343c85b78674dadfc7e146f882b4f", want, 32);
	assert_memory_equal(got, want, 32);
	bytes("8520f0098930a754748b7ddcb43ef75a"
	    "0dbf3a0d26381af4eba4a98eaa9b4e6a", alice, 32);
	assert_true(agree(b, alice, got));
	bytes("4a5d9d5ba4ce2de1728e3bf480350f25"
	    "e07e21c947d19e3376f09b3c1e161742", want, 32);
	assert_memory_equal(got, want, 32);
	assert_false(agree(b, zero, got));
	assert_memory_equal(got, zero, 32);
}

/* RFC 3394 4.6. */
static void
keys_are_wrapped_as_the_rfc_says(void **state)
{
	struct wrapper	*w = wrapper_new();
	uint8_t		 kek[32], data[32], got[40], want[40], back[32];
	size_t		 i;

	(void)state;
	assert_non_null(w);
	for (i = 0; i < 32; i++)
		kek[i] = (uint8_t)i;
	bytes("00112233445566778899aabbccddeeff"
	    "000102030405060708090a0b0c0d0e0f", data, 32);
	bytes("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326"
	    "cbc7f0e71a99f43bfb988b9b7a02dd21", want, 40);
	assert_true(wrap_key(w, kek, data, got));
	assert_memory_equal(got, want, 40);
	assert_true(unwrap_key(w, kek, got, back));
	assert_memory_equal(back, data, 32);
	for (i = 0; i < 40; i++) {
		got[i] ^= 0x80;
		assert_false(unwrap_key(w, kek, got, back));
		got[i] ^= 0x80;
	}
	assert_true(unwrap_key(w, kek, got, back));
	wrapper_free(&w);
	assert_null(w);
}

/* Reckoned with another implementation of HKDF-SHA256. */
static void
a_key_is_derived_for_each_purpose(void **state)
{
	uint8_t	 from[32], got[32], want[32];
	size_t	 i;

	(void)state;
	for (i = 0; i < 32; i++)
		from[i] = (uint8_t)i;
	assert_true(derive_key(from, rd_over("enrol sign", 10), got));
	bytes("7559bfec46be2c11b9510132b3275415"
	    "8af90324d411bc6404f1eecdcd7fb5bc", want, 32);
	assert_memory_equal(got, want, 32);
}

/* --- of several cohorts --- */

/* Lists of cohorts 3 and 5, each under a key of its own. */
static struct rd
shelf_of_two(struct buf *b, unsigned first, unsigned second)
{
	static uint8_t		 x[ACCTLIST_SEALED_MAX], y[ACCTLIST_SEALED_MAX];
	struct acctlist		 one = { .n = 1, .acct = {
				    { 9, 0, "PLANT", "SMSClient_00009", "q" } } };
	struct wr		 w = wr_over(y, sizeof(y));
	struct acctshelf	 s = { .n = 2 };

	s.list[0].cohort = first;
	s.list[0].sealed = rd_over(x, sealed(&head, x));
	assert_true(acctlist_seal(&head, other_key, &one, &w));
	s.list[1].cohort = second;
	s.list[1].sealed = wr_written(&w);
	buf_init(b, ACCTSHELF_SIZE_MAX);
	acctshelf_put(b, &s);
	assert_true(buf_ok(b));
	return buf_reader(b);
}

static void
each_key_opens_the_list_of_its_cohort_only(void **state)
{
	struct acctshelf	 s;
	struct acctlist		 l;
	struct buf		 b;

	(void)state;
	assert_true(acctshelf_get(shelf_of_two(&b, 3, 5), &s));
	assert_int_equal(s.n, 2);
	assert_int_equal(s.list[0].cohort, 3);
	assert_int_equal(s.list[1].cohort, 5);
	assert_true(acctlist_open(s.list[0].sealed, key, &l));
	assert_int_equal(l.n, 2);
	assert_false(acctlist_open(s.list[0].sealed, other_key, &l));
	assert_false(acctlist_open(s.list[1].sealed, key, &l));
	assert_true(acctlist_open(s.list[1].sealed, other_key, &l));
	assert_string_equal(l.acct[0].name, "SMSClient_00009");
	buf_free(&b);
}

static bool
is_shelf(const uint8_t *p, size_t n)
{
	struct acctshelf	 s;

	return acctshelf_get(rd_over(p, n), &s);
}

static void
a_shelf_has_one_form(void **state)
{
	struct buf	 b;
	struct rd	 r = shelf_of_two(&b, 0, 15);
	uint8_t		 list[ACCTLIST_SEALED_MAX];

	(void)state;
	no_prefix_is_accepted(is_shelf, r.base, r.len);
	assert_false(is_shelf(list, sealed(&head, list)));
	buf_add(&b, "x", 1);
	assert_false(is_shelf(b.data, b.len));
	buf_free(&b);
	r = shelf_of_two(&b, 5, 5);		/* twice the same */
	assert_false(is_shelf(r.base, r.len));
	buf_free(&b);
	r = shelf_of_two(&b, 5, 3);
	assert_false(is_shelf(r.base, r.len));
	buf_free(&b);
	r = shelf_of_two(&b, 3, 16);
	assert_false(is_shelf(r.base, r.len));
	b.data[6] = 0;				/* none at all */
	assert_false(is_shelf(b.data, 8));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_opens_the_list_of_its_cohort_only),
		cmocka_unit_test(a_shelf_has_one_form),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(the_largest_list_fits_and_one_more_does_not),
		cmocka_unit_test(no_prefix_of_either_form_is_accepted),
		cmocka_unit_test(a_plain_list_that_cannot_be_is_refused),
		cmocka_unit_test(a_head_that_cannot_be_is_refused),
		cmocka_unit_test(a_changed_byte_or_another_key_opens_nothing),
		cmocka_unit_test(
		    the_same_list_is_sealed_differently_each_time),
		cmocka_unit_test(two_sides_agree_as_the_rfc_says),
		cmocka_unit_test(keys_are_wrapped_as_the_rfc_says),
		cmocka_unit_test(a_key_is_derived_for_each_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
