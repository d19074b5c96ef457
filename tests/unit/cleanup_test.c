/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts of domain controllers in a whole director: those that are gone for
 * good go, on every server; whoever is only silent, or not ours, stays.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "base/text.h"
#include "server/director/ccm/cleanup_int.h"
#include "server/director/domain/domain_int.h"
#include "server/director/domain/sam_int.h"
#include "store/client.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define HOUR_MS	INT64_C(3600000)
#define DAY_MS	(24 * HOUR_MS)
#define LOOK_DAYS	10
#define NAME	"SMS&_GONE1"
#define OURS	"sited-client:S01"
#define REPLICA	"BDC1/20m"

static struct cleanup *
cleanup(void)
{
	return the_director()->cleanup;
}

static const struct account_entry *
account(const char *name)
{
	return accounts_find(the_director()->accounts, name);
}

static bool
is_quiet(void)
{
	struct watch	*w;

	cleanup_turn(cleanup());
	RB_FOREACH(w, watches, &cleanup()->watches)
		if (w->asking)
			return false;
	return !cleanup()->busy && store_pending(the_director()->store) == 0;
}

static void
rest(void)
{
	int	 quiet;

	for (quiet = 0; quiet < 3; quiet++) {
		until(is_quiet());
		director_turn();
	}
}

/* A look each. */
static void
pass_days(int n)
{
	int	 step;

	for (; n > 0; n -= step) {
		step = n < LOOK_DAYS ? n : LOOK_DAYS;
		pass_ms(step * DAY_MS);
		domain_arm(the_director());
		rest();
	}
}

static void
look_seldom(void)
{
	the_director()->env->config.cleanup_look = LOOK_DAYS * DAY_MS;
	cleanup_reconfigured(the_director());
}

/* --- who there is --- */

static bool	 told;

static void
note_told(void *arg, const struct err *failed)
{
	(void)arg;
	told = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

static void
make(const char *name, const char *comment)
{
	const struct account_sealed	 a = {
		.id = store_new_id(), .name = name, .kind = ACCOUNT_DOMAIN,
		.comment = comment, .verifier = { "sealed", 6 }
	};

	told = false;
	assert_int_equal(accounts_add_sealed(the_director(), &a, note_told,
	    NULL, &outcome), 0);
	until(told);
	assert_int_equal(outcome.code, 0);
	rest();
}

static void
client_tells(const char *name, bool installed, const char *sites)
{
	const struct client_facts	 facts = {
		.agent = "Heartbeat Discovery", .agent_site = "S01",
		.agent_time = wall_now(), .installed = installed,
		.os = "", .user = "", .subnets = "", .macs = "",
		.sites = sites, .assigned = sites,
	};
	const struct client_seen	 seen = {
		.guid = { { 1, (uint8_t)name[0], (uint8_t)name[3] } },
		.name = name, .source = SOURCE_DDR, .at = wall_now(),
		.facts = &facts,
	};
	struct batch			*b = store_batch_new();

	(void)store_client_seen(b, &seen);
	told = false;
	assert_int_equal(store_submit(the_director()->store, &b, note_told,
	    NULL), 0);
	until(told);
	assert_int_equal(outcome.code, 0);
}

static struct cleanup_view
view(const char *name)
{
	struct cleanup_view	 v = { .account = 0 };

	while (cleanup_next_view(the_director(), v.account, &v))
		if (strcmp(v.name, name) == 0)
			return v;
	return (struct cleanup_view){ .account = 0 };
}

static void
is_kept(const char *name, enum cleanup_verdict why)
{
	assert_int_equal(account(name)->state, ACCOUNT_ENABLED);
	assert_int_equal(view(name).verdict, why);
}

static enum account_state
shown_by_replica(const char *name)
{
	const struct sam_view	 v = sam_view(the_director(), 1);

	return view_state(&v, account(name));
}

/* --- kept --- */

static void
r15_silent_for_ninety_days_but_in_the_domain_it_is_kept(void **state)
{
	(void)state;
	make("SMS&_BDC1", OURS);	/* a replica */
	make("SMS&_MEMBER1", OURS);
	make("MEMBER1$", "");		/* it has a computer account */
	pass_days(95);
	is_kept("SMS&_BDC1", CLEANUP_IN_DOMAIN);
	is_kept("SMS&_MEMBER1", CLEANUP_IN_DOMAIN);
	assert_true(view("SMS&_BDC1").silent_ms > 80 * DAY_MS);
}

static void
r15_absent_but_heard_of_last_week_it_is_kept(void **state)
{
	int	 i;

	(void)state;
	make(NAME, OURS);
	for (i = 0; i < 13; i++) {
		client_tells("GONE1", true, "S01");
		pass_days(7);
	}
	is_kept(NAME, CLEANUP_HEARD);
	assert_true(view(NAME).silent_ms <= 7 * DAY_MS);
}

static void
r15_another_sites_account_is_kept(void **state)
{
	static const char *const	 marks[] = {
		"sited-client:S02", "E=3;W=S02;O=77ab", "sited:S02:17"
	};
	char				 name[32];
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(marks); i++) {
		(void)snprintf(name, sizeof(name), "SMS&_THEIRS%zu", i);
		make(name, marks[i]);
	}
	make("SMS&_SHARED", OURS);
	client_tells("SHARED", true, "S01\nS02");
	make("SMS&_NOBODYS", "");
	pass_days(95);
	for (i = 0; i < nitems(marks); i++) {
		(void)snprintf(name, sizeof(name), "SMS&_THEIRS%zu", i);
		is_kept(name, CLEANUP_OF_OTHERS);
	}
	is_kept("SMS&_SHARED", CLEANUP_OF_OTHERS);
	assert_non_null(strstr(view("SMS&_SHARED").why, "S02"));
	is_kept("SMS&_NOBODYS", CLEANUP_OF_NOBODY);
}

