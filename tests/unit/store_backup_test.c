/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/storage.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "store/account.h"
#include "store/audit.h"
#include "store/backup.h"
#include "store/publication.h"
#include "store/sam.h"
#include "store/site.h"

static char	 value[64];
static uint64_t	 number;

static void
take_value(void *arg, const struct err *e, const char *v)
{
	note_err(arg, e);
	(void)snprintf(value, sizeof(value), "%s", v == NULL ? "" : v);
}

static const char *
value_of(struct storage *s, const char *key)
{
	assert_int_equal(waited(s, store_setting(s->st, key, take_value, s)),
	    0);
	return value;
}

static void
count_facts(void *arg, const struct err *e, const struct sam_list *list)
{
	note_err(arg, e);
	number = list->n;
}

static void
set(struct storage *s, const char *key, const char *v)
{
	struct batch	*b = store_batch_new();

	store_setting_set(b, key, v);
	committed(s, b);
}

/* Some megabytes, so that a backup takes several steps. */
static void
fill(struct storage *s)
{
	struct batch	*b = store_batch_new();
	char		 key[32];
	int		 i;

	for (i = 0; i < 40000; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		store_setting_set(b, key, "a value that is long enough to "
		    "make this one fill many pages of the log");
	}
	committed(s, b);
}

static int
backup_file(struct storage *s)
{
	int	 fd;

	fd = open(storage_path(s, "backup"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_int_not_equal(fd, -1);
	return fd;
}

struct course {
	struct storage	*s;
	int		 steps;
	int		 stop_at;
	uint64_t	 bytes, total;
	bool		 write;
};

static bool
step(void *arg, uint64_t bytes, uint64_t total)
{
	struct course	*c = arg;
	struct batch	*b;
	char		 text[16];

	assert_true(bytes <= total && bytes >= c->bytes);
	c->bytes = bytes;
	c->total = total;
	c->steps++;
	if (c->write) {
		b = store_batch_new();
		(void)snprintf(text, sizeof(text), "%d", c->steps);
		store_setting_set(b, "step", text);	/* an early page */
		assert_int_equal(store_submit(c->s->st, &b, NULL, NULL), 0);
	}
	return c->steps != c->stop_at;
}

static void
done(void *arg, const struct err *failed)
{
	struct course	*c = arg;

	note_err(c->s, failed);
}

static int
back_up(struct course *c, int fd)
{
	return waited(c->s, store_backup(c->s->st, fd, step, done, c));
}

static int
restored(struct storage *s, int fd)
{
	char	*dir = storage_path(s, "back-XXXXXX");

	assert_non_null(mkdtemp(dir));
	return store_restore(fd, dir, "anna", 1000, &s->err) != 0 ?
	    s->err.code : storage_try_open(s, dir);
}

static void
a_backup_restored_is_the_same_site(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	struct batch	*b = store_batch_new();
	int		 fd = backup_file(s);

	fill(s);
	set(s, "a", "1");
	store_sam_put(b, &(struct sam_row){ .key = "g:1", .name = "G" });
	committed(s, b);
	assert_int_equal(back_up(&c, fd), 0);
	assert_true(c.steps > 3);
	assert_int_equal(c.bytes, c.total);
	set(s, "a", "2");
	assert_int_equal(restored(s, fd), 0);
	assert_string_equal(value_of(s, "a"), "1");
	assert_int_equal(waited(s, store_sam(s->st, "", count_facts, s)), 0);
	assert_int_equal(number, 1);
	assert_string_equal(value_of(s, "key 39999"), "a value that is long "
	    "enough to make this one fill many pages of");
	assert_int_equal(strlen(value_of(s, "restored")), 27);
	committed(s, store_batch_new());
	(void)close(fd);
}

static void
what_is_written_meanwhile_is_in_the_copy(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s, .write = true };
	int		 fd = backup_file(s);

	set(s, "step", "0");
	fill(s);
	assert_int_equal(back_up(&c, fd), 0);
	assert_int_equal(restored(s, fd), 0);
	/* All but what was submitted after the last page was copied. */
	assert_in_range(atoi(value_of(s, "step")), c.steps - 1, c.steps);
	(void)close(fd);
}

static void
a_backup_is_one_plain_database(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	sqlite3		*h;
	int		 fd = backup_file(s);

	set(s, "a", "1");
	assert_int_equal(back_up(&c, fd), 0);
	assert_int_equal(sqlite3_open_v2(storage_path(s, "backup"), &h,
	    SQLITE_OPEN_READONLY, NULL), 0);
	assert_int_equal(sqlite3_exec(h, "SELECT value FROM setting", NULL,
	    NULL, NULL), 0);
	(void)sqlite3_close(h);
	assert_int_equal(access(storage_path(s, "backup-wal"), F_OK), -1);
	(void)close(fd);
}

static void
a_backup_can_be_ended(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s, .stop_at = 2 };
	int		 fd = backup_file(s);

	fill(s);
	assert_int_equal(back_up(&c, fd), ECANCELED);
	assert_int_equal(c.steps, 2);
	assert_int_equal(ftruncate(fd, 0), 0);
	c = (struct course){ .s = s };
	assert_int_equal(back_up(&c, fd), 0);
	(void)close(fd);
}

