/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended attributes: the chain of [MS-FSCC] 2.4.16 and what is made of it.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/ea.h"

#define SIZE	1024

/* "EAONE" = "VALUE1", "SECONDEA" = "ValueTwo", as the layout says. */
static const uint8_t	two[] = {
	20, 0, 0, 0, 0, 5, 6, 0, 'E', 'A', 'O', 'N', 'E', 0,
	'V', 'A', 'L', 'U', 'E', '1',
	0, 0, 0, 0, 0x80, 8, 8, 0, 'S', 'E', 'C', 'O', 'N', 'D', 'E', 'A', 0,
	'V', 'a', 'l', 'u', 'e', 'T', 'w', 'o',
};

static const uint8_t	two_names[] = {
	12, 0, 0, 0, 5, 'E', 'a', 'o', 'n', 'e', 0, 0,
	0, 0, 0, 0, 4, 'N', 'O', 'N', 'E', 0,
};

static struct smb2_ea
ea_of(const char *name, const char *value)
{
	return (struct smb2_ea){ 0, rd_over(name, strlen(name)),
	    rd_over(value, strlen(value)) };
}

/* Pairs of name and value, up to a NULL, as a chain in `mem'. */
static struct rd
chain_of(uint8_t mem[static SIZE], const char *const *pairs)
{
	struct wr		 w = wr_over(mem, SIZE);
	struct smb2_ea_list	 list = { .most = SIZE };
	struct smb2_ea		 ea;

	for (; *pairs != NULL; pairs += 2) {
		ea = ea_of(pairs[0], pairs[1]);
		assert_true(smb2_put_ea(&w, &list, &ea));
	}
	assert_true(wr_ok(&w));
	return wr_written(&w);
}

/* "NAME=value;" of each. */
static void
same_chain(struct rd chain, const char *want)
{
	char		 got[SIZE] = "";
	struct smb2_ea	 ea;
	size_t		 n = 0;

	while (smb2_next_ea(&chain, &ea))
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%.*s=%.*s;",
		    (int)ea.name.len, (const char *)ea.name.base,
		    (int)ea.value.len, (const char *)ea.value.base);
	assert_true(rd_end(&chain));
	assert_string_equal(got, want);
}

static void
a_chain_is_read_and_written_as_fscc_lays_it_out(void **state)
{
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct smb2_ea_list	 list = { .most = SIZE };
	struct rd		 chain = rd_over(two, sizeof(two));
	struct smb2_ea		 ea;

	(void)state;
	same_chain(chain, "EAONE=VALUE1;SECONDEA=ValueTwo;");
	while (smb2_next_ea(&chain, &ea))
		assert_true(smb2_put_ea(&w, &list, &ea));
	assert_int_equal(w.pos, sizeof(two));
	assert_memory_equal(mem, two, sizeof(two));
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct rd	 chain = rd_over(p, n);
	struct smb2_ea	 ea;
	size_t		 count = 0;

	while (smb2_next_ea(&chain, &ea))
		count++;
	return rd_end(&chain) && count == 2;
}

static bool
accepts_names(const uint8_t *p, size_t n)
{
	struct rd	 chain = rd_over(p, n), name;
	size_t		 count = 0;

	while (smb2_next_ea_name(&chain, &name))
		count++;
	return rd_end(&chain) && count == 2;
}

static void
no_prefix_of_a_chain_is_a_chain(void **state)
{
	(void)state;
	no_prefix_is_accepted(accepts, two, sizeof(two));
	no_prefix_is_accepted(accepts_names, two_names, sizeof(two_names));
}

/* `two' with one byte changed. */
static const struct {
	size_t		 at;
	uint8_t		 to;
	enum ntstatus	 want;
} bad[] = {
	{ 0, 18, NT_EA_LIST_INCONSISTENT },	/* not aligned */
	{ 0, 16, NT_EA_LIST_INCONSISTENT },	/* cuts the value */
	{ 0, 4, NT_EA_LIST_INCONSISTENT },	/* into itself */
	{ 0, 48, NT_EA_LIST_INCONSISTENT },	/* beyond the end */
	{ 3, 0x80, NT_EA_LIST_INCONSISTENT },
	{ 20, 28, NT_EA_LIST_INCONSISTENT },	/* the last has a next */
	{ 5, 4, NT_EA_LIST_INCONSISTENT },	/* no NUL behind the name */
	{ 13, 'X', NT_EA_LIST_INCONSISTENT },
	{ 26, 9, NT_EA_LIST_INCONSISTENT },	/* value beyond the end */
	{ 27, 1, NT_EA_LIST_INCONSISTENT },
	{ 4, 1, NT_INVALID_EA_NAME },		/* a flag that nobody knows */
	{ 24, 0x81, NT_INVALID_EA_NAME },
	{ 8, '*', NT_INVALID_EA_NAME },
	{ 9, '\\', NT_INVALID_EA_NAME },
	{ 10, 0, NT_INVALID_EA_NAME },
	{ 11, 0x1f, NT_INVALID_EA_NAME },
	{ 12, 0x80, NT_INVALID_EA_NAME },
	{ 8, ' ', NT_OK },
};

