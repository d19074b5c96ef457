/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cohorts in a whole director: each has a line of accounts, a list and a view
 * of the published set of its own; clients are in one; and all of it goes when
 * they are switched off.
 */
#include "tests/unit/check.h"

#include <unistd.h>

#include "protocol/sms/acctshelf.h"
#include "protocol/sms/listkeys.h"
#include "server/director/account/lists.h"
#include "server/director/account/rotation_int.h"
#include "server/director/client/enrolled.h"
#include "server/director/client/token.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define HOUR_MS		INT64_C(3600000)

#define LIST	"cap/clidata.box/accounts.dat"
#define SITE	"cap/clidata.box/accounts.site"
#define NAMES	"cap/clidata.box/Cli_inst.cfg"

static struct rotation *
rotation(void)
{
	return the_director()->rotation;
}

static const struct pool *
pool(unsigned cohort)
{
	return rotation_pool(rotation(), cohort);
}

static void
cohorts(int64_t n)
{
	the_director()->env->config.cohorts = n;
	the_director()->env->config.rotation_interval = 12 * HOUR_MS;
	rotation_reconfigured(the_director());
	enrolments_settle(the_director());
}

static bool
is_quiet(void)
{
	rotation_turn(rotation());
	return !rotation()->busy && TAILQ_EMPTY(&rotation()->intents);
}

static void
rest(void)
{
	int	 quiet;

	for (quiet = 0; quiet < 3; quiet++) {
		until(is_quiet());
		director_turn();
		if (!is_quiet())
			quiet = -1;
	}
}

static void
pass_hours(int64_t n)
{
	for (; n > 0; n -= 12) {
		pass_ms(12 * HOUR_MS);
		rotation()->looked = false;
		rest();
	}
}

static bool	 ended;

