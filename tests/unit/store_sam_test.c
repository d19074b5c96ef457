/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts of the account domain in the store: names that are given once, the log
 * of what was before, users that come and go.
 */
#include "tests/unit/storage.h"

#include "store/account.h"
#include "store/replica.h"
#include "store/sam.h"

static struct sam_row	 facts[16];
static struct change_row changes[16];
static size_t		 nfacts, nchanges;

static struct store_blob
text(const char *s)
{
	return (struct store_blob){ s, strlen(s) };
}

static struct store_blob
kept_blob(struct storage *s, struct store_blob b)
{
	char	*p = arena_text(&s->kept, b.data == NULL ? "" : b.data,
		    b.len);

	return (struct store_blob){ p, b.len };
}

static void
take_facts(void *arg, const struct err *e, const struct sam_list *list)
{
	struct storage	*s = arg;

	note_err(s, e);
	for (nfacts = 0; nfacts < list->n; nfacts++) {
		facts[nfacts] = list->rows[nfacts];
		facts[nfacts].key = kept(s, list->rows[nfacts].key);
		facts[nfacts].value = kept_blob(s, list->rows[nfacts].value);
	}
}

static void
take_changes(void *arg, const struct err *e, const struct change_list *list)
{
	struct storage	*s = arg;

	note_err(s, e);
	for (nchanges = 0; nchanges < list->n; nchanges++) {
		changes[nchanges] = list->rows[nchanges];
		changes[nchanges].key = kept(s, list->rows[nchanges].key);
		changes[nchanges].value = kept_blob(s,
		    list->rows[nchanges].value);
	}
}

static void
ask(struct storage *s)
{
	assert_int_equal(waited(s, store_sam(s->st, "", take_facts, s)), 0);
	assert_int_equal(waited(s, store_changes(s->st, 0, take_changes, s)),
	    0);
}

static int
put(struct storage *s, const char *key, const char *name, const char *value)
{
	struct batch	*b = store_batch_new();

	store_sam_put(b, &(struct sam_row){ .key = key, .name = name,
	    .value = text(value) });
	return commit(s, b);
}

static void
a_replica(struct storage *s)
{
	struct batch	*b = store_batch_new();

	store_replica_set(b, &(struct replica_row){ .name = "BDC1" });
	committed(s, b);
}

static int
add_user(struct storage *s, int64_t id, const char *name)
{
	struct batch		*b = store_batch_new();
	struct account_row	 a = { .id = id, .guid = guid_random(),
				    .name = name, .kind = ACCOUNT_DOMAIN,
				    .secret = SECRET_ENTERED,
				    .state = ACCOUNT_DISABLED,
				    .created = AT(100), .comment = "" };

	(void)store_account_add(b, &a);
	return commit(s, b);
}

static int
remove_user(struct storage *s, int64_t id)
{
	struct batch	*b = store_batch_new();

	store_account_state(b, id, ACCOUNT_DELETED, AT(200));
	return commit(s, b);
}

static void
a_fact_is_put_changed_and_removed(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;

	assert_int_equal(put(s, "g:1", "One", "first"), 0);
	assert_int_equal(put(s, "m:1", NULL, ""), 0);
	assert_int_equal(put(s, "g:1", "Two", "second"), 0);
	ask(s);
	assert_int_equal(nfacts, 2);
	assert_string_equal(facts[0].key, "g:1");
	assert_memory_equal(facts[0].value.data, "second", 6);
	assert_int_equal(facts[1].value.len, 0);
	assert_int_equal(nchanges, 0);		/* there is no replica */
	b = store_batch_new();
	store_sam_remove(b, "g:1");
	committed(s, b);
	ask(s);
	assert_int_equal(nfacts, 1);
}

static void
a_key_can_end_with_a_number_of_the_batch(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	store_sam_put(b, &(struct sam_row){ .key = "g:", .name = "One",
	    .rid = store_sam_rid(b) });
	committed(s, b);
	ask(s);
	assert_string_equal(facts[0].key, "g:000003e8");
	assert_int_equal(add_user(s, 7, "user"), 0);	/* has the next one */
	b = store_batch_new();
	store_sam_put(b, &(struct sam_row){ .key = "g:", .name = "Two",
	    .rid = store_sam_rid(b) });
	committed(s, b);
	ask(s);
	assert_string_equal(facts[1].key, "g:000003ea");
}

