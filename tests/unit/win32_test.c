/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/rpc/win32.h"

static const struct {
	uint32_t	 number;
	enum ntstatus	 nt;
} table[] = {
#define X(name, number, class, nt, text) { number, (enum ntstatus)(nt) },
	WIN32_TABLE(X)
#undef X
};

#define ROWS	(sizeof(table) / sizeof(table[0]))

static void
each_number_and_each_status_stands_once(void **state)
{
	size_t	 i, k;

	(void)state;
	for (i = 0; i < ROWS; i++)
		for (k = i + 1; k < ROWS; k++) {
			assert_int_not_equal(table[i].number,
			    table[k].number);
			assert_true(table[i].nt == 0 ||
			    table[i].nt != table[k].nt);
		}
}

static void
a_number_that_has_a_status_comes_back(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < ROWS; i++) {
		if (table[i].nt == 0)
			continue;
		assert_int_equal(win32_of(table[i].nt), table[i].number);
		assert_int_equal(win32_status(table[i].number), table[i].nt);
	}
}

static void
the_net_functions_have_numbers_of_their_own(void **state)
{
	(void)state;
	assert_int_equal(win32_of(NT_NO_SUCH_USER), 1317);
	assert_int_equal(win32_net_of(NT_NO_SUCH_USER), 2221);
	assert_int_equal(win32_of(NT_NONE_MAPPED), 1332);
	assert_int_equal(win32_net_of(NT_NONE_MAPPED), 2221);
	assert_int_equal(win32_of(NT_PASSWORD_RESTRICTION), 1325);
	assert_int_equal(win32_net_of(NT_PASSWORD_RESTRICTION), 2245);
	assert_int_equal(win32_net_of(NT_INVALID_DOMAIN_ROLE), 2226);
	assert_int_equal(win32_net_of(NT_ACCESS_DENIED), 5);
	assert_int_equal(win32_status(2221), NT_NO_SUCH_USER);
	assert_int_equal(win32_status(2245), NT_PASSWORD_RESTRICTION);
}

static void
what_is_in_no_row_is_a_general_failure_that_proves_nothing(void **state)
{
	(void)state;
	assert_int_equal(win32_of(NT_OPLOCK_NOT_GRANTED), 31);
	assert_int_equal(win32_class(424242), WIN32_SILENT);
	assert_string_equal(win32_text(424242),
	    "an error of unknown meaning");
	assert_int_equal(win32_status(424242), NT_UNSUCCESSFUL);
}

static void
success_and_warnings_are_no_errors(void **state)
{
	(void)state;
	assert_int_equal(win32_of(NT_OK), 0);
	assert_int_equal(win32_net_of(NT_SOME_NOT_MAPPED), 0);
	assert_int_equal(win32_class(0), WIN32_FINE);
	assert_int_equal(win32_status(0), NT_OK);
}

/* accounts.md 9, R12: 2221 waits, and these never become right by waiting */
static void
only_what_may_replicate_yet_is_waited_for(void **state)
{
	static const uint32_t	 wait[] = { 1317, 1326, 2221 };
	static const uint32_t	 policy[] = { 1325, 1327, 1907, 2245 };
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(wait) / sizeof(wait[0]); i++)
		assert_int_equal(win32_class(wait[i]), WIN32_WAIT);
	for (i = 0; i < sizeof(policy) / sizeof(policy[0]); i++)
		assert_int_equal(win32_class(policy[i]), WIN32_POLICY);
	assert_int_equal(win32_class(5), WIN32_PERMISSION);
	assert_int_equal(win32_class(2226), WIN32_PERMISSION);
	assert_int_equal(win32_class(1722), WIN32_SILENT);
	assert_int_equal(win32_class(1909), WIN32_REFUSED);
	assert_int_equal(win32_class(2236), WIN32_ALREADY);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(each_number_and_each_status_stands_once),
		cmocka_unit_test(a_number_that_has_a_status_comes_back),
		cmocka_unit_test(the_net_functions_have_numbers_of_their_own),
		cmocka_unit_test(
		    what_is_in_no_row_is_a_general_failure_that_proves_nothing),
		cmocka_unit_test(success_and_warnings_are_no_errors),
		cmocka_unit_test(only_what_may_replicate_yet_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
