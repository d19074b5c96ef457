/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store keeps of the recovery window. */
#include "tests/unit/storage.h"

#include "store/recovery.h"

static struct recovery_row	 got;
static char			 who[64], why[64];

static void
take(void *arg, const struct err *e, const struct recovery_row *row)
{
	note_err(arg, e);
	if (row == NULL)
		return;
	got = *row;
	(void)snprintf(who, sizeof(who), "%s", row->who);
	(void)snprintf(why, sizeof(why), "%s", row->why);
}

static void
a_new_store_has_a_window_that_was_never_opened(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(waited(s, store_recovery(s->st, take, s)), 0);
	assert_string_equal(got.until.boot, "");
	assert_int_equal(got.opened.us, 0);
	assert_int_equal(got.admitted, 0);
}

static void
the_window_comes_back_as_it_was_written(void **state)
{
	struct storage		*s = *state;
	struct batch		*b = store_batch_new();
	struct recovery_row	 in = {
		.until = { AT(50), { 7 }, "a-boot" }, .opened = AT(20),
		.closed = AT(3), .who = "root", .why = "a site was rebuilt",
		.admitted = 12,
	};

	store_recovery_set(b, &in);
	committed(s, b);
	assert_int_equal(waited(s, store_recovery(s->st, take, s)), 0);
	assert_int_equal(got.until.wall.us, in.until.wall.us);
	assert_int_equal(got.until.mono.ns, 7);
	assert_string_equal(got.until.boot, "a-boot");
	assert_int_equal(got.opened.us, in.opened.us);
	assert_int_equal(got.closed.us, in.closed.us);
	assert_string_equal(who, "root");
	assert_string_equal(why, "a site was rebuilt");
	assert_int_equal(got.admitted, 12);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(a_new_store_has_a_window_that_was_never_opened),
		WITH_STORE(the_window_comes_back_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
