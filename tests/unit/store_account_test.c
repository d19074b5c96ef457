/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/storage.h"

#include "store/account.h"

static struct account_row	 rows[STORE_PAGE_MAX];
static size_t			 n_rows;
static bool			 more;

static struct store_blob
kept_blob(struct storage *s, struct store_blob b)
{
	void	*p = arena_alloc(&s->kept, b.len);

	if (b.len > 0)
		memcpy(p, b.data, b.len);
	return (struct store_blob){ p, b.len };
}

static void
take(void *arg, const struct err *e, const struct account_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_rows = list->n;
	more = list->more;
	for (i = 0; i < list->n; i++) {
		rows[i] = list->rows[i];
		rows[i].name = kept(s, rows[i].name);
		rows[i].comment = kept(s, rows[i].comment);
		rows[i].verifier = kept_blob(s, rows[i].verifier);
		rows[i].previous = kept_blob(s, rows[i].previous);
		rows[i].password = kept_blob(s, rows[i].password);
	}
}

static void
ask(struct storage *s, const struct account_query *q)
{
	assert_int_equal(waited(s, store_accounts(s->st, q, take, s)), 0);
}

static struct account_row *
by_id(struct storage *s, int64_t id)
{
	ask(s, &(struct account_query){ .id = id });
	assert_int_equal(n_rows, 1);
	return &rows[0];
}

static const struct store_blob	 verifier = { "sealed one", 10 };
static const struct store_blob	 password = { "sealed two", 10 };

static struct account_row
account(int64_t id, const char *name)
{
	return (struct account_row){
		.id = id, .guid = guid_random(), .name = name,
		.kind = ACCOUNT_CLIENT, .secret = SECRET_GENERATED,
		.generation = 3, .verifier = verifier, .password = password,
		.created = AT(100), .comment = "of the plant floor"
	};
}

static uint32_t	 last_rid;

struct adding {
	struct storage	*s;
	const uint32_t	*rid;
};

static void
added(void *arg, const struct err *failed)
{
	struct adding	*a = arg;

	note_err(a->s, failed);
	last_rid = failed == NULL ? *a->rid : 0;
}

static int
add(struct storage *s, const struct account_row *row)
{
	struct batch	*b = store_batch_new();
	struct adding	 a = { s, store_account_add(b, row) };

	return waited(s, store_submit(s->st, &b, added, &a));
}

static void
added_ok(struct storage *s, int64_t id, const char *name)
{
	struct account_row	 row = account(id, name);

	if (add(s, &row) != 0)
		fail_msg("%s", s->err.text);
}

static void
an_account_comes_back_as_it_was_added(void **state)
{
	struct storage		*s = *state;
	struct account_row	 in = account(7, "SMSClient_00001");
	struct account_row	*out;

	assert_int_equal(add(s, &in), 0);
	assert_int_equal(last_rid, ACCOUNT_RID_FIRST);
	out = by_id(s, 7);
	assert_true(guid_equal(&out->guid, &in.guid));
	assert_int_equal(out->rid, ACCOUNT_RID_FIRST);
	assert_string_equal(out->name, "SMSClient_00001");
	assert_int_equal(out->kind, ACCOUNT_CLIENT);
	assert_int_equal(out->secret, SECRET_GENERATED);
	assert_int_equal(out->state, ACCOUNT_ENABLED);
	assert_int_equal(out->generation, 3);
	assert_int_equal(out->verifier.len, 10);
	assert_memory_equal(out->verifier.data, "sealed one", 10);
	assert_memory_equal(out->password.data, "sealed two", 10);
	assert_int_equal(out->previous.len, 0);
	assert_int_equal(out->locked_until.wall.us, 0);
	assert_int_equal(out->created.us, AT(100).us);
	assert_int_equal(out->changed.us, AT(100).us);
	assert_int_equal(out->last_logon.us, 0);
	assert_string_equal(out->comment, "of the plant floor");
}

static void
names_are_found_and_unique_in_any_case(void **state)
{
	struct storage		*s = *state;
	struct account_row	 same = account(2, "ÜBER_a");

	added_ok(s, 1, "über_A");
	assert_int_equal(add(s, &same), EEXIST);
	assert_string_equal(s->err.text,
	    "account name \"ÜBER_a\" is in use");
	ask(s, &(struct account_query){ .name = "ÜBER_A" });
	assert_int_equal(n_rows, 1);
	assert_string_equal(rows[0].name, "über_A");
	ask(s, &(struct account_query){ .name = "uber_A" });
	assert_int_equal(n_rows, 0);
}

