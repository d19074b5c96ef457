/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The policy of passwords in a whole director: who is told of it, what it
 * refuses, and what the rotation can live with.
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "server/director/account/book.h"
#include "server/director/account/rotation.h"
#include "server/director/domain/policy.h"
#include "tests/unit/director_double.h"

#define DAY_MS	INT64_C(86400000)

static const struct wish	one = { .name = "SMSClient_X",
				    .password = "Right-1" };
static const struct wish	made = { .name = "SMSClient_Y" };
static struct policy_row	as_it_was;
static bool			finished;

static int
up(void **state)
{
	int	 rc = director_up(state);

	as_it_was = *policy_as_set(the_director());
	return rc;
}

static void
note_end(void *arg, const struct err *failed)
{
	(void)arg;
	finished = true;
	outcome = failed == NULL ? (struct err){ 0 } : *failed;
}

static int
set(const struct policy_row *as, bool force)
{
	struct policy_wish	 w = { .as = *as, .force = force,
				    .audit = somebody() };

	finished = false;
	outcome = (struct err){ 0 };
	if (policy_set(the_director(), &w, note_end, NULL, &outcome) == 0)
		until(finished);
	return outcome.code;
}

static int
start_rotation(void)
{
	struct rotation_wish	 w = { .kind = WISH_START,
				    .audit = somebody() };

	finished = false;
	outcome = (struct err){ 0 };
	if (rotation_wish(the_director(), &w, note_end, NULL, &outcome) == 0)
		until(finished);
	return outcome.code;
}

static struct msg_policy
told(void)
{
	struct heard		*h;
	struct msg_policy	 m = { 0 };
	struct rd		 r;

	settle_down();
	while ((h = far_heard(keeper, MSG_POLICY)) != NULL) {
		r = heard_body(h);
		msg_get_policy(&r, &m);
		assert_true(rd_end(&r));
	}
	return m;
}

static void
the_keeper_is_told_at_the_start_and_after_each_change(void **state)
{
	struct policy_row	 p = as_it_was;
	struct msg_policy	 m = told();

	(void)state;
	assert_int_equal(m.min_length, 0);
	assert_int_equal(m.threshold, 5);
	assert_int_equal(m.window_ms, 30 * 60000);
	p.min_length = 8;
	p.complex = true;
	p.threshold = 3;
	assert_int_equal(set(&p, false), 0);
	m = told();
	assert_int_equal(m.min_length, 8);
	assert_true(m.complex);
	assert_int_equal(m.threshold, 3);
	assert_int_equal(m.duration_ms, 30 * 60000);
	assert_int_equal(set(&p, false), EALREADY);
	director_stop();
	director_start();
	m = told();
	assert_int_equal(m.min_length, 8);
	assert_int_equal(m.threshold, 3);
}

static void
a_policy_that_contradicts_itself_is_refused(void **state)
{
	struct policy_row	 p = as_it_was;

	(void)state;
	p.max_age_ms = p.min_age_ms = DAY_MS;
	assert_int_equal(set(&p, true), EINVAL);
	p = as_it_was;
	p.window_ms = DAY_MS;		/* longer than a lock lasts */
	assert_int_equal(set(&p, true), EINVAL);
	p.duration_ms = 0;		/* until somebody unlocks */
	assert_int_equal(set(&p, true), 0);
}

static void
no_account_is_made_that_no_client_could_use(void **state)
{
	struct policy_row	 p = as_it_was;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	p.min_length = POLICY_MADE_LENGTH + 1;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(add_account(&made), EKEYREJECTED);
	assert_non_null(strstr(outcome.text, "asks for 15 characters"));
	assert_non_null(strstr(outcome.text, "--min-length=14"));
	assert_int_equal(passwd(one.name, "Next-1", true), EKEYREJECTED);
	p.min_length = POLICY_MADE_LENGTH;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(add_account(&made), 0);
}

static void
a_young_password_is_not_changed(void **state)
{
	struct policy_row	 p = as_it_was;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	p.min_age_ms = DAY_MS;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(passwd(one.name, "Next-1", true), EKEYREJECTED);
	assert_non_null(strstr(outcome.text, "1327"));
	director_stop();
	director_start();
	assert_int_equal(passwd(one.name, "Next-1", true), EKEYREJECTED);
	p.min_age_ms = 0;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(passwd(one.name, "Next-1", true), 0);
}