static void
note(void *arg, const struct err *failed)
{
	(void)arg;
	ended = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

static int
ask(enum wish_kind kind, const char *account)
{
	struct rotation_wish	 w = { .kind = kind, .account = account,
				    .audit = somebody() };

	ended = false;
	assert_int_equal(rotation_wish(the_director(), &w, note, NULL,
	    &outcome), 0);
	until(ended);
	return outcome.code;
}

static void
start(void)
{
	assert_int_equal(ask(WISH_START, NULL), 0);
	rest();
	settle_down();
}

static size_t
published(unsigned cohort)
{
	return pool_count(pool(cohort), POOL_PUBLISHED);
}

/* As the lane does it. */
static void
enrol(uint8_t id, const char *name)
{
	struct enrol_reply	 r = { .guid = { { id } }, .id = { id },
				    .agreement = { id } };
	struct enrol_token	 t = { .id = { id } };
	struct token_row	 row = { .id = { id }, .name = name,
				    .expires = { INT64_MAX } };
	struct batch		*b = store_batch_new();
	bool			 done = false;

	(void)snprintf(r.name, sizeof(r.name), "%s", name);
	(void)snprintf(t.name, sizeof(t.name), "%s", name);
	store_token_add(b, &row);
	token_added(the_director(), &t);
	enrolled_put(the_director(), &r, b);
	assert_int_equal(store_submit(the_director()->store, &b, NULL, &done),
	    0);
	store_wait(the_director()->store);
	enrolments_commit(the_director());
	settle_down();
}

static unsigned
cohort_of_client(uint8_t id)
{
	return enrolled_find(the_director(), &(struct guid){ { id } })->cohort;
}

/* A file of the set in force, or of a view of it; NULL: there is none. */
static char *
show(const char *view, const char *name, size_t *n)
{
	char	 path[256];

	(void)snprintf(path, sizeof(path), "cap/sets/%llu/%s%s",
	    (unsigned long long)publication().serial, view, name);
	return slurp(path, n);
}

static bool
shows(const char *view, const char *name, const char *text)
{
	size_t	 n;
	char	*p = show(view, name, &n);
	bool	 found = p != NULL && memmem(p, n, text, strlen(text)) != NULL;

	free(p);
	return found;
}

/* There is nothing of a cohort in the set in force. */
static bool
is_plain(void)
{
	char	 path[256];

	(void)snprintf(path, sizeof(path), "cap/sets/%llu/cohort1",
	    (unsigned long long)publication().serial);
	return shows("", LIST, "list") && !shows("", LIST, "ACCS") &&
	    !exists(path);
}

static uint32_t
records(const char *view)
{
	struct keys_head	 h;
	size_t			 n;
	char			*p = show(view, "cap/clidata.box/keys.dat", &n);

	assert_non_null(p);
	assert_true(keys_check(rd_over(p, n), &h));
	free(p);
	return h.n;
}

/* --- tests --- */

static void
each_has_accounts_of_its_own_with_names_of_one_row(void **state)
{
	struct msg_account	 m;
	unsigned		 c;

	(void)state;
	cohorts(3);
	start();
	for (c = 0; c < 3; c++)
		assert_int_equal(published(c), 2);
	assert_int_equal(pool(3)->n, 0);
	assert_int_equal(pool(0)->last, 6);
	assert_int_equal(pool(2)->last, 6);
	assert_true(keeper_knows("SMSClient_00003", &m));
	assert_int_equal(m.cohort, 1);
	assert_true(keeper_knows("SMSClient_00006", &m));
	assert_int_equal(m.cohort, 2);
	assert_int_equal(accounts_find(the_director()->accounts,
	    "SMSClient_00002")->cohort, 0);
}

static void
each_goes_on_by_its_period_and_one_at_a_time_is_taken_away(void **state)
{
	size_t	 i, n[3] = { 0 };
	unsigned c;

	(void)state;
	cohorts(3);
	start();
	pass_hours(24 * 60);
	for (c = 0; c < 3; c++) {
		assert_in_range(published(c), 3, 4);
		for (i = 0; i < pool(c)->n; i++)
			n[c] += pool(c)->g[i].state >= POOL_UNPUBLISHED;
		assert_true(pool(c)->retired.us == pool(0)->retired.us);
	}
	assert_true(n[0] > 0 && n[1] > 0 && n[2] > 0);
}

static void
each_sees_its_list_and_those_who_may_move_all(void **state)
{
	struct acctshelf	 shelf;
	size_t			 n;
	char			*p;

	(void)state;
	assert_int_equal(import_sample(), 0);
	cohorts(3);
	enrol(1, "PC1");
	start();
	until(shows("cohort2/", LIST, "SMSClient_00006"));
	assert_true(shows("cohort1/", LIST, "SMSClient_00003"));
	assert_false(shows("cohort1/", LIST, "SMSClient_00001"));
	assert_false(shows("cohort1/", LIST, "SMSClient_00005"));
	assert_false(shows("cohort1/", NAMES, "SMSClient_00005"));
	assert_true(shows("cohort1/", NAMES, "SMSClient_00003"));
	assert_false(shows("", NAMES, "SMSClient_00003"));
	assert_true(shows("", SITE, "SMSClient_00001"));
	assert_false(shows("", SITE, "SMSClient_00003"));
	assert_false(shows("cohort1/", SITE, "SMSClient_00003"));
	assert_true(shows("cohort1/", "cap/clidata.box/manifest.json",
	    "\"number\":4"));
	assert_false(shows("cohort1/", "cap/clidata.box/manifest.json",
	    "\"number\":6"));
	p = show("", LIST, &n);
	assert_true(acctshelf_get(rd_over(p, n), &shelf));
	assert_int_equal(shelf.n, 3);
	free(p);
	assert_int_equal(records(""), 1);
	assert_int_equal(records("cohort1/") + records("cohort2/"), 1);
	assert_int_equal(records(cohort_of_client(1) == 1 ? "cohort1/" :
	    "cohort2/"), 1);
}

static void
a_cohort_without_two_accounts_has_no_view(void **state)
{
	(void)state;
	assert_int_equal(import_sample(), 0);
	cohorts(3);
	enrol(1, "PC1");
	assert_in_range(cohort_of_client(1), 1, 2);
	until(records("") == 1);
	assert_true(is_plain());
}

static void
a_restart_makes_the_same_views_again(void **state)
{
	uint64_t	 list, set;
	unsigned	 c;

	(void)state;
	assert_int_equal(import_sample(), 0);
	cohorts(3);
	enrol(1, "PC1");
	start();
	until(shows("cohort2/", LIST, "SMSClient_00006"));
	settle_down();
	list = lists_serial(the_director());
	set = publication().serial;
	c = cohort_of_client(1);
	director_stop();
	director_cohorts = 3;
	director_start();
	settle_down();
	assert_int_equal(cohort_of_client(1), c);
	assert_true(lists_serial(the_director()) == list);
	assert_int_equal(publication().serial, set);
	assert_int_equal(published(1), 2);
	assert_int_equal(published(2), 2);
}

static void
switched_off_its_clients_go_back_and_its_accounts_go(void **state)
{
	unsigned	 c;

	(void)state;
	assert_int_equal(import_sample(), 0);
	cohorts(3);
	enrol(1, "PC1");
	start();
	until(shows("cohort2/", LIST, "SMSClient_00006"));
	cohorts(1);
	assert_int_equal(cohort_of_client(1), 0);
	settle_down();
	until(is_plain());
	assert_int_equal(rotation_cohorts(the_director()), 3);
	pass_hours(24 * 10);
	for (c = 1; c < 3; c++)
		assert_int_equal(published(c), 0);
	assert_in_range(published(0), 2, 3);
	pass_hours(24 * 70);
	assert_int_equal(rotation_cohorts(the_director()), 1);
	assert_int_equal(pool(1)->n, 0);
	assert_true(published(0) >= 2);
	cohorts(2);
	assert_false(rotation_is_ready(the_director(), 1));
	rest();
	assert_int_equal(published(1), 2);
	assert_int_equal(cohort_of_client(1), 1);
}

static void
a_leak_concerns_its_cohort_only(void **state)
{
	(void)state;
	cohorts(2);
	start();
	assert_int_equal(ask(WISH_LEAK, "SMSClient_00003"), 0);
	rest();
	assert_true(pool_find(pool(1), 3)->leaked);
	assert_true(pool_find(pool(1), 5) != NULL);
	assert_int_equal(pool(0)->n, 2);
	assert_int_equal(ask(WISH_FREEZE, NULL), 0);
	assert_true(pool(0)->frozen && pool(1)->frozen);
	assert_int_equal(ask(WISH_THAW, NULL), 0);
	assert_false(pool(1)->frozen);
}

static void
in_safe_mode_nothing_is_made_or_taken_away_in_any(void **state)
{
	char	 path[400];

	(void)state;
	cohorts(3);
	start();
	director_stop();
	(void)snprintf(path, sizeof(path), "%s/domain/stamp", site_dir);
	assert_int_equal(unlink(path), 0);
	pass_ms(24 * 30 * HOUR_MS);	/* the next ones are due */
	director_cohorts = 3;
	director_start();
	cohorts(3);
	assert_non_null(rotation_safe_mode(the_director()));
	pass_hours(24);
	assert_non_null(rotation_safe_mode(the_director()));
	assert_int_equal(pool(2)->last, 6);
	assert_int_equal(pool(1)->n, 2);
}

static void
what_is_promised_is_what_the_list_was_made_of(void **state)
{
	uint32_t	 numbers[MSG_LIST_ACCOUNTS_MAX];
	uint64_t	 before;

	(void)state;
	cohorts(3);
	start();
	pass_hours(24 * 15);
	assert_int_equal(published(2), 3);
	settle_down();
	before = lists_serial(the_director());
	rotation_pool(rotation(), 1)->g[0].state = POOL_UNPUBLISHED;
	lists_wanted(the_director(), "one has left");
	rotation_pool(rotation(), 2)->g[0].state = POOL_UNPUBLISHED;
	until(lists_serial(the_director()) > before);
	assert_int_equal(lists_generations(the_director(), 1, numbers), 2);
	assert_int_equal(lists_generations(the_director(), 2, numbers), 2);
}

/* One that cannot be carried out may be due for ever. */
static void
who_knocks_waits_for_no_step_of_another_cohort(void **state)
{
	const struct generation	*g;
	char			 name[POOL_NAME_SIZE];

	(void)state;
	cohorts(2);
	start();
	for (g = &pool(1)->g[0]; g->state != POOL_DISABLED;)
		pass_hours(12);
	pool_name(g->number, "", name);
	rotation()->busy = true;
	rotation()->pool.next_due = rotation_now(rotation());
	rotation_knocked(the_director(), accounts_find(
	    the_director()->accounts, name));
	rotation()->busy = false;
	until(rotation()->busy || (rotation_turn(rotation()),
	    rotation()->move.is_step));
	assert_int_equal(rotation()->move.step.event, POOL_KNOCK);
	rest();
	assert_int_equal(g->state, POOL_UNPUBLISHED);
}

static int
up(void **state)
{
	clock_double_start();
	return director_up(state);
}

static int
down(void **state)
{
	int	 rc = director_down(state);

	director_cohorts = 1;
	clock_double_stop();
	return rc;
}

#define IN_A_SITE(f)	cmocka_unit_test_setup_teardown(f, up, down)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		IN_A_SITE(each_has_accounts_of_its_own_with_names_of_one_row),
		IN_A_SITE(
		    each_goes_on_by_its_period_and_one_at_a_time_is_taken_away),
		IN_A_SITE(each_sees_its_list_and_those_who_may_move_all),
		IN_A_SITE(a_cohort_without_two_accounts_has_no_view),
		IN_A_SITE(a_restart_makes_the_same_views_again),
		IN_A_SITE(switched_off_its_clients_go_back_and_its_accounts_go),
		IN_A_SITE(a_leak_concerns_its_cohort_only),
		IN_A_SITE(in_safe_mode_nothing_is_made_or_taken_away_in_any),
		IN_A_SITE(what_is_promised_is_what_the_list_was_made_of),
		IN_A_SITE(who_knocks_waits_for_no_step_of_another_cohort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
