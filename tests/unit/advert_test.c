/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advertisements, their lists, packages: what is read, what is refused. */
#include <errno.h>

#include "tests/unit/sms.h"

#include "protocol/sms/advert.h"
#include "protocol/sms/package.h"

#define S_US	1000000LL

static struct arena	arena;

static const char	lookup_text[] =
    "[Lookup]\r\nKind=System\r\n[Recipients]\r\n"
    "GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0=S01A7K2Q.INS\r\n"
    "*=S01ZZ001.INS\r\n[IDENT]\r\nTYPE=Advertisement Lookup File\r\n";
static const char	instruction_text[] =
    "[Instruction]\r\nAdvert1=S0120001,S0100001\r\n"
    "Advert2=S012000F,S0100002\r\n"
    "[IDENT]\r\nTYPE=Advertisement Instruction File\r\n";
static const char	advert_text[] =
    "[Advertisement]\r\nID=S0120001\r\nName=An offer\r\n"
    "Package=S0100001\r\nProgram=Collect\r\nStart=1998/11/02 06:00:00\r\n"
    "Expires=1998/12/02 06:00:00\r\nSchedule=00C1170000100038\r\n"
    "[IDENT]\r\nTYPE=Advertisement File\r\n";
static const char	package_text[] =
    "[Package]\r\nID=S0100001\r\nName=Tools\r\nVersion=1.0\r\n"
    "Manufacturer=\r\nLanguage=English\r\nPrograms=2\r\n"
    "[Program 0]\r\nName=Collect\r\nCommand Line=/bin/true\r\n"
    "Run Time (minutes)=15\r\n"
    "[Program 1]\r\nName=Fail\r\nCommand Line=/bin/false\r\n"
    "Run Time (minutes)=0\r\n[IDENT]\r\nTYPE=Package File\r\n";

static int
parse(int which, const void *p, size_t n, struct syntax_err *e)
{
	struct lookup		 l;
	struct instruction	 in;
	struct advertisement	 ad;
	struct package		 pkg;

	switch (which) {
	case 0:
		return lookup_parse(p, n, &arena, &l, e);
	case 1:
		return instruction_parse(p, n, &arena, &in, e);
	case 2:
		return advertisement_parse(p, n, &arena, &ad, e);
	default:
		return package_parse(p, n, &arena, &pkg, e);
	}
}

static const char	*const texts[] = { lookup_text, instruction_text,
			    advert_text, package_text };

static int	prefix_of;

static bool
accepts(const uint8_t *p, size_t n)
{
	struct syntax_err	 e;
	bool			 ok = parse(prefix_of, p, n, &e) == 0;

	arena_free(&arena);
	return ok;
}

static void
no_prefix_of_any_is_accepted(void **state)
{
	(void)state;
	/* without the last LF a line has no end */
	for (prefix_of = 0; prefix_of < 4; prefix_of++)
		no_prefix_is_accepted(accepts, texts[prefix_of],
		    strlen(texts[prefix_of]));
}

static void
a_lookup_tells_a_client_from_all_clients(void **state)
{
	struct syntax_err	 e;
	struct lookup		 l;

	(void)state;
	assert_int_equal(lookup_parse(lookup_text, strlen(lookup_text),
	    &arena, &l, &e), 0);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.kind, LOOKUP_SYSTEM);
	assert_string_equal(lookup_find(&l,
	    "guid:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"), "S01A7K2Q.INS");
	assert_string_equal(lookup_find(&l, LOOKUP_ALL), "S01ZZ001.INS");
	assert_null(lookup_find(&l, "GUID:other"));
}

static void
an_instruction_names_advertisements_and_packages(void **state)
{
	struct syntax_err	 e;
	struct instruction	 in;

	(void)state;
	assert_int_equal(instruction_parse(instruction_text,
	    strlen(instruction_text), &arena, &in, &e), 0);
	assert_int_equal(in.n, 2);
	assert_string_equal(in.row[1].advert, "S012000F");
	assert_string_equal(in.row[1].package, "S0100002");
}

static void
a_package_finds_its_programs_by_name(void **state)
{
	const struct package_program	*p;
	struct syntax_err		 e;
	struct package			 pkg;

	(void)state;
	assert_int_equal(package_parse(package_text, strlen(package_text),
	    &arena, &pkg, &e), 0);
	p = package_program(&pkg, "FAIL");
	assert_non_null(p);
	assert_string_equal(p->command, "/bin/false");
	assert_int_equal(package_program(&pkg, "Collect")->minutes, 15);
	assert_null(package_program(&pkg, "Other"));
}