static void
neither_name_nor_rid_of_a_deleted_account_is_used_again(void **state)
{
	struct storage		*s = *state;
	struct account_row	 again = account(2, "OLD");
	struct batch		*b = store_batch_new();

	added_ok(s, 1, "old");
	store_account_state(b, 1, ACCOUNT_DELETED, AT(200));
	committed(s, b);
	assert_int_equal(add(s, &again), EEXIST);
	assert_string_equal(s->err.text, "account name \"OLD\" belonged to a "
	    "deleted account and is not used again");
	added_ok(s, 3, "new");
	/* The RID of the refused one was rolled back with it, not lost. */
	assert_int_equal(last_rid, ACCOUNT_RID_FIRST + 1);
}

static void
ids_and_guids_are_unique_too(void **state)
{
	struct storage		*s = *state;
	struct account_row	 one = account(1, "one");
	struct account_row	 two = account(1, "two");

	assert_int_equal(add(s, &one), 0);
	assert_int_equal(add(s, &two), EEXIST);
	two.id = 2;
	two.guid = one.guid;
	assert_int_equal(add(s, &two), EEXIST);
}

static void
bad_names_are_refused(void **state)
{
	static const char *const names[] = {
		"", "a\xff", "12345678901234567890123456789012", NULL
	};
	struct storage		*s = *state;
	struct account_row	 a;
	size_t			 i;

	for (i = 0; i < nitems(names); i++) {
		a = account((int64_t)i + 1, names[i]);
		if (add(s, &a) != EINVAL)
			fail_msg("row %zu", i);
	}
	added_ok(s, 9, "ééééééééééééééééééééééééééééééé");	/* 31 */
}

static void
a_deleted_account_stays_deleted_and_without_password(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	added_ok(s, 1, "a");
	store_account_state(b, 1, ACCOUNT_DISABLED, AT(150));
	committed(s, b);
	assert_int_equal(by_id(s, 1)->state, ACCOUNT_DISABLED);
	assert_int_equal(rows[0].changed.us, AT(150).us);
	b = store_batch_new();
	store_account_state(b, 1, ACCOUNT_ENABLED, AT(160));
	store_account_state(b, 1, ACCOUNT_DELETED, AT(200));
	committed(s, b);
	assert_int_equal(by_id(s, 1)->state, ACCOUNT_DELETED);
	assert_int_equal(rows[0].deleted.us, AT(200).us);
	assert_int_equal(rows[0].password.len, 0);
	assert_int_equal(rows[0].verifier.len, 10);
	b = store_batch_new();
	store_account_state(b, 1, ACCOUNT_ENABLED, AT(300));
	assert_int_equal(commit(s, b), EPERM);
	assert_string_equal(s->err.text, "account \"a\" is deleted");
	b = store_batch_new();
	store_account_lock(b, 1, NULL);
	assert_int_equal(commit(s, b), EPERM);
}

static void
verifiers_of_deleted_accounts_are_purged_in_time(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	added_ok(s, 1, "a");
	added_ok(s, 2, "b");
	added_ok(s, 3, "c");
	store_account_state(b, 1, ACCOUNT_DELETED, AT(200));
	store_account_state(b, 2, ACCOUNT_DELETED, AT(300));
	store_account_purge(b, AT(300));
	committed(s, b);
	assert_int_equal(by_id(s, 1)->verifier.len, 0);
	assert_int_equal(by_id(s, 2)->verifier.len, 10);
	assert_int_equal(by_id(s, 3)->verifier.len, 10);
}

static void
a_new_secret_keeps_the_one_before(void **state)
{
	const struct account_new_secret	 new = {
		SECRET_ENTERED, { "third", 5 }, { NULL, 0 }
	};
	struct storage			*s = *state;
	struct account_row		 row = account(1, "a");
	struct batch			*b = store_batch_new();

	row.generation = 0;	/* those of the rotation keep theirs */
	assert_int_equal(add(s, &row), 0);
	store_account_passwd(b, 1, &new, AT(400));
	committed(s, b);
	(void)by_id(s, 1);
	assert_int_equal(rows[0].secret, SECRET_ENTERED);
	assert_memory_equal(rows[0].verifier.data, "third", 5);
	assert_memory_equal(rows[0].previous.data, "sealed one", 10);
	assert_int_equal(rows[0].password.len, 0);
	assert_int_equal(rows[0].changed.us, AT(400).us);
}

