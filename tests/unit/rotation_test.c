/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rotation in a whole director: what it makes, shows and takes away, what
 * operators may do to it, and that a director killed at any point goes on
 * where it was.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/lists.h"
#include "server/director/account/past.h"
#include "server/director/account/rotation_int.h"
#include "server/director/domain/policy.h"
#include "store/uptake.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/director_double.h"

#define HOUR_MS		INT64_C(3600000)
#define DAY_MS		(24 * HOUR_MS)
#define POINTS_MAX	64

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

static size_t
published(void)
{
	return pool_count(pool(), POOL_PUBLISHED);
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
}

/* Half a day takes the place of a minute here. */
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

/* Until there is nothing more to do at this hour. */
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
	for (; n > 0; n -= 72) {
		pass_ms((n < 72 ? n : 72) * HOUR_MS);
		rotation()->looked = false;	/* the timer has come */
		rest();
	}
}

/* Somebody logs on with it whom nobody knows. */
static void
somebody_needs(uint32_t number)
{
	const struct account_entry	*a = accounts_by_id(
					    the_director()->accounts,
					    pool_find(pool(), number)->account);
	struct batch			*b = store_batch_new();

	store_logon(b, "10.0.0.1", a->rid, wall_now());
	assert_int_equal(store_submit(the_director()->store, &b, stored,
	    NULL), 0);
	settle_down();
}

static void
nobody_needs_any(void)
{
	struct batch	*b = store_batch_new();

	store_logons_prune(b, (struct wall){ wall_now().us + 1 });
	assert_int_equal(store_submit(the_director()->store, &b, stored,
	    NULL), 0);
	settle_down();
	rotation()->looked = false;
}

/* --- wishes --- */

static bool	 ended;

static void
note(void *arg, const struct err *failed)
{
	(void)arg;
	ended = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

static int
ask(const struct rotation_wish *from)
{
	struct rotation_wish	 w = *from;

	w.audit = somebody();
	ended = false;
	assert_int_equal(rotation_wish(the_director(), &w, note, NULL,
	    &outcome), 0);
	until(ended);
	return outcome.code;
}

static int
undo(const char *name)
{
	return ask(&(struct rotation_wish){ .kind = WISH_UNDO,
	    .account = name });
}

static void
start(void)
{
	hours_count();
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_START }),
	    0);
	rest();
	assert_int_equal(published(), 2);
}

static const struct account_entry *
account(uint32_t number)
{
	char	 name[POOL_NAME_SIZE];

	pool_name(number, "", name);
	return accounts_find(the_director()->accounts, name);
}

static enum pool_state
state_of(uint32_t number)
{
	const struct generation	*g = pool_find(pool(), number);

	return g == NULL ? POOL_DELETED : g->state;
}

/* --- a directory that refuses by policy --- */

int	__wrap_accounts_move(struct director *, int64_t, enum account_state,
	    accounts_done *, void *, struct err *);
int	__real_accounts_move(struct director *, int64_t, enum account_state,
	    accounts_done *, void *, struct err *);

static bool	 moves_are_refused;
static int	 refused_moves;

int
__wrap_accounts_move(struct director *d, int64_t id, enum account_state as,
    accounts_done *done, void *arg, struct err *e)
{
	if (!moves_are_refused)
		return __real_accounts_move(d, id, as, done, arg, e);
	refused_moves++;
	return err_set(e, EKEYREJECTED, "the policy says no");
}

static void
ask_length(int64_t min_length)
{
	struct policy_wish	 w = { .as = *policy_as_set(the_director()),
				    .force = true, .audit = somebody() };

	w.as.min_length = min_length;
	ended = false;
	assert_int_equal(policy_set(the_director(), &w, note, NULL, &outcome),
	    0);
	until(ended);
}

static void
assert_refused(const char *why)
{
	assert_true(pool()->frozen && pool()->refused);
	assert_non_null(strstr(rotation()->why, why));
	assert_non_null(strstr(rotation()->why, "then sitectl rotation "
	    "thaw"));
	assert_true(TAILQ_EMPTY(&rotation()->intents));
	assert_string_equal(rotation()->trouble, "");
}

/* --- tests --- */

