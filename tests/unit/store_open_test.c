/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is opened, what is refused, and with which sentence. */
#include "tests/unit/storage.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/schema.h"
#include "store/site.h"

static void
refused(struct storage *s, int code, const char *sentence)
{
	int	 error = storage_try_open(s, s->dir);

	if (error != code || strstr(s->err.text, sentence) == NULL)
		fail_msg("%d, not %d: %s", error, code, s->err.text);
	assert_null(s->st);
}

static void
only_the_owner_may_read_its_files(void **state)
{
	static const char *const names[] = { "site.db", "site.db-wal", "lock" };
	struct storage		*s = *state;
	struct stat		 st;
	size_t			 i;

	for (i = 0; i < nitems(names); i++) {
		assert_int_equal(stat(storage_path(s, names[i]), &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
}

static void
a_closed_store_is_one_file_and_its_lock(void **state)
{
	struct storage	*s = *state;

	storage_close(s);
	assert_int_equal(access(storage_path(s, "site.db-wal"), F_OK), -1);
	assert_int_equal(access(storage_path(s, "site.db-shm"), F_OK), -1);
}

static void
nothing_is_made_unasked(void **state)
{
	struct storage	*s = *state;

	storage_close(s);
	assert_int_equal(unlink(storage_path(s, "site.db")), 0);
	refused(s, ENOENT, "there is no site database in ");
	assert_int_equal(access(storage_path(s, "site.db"), F_OK), -1);
	storage_open(s);		/* asked */
}

static void
a_start_that_was_cut_off_begins_again(void **state)
{
	struct storage	*s = *state;
	int		 fd;

	storage_close(s);
	fd = open(storage_path(s, "site.db"), O_WRONLY | O_TRUNC);
	(void)close(fd);
	storage_open(s);
	committed(s, store_batch_new());
}

static void
a_missing_folder_is_told(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(storage_try_open(s, "no/such/folder"), ENOENT);
	assert_string_equal(s->err.text, "cannot open the store's folder "
	    "no/such/folder: No such file or directory");
}

static void
a_second_opener_is_refused_and_told_who_is_first(void **state)
{
	const struct store_options	 opt = { .create = true };
	struct storage			*s = *state;
	struct store			*second;
	struct err			 e;
	char				 expect[128];

	assert_int_equal(store_open(s->dir, &opt, &second, &e), -EBUSY);
	(void)snprintf(expect, sizeof(expect), "another sited (pid %d) uses "
	    "the store in %s", getpid(), s->dir);
	assert_string_equal(e.text, expect);
	assert_null(second);
	committed(s, store_batch_new());	/* the first is not hurt */
	storage_close(s);
	storage_open(s);
}

static void
other_programs_are_kept_out_while_it_is_open(void **state)
{
	struct storage	*s = *state;
	sqlite3		*h;

	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &h), 0);
	assert_int_equal(sqlite3_exec(h, "SELECT * FROM site", NULL, NULL,
	    NULL), SQLITE_BUSY);
	(void)sqlite3_close(h);
}

static void
a_newer_schema_is_refused(void **state)
{
	struct storage	*s = *state;
	sqlite3		*h;

	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &h), 0);
	assert_int_equal(sqlite3_exec(h, "PRAGMA user_version = 99", NULL,
	    NULL, NULL), 0);
	(void)sqlite3_close(h);
	refused(s, ENOTSUP, "was written by a newer sited (schema 99, ");
}

static void
the_database_of_another_program_is_left_alone(void **state)
{
	struct storage	*s = *state;
	struct stat	 before, after;
	sqlite3		*h;

	storage_close(s);
	assert_int_equal(unlink(storage_path(s, "site.db")), 0);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &h), 0);
	assert_int_equal(sqlite3_exec(h, "CREATE TABLE mail (x)", NULL, NULL,
	    NULL), 0);
	(void)sqlite3_close(h);
	assert_int_equal(stat(storage_path(s, "site.db"), &before), 0);
	refused(s, EUCLEAN, "is the database of another program");
	assert_int_equal(stat(storage_path(s, "site.db"), &after), 0);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	assert_int_equal(before.st_size, after.st_size);
}