static void
a_chain_that_contradicts_itself_is_refused(void **state)
{
	uint8_t		*p;
	enum ntstatus	 got;
	size_t		 i;

	(void)state;
	assert_int_equal(smb2_check_eas(rd_over(two, sizeof(two))), NT_OK);
	for (i = 0; i < nitems(bad); i++) {
		p = exact(two, sizeof(two));
		p[bad[i].at] = bad[i].to;
		got = smb2_check_eas(rd_over(p, sizeof(two)));
		if (got != bad[i].want)
			fail_msg("row %zu: %s", i, nt_name((uint32_t)got));
		free(p);
	}
}

static void
a_name_of_no_bytes_is_refused_wherever_it_stands(void **state)
{
	static const uint8_t	 ea[] = { 0, 0, 0, 0, 0, 0, 1, 0, 0, 'v' };
	static const uint8_t	 name[] = { 0, 0, 0, 0, 0, 0 };

	(void)state;
	assert_int_equal(smb2_check_eas(rd_over(ea, sizeof(ea))),
	    NT_INVALID_EA_NAME);
	assert_int_equal(smb2_check_ea_names(rd_over(name, sizeof(name))),
	    NT_INVALID_EA_NAME);
	assert_int_equal(smb2_check_ea_names(rd_over(two_names,
	    sizeof(two_names))), NT_OK);
	assert_int_equal(smb2_check_ea_names(rd_over(two_names,
	    sizeof(two_names) - 1)), NT_EA_LIST_INCONSISTENT);
}

static void
names_are_found_in_any_case(void **state)
{
	struct rd	 names = rd_over(two_names, sizeof(two_names)), name;
	struct smb2_ea	 ea;

	(void)state;
	assert_true(smb2_next_ea_name(&names, &name));
	assert_true(smb2_find_ea(rd_over(two, sizeof(two)), &name, &ea));
	assert_int_equal(ea.value.len, 6);
	assert_true(smb2_next_ea_name(&names, &name));
	assert_false(smb2_find_ea(rd_over(two, sizeof(two)), &name, &ea));
	assert_int_equal(ea.name.len, 4);
	assert_int_equal(ea.value.len, 0);
}

static const struct {
	const char *const	*old;
	const char *const	*changes;
	const char		*want;
} merges[] = {
#define PAIRS(...)	(const char *const[]){ __VA_ARGS__, NULL }
#define NONE		(const char *const[]){ NULL }
	{ NONE, NONE, "" },
	{ NONE, PAIRS("A", "1", "B", "2"), "A=1;B=2;" },
	{ PAIRS("A", "1", "B", "2"), NONE, "A=1;B=2;" },
	{ PAIRS("A", "1", "B", "2"), PAIRS("a", "3"), "B=2;a=3;" },
	{ PAIRS("A", "1", "B", "2"), PAIRS("A", ""), "B=2;" },
	{ PAIRS("A", "1"), PAIRS("A", ""), "" },
	{ PAIRS("A", "1"), PAIRS("C", ""), "A=1;" },
	{ NONE, PAIRS("A", "1", "a", "2"), "a=2;" },
	{ PAIRS("A", "0"), PAIRS("A", "1", "A", ""), "" },
};

static void
changes_replace_add_and_remove(void **state)
{
	uint8_t		 a[SIZE], b[SIZE], mem[SIZE];
	struct wr	 w;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(merges); i++) {
		w = wr_over(mem, sizeof(mem));
		assert_int_equal(smb2_merge_eas(&w, chain_of(a, merges[i].old),
		    chain_of(b, merges[i].changes)), NT_OK);
		same_chain(wr_written(&w), merges[i].want);
	}
}

static void
what_does_not_fit_leaves_the_chain_as_it_was(void **state)
{
	struct smb2_ea		 ea = ea_of("NAME", "value");
	struct smb2_ea_list	 list;
	uint8_t			 mem[SIZE], *room;
	struct wr		 w;
	struct rd		 old;
	size_t			 most, n;

	(void)state;
	for (most = 0; most < 64; most++) {
		room = malloc(most + 1);
		w = wr_over(room, most);
		list = (struct smb2_ea_list){ .most = SIZE };
		for (n = 0; smb2_put_ea(&w, &list, &ea); n++)
			continue;
		assert_true(wr_ok(&w));
		assert_int_equal(n, (most + 2) / 20);
		free(room);
	}
	old = chain_of(mem, PAIRS("A", "1", "B", "2"));
	room = malloc(old.len);
	w = wr_over(room, old.len);
	assert_int_equal(smb2_merge_eas(&w, old, rd_over(two, sizeof(two))),
	    NT_EA_TOO_LARGE);
	free(room);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_chain_is_read_and_written_as_fscc_lays_it_out),
		cmocka_unit_test(no_prefix_of_a_chain_is_a_chain),
		cmocka_unit_test(a_chain_that_contradicts_itself_is_refused),
		cmocka_unit_test(
		    a_name_of_no_bytes_is_refused_wherever_it_stands),
		cmocka_unit_test(names_are_found_in_any_case),
		cmocka_unit_test(changes_replace_add_and_remove),
		cmocka_unit_test(what_does_not_fit_leaves_the_chain_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
