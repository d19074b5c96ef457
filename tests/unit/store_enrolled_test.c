/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolled clients, tokens, the account list as it is published. */
#include "tests/unit/storage.h"

#include "store/accountlist.h"
#include "store/enrolled.h"

static const struct inbox_outcome	later = { .fate = INBOX_LATER };
static const struct inbox_outcome	taken = { .fate = INBOX_TAKEN };
static struct enrolled_row	clients[600];
static size_t			n_clients;
static struct token_row		tokens[8];
static size_t			n_tokens;
static struct accountlist_row	list;
static bool			have_list, more;

static void
take_clients(void *arg, const struct err *e, const struct enrolled_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	for (i = 0; i < l->n; i++) {
		clients[n_clients] = l->rows[i];
		clients[n_clients].kek.data = NULL;
		clients[n_clients++].name = kept(s, l->rows[i].name);
	}
	more = l->more;
}

static void
take_tokens(void *arg, const struct err *e, const struct token_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_tokens = l->n;
	for (i = 0; i < l->n; i++) {
		tokens[i] = l->rows[i];
		tokens[i].name = kept(s, l->rows[i].name);
	}
}

static void
take_list(void *arg, const struct err *e, const struct accountlist_row *row)
{
	note_err(arg, e);
	have_list = row != NULL;
	if (have_list)
		list = *row;
}

static void
read_clients(struct storage *s)
{
	n_clients = 0;
	assert_int_equal(waited(s, store_enrolled(s->st, NULL, take_clients,
	    s)), 0);
}

static void
a_client_is_enrolled_and_enrols_again_and_is_forgotten(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct enrolled_row	 e = {
		.guid = { { 7 } }, .name = "PC17", .agreement = { 1 },
		.signing = { 2 }, .since = AT(5)
	};

	store_enrolled_put(b, &e);
	e.kek = (struct store_blob){ "sealed", 6 };
	store_enrolled_kek(b, &e);
	store_enrolled_sequence(b, &e.guid, UINT64_MAX, NULL);
	store_enrolled_sequence(b, &e.guid, UINT64_MAX - 1, &later);
	store_enrolled_sequence(b, &e.guid, UINT64_MAX - 2, &taken);
	committed(s, b);
	read_clients(s);
	assert_int_equal(n_clients, 1);
	assert_true(guid_equal(&clients[0].guid, &e.guid));
	assert_string_equal(clients[0].name, "PC17");
	assert_int_equal(clients[0].agreement[0], 1);
	assert_int_equal(clients[0].signing[0], 2);
	assert_int_equal(clients[0].kek.len, 6);
	assert_true(clients[0].window.highest == UINT64_MAX);
	assert_true(clients[0].window.seen == 5);
	assert_true(clients[0].since.us == AT(5).us);
	b = store_batch_new();
	e.signing[0] = 3;
	e.agreement[0] = 4;
	store_enrolled_put(b, &e);
	e.agreement[0] = 1;
	store_enrolled_kek(b, &e);	/* too late */
	committed(s, b);
	read_clients(s);
	assert_int_equal(n_clients, 1);
	assert_int_equal(clients[0].signing[0], 3);
	assert_int_equal(clients[0].kek.len, 0);
	assert_true(clients[0].window.highest == 0 &&
	    clients[0].window.seen == 0);
	b = store_batch_new();
	store_enrolled_forget(b, &e.guid);
	committed(s, b);
	read_clients(s);
	assert_int_equal(n_clients, 0);
}

static void
who_is_not_enrolled_is_not_changed(void **state)
{
	struct storage		*s = *state;
	struct enrolled_row	 e = { .guid = { { 9 } } };
	struct batch		*b = store_batch_new();

	store_enrolled_sequence(b, &e.guid, 1, NULL);
	assert_int_equal(commit(s, b), ENOENT);
	b = store_batch_new();
	store_enrolled_forget(b, &e.guid);
	assert_int_equal(commit(s, b), ENOENT);
}

