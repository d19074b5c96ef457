/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The published set: whole or not at all, rebuilt when something is missing,
 * serials that only rise, whatever happens in between (A20, product.md 3).
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/sms/manifest.h"
#include "server/director/cap/set.h"
#include "store/publication.h"
#include "tests/unit/director_double.h"

static const struct wish	one = { .name = "SMSClient_00001",
				    .password = "Marker-Pw-1" };

/* --- crashes: the files as they are at one point, kept --- */

static bool	crash_before_write, crash_before_commit;

int	__real_set_write(const struct set *, const struct set_place *,
	    struct err *);
int	__wrap_set_write(const struct set *, const struct set_place *,
	    struct err *);
void	__real_store_publication_publish(struct batch *, uint64_t,
	    const uint8_t[static 32], struct wall);
void	__wrap_store_publication_publish(struct batch *, uint64_t,
	    const uint8_t[static 32], struct wall);

int
__wrap_set_write(const struct set *s, const struct set_place *at,
    struct err *e)
{
	if (crash_before_write)
		director_snapshot();
	crash_before_write = false;
	return __real_set_write(s, at, e);
}

void
__wrap_store_publication_publish(struct batch *b, uint64_t serial,
    const uint8_t hash[static 32], struct wall at)
{
	if (crash_before_commit)
		director_snapshot();
	crash_before_commit = false;
	__real_store_publication_publish(b, serial, hash, at);
}

static int
set_up(void **state)
{
	crash_before_write = crash_before_commit = false;
	if (director_up(state) != 0)
		return -1;
	if (import_sample() != 0)
		fail_msg("%s", outcome.text);
	return 0;
}

/* --- looking --- */

static bool
in_set(uint64_t serial, const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "cap/sets/%llu/%s",
	    (unsigned long long)serial, path);
	return exists(full);
}

static char *
published(const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "cap/sets/%llu/%s",
	    (unsigned long long)publication().serial, path);
	return slurp(full, NULL);
}

/* Whether the published list of accounts has that name. */
static bool
lists(const char *name)
{
	char	*text = published("cap/clidata.box/Cli_inst.cfg");
	bool	 has = strstr(text, name) != NULL;

	free(text);
	return has;
}

/* Serial of the last set that the worker was told of; 0: of none. */
static uint64_t
told(void)
{
	struct heard	*h;
	struct rd	 r;
	uint64_t	 serial = 0;

	while ((h = far_heard(worker, MSG_PUBLISHED)) != NULL) {
		r = heard_body(h);
		serial = rd_le64(&r);
		assert_true(rd_end(&r));
	}
	return serial;
}

static int
open_folder(const char *name)
{
	char	 path[128];
	int	 fd;

	(void)snprintf(path, sizeof(path), "%s/cap/%s", site_dir, name);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	return fd;
}

static void
assert_whole(uint64_t serial)
{
	struct set_place place = { open_folder("sets"), open_folder("blobs") };
	struct set	*s;
	struct err	 e;

	if (set_load(&place, serial, &s, &e) != 0)
		fail_msg("set %llu: %s", (unsigned long long)serial, e.text);
	set_free(&s);
	(void)close(place.sets_fd);
	(void)close(place.blobs_fd);
}

static void
spoil(const char *path)
{
	char	 full[256];

	(void)snprintf(full, sizeof(full), "cap/sets/%llu/%s",
	    (unsigned long long)publication().serial, path);
	assert_true(exists(full));
	spit(full, "spoilt", 6);
}

/* --- import --- */

static void
an_import_publishes_and_tells_the_workers(void **state)
{
	(void)state;
	assert_int_equal(publication().serial, 1);
	assert_int_equal(publication().site_control, 1);
	assert_int_equal(told(), 1);
	assert_true(in_set(1, "cap/clidata.box/Cli_inst.cfg"));
	assert_true(in_set(1, "cap/clidata.box/manifest.json"));
	assert_true(in_set(1, "logon/Sites/S01/NETCONF.NCF"));
	assert_true(in_set(1, "cap/pkginfo.box"));
	assert_whole(1);
	assert_int_equal(count_files("cap/sets"), 1);
}

static char *
sample(void)
{
	char	*top = getenv("srcdir"), path[512];
	char	*text = calloc(1, 65536);
	FILE	*f;

	(void)snprintf(path, sizeof(path), "%s/conf/site.ct0",
	    top == NULL ? "." : top);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(text);
	assert_true(fread(text, 1, 65535, f) > 0);
	(void)fclose(f);
	return text;
}

