/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <stdio.h>

#include "base/text.h"
#include "server/smb/path.h"

#define A16	"aaaaaaaaaaaaaaaa"
#define A64	A16 A16 A16 A16
#define A255	A64 A64 A64 A16 A16 A16 "aaaaaaaaaaaaaaa"
#define BAD	NT_OBJECT_NAME_INVALID
#define UP	NT_OBJECT_PATH_SYNTAX_BAD
#define PARAM	NT_INVALID_PARAMETER

static const struct {
	const char	*wire;		/* in UTF-8; sent as UTF-16 */
	enum ntstatus	 status;
	const char	*path;
	bool		 folder;
} rows[] = {
	/* what is good */
	{ "",				NT_OK, "", false },
	{ "a",				NT_OK, "a", false },
	{ "a\\b\\c.txt",		NT_OK, "a/b/c.txt", false },
	{ "a/b",			NT_OK, "a/b", false },
	{ "a\\",			NT_OK, "a", true },
	{ "a\\b\\",			NT_OK, "a/b", true },
	{ "Gr\xc3\xb6\xc3\x9f" "e",	NT_OK, "Gr\xc3\xb6\xc3\x9f" "e", false },
	{ "\xf0\x9f\x92\xbe",		NT_OK, "\xf0\x9f\x92\xbe", false },
	{ "PROGRA~1",			NT_OK, "PROGRA~1", false },
	{ ".hidden",			NT_OK, ".hidden", false },
	{ "..a",			NT_OK, "..a", false },
	{ "a..b",			NT_OK, "a..b", false },
	{ " a",				NT_OK, " a", false },
	{ "a b.c d",			NT_OK, "a b.c d", false },
	{ "a\x7f",			NT_OK, "a\x7f", false },
	{ "{[(!#$%&'+,-;=@^_`)]}",	NT_OK, "{[(!#$%&'+,-;=@^_`)]}", false },
	{ A255,				NT_OK, A255, false },
	/* separators */
	{ "\\",				PARAM, NULL, false },
	{ "\\a",			PARAM, NULL, false },
	{ "/a",				PARAM, NULL, false },
	{ "\\\\server\\share",		PARAM, NULL, false },
	{ "a\\\\b",			BAD, NULL, false },
	{ "a\\\\",			BAD, NULL, false },
	{ "a/\\b",			BAD, NULL, false },
	/* ways up and nowhere */
	{ "..",				UP, NULL, false },
	{ "..\\a",			UP, NULL, false },
	{ "a\\..",			UP, NULL, false },
	{ "a\\..\\b",			UP, NULL, false },
	{ "a/../../etc",		UP, NULL, false },
	{ "..\\",			UP, NULL, false },
	{ ".",				BAD, NULL, false },
	{ "a\\.\\b",			BAD, NULL, false },
	{ "...",			BAD, NULL, false },
	{ ".. ",			BAD, NULL, false },
	/* characters */
	{ "a\x01",			BAD, NULL, false },
	{ "a\x1f",			BAD, NULL, false },
	{ "a\nb",			BAD, NULL, false },
	{ "a<b",			BAD, NULL, false },
	{ "a>b",			BAD, NULL, false },
	{ "a\"b",			BAD, NULL, false },
	{ "a|b",			BAD, NULL, false },
	{ "a?b",			BAD, NULL, false },
	{ "*",				BAD, NULL, false },
	{ "a\\b*\\c",			BAD, NULL, false },
	/* streams */
	{ "a:b",			BAD, NULL, false },
	{ "a::$DATA",			BAD, NULL, false },
	{ "a:b:$DATA",			BAD, NULL, false },
	{ "a::$INDEX_ALLOCATION",	BAD, NULL, false },
	{ ":",				BAD, NULL, false },
	{ "c:\\windows",		BAD, NULL, false },
	/* ends that Windows cuts off */
	{ "a.",				BAD, NULL, false },
	{ "a ",				BAD, NULL, false },
	{ "a. .",			BAD, NULL, false },
	{ "a.\\b",			BAD, NULL, false },
	{ "a \\b",			BAD, NULL, false },
	/* devices */
	{ "CON",			BAD, NULL, false },
	{ "con",			BAD, NULL, false },
	{ "prn.txt",			BAD, NULL, false },
	{ "Aux.tar.gz",			BAD, NULL, false },
	{ "NUL .txt",			BAD, NULL, false },
	{ "a\\nul\\b",			BAD, NULL, false },
	{ "COM1",			BAD, NULL, false },
	{ "com9.x",			BAD, NULL, false },
	{ "LPT5",			BAD, NULL, false },
	{ "COM\xc2\xb2",		BAD, NULL, false },
	{ "CONIN$",			BAD, NULL, false },
	{ "conout$.log",		BAD, NULL, false },
	{ "CLOCK$",			BAD, NULL, false },
	{ "COM0",			NT_OK, "COM0", false },
	{ "COM10",			NT_OK, "COM10", false },
	{ "LPT",			NT_OK, "LPT", false },
	{ "CONSOLE",			NT_OK, "CONSOLE", false },
	{ "CON1",			NT_OK, "CON1", false },
	{ "a.con",			NT_OK, "a.con", false },
	{ "AUXILIARY.con",		NT_OK, "AUXILIARY.con", false },
	/* length */
	{ A255 "a",			BAD, NULL, false },
	{ "b\\" A255 "a",		BAD, NULL, false },
};

