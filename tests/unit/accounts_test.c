/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The book of accounts: limits that refuse and never cut (product.md 4),
 * guards, what the keeper and the clerk are told, what a restart brings back.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/role/session_msg.h"
#include "server/director/account/uptake.h"
#include "store/uptake.h"
#include "tests/unit/director_double.h"

static const struct wish	one = { .name = "SMSClient_00001",
				    .password = "Right-1" };
static const struct wish	two = { .name = "SMSClient_00002",
				    .password = "Right-2" };

static const struct account_entry *
entry(const char *name)
{
	return accounts_find(the_director()->accounts, name);
}

static struct msg_account
told(const char *name)
{
	struct msg_account	 m;

	settle_down();
	assert_true(keeper_knows(name, &m));
	return m;
}

static void
an_added_account_is_told_to_the_keeper_and_outlives_a_restart(void **state)
{
	struct msg_account	 m;
	uint32_t		 rid;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	rid = entry("smsclient_00001")->rid;
	assert_true(rid >= ACCOUNT_RID_FIRST);
	director_stop();
	director_start();
	m = told("SMSClient_00001");
	assert_int_equal(m.rid, rid);
	assert_int_equal(m.state, MSG_ACCOUNT_ENABLED);
	assert_false(m.is_generated);
	assert_false(m.is_operator);
	assert_int_equal(m.verifier.len, 7);
	assert_memory_equal(m.verifier.base, "Right-1", 7);
	assert_int_equal(m.previous.len, 0);
}

static void
names_that_cannot_be_accounts_are_refused(void **state)
{
	static const char	*const bad[] = { "", " ", "a ", " a", "a.",
	    "a/b", "a\\b", "a[b", "a]b", "a:b", "a;b", "a|b", "a=b", "a,b",
	    "a+b", "a*b", "a?b", "a<b", "a>b", "a@b", "a\"b", "a\nb",
	    "12345678901234567890123456789012",	/* 32 */
	    "SMSCliToknAcct&", "smsclitoknacct&", "SMSCliSvcAcct&",
	    "SMSCCMBootAcct&", "SMSCliToknLocalAcct&", "S01", "s01", "SMS",
	    "sms", "a\xff" };
	struct wish		 w = { .password = "Right-1" };
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		w.name = bad[i];
		if (add_account(&w) != EINVAL)
			fail_msg("\"%s\": %s", bad[i], outcome.text);
	}
	w.name = "1234567890123456789012345678901";	/* 31 */
	assert_int_equal(add_account(&w), 0);
}

/* Q256963; an empty server_name is the host's own name. */
static void
no_account_is_the_namesake_of_the_server(void **state)
{
	char		 host[65] = "";
	struct wish	 w = { .name = host, .password = "Right-1" };

	(void)state;
	assert_int_equal(gethostname(host, sizeof(host) - 1), 0);
	host[strcspn(host, ".")] = '\0';
	assert_int_equal(add_account(&w), EINVAL);
	(void)strcpy(director_env.config.server_name, "SITESRV");
	w.name = "siteSRV";
	assert_int_equal(add_account(&w), EINVAL);
}

static void
a_name_in_use_is_refused_in_any_case(void **state)
{
	struct wish	 w = { .name = "smsCLIENT_00001",
			    .password = "Other-1" };

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&w), EEXIST);
}

static void
a_deleted_name_is_never_used_again(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(set_state("SMSClient_00001", ACCOUNT_DELETED, true),
	    0);
	assert_int_equal(add_account(&one), EEXIST);
	assert_int_equal(set_state("SMSClient_00001", ACCOUNT_ENABLED, true),
	    EPERM);
	assert_int_equal(passwd("SMSClient_00001", "Next-1", true), EPERM);
	director_stop();
	director_start();
	assert_int_equal(add_account(&one), EEXIST);
}

/* Q280518: more than 32 hang clients. */
static void
the_thirty_third_client_account_is_refused(void **state)
{
	char		 name[32];
	struct wish	 w = { .name = name, .password = "Right-1" };
	int		 i;

	(void)state;
	for (i = 1; i <= ACCOUNTS_CLIENT_MAX; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(add_account(&w), 0);
	}
	(void)strcpy(name, "c33");
	assert_int_equal(add_account(&w), ENOSPC);
	w.is_operator = true;
	assert_int_equal(add_account(&w), 0);
	w.is_operator = false;
	assert_int_equal(set_state("c1", ACCOUNT_DELETED, false), 0);
	(void)strcpy(name, "c34");
	assert_int_equal(add_account(&w), 0);
}

