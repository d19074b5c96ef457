/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the wire is told of a logon, and what the inner reason is: product.md
 * 4, accounts.md R6 and R7.
 */
#include "tests/unit/check.h"

#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

enum { ENTERED = 1, GENERATED, DISABLED, DELETED, LOCKED };

static const struct told_account	accounts[] = {
	{ .id = ENTERED, .name = "plant", .password = "Right-1",
	  .previous = "Before-1" },
	{ .id = GENERATED, .name = "SMSClient_00001", .password = "Gen-1",
	  .is_generated = true },
	{ .id = DISABLED, .name = "gone", .password = "Gone-1",
	  .state = MSG_ACCOUNT_DISABLED },
	{ .id = DELETED, .name = "buried", .password = "Buried-1",
	  .state = MSG_ACCOUNT_DELETED },
	{ .id = LOCKED, .name = "stuck", .password = "Stuck-1",
	  .is_locked = true },
};

static int
set_up(void **state)
{
	if (keeper_up(state) != 0)
		return -1;
	tell_accounts(accounts, nitems(accounts));
	return 0;
}

/* One row of product.md 4: what is tried, what is told, and why. */
static const struct verdict {
	const char	*user, *password;
	enum ntstatus	 told;
	enum msg_reason	 reason;
	int64_t		 account;
} verdicts[] = {
	{ "plant", "Right-1", NT_OK, REASON_RIGHT, ENTERED },
	{ "PLANT", "Right-1", NT_OK, REASON_RIGHT, ENTERED },
	{ "plant", "right-1", NT_LOGON_FAILURE, REASON_WRONG, ENTERED },
	{ "plant", "Before-1", NT_LOGON_FAILURE, REASON_WRONG, ENTERED },
	{ "plant", "", NT_LOGON_FAILURE, REASON_WRONG, ENTERED },
	{ "plan", "Right-1", NT_LOGON_FAILURE, REASON_UNKNOWN, 0 },
	{ "plant ", "Right-1", NT_LOGON_FAILURE, REASON_UNKNOWN, 0 },
	{ "SMSClient_00001", "Gen-1", NT_OK, REASON_RIGHT, GENERATED },
	{ "SMSClient_00001", "x", NT_LOGON_FAILURE, REASON_WRONG, GENERATED },
	{ "gone", "Gone-1", NT_ACCOUNT_DISABLED, REASON_DISABLED, DISABLED },
	{ "gone", "x", NT_LOGON_FAILURE, REASON_RETIRED, DISABLED },
	{ "buried", "Buried-1", NT_LOGON_FAILURE, REASON_DELETED, DELETED },
	{ "buried", "x", NT_LOGON_FAILURE, REASON_RETIRED, DELETED },
	{ "stuck", "Stuck-1", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED, LOCKED },
	{ "stuck", "x", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED, LOCKED },
	{ "SMSCliToknAcct&", "x", NT_LOGON_FAILURE, REASON_RESERVED, 0 },
	{ "smsclisvcacct&", "x", NT_LOGON_FAILURE, REASON_RESERVED, 0 },
	{ "SMSCCMBootAcct&", "x", NT_LOGON_FAILURE, REASON_RESERVED, 0 },
	{ "SMSCliToknLocalAcct&", "x", NT_LOGON_FAILURE, REASON_RESERVED, 0 },
};

static void
each_try_is_told_what_the_table_says(void **state)
{
	const struct verdict	*v;
	struct msg_auth_result	 r;
	struct msg_evidence	 ev;

	(void)state;
	for (v = verdicts; v < verdicts + nitems(verdicts); v++) {
		r = logon(v->user, v->password);
		ev = last_evidence();
		if (r.status != (uint32_t)v->told || ev.reason != v->reason ||
		    ev.account != v->account)
			fail_msg("\"%s\" with \"%s\": %s, %s, account %lld",
			    v->user, v->password,
			    nt_name(r.status),
			    msg_reason_text(ev.reason),
			    (long long)ev.account);
	}
}

