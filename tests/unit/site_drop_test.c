/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deltas and what becomes of them in the director: once or not at all,
 * whatever happens in between (product.md 3, cap.md 8: 24, 25).
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/site_change.h"
#include "server/director/cap/site_drop_file.h"
#include "store/sitecontrol.h"
#include "tests/unit/director_double.h"

#define INCOMING	"site/inboxes/sitectrl.box/incoming/"
#define PROCESS		"site/inboxes/sitectrl.box/process"
#define REFUSED		"site/inboxes/sitectrl.box/refused"

#define HEAD(serial)							\
	"SITE CONTROL FILE [1493][2.00]\nBEGIN_FILE_DEFINITION\n"	\
	"<4><><S01><S01><0><" serial ">\nEND_FILE_DEFINITION\n"
#define DELTA(action, account)						\
	HEAD("0") "BEGIN_TRANSACTION\n<" action "><x><><><0>\n"		\
	"BEGIN_ACCOUNT\n<Client Connection><DEMO\\" account "><0>\n"	\
	"END_ACCOUNT\nEND_TRANSACTION\nEND_OF_FILE\n"

static const char	taken_away[] = DELTA("DELETE", "SMSClient_00001");

/* --- crashes, and a disk that does not let go --- */

static bool	crash_before_commit, crash_before_removal, cannot_move;
static int	removals, refusals;

const uint64_t	*__real_store_sitecontrol_add(struct batch *,
		    const struct sitecontrol_row *);
const uint64_t	*__wrap_store_sitecontrol_add(struct batch *,
		    const struct sitecontrol_row *);
int	__real_dropped_remove(const struct director *, const char *,
	    struct err *);
int	__wrap_dropped_remove(const struct director *, const char *,
	    struct err *);
int	__real_dropped_refuse(const struct director *, const char *,
	    const char *, struct err *);
int	__wrap_dropped_refuse(const struct director *, const char *,
	    const char *, struct err *);

const uint64_t *
__wrap_store_sitecontrol_add(struct batch *b,
    const struct sitecontrol_row *row)
{
	if (crash_before_commit)
		director_snapshot();
	crash_before_commit = false;
	return __real_store_sitecontrol_add(b, row);
}

int
__wrap_dropped_remove(const struct director *d, const char *name,
    struct err *e)
{
	int	 rc;

	if (crash_before_removal)
		director_snapshot();
	crash_before_removal = false;
	rc = __real_dropped_remove(d, name, e);
	removals++;
	return rc;
}

int
__wrap_dropped_refuse(const struct director *d, const char *name,
    const char *reason, struct err *e)
{
	int	 rc;

	if (cannot_move) {
		refusals++;
		return err_set(e, EROFS, "no way");
	}
	rc = __real_dropped_refuse(d, name, reason, e);
	refusals++;
	return rc;
}

static int
set_up(void **state)
{
	crash_before_commit = crash_before_removal = cannot_move = false;
	removals = refusals = 0;
	if (director_up(state) != 0)
		return -1;
	director_env.config.sitectrl_interval = 100;
	director_ops.reconfigured(&director_env);
	return import_sample();
}

static void
drop(const char *name, const char *text)
{
	char	 path[128];

	(void)snprintf(path, sizeof(path), INCOMING "%s", name);
	spit(path, text, strlen(text));
}

/* --- records --- */

struct records {
	bool	 done;
	size_t	 n[4];		/* by outcome */
};

static void
count_records(void *arg, const struct err *failed,
    const struct audit_list *list)
{
	struct records	*r = arg;
	size_t		 i;

	assert_null(failed);
	for (i = 0; i < list->n; i++)
		if (strcmp(list->rows[i].verb, "site apply") == 0)
			r->n[list->rows[i].outcome]++;
	r->done = true;
}

static size_t
records(enum audit_outcome which)
{
	struct audit_query	 q = { .limit = 100 };
	struct records		 r = { .done = false };

	assert_int_equal(store_audits(the_director()->store, &q,
	    count_records, &r), 0);
	until(r.done);
	return r.n[which];
}

/* --- drops --- */

static void
a_delta_that_is_dropped_comes_into_force(void **state)
{
	(void)state;
	drop("A.CT1", taken_away);
	until(publication().site_control == 2 && removals == 1 &&
	    count_files(PROCESS) == 0);
	assert_int_equal(count_files(REFUSED), 0);
	assert_int_equal(records(AUDIT_DONE), 1);
	until(exists("site/inboxes/sitectrl.box/history/00000002.ct0"));
}

static void
a_crash_before_the_commit_applies_it_with_the_next_start(void **state)
{
	(void)state;
	crash_before_commit = true;
	drop("A.CT1", taken_away);
	until(publication().site_control == 2 && removals == 1);
	director_stop();
	director_start_on_snapshot();
	until(publication().site_control == 2 && removals == 2);
	assert_int_equal(records(AUDIT_DONE), 1);
	assert_int_equal(records(AUDIT_FAILED), 0);
	assert_int_equal(count_files(PROCESS), 0);
}