static void
what_the_policy_refuses_to_create_is_given_up_and_not_asked_again(
    void **state)
{
	struct rotation_wish	 thaw = { .kind = WISH_THAW };

	(void)state;
	start();
	ask_length(20);
	pass_hours(24 * 15);
	assert_refused("asks for 20 characters");
	assert_int_equal(pool()->last, 3);
	assert_int_equal(state_of(3), POOL_DELETED);
	assert_null(account(3));
	pass_hours(24 * 60);
	assert_int_equal(pool()->last, 3);
	assert_int_equal(published(), 2);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_STEP }),
	    EBUSY);
	assert_non_null(strstr(outcome.text, "asks for 20 characters"));
	assert_int_equal(ask(&thaw), EBUSY);
	director_stop();
	director_start();
	hours_count();
	assert_refused("asks for 20 characters");
	ask_length(0);
	pass_hours(24);
	assert_int_equal(pool()->last, 3);	/* until it is thawed */
	assert_int_equal(ask(&thaw), 0);
	rest();
	assert_false(pool()->refused);
	assert_int_equal(pool()->last, 4);
	assert_int_equal(state_of(4), POOL_PUBLISHED);
}

static void
what_the_policy_refuses_to_disable_stays_enabled(void **state)
{
	(void)state;
	start();
	moves_are_refused = true;
	refused_moves = 0;
	pass_hours(24 * 50);
	assert_refused("the policy says no");
	assert_int_equal(refused_moves, 1);
	assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
	moves_are_refused = false;
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_THAW }),
	    0);
	pass_hours(24 * 8);
	assert_int_equal(state_of(1), POOL_DISABLED);
	assert_int_equal(account(1)->state, ACCOUNT_DISABLED);
}

static void	retire_one(void);

static void
what_the_policy_refuses_to_enable_stays_disabled_and_is_told(void **state)
{
	int	 i;

	(void)state;
	retire_one();
	moves_are_refused = true;
	refused_moves = 0;
	for (i = 0; i < 5; i++) {
		rotation_knocked(the_director(), account(1));
		pass_hours(1);
	}
	moves_are_refused = false;
	assert_refused("the policy says no");
	assert_int_equal(refused_moves, 1);
	assert_int_equal(state_of(1), POOL_DISABLED);
	assert_int_equal(account(1)->state, ACCOUNT_DISABLED);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_THAW }),
	    0);
	rotation_knocked(the_director(), account(1));
	rest();
	assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
}

static void
what_the_policy_refuses_to_delete_is_told(void **state)
{
	(void)state;
	retire_one();
	moves_are_refused = true;
	refused_moves = 0;
	while (account(1)->state != ACCOUNT_DELETED && refused_moves == 0)
		pass_hours(24);
	pass_hours(24 * 10);
	moves_are_refused = false;
	assert_refused("the policy says no");
	assert_int_equal(refused_moves, 1);
	assert_int_equal(account(1)->state, ACCOUNT_DISABLED);
}

static void
nothing_happens_before_it_is_started(void **state)
{
	(void)state;
	hours_count();
	pass_hours(24 * 60);
	assert_int_equal(pool()->last, 0);
	assert_int_equal(undo("SMSClient_00001"), ENOENT);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_STEP }),
	    EBUSY);
}

static void
two_are_made_at_once_and_listed_newest_first(void **state)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	struct msg_account	 m;
	size_t			 left_out;

	(void)state;
	assert_int_equal(add_account(&(struct wish){ .name = "OLD",
	    .password = "Right-1" }), 0);
	start();
	assert_true(keeper_knows("SMSClient_00002", &m));
	assert_int_equal(m.generation, 2);
	assert_true(m.is_generated);
	assert_int_equal(m.state, MSG_ACCOUNT_ENABLED);
	assert_int_equal(lists_accounts(the_director(), rows, &left_out), 3);
	assert_string_equal(rows[0].name, "SMSClient_00002");
	assert_string_equal(rows[1].name, "SMSClient_00001");
	assert_string_equal(rows[2].name, "OLD");
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_START }),
	    EALREADY);
}