/* View 1 has not got the last changes, view 2 has. */
static const struct told_account	late[] = {
	{ .id = 11, .name = "new", .password = "New-1",
	  .views = { { .view = 1 } } },
	{ .id = 12, .name = "changed", .password = "After-1",
	  .views = { { .view = 1, .password = "Before-1" } } },
	{ .id = 13, .name = "closed", .password = "Same-1",
	  .state = MSG_ACCOUNT_DISABLED,
	  .views = { { .view = 1, .password = "Same-1" } } },
	{ .id = 14, .name = "opened", .password = "Same-1",
	  .views = { { .view = 1, .password = "Same-1",
	  .state = MSG_ACCOUNT_DISABLED } } },
	{ .id = 15, .name = "stuck2", .password = "Same-1", .is_locked = true,
	  .views = { { .view = 1, .password = "Before-1" } } },
};

static const struct {
	uint32_t	 view;
	const char	*user, *password;
	enum ntstatus	 told;
	enum msg_reason	 reason;
} at_views[] = {
	{ 0, "new", "New-1", NT_OK, REASON_RIGHT },
	{ 1, "new", "New-1", NT_LOGON_FAILURE, REASON_NOT_YET },
	{ 2, "new", "New-1", NT_OK, REASON_RIGHT },
	{ 0, "changed", "Before-1", NT_LOGON_FAILURE, REASON_WRONG },
	{ 1, "changed", "Before-1", NT_OK, REASON_RIGHT },
	{ 1, "changed", "After-1", NT_OK, REASON_RIGHT },
	{ 1, "changed", "x", NT_LOGON_FAILURE, REASON_WRONG },
	{ 2, "changed", "Before-1", NT_LOGON_FAILURE, REASON_WRONG },
	{ 0, "closed", "Same-1", NT_ACCOUNT_DISABLED, REASON_DISABLED },
	{ 1, "closed", "Same-1", NT_OK, REASON_RIGHT },
	{ 1, "opened", "Same-1", NT_ACCOUNT_DISABLED, REASON_DISABLED },
	{ 2, "opened", "Same-1", NT_OK, REASON_RIGHT },
	{ 1, "stuck2", "Before-1", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED },
	{ 1, "stuck2", "x", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED },
};

static void
a_replica_answers_from_what_it_shows(void **state)
{
	struct msg_auth_result	 r;
	struct msg_evidence	 ev;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(late); i++)
		tell_account(&late[i]);
	for (i = 0; i < nitems(at_views); i++) {
		r = logon_at(at_views[i].view, at_views[i].user,
		    at_views[i].password);
		ev = last_evidence();
		if (r.status != (uint32_t)at_views[i].told ||
		    ev.reason != at_views[i].reason ||
		    ev.view != at_views[i].view)
			fail_msg("\"%s\" with \"%s\" at %u: %s, %s, view %u",
			    at_views[i].user, at_views[i].password,
			    at_views[i].view, nt_name(r.status),
			    msg_reason_text(ev.reason), ev.view);
	}
}

static void
a_view_ends_when_the_replica_has_caught_up(void **state)
{
	struct told_account	 a = late[0];

	(void)state;
	tell_account(&a);
	assert_told(logon_at(1, "new", "New-1"), NT_LOGON_FAILURE);
	a.views[0].view = 0;
	tell_account(&a);
	assert_told(logon_at(1, "new", "New-1"), NT_OK);
}

/* As NT's BDCs: a wrong password is asked of the PDC, which alone locks. */
static void
tries_at_all_servers_lock_and_a_replica_forgives_none(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_told(logon_at((uint32_t)i, "plant", "x"),
		    NT_LOGON_FAILURE);
	assert_told(logon_at(1, "plant", "Right-1"), NT_OK);
	assert_null(far_heard(director, MSG_ACCOUNT_LOCKED));
	assert_told(logon_at(2, "plant", "x"), NT_LOGON_FAILURE);
	assert_non_null(far_heard(director, MSG_ACCOUNT_LOCKED));
	for (i = 0; i < 4; i++)
		assert_told(logon_at((uint32_t)i, "plant", "Right-1"),
		    NT_ACCOUNT_LOCKED_OUT);
}

/* What the recovery window lets in, besides what is let in anyway. */
static const struct told_account	past[] = {
	{ .id = 21, .name = "boss", .password = "Now-1", .previous = "Old-1",
	  .is_operator = true },
	{ .id = 22, .name = "boss2", .password = "Was-1",
	  .state = MSG_ACCOUNT_DELETED, .is_operator = true },
	{ .id = 23, .name = "stuck3", .password = "Now-1",
	  .previous = "Old-1", .is_locked = true },
	{ .id = 24, .name = "late", .password = "Now-1", .previous = "Old-1",
	  .views = { { .view = 1 } } },
};