/* A site that was down did not look; two looks are too few. */
static void
r15_while_sited_is_down_nothing_counts(void **state)
{
	int	 i;

	(void)state;
	make(NAME, OURS);
	for (i = 0; i < 3; i++) {
		director_stop();
		pass_ms(100 * DAY_MS);
		director_start();
		look_seldom();
		rest();
	}
	is_kept(NAME, CLEANUP_HEARD);
	assert_true(view(NAME).silent_ms <= 6 * LOOK_DAYS * DAY_MS);
}

static void
r15_a_clock_that_is_set_proves_nothing(void **state)
{
	(void)state;
	make(NAME, OURS);
	pass_days(10);
	step_wall_ms(100 * DAY_MS);
	pass_days(10);
	is_kept(NAME, CLEANUP_HEARD);
	client_tells("GONE1", true, "S01");	/* of a day to come */
	step_wall_ms(-100 * DAY_MS);
	pass_days(80);
	is_kept(NAME, CLEANUP_HEARD);
}

static enum cleanup_call answer;
static int	 calls;

static void
call(void *arg, const char *computer)
{
	assert_string_equal(computer, "GONE1");
	calls++;
	cleanup_called(arg, answer);
}

static void
r15_one_that_answers_is_kept_and_goes_when_it_does_not(void **state)
{
	(void)state;
	cleanup_call_by(the_director(), call, the_director());
	answer = CALL_ANSWERED;
	calls = 0;
	make(NAME, OURS);
	pass_days(90);
	is_kept(NAME, CLEANUP_HEARD);
	assert_in_range(calls, 9, 11);
	answer = CALL_NOBODY;
	pass_days(95);
	is_kept(NAME, CLEANUP_HEARD);
	answer = CALL_SILENT;
	pass_days(95);
	assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
}

/* --- gone --- */

static void
r15_gone_and_silent_for_long_it_goes_on_every_server(void **state)
{
	(void)state;
	make(NAME, OURS);
	make("SMS#_GONE1", OURS);
	make("SMS#_DC9", "sited:S01:17");	/* a lease's business */
	make("SOMEBODY", OURS);
	pass_days(59);
	is_kept(NAME, CLEANUP_HEARD);
	pass_days(32);			/* the third run */
	assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
	assert_int_equal(account("SMS#_GONE1")->state, ACCOUNT_DELETED);
	assert_int_equal(account("SOMEBODY")->state, ACCOUNT_ENABLED);
	assert_int_equal(view("SMS#_DC9").account, 0);
	pass_days(1);			/* the replica has a lag */
	assert_int_equal(shown_by_replica(NAME), 0);
	assert_true(RB_EMPTY(&cleanup()->watches));
}

/* One that was removed; one that nothing else tells of whose it is. */
static void
r15_the_last_word_of_a_client_counts(void **state)
{
	(void)state;
	make("SMS&_BDC1", OURS);
	client_tells("BDC1", false, "S01");
	make(NAME, "");
	client_tells("GONE1", true, "S01");
	pass_days(92);
	assert_int_equal(account("SMS&_BDC1")->state, ACCOUNT_DELETED);
	assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
}

static int
replica(enum domain_act act)
{
	const struct domain_wish	 w = { .server = 1, .act = act,
					    .audit = somebody() };
	int				 rc;

	told = false;
	rc = domain_change(the_director(), &w, note_told, NULL, &outcome);
	if (rc == 0)
		until(told);
	return rc;
}

static void
r15_a_paused_replica_is_waited_for(void **state)
{
	(void)state;
	make(NAME, OURS);
	pass_days(80);
	assert_int_equal(replica(DOMAIN_PAUSE), 0);
	pass_days(12);
	assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
	assert_int_equal(shown_by_replica(NAME), ACCOUNT_ENABLED);
	assert_true(view(NAME).going);
	assert_int_equal(replica(DOMAIN_RESUME), 0);
	pass_days(1);			/* it shows it, ... */
	pass_days(1);			/* ... that is seen */
	assert_int_equal(shown_by_replica(NAME), 0);
	assert_int_equal(view(NAME).account, 0);
}