/* A second time it would be refused: the account is gone. */
static void
a_crash_before_the_removal_does_not_apply_it_again(void **state)
{
	(void)state;
	crash_before_removal = true;
	drop("A.CT1", taken_away);
	until(publication().site_control == 2 && removals == 1);
	director_stop();
	director_start_on_snapshot();
	assert_int_equal(publication().site_control, 2);
	until(removals == 2);
	assert_int_equal(count_files(PROCESS), 0);
	assert_int_equal(records(AUDIT_DONE), 1);
	assert_int_equal(records(AUDIT_FAILED), 0);
	/* The same file dropped once more is another wish. */
	director_env.config.sitectrl_interval = 100;
	director_ops.reconfigured(&director_env);
	log_to(-1);
	drop("A.CT1", taken_away);
	until(refusals == 1);
	log_to(STDERR_FILENO);
	until(records(AUDIT_FAILED) == 1);
}

static void
what_cannot_be_moved_aside_is_judged_once(void **state)
{
	(void)state;
	cannot_move = true;
	log_to(-1);
	drop("A.CT1", "nonsense\n");
	until(refusals >= 4);
	log_to(STDERR_FILENO);
	assert_int_equal(records(AUDIT_FAILED), 1);
	drop("B.CT1", taken_away);
	cannot_move = false;
	until(publication().site_control == 2);
	assert_int_equal(records(AUDIT_FAILED), 1);
	assert_int_equal(count_files(REFUSED), 2);
}

/* --- by hand --- */

static void
one_bad_record_keeps_the_whole_delta_out(void **state)
{
	static const char	 bad[] = HEAD("0")
	    "BEGIN_TRANSACTION\n<SET><x><><><0>\nBEGIN_ACCOUNT\n"
	    "<Client Connection><DEMO\\new><0>\nEND_ACCOUNT\n"
	    "END_TRANSACTION\nBEGIN_TRANSACTION\n<DELETE><x><><><0>\n"
	    "BEGIN_SITE_DEFINITION\n<S01>\nEND_SITE_DEFINITION\n"
	    "END_TRANSACTION\nEND_OF_FILE\n";

	(void)state;
	assert_int_equal(apply_delta(bad, strlen(bad)), EINVAL);
	assert_non_null(strstr(outcome.text, "test.ct1:13: with this item:"));
	assert_int_equal(publication().site_control, 1);
	director_stop();
	director_start();
	assert_int_equal(publication().site_control, 1);
}

struct two {
	int	 begun, done;
};

static void
on_end(void *arg, const struct err *failed)
{
	struct two	*t = arg;

	assert_null(failed);
	t->done++;
}

static void
run_one(void *arg)
{
	static const char *const	 text[] = {
		DELTA("SET", "first"), DELTA("SET", "second")
	};
	struct two			*t = arg;
	struct site_source		 src = { "x", text[t->begun],
					    strlen(text[t->begun]) };
	struct site_order		 o = { .audit = somebody(),
					    .done = on_end, .arg = t };
	struct site_change		*c;
	struct err			 e;

	t->begun++;
	if (site_change_delta(the_director(), &src, &c, &e) != 0)
		fail_msg("%s", e.text);
	site_change_begin(&c, &o);
}

/* Each is made from what the other one left. */
static void
two_at_a_time_are_both_in_force(void **state)
{
	struct two	 t = { 0, 0 };
	size_t		 before = the_director()->publisher->file.nitem;

	(void)state;
	assert_int_equal(site_turn(the_director(), run_one, &t), 0);
	assert_int_equal(site_turn(the_director(), run_one, &t), 0);
	assert_int_equal(t.begun, 1);
	until(t.done == 2);
	assert_int_equal(publication().site_control, 3);
	assert_int_equal(the_director()->publisher->file.nitem, before + 2);
}

static void
a_file_that_fits_no_more_does_not_come_back(void **state)
{
	struct site_source	 src = { "file 1", NULL, 0 };
	struct site_change	*c;
	struct err		 e;
	char			*text;

	(void)state;
	until(exists("site/inboxes/sitectrl.box/Sitectrl.ct0"));
	text = slurp("site/inboxes/sitectrl.box/Sitectrl.ct0", &src.len);
	assert_non_null(text);
	src.text = text;
	assert_int_equal(site_change_again(the_director(), &src, 1, &c, &e),
	    0);
	assert_true(site_change_is_none(c));
	site_change_free(&c);
	the_director()->site.code[2] = '2';
	assert_int_equal(site_change_again(the_director(), &src, 1, &c, &e),
	    -EINVAL);
	assert_non_null(strstr(e.text, "describes site S01"));
	assert_null(c);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)
		T(a_delta_that_is_dropped_comes_into_force),
		T(a_crash_before_the_commit_applies_it_with_the_next_start),
		T(a_crash_before_the_removal_does_not_apply_it_again),
		T(what_cannot_be_moved_aside_is_judged_once),
		T(one_bad_record_keeps_the_whole_delta_out),
		T(two_at_a_time_are_both_in_force),
		T(a_file_that_fits_no_more_does_not_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