static void
closing_the_store_ends_a_backup(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	int		 fd = backup_file(s);

	fill(s);
	assert_int_equal(store_backup(s->st, fd, step, done, &c), 0);
	storage_close(s);
	assert_int_equal(s->err.code, ECANCELED);
	storage_open(s);
	assert_string_equal(value_of(s, "key 7"), "a value that is long "
	    "enough to make this one fill many pages of");
	(void)close(fd);
}

static void
only_one_backup_at_a_time_into_an_empty_file(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	int		 fd = backup_file(s), full, pipe_ends[2];

	assert_int_equal(store_backup(s->st, fd, step, done, &c), 0);
	full = open(storage_path(s, "other"), O_RDWR | O_CREAT, 0600);
	assert_int_equal(store_backup(s->st, full, NULL, done, &c), -EBUSY);
	store_wait(s->st);
	assert_int_equal(s->err.code, 0);
	assert_int_equal(write(full, "x", 1), 1);
	assert_int_equal(store_backup(s->st, full, NULL, done, &c), -EINVAL);
	assert_int_equal(store_backup(s->st, -1, NULL, done, &c), -EINVAL);
	assert_int_equal(pipe(pipe_ends), 0);
	assert_int_equal(store_backup(s->st, pipe_ends[1], NULL, done, &c),
	    -EINVAL);
	(void)close(pipe_ends[0]);
	(void)close(pipe_ends[1]);
	(void)close(full);
	(void)close(fd);
}

/* A file that may not be written: the backup fails, the store does not. */
static void
a_backup_that_cannot_be_written_hurts_nobody(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	int		 fd;

	fill(s);
	(void)close(backup_file(s));
	fd = open(storage_path(s, "backup"), O_RDONLY);
	assert_int_equal(back_up(&c, fd), EIO);
	assert_non_null(strstr(s->err.text, "(the backup file)"));
	set(s, "a", "1");
	assert_string_equal(value_of(s, "a"), "1");
	(void)close(fd);
}

static void
a_full_disk_under_the_backup_is_told(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	struct rlimit	 was, small;
	int		 fd = backup_file(s);

	fill(s);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small = was;
	small.rlim_cur = 1 << 20;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(back_up(&c, fd), ENOSPC);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	set(s, "a", "1");
	assert_string_equal(value_of(s, "a"), "1");
	(void)close(fd);
}

static void
take_serial(void *arg, const struct err *failed)
{
	const uint64_t	**at = arg;

	assert_null(failed);
	number = **at;
}

static void
take_rid(void *arg, const struct err *failed)
{
	const uint32_t	**at = arg;

	assert_null(failed);
	number = **at;
}

static void
add_account(struct storage *s, int64_t id, const char *name)
{
	struct batch	*b = store_batch_new();
	const uint32_t	*rid;

	rid = store_account_add(b, &(struct account_row){ .id = id,
	    .guid = guid_random(), .name = name, .kind = ACCOUNT_CLIENT,
	    .secret = SECRET_GENERATED });
	(void)waited(s, store_submit(s->st, &b, take_rid, &rid));
}

