/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the store keeps of the rotation of accounts, and what it does not let
 * happen to it whoever asks.
 */
#include "tests/unit/storage.h"

#include "store/account.h"
#include "store/intent.h"
#include "store/pool.h"

enum { PLANNED = 1, CREATING, REPLICATING, PUBLISHED, UNPUBLISHED, DISABLED,
    DELETED };

static void
add_account(struct storage *s, int64_t id, uint32_t generation)
{
	struct batch	*b = store_batch_new();
	char		 name[32];

	(void)snprintf(name, sizeof(name), "SMSClient_%05d", (int)id);
	(void)store_account_add(b, &(struct account_row){ .id = id,
	    .guid = guid_random(), .name = name, .kind = ACCOUNT_CLIENT,
	    .secret = SECRET_GENERATED, .generation = generation,
	    .verifier = { "v", 1 }, .password = { "p", 1 },
	    .created = AT(1) });
	committed(s, b);
}

static int
set(struct storage *s, uint32_t number, int64_t account, unsigned state)
{
	struct batch	*b = store_batch_new();

	store_generation_set(b, &(struct generation_row){ .number = number,
	    .account = account, .state = state, .since = AT(10),
	    .created = AT(1), .published = AT(2), .unpublished = AT(3),
	    .disabled = AT(4), .leaked = number == 3 });
	return commit(s, b);
}

/* Three of them, published. */
static void
publish_three(struct storage *s)
{
	uint32_t	 i;

	for (i = 1; i <= 3; i++) {
		add_account(s, 100 + i, i);
		assert_int_equal(set(s, i, 100 + i, PUBLISHED), 0);
	}
}

static struct pool_row		 pool;
static struct generation_row	 rows[8];
static struct intent_row	 intents[8];
static size_t			 n_rows;

static void
take_pool(void *arg, const struct err *e, const struct pool_row *row)
{
	note_err(arg, e);
	pool = *row;
	pool.why = kept(arg, row->why);
}

static void
take_generations(void *arg, const struct err *e,
    const struct generation_list *l)
{
	note_err(arg, e);
	n_rows = l->n;
	assert_true(n_rows <= nitems(rows));
	memcpy(rows, l->rows, n_rows * sizeof(rows[0]));
}

static void
take_intents(void *arg, const struct err *e, const struct intent_list *l)
{
	size_t	 i;

	note_err(arg, e);
	n_rows = l->n;
	assert_true(n_rows <= nitems(intents));
	memcpy(intents, l->rows, n_rows * sizeof(intents[0]));
	for (i = 0; i < n_rows; i++) {
		intents[i].name = kept(arg, l->rows[i].name);
		intents[i].why = kept(arg, l->rows[i].why);
		intents[i].verifier.data = kept(arg,
		    l->rows[i].verifier.len == 0 ? "" : "there");
	}
}

static void
ask_intents(struct storage *s)
{
	assert_int_equal(waited(s, store_intents(s->st, take_intents, s)), 0);
}

static void
the_pool_comes_back_as_it_was_set(void **state)
{
	const struct pool_row	 in = {
		.running = true, .frozen = true, .why = "by anna",
		.next_due = AT(5), .retired = AT(6), .back = AT(7),
		.hold = AT(8), .away = 9,
		.seen = { .wall = AT(10), .mono = { 11 }, .boot = "b" }
	};
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();

	assert_int_equal(waited(s, store_pool(s->st, take_pool, s)), 0);
	assert_false(pool.running);
	assert_int_equal(pool.last, 0);
	store_pool_set(b, &in);
	committed(s, b);
	publish_three(s);
	storage_close(s);
	storage_open(s);
	assert_int_equal(waited(s, store_pool(s->st, take_pool, s)), 0);
	assert_true(pool.running && pool.frozen);
	assert_string_equal(pool.why, "by anna");
	assert_int_equal(pool.next_due.us, AT(5).us);
	assert_int_equal(pool.retired.us, AT(6).us);
	assert_int_equal(pool.back.us, AT(7).us);
	assert_int_equal(pool.hold.us, AT(8).us);
	assert_int_equal(pool.away, 9);
	assert_int_equal(pool.seen.wall.us, AT(10).us);
	assert_int_equal(pool.seen.mono.ns, 11);
	assert_string_equal(pool.seen.boot, "b");
	assert_int_equal(pool.last, 3);
}

