/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What machines say to the passwords of accounts that install clients, and
 * how few of them are shown one that may be wrong (A4) - also when the director
 * ends between a try and its verdict.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/win32.h"
#include "server/director/ccm/push_book.h"
#include "tests/unit/director_double.h"

#define NAME	"DEMO\\SMSInst"

static const char	sealed[] = "sealed, which no one reads in this house";

static bool	on_disk;

static void
done(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
	on_disk = true;
}

static struct push_account *
account(void)
{
	struct push_account	*a = push_book_find(the_director(), NAME);

	assert_non_null(a);
	return a;
}

/* What the store has of it: all that another director would know. */
static void
read_again(void)
{
	struct err	 e;

	push_book_free(the_director());
	assert_int_equal(push_book_new(the_director(), &e), 0);
}

/* One whose password no machine has taken yet. */
static void
enter(void)
{
	const struct push_account_row	 row = {
		.id = store_new_id(), .name = NAME,
		.password = { sealed, sizeof(sealed) }, .changed = wall_now(),
	};
	struct batch			*b = store_batch_new();

	on_disk = false;
	store_push_account_put(b, &row);
	assert_int_equal(store_submit(the_director()->store, &b, done, NULL),
	    0);
	until(on_disk);
	read_again();
	assert_int_equal(push_book_may(account()), PUSH_MAY);
}

static void
show(void)
{
	on_disk = false;
	assert_int_equal(push_book_show(the_director(), account(), done,
	    NULL), 0);
	assert_false(on_disk);
	until(on_disk);
}

/* As it is on the disk in this moment. */
static void
crash(void)
{
	director_snapshot();
	director_stop();
	director_start_on_snapshot();
}

static void
a_crash_before_the_verdict_gives_no_free_try(void **state)
{
	(void)state;
	enter();
	show();
	crash();
	assert_int_equal(account()->row.failures, 1);
	assert_int_equal(push_book_may(account()), PUSH_MAY);
	show();
	assert_int_equal(push_book_may(account()), PUSH_WAIT);
	read_again();
	assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
	read_again();
	assert_true(account()->row.is_closed);
}

static void
a_verdict_ends_what_was_counted(void **state)
{
	struct director	*d;

	(void)state;
	enter();
	d = the_director();
	show();
	push_book_spared(d, account());
	assert_int_equal(account()->row.failures, 0);
	show();
	push_book_refused(d, account(), WIN32_ACCESS_DENIED, true);
	assert_int_equal(account()->row.failures, 0);
	show();
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, true);
	assert_int_equal(account()->row.failures, 1);
	show();
	push_book_proven(d, account(), true);
	assert_int_equal(account()->row.failures, 0);
	assert_int_equal(account()->shown, 0);
	read_again();
	assert_true(account()->row.is_proven);
	assert_int_equal(account()->row.failures, 0);
}

static void
two_machines_at_a_time_see_what_none_has_taken(void **state)
{
	struct director	*d;

	(void)state;
	enter();
	d = the_director();
	account()->on_its_way = 1;
	show();
	assert_int_equal(push_book_may(account()), PUSH_WAIT);
	account()->on_its_way = 0;
	show();
	assert_int_equal(push_book_may(account()), PUSH_WAIT);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, true);
	assert_int_equal(push_book_may(account()), PUSH_WAIT);
	push_book_unheard(d, account());
	assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
}

static void
one_that_takes_it_opens_it_to_all(void **state)
{
	struct director	*d;

	(void)state;
	enter();
	d = the_director();
	show();
	show();
	push_book_proven(d, account(), true);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, true);
	assert_int_equal(push_book_may(account()), PUSH_MAY);
	assert_int_equal(account()->row.failures, 1);
	assert_int_equal(account()->shown, 0);
	push_book_proven(d, account(), false);
	push_book_refused(d, account(), WIN32_ACCOUNT_LOCKED_OUT, false);
	assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
}

/* Its password is another one in the domain now: no queue of machines is
   needed to find out, which would lock it there. */
static void
a_proven_one_that_is_refused_has_to_be_proven_anew(void **state)
{
	struct director	*d;

	(void)state;
	enter();
	d = the_director();
	push_book_proven(d, account(), false);
	assert_true(account()->row.is_proven);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, false);
	assert_int_equal(push_book_may(account()), PUSH_MAY);
	show();
	assert_int_equal(push_book_may(account()), PUSH_WAIT);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, true);
	assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
	read_again();
	assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
}

static void
one_that_refuses_is_outvoted_by_the_next_that_takes_it(void **state)
{
	struct director	*d;

	(void)state;
	enter();
	d = the_director();
	push_book_proven(d, account(), false);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, false);
	show();
	push_book_proven(d, account(), true);
	assert_int_equal(account()->row.failures, 0);
	push_book_refused(d, account(), WIN32_LOGON_FAILURE, false);
	assert_int_equal(push_book_may(account()), PUSH_MAY);
}

static void
what_closes_an_account_closes_it_at_once(void **state)
{
	static const uint32_t	 numbers[] = {
		WIN32_ACCOUNT_RESTRICTION, WIN32_PASSWORD_EXPIRED,
		WIN32_ACCOUNT_DISABLED, WIN32_PASSWORD_MUST_CHANGE,
		WIN32_ACCOUNT_LOCKED_OUT
	};
	size_t			 i;

	(void)state;
	enter();
	for (i = 0; i < nitems(numbers); i++) {
		account()->row.is_closed = false;
		account()->row.failures = 0;
		show();
		push_book_refused(the_director(), account(), numbers[i],
		    true);
		assert_int_equal(push_book_may(account()), PUSH_MAY_NOT);
	}
}

/* It says nothing of the try that is under way. */
static void
an_operator_may_clear_it_while_a_machine_is_shown_it(void **state)
{
	struct err	 e;

	(void)state;
	enter();
	show();
	on_disk = false;
	assert_int_equal(push_book_wish(the_director(), PUSH_CLEAR, NAME,
	    somebody(), done, NULL, &e), 0);
	until(on_disk);
	push_book_refused(the_director(), account(), WIN32_LOGON_FAILURE,
	    true);
	assert_int_equal(account()->row.failures, 1);
	show();
	on_disk = false;
	assert_int_equal(push_book_wish(the_director(), PUSH_CLEAR, NAME,
	    somebody(), done, NULL, &e), 0);
	until(on_disk);
	push_book_spared(the_director(), account());
	assert_int_equal(account()->row.failures, 0);
	assert_int_equal(account()->shown, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_before_the_verdict_gives_no_free_try),
		cmocka_unit_test(a_verdict_ends_what_was_counted),
		cmocka_unit_test(two_machines_at_a_time_see_what_none_has_taken),
		cmocka_unit_test(one_that_takes_it_opens_it_to_all),
		cmocka_unit_test(
		    a_proven_one_that_is_refused_has_to_be_proven_anew),
		cmocka_unit_test(
		    one_that_refuses_is_outvoted_by_the_next_that_takes_it),
		cmocka_unit_test(what_closes_an_account_closes_it_at_once),
		cmocka_unit_test(
		    an_operator_may_clear_it_while_a_machine_is_shown_it),
	};

	return cmocka_run_group_tests(tests, director_up, director_down);
}