/* The sample with some words changed. */
static int
import_with(const char *from, const char *to)
{
	char	*text = sample(), *at = strstr(text, from);
	char	*changed = calloc(1, 65536);
	int	 rc;

	assert_non_null(at);
	assert_non_null(changed);
	(void)snprintf(changed, 65536, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
	rc = import_site(changed, strlen(changed));
	free(changed);
	free(text);
	return rc;
}

/* Its serial stands behind its time. */
static int
import_numbered(const char *serial)
{
	char	 to[64];

	(void)snprintf(to, sizeof(to), "<899272800>\n    <%s>", serial);
	return import_with("<899272800>\n    <1>", to);
}

static void
one_bad_record_keeps_the_whole_file_out(void **state)
{
	(void)state;
	assert_int_equal(import_with("PROPERTY <127.0.0.0>",
	    "PROPERTI <127.0.0.0>"), EINVAL);
	assert_non_null(strstr(outcome.text, "test.ct0:22:"));
	assert_int_equal(publication().site_control, 1);
	assert_int_equal(publication().serial, 1);
	director_stop();
	director_start();
	settle_down();
	assert_int_equal(publication().site_control, 1);
	assert_int_equal(publication().serial, 1);
}

static void
a_file_that_is_cut_off_is_refused_wherever_it_is_cut(void **state)
{
	char	*text = sample();
	size_t	 n = strlen(text), k;

	(void)state;
	for (k = 0; k + 2 < n; k += 97)
		if (import_site(text, k) == 0)
			fail_msg("%zu of %zu bytes were taken", k, n);
	assert_int_equal(publication().site_control, 1);
	free(text);
}

static void
another_sites_file_is_refused(void **state)
{
	(void)state;
	/* Throughout: the first place alone would be a contradiction. */
	director_env.config.site[2] = '2';
	the_director()->site.code[2] = '2';
	assert_int_equal(import_sample(), EINVAL);
	assert_int_equal(publication().serial, 1);
}

static void
serials_only_rise(void **state)
{
	(void)state;
	assert_int_equal(import_sample(), 0);		/* says <1> again */
	assert_int_equal(publication().site_control, 2);
	assert_int_equal(publication().serial, 2);
	if (import_numbered("40") != 0)
		fail_msg("%s", outcome.text);
	assert_int_equal(publication().site_control, 40);
	assert_int_equal(import_sample(), 0);
	assert_int_equal(publication().site_control, 41);
	director_stop();
	director_start();
	assert_int_equal(publication().site_control, 41);
	assert_int_equal(publication().serial, 4);
	assert_int_equal(publish_now(), 0);
	assert_int_equal(publication().serial, 5);
}

static void
a_serial_that_none_could_follow_is_refused(void **state)
{
	(void)state;
	assert_int_equal(import_numbered("4294967295"), EINVAL);
	assert_int_equal(import_numbered("2147483648"), EINVAL);
	if (import_numbered("2147483647") != 0)
		fail_msg("%s", outcome.text);
	assert_int_equal(import_sample(), 0);
	assert_int_equal(publication().site_control, 2147483648U);
}

/* --- accounts --- */

static void
the_list_has_enabled_client_accounts_and_no_password(void **state)
{
	const struct wish	 two = { .name = "SMSClient_00002",
				    .password = "Marker-Pw-2" };
	const struct wish	 op = { .name = "boss", .is_operator = true,
				    .password = "Marker-Pw-3" };
	char			*text, *first, *second;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(add_account(&two), 0);
	assert_int_equal(add_account(&op), 0);
	until(lists(two.name));
	text = published("cap/clidata.box/Cli_inst.cfg");
	first = strstr(text, "SMS\\SMSClient_00002");
	second = strstr(text, "SMS\\SMSClient_00001");
	assert_true(first != NULL && second != NULL && first < second);
	assert_null(strstr(text, "boss"));
	assert_null(strstr(text, "Marker-Pw"));
	free(text);
	assert_int_equal(set_state(one.name, ACCOUNT_DISABLED, false), 0);
	until(!lists(one.name));
}

static void
a_change_committed_right_before_the_end_is_published_by_the_next(void **state)
{
	char	*text;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	assert_int_equal(publication().serial, 1);
	director_stop();
	director_start();
	until(publication().serial == 2);
	text = published("cap/clidata.box/Cli_inst.cfg");
	assert_non_null(strstr(text, "SMSClient_00001"));
	free(text);
}

static void
a_restart_without_a_change_publishes_nothing(void **state)
{
	int	 i;

	(void)state;
	assert_int_equal(add_account(&one), 0);
	until(publication().serial == 2);
	director_stop();
	director_start();
	for (i = 0; i < 500; i++)
		director_turn();
	assert_int_equal(publication().serial, 2);
	assert_int_equal(told(), 2);
}

/* --- what goes wrong --- */

static void
r20_without_a_signature_the_last_good_set_stays(void **state)
{
	(void)state;
	(void)told();
	keeper_cannot_sign = true;
	log_to(-1);
	assert_int_equal(publish_now(), EIO);
	log_to(STDERR_FILENO);
	assert_int_equal(publication().serial, 1);
	assert_non_null(strstr(publication().alarm, "sign"));
	assert_int_equal(told(), 0);
	keeper_cannot_sign = false;
	assert_int_equal(publish_now(), 0);
	assert_string_equal(publication().alarm, "");
	assert_int_equal(publication().serial, 3);	/* 2 is never reused */
}

static void
on_end(void *arg, const struct err *failed)
{
	*(int *)arg = failed == NULL ? 0 : failed->code;
}

struct tail {
	bool	 done;
	size_t	 n;
};

static void
count_records(void *arg, const struct err *failed,
    const struct audit_list *list)
{
	struct tail	*t = arg;

	assert_null(failed);
	t->n = list->n;
	t->done = true;
}

static size_t
records(void)
{
	struct audit_query	 q = { .limit = 100 };
	struct tail		 t = { .done = false };

	assert_int_equal(store_audits(the_director()->store, &q,
	    count_records, &t), 0);
	until(t.done);
	return t.n;
}

/* Three in one round, and one record for whoever asked. */
static void
each_who_publishes_leaves_a_record(void **state)
{
	struct err	 e;
	size_t		 before = records();
	int		 i, result[4] = { -1, -1, -1, -1 };

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(publisher_now(the_director(), somebody(),
		    on_end, &result[i], &e), 0);
	until(result[3] == 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(result[i], 0);
	assert_int_equal(records(), before + 4);
	assert_int_equal(publication().serial, 3);
}

static void
a_round_whose_keeper_ends_is_made_again_with_the_next(void **state)
{
	struct err	 e;
	int		 result = -1;

	(void)state;
	keeper_is_deaf = true;
	assert_int_equal(publisher_now(the_director(), somebody(), on_end,
	    &result, &e), 0);
	settle_down();
	assert_true(publication().busy);
	log_to(-1);
	env_double_lose(keeper);
	log_to(STDERR_FILENO);
	assert_int_equal(result, EAGAIN);
	assert_int_equal(publisher_now(the_director(), somebody(), on_end,
	    &result, &e), -EAGAIN);
	keeper_is_deaf = false;
	keeper = env_double_peer(&director_env, &director_ops, ROLE_KEEPER,
	    0);
	until(publication().serial == 3);
}

static void
a_set_that_cannot_be_put_in_place_leaves_nothing_behind(void **state)
{
	char	 path[128];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/cap/sets/2", site_dir);
	assert_int_equal(mkdir(path, 0755), 0);
	log_to(-1);
	assert_int_equal(publish_now(), EEXIST);
	log_to(STDERR_FILENO);
	assert_int_equal(publication().serial, 1);
	assert_false(exists("cap/sets/.new-2"));
	assert_whole(1);
	assert_int_equal(publish_now(), 0);
	assert_int_equal(publication().serial, 3);
}

static void
r24_a_file_that_was_changed_is_made_again(void **state)
{
	(void)state;
	director_env.config.verify_interval = 100;
	director_ops.reconfigured(&director_env);
	spoil("cap/clidata.box/Caplist.ini");
	log_to(-1);
	until(publication().serial == 2);
	log_to(STDERR_FILENO);
	assert_whole(2);
}

static void
a_file_that_was_removed_is_made_again(void **state)
{
	char	 path[128];

	(void)state;
	director_env.config.verify_interval = 100;
	director_ops.reconfigured(&director_env);
	(void)snprintf(path, sizeof(path), "%s/cap/sets/1/logon/Sites/S01/"
	    "Cli_inst.cfg", site_dir);
	assert_int_equal(unlink(path), 0);
	log_to(-1);
	until(publication().serial == 2);
	log_to(STDERR_FILENO);
	assert_whole(2);
}

static void
a_set_that_is_damaged_at_start_is_made_again(void **state)
{
	(void)state;
	spoil("cap/clidata.box/manifest.json");
	director_stop();
	log_to(-1);
	director_start();
	until(publication().serial == 2);
	log_to(STDERR_FILENO);
	assert_whole(2);
}

static void
a_folder_under_another_serial_is_not_taken(void **state)
{
	char	 from[128], to[128], away[128];

	(void)state;
	assert_int_equal(publish_now(), 0);
	director_stop();
	(void)snprintf(from, sizeof(from), "%s/cap/sets/1", site_dir);
	(void)snprintf(to, sizeof(to), "%s/cap/sets/2", site_dir);
	(void)snprintf(away, sizeof(away), "%s/away", site_dir);
	assert_int_equal(rename(to, away), 0);
	assert_int_equal(rename(from, to), 0);
	log_to(-1);
	director_start();
	until(publication().serial == 3);
	log_to(STDERR_FILENO);
}

/* --- crashes --- */

static void
r21_a_crash_before_the_rename_leaves_the_old_set(void **state)
{
	(void)state;
	crash_before_write = true;
	assert_int_equal(import_sample(), 0);
	assert_false(crash_before_write);
	director_stop();
	director_start_on_snapshot();
	assert_int_equal(publication().site_control, 2);
	until(publication().serial == 3);	/* 2 is never reused */
	assert_whole(3);
	assert_whole(1);	/* who reads it may go on */
}

static void
a_crash_between_rename_and_commit_keeps_what_readers_saw(void **state)
{
	(void)state;
	crash_before_commit = true;
	assert_int_equal(publish_now(), 0);
	assert_false(crash_before_commit);
	director_stop();
	director_start_on_snapshot();
	assert_int_equal(publication().serial, 2);
	assert_int_equal(told(), 2);
	assert_whole(2);
	assert_int_equal(publish_now(), 0);
	assert_int_equal(publication().serial, 3);
}

static void
what_was_being_written_is_swept_at_start(void **state)
{
	char	 path[128];

	(void)state;
	director_stop();
	(void)snprintf(path, sizeof(path), "%s/cap/sets/.new-7", site_dir);
	assert_int_equal(mkdir(path, 0755), 0);
	spit("cap/sets/.new-7/half", "x", 1);
	director_start();
	assert_false(exists("cap/sets/.new-7"));
	assert_int_equal(publication().serial, 1);
}

/* --- time, and limits --- */

static void
a_manifest_is_renewed_before_it_runs_out(void **state)
{
	struct publisher_status	 before = publication(), after;

	(void)state;
	director_env.config.manifest_valid = 20 * DAY;
	director_ops.reconfigured(&director_env);
	until(publication().serial == 2);
	after = publication();
	assert_true(after.valid_until.us > before.valid_until.us);
}

static void
nothing_is_published_without_a_site_control_file(void **state)
{
	struct err	 e;
	int		 result;

	(void)state;
	assert_int_equal(publisher_now(the_director(), somebody(), on_end,
	    &result, &e), -ENOENT);
	assert_int_equal(add_account(&one), 0);
	settle_down();
	assert_int_equal(publication().serial, 0);
}

static void
many_changes_make_one_set(void **state)
{
	char		 name[32];
	struct wish	 w = { .name = name, .password = "Right-1" };
	int		 i;

	(void)state;
	for (i = 0; i < 5; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(add_account(&w), 0);
	}
	until(publication().serial == 2);
	for (i = 0; i < 300; i++)
		director_turn();
	assert_int_equal(publication().serial, 2);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, director_down)
	const struct CMUnitTest	 tests[] = {
		T(an_import_publishes_and_tells_the_workers),
		T(one_bad_record_keeps_the_whole_file_out),
		T(a_file_that_is_cut_off_is_refused_wherever_it_is_cut),
		T(another_sites_file_is_refused),
		T(serials_only_rise),
		T(a_serial_that_none_could_follow_is_refused),
		T(the_list_has_enabled_client_accounts_and_no_password),
		T(a_change_committed_right_before_the_end_is_published_by_the_next),
		T(a_restart_without_a_change_publishes_nothing),
		T(r20_without_a_signature_the_last_good_set_stays),
		T(a_round_whose_keeper_ends_is_made_again_with_the_next),
		T(a_set_that_cannot_be_put_in_place_leaves_nothing_behind),
		T(r24_a_file_that_was_changed_is_made_again),
		T(a_file_that_was_removed_is_made_again),
		T(a_set_that_is_damaged_at_start_is_made_again),
		T(a_folder_under_another_serial_is_not_taken),
		T(r21_a_crash_before_the_rename_leaves_the_old_set),
		T(a_crash_between_rename_and_commit_keeps_what_readers_saw),
		T(what_was_being_written_is_swept_at_start),
		T(a_manifest_is_renewed_before_it_runs_out),
		T(each_who_publishes_leaves_a_record),
		T(many_changes_make_one_set),
		cmocka_unit_test_setup_teardown(
		    nothing_is_published_without_a_site_control_file,
		    director_up, director_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
