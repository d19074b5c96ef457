/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy of passwords in the store, and the passwords it remembers. */
#include "tests/unit/storage.h"

#include "store/account.h"
#include "store/policy.h"

#define ACCOUNT	42

static struct policy_row	got;
static char			remembered[POLICY_HISTORY_MAX][8];
static size_t			nremembered;

static void
take(void *arg, const struct err *e, const struct policy_row *row)
{
	note_err(arg, e);
	if (e == NULL)
		got = *row;
}

static void
take_old(void *arg, const struct err *e, const struct old_password_list *list)
{
	size_t	 i;

	note_err(arg, e);
	for (i = 0; e == NULL && i < list->n; i++) {
		assert_int_equal(list->rows[i].account, ACCOUNT);
		(void)snprintf(remembered[nremembered++], 8, "%.*s",
		    (int)list->rows[i].verifier.len,
		    (const char *)list->rows[i].verifier.data);
	}
}

static void
set(struct storage *s, const struct policy_row *p)
{
	struct batch	*b = store_batch_new();

	store_policy_set(b, p);
	committed(s, b);
}

static void
add_account(struct storage *s, const char *verifier)
{
	struct batch		*b = store_batch_new();
	const struct account_row row = {
		.id = ACCOUNT, .guid = { { 1 } }, .name = "A",
		.kind = ACCOUNT_CLIENT, .secret = SECRET_ENTERED,
		.verifier = { verifier, strlen(verifier) }, .created = AT(1),
		.comment = "",
	};

	(void)store_account_add(b, &row);
	committed(s, b);
}

static void
passwd(struct storage *s, const char *verifier)
{
	struct batch				*b = store_batch_new();
	const struct account_new_secret	 new = {
		.secret = SECRET_ENTERED,
		.verifier = { verifier, strlen(verifier) },
	};

	store_account_passwd(b, ACCOUNT, &new, AT(9));
	committed(s, b);
}

static size_t
old_passwords(struct storage *s)
{
	nremembered = 0;
	assert_int_equal(waited(s, store_old_passwords(s->st, 0, take_old,
	    s)), 0);
	return nremembered;
}

static void
a_new_store_asks_nothing_and_leaves_the_rest_to_sited_conf(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(waited(s, store_policy(s->st, take, s)), 0);
	assert_int_equal(got.min_length, 0);
	assert_int_equal(got.history, 0);
	assert_int_equal(got.min_age_ms, 0);
	assert_false(got.complex);
	assert_int_equal(got.max_age_ms, POLICY_AS_CONFIGURED);
	assert_int_equal(got.threshold, POLICY_AS_CONFIGURED);
	assert_int_equal(got.window_ms, POLICY_AS_CONFIGURED);
	assert_int_equal(got.duration_ms, POLICY_AS_CONFIGURED);
}

static void
the_policy_comes_back_as_it_was_set(void **state)
{
	struct storage		*s = *state;
	const struct policy_row	 p = { 8, 5, 86400000, true, 3628800000, 3,
				    60000, 0 };

	set(s, &p);
	storage_close(s);
	storage_open(s);
	assert_int_equal(waited(s, store_policy(s->st, take, s)), 0);
	assert_int_equal(got.min_length, 8);
	assert_int_equal(got.history, 5);
	assert_int_equal(got.min_age_ms, 86400000);
	assert_true(got.complex);
	assert_int_equal(got.max_age_ms, 3628800000);
	assert_int_equal(got.threshold, 3);
	assert_int_equal(got.window_ms, 60000);
	assert_int_equal(got.duration_ms, 0);
}

static void
a_policy_that_cannot_be_is_refused_by_the_store(void **state)
{
	const struct policy_row	 bad[] = {
		{ .min_length = 128 }, { .min_length = -1 },
		{ .history = 25 }, { .min_age_ms = -1 },
		{ .threshold = -2 }, { .window_ms = -2 },
	};
	struct storage		*s = *state;
	struct batch		*b;
	size_t			 i;

	for (i = 0; i < nitems(bad); i++) {
		b = store_batch_new();
		store_policy_set(b, &bad[i]);
		assert_int_not_equal(commit(s, b), 0);
	}
	assert_int_equal(waited(s, store_policy(s->st, take, s)), 0);
	assert_int_equal(got.min_length, 0);
}

/* The account itself has the last two: one that is in force, one before. */
static void
as_many_passwords_are_remembered_as_the_policy_asks(void **state)
{
	struct storage	*s = *state;
	char		 text[8];
	int		 i;

	add_account(s, "v0");
	passwd(s, "v1");
	passwd(s, "v2");
	assert_int_equal(old_passwords(s), 0);	/* none was asked for */
	set(s, &(struct policy_row){ .history = 4 });
	for (i = 3; i < 8; i++) {
		(void)snprintf(text, sizeof(text), "v%d", i);
		passwd(s, text);
	}
	assert_int_equal(old_passwords(s), 2);
	assert_string_equal(remembered[0], "v4");
	assert_string_equal(remembered[1], "v5");
	set(s, &(struct policy_row){ .history = 3 });
	assert_int_equal(old_passwords(s), 1);
	assert_string_equal(remembered[0], "v5");
	set(s, &(struct policy_row){ .history = 0 });
	assert_int_equal(old_passwords(s), 0);
}

static void
a_deleted_account_has_no_old_passwords(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	set(s, &(struct policy_row){ .history = 24 });
	add_account(s, "v0");
	passwd(s, "v1");
	passwd(s, "v2");
	assert_int_equal(old_passwords(s), 1);
	store_account_state(b, ACCOUNT, ACCOUNT_DELETED, AT(10));
	committed(s, b);
	assert_int_equal(old_passwords(s), 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(
		    a_new_store_asks_nothing_and_leaves_the_rest_to_sited_conf),
		WITH_STORE(the_policy_comes_back_as_it_was_set),
		WITH_STORE(a_policy_that_cannot_be_is_refused_by_the_store),
		WITH_STORE(as_many_passwords_are_remembered_as_the_policy_asks),
		WITH_STORE(a_deleted_account_has_no_old_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