static void
ignore(void *arg, const struct err *failed)
{
	int	*result = arg;

	*result = failed == NULL ? 0 : failed->code;
}

static struct account_wish
wish_for(const char *name)
{
	return (struct account_wish){ .name = name, .kind = ACCOUNT_CLIENT,
	    .secret = SECRET_ENTERED, .audit = somebody() };
}

/* Two operators at once: each is judged before the other's is committed. */
static void
two_adds_at_once_do_not_pass_the_limit(void **state)
{
	char			 name[32];
	struct wish		 w = { .name = name, .password = "Right-1" };
	struct account_wish	 a = wish_for("first"), b = wish_for("second");
	struct err		 e;
	int			 i, fd, result = -1;

	(void)state;
	for (i = 1; i < ACCOUNTS_CLIENT_MAX; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(add_account(&w), 0);
	}
	assert_int_equal(accounts_add(the_director(), &a, &fd, ignore,
	    &result, &e), 0);
	assert_int_equal(accounts_may_add(the_director(), &b, &e), -ENOSPC);
	(void)close(fd);
	until(result != -1);
	assert_int_equal(result, 0);
	assert_int_equal(accounts_may_add(the_director(), &b, &e), -ENOSPC);
}

static void
an_add_that_fails_gives_its_place_back(void **state)
{
	struct account_wish	 b = wish_for("second");
	struct wish		 bad = { .name = "first", .password = "bad" };
	char			 name[32];
	struct wish		 w = { .name = name, .password = "Right-1" };
	struct err		 e;
	int			 i;

	(void)state;
	for (i = 1; i < ACCOUNTS_CLIENT_MAX; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(add_account(&w), 0);
	}
	assert_int_equal(add_account(&bad), EINVAL);
	assert_int_equal(accounts_may_add(the_director(), &b, &e), 0);
}

static void
the_last_enabled_client_account_is_guarded(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(set_state(one.name, ACCOUNT_DISABLED, false), 0);
	assert_int_equal(set_state(two.name, ACCOUNT_DISABLED, false), EBUSY);
	assert_int_equal(set_state(two.name, ACCOUNT_DELETED, false), EBUSY);
	assert_int_equal(set_state(one.name, ACCOUNT_DELETED, false), 0);
	assert_int_equal(set_state(two.name, ACCOUNT_DISABLED, true), 0);
}

static void
two_retirements_at_once_do_not_pass_the_guard(void **state)
{
	struct account_wish	 a = wish_for(one.name), b = wish_for(two.name);
	struct err		 e;
	int			 result = -1;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(accounts_set_state(the_director(), &a,
	    ACCOUNT_DISABLED, ignore, &result, &e), 0);
	assert_int_equal(accounts_may_set_state(the_director(), &b,
	    ACCOUNT_DISABLED, &e), -EBUSY);
	until(result != -1);
	assert_int_equal(result, 0);
	assert_int_equal(set_state(one.name, ACCOUNT_ENABLED, false), 0);
	assert_int_equal(set_state(two.name, ACCOUNT_DISABLED, false), 0);
}

static void
a_state_that_it_has_already_is_refused(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(set_state(one.name, ACCOUNT_ENABLED, false),
	    EALREADY);
	assert_int_equal(set_state("nobody", ACCOUNT_ENABLED, false), ENOENT);
}

static void
the_keeper_and_the_clerk_hear_of_a_retirement(void **state)
{
	struct heard	*h;
	struct rd	 r;
	int64_t		 id;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	id = entry(one.name)->id;
	assert_int_equal(set_state(one.name, ACCOUNT_DISABLED, false), 0);
	assert_int_equal(told(one.name).state, MSG_ACCOUNT_DISABLED);
	h = far_heard(clerk, MSG_ACCOUNT_END);
	assert_non_null(h);
	r = heard_body(h);
	assert_int_equal(rd_le64(&r), id);
	assert_int_equal(set_state(one.name, ACCOUNT_ENABLED, false), 0);
	assert_int_equal(told(one.name).state, MSG_ACCOUNT_ENABLED);
	assert_null(far_heard(clerk, MSG_ACCOUNT_END));
	h = far_heard(clerk, MSG_ACCOUNT_BACK);
	assert_non_null(h);
	r = heard_body(h);
	assert_int_equal(rd_le64(&r), id);
}