static const struct {
	uint32_t	 view;
	const char	*user, *password;
	enum ntstatus	 told;
	enum msg_reason	 reason;
} in_the_window[] = {
	{ 0, "plant", "Right-1", NT_OK, REASON_RIGHT },
	{ 0, "plant", "Before-1", NT_OK, REASON_RESCUED },
	{ 0, "plant", "x", NT_LOGON_FAILURE, REASON_WRONG },
	{ 0, "gone", "Gone-1", NT_OK, REASON_RESCUED },
	{ 1, "gone", "Gone-1", NT_OK, REASON_RESCUED },
	{ 0, "gone", "x", NT_LOGON_FAILURE, REASON_RETIRED },
	{ 0, "buried", "Buried-1", NT_OK, REASON_RESCUED },
	{ 0, "buried", "", NT_LOGON_FAILURE, REASON_RETIRED },
	{ 0, "stuck", "Stuck-1", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED },
	{ 0, "stuck3", "Old-1", NT_OK, REASON_RESCUED },
	{ 0, "stuck3", "Now-1", NT_ACCOUNT_LOCKED_OUT, REASON_LOCKED },
	{ 1, "late", "Old-1", NT_OK, REASON_RESCUED },
	{ 1, "late", "Now-1", NT_LOGON_FAILURE, REASON_NOT_YET },
	{ 0, "boss", "Now-1", NT_OK, REASON_RIGHT },
	{ 0, "boss", "Old-1", NT_LOGON_FAILURE, REASON_WRONG },
	{ 0, "boss2", "Was-1", NT_LOGON_FAILURE, REASON_DELETED },
	{ 0, "nobody", "Right-1", NT_LOGON_FAILURE, REASON_UNKNOWN },
	{ 0, "SMSCliToknAcct&", "x", NT_LOGON_FAILURE, REASON_RESERVED },
};

static void
the_window_lets_in_who_knows_a_password_of_the_past(void **state)
{
	const int64_t		 ms = 30 * MINUTE;
	struct msg_auth_result	 r;
	struct msg_evidence	 ev;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(past); i++)
		tell_account(&past[i]);
	tell_window(ms);
	for (i = 0; i < nitems(in_the_window); i++) {
		r = logon_at(in_the_window[i].view, in_the_window[i].user,
		    in_the_window[i].password);
		ev = last_evidence();
		if (r.status != (uint32_t)in_the_window[i].told ||
		    ev.reason != in_the_window[i].reason)
			fail_msg("\"%s\" with \"%s\" at %u: %s, %s",
			    in_the_window[i].user, in_the_window[i].password,
			    in_the_window[i].view, nt_name(r.status),
			    msg_reason_text(ev.reason));
		assert_int_equal(r.rescue_until.ns,
		    ev.reason == REASON_RESCUED ?
		    mono_after(mono_now(), ms).ns : 0);
	}
}

static void
the_window_closes_by_itself_and_when_it_is_told_to(void **state)
{
	(void)state;
	assert_told(logon("plant", "Before-1"), NT_LOGON_FAILURE);
	tell_window(MINUTE);
	pass_ms(MINUTE - 1);
	assert_told(logon("plant", "Before-1"), NT_OK);
	pass_ms(1);
	assert_told(logon("plant", "Before-1"), NT_LOGON_FAILURE);
	tell_window(MINUTE);
	assert_told(logon("gone", "Gone-1"), NT_OK);
	tell_window(0);
	assert_told(logon("gone", "Gone-1"), NT_ACCOUNT_DISABLED);
}

/* Clients with the old password neither lock those with the new one out ... */
static void
whoever_is_rescued_locks_nobody(void **state)
{
	int	 i;

	(void)state;
	tell_window(MINUTE);
	for (i = 0; i < 20; i++)
		assert_told(logon("plant", "Before-1"), NT_OK);
	assert_told(logon("plant", "Right-1"), NT_OK);
	/* ... nor take back what others counted. */
	for (i = 0; i < 5; i++) {
		(void)logon("plant", "x");
		assert_told(logon("plant", "Before-1"), NT_OK);
	}
	assert_told(logon("plant", "Right-1"), NT_ACCOUNT_LOCKED_OUT);
}

