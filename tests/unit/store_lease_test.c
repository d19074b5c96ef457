/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store keeps of bootstrap accounts. */
#include "tests/unit/storage.h"

#include "store/lease.h"

#define SOME	1200

static struct lease_row	 got[4];
static size_t		 ngot, pages;
static int64_t		 last;
static bool		 more, by_time;

static void
take(void *arg, const struct err *e, const struct lease_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	for (i = 0; e == NULL && i < l->n; i++, ngot++) {
		assert_true(l->rows[i].id > last || by_time);
		last = l->rows[i].id;
		if (ngot >= nitems(got))
			continue;
		got[ngot] = l->rows[i];
		got[ngot].target = kept(s, l->rows[i].target);
		got[ngot].name = kept(s, l->rows[i].name);
		got[ngot].why = kept(s, l->rows[i].why);
		got[ngot].verifier.data = NULL;
	}
	more = e == NULL && l->more;
	pages++;
}

static size_t
read_leases(struct storage *s, const struct lease_query *from)
{
	struct lease_query	 q = *from;

	ngot = pages = 0;
	by_time = q.ended || q.target != NULL;
	last = 0;
	do {
		q.after = last;
		assert_int_equal(waited(s, store_leases(s->st, &q, take, s)),
		    0);
	} while (more);
	return ngot;
}

static size_t
open_ones(struct storage *s)
{
	return read_leases(s, &(struct lease_query){ .limit = 0 });
}

static struct lease_row
row(int64_t id, const char *target)
{
	return (struct lease_row){
		.id = id, .target = target, .name = "SMS#_X",
		.account = id + 1000, .request = 7, .state = 1,
		.deadline = { AT(900), { 9 }, "a-boot" },
		.cap = { AT(28800), { 28 }, "a-boot" }, .written = AT(1),
		.created = AT(2), .sign = AT(3), .why = "because"
	};
}

static int
add(struct storage *s, const struct lease_row *r)
{
	struct batch	*b = store_batch_new();

	store_lease_add(b, r);
	return commit(s, b);
}

static int
set(struct storage *s, const struct lease_row *r)
{
	struct batch	*b = store_batch_new();

	store_lease_set(b, r);
	return commit(s, b);
}

static void
a_lease_comes_back_as_it_was_written(void **state)
{
	struct storage		*s = *state;
	const struct lease_row	 r = row(5, "Dc1");

	assert_int_equal(add(s, &r), 0);
	assert_int_equal(open_ones(s), 1);
	assert_string_equal(got[0].target, "Dc1");
	assert_string_equal(got[0].name, "SMS#_X");
	assert_int_equal(got[0].account, 1005);
	assert_int_equal(got[0].request, 7);
	assert_int_equal(got[0].deadline.mono.ns, 9);
	assert_int_equal(got[0].cap.wall.us, AT(28800).us);
	assert_int_equal(got[0].sign.us, AT(3).us);
	assert_string_equal(got[0].why, "because");
}

static void
a_machine_has_one_open_lease_whatever_the_case_of_its_name(void **state)
{
	struct storage		*s = *state;
	struct lease_row	 r = row(5, "DC1");

	assert_int_equal(add(s, &r), 0);
	r = row(6, "dc1");
	assert_int_equal(add(s, &r), EEXIST);
	r = row(5, "DC1");
	r.state = 6;
	r.ended = AT(10);
	assert_int_equal(set(s, &r), 0);
	r = row(6, "dc1");
	assert_int_equal(add(s, &r), 0);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(got[0].id, 6);
}

static void
one_that_has_ended_is_not_written_any_more(void **state)
{
	struct storage		*s = *state;
	struct lease_row	 r = row(5, "DC1");

	assert_int_equal(add(s, &r), 0);
	r.state = 6;
	r.ended = AT(4);
	assert_int_equal(set(s, &r), 0);
	r.state = 2;
	assert_int_equal(set(s, &r), ENOENT);
	assert_int_equal(open_ones(s), 0);
	assert_int_equal(read_leases(s, &(struct lease_query){
	    .ended = true }), 1);
	assert_int_equal(got[0].state, 6);
}

static void
the_secret_goes_when_the_account_is_made(void **state)
{
	struct storage		*s = *state;
	struct lease_row	 r = row(5, "DC1");
	struct store_blob	 blob = { "sealed", 6 };
	struct batch		*b = store_batch_new();

	assert_int_equal(add(s, &r), 0);
	store_lease_secret(b, 5, blob, blob);
	committed(s, b);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(got[0].verifier.len, 6);
	assert_int_equal(got[0].password.len, 6);
	r.state = 2;
	assert_int_equal(set(s, &r), 0);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(got[0].verifier.len, 0);
	assert_int_equal(got[0].password.len, 0);
	b = store_batch_new();
	store_lease_secret(b, 5, blob, blob);
	assert_int_equal(commit(s, b), ENOENT);
}

static void
all_open_ones_are_read_page_by_page(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct lease_row	 r;
	char			 name[16];
	int			 i;

	for (i = 1; i <= SOME; i++) {
		(void)snprintf(name, sizeof(name), "PC%d", i);
		r = row(i, name);
		store_lease_add(b, &r);
	}
	committed(s, b);
	assert_int_equal(open_ones(s), SOME);
	assert_int_equal(pages, 3);
}

static void
those_that_ended_long_ago_are_forgotten(void **state)
{
	struct storage		*s = *state;
	struct lease_row	 r = row(5, "DC1");
	struct batch		*b;

	assert_int_equal(add(s, &r), 0);
	r.state = 6;
	r.ended = AT(10);
	assert_int_equal(set(s, &r), 0);
	r = row(6, "DC1");
	assert_int_equal(add(s, &r), 0);
	assert_int_equal(read_leases(s, &(struct lease_query){
	    .target = "dc1" }), 2);
	b = store_batch_new();
	store_lease_purge(b, AT(11));
	committed(s, b);
	assert_int_equal(read_leases(s, &(struct lease_query){
	    .target = "dc1" }), 1);
	assert_int_equal(got[0].id, 6);
}

static void
names_that_do_not_fit_are_refused(void **state)
{
	struct storage		*s = *state;
	struct lease_row	 r = row(5, "");

	assert_int_not_equal(add(s, &r), 0);
	r = row(5, "ABCDEFGHIJKLMNOP");
	assert_int_not_equal(add(s, &r), 0);
	r = row(5, "\xff");
	assert_int_equal(add(s, &r), EINVAL);
	r = row(5, "DC1");
	r.name = "SMS#_ABCDEFGHIJKLMNOP";
	assert_int_not_equal(add(s, &r), 0);
	assert_int_equal(open_ones(s), 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(a_lease_comes_back_as_it_was_written),
		WITH_STORE(a_machine_has_one_open_lease_whatever_the_case_of_its_name),
		WITH_STORE(one_that_has_ended_is_not_written_any_more),
		WITH_STORE(the_secret_goes_when_the_account_is_made),
		WITH_STORE(all_open_ones_are_read_page_by_page),
		WITH_STORE(those_that_ended_long_ago_are_forgotten),
		WITH_STORE(names_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