/* Q227033, Q236052 */
static void
a_password_is_changed_in_place_only_by_force(void **state)
{
	struct msg_account	 m;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(passwd(one.name, "Next-1", false), EBUSY);
	assert_memory_equal(told(one.name).verifier.base, "Right-1", 7);
	assert_int_equal(passwd(one.name, "Next-1", true), 0);
	m = told(one.name);
	assert_memory_equal(m.verifier.base, "Next-1", 6);
	assert_memory_equal(m.previous.base, "Right-1", 7);
	director_stop();
	director_start();
	m = told(one.name);
	assert_memory_equal(m.verifier.base, "Next-1", 6);
	assert_memory_equal(m.previous.base, "Right-1", 7);
}

static void
a_refused_secret_changes_nothing(void **state)
{
	struct wish	 w = { .name = "x", .password = "bad" };

	(void)state;
	assert_int_equal(add_account(&w), EINVAL);
	assert_null(entry("x"));
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(passwd(one.name, "bad", true), EINVAL);
	assert_memory_equal(told(one.name).verifier.base, "Right-1", 7);
}

static void
a_generated_account_says_so(void **state)
{
	struct wish	 w = { .name = "made" };

	(void)state;
	assert_int_equal(add_account(&w), 0);
	assert_true(told("made").is_generated);
}

static void
a_keeper_that_ends_meanwhile_leaves_nothing_half_done(void **state)
{
	struct account_wish	 a = wish_for("x");
	struct err		 e;
	int			 fd, result = -1;

	(void)state;
	keeper_is_deaf = true;
	assert_int_equal(accounts_add(the_director(), &a, &fd, ignore,
	    &result, &e), 0);
	env_double_lose(keeper);
	until(result != -1);
	assert_int_equal(result, EAGAIN);
	assert_null(entry("x"));
	assert_int_equal(accounts_may_add(the_director(), &a, &e), -EAGAIN);
	(void)close(fd);
}

/* The task of a director before us has the same number as ours. */
static void
a_secret_of_another_account_is_not_taken(void **state)
{
	struct account_wish		 a = wish_for("x");
	struct msg_secret_sealed	 m = { .account = 4711 };
	struct heard			*h;
	struct err			 e;
	int				 fd, result = -1;

	(void)state;
	keeper_is_deaf = true;
	assert_int_equal(accounts_add(the_director(), &a, &fd, ignore,
	    &result, &e), 0);
	settle_down();
	h = far_heard(keeper, MSG_SECRET_TASK);
	assert_non_null(h);
	m.verifier = m.password = rd_over("foreign", 7);
	msg_put_secret_sealed(far_begin(keeper, MSG_SECRET_SEALED, h->id),
	    &m);
	far_end(keeper);
	settle_down();
	assert_int_equal(result, -1);
	assert_null(entry("x"));
	(void)close(fd);
	env_double_lose(keeper);
}

static void
tell_locked(const char *name, struct wall until)
{
	struct msg_account_locked	 m = { .account = entry(name)->id,
					    .until = until };

	if (until.us != 0)
		m.until_mono = mono_after(mono_now(), (until.us -
		    wall_now().us) / 1000);
	(void)addr_parse("10.1.2.3", &m.peer);
	msg_put_account_locked(far_begin(keeper, MSG_ACCOUNT_LOCKED, 0), &m);
	far_end(keeper);
	settle_down();
}

