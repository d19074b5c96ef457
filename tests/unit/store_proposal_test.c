/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits in the store for a second operator. */
#include "tests/unit/storage.h"

#include <errno.h>

#include "store/proposal.h"

static int64_t	 numbers[PROPOSALS_MAX];
static size_t	 n;
static char	 first[200];

static void
take(void *arg, const struct err *e, const struct proposal_list *list)
{
	const struct proposal_row	*p = list->rows;

	note_err(arg, e);
	assert_false(list->more);
	for (n = 0; n < list->n; n++)
		numbers[n] = p[n].number;
	first[0] = '\0';
	if (n > 0)
		(void)snprintf(first, sizeof(first), "%u %s %s %s %s %lld "
		    "%lld %lld %s", p->uid, p->who, p->verb, p->object,
		    p->request, (long long)p->made.us,
		    (long long)p->until.wall.us, (long long)p->until.mono.ns,
		    p->until.boot);
}

static void
look(struct storage *s)
{
	assert_int_equal(waited(s, store_proposals(s->st, take, s)), 0);
}

static void
propose(struct storage *s, uint32_t uid, const char *object, int64_t at)
{
	struct batch	*b = store_batch_new();

	(void)store_proposal_add(b, &(struct proposal_row){ .uid = uid,
	    .who = "uid 7", .verb = "account delete", .object = object,
	    .request = "{}", .made = AT(at),
	    .until = { AT(at + 100), { 5 }, "boot" } });
	committed(s, b);
}

static void
what_is_proposed_comes_back_as_it_was_written(void **state)
{
	char	 expected[200];

	look(*state);
	assert_int_equal(n, 0);
	propose(*state, 7, "a", 10);
	look(*state);
	assert_int_equal(n, 1);
	(void)snprintf(expected, sizeof(expected), "7 uid 7 account delete a "
	    "{} %lld %lld 5 boot", (long long)AT(10).us,
	    (long long)AT(110).us);
	assert_string_equal(first, expected);
}

static void
said_again_it_takes_the_place_of_what_the_same_user_said(void **state)
{
	propose(*state, 7, "a", 10);
	propose(*state, 8, "a", 10);
	propose(*state, 7, "b", 10);
	propose(*state, 7, "a", 20);
	look(*state);
	assert_int_equal(n, 3);
	assert_int_equal(numbers[0], 2);
	assert_int_equal(numbers[2], 4);
}

static void
what_is_over_goes_with_the_next_and_no_number_comes_again(void **state)
{
	propose(*state, 7, "a", 10);
	propose(*state, 7, "b", 200);
	look(*state);
	assert_int_equal(n, 1);
	assert_int_equal(numbers[0], 2);
}

static void
what_is_taken_is_gone_and_is_taken_once(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	propose(s, 7, "a", 10);
	store_proposal_remove(b, 1);
	committed(s, b);
	look(s);
	assert_int_equal(n, 0);
	b = store_batch_new();
	store_proposal_remove(b, 1);
	assert_int_equal(commit(s, b), ENOENT);
}

static void
more_than_so_many_do_not_wait(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;
	uint32_t	 i;

	for (i = 0; i < PROPOSALS_MAX; i++)
		propose(s, i, "a", 10);
	b = store_batch_new();
	(void)store_proposal_add(b, &(struct proposal_row){ .uid = 99,
	    .made = AT(10), .until = { .wall = AT(20) } });
	assert_int_equal(commit(s, b), ENOSPC);
	look(s);
	assert_int_equal(n, PROPOSALS_MAX);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(what_is_proposed_comes_back_as_it_was_written),
		WITH_STORE(
		    said_again_it_takes_the_place_of_what_the_same_user_said),
		WITH_STORE(
		    what_is_over_goes_with_the_next_and_no_number_comes_again),
		WITH_STORE(what_is_taken_is_gone_and_is_taken_once),
		WITH_STORE(more_than_so_many_do_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
