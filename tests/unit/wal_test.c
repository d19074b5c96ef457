/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs as a crash leaves them, damaged at every place that matters. */
#include "tests/unit/storage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/site.h"
#include "store/wal.h"

#define COMMITS	20
#define FRAME	(WAL_FRAME_HEADER_SIZE + 4096)

static char	 found[32];

static void
take(void *arg, const struct err *e, const char *value)
{
	note_err(arg, e);
	(void)snprintf(found, sizeof(found), "%s", value == NULL ? "" : value);
}

static int
last_commit(struct storage *s)
{
	assert_int_equal(waited(s, store_setting(s->st, "n", take, s)), 0);
	return atoi(found);
}

/* The last commit that a second store, opened on that folder, knows of. */
static int
try_elsewhere(struct storage *s, const char *dir)
{
	struct store	*mine = s->st;
	int		 n;

	s->st = NULL;
	if (storage_try_open(s, dir) != 0)
		fail_msg("%s", s->err.text);
	n = last_commit(s);
	storage_close(s);
	s->st = mine;
	return n;
}

static off_t
size_of_log(const char *dir)
{
	struct stat	 st;
	char		 log[512];

	(void)snprintf(log, sizeof(log), "%s/site.db-wal", dir);
	assert_int_equal(stat(log, &st), 0);
	return st.st_size;
}

/* A crash after so many commits: the folder, and the size of its log. */
static char *
crashed(struct storage *s, off_t *size)
{
	struct batch	*b;
	char		 text[16], *dir;
	int		 i;

	if (s->st == NULL)
		storage_open(s);
	for (i = 1; i <= COMMITS; i++) {
		b = store_batch_new();
		(void)snprintf(text, sizeof(text), "%d", i);
		store_setting_set(b, "n", text);
		committed(s, b);
	}
	dir = storage_crash(s);
	*size = size_of_log(dir);
	return dir;
}

static void
change(const char *dir, off_t at, uint8_t mask)
{
	char	 log[512];
	uint8_t	 c;
	int	 fd;

	(void)snprintf(log, sizeof(log), "%s/site.db-wal", dir);
	fd = open(log, O_RDWR);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= mask;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	(void)close(fd);
}

static void
cut(const char *dir, off_t at)
{
	char	 log[512];

	(void)snprintf(log, sizeof(log), "%s/site.db-wal", dir);
	assert_int_equal(truncate(log, at), 0);
}

static void
a_whole_log_gives_back_every_commit(void **state)
{
	struct storage	*s = *state;
	off_t		 size;
	char		*dir = crashed(s, &size);

	assert_int_equal((size - WAL_HEADER_SIZE) % FRAME, 0);
	assert_int_equal(storage_try_open(s, dir), 0);
	assert_int_equal(last_commit(s), COMMITS);
}

static void
a_hole_before_committed_changes_is_refused(void **state)
{
	struct storage	*s = *state;
	off_t		 at, size, end;
	char		*dir = crashed(s, &size);

	/* The last two transactions cannot be told from a power cut. */
	end = size - 2 * FRAME;
	for (at = 0; at < end; at += 1777) {
		change(dir, at, 0x10);
		if (storage_try_open(s, dir) != EUCLEAN)
			fail_msg("byte %lld of %lld: %s", (long long)at,
			    (long long)size, s->err.text);
		assert_non_null(strstr(s->err.text, "has a hole"));
		change(dir, at, 0x10);
	}
	assert_int_equal(storage_try_open(s, dir), 0);
	assert_int_equal(last_commit(s), COMMITS);
}

/* Each byte of a frame's header decides something else. */
static void
no_field_of_a_frame_hides_the_hole(void **state)
{
	struct storage	*s = *state;
	off_t		 at, size;
	char		*dir = crashed(s, &size);

	for (at = 0; at < WAL_FRAME_HEADER_SIZE; at++) {
		change(dir, WAL_HEADER_SIZE + FRAME + at, 0x01);
		if (storage_try_open(s, dir) != EUCLEAN)
			fail_msg("byte %lld", (long long)at);
		change(dir, WAL_HEADER_SIZE + FRAME + at, 0x01);
	}
}

/* Of a transaction that was not synced yet any part may be missing. */
static void
a_hole_in_the_last_transaction_is_a_power_cut(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	off_t		 at, before, size;
	char		*dir = crashed(s, &before), key[32];
	int		 i;

	for (i = 0; i < 1000; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		store_setting_set(b, key, "of a transaction with many pages");
	}
	store_setting_set(b, "n", "99");
	committed(s, b);
	for (at = 0; at < 8; at++) {
		dir = storage_crash(s);
		size = size_of_log(dir);
		assert_true(size > before + 10 * FRAME);
		change(dir, before + at * FRAME + 100, 0x10);
		assert_int_equal(try_elsewhere(s, dir), COMMITS);
	}
}

static void
a_log_that_was_cut_gives_back_what_was_whole(void **state)
{
	struct storage	*s = *state;
	off_t		 at, size;
	char		*dir;
	int		 n, before = 0;

	for (at = 0;; at += 2 * FRAME + 611) {
		dir = crashed(s, &size);
		if (at > size)
			break;
		cut(dir, at);
		if (storage_try_open(s, dir) != 0) {
			/* At first not even the tables were in the file. */
			assert_int_equal(s->err.code, ENOENT);
			continue;
		}
		n = last_commit(s);
		assert_true(n >= before && n <= COMMITS);
		before = n;
		storage_close(s);
	}
	assert_int_equal(before, COMMITS - 1);
}

static void
what_an_older_log_left_behind_is_no_hole(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	off_t		 size;
	char		*dir, key[32];
	int		 i;

	/* One large transaction, checkpointed; small ones over its start. */
	for (i = 0; i < 120000; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		store_setting_set(b, key, "a value that is long enough to "
		    "make this one fill many pages of the log");
	}
	committed(s, b);
	committed(s, store_batch_new());
	dir = crashed(s, &size);
	assert_true(size > 2000 * FRAME);
	assert_int_equal(storage_try_open(s, dir), 0);
	assert_int_equal(last_commit(s), COMMITS);
}

static void
a_header_is_known_by_its_checksum(void **state)
{
	struct storage	*s = *state;
	struct wal_scan	 w;
	uint8_t		 h[WAL_HEADER_SIZE];
	off_t		 size;
	char		*dir = crashed(s, &size), log[512];
	int		 fd, i;

	(void)snprintf(log, sizeof(log), "%s/site.db-wal", dir);
	fd = open(log, O_RDONLY);
	assert_int_equal(pread(fd, h, sizeof(h), 0), sizeof(h));
	(void)close(fd);
	wal_scan_header(&w, h);
	assert_true(w.header_ok);
	assert_int_equal(w.page_size, 4096);
	for (i = 0; i < 8 * WAL_HEADER_SIZE; i++) {
		h[i / 8] ^= (uint8_t)(1 << i % 8);
		wal_scan_header(&w, h);
		if (w.header_ok)
			fail_msg("bit %d", i);
		h[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_whole_log_gives_back_every_commit),
		WITH_STORE(a_hole_before_committed_changes_is_refused),
		WITH_STORE(no_field_of_a_frame_hides_the_hole),
		WITH_STORE(a_hole_in_the_last_transaction_is_a_power_cut),
		WITH_STORE(a_log_that_was_cut_gives_back_what_was_whole),
		WITH_STORE(what_an_older_log_left_behind_is_no_hole),
		WITH_STORE(a_header_is_known_by_its_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