static void
changed_tables_are_refused(void **state)
{
	static const char *const changes[] = {
		"DROP TRIGGER audit_is_not_changed",
		"CREATE TRIGGER t AFTER INSERT ON site BEGIN SELECT 1; END",
		"CREATE VIEW evil AS SELECT * FROM account",
		"DROP INDEX inbox_here",
		"ALTER TABLE setting ADD COLUMN more TEXT",
		"DROP TABLE request",
	};
	struct storage	*s = *state;
	sqlite3		*h;
	size_t		 i;

	for (i = 0; i < nitems(changes); i++) {
		storage_save(s);
		storage_close(s);
		assert_int_equal(sqlite3_open(storage_path(s, "site.db"),
		    &h), 0);
		assert_int_equal(sqlite3_exec(h, changes[i], NULL, NULL,
		    NULL), 0);
		(void)sqlite3_close(h);
		refused(s, EUCLEAN, "its tables are not those of its schema");
		storage_back(s);
	}
}

static void
what_is_no_plain_file_is_refused(void **state)
{
	struct storage	*s = *state;

	storage_close(s);
	assert_int_equal(rename(storage_path(s, "site.db"),
	    storage_path(s, "elsewhere")), 0);
	assert_int_equal(symlink("elsewhere", storage_path(s, "site.db")), 0);
	refused(s, EUCLEAN, "site.db is not a regular file");
}

/* Enough of everything for a file of some dozens of pages. */
static void
fill(struct storage *s)
{
	struct batch	*b = store_batch_new();
	char		 key[32];
	int		 i;

	for (i = 0; i < 500; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		store_setting_set(b, key, "a value that takes some room, so "
		    "that there are many pages");
		(void)store_audit(b, &(struct audit_row){ .at = AT(i),
		    .who = "anna", .verb = "v", .object = "o",
		    .outcome = AUDIT_DONE, .detail = key });
	}
	committed(s, b);
}

static void
a_log_without_its_database_is_refused(void **state)
{
	struct storage	*s = *state;
	char		*dir;

	fill(s);
	dir = storage_crash(s);
	assert_int_equal(truncate(strcat(strcpy((char[512]){ 0 }, dir),
	    "/site.db"), 0), 0);
	assert_int_equal(storage_try_open(s, dir), EUCLEAN);
	assert_non_null(strstr(s->err.text, "is missing or empty, but not its "
	    "log"));
}

static void
flip(const char *path, off_t at, size_t n)
{
	uint8_t	 mem[4096];
	size_t	 i;
	int	 fd = open(path, O_RDWR);

	assert_true(n <= sizeof(mem));
	assert_int_equal(pread(fd, mem, n, at), n);
	for (i = 0; i < n; i++)
		mem[i] ^= 0xff;
	assert_int_equal(pwrite(fd, mem, n, at), n);
	(void)close(fd);
}

static void
a_cut_file_is_refused(void **state)
{
	struct storage	*s = *state;
	struct stat	 st;
	off_t		 size;

	fill(s);
	storage_save(s);
	assert_int_equal(stat(storage_path(s, "saved"), &st), 0);
	/* A whole page less: what is cut off the last may be empty. */
	for (size = 1; size <= st.st_size - 4096; size += 4096 * 3 + 511) {
		storage_close(s);
		assert_int_equal(truncate(storage_path(s, "site.db"), size),
		    0);
		refused(s, EUCLEAN, "is damaged");
		assert_non_null(strstr(s->err.text, s->dir));
		assert_non_null(strstr(s->err.text, "restore a backup"));
		storage_back(s);
	}
}

