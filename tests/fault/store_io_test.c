/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The n-th operation on the files fails, for every n of a story (`make fault';
 * `make check' tries some): once, or from then on; as an I/O error, or as a
 * full disk; or the power goes there.
 */
#include "build_config.h"

#include "tests/unit/storage.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/fault/faultvfs.h"
#include "tests/fault/story.h"

#ifdef SITED_SANITIZERS
#define STRIDE	story_stride(47)
#else
#define STRIDE	story_stride(13)
#endif

static int
folder_up(void **state)
{
	static char	 dir[64];

	fault_register();
	log_set(LVL_ERROR, LOG_PLAIN);
	/* The disk is played: the real files may as well be in memory. */
	(void)strcpy(dir, access("/dev/shm", W_OK) == 0 ?
	    "/dev/shm/sited-fault-XXXXXX" : "fault-XXXXXX");
	assert_non_null(mkdtemp(dir));
	*state = dir;
	return 0;
}

static int
folder_down(void **state)
{
	storage_remove(*state);
	return 0;
}

static void
new_disk(const char *dir)
{
	fault_plan(FAULT_IO, 0, false);
	fault_forget();
	storage_remove(dir);
	assert_int_equal(mkdir(dir, 0700), 0);
}

static bool
code_is(const struct err *e, enum fault_kind kind)
{
	return e->code == 0 || e->code == ENOSPC ||
	    (kind != FAULT_FULL && (e->code == EIO || e->code == EUCLEAN));
}

/* Every fault ends in one of the promised codes, and in a sentence. */
static void
check_fates(const struct story *s, enum fault_kind kind, long n)
{
	int	 i;

	if (!code_is(&s->opened, kind))
		fail_msg("operation %ld: open: %d %s", n, s->opened.code,
		    s->opened.text);
	for (i = 1; i < s->next; i++) {
		if (s->fate[i].code == EUCLEAN || !code_is(&s->fate[i], kind))
			fail_msg("operation %ld, batch %d: %d %s", n, i,
			    s->fate[i].code, s->fate[i].text);
		if (s->fate[i].code != 0 && s->fate[i].text[0] == '\0')
			fail_msg("operation %ld: no sentence", n);
	}
}

/* False: the story has fewer operations than that. */
static bool
tell(const char *dir, enum fault_kind kind, long n, bool for_good)
{
	struct story	 s;
	bool		 happened;

	new_disk(dir);
	fault_plan(kind, n, for_good);
	story_begin(&s, dir, FAULT_VFS);
	happened = fault_happened();
	check_fates(&s, kind, n);
	/* Tried again alone, each, so that one failure hurts one at most. */
	if (!for_good && story_refused(&s) > 1)
		fail_msg("operation %ld: %d batches refused", n,
		    story_refused(&s));
	fault_plan(kind, 0, false);		/* space returns */
	if (s.st != NULL && !story_go_on(&s))
		fail_msg("operation %ld: does not go on: %s", n,
		    s.fate[s.next - 1].text);
	store_close(&s.st);
	story_check(&s, dir, false);
	return happened;
}

static void
one_failed_operation_loses_nothing(void **state)
{
	long	 n = 1;

	while (tell(*state, FAULT_IO, n, false))
		n += STRIDE;
	assert_true(n > 100);
}

static void
a_disk_that_fails_from_then_on_loses_nothing(void **state)
{
	long	 n = 1;

	while (tell(*state, FAULT_IO, n, true))
		n += STRIDE;
	assert_true(n > 100);
}

static void
one_write_without_space_loses_nothing(void **state)
{
	long	 n = 1;

	while (tell(*state, FAULT_FULL, n, false))
		n += STRIDE;
	assert_true(n > 50);
}

static void
a_full_disk_loses_nothing_and_is_told_as_such(void **state)
{
	long	 n = 1;

	while (tell(*state, FAULT_FULL, n, true))
		n += STRIDE;
	assert_true(n > 50);
}

/* The fault lasts until after the end: closing meets it too. */
static void
closing_on_a_failing_disk_loses_nothing(void **state)
{
	struct story	 s;
	long		 n;
	bool		 happened = true;

	for (n = 1; happened; n += 3 * STRIDE) {
		new_disk(*state);
		fault_plan(FAULT_IO, n, true);
		story_begin(&s, *state, FAULT_VFS);
		happened = fault_happened();
		store_close(&s.st);
		fault_plan(FAULT_IO, 0, false);
		story_check(&s, *state, false);
	}
}

static bool
cut_power(const char *dir, long n, unsigned seed)
{
	struct story	 s;
	bool		 happened;

	new_disk(dir);
	fault_plan(FAULT_POWER, n, true);
	story_begin(&s, dir, FAULT_VFS);
	store_close(&s.st);
	happened = fault_happened();
	storage_remove(dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	fault_restore_power(dir, seed);
	fault_plan(FAULT_IO, 0, false);
	story_check(&s, dir, true);
	return happened;
}

static void
what_was_acknowledged_outlives_a_power_cut(void **state)
{
	unsigned	 seed;
	long		 n;
	bool		 happened = true;

	for (n = 1; happened; n += STRIDE) {
		for (seed = 0; seed < 3; seed++)
			happened = cut_power(*state, n, seed < 2 ? seed :
			    (unsigned)n + 2);
	}
}

#define WITH_FOLDER(f)	cmocka_unit_test_setup_teardown(f, folder_up, \
	folder_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(one_failed_operation_loses_nothing),
		WITH_FOLDER(a_disk_that_fails_from_then_on_loses_nothing),
		WITH_FOLDER(one_write_without_space_loses_nothing),
		WITH_FOLDER(a_full_disk_loses_nothing_and_is_told_as_such),
		WITH_FOLDER(closing_on_a_failing_disk_loses_nothing),
		WITH_FOLDER(what_was_acknowledged_outlives_a_power_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