static void
live_generations_are_listed_oldest_first(void **state)
{
	struct storage	*s = *state;

	publish_three(s);
	assert_int_equal(set(s, 4, 0, PLANNED), 0);
	assert_int_equal(set(s, 4, 0, DELETED), 0);
	assert_int_equal(set(s, 5, 0, PLANNED), 0);
	assert_int_equal(waited(s, store_generations(s->st, take_generations,
	    s)), 0);
	assert_int_equal(n_rows, 4);
	assert_int_equal(rows[2].number, 3);
	assert_true(rows[2].leaked && !rows[1].leaked);
	assert_int_equal(rows[2].account, 103);
	assert_int_equal(rows[2].state, PUBLISHED);
	assert_int_equal(rows[2].since.us, AT(10).us);
	assert_int_equal(rows[2].created.us, AT(1).us);
	assert_int_equal(rows[2].published.us, AT(2).us);
	assert_int_equal(rows[2].unpublished.us, AT(3).us);
	assert_int_equal(rows[2].disabled.us, AT(4).us);
	assert_int_equal(rows[3].number, 5);
}

static void
never_fewer_than_two_stay_published(void **state)
{
	struct storage	*s = *state;
	unsigned	 to;

	publish_three(s);
	assert_int_equal(set(s, 1, 101, UNPUBLISHED), 0);
	for (to = PLANNED; to <= DELETED; to++)
		assert_int_equal(set(s, 2, 102, to), to == PUBLISHED ? 0 :
		    EPERM);
	assert_non_null(strstr(s->err.text, "never fewer than two"));
}

static void
no_number_and_no_account_comes_twice(void **state)
{
	struct storage	*s = *state;

	publish_three(s);
	assert_int_equal(set(s, 4, 0, PLANNED), 0);
	assert_int_equal(set(s, 4, 0, DELETED), 0);
	assert_int_equal(set(s, 4, 0, PLANNED), EPERM);
	assert_int_equal(set(s, 6, 0, PLANNED), 0);
	assert_int_equal(set(s, 5, 0, PLANNED), EPERM);	/* not higher */
	assert_int_equal(set(s, 6, 103, CREATING), EEXIST);
	assert_int_equal(set(s, 6, 0, CREATING), EINVAL);
	assert_int_equal(set(s, 3, 109, PUBLISHED), EPERM);
	assert_false(storage_try(s, "DELETE FROM generation"));
	assert_false(storage_try(s, "UPDATE generation SET number = 9 "
	    "WHERE number = 1"));
}

static void
the_account_of_a_live_generation_stays_as_it_is(void **state)
{
	const struct account_new_secret	 new = {
		SECRET_ENTERED, { "third", 5 }, { NULL, 0 }
	};
	struct storage			*s = *state;
	struct batch			*b;
	unsigned			 to;

	publish_three(s);
	for (to = ACCOUNT_DISABLED; to <= ACCOUNT_DELETED; to++) {
		b = store_batch_new();
		store_account_state(b, 103, to, AT(5));
		assert_int_equal(commit(s, b), EPERM);
	}
	b = store_batch_new();
	store_account_passwd(b, 103, &new, AT(5));
	assert_int_equal(commit(s, b), EPERM);
	assert_non_null(strstr(s->err.text, "keeps its secret"));
	/* With its generation it goes. */
	assert_int_equal(set(s, 1, 101, UNPUBLISHED), 0);
	b = store_batch_new();
	store_generation_set(b, &(struct generation_row){ .number = 1,
	    .account = 101, .state = DISABLED });
	store_account_state(b, 101, ACCOUNT_DISABLED, AT(5));
	committed(s, b);
}