static void
what_was_read_is_written_so_that_it_reads_the_same(void **state)
{
	struct syntax_err	 e;
	struct lookup		 l;
	struct instruction	 in;
	struct advertisement	 ad;
	struct package		 pkg;
	struct buf		 b[4];
	int			 i;

	(void)state;
	for (i = 0; i < 4; i++)
		buf_init(&b[i], 4096);
	assert_int_equal(lookup_parse(lookup_text, strlen(lookup_text),
	    &arena, &l, &e), 0);
	lookup_put(&b[0], &l);
	assert_int_equal(instruction_parse(instruction_text,
	    strlen(instruction_text), &arena, &in, &e), 0);
	instruction_put(&b[1], &in);
	assert_int_equal(advertisement_parse(advert_text,
	    strlen(advert_text), &arena, &ad, &e), 0);
	advertisement_put(&b[2], &ad);
	assert_int_equal(package_parse(package_text, strlen(package_text),
	    &arena, &pkg, &e), 0);
	package_put(&b[3], &pkg);
	for (i = 0; i < 4; i++) {
		assert_int_equal(parse(i, b[i].data, b[i].len, &e), 0);
		buf_free(&b[i]);
	}
}

static void
bad_files_are_refused_by_line_with_the_reason(void **state)
{
	static const struct {
		const char	*row;
		int		 which;
		const char	*old, *fresh;
		uint32_t	 line, column;
		const char	*words;
	} rows[] = {
		{ "kind", 0, "System", "Machine", 2, 6, "System, User" },
		{ "file name", 0, "S01A7K2Q.INS", "../S01A7.INS", 4, 43,
		    "instruction file" },
		{ "lower case id", 0, "S01ZZ001", "s01zz001", 5, 3,
		    "instruction file" },
		{ "twice", 0, "*=", "GUID:0F1E2D3C-4B5A-6978-8796-"
		    "A5B4C3D2E1F0=", 5, 1, "already" },
		{ "no recipients", 0, "[Recipients]\r\n", "", 3, 1,
		    "unknown key" },
		{ "type", 0, "Lookup File", "File", 7, 6, "expected" },
		{ "pair", 1, "S0120001,S0100001", "S0120001", 2, 9,
		    "an advertisement and its package" },
		{ "path", 1, "S0120001,S0100001", "S012/001,S0100001", 2, 9,
		    "an advertisement and its package" },
		{ "gap", 1, "Advert2", "Advert3", 3, 1, "unknown key" },
		{ "no section", 1, "[Instruction]", "[Other]", 5, 1,
		    "is missing" },
		{ "id", 2, "ID=S0120001", "ID=S012001", 2, 4, "8 upper" },
		{ "start", 2, "1998/11/02", "1998/13/02", 6, 7, "a time" },
		{ "end", 2, "1998/12/02", "tomorrow", 7, 9, "a time" },
		{ "token", 2, "00C1170000100038", "00C11700001", 8, 10,
		    "schedule token" },
		{ "unknown", 2, "Program=", "Prog=", 10, 1, "lacks Program" },
		{ "command", 3, "/bin/true", "", 10, 14, "command line" },
		{ "count", 3, "Programs=2", "Programs=3", 17, 1,
		    "lacks Name" },
		{ "fewer", 3, "Programs=2", "Programs=1", 12, 1,
		    "unknown section" },
		{ "minutes", 3, "=15", "=soon", 11, 20, "a number" },
	};
	struct syntax_err	 e;
	char			*s;
	size_t			 i;
	uint8_t			*p;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		s = replaced(texts[rows[i].which], rows[i].old,
		    rows[i].fresh);
		p = exact(s, strlen(s));
		assert_int_equal(parse(rows[i].which, p, strlen(s), &e),
		    -EINVAL);
		complains(rows[i].row, &e, rows[i].line, rows[i].column,
		    rows[i].words);
		free(p);
		free(s);
	}
}

static void
an_advertisement_is_due_in_its_time_and_after_its_schedule(void **state)
{
	struct advertisement	 ad;
	struct syntax_err	 e;
	const struct wall	 never = { 0 };
	struct wall		 start, now;

	(void)state;
	assert_int_equal(advertisement_parse(advert_text,
	    strlen(advert_text), &arena, &ad, &e), 0);
	start = ad.start;
	now = start;
	assert_true(advertisement_is_due(&ad, never, now));
	now.us = start.us - 1;
	assert_false(advertisement_is_due(&ad, never, now));
	assert_false(advertisement_is_due(&ad, never, ad.expires));
	now.us = start.us + 60 * S_US;		/* ran at the start */
	assert_false(advertisement_is_due(&ad, start, now));
	now.us = start.us + 8 * 86400 * S_US;	/* every 7 days */
	assert_true(advertisement_is_due(&ad, start, now));
	ad.has_schedule = false;
	assert_false(advertisement_is_due(&ad, start, now));
	ad.expires.us = 0;
	now.us = start.us + 9000 * 86400 * S_US;
	assert_true(advertisement_is_due(&ad, never, now));
}

static int
make_arena(void **state)
{
	(void)state;
	arena_init(&arena, 4 << 20);
	return 0;
}

static int
free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_prefix_of_any_is_accepted),
		cmocka_unit_test(a_lookup_tells_a_client_from_all_clients),
		cmocka_unit_test(
		    an_instruction_names_advertisements_and_packages),
		cmocka_unit_test(a_package_finds_its_programs_by_name),
		cmocka_unit_test(
		    what_was_read_is_written_so_that_it_reads_the_same),
		cmocka_unit_test(
		    bad_files_are_refused_by_line_with_the_reason),
		cmocka_unit_test(
		    an_advertisement_is_due_in_its_time_and_after_its_schedule),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
