/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark of the last step: what two of them tell, one line, one file. */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/director/domain/stamp.h"

static const struct guid	site = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
				    12, 13, 14, 15, 16 } };
static char			folder_name[64];
static int			folder;

static struct stamp
numbered(uint64_t count, uint8_t version)
{
	return (struct stamp){ .count = count, .version = { version },
	    .last = 7 };
}

static void
two_stamps_tell_which_of_the_two_is_older(void **state)
{
	static const struct {
		uint64_t		 store, dir;
		uint8_t			 sv, dv;
		uint64_t		 before;	/* 99: none */
		enum stamp_verdict	 v;
	} rows[] = {
		{ 0, 0, 0, 0, 99,	STAMP_WHOLE },
		{ 5, 5, 1, 1, 99,	STAMP_WHOLE },
		{ 5, 5, 1, 1, 4,	STAMP_WHOLE },
		{ 5, 4, 1, 9, 4,	STAMP_UNFINISHED },
		{ 1, 0, 1, 0, 0,	STAMP_UNFINISHED },
		{ 5, 4, 1, 8, 4,	STAMP_DIRECTORY_OLDER },
		{ 5, 4, 1, 9, 99,	STAMP_DIRECTORY_OLDER },
		{ 5, 9, 1, 2, 4,	STAMP_STORE_OLDER },
		{ 0, 9, 0, 2, 99,	STAMP_STORE_OLDER },
		{ 5, 5, 1, 2, 4,	STAMP_FORKED },
		{ 5, 0, 1, 0, 4,	STAMP_LOST },
		{ 1, 0, 1, 0, 99,	STAMP_LOST },
	};
	struct stamp	 store, dir, before;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		store = numbered(rows[i].store, rows[i].sv);
		dir = numbered(rows[i].dir, rows[i].dv);
		before = numbered(rows[i].before, rows[i].before == 0 ? 0 : 9);
		if (stamp_compare(&store, rows[i].before == 99 ? NULL :
		    &before, &dir) != rows[i].v)
			fail_msg("row %zu", i);
	}
}

static void
the_one_after_it_has_a_version_of_its_own(void **state)
{
	struct stamp	 a = numbered(5, 1), b = stamp_after(&a, 8);
	struct stamp	 c = stamp_after(&a, 8);

	(void)state;
	assert_int_equal(b.count, 6);
	assert_int_equal(b.last, 8);
	assert_false(stamp_equal(&b, &c));
}

static void
what_is_written_is_read_again(void **state)
{
	struct stamp	 a = { .count = UINT64_MAX, .version = { 0xff, 0, 7 },
			    .last = UINT32_MAX }, b;
	char		 text[STAMP_TEXT_SIZE];
	struct guid	 whose;

	(void)state;
	assert_true(stamp_parse(stamp_text(&a, &site, text), &b, &whose));
	assert_true(stamp_equal(&a, &b));
	assert_int_equal(b.last, a.last);
	assert_true(guid_equal(&whose, &site));
}

static void
no_part_of_a_line_and_nothing_like_one_is_taken(void **state)
{
	static const char *const bad[] = {
		"", ":", "::::", "sited-stamp-1", "sited-stamp-2:"
		"04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"01000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:05:"
		"01000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:0:"
		"01000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"0100000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"010000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"0100000000000000000000000000000g:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"01000000000000000000000000000000:4294967296",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:-5:"
		"01000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10: 5:"
		"01000000000000000000000000000000:7",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:5:"
		"01000000000000000000000000000000:7:",
		"sited-stamp-1:04030201-0605-0807-090a-0b0c0d0e0f10:"
		"99999999999999999999:01000000000000000000000000000000:7",
	};
	struct stamp	 a = numbered(5, 1), b;
	char		 good[STAMP_TEXT_SIZE], part[STAMP_TEXT_SIZE];
	struct guid	 whose;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		if (stamp_parse(bad[i], &b, &whose))
			fail_msg("row %zu: %s", i, bad[i]);
	(void)stamp_text(&a, &site, good);
	for (i = 0; i < strlen(good); i++) {
		memcpy(part, good, i);
		part[i] = '\0';
		assert_false(stamp_parse(part, &b, &whose));
	}
	memset(part, 'x', sizeof(part) - 1);
	part[sizeof(part) - 1] = '\0';
	assert_false(stamp_parse(part, &b, &whose));
}