static void
the_oldest_leaves_the_list_and_goes_when_nobody_needs_it(void **state)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	struct msg_account	 m;
	size_t			 left_out;

	(void)state;
	start();
	somebody_needs(1);
	pass_hours(24 * 29);
	assert_int_equal(published(), 3);
	assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	assert_int_equal(lists_accounts(the_director(), rows, &left_out), 3);
	assert_string_equal(rows[2].name, "SMSClient_00002");
	assert_int_equal(left_out, 0);
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
	pass_hours(24 * 10);
	assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	nobody_needs_any();
	pass_hours(12);
	assert_int_equal(state_of(1), POOL_DISABLED);
	assert_int_equal(account(1)->state, ACCOUNT_DISABLED);
	assert_true(keeper_knows("SMSClient_00001", &m));
	assert_int_equal(m.state, MSG_ACCOUNT_DISABLED);
	pass_hours(24 * 66);		/* one step at a time */
	assert_int_equal(state_of(1), POOL_DELETED);
	assert_int_equal(account(1)->state, ACCOUNT_DELETED);
	assert_true(published() >= 3);
}

/* With generation 1 disabled. */
static void
retire_one(void)
{
	start();
	pass_hours(24 * 38);
	assert_int_equal(state_of(1), POOL_DISABLED);
}

static void
who_knocks_is_let_in_again_even_when_frozen(void **state)
{
	(void)state;
	retire_one();
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_FREEZE,
	    .why = "holidays" }), 0);
	assert_string_equal(rotation()->why, "holidays");
	rotation_knocked(the_director(), account(1));
	rest();
	assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
	assert_string_equal(rotation()->why, "holidays");
}

static void
frozen_it_takes_no_step_and_thawed_one(void **state)
{
	struct rotation_wish	 thaw = { .kind = WISH_THAW };
	uint32_t		 last;

	(void)state;
	start();
	assert_int_equal(ask(&thaw), EALREADY);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_FREEZE }),
	    0);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_FREEZE }),
	    EALREADY);
	last = pool()->last;
	pass_hours(24 * 50);
	assert_int_equal(pool()->last, last);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_STEP }),
	    EBUSY);
	assert_int_equal(ask(&thaw), 0);
	rest();
	assert_int_equal(pool()->last, last + 1);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_FREEZE }),
	    0);
	pass_hours(24 * 50);
	thaw.reschedule = true;
	assert_int_equal(ask(&thaw), 0);
	rest();
	assert_int_equal(pool()->last, last + 1);
	pass_hours(24 * 14);
	assert_int_equal(pool()->last, last + 2);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_STEP }),
	    0);
	rest();
	assert_int_equal(pool()->last, last + 3);
}

static void
undo_takes_the_account_along_and_the_rotation_finds_its_way_again(
    void **state)
{
	(void)state;
	retire_one();
	assert_int_equal(undo("SMSClient_00001"), 0);
	rest();
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
	assert_int_equal(undo("SMSClient_00001"), 0);
	assert_int_equal(state_of(1), POOL_PUBLISHED);
	assert_int_equal(undo("SMSClient_00001"), 0);
	assert_int_equal(state_of(1), POOL_REPLICATING);
	assert_int_equal(undo("SMSClient_00001"), 0);
	rest();
	assert_int_equal(state_of(1), POOL_CREATING);
	assert_int_equal(account(1)->state, ACCOUNT_DISABLED);
	assert_true(pool()->frozen);
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_THAW }),
	    0);
	rest();
	assert_int_equal(account(1)->state, ACCOUNT_ENABLED);
	assert_true(state_of(1) >= POOL_PUBLISHED);
}

static void
undone_to_its_plan_it_ends_without_a_trace_but_its_number(void **state)
{
	int	 i;

	(void)state;
	start();
	pass_hours(24 * 14);
	assert_int_equal(published(), 3);
	for (i = 0; i < 4; i++) {
		assert_int_equal(undo("SMSClient_00003"), 0);
		rest();
	}
	assert_int_equal(state_of(3), POOL_DELETED);
	assert_int_equal(account(3)->state, ACCOUNT_DELETED);
	assert_int_equal(undo("SMSClient_00003"), EBUSY);
	assert_int_equal(undo("SMSClient_00002"), EBUSY);	/* floor */
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_THAW }),
	    0);
	pass_hours(24 * 14);
	assert_int_equal(state_of(4), POOL_PUBLISHED);
}