static void
what_was_given_out_since_is_not_given_out_again(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	struct batch	*b;
	const uint64_t	*serial;
	int		 fd = backup_file(s);

	add_account(s, 1, "a");
	assert_int_equal(number, 1000);
	assert_int_equal(back_up(&c, fd), 0);
	add_account(s, 2, "b");
	assert_int_equal(number, 1001);
	assert_int_equal(restored(s, fd), 0);
	add_account(s, 3, "c");
	assert_int_equal(number, 101001);
	b = store_batch_new();
	serial = store_publication_begin(b, 1, AT(1));
	(void)waited(s, store_submit(s->st, &b, take_serial, &serial));
	assert_int_equal(number, 1001);
	(void)close(fd);
}

static struct audit_row	 last;

static void
take_audit(void *arg, const struct err *e, const struct audit_list *l)
{
	struct storage	*s = arg;

	note_err(s, e);
	assert_int_equal(l->n, 1);
	last = l->rows[0];
	last.who = kept(s, last.who);
	last.verb = kept(s, last.verb);
}

static void
a_restore_stands_in_the_audit(void **state)
{
	const struct audit_query	 q = { .limit = 1 };
	struct storage			*s = *state;
	struct course			 c = { .s = s };
	int				 fd = backup_file(s);

	assert_int_equal(back_up(&c, fd), 0);
	assert_int_equal(restored(s, fd), 0);
	assert_int_equal(waited(s, store_audits(s->st, &q, take_audit, s)),
	    0);
	assert_string_equal(last.verb, "site restore");
	assert_string_equal(last.who, "anna");
	assert_int_equal(last.uid, 1000);
	(void)close(fd);
}

static void
a_store_is_never_overwritten(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	int		 fd = backup_file(s);

	assert_int_equal(back_up(&c, fd), 0);
	assert_int_equal(store_restore(fd, s->dir, "anna", 1, &s->err),
	    -EBUSY);
	storage_close(s);
	assert_int_equal(store_restore(fd, s->dir, "anna", 1, &s->err),
	    -EEXIST);
	assert_non_null(strstr(s->err.text, "already: move it away first"));
	storage_open(s);
	assert_string_equal(value_of(s, "restored"), "");
	(void)close(fd);
}

static void
a_damaged_backup_is_not_restored(void **state)
{
	struct storage	*s = *state;
	struct course	 c = { .s = s };
	char		*dir = storage_path(s, "back-XXXXXX");
	char		 left[512];
	uint8_t		 junk[16] = { 0xff, 0xfe };
	struct stat	 st;
	off_t		 at;
	int		 fd, error;

	fill(s);
	assert_non_null(mkdtemp(dir));
	for (at = 0; at < 1 << 20; at += 4096 * 29) {
		fd = backup_file(s);
		c = (struct course){ .s = s };
		assert_int_equal(back_up(&c, fd), 0);
		assert_int_equal(pwrite(fd, junk, sizeof(junk), at), 16);
		error = store_restore(fd, dir, "anna", 1, &s->err);
		if (error == 0)
			fail_msg("byte %lld", (long long)at);
		(void)close(fd);
	}
	fd = backup_file(s);
	error = store_restore(fd, dir, "anna", 1, &s->err);
	assert_int_equal(error, -EUCLEAN);
	assert_string_equal(s->err.text, "the backup file is empty");
	(void)close(fd);
	/* Nothing was left there: the folder is still good for a restore. */
	(void)snprintf(left, sizeof(left), "%s/restore", dir);
	assert_int_equal(stat(left, &st), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_backup_restored_is_the_same_site),
		WITH_STORE(what_is_written_meanwhile_is_in_the_copy),
		WITH_STORE(a_backup_is_one_plain_database),
		WITH_STORE(a_backup_can_be_ended),
		WITH_STORE(closing_the_store_ends_a_backup),
		WITH_STORE(only_one_backup_at_a_time_into_an_empty_file),
		WITH_STORE(a_backup_that_cannot_be_written_hurts_nobody),
		WITH_STORE(a_full_disk_under_the_backup_is_told),
		WITH_STORE(what_was_given_out_since_is_not_given_out_again),
		WITH_STORE(a_restore_stands_in_the_audit),
		WITH_STORE(a_store_is_never_overwritten),
		WITH_STORE(a_damaged_backup_is_not_restored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