static void
a_right_proof_brings_the_session_key_and_who_it_is(void **state)
{
	struct attempt		 a;
	struct msg_auth_result	 r;
	struct sid		 sid = { .count = 5, .authority = 5,
				    .sub = { 21, 11, 22, 33, 1002 } };

	(void)state;
	attempt_make(&a, take_challenge(), "smsclient_00001", "Gen-1");
	r = attempt_send(&a);
	assert_told(r, NT_OK);
	assert_int_equal(r.delay_ms, 0);
	assert_int_equal(r.key_len, 16);
	assert_memory_equal(r.key, a.key, 16);
	assert_int_equal(r.account, GENERATED);
	assert_int_equal(r.generation, 72);
	assert_string_equal(r.name, "SMSClient_00001");
	assert_string_equal(r.domain, "SMS");
	assert_string_equal(r.workstation, "PC17");
	assert_true(sid_equal(&r.sid, &sid));
}

static void
a_refusal_brings_nothing_but_its_status_and_delay(void **state)
{
	static const char	*const who[] = { "plant", "gone", "stuck",
				    "nobody", "SMSCliToknAcct&" };
	struct msg_auth_result	 r;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(who); i++) {
		r = logon(who[i], i == 1 ? "Gone-1" : "x");
		assert_true(r.delay_ms >= 500 && r.delay_ms <= 2000);
		assert_int_equal(r.key_len, 0);
		assert_int_equal(r.account, 0);
		assert_string_equal(r.name, "");
	}
}

static void
a_fifth_wrong_password_locks_and_tells_the_director_at_once(void **state)
{
	struct msg_account_locked	 l;
	struct heard			*h;
	struct rd			 body;
	int				 i;

	(void)state;
	for (i = 0; i < 5; i++) {
		assert_null(far_heard(director, MSG_ACCOUNT_LOCKED));
		assert_told(logon("plant", "x"), NT_LOGON_FAILURE);
	}
	h = far_heard(director, MSG_ACCOUNT_LOCKED);
	assert_non_null(h);
	body = heard_body(h);
	msg_get_account_locked(&body, &l);
	assert_true(rd_end(&body));
	assert_int_equal(l.account, ENTERED);
	assert_int_equal(mono_ms_between(mono_now(), l.until_mono), 30 *
	    MINUTE);
	assert_int_equal(l.until.us - wall_now().us, 30 * MINUTE * 1000);
	assert_told(logon("plant", "Right-1"), NT_ACCOUNT_LOCKED_OUT);
	pass_ms(30 * MINUTE);
	assert_told(logon("plant", "Right-1"), NT_OK);
}

static void
a_right_password_forgives_the_wrong_ones_before_it(void **state)
{
	int	 i, k;

	(void)state;
	for (k = 0; k < 3; k++) {
		for (i = 0; i < 4; i++)
			(void)logon("plant", "x");
		assert_told(logon("plant", "Right-1"), NT_OK);
	}
}

static void
nobody_locks_a_generated_account(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < 100; i++)
		assert_told(logon("SMSClient_00001", "x"), NT_LOGON_FAILURE);
	assert_told(logon("SMSClient_00001", "Gen-1"), NT_OK);
	assert_null(far_heard(director, MSG_ACCOUNT_LOCKED));
}

static void
tries_at_retired_and_reserved_names_lock_nobody(void **state)
{
	int	 i;

	(void)state;
	keeper_env.config.behaviour = BEHAVIOUR_SP3;
	for (i = 0; i < 20; i++) {
		(void)logon("gone", "x");
		(void)logon("buried", "x");
		(void)logon("SMSCliToknAcct&", "x");
	}
	assert_told(logon("gone", "Gone-1"), NT_ACCOUNT_DISABLED);
	assert_null(far_heard(director, MSG_ACCOUNT_LOCKED));
}

/* The domain's own, told as a domain account is. */
static const struct told_account	namesake = { .id = 31,
	.name = "SMSCliToknAcct&", .password = "Domain-1" };

/* T6: whatever a machine's own account tries, wherever. */
static void
a_machines_own_account_never_counts_against_its_namesake(void **state)
{
	static const char	*const claims[] = { "PC17", "", ".",
				    "WORKGROUP", "SMSX", "SM", "sms.example" };
	int			 i;

	(void)state;
	tell_account(&namesake);
	for (i = 0; i < 1000; i++) {
		assert_told(logon_claiming(claims[(size_t)i %
		    nitems(claims)], (uint32_t)i % 3, "smsclitoknACCT&",
		    i % 2 == 0 ? "local" : "Domain-1"), NT_LOGON_FAILURE);
		if (i % 100 != 0)
			continue;
		assert_int_equal(last_evidence().reason, REASON_RESERVED);
		assert_int_equal(last_evidence().account, 0);
	}
	assert_null(far_heard(director, MSG_ACCOUNT_LOCKED));
	assert_told(logon("SMSCliToknAcct&", "Domain-1"), NT_OK);
	assert_int_equal(last_evidence().account, namesake.id);
}

