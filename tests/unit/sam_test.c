/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account domain in a whole director: what samr and lsarpc ask is answered
 * from the store, as each server shows it.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "tests/unit/sam_double.h"

static const struct wish	client = { .name = "SMSClient_00001",
				    .password = "Right-1" };

static void
accounts_of_the_book_are_users(void **state)
{
	const struct rpc_account	*a;

	(void)state;
	assert_int_equal(add_account(&client), 0);
	assert_int_equal(sam_find_name("smsclient_00001"), NT_OK);
	a = &sam_answer.rows[0];
	assert_int_equal(a->kind, SID_USE_USER);
	assert_int_equal(a->rid, 1000);
	assert_string_equal(a->name, client.name);
	assert_int_equal(a->primary_group, SAM_DOMAIN_USERS);
	assert_int_equal(a->flags, USER_NORMAL | USER_KEEPS_PASSWORD);
}

static void
groups_and_aliases_that_every_domain_has_are_there(void **state)
{
	(void)state;
	assert_int_equal(sam_list(SID_USE_GROUP, DOMAIN_ACCOUNTS, 0), NT_OK);
	assert_int_equal(sam_answer.count, 3);
	assert_int_equal(sam_answer.total, 3);
	assert_int_equal(sam_answer.rows[0].rid, SAM_DOMAIN_ADMINS);
	assert_string_equal(sam_answer.rows[1].name, "Domain Users");
	assert_int_equal(sam_list(SID_USE_ALIAS, DOMAIN_BUILTIN, 546), NT_OK);
	assert_int_equal(sam_answer.rows[0].rid, 548);
	assert_int_equal(sam_list(SID_USE_ALIAS, DOMAIN_ACCOUNTS, 0), NT_OK);
	assert_int_equal(sam_answer.count, 0);
	assert_int_equal(sam_list(SID_USE_USER, DOMAIN_BUILTIN, 0), NT_OK);
	assert_int_equal(sam_answer.count, 0);
}

static void
what_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(sam_find_name("nobody"), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_int_equal(sam_answer.rows[0].kind, 0);
	assert_int_equal(sam_read(SID_USE_USER, 4711), NT_NO_SUCH_USER);
	assert_int_equal(sam_read(SID_USE_GROUP, 544), NT_NO_SUCH_GROUP);
	assert_int_equal(sam_read(SID_USE_ALIAS, 544), NT_NO_SUCH_ALIAS);
	assert_int_equal(sam_ask(the_director(), 7, &(struct rpc_domain_ask){
	    .op = DOMAIN_FACTS }, sam_note, NULL), -ENODEV);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, director_up, director_down)
		T(accounts_of_the_book_are_users),
		T(groups_and_aliases_that_every_domain_has_are_there),
		T(what_is_not_there_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