static void
operators_cannot_touch_its_accounts_but_by_it(void **state)
{
	(void)state;
	start();
	assert_int_equal(set_state("SMSClient_00001", ACCOUNT_DISABLED, true),
	    EBUSY);
	assert_int_equal(set_state("SMSClient_00001", ACCOUNT_DELETED, true),
	    EBUSY);
	assert_int_equal(passwd("SMSClient_00001", "Next-1", true), EBUSY);
	assert_int_equal(add_account(&(struct wish){ .name = "OLD",
	    .password = "Right-1" }), 0);
	assert_int_equal(undo("OLD"), EBUSY);
}

static void
a_name_that_is_taken_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(add_account(&(struct wish){
	    .name = "smsclient_00002", .password = "Right-1" }), 0);
	hours_count();
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_START }),
	    0);
	rest();
	assert_int_equal(published(), 1);
	pass_hours(12);
	assert_int_equal(published(), 2);
	assert_int_equal(state_of(2), POOL_DELETED);
	assert_int_equal(account(2)->generation, 0);
	assert_int_equal(account(2)->state, ACCOUNT_ENABLED);
	assert_int_equal(state_of(3), POOL_PUBLISHED);
}

static void
a_keeper_that_dies_while_it_makes_the_secret_is_asked_again(void **state)
{
	(void)state;
	hours_count();
	keeper_is_deaf = true;
	assert_int_equal(ask(&(struct rotation_wish){ .kind = WISH_START }),
	    0);
	until(rotation()->secret != 0);
	director_ops.peer_lost(&director_env, env_peer(&director_env,
	    ROLE_KEEPER, 0));
	assert_false(rotation()->busy);
	keeper_is_deaf = false;
	director_keeper_ready(the_director());
	rest();
	assert_int_equal(published(), 2);
}

/* --- time --- */

static void
after_a_year_away_one_is_made_and_none_taken_away(void **state)
{
	uint32_t	 last;
	size_t		 n;

	(void)state;
	start();
	pass_hours(24 * 60);
	last = pool()->last;
	n = pool()->n;
	director_stop();
	director_start();
	hours_count();
	pass_ms(365 * DAY_MS);
	rest();
	assert_int_equal(pool()->last, last + 1);
	assert_int_equal(pool()->n, n + 1);
	assert_true(pool()->hold.us > rotation_now(rotation()).us);
}

/* --- killed at any point --- */

/* All that can be seen of where it is. */
static uint32_t
where(void)
{
	const struct intent	*i;
	uint32_t		 h = 17;
	size_t			 k;

	for (k = 0; k < pool()->n; k++)
		h = h * 31 + pool()->g[k].state;
	TAILQ_FOREACH(i, &rotation()->intents, link) {
		h = h * 31 + (uint32_t)i->state;
		h = h * 31 + (accounts_by_id(the_director()->accounts,
		    i->account) != NULL);
	}
	return h;
}

/*
 * The n-th place that is passed on the way to rest is copied, and another
 * director begins there.  false: there are not as many before a generation
 * with a number over `most' begins.
 */
static bool
kill_at(size_t n, uint32_t most)
{
	uint32_t	 seen[POINTS_MAX], h;
	size_t		 k, nseen = 0;
	int		 quiet = 0;

	while (quiet < 5) {
		h = where();
		for (k = 0; k < nseen && seen[k] != h; k++)
			;
		if (k == nseen) {
			assert_true(nseen < POINTS_MAX);
			seen[nseen++] = h;
		}
		if (nseen == n) {
			director_snapshot();
			director_stop();
			director_start_on_snapshot();
			hours_count();
			rotation()->pool.hold.us = 0;	/* minutes counted */
			rest();
			return true;
		}
		quiet = is_quiet() || pool()->last > most ? quiet + 1 : 0;
		director_turn();
	}
	return false;
}

/* One account for each generation, under its name, with one secret. */
static void
watch(void)
{
	const struct account_entry	*a;
	size_t				 i;

	for (i = 0; i < pool()->n; i++) {
		a = account(pool()->g[i].number);
		assert_non_null(a);
		assert_int_equal(a->id, pool()->g[i].account);
		assert_int_equal(a->generation, pool()->g[i].number);
		assert_int_equal(a->state, pool_state_is_enabled(
		    pool()->g[i].state) ? ACCOUNT_ENABLED :
		    ACCOUNT_DISABLED);
		assert_int_equal(a->previous_len, 0);
	}
	assert_true(TAILQ_EMPTY(&rotation()->intents));
}