static void
a_lock_outlives_a_restart_with_both_its_clocks(void **state)
{
	const struct stored_time	 until = {
		AT(500), { 123456789 }, "11111111-2222-3333-4444-555555555555"
	};
	struct storage			*s = *state;
	struct batch			*b = store_batch_new();

	added_ok(s, 1, "a");
	store_account_lock(b, 1, &until);
	committed(s, b);
	storage_close(s);
	storage_open(s);
	(void)by_id(s, 1);
	assert_int_equal(rows[0].locked_until.wall.us, AT(500).us);
	assert_int_equal(rows[0].locked_until.mono.ns, 123456789);
	assert_string_equal(rows[0].locked_until.boot, until.boot);
	b = store_batch_new();
	store_account_lock(b, 1, NULL);
	committed(s, b);
	assert_int_equal(by_id(s, 1)->locked_until.wall.us, 0);
	assert_string_equal(rows[0].locked_until.boot, "");
}

static void
the_last_logon_never_goes_back(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	added_ok(s, 1, "a");
	store_account_logon(b, 1, AT(70));
	store_account_logon(b, 1, AT(60));
	committed(s, b);
	assert_int_equal(by_id(s, 1)->last_logon.us, AT(70).us);
}

static void
changes_to_nobody_are_refused(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	store_account_state(b, 4711, ACCOUNT_DISABLED, AT(1));
	assert_int_equal(commit(s, b), ENOENT);
	assert_string_equal(s->err.text, "there is no account with id 4711");
}

static void
a_listing_goes_through_all_in_the_order_of_names(void **state)
{
	struct storage		*s = *state;
	struct account_query	 q = { .limit = 3 };
	char			 name[16], last[32] = "";
	size_t			 seen = 0;
	int			 i;

	for (i = 0; i < 10; i++) {
		(void)snprintf(name, sizeof(name), "%c%02d", i % 2 ? 'a' : 'A',
		    (i * 7) % 10);
		added_ok(s, i + 1, name);
	}
	do {
		ask(s, &q);
		for (i = 0; i < (int)n_rows; i++) {
			assert_true(strcasecmp(last, rows[i].name) < 0);
			(void)strcpy(last, rows[i].name);
		}
		seen += n_rows;
		q.after = last;
		assert_int_equal(n_rows, more ? 3 : 1);
	} while (more);
	assert_int_equal(seen, 10);
}

static void
the_schema_itself_keeps_accounts(void **state)
{
	static const char *const attacks[] = {
		"DELETE FROM account",
		"UPDATE account SET rid = 5000",
		"UPDATE account SET name = 'x', name_key = 'X'",
		"UPDATE account SET state = 1",
		"UPDATE account SET password = x'00'",
		"UPDATE sequence SET last = 999 WHERE kind = 'rid'",
	};
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	size_t		 i;

	added_ok(s, 1, "a");
	store_account_state(b, 1, ACCOUNT_DELETED, AT(2));
	committed(s, b);
	for (i = 0; i < nitems(attacks); i++) {
		if (storage_try(s, attacks[i]))
			fail_msg("row %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(an_account_comes_back_as_it_was_added),
		WITH_STORE(names_are_found_and_unique_in_any_case),
		WITH_STORE(
		    neither_name_nor_rid_of_a_deleted_account_is_used_again),
		WITH_STORE(ids_and_guids_are_unique_too),
		WITH_STORE(bad_names_are_refused),
		WITH_STORE(a_deleted_account_stays_deleted_and_without_password),
		WITH_STORE(verifiers_of_deleted_accounts_are_purged_in_time),
		WITH_STORE(a_new_secret_keeps_the_one_before),
		WITH_STORE(a_lock_outlives_a_restart_with_both_its_clocks),
		WITH_STORE(the_last_logon_never_goes_back),
		WITH_STORE(changes_to_nobody_are_refused),
		WITH_STORE(a_listing_goes_through_all_in_the_order_of_names),
		WITH_STORE(the_schema_itself_keeps_accounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