static void
many_come_page_by_page_in_the_order_of_their_guids(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct enrolled_row	 e = { .name = "PC" };
	size_t			 i;

	for (i = 0; i < 510; i++) {
		e.guid.b[0] = (uint8_t)(i * 7 >> 8);
		e.guid.b[1] = (uint8_t)(i * 7);
		store_enrolled_put(b, &e);
	}
	committed(s, b);
	read_clients(s);
	assert_int_equal(n_clients, STORE_PAGE_MAX);
	assert_true(more);
	assert_int_equal(waited(s, store_enrolled(s->st,
	    &clients[n_clients - 1].guid, take_clients, s)), 0);
	assert_int_equal(n_clients, 510);
	assert_false(more);
	for (i = 1; i < n_clients; i++)
		assert_true(memcmp(clients[i - 1].guid.b, clients[i].guid.b,
		    16) < 0);
}

static void
a_token_is_good_once(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct token_row	 t = { .id = { 1, 2 }, .name = "PC17",
				    .public_key = { 5 }, .created = AT(1),
				    .expires = AT(100) };

	store_token_add(b, &t);
	committed(s, b);
	b = store_batch_new();
	store_token_use(b, t.id, AT(9));
	committed(s, b);
	assert_int_equal(waited(s, store_tokens(s->st, NULL, take_tokens,
	    s)), 0);
	assert_int_equal(n_tokens, 1);
	assert_memory_equal(tokens[0].id, t.id, TOKEN_ID_SIZE);
	assert_string_equal(tokens[0].name, "PC17");
	assert_int_equal(tokens[0].public_key[0], 5);
	assert_true(tokens[0].created.us == AT(1).us);
	assert_true(tokens[0].expires.us == AT(100).us);
	assert_true(tokens[0].used.us == AT(9).us);
	b = store_batch_new();
	store_token_use(b, t.id, AT(10));
	assert_int_equal(commit(s, b), EALREADY);
	t.id[0]++;
	b = store_batch_new();
	store_token_use(b, t.id, AT(10));
	assert_int_equal(commit(s, b), ENOENT);
	assert_int_equal(waited(s, store_tokens(s->st, tokens[0].id,
	    take_tokens, s)), 0);
	assert_int_equal(n_tokens, 0);
	assert_false(storage_try(s, "UPDATE token SET used = 0"));
}

static void
tokens_that_ran_out_long_ago_go(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct token_row	 t = { .name = "PC", .expires = AT(100) };

	store_token_add(b, &t);
	t.id[0] = 1;
	t.expires = AT(200);
	store_token_add(b, &t);
	store_token_prune(b, AT(150));
	committed(s, b);
	assert_int_equal(waited(s, store_tokens(s->st, NULL, take_tokens,
	    s)), 0);
	assert_int_equal(n_tokens, 1);
	assert_true(tokens[0].expires.us == AT(200).us);
}

static void
the_list_is_replaced_by_a_higher_serial_only(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct accountlist_row	 l = {
		.serial = 5, .digest = { 1 }, .key = { "key", 3 },
		.list_form = { "list", 4 }, .site_form = { "sites", 5 }
	};

	assert_int_equal(waited(s, store_accountlist(s->st, take_list, s)),
	    0);
	assert_false(have_list);
	store_accountlist_set(b, &l);
	committed(s, b);
	l.serial = 6;
	l.digest[0] = 2;
	b = store_batch_new();
	store_accountlist_set(b, &l);
	committed(s, b);
	assert_int_equal(waited(s, store_accountlist(s->st, take_list, s)),
	    0);
	assert_true(have_list);
	assert_int_equal(list.serial, 6);
	assert_int_equal(list.digest[0], 2);
	assert_int_equal(list.key.len, 3);
	assert_int_equal(list.list_form.len, 4);
	assert_int_equal(list.site_form.len, 5);
	b = store_batch_new();
	store_accountlist_set(b, &l);
	assert_int_equal(commit(s, b), EALREADY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(
		    a_client_is_enrolled_and_enrols_again_and_is_forgotten),
		WITH_STORE(who_is_not_enrolled_is_not_changed),
		WITH_STORE(many_come_page_by_page_in_the_order_of_their_guids),
		WITH_STORE(a_token_is_good_once),
		WITH_STORE(tokens_that_ran_out_long_ago_go),
		WITH_STORE(the_list_is_replaced_by_a_higher_serial_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