static void
the_domains_own_namesake_is_an_account_like_others(void **state)
{
	int	 i;

	(void)state;
	tell_account(&namesake);
	assert_told(logon_claiming("sms", 1, "SMSCliToknAcct&", "Domain-1"),
	    NT_OK);
	for (i = 0; i < 5; i++)
		assert_told(logon_claiming("Sms", 0, "SMSCliToknAcct&", "x"),
		    NT_LOGON_FAILURE);
	assert_non_null(far_heard(director, MSG_ACCOUNT_LOCKED));
	assert_told(logon("SMSCliToknAcct&", "Domain-1"),
	    NT_ACCOUNT_LOCKED_OUT);
}

/* Q307434, as it was. */
static void
under_the_old_behaviour_a_local_account_locks_its_namesake(void **state)
{
	int	 i;

	(void)state;
	keeper_env.config.behaviour = BEHAVIOUR_SP3;
	tell_account(&namesake);
	for (i = 0; i < 5; i++) {
		assert_told(logon_claiming("PC17", 1, "SMSCliToknAcct&",
		    "local"), NT_LOGON_FAILURE);
		assert_int_equal(last_evidence().account, namesake.id);
	}
	assert_non_null(far_heard(director, MSG_ACCOUNT_LOCKED));
	assert_told(logon("SMSCliToknAcct&", "Domain-1"),
	    NT_ACCOUNT_LOCKED_OUT);
}

static void
a_domain_controllers_own_accounts_are_ordinary(void **state)
{
	static const struct told_account	 dc = { .id = 32,
		    .name = "SMS&_NTD-MD-01", .password = "Domain-2" };

	(void)state;
	assert_told(logon(dc.name, "x"), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_RESERVED);
	tell_account(&dc);
	assert_told(logon(dc.name, "Domain-2"), NT_OK);
	assert_told(logon(dc.name, "x"), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_WRONG);
}

static void
a_lock_does_not_look_at_the_password_nor_count_it(void **state)
{
	const struct told_account	 open = { .id = LOCKED,
					    .name = "stuck",
					    .password = "Stuck-1" };
	int				 i;

	(void)state;
	for (i = 0; i < 10; i++)
		(void)logon("stuck", "x");
	tell_account(&open);		/* an operator unlocks */
	for (i = 0; i < 4; i++)
		assert_told(logon("stuck", "x"), NT_LOGON_FAILURE);
	assert_told(logon("stuck", "Stuck-1"), NT_OK);
}

static void
a_challenge_is_spent_by_its_first_proof(void **state)
{
	struct attempt	 a;

	(void)state;
	attempt_make(&a, take_challenge(), "plant", "Right-1");
	assert_told(attempt_send(&a), NT_OK);
	assert_told(attempt_send(&a), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_REPLAYED);
}

static void
a_proof_that_comes_too_late_is_refused(void **state)
{
	struct attempt	 a;

	(void)state;
	attempt_make(&a, take_challenge(), "plant", "Right-1");
	pass_ms(CHALLENGE_LIFE_MS + 1);
	assert_told(attempt_send(&a), NT_LOGON_FAILURE);
	assert_int_equal(last_evidence().reason, REASON_REPLAYED);
}

/* Otherwise a worker could be made to check proofs of its own choosing. */
static void
a_proof_for_another_challenge_is_refused(void **state)
{
	struct attempt		 a;
	struct msg_challenge	 other = take_challenge();

	(void)state;
	attempt_make(&a, take_challenge(), "plant", "Right-1");
	a.c.id = other.id;
	assert_told(attempt_send(&a), NT_INVALID_PARAMETER);
	assert_int_equal(last_evidence().reason, REASON_MALFORMED);
}