static enum ntstatus
take(const void *utf16, size_t len, char *path, bool *folder)
{
	uint8_t		*p = exact(utf16, len);
	enum ntstatus	 st;

	st = path_from_wire(rd_over(p, len), path, folder);
	free(p);
	return st;
}

static enum ntstatus
take_text(const char *s, char *path, bool *folder)
{
	uint8_t		 b[3 * VFS_PATH_MAX];
	struct wr	 w = wr_over(b, sizeof(b));

	utf16_encode(&w, s);
	assert_true(wr_ok(&w));
	return take(b, w.pos, path, folder);
}

static void
names_are_judged_as_windows_reads_them(void **state)
{
	char		 path[VFS_PATH_MAX];
	enum ntstatus	 st;
	bool		 folder;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		st = take_text(rows[i].wire, path, &folder);
		if (st != rows[i].status)
			fail_msg("\"%s\": %s, not %s", rows[i].wire,
			    nt_name((uint32_t)st),
			    nt_name((uint32_t)rows[i].status));
		if (st != NT_OK)
			continue;
		assert_string_equal(path, rows[i].path);
		assert_int_equal(folder, rows[i].folder);
	}
}

static void
what_is_no_utf_16_is_no_name(void **state)
{
	static const struct {
		uint8_t		 b[8];
		size_t		 n;
		enum ntstatus	 status;
	} bad[] = {
		{ { 'a' },			1, NT_INVALID_PARAMETER },
		{ { 'a', 0, 'b' },		3, NT_INVALID_PARAMETER },
		{ { 0, 0 },			2, BAD },
		{ { 'a', 0, 0, 0, 'b', 0 },	6, BAD },
		{ { 0x00, 0xd8 },		2, BAD },	/* high, alone */
		{ { 0x00, 0xd8, 'a', 0 },	4, BAD },
		{ { 0x00, 0xdc },		2, BAD },	/* low, alone */
		{ { 0x00, 0xdc, 0x00, 0xd8 },	4, BAD },	/* reversed */
	};
	char	 path[VFS_PATH_MAX];
	bool	 folder;
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++)
		assert_int_equal(take(bad[i].b, bad[i].n, path, &folder),
		    bad[i].status);
}

/* A component counts in UTF-16 units: a pair counts twice. */
static void
pairs_count_twice(void **state)
{
	char	 name[4 * 128 + 1] = "", path[VFS_PATH_MAX];
	bool	 folder;
	int	 i;

	(void)state;
	for (i = 0; i < 127; i++)
		strcat(name, "\xf0\x9f\x92\xbe");
	assert_int_equal(take_text(name, path, &folder), NT_OK);
	strcat(name, "\xf0\x9f\x92\xbe");
	assert_int_equal(take_text(name, path, &folder), BAD);
}

static void
depth_and_length_have_limits(void **state)
{
	char	 deep[4 * PATH_DEPTH_MAX] = "a", path[VFS_PATH_MAX];
	char	 wide[VFS_PATH_MAX + 8];
	bool	 folder;
	int	 i;

	(void)state;
	for (i = 1; i < PATH_DEPTH_MAX; i++)
		strcat(deep, "\\a");
	assert_int_equal(take_text(deep, path, &folder), NT_OK);
	strcat(deep, "\\a");
	assert_int_equal(take_text(deep, path, &folder), BAD);

	for (i = 0; i < VFS_PATH_MAX; i++)
		wide[i] = i % 128 == 127 ? '\\' : 'a';
	wide[VFS_PATH_MAX - 1] = '\0';
	assert_int_equal(take_text(wide, path, &folder), NT_OK);
	assert_int_equal(strlen(path), VFS_PATH_MAX - 1);
	wide[VFS_PATH_MAX - 1] = 'a';
	wide[VFS_PATH_MAX] = '\0';
	assert_int_equal(take_text(wide, path, &folder), BAD);
}

static void
a_path_comes_apart_and_together(void **state)
{
	char	 p[VFS_PATH_MAX];
	char	 longest[VFS_PATH_MAX];

	(void)state;
	assert_string_equal(path_leaf("a/b/c"), "c");
	assert_string_equal(path_leaf("c"), "c");
	assert_string_equal(path_leaf(""), "");
	path_parent("a/b/c", p);
	assert_string_equal(p, "a/b");
	path_parent("c", p);
	assert_string_equal(p, "");
	assert_true(path_join("a/b", "c", p));
	assert_string_equal(p, "a/b/c");
	assert_true(path_join("", "c", p));
	assert_string_equal(p, "c");
	memset(longest, 'a', sizeof(longest));
	longest[VFS_PATH_MAX - 3] = '\0';
	assert_true(path_join(longest, "b", p));
	assert_false(path_join(longest, "bc", p));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(names_are_judged_as_windows_reads_them),
		cmocka_unit_test(what_is_no_utf_16_is_no_name),
		cmocka_unit_test(pairs_count_twice),
		cmocka_unit_test(depth_and_length_have_limits),
		cmocka_unit_test(a_path_comes_apart_and_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