static void
a_damaged_header_is_refused(void **state)
{
	static const struct {
		off_t	at;
		size_t	n;
	} rows[] = {
		{ 0, 16 }, { 3, 1 }, { 15, 1 }, { 16, 2 }, { 18, 1 },
		{ 20, 1 }, { 21, 1 }, { 40, 8 }, { 44, 4 }, { 56, 4 },
		{ 60, 4 }, { 68, 4 }, { 100, 1 }, { 0, 100 }, { 0, 4096 },
	};
	struct storage	*s = *state;
	size_t		 i;
	int		 error;

	fill(s);
	storage_save(s);
	for (i = 0; i < nitems(rows); i++) {
		storage_close(s);
		flip(storage_path(s, "site.db"), rows[i].at, rows[i].n);
		error = storage_try_open(s, s->dir);
		if (error != EUCLEAN && error != ENOTSUP && error != EROFS)
			fail_msg("row %zu: %d %s", i, error, s->err.text);
		storage_back(s);
	}
}

/* The head of each page and the middle of it, in turn. */
static void
a_page_that_makes_no_sense_is_refused(void **state)
{
	struct storage	*s = *state;
	struct stat	 st;
	off_t		 page;

	fill(s);
	storage_save(s);
	assert_int_equal(stat(storage_path(s, "saved"), &st), 0);
	for (page = 1; page < st.st_size / 4096; page++) {
		storage_close(s);
		flip(storage_path(s, "site.db"), page * 4096, 16);
		if (storage_try_open(s, s->dir) != EUCLEAN)
			fail_msg("page %lld: %s", (long long)page,
			    s->err.text);
		storage_back(s);
	}
}