/* --- the file --- */

static void
put(const char *text, size_t n)
{
	int	 fd = openat(folder, STAMP_FILE, O_WRONLY | O_CREAT | O_TRUNC,
		    0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	(void)close(fd);
}

static void
a_file_keeps_it_and_another_site_s_is_told_apart(void **state)
{
	const struct guid	 other = { { 9 } };
	struct stamp		 a = numbered(5, 1), b;

	(void)state;
	assert_int_equal(stamp_read(folder, &site, &b), -ENOENT);
	assert_int_equal(b.count, 0);
	assert_int_equal(stamp_write(folder, &site, &a), 0);
	assert_int_equal(stamp_read(folder, &site, &b), 0);
	assert_true(stamp_equal(&a, &b));
	assert_int_equal(stamp_read(folder, &other, &b), -ESTALE);
	assert_int_equal(b.count, 0);
}

static void
a_damaged_file_is_no_stamp(void **state)
{
	char		 text[STAMP_TEXT_SIZE], big[2 * STAMP_TEXT_SIZE];
	struct stamp	 a = numbered(5, 1), b;
	size_t		 n;

	(void)state;
	n = strlen(stamp_text(&a, &site, text));
	put(text, n);			/* its line has no end */
	assert_int_equal(stamp_read(folder, &site, &b), -EBADMSG);
	put("", 0);
	assert_int_equal(stamp_read(folder, &site, &b), -EBADMSG);
	text[n] = '\n';
	text[7] = '\0';
	put(text, n + 1);
	assert_int_equal(stamp_read(folder, &site, &b), -EBADMSG);
	memset(big, '\n', sizeof(big));
	put(big, sizeof(big));
	assert_int_equal(stamp_read(folder, &site, &b), -EBADMSG);
	assert_int_equal(b.count, 0);
}

static void
one_that_cannot_be_written_leaves_the_old_one(void **state)
{
	struct stamp	 a = numbered(5, 1), next = numbered(6, 2), b;

	(void)state;
	assert_int_equal(stamp_write(folder, &site, &a), 0);
	assert_int_equal(mkdirat(folder, STAMP_FILE ".new", 0700), 0);
	assert_true(stamp_write(folder, &site, &next) < 0);
	assert_int_equal(stamp_read(folder, &site, &b), 0);
	assert_true(stamp_equal(&a, &b));
	assert_int_equal(unlinkat(folder, STAMP_FILE ".new", AT_REMOVEDIR),
	    0);
}

static int
up(void **state)
{
	(void)state;
	(void)strcpy(folder_name, "stamp-test-XXXXXX");
	assert_non_null(mkdtemp(folder_name));
	folder = open(folder_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder == -1;
}

static int
down(void **state)
{
	(void)state;
	(void)unlinkat(folder, STAMP_FILE, 0);
	(void)close(folder);
	return rmdir(folder_name);
}

#define IN_A_FOLDER(f)	cmocka_unit_test_setup_teardown(f, up, down)

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(two_stamps_tell_which_of_the_two_is_older),
		cmocka_unit_test(the_one_after_it_has_a_version_of_its_own),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(
		    no_part_of_a_line_and_nothing_like_one_is_taken),
		IN_A_FOLDER(a_file_keeps_it_and_another_site_s_is_told_apart),
		IN_A_FOLDER(a_damaged_file_is_no_stamp),
		IN_A_FOLDER(one_that_cannot_be_written_leaves_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