static void
a_tampered_proof_is_refused_and_not_counted(void **state)
{
	struct attempt	 a;
	int		 i;

	(void)state;
	for (i = 0; i < 10; i++) {
		attempt_make(&a, take_challenge(), "plant", "Right-1");
		/* Another name of the server than the client saw. */
		a.challenge[a.challenge_len - 6] ^= 0x20;
		assert_told(attempt_send(&a), NT_INVALID_PARAMETER);
		assert_int_equal(last_evidence().reason, REASON_MALFORMED);
	}
	assert_told(logon("plant", "Right-1"), NT_OK);
}

static void
every_cut_of_a_proof_is_refused(void **state)
{
	struct attempt	 a;
	uint32_t	 told;
	size_t		 n, whole;

	(void)state;
	attempt_make(&a, take_challenge(), "SMSClient_00001", "Gen-1");
	whole = a.authenticate_len;
	for (n = 0; n < whole; n++) {
		attempt_make(&a, take_challenge(), "SMSClient_00001",
		    "Gen-1");
		a.authenticate_len = n;
		told = attempt_send(&a).status;
		if (told == NT_OK)
			fail_msg("%zu of %zu bytes were taken", n, whole);
	}
	assert_false(far_is_cut(worker));
}

static void
who_goes_on_guessing_waits_longer(void **state)
{
	static const uint32_t	 expected[] = { 500, 1000, 1500, 2000, 2000 };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(expected); i++)
		assert_int_equal(logon("SMSClient_00001", "x").delay_ms,
		    expected[i]);
	assert_int_equal(logon("SMSClient_00001", "Gen-1").delay_ms, 0);
	assert_int_equal(logon("nobody", "x").delay_ms, 500);
}

static void
evidence_says_who_from_where_and_when(void **state)
{
	struct attempt		 a;
	struct msg_evidence	 ev;
	char			 text[ADDR_TEXT_SIZE];

	(void)state;
	attempt_make(&a, take_challenge(), "sMsClient_00001", "Gen-1");
	a.from = "2001:db8::7";
	(void)attempt_send(&a);
	ev = last_evidence();
	assert_string_equal(ev.name, "sMsClient_00001");
	assert_string_equal(ev.workstation, "PC17");
	assert_string_equal(addr_text(&ev.peer, text), "2001:db8::7");
	assert_int_equal(ev.generation, 72);
	assert_int_equal(ev.at.us, wall_now().us);
}

static void
nobody_is_somebody_without_rights(void **state)
{
	struct attempt		 a;
	struct msg_auth_result	 r;

	(void)state;
	attempt_make(&a, take_challenge(), "", "");
	r = attempt_send(&a);
	assert_told(r, NT_OK);
	assert_int_equal(r.account, 0);
	assert_false(r.is_operator);
	assert_true(sid_equal(&r.sid, &sid_known(SID_ANONYMOUS)->sid));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, keeper_down)
	const struct CMUnitTest	 tests[] = {
		T(each_try_is_told_what_the_table_says),
		T(a_replica_answers_from_what_it_shows),
		T(the_window_lets_in_who_knows_a_password_of_the_past),
		T(the_window_closes_by_itself_and_when_it_is_told_to),
		T(whoever_is_rescued_locks_nobody),
		T(a_view_ends_when_the_replica_has_caught_up),
		T(tries_at_all_servers_lock_and_a_replica_forgives_none),
		T(a_right_proof_brings_the_session_key_and_who_it_is),
		T(a_refusal_brings_nothing_but_its_status_and_delay),
		T(a_fifth_wrong_password_locks_and_tells_the_director_at_once),
		T(a_right_password_forgives_the_wrong_ones_before_it),
		T(nobody_locks_a_generated_account),
		T(tries_at_retired_and_reserved_names_lock_nobody),
		T(a_machines_own_account_never_counts_against_its_namesake),
		T(the_domains_own_namesake_is_an_account_like_others),
		T(under_the_old_behaviour_a_local_account_locks_its_namesake),
		T(a_domain_controllers_own_accounts_are_ordinary),
		T(a_lock_does_not_look_at_the_password_nor_count_it),
		T(a_challenge_is_spent_by_its_first_proof),
		T(a_proof_that_comes_too_late_is_refused),
		T(a_proof_for_another_challenge_is_refused),
		T(a_tampered_proof_is_refused_and_not_counted),
		T(every_cut_of_a_proof_is_refused),
		T(who_goes_on_guessing_waits_longer),
		T(evidence_says_who_from_where_and_when),
		T(nobody_is_somebody_without_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