static void
a_33rd_client_account_is_refused(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;
	int64_t		 id;

	for (id = 1; id <= 32; id++)
		add_account(s, id, 0);
	b = store_batch_new();
	(void)store_account_add(b, &(struct account_row){ .id = 33,
	    .guid = guid_random(), .name = "x", .kind = ACCOUNT_OPERATOR,
	    .secret = SECRET_ENTERED });
	committed(s, b);
	b = store_batch_new();
	(void)store_account_add(b, &(struct account_row){ .id = 34,
	    .guid = guid_random(), .name = "y", .kind = ACCOUNT_CLIENT,
	    .secret = SECRET_ENTERED });
	assert_int_equal(commit(s, b), EPERM);
	b = store_batch_new();
	store_account_state(b, 7, ACCOUNT_DELETED, AT(5));
	committed(s, b);
	add_account(s, 34, 0);
}

/* --- intents --- */

static int
intend(struct storage *s, int64_t id, int64_t account)
{
	struct batch	*b = store_batch_new();

	store_intent_add(b, &(struct intent_row){ .id = id,
	    .kind = INTENT_CREATE, .account = account, .name = "SMSClient_1",
	    .generation = 4, .event = 2, .from = 1, .to = 2,
	    .verifier = { "v", 1 }, .password = { "p", 1 },
	    .created = AT(id) });
	return commit(s, b);
}

static int
move(struct storage *s, int64_t id, enum intent_state to, const char *why)
{
	struct batch	*b = store_batch_new();

	store_intent_state(b, id, to, why, AT(50));
	return commit(s, b);
}

static void
an_intent_goes_its_way_and_loses_its_secret_at_the_end(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(intend(s, 8, 104), 0);
	assert_int_equal(intend(s, 7, 105), 0);
	assert_int_equal(move(s, 8, INTENT_SENT, ""), 0);
	assert_int_equal(move(s, 8, INTENT_SENT, ""), 0);
	assert_int_equal(move(s, 8, INTENT_CONFLICT, "it is there"), 0);
	ask_intents(s);
	assert_int_equal(n_rows, 2);
	assert_int_equal(intents[0].id, 7);
	assert_int_equal(intents[0].state, INTENT_PREPARED);
	assert_int_equal(intents[1].kind, INTENT_CREATE);
	assert_int_equal(intents[1].account, 104);
	assert_string_equal(intents[1].name, "SMSClient_1");
	assert_int_equal(intents[1].generation, 4);
	assert_int_equal(intents[1].event, 2);
	assert_int_equal(intents[1].from, 1);
	assert_int_equal(intents[1].to, 2);
	assert_int_equal(intents[1].state, INTENT_CONFLICT);
	assert_int_equal(intents[1].tries, 2);
	assert_string_equal(intents[1].why, "it is there");
	assert_string_equal(intents[1].verifier.data, "there");
	assert_int_equal(intents[1].password.len, 1);
	assert_int_equal(intents[1].created.us, AT(8).us);
	assert_int_equal(intents[1].changed.us, AT(50).us);
	assert_int_equal(move(s, 8, INTENT_DONE, ""), 0);
	assert_int_equal(move(s, 8, INTENT_SENT, ""), ENOENT);
	ask_intents(s);
	assert_int_equal(n_rows, 1);
	assert_false(storage_try(s, "UPDATE intent SET state = 1 "
	    "WHERE id = 8"));
	assert_false(storage_try(s, "UPDATE intent SET state = 7 "
	    "WHERE id = 7"));		/* with its secret */
}

static void
an_account_has_one_open_intent(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(intend(s, 1, 104), 0);
	assert_int_equal(intend(s, 2, 104), EEXIST);
	assert_non_null(strstr(s->err.text, "under way"));
	assert_int_equal(intend(s, 2, 105), 0);
	assert_int_equal(move(s, 1, INTENT_ABORTED, "undone"), 0);
	assert_int_equal(intend(s, 3, 104), 0);
	assert_false(storage_try(s, "UPDATE intent SET account = 104 "
	    "WHERE id = 2"));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(the_pool_comes_back_as_it_was_set),
		WITH_STORE(live_generations_are_listed_oldest_first),
		WITH_STORE(never_fewer_than_two_stay_published),
		WITH_STORE(no_number_and_no_account_comes_twice),
		WITH_STORE(the_account_of_a_live_generation_stays_as_it_is),
		WITH_STORE(a_33rd_client_account_is_refused),
		WITH_STORE(
		    an_intent_goes_its_way_and_loses_its_secret_at_the_end),
		WITH_STORE(an_account_has_one_open_intent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