static void
a_name_is_given_once_to_accounts_and_facts_together(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(put(s, "g:1", "Staff", ""), 0);
	assert_int_equal(put(s, "g:2", "sTAFF", ""), EEXIST);
	assert_int_equal(add_user(s, 7, "STAFF"), EEXIST);
	assert_int_equal(add_user(s, 7, "user"), 0);
	assert_int_equal(put(s, "g:2", "User", ""), EEXIST);
	assert_int_equal(put(s, "g:2", "", ""), EINVAL);
	assert_int_equal(put(s, "g:2", "\xff", ""), EINVAL);
	assert_int_equal(put(s, "g:1", "staff", ""), 0);	/* its own */
	assert_int_equal(remove_user(s, 7), 0);
	assert_int_equal(put(s, "g:2", "User", ""), 0);
}

static void
the_name_of_a_deleted_user_is_free_but_not_that_of_a_client(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct account_row	 a = { .id = 1, .guid = guid_random(),
				    .name = "Client",
				    .kind = ACCOUNT_CLIENT,
				    .secret = SECRET_GENERATED,
				    .created = AT(100), .comment = "" };

	(void)store_account_add(b, &a);
	committed(s, b);
	assert_int_equal(add_user(s, 2, "user"), 0);
	assert_int_equal(add_user(s, 3, "USER"), EEXIST);
	assert_int_equal(remove_user(s, 1), 0);
	assert_int_equal(remove_user(s, 2), 0);
	assert_int_equal(add_user(s, 3, "USER"), 0);
	assert_int_equal(add_user(s, 4, "client"), EEXIST);
	assert_int_equal(remove_user(s, 3), 0);
	assert_int_equal(add_user(s, 5, "user"), 0);
}

static void
what_was_before_is_in_the_log_of_accounts(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;

	a_replica(s);
	assert_int_equal(put(s, "g:1", "One", "first"), 0);
	assert_int_equal(add_user(s, 7, "user"), 0);
	assert_int_equal(put(s, "g:1", "One", "second"), 0);
	b = store_batch_new();
	store_sam_remove(b, "g:1");
	store_sam_put(b, &(struct sam_row){ .key = "g:9", .quiet = true });
	committed(s, b);
	ask(s);
	assert_int_equal(nchanges, 4);
	assert_int_equal(changes[0].kind, CHANGE_FACT);
	assert_string_equal(changes[0].key, "g:1");
	assert_int_equal(changes[0].state, 0);		/* it was not there */
	assert_int_equal(changes[0].account, 0);
	assert_int_equal(changes[1].kind, CHANGE_ADD);
	assert_string_equal(changes[1].key, "");
	assert_int_equal(changes[2].state, 1);
	assert_memory_equal(changes[2].value.data, "first", 5);
	assert_memory_equal(changes[3].value.data, "second", 6);
	assert_int_equal(changes[3].number, changes[0].number + 3);
	b = store_batch_new();
	store_replica_shown(b, "BDC1", changes[2].number);
	committed(s, b);
	ask(s);
	assert_int_equal(nchanges, 1);
}

static void
a_refused_fact_leaves_nothing_of_its_batch(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	a_replica(s);
	assert_int_equal(put(s, "g:1", "One", ""), 0);
	store_sam_put(b, &(struct sam_row){ .key = "m:1" });
	store_sam_put(b, &(struct sam_row){ .key = "g:2", .name = "ONE" });
	assert_int_equal(commit(s, b), EEXIST);
	ask(s);
	assert_int_equal(nfacts, 1);
	assert_int_equal(nchanges, 1);
}

static void
facts_and_the_log_outlive_a_crash(void **state)
{
	struct storage	*s = *state;
	char		*crashed;

	a_replica(s);
	assert_int_equal(put(s, "g:1", "One", "first"), 0);
	crashed = storage_crash(s);
	assert_int_equal(put(s, "g:2", "Two", ""), 0);
	storage_close(s);
	assert_int_equal(storage_try_open(s, crashed), 0);
	ask(s);
	assert_int_equal(nfacts, 1);
	assert_int_equal(nchanges, 1);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(a_fact_is_put_changed_and_removed),
		WITH_STORE(a_key_can_end_with_a_number_of_the_batch),
		WITH_STORE(a_name_is_given_once_to_accounts_and_facts_together),
		WITH_STORE(
		    the_name_of_a_deleted_user_is_free_but_not_that_of_a_client),
		WITH_STORE(what_was_before_is_in_the_log_of_accounts),
		WITH_STORE(a_refused_fact_leaves_nothing_of_its_batch),
		WITH_STORE(facts_and_the_log_outlive_a_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