static void
what_is_refused_is_left_as_it_was(void **state)
{
	struct storage	*s = *state;
	struct stat	 before, after;
	sqlite3		*h;

	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &h), 0);
	(void)sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	assert_int_equal(sqlite3_exec(h, "PRAGMA user_version = 99", NULL,
	    NULL, NULL), 0);
	(void)sqlite3_close(h);
	assert_int_equal(stat(storage_path(s, "site.db-wal"), &before), 0);
	refused(s, ENOTSUP, "was written by a newer sited");
	assert_int_equal(stat(storage_path(s, "site.db-wal"), &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void
what_cannot_be_written_is_refused(void **state)
{
	struct storage	*s = *state;

	if (geteuid() == 0)		/* nothing stops root */
		skip();
	storage_close(s);
	assert_int_equal(chmod(storage_path(s, "site.db"), 0400), 0);
	refused(s, EROFS, "cannot be written");
}

/* A store as an older sited made it: the first n steps of the schema. */
static void
make_old(struct storage *s, int version)
{
	const struct schema	 old = { .steps = site_schema.steps,
				    .version = version };
	struct db		 db = { 0 };

	storage_close(s);
	assert_int_equal(unlink(storage_path(s, "site.db")), 0);
	assert_int_equal(db_open(&db, storage_path(s, "site.db"),
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), 0);
	assert_int_equal(schema_migrate(&db, &old, 0), 0);
	assert_int_equal(db_exec(&db, "INSERT INTO setting VALUES "
	    "('from', 'old')"), 0);
	db_close(&db);
}

static void
take_value(void *arg, const struct err *e, const char *value)
{
	struct storage	*s = arg;

	note_err(s, e);
	assert_string_equal(value, "old");
}

static void
every_older_schema_is_brought_up_to_date(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;
	int		 v;

	for (v = 1; v <= site_schema.version; v++) {
		make_old(s, v);
		if (storage_try_open(s, s->dir) != 0)
			fail_msg("version %d: %s", v, s->err.text);
		assert_int_equal(waited(s, store_setting(s->st, "from",
		    take_value, s)), 0);
		b = store_batch_new();
		(void)store_account_add(b, &(struct account_row){ .id = 1,
		    .name = "a", .kind = ACCOUNT_CLIENT,
		    .secret = SECRET_ENTERED });
		committed(s, b);
		storage_close(s);
		assert_int_equal(storage_try_open(s, s->dir), 0);
	}
}

/* Then no released step was ever edited, too. */
static void
the_digests_on_record_are_those_of_the_steps(void **state)
{
	uint8_t		 digest[SCHEMA_DIGEST_SIZE];
	char		 hex[2 * sizeof(digest) + 1];
	struct err	 e;
	int		 v;

	(void)state;
	for (v = 1; v <= site_schema.version; v++) {
		if (schema_digest(&site_schema, v, digest, &e) != 0)
			fail_msg("version %d: %s", v, e.text);
		hex_encode(hex, digest, sizeof(digest));
		if (v > site_schema.recorded)
			print_message("version %d is not on record: %s\n", v,
			    hex);
		else if (strcmp(site_schema.digests[v - 1], hex) != 0)
			fail_msg("version %d is %s", v, hex);
	}
}

static int
version_of(struct db *db, const struct schema *sc)
{
	int	 version = -1;

	assert_int_equal(schema_version(db, sc, &version), 0);
	return version;
}

static void
a_step_that_fails_changes_nothing(void **state)
{
	static const struct migration	 steps[] = {
		{ "one", "CREATE TABLE one (x)" },
		{ "two", "CREATE TABLE two (x); INSERT INTO two VALUES (1)" },
		{ "three", "CREATE TABLE three (x); INSERT INTO nowhere "
		    "VALUES (1)" },
	};
	const struct schema	 first = { .steps = steps, .version = 1 };
	const struct schema	 good = { .steps = steps, .version = 2 };
	const struct schema	 all = { .steps = steps, .version = 3 };
	struct storage		*s = *state;
	struct db		 db = { 0 };

	assert_int_equal(db_open(&db, storage_path(s, "other.db"),
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), 0);
	assert_int_equal(version_of(&db, &all), 0);
	assert_int_equal(schema_migrate(&db, &first, 0), 0);
	assert_int_equal(version_of(&db, &all), 1);
	assert_int_not_equal(schema_migrate(&db, &all, 1), 0);
	assert_non_null(strstr(db.err.text, "no such table: nowhere"));
	assert_int_equal(version_of(&db, &all), 1);
	assert_int_equal(schema_compare(&db, &all, 1), 0);
	assert_int_equal(schema_migrate(&db, &good, 1), 0);
	assert_int_equal(version_of(&db, &all), 2);
	assert_int_equal(schema_compare(&db, &all, 2), 0);
	db_close(&db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(only_the_owner_may_read_its_files),
		WITH_STORE(a_closed_store_is_one_file_and_its_lock),
		WITH_STORE(nothing_is_made_unasked),
		WITH_STORE(a_start_that_was_cut_off_begins_again),
		WITH_STORE(a_missing_folder_is_told),
		WITH_STORE(a_second_opener_is_refused_and_told_who_is_first),
		WITH_STORE(other_programs_are_kept_out_while_it_is_open),
		WITH_STORE(a_newer_schema_is_refused),
		WITH_STORE(the_database_of_another_program_is_left_alone),
		WITH_STORE(changed_tables_are_refused),
		WITH_STORE(what_is_no_plain_file_is_refused),
		WITH_STORE(a_log_without_its_database_is_refused),
		WITH_STORE(a_cut_file_is_refused),
		WITH_STORE(a_damaged_header_is_refused),
		WITH_STORE(a_page_that_makes_no_sense_is_refused),
		WITH_STORE(what_is_refused_is_left_as_it_was),
		WITH_STORE(what_cannot_be_written_is_refused),
		WITH_STORE(every_older_schema_is_brought_up_to_date),
		cmocka_unit_test(the_digests_on_record_are_those_of_the_steps),
		WITH_STORE(a_step_that_fails_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
