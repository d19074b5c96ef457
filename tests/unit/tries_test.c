/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wrong passwords and locks as each server of the domain shows them: each
 * counts, the PDC decides, an unlocking comes to a replica as other changes do
 * (Q297157).
 */
#include "tests/unit/check.h"

#include <errno.h>

#include "base/text.h"
#include "server/director/account/tries.h"
#include "server/director/domain/domain.h"
#include "tests/unit/director_double.h"

static const struct wish	one = { .name = "plant",
				    .password = "Right-1" };

static int
up(void **state)
{
	director_replica = "BDC1/1h";
	return director_up(state);
}

static const struct account_entry *
entry(void)
{
	return accounts_find(the_director()->accounts, one.name);
}

static struct tries_shown
shown(size_t server)
{
	struct tries_shown	 t;

	settle_down();
	tries_shown(the_director(), entry(), server, &t);
	return t;
}

static void
try(uint32_t view, enum msg_reason reason)
{
	struct msg_evidence	 ev = { .reason = reason, .view = view,
				    .account = entry()->id,
				    .at = wall_now() };

	text_copy(ev.name, sizeof(ev.name), one.name);
	msg_put_evidence(far_begin(keeper, MSG_EVIDENCE, 0), &ev);
	far_end(keeper);
	settle_down();
}

static void
keeper_locks(int64_t for_ms)
{
	struct msg_account_locked	 m = { .account = entry()->id };

	if (for_ms != 0) {
		m.until.us = wall_now().us + for_ms * 1000;
		m.until_mono = mono_after(mono_now(), for_ms);
	}
	msg_put_account_locked(far_begin(keeper, MSG_ACCOUNT_LOCKED, 0), &m);
	far_end(keeper);
	settle_down();
}

static bool	done;

static void
note_end(void *arg, const struct err *failed)
{
	(void)arg;
	assert_null(failed);
	done = true;
}

static void
act(enum domain_act what)
{
	struct domain_wish	 w = { .server = 1, .act = what,
				    .audit = somebody() };
	struct err		 e;

	done = false;
	assert_int_equal(domain_change(the_director(), &w, note_end, NULL,
	    &e), 0);
	until(done);
}

static void
add(void)
{
	assert_int_equal(add_account(&one), 0);
}

static void
each_server_counts_its_own_and_the_pdc_all(void **state)
{
	(void)state;
	add();
	try(0, REASON_WRONG);
	try(1, REASON_WRONG);
	try(1, REASON_WRONG);
	assert_int_equal(shown(0).wrong, 3);
	assert_int_equal(shown(1).wrong, 2);
	try(1, REASON_RIGHT);
	assert_int_equal(shown(0).wrong, 3);
	assert_int_equal(shown(1).wrong, 0);
	try(0, REASON_RIGHT);
	assert_int_equal(shown(0).wrong, 0);
}

static void
a_replica_locks_by_its_own_count(void **state)
{
	int	 i;

	(void)state;
	add();
	for (i = 0; i < 4; i++)
		try(1, REASON_WRONG);
	assert_false(shown(1).is_locked);
	try(1, REASON_WRONG);
	assert_true(shown(1).is_locked);
	assert_false(shown(0).is_locked);	/* that is the keeper's word */
	try(1, REASON_RIGHT);			/* the PDC let him in */
	assert_true(shown(1).is_locked);
	assert_int_equal(shown(1).wrong, 0);
}

static void
a_lock_is_everywhere_at_once_and_its_end_comes_with_the_lag(void **state)
{
	(void)state;
	add();
	keeper_locks(HOUR);
	assert_true(shown(0).is_locked);
	assert_true(shown(1).is_locked);
	assert_true(shown(1).until.us > wall_now().us);
	assert_int_equal(unlock(one.name), 0);
	assert_false(shown(0).is_locked);
	assert_int_equal(shown(0).wrong, 0);
	assert_true(shown(1).is_locked);
	act(DOMAIN_SYNC);
	assert_false(shown(1).is_locked);
	assert_int_equal(unlock(one.name), EALREADY);
}

static void
a_paused_replica_does_not_hear_of_a_lock(void **state)
{
	(void)state;
	add();
	act(DOMAIN_PAUSE);
	keeper_locks(0);
	assert_true(shown(0).is_locked);
	assert_int_equal(shown(0).until.us, 0);
	assert_false(shown(1).is_locked);
	act(DOMAIN_RESUME);
	act(DOMAIN_SYNC);		/* the adding, and with it the rest */
	assert_true(shown(1).is_locked);
}

static void
a_lock_of_a_replica_alone_can_be_taken_off(void **state)
{
	int	 i;

	(void)state;
	add();
	for (i = 0; i < 5; i++)
		try(1, REASON_WRONG);
	assert_int_equal(unlock(one.name), 0);
	act(DOMAIN_SYNC);
	assert_false(shown(1).is_locked);
}

static void
a_lock_that_has_run_out_is_none(void **state)
{
	(void)state;
	add();
	keeper_locks(1);
	until(!shown(0).is_locked);
	assert_false(shown(1).is_locked);
	assert_int_equal(shown(1).wrong, 0);
}

static void
a_lock_outlives_a_restart_everywhere(void **state)
{
	(void)state;
	add();
	keeper_locks(HOUR);
	director_stop();
	director_start();
	assert_true(shown(0).is_locked);
	assert_true(shown(1).is_locked);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(each_server_counts_its_own_and_the_pdc_all),
		T(a_replica_locks_by_its_own_count),
		T(a_lock_is_everywhere_at_once_and_its_end_comes_with_the_lag),
		T(a_paused_replica_does_not_hear_of_a_lock),
		T(a_lock_of_a_replica_alone_can_be_taken_off),
		T(a_lock_that_has_run_out_is_none),
		T(a_lock_outlives_a_restart_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