static void
a_lock_outlives_the_director(void **state)
{
	struct wall		 until = { wall_now().us + 1800000000 };
	struct msg_account	 m;
	int64_t			 left;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(unlock(one.name), EALREADY);
	tell_locked(one.name, until);
	assert_true(told(one.name).is_locked);	/* whoever was told before */
	director_stop();
	director_start();
	m = told(one.name);
	assert_true(m.is_locked);
	left = mono_ms_between(mono_now(), m.locked_until_mono);
	assert_true(left > 1790000 && left <= 1800000);
	assert_int_equal(unlock(one.name), 0);
	assert_false(told(one.name).is_locked);
	director_stop();
	director_start();
	assert_false(told(one.name).is_locked);
}

static void
a_lock_without_end_stays_one(void **state)
{
	struct msg_account	 m;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	tell_locked(one.name, (struct wall){ 0 });
	director_stop();
	director_start();
	m = told(one.name);
	assert_true(m.is_locked);
	assert_int_equal(m.locked_until_mono.ns, 0);
}

static void
a_new_password_takes_the_lock_off(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	tell_locked(one.name, (struct wall){ 0 });
	assert_int_equal(passwd(one.name, "Next-1", true), 0);
	assert_false(told(one.name).is_locked);
	director_stop();
	director_start();
	assert_false(told(one.name).is_locked);
}

static void
tell_evidence(const char *name, enum msg_reason reason, int64_t at)
{
	struct msg_evidence	 ev = { .reason = reason,
				    .account = name == NULL ? 4711 :
				    entry(name)->id, .at = { at } };

	(void)addr_parse("10.1.2.3", &ev.peer);
	msg_put_evidence(far_begin(keeper, MSG_EVIDENCE, 0), &ev);
	far_end(keeper);
	settle_down();
}

static void
logons_and_refusals_are_counted_and_the_last_logon_kept(void **state)
{
	const struct account_entry	*a;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	tell_evidence(one.name, REASON_RIGHT, 2000000);
	tell_evidence(one.name, REASON_RIGHT, 1000000);	/* out of order */
	tell_evidence(one.name, REASON_WRONG, 3000000);
	tell_evidence(NULL, REASON_RIGHT, 3000000);
	a = entry(one.name);
	assert_int_equal(a->last_logon.us, 2000000);
	assert_int_equal(a->right, 2);
	assert_int_equal(a->wrong, 1);
	assert_string_equal(a->last_wrong_from, "10.1.2.3");
	assert_int_equal(a->last_reason, REASON_WRONG);
	director_stop();
	director_start();
	assert_int_equal(entry(one.name)->last_logon.us, 2000000);
}

static uint64_t	 strays;

static void
take_counts(void *arg, const struct err *e, const struct uptake_counts *c)
{
	(void)arg;
	assert_null(e);
	strays = c->rows[0].strays;
}

static uint64_t
strays_of(const char *name)
{
	const uint32_t			 rid = entry(name)->rid;
	const struct uptake_query	 q = { .rule = UPTAKE_CLOSE,
					    .rids = &rid, .n = 1 };

	uptake_flush(the_director());
	assert_int_equal(store_uptake_count(the_director()->store, &q,
	    take_counts, NULL), 0);
	store_wait(the_director()->store);
	return strays;
}

static void
a_logon_that_no_file_follows_is_kept_over_a_restart(void **state)
{
	static const struct wish	 boss = { .name = "boss",
					    .password = "Right-9",
					    .is_operator = true };

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(add_account(&boss), 0);
	tell_evidence(one.name, REASON_RIGHT, wall_now().us);
	tell_evidence(one.name, REASON_RIGHT, wall_now().us);
	tell_evidence(two.name, REASON_WRONG, wall_now().us);
	tell_evidence(boss.name, REASON_RIGHT, wall_now().us);
	director_stop();
	director_start();
	assert_int_equal(strays_of(one.name), 1);
	assert_int_equal(strays_of(two.name), 0);
	assert_int_equal(strays_of(boss.name), 0);
}

static bool
clerk_ends(int64_t account)
{
	struct heard	*h;
	struct rd	 r;

	while ((h = far_heard(clerk, MSG_ACCOUNT_END)) != NULL) {
		r = heard_body(h);
		if ((int64_t)rd_le64(&r) == account)
			return true;
	}
	return false;
}