/* What the keeper would be told that a new one must not be, newest first. */
static void
assert_old(const char *expected)
{
	const struct account_entry	*a = accounts_find(
					    the_director()->accounts,
					    one.name);
	struct msg_secret		 m;
	char				 text[256] = "";
	size_t				 i;

	book_list_old(a, (size_t)policy_in_force(the_director()).history, &m);
	for (i = 0; i < m.nold; i++)
		(void)snprintf(text + strlen(text), sizeof(text) -
		    strlen(text), "%.*s ", (int)m.old[i].len,
		    (const char *)m.old[i].base);
	assert_string_equal(text, expected);
}

static void
old_passwords_outlive_a_restart_and_go_with_the_policy(void **state)
{
	static const char	*const next[] = { "p1", "p2", "p3", "p4" };
	struct policy_row	 p = as_it_was;
	size_t			 i;

	(void)state;
	p.history = 4;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(add_account(&one), 0);
	assert_old("Right-1 ");
	for (i = 0; i < nitems(next); i++)
		assert_int_equal(passwd(one.name, next[i], true), 0);
	assert_old("p4 p3 p2 p1 ");
	director_stop();
	director_start();
	assert_old("p4 p3 p2 p1 ");
	p.history = 3;
	assert_int_equal(set(&p, false), 0);
	assert_old("p4 p3 p2 ");
	p.history = 0;
	assert_int_equal(set(&p, false), 0);
	assert_old("");
	p.history = 24;
	assert_int_equal(set(&p, false), 0);
	assert_old("p4 p3 ");
}

static void
the_rotation_is_not_started_under_a_policy_that_it_cannot_keep(void **state)
{
	struct policy_row	 p = as_it_was;

	(void)state;
	p.min_length = 20;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(start_rotation(), EBUSY);
	assert_non_null(strstr(outcome.text, "asks for 20 characters"));
	p.min_length = 0;
	p.max_age_ms = 14 * DAY_MS;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(start_rotation(), EBUSY);
	assert_non_null(strstr(outcome.text, "passwords may be 14 days old"));
	p.max_age_ms = 42 * DAY_MS;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(start_rotation(), 0);
	assert_true(pool_period(&rotation_view(the_director()).pool->rules) <
	    12 * POOL_DAY_US);
}

static void
a_policy_that_the_rotation_cannot_keep_is_refused_or_freezes_it(void **state)
{
	struct policy_row	 p = as_it_was;
	struct rotation_wish	 thaw = { .kind = WISH_THAW,
				    .audit = somebody() };
	struct rotation_view	 v;
	char			 what[400];

	(void)state;
	assert_int_equal(start_rotation(), 0);
	p.min_length = 20;
	assert_int_equal(set(&p, false), EBUSY);
	p.min_length = 0;
	p.max_age_ms = 14 * DAY_MS;
	assert_int_equal(set(&p, false), EBUSY);
	assert_non_null(strstr(outcome.text, "--force"));
	assert_int_equal(set(&p, true), 0);
	until(rotation_view(the_director()).pool->frozen);
	v = rotation_view(the_director());
	assert_non_null(strstr(v.why, "passwords may be 14 days old"));
	assert_non_null(strstr(v.why, "then sitectl rotation thaw"));
	assert_int_equal(rotation_may(the_director(), &thaw, what,
	    sizeof(what), &outcome), -EBUSY);
	p.max_age_ms = 42 * DAY_MS;
	assert_int_equal(set(&p, false), 0);
	assert_int_equal(rotation_may(the_director(), &thaw, what,
	    sizeof(what), &outcome), 0);
}

#define STORY(f)	cmocka_unit_test_setup_teardown(f, up, director_down)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		STORY(the_keeper_is_told_at_the_start_and_after_each_change),
		STORY(a_policy_that_contradicts_itself_is_refused),
		STORY(no_account_is_made_that_no_client_could_use),
		STORY(a_young_password_is_not_changed),
		STORY(old_passwords_outlive_a_restart_and_go_with_the_policy),
		STORY(
		    the_rotation_is_not_started_under_a_policy_that_it_cannot_keep),
		STORY(
		    a_policy_that_the_rotation_cannot_keep_is_refused_or_freezes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
