/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account list in the director: made when an account or an enrolled client
 * changes and at no other time; published with the rest; the keeper may end in
 * the middle of it.
 */
#include "tests/unit/check.h"

#include "protocol/sms/listkeys.h"
#include "server/director/account/lists.h"
#include "server/director/client/enrolled.h"
#include "server/director/client/token.h"
#include "tests/unit/director_double.h"

static const char *const	names[] = { "accounts.dat", "accounts.site",
				    "keys.dat" };

static int
set_up(void **state)
{
	if (director_up(state) != 0)
		return -1;
	assert_int_equal(add_account(&(struct wish){ .name = "first",
	    .password = "one" }), 0);
	assert_int_equal(import_sample(), 0);
	settle_down();
	return 0;
}

/* A file of the set in force. */
static char *
published(const char *folder, const char *name, size_t *n)
{
	char	 path[256], *text;

	(void)snprintf(path, sizeof(path), "cap/sets/%llu/%s/%s",
	    (unsigned long long)publication().serial, folder, name);
	text = slurp(path, n);
	if (text == NULL)
		fail_msg("%s is not there", path);
	return text;
}

static bool
shows(const char *text)
{
	size_t	 n;
	char	*p = published("cap/clidata.box", "accounts.dat", &n);
	bool	 same = n == strlen(text) && memcmp(p, text, n) == 0;

	free(p);
	return same;
}

/* Of the list in force; UINT32_MAX: an older one is still shown. */
static uint32_t
records(void)
{
	struct keys_head	 h;
	size_t			 n;
	char			*p = published("cap/clidata.box", "keys.dat",
				    &n);

	assert_true(keys_check(rd_over(p, n), &h));
	assert_string_equal(h.site, "S01");
	free(p);
	return h.serial == lists_serial(the_director()) ? h.n : UINT32_MAX;
}

static void
stored(void *arg, const struct err *failed)
{
	*(bool *)arg = true;
	assert_null(failed);
}

/* As the lane does it. */
static void
enrol(uint32_t from, uint32_t n)
{
	struct enrol_reply	 r = { .name = "PC" };
	struct token_row	 row = { .name = "PC",
				    .expires = { INT64_MAX } };
	struct enrol_token	 t = { .name = "PC" };
	struct batch		*b;
	struct wr		 w;
	bool			 done;

	for (; n > 0; n--, from++) {
		w = wr_over(r.guid.b, 4);
		wr_be32(&w, from * 2654435761u);
		memcpy(r.id, r.guid.b, 4);
		memcpy(r.agreement, r.guid.b, 4);
		memcpy(row.id, r.id, sizeof(row.id));
		memcpy(t.id, r.id, sizeof(t.id));
		b = store_batch_new();
		store_token_add(b, &row);
		token_added(the_director(), &t);
		enrolled_put(the_director(), &r, b);
		done = false;
		assert_int_equal(store_submit(the_director()->store, &b,
		    stored, &done), 0);
		if (n % 64 == 1)
			until(done);
		else
			store_wait(the_director()->store);
	}
	enrolments_commit(the_director());
}

static void
the_list_is_published_and_stands_on_the_logon_point(void **state)
{
	size_t	 i, n, m;
	char	*p, *q;

	(void)state;
	until(shows("list first=one"));
	assert_int_equal(records(), 0);
	for (i = 0; i < nitems(names); i++)
		free(published("cap/clidata.box", names[i], &n));
	p = published("cap/clidata.box", "accounts.site", &n);
	q = published("logon/Sites/S01", "accounts.site", &m);
	assert_int_equal(n, m);
	assert_memory_equal(p, q, n);
	free(p);
	free(q);
}

static void
accounts_come_newest_first_and_go(void **state)
{
	(void)state;
	assert_int_equal(add_account(&(struct wish){ .name = "boss",
	    .password = "no", .is_operator = true }), 0);
	assert_int_equal(add_account(&(struct wish){ .name = "second",
	    .password = "two" }), 0);
	until(shows("list second=two first=one"));
	assert_int_equal(passwd("second", "three", true), 0);
	until(shows("list second=three first=one"));
	assert_int_equal(set_state("first", ACCOUNT_DISABLED, false), 0);
	until(shows("list second=three"));
	assert_int_equal(set_state("first", ACCOUNT_ENABLED, false), 0);
	until(shows("list second=three first=one"));
}

static void
nothing_else_makes_a_new_list(void **state)
{
	uint64_t	 serial = lists_serial(the_director());

	(void)state;
	enrol(1, 3);
	until(lists_serial(the_director()) > serial && records() == 3);
	serial = lists_serial(the_director());
	assert_int_equal(publish_now(), 0);
	assert_int_equal(add_account(&(struct wish){ .name = "boss",
	    .password = "no", .is_operator = true }), 0);
	settle_down();
	assert_true(lists_serial(the_director()) == serial);
	assert_int_equal(records(), 3);
}

static void
a_start_makes_the_same_files_and_publishes_nothing(void **state)
{
	uint64_t	 list, set;

	(void)state;
	enrol(1, 3);
	until(records() == 3);
	settle_down();
	list = lists_serial(the_director());
	set = publication().serial;
	director_stop();
	director_start();
	settle_down();
	assert_true(lists_serial(the_director()) == list);
	assert_true(publication().serial == set);
	assert_int_equal(publish_now(), 0);
	assert_int_equal(records(), 3);
	assert_true(lists_serial(the_director()) == list);
}

static void
what_changed_right_before_the_end_is_in_the_next_list(void **state)
{
	uint64_t	 list = lists_serial(the_director());

	(void)state;
	keeper_is_deaf = true;
	enrol(1, 2);
	director_stop();
	director_start();
	until(lists_serial(the_director()) > list && records() == 2);
}

static void
keys_of_clients_are_asked_for_once(void **state)
{
	const struct enrolled	*e;

	(void)state;
	enrol(1, 1);
	until(records() == 1);
	e = enrolled_next(the_director(), NULL);
	assert_true(e->has_kek);
	settle_down();
	director_stop();
	director_start();
	e = enrolled_next(the_director(), NULL);
	assert_true(e->has_kek);
}

static void
more_clients_than_a_message_holds_are_sorted_in_one_file(void **state)
{
	(void)state;
	enrol(1, MSG_LIST_CLIENTS_MAX + 5);
	until(records() == MSG_LIST_CLIENTS_MAX + 5);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)
	const struct CMUnitTest tests[] = {
		T(the_list_is_published_and_stands_on_the_logon_point),
		T(accounts_come_newest_first_and_go),
		T(nothing_else_makes_a_new_list),
		T(a_start_makes_the_same_files_and_publishes_nothing),
		T(what_changed_right_before_the_end_is_in_the_next_list),
		T(keys_of_clients_are_asked_for_once),
		T(more_clients_than_a_message_holds_are_sorted_in_one_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