static void
restart_anew(void)
{
	assert_int_equal(director_down(NULL), 0);
	assert_int_equal(director_up(NULL), 0);
}

static void
killed_while_it_makes_accounts_it_makes_the_same(void **state)
{
	size_t	 n;

	(void)state;
	for (n = 1;; n++) {
		hours_count();
		assert_int_equal(ask(&(struct rotation_wish){
		    .kind = WISH_START }), 0);
		if (!kill_at(n, 1))
			break;
		watch();
		assert_int_equal(published(), 2);
		assert_int_equal(pool()->last, 2);
		restart_anew();
	}
	assert_true(n > 8);
}

static void
killed_while_it_retires_one_it_retires_it(void **state)
{
	size_t	 n;

	(void)state;
	start();
	somebody_needs(1);
	pass_hours(24 * 38);
	for (n = 1;; n++) {
		nobody_needs_any();
		if (!kill_at(n, UINT32_MAX))
			break;
		pass_hours(12);
		watch();
		assert_int_equal(state_of(1), POOL_DISABLED);
		somebody_needs(1);
		assert_int_equal(undo("SMSClient_00001"), 0);
		assert_int_equal(ask(&(struct rotation_wish){
		    .kind = WISH_THAW }), 0);
		pass_hours(24 * 8);
		assert_int_equal(state_of(1), POOL_UNPUBLISHED);
	}
	assert_true(n > 3);
}

static const struct account_entry *
of_before(const char *name)
{
	return accounts_find(the_director()->accounts, name);
}

/* Who knows only that is let in by the recovery window as long. */
static void
a_step_of_the_clock_forgets_no_verifier_of_a_deleted_account(void **state)
{
	(void)state;
	assert_int_equal(add_account(&(struct wish){ .name = "first",
	    .password = "Right-1" }), 0);
	assert_int_equal(add_account(&(struct wish){ .name = "second",
	    .password = "Right-2" }), 0);
	assert_int_equal(set_state("first", ACCOUNT_DELETED, true), 0);
	step_wall_ms(3650 * DAY_MS);
	past_purge(the_director());
	assert_true(of_before("first")->verifier_len > 0);
	step_wall_ms(-2 * 3650 * DAY_MS);
	assert_int_equal(set_state("second", ACCOUNT_DELETED, true), 0);
	past_purge(the_director());
	assert_true(of_before("first")->verifier_len > 0 &&
	    of_before("second")->verifier_len > 0);
	pass_ms(the_director()->env->config.orphan_limit + HOUR_MS);
	past_purge(the_director());
	assert_true(of_before("first")->verifier_len == 0 &&
	    of_before("second")->verifier_len == 0);
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
		IN_A_SITE(nothing_happens_before_it_is_started),
		IN_A_SITE(
		    what_the_policy_refuses_to_create_is_given_up_and_not_asked_again),
		IN_A_SITE(what_the_policy_refuses_to_disable_stays_enabled),
		IN_A_SITE(
		    what_the_policy_refuses_to_enable_stays_disabled_and_is_told),
		IN_A_SITE(what_the_policy_refuses_to_delete_is_told),
		IN_A_SITE(two_are_made_at_once_and_listed_newest_first),
		IN_A_SITE(
		    the_oldest_leaves_the_list_and_goes_when_nobody_needs_it),
		IN_A_SITE(who_knocks_is_let_in_again_even_when_frozen),
		IN_A_SITE(frozen_it_takes_no_step_and_thawed_one),
		IN_A_SITE(
		    undo_takes_the_account_along_and_the_rotation_finds_its_way_again),
		IN_A_SITE(
		    undone_to_its_plan_it_ends_without_a_trace_but_its_number),
		IN_A_SITE(operators_cannot_touch_its_accounts_but_by_it),
		IN_A_SITE(a_name_that_is_taken_is_passed_over),
		IN_A_SITE(
		    a_keeper_that_dies_while_it_makes_the_secret_is_asked_again),
		IN_A_SITE(after_a_year_away_one_is_made_and_none_taken_away),
		IN_A_SITE(killed_while_it_makes_accounts_it_makes_the_same),
		IN_A_SITE(killed_while_it_retires_one_it_retires_it),
		IN_A_SITE(
		    a_step_of_the_clock_forgets_no_verifier_of_a_deleted_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