/* The director may have died between the commit and the word. */
static void
who_shall_not_be_in_any_more_is_out_at_a_start(void **state)
{
	int64_t	 id;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(set_state(one.name, ACCOUNT_DELETED, false), 0);
	id = entry(one.name)->id;
	director_stop();
	director_start();
	assert_true(clerk_ends(id));
	director_stop();
	director_start();
	assert_true(clerk_ends(-id));	/* of the recovery window */
	director_stop();
	director_start();
	assert_false(clerk_ends(entry(two.name)->id));
}

static void
logons_from(const char *net, unsigned n)
{
	struct addr	 from;
	char		 text[ADDR_TEXT_SIZE];

	for (; n > 0; n--) {
		(void)snprintf(text, sizeof(text), "%s%u", net, n);
		assert_true(addr_parse(text, &from));
		uptake_logon(the_director(), entry(one.name)->rid, &from,
		    wall_now());
	}
	uptake_flush(the_director());
	settle_down();
}

/* Whoever has an account has 2^64 addresses, too; each would be a row. */
static void
addresses_of_a_network_beyond_a_thousand_an_hour_count_as_one(void **state)
{
	(void)state;
	assert_int_equal(add_account(&one), 0);
	logons_from("2001:db8::1:", 999);
	logons_from("2001:db8::1:", 999);		/* known */
	assert_int_equal(strays_of(one.name), 999);
	log_to(-1);
	logons_from("2001:db8::2:", 1);
	log_to(STDERR_FILENO);
	logons_from("2001:db8::3:", 500);
	assert_int_equal(strays_of(one.name), 1001);
	logons_from("2001:db8:0:1::", 3);
	logons_from("10.0.0.", 3);
	assert_int_equal(strays_of(one.name), 1007);
}

static void
refusals_that_go_on_are_an_alarm(void **state)
{
	struct account_alarm	 a;
	size_t			 i = 0;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	tell_evidence(one.name, REASON_WRONG, 1000000);
	tell_evidence(one.name, REASON_RIGHT, 1500000);
	assert_false(accounts_alarm(the_director(), &i, &a));
	tell_evidence(one.name, REASON_LOCKED, 2000000);
	i = 0;
	assert_true(accounts_alarm(the_director(), &i, &a));
	assert_string_equal(a.account, one.name);
	assert_string_equal(a.from, "10.1.2.3");
	assert_int_equal(a.reason, REASON_LOCKED);
	assert_int_equal(a.count, 2);
	assert_false(accounts_alarm(the_director(), &i, &a));
}

static void
malformed_evidence_blames_the_keeper(void **state)
{
	(void)state;
	wr_zero(far_begin(keeper, MSG_EVIDENCE, 0), 60);
	far_end(keeper);
	settle_down();
	assert_true(far_is_cut(keeper));
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, director_up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(an_added_account_is_told_to_the_keeper_and_outlives_a_restart),
		T(names_that_cannot_be_accounts_are_refused),
		T(no_account_is_the_namesake_of_the_server),
		T(a_name_in_use_is_refused_in_any_case),
		T(a_deleted_name_is_never_used_again),
		T(the_thirty_third_client_account_is_refused),
		T(two_adds_at_once_do_not_pass_the_limit),
		T(an_add_that_fails_gives_its_place_back),
		T(the_last_enabled_client_account_is_guarded),
		T(two_retirements_at_once_do_not_pass_the_guard),
		T(a_state_that_it_has_already_is_refused),
		T(the_keeper_and_the_clerk_hear_of_a_retirement),
		T(a_password_is_changed_in_place_only_by_force),
		T(a_refused_secret_changes_nothing),
		T(a_generated_account_says_so),
		T(a_keeper_that_ends_meanwhile_leaves_nothing_half_done),
		T(a_secret_of_another_account_is_not_taken),
		T(a_lock_outlives_the_director),
		T(a_lock_without_end_stays_one),
		T(a_new_password_takes_the_lock_off),
		T(logons_and_refusals_are_counted_and_the_last_logon_kept),
		T(a_logon_that_no_file_follows_is_kept_over_a_restart),
		T(who_shall_not_be_in_any_more_is_out_at_a_start),
		T(addresses_of_a_network_beyond_a_thousand_an_hour_count_as_one),
		T(refusals_that_go_on_are_an_alarm),
		T(malformed_evidence_blames_the_keeper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