/* --- runs --- */

static void
runs_have_thirty_days_between_them_across_restarts(void **state)
{
	struct cleanup_state	 s;
	struct wall		 next;

	(void)state;
	rest();
	cleanup_state(the_director(), &s);
	next = s.next;
	assert_in_range(next.us - wall_now().us, 0, 30 * DAY_MS * 1000);
	assert_int_equal(s.last.us, 0);
	pass_days(20);
	director_stop();
	director_start();
	rest();
	cleanup_state(the_director(), &s);
	assert_int_equal(s.next.us, next.us);
	pass_days(11);
	cleanup_state(the_director(), &s);
	assert_int_not_equal(s.last.us, 0);
	assert_true(s.next.us > next.us);
}

static void
an_operator_has_it_done_now_but_makes_no_proof(void **state)
{
	int	 i;

	(void)state;
	make(NAME, OURS);
	for (i = 0; i < 5; i++) {
		told = false;
		assert_int_equal(cleanup_now(the_director(), somebody(),
		    note_told, NULL), 0);
		assert_int_equal(cleanup_now(the_director(), somebody(),
		    note_told, NULL), -EBUSY);
		until(told);
	}
	is_kept(NAME, CLEANUP_HEARD);
	assert_int_equal(view(NAME).failures, 0);
	pass_days(70);			/* the second run was at sixty */
	told = false;
	assert_int_equal(cleanup_now(the_director(), somebody(), note_told,
	    NULL), 0);
	until(told);
	rest();
	assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
}

/* --- killed at any point of a run --- */

static bool
is_gone(void)
{
	return account(NAME)->state == ACCOUNT_DELETED &&
	    RB_EMPTY(&cleanup()->watches);
}

/* Another director begins on what the disk has after n turns. */
static bool
kill_after(int n)
{
	for (; n > 0; n--) {
		if (is_gone())
			return false;
		cleanup_turn(cleanup());
		director_turn();
	}
	director_snapshot();
	director_stop();
	director_start_on_snapshot();
	rest();
	return true;
}

static void
r15_killed_while_it_goes_it_goes_and_no_other(void **state)
{
	int	 n;

	(void)state;
	for (n = 0; n < 4; n++) {
		look_seldom();
		make(NAME, OURS);
		make("SMS&_BDC1", OURS);
		pass_days(70);
		told = false;
		assert_int_equal(cleanup_now(the_director(), somebody(),
		    note_told, NULL), 0);
		if (kill_after(n) && !cleanup()->run.removed)
			pass_days(30);
		pass_days(2);
		assert_true(is_gone() || !RB_EMPTY(&cleanup()->watches));
		assert_int_equal(account(NAME)->state, ACCOUNT_DELETED);
		assert_int_equal(shown_by_replica(NAME), 0);
		is_kept("SMS&_BDC1", CLEANUP_IN_DOMAIN);
		assert_int_equal(director_down(NULL), 0);
		director_replica = REPLICA;
		assert_int_equal(director_up(NULL), 0);
	}
}

/* --- whose it is --- */

static void
what_the_child_of_an_installation_makes_bears_our_mark(void **state)
{
	struct account_entry	 by = { .comment = "sited:S01:17" };
	char			 mark[CLEANUP_MARK_SIZE];

	(void)state;
	cleanup_mark(the_director(), &by, mark);
	assert_string_equal(mark, OURS);
	text_copy(by.comment, sizeof(by.comment), "sited:S02:17");
	cleanup_mark(the_director(), &by, mark);
	assert_string_equal(mark, "");
	cleanup_mark(the_director(), NULL, mark);
	assert_string_equal(mark, "");
}

static int
up(void **state)
{
	clock_double_start();
	director_replica = REPLICA;
	(void)director_up(state);
	look_seldom();
	return 0;
}

static int
down(void **state)
{
	int	 rc = director_down(state);

	clock_double_stop();
	return rc;
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, up, down)
		T(r15_silent_for_ninety_days_but_in_the_domain_it_is_kept),
		T(r15_absent_but_heard_of_last_week_it_is_kept),
		T(r15_another_sites_account_is_kept),
		T(r15_while_sited_is_down_nothing_counts),
		T(r15_a_clock_that_is_set_proves_nothing),
		T(r15_one_that_answers_is_kept_and_goes_when_it_does_not),
		T(r15_gone_and_silent_for_long_it_goes_on_every_server),
		T(r15_the_last_word_of_a_client_counts),
		T(r15_a_paused_replica_is_waited_for),
		T(runs_have_thirty_days_between_them_across_restarts),
		T(an_operator_has_it_done_now_but_makes_no_proof),
		T(r15_killed_while_it_goes_it_goes_and_no_other),
		T(what_the_child_of_an_installation_makes_bears_our_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
