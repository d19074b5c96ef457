/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Users of the domain: when they expire, from where they may come, what they
 * may change, and whose name may be another's.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/status.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

static struct msg_auth_result
from(const char *station, uint32_t view)
{
	const struct ntlm_identity	 who = { .user = "child",
					    .domain = "SMS",
					    .workstation = station, .target = "" };
	struct attempt			 a;

	attempt_make_in(&a, take_challenge(), &who, "Right-1");
	a.view = view;
	return attempt_send(&a);
}

static void
an_account_that_has_expired_is_told_after_the_right_password_only(
    void **state)
{
	struct told_account	 a = { .id = 1, .name = "child",
				    .password = "Right-1",
				    .is_domain = true };

	(void)state;
	a.expires.us = wall_now().us + 60000000;
	tell_accounts(&a, 1);
	assert_told(logon("child", "Right-1"), NT_OK);
	pass_ms(60000);
	assert_told(logon("child", "Right-1"), NT_ACCOUNT_EXPIRED);
	assert_int_equal(last_evidence().reason, REASON_EXPIRED);
	assert_told(logon("child", "x"), NT_LOGON_FAILURE);
}

static void
a_user_comes_from_the_stations_that_are_named(void **state)
{
	static const struct {
		const char	*list, *station;
		bool		 may;
	} tries[] = {
		{ "PC17", "PC17", true },
		{ "pc17", "PC17", true },
		{ "PC1,PC17", "PC17", true },
		{ "PC1, PC17", "PC17", true },
		{ "\\\\PC17", "PC17", true },
		{ "PC17,PC1", "PC1", true },
		{ "PC17", "PC1", false },
		{ "PC1", "PC17", false },
		{ "PC1,", "", false },
		{ ",", "PC1", false },
		{ "PC17", "", false },
		{ "THISISFARTOOLONGTOBETHENAMEOFANYWORKSTATION,PC1", "PC1",
		  true },
	};
	struct told_account	 a = { .id = 1, .name = "child",
				    .password = "Right-1",
				    .is_domain = true };
	struct msg_auth_result	 r;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(tries); i++) {
		a.workstations = tries[i].list;
		tell_accounts(&a, 1);
		r = from(tries[i].station, 0);
		if ((enum ntstatus)r.status != (tries[i].may ? NT_OK :
		    NT_INVALID_WORKSTATION))
			fail_msg("row %zu: %s from %s", i, tries[i].list,
			    tries[i].station);
	}
	assert_told(logon("child", "x"), NT_LOGON_FAILURE);
}

/* Nobody is forgiven for knowing the password at the wrong place. */
static void
who_may_not_come_from_there_forgives_no_tries(void **state)
{
	struct told_account	 a = { .id = 1, .name = "child",
				    .password = "Right-1", .is_domain = true,
				    .workstations = "PC1" };
	int			 i;

	(void)state;
	tell_accounts(&a, 1);
	for (i = 0; i < 4; i++)
		assert_told(logon("child", "x"), NT_LOGON_FAILURE);
	assert_told(from("PC2", 0), NT_INVALID_WORKSTATION);
	assert_told(logon("child", "x"), NT_LOGON_FAILURE);
	assert_told(from("PC1", 0), NT_ACCOUNT_LOCKED_OUT);
}

static void
each_server_judges_by_what_it_shows(void **state)
{
	struct told_account	 a = { .id = 1, .name = "child",
				    .password = "Right-1", .is_domain = true,
				    .is_admin = true, .workstations = "PC1",
				    .views = { { 1, "Right-1",
				    MSG_ACCOUNT_ENABLED, "PC2", false } } };
	struct msg_auth_result	 r;

	(void)state;
	tell_accounts(&a, 1);
	r = from("PC1", 0);
	assert_told(r, NT_OK);
	assert_true(r.is_admin);
	assert_false(r.is_operator);
	assert_told(from("PC2", 0), NT_INVALID_WORKSTATION);
	r = from("PC2", 1);
	assert_told(r, NT_OK);
	assert_false(r.is_admin);
	assert_told(from("PC1", 1), NT_INVALID_WORKSTATION);
	r = from("PC1", 2);
	assert_told(r, NT_OK);
	assert_true(r.is_admin);
}

static void
a_name_may_be_another_users_once_its_user_is_gone(void **state)
{
	struct told_account	 old = { .id = 1, .name = "child",
				    .password = "Old-1", .is_domain = true };
	struct told_account	 new = { .id = 2, .name = "CHILD",
				    .password = "New-1", .is_domain = true };
	struct msg_auth_result	 r;

	(void)state;
	tell_accounts(&old, 1);
	old.state = MSG_ACCOUNT_DELETED;
	tell_account(&old);
	assert_told(logon("child", "Old-1"), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_UNKNOWN);
	tell_account(&new);
	r = logon("child", "New-1");
	assert_told(r, NT_OK);
	assert_int_equal(r.account, 2);
	/* In whatever order a director tells. */
	accounts_begin();
	tell_account(&new);
	tell_account(&old);
	accounts_end();
	assert_told(logon("child", "New-1"), NT_OK);
}

static void
a_replica_that_is_late_shows_who_is_gone_until_the_name_is_anothers(
    void **state)
{
	struct told_account	 old = { .id = 1, .name = "child",
				    .password = "Old-1", .is_domain = true,
				    .state = MSG_ACCOUNT_DELETED,
				    .views = { { .view = 1,
				    .password = "Old-1" } } };
	struct told_account	 new = { .id = 2, .name = "child",
				    .password = "New-1", .is_domain = true };

	(void)state;
	tell_accounts(&old, 1);
	assert_told(logon("child", "Old-1"), NT_LOGON_FAILURE);
	assert_told(logon_at(1, "child", "Old-1"), NT_OK);
	tell_account(&new);
	assert_told(logon("child", "New-1"), NT_OK);
}

static void
a_user_who_got_another_name_has_that_one_only(void **state)
{
	struct told_account	 a = { .id = 1, .name = "before",
				    .password = "Right-1",
				    .is_domain = true };

	(void)state;
	tell_accounts(&a, 1);
	a.name = "after";
	tell_account(&a);
	assert_told(logon("after", "Right-1"), NT_OK);
	assert_told(logon("before", "Right-1"), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_UNKNOWN);
}

/* The window is for clients of SMS. */
static void
a_domain_user_has_no_past_to_be_rescued_by(void **state)
{
	const struct told_account	 a = { .id = 1, .name = "child",
		.password = "Right-1", .previous = "Before-1",
		.is_domain = true };

	(void)state;
	tell_accounts(&a, 1);
	tell_window(60000);
	assert_told(logon("child", "Before-1"), NT_LOGON_FAILURE);
	assert_told(logon("child", "Right-1"), NT_OK);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, keeper_up, keeper_down)
	const struct CMUnitTest	 tests[] = {
		T(an_account_that_has_expired_is_told_after_the_right_password_only),
		T(a_user_comes_from_the_stations_that_are_named),
		T(who_may_not_come_from_there_forgives_no_tries),
		T(each_server_judges_by_what_it_shows),
		T(a_name_may_be_another_users_once_its_user_is_gone),
		T(a_replica_that_is_late_shows_who_is_gone_until_the_name_is_anothers),
		T(a_user_who_got_another_name_has_that_one_only),
		T(a_domain_user_has_no_past_to_be_rescued_by),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
