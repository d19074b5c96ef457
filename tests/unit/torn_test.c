/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store or a directory that was restored from an older copy, in a whole
 * director: it is noticed, nothing is made or taken away, and an operator
 * brings it back.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/director/account/rotation_int.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define HOUR_MS		INT64_C(3600000)
#define DAY_MS		(24 * HOUR_MS)

static struct rotation *
rotation(void)
{
	return the_director()->rotation;
}

static const struct pool *
pool(void)
{
	return &rotation()->pool;
}

static void
hours_count(void)
{
	the_director()->env->config.rotation_interval = 12 * HOUR_MS;
	rotation_reconfigured(the_director());
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
pass_days(int n)
{
	while (n-- > 0) {
		pass_ms(DAY_MS);
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
	const struct rotation_wish	 w = { .kind = kind,
					    .account = account,
					    .audit = somebody() };

	ended = false;
	assert_int_equal(rotation_wish(the_director(), &w, note, NULL,
	    &outcome), 0);
	until(ended);
	return outcome.code;
}

static int
adopt(void)
{
	ended = false;
	assert_int_equal(rotation_prove(the_director(), note, NULL, &outcome),
	    0);
	until(ended);
	assert_int_equal(outcome.code, 0);
	return ask(WISH_ADOPT, NULL);
}

static void
start(void)
{
	hours_count();
	assert_int_equal(ask(WISH_START, NULL), 0);
	rest();
	assert_int_equal(pool_count(pool(), POOL_PUBLISHED), 2);
}

static void
restart(void)
{
	director_start();
	hours_count();
	rest();
}

static void
copy(const char *from, const char *to)
{
	char	 command[400];

	(void)snprintf(command, sizeof(command), "rm -rf %s/%s && "
	    "cp -a %s/%s %s/%s", site_dir, to, site_dir, from, site_dir, to);
	assert_int_equal(system(command), 0);
}

/* Keeps a copy of that folder, lets two more accounts come, and puts it back. */
static void
restore_older(const char *folder)
{
	start();
	pass_days(1);
	director_stop();
	copy(folder, "kept");
	director_start();
	hours_count();
	pass_days(29);
	assert_int_equal(pool()->last, 4);
	director_stop();
	copy(folder, "newer");
	copy("kept", folder);
}

static const struct account_entry *
account(const char *name)
{
	return accounts_find(the_director()->accounts, name);
}

static bool
why_has(const char *part)
{
	const char	*why = rotation_safe_mode(the_director());

	return why != NULL && strstr(why, part) != NULL;
}

/* --- tests --- */

static void
an_older_store_is_noticed_and_nothing_is_made_or_taken_away(void **state)
{
	(void)state;
	restore_older("store");
	restart();
	assert_true(why_has("the store is older than the directory"));
	assert_int_equal(pool()->last, 2);
	pass_days(60);
	assert_int_equal(pool()->last, 2);
	assert_int_equal(pool_count(pool(), POOL_PUBLISHED), 2);
	assert_int_equal(ask(WISH_STEP, NULL), EBUSY);
	assert_non_null(strstr(outcome.text, "recovery adopt"));
	assert_int_equal(ask(WISH_UNDO, "SMSClient_00002"), EBUSY);
	assert_int_equal(add_account(&(struct wish){ .name = "NEW",
	    .password = "Right-1" }), EBUSY);
	assert_int_equal(add_account(&(struct wish){ .name = "ann",
	    .password = "Right-1", .is_operator = true }), 0);
	assert_int_equal(ask(WISH_FREEZE, NULL), 0);
	assert_int_equal(ask(WISH_THAW, NULL), EBUSY);
}

static void
adopted_it_goes_on_and_gives_no_number_again(void **state)
{
	uint64_t	 count;
	uint32_t	 last;

	(void)state;
	restore_older("store");
	restart();
	count = rotation()->mark.found.count;
	assert_int_equal(adopt(), 0);
	assert_null(rotation_safe_mode(the_director()));
	rest();
	assert_true(rotation()->mark.is_written);
	assert_true(rotation()->mark.now.count > count);
	assert_true(pool()->last >= 4);
	assert_true(pool()->hold.us >= rotation_now(rotation()).us +
	    6 * POOL_DAY_US);
	assert_int_equal(ask(WISH_STEP, NULL), 0);
	rest();
	assert_non_null(account("SMSClient_00005"));
	assert_null(account("SMSClient_00003"));
	assert_int_equal(adopt(), EALREADY);

	last = pool()->last;
	director_stop();
	restart();
	assert_null(rotation_safe_mode(the_director()));
	assert_int_equal(pool()->last, last);
}

static void
the_newer_store_put_back_ends_it_too(void **state)
{
	(void)state;
	restore_older("store");
	restart();
	assert_non_null(rotation_safe_mode(the_director()));
	director_stop();
	restart();		/* it stays so */
	assert_non_null(rotation_safe_mode(the_director()));
	director_stop();
	copy("newer", "store");
	restart();
	assert_null(rotation_safe_mode(the_director()));
	assert_int_equal(pool()->last, 4);
}

static void
after_adopting_the_newer_store_is_the_torn_one(void **state)
{
	(void)state;
	restore_older("store");
	restart();
	assert_int_equal(adopt(), 0);
	rest();
	director_stop();
	copy("newer", "store");
	restart();
	assert_true(why_has("the store is older"));
}

static void
an_older_directory_is_noticed(void **state)
{
	(void)state;
	restore_older("domain");
	restart();
	assert_true(why_has("the directory is older than the store"));
	assert_int_equal(adopt(), 0);
	rest();
	assert_int_equal(pool()->last, 4);
	assert_int_equal(ask(WISH_STEP, NULL), 0);
	rest();
	assert_non_null(account("SMSClient_00005"));
}

static void
where_nobody_knows_what_was_given_out_a_thousand_numbers_are_left_out(
    void **state)
{
	char	 path[512];

	(void)state;
	start();
	director_stop();
	(void)snprintf(path, sizeof(path), "%s/domain/stamp", site_dir);
	assert_int_equal(unlink(path), 0);
	restart();
	assert_true(why_has("does not show step"));
	assert_int_equal(adopt(), 0);
	rest();
	assert_int_equal(ask(WISH_STEP, NULL), 0);
	rest();
	assert_non_null(account("SMSClient_01003"));
}

static void
numbers_skip_once_for_each_copy(void **state)
{
	const struct account_entry	*a;
	uint32_t			 first;

	(void)state;
	restore_older("store");
	restart();
	director_stop();
	restart();
	assert_int_equal(add_account(&(struct wish){ .name = "ann",
	    .password = "Right-1", .is_operator = true }), 0);
	a = account("SMSClient_00002");
	first = a->rid;
	a = account("ann");
	assert_int_equal(a->rid, first + 1 + 100000);
}

static void
a_disabled_account_that_is_asked_for_is_enabled_all_the_same(void **state)
{
	(void)state;
	start();
	pass_days(60);		/* the first is disabled, nobody needs it */
	assert_int_equal(account("SMSClient_00001")->state, ACCOUNT_DISABLED);
	director_stop();
	copy("store", "kept");
	director_start();
	hours_count();
	pass_days(14);
	director_stop();
	copy("kept", "store");
	restart();
	assert_non_null(rotation_safe_mode(the_director()));
	rotation_knocked(the_director(), account("SMSClient_00001"));
	rest();
	assert_int_equal(account("SMSClient_00001")->state, ACCOUNT_ENABLED);
	assert_non_null(rotation_safe_mode(the_director()));
}

static void
while_it_runs_the_directory_is_looked_at_every_hour(void **state)
{
	char	*old;
	size_t	 n;

	(void)state;
	start();
	old = slurp("domain/stamp", &n);
	assert_non_null(old);
	assert_int_equal(ask(WISH_STEP, NULL), 0);
	rest();
	spit("domain/stamp", old, n);
	free(old);
	pass_ms(HOUR_MS / 2);
	rest();
	assert_null(rotation_safe_mode(the_director()));
	pass_ms(HOUR_MS / 2 + 1);
	rest();
	assert_true(why_has("the directory is older"));
	director_stop();
	restart();
	assert_true(why_has("the directory is older"));
}

static void
a_stamp_that_the_directory_does_not_take_stops_the_rotation(void **state)
{
	char	 path[512];
	size_t	 made;

	(void)state;
	start();
	(void)snprintf(path, sizeof(path), "%s/domain/stamp.new", site_dir);
	assert_int_equal(mkdir(path, 0700), 0);
	pass_days(14);
	made = pool()->last;
	assert_int_equal(made, 3);
	assert_int_equal(pool_count(pool(), POOL_PUBLISHED), 2);
	assert_non_null(strstr(rotation()->trouble, "stamp"));
	assert_int_equal(ask(WISH_FREEZE, NULL), EIO);
	director_stop();		/* so it is no torn state either */
	restart();
	assert_null(rotation_safe_mode(the_director()));
	assert_int_equal(rmdir(path), 0);
	pass_days(1);
	assert_int_equal(pool_count(pool(), POOL_PUBLISHED), 3);
	assert_string_equal(rotation()->trouble, "");
}

static void
a_site_that_never_rotated_has_no_stamp(void **state)
{
	(void)state;
	assert_int_equal(add_account(&(struct wish){ .name = "OLD",
	    .password = "Right-1" }), 0);
	director_stop();
	assert_false(exists("domain/stamp"));
	copy("store", "kept");
	director_start();
	start();
	director_stop();
	assert_true(exists("domain/stamp"));
	copy("kept", "store");
	restart();			/* its names were given out */
	assert_true(why_has("the store is older"));
	assert_int_equal(ask(WISH_START, NULL), EBUSY);
	assert_int_equal(adopt(), 0);
	rest();
	assert_int_equal(pool()->last, 2);
	assert_false(pool()->running);
	assert_int_equal(ask(WISH_START, NULL), 0);
	rest();
	assert_non_null(account("SMSClient_00003"));
	assert_null(account("SMSClient_00001"));
}

static void
a_keeper_that_dies_ends_the_proof(void **state)
{
	(void)state;
	restore_older("store");
	restart();
	keeper_is_deaf = true;
	ended = false;
	assert_int_equal(rotation_prove(the_director(), note, NULL, &outcome),
	    0);
	assert_int_equal(rotation_prove(the_director(), note, NULL, &outcome),
	    -EBUSY);
	director_ops.peer_lost(&director_env, env_peer(&director_env,
	    ROLE_KEEPER, 0));
	assert_true(ended);
	assert_int_equal(outcome.code, EAGAIN);
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

	clock_double_stop();
	return rc;
}

#define IN_A_SITE(f)	cmocka_unit_test_setup_teardown(f, up, down)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		IN_A_SITE(
		    an_older_store_is_noticed_and_nothing_is_made_or_taken_away),
		IN_A_SITE(adopted_it_goes_on_and_gives_no_number_again),
		IN_A_SITE(the_newer_store_put_back_ends_it_too),
		IN_A_SITE(after_adopting_the_newer_store_is_the_torn_one),
		IN_A_SITE(an_older_directory_is_noticed),
		IN_A_SITE(
		    where_nobody_knows_what_was_given_out_a_thousand_numbers_are_left_out),
		IN_A_SITE(numbers_skip_once_for_each_copy),
		IN_A_SITE(
		    a_disabled_account_that_is_asked_for_is_enabled_all_the_same),
		IN_A_SITE(while_it_runs_the_directory_is_looked_at_every_hour),
		IN_A_SITE(
		    a_stamp_that_the_directory_does_not_take_stops_the_rotation),
		IN_A_SITE(a_site_that_never_rotated_has_no_stamp),
		IN_A_SITE(a_keeper_that_dies_ends_the_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
