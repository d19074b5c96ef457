/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/security.h"

#define SIZE	512

static struct smb2_ace	aces[3];

static struct smb2_security
sample(void)
{
	struct smb2_security	 s = { .control = SE_DACL_PRESENT |
	    SE_DACL_PROTECTED, .has_owner = true, .has_group = true };

	s.owner = sid_known(SID_ADMINISTRATORS)->sid;
	assert_true(sid_parse("S-1-5-21-1-2-3-1000", &s.group));
	aces[0] = (struct smb2_ace){ ACCESS_DENIED_ACE_TYPE, 0, DELETE,
	    sid_known(SID_ANONYMOUS)->sid };
	aces[1] = (struct smb2_ace){ ACCESS_ALLOWED_ACE_TYPE,
	    OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE, FILE_ALL_ACCESS,
	    sid_known(SID_SYSTEM)->sid };
	aces[2] = (struct smb2_ace){ ACCESS_ALLOWED_ACE_TYPE, INHERITED_ACE,
	    FILE_GENERIC_READ, s.group };
	s.dacl.count = 3;
	s.dacl.aces = aces;
	return s;
}

static size_t
encode(uint8_t mem[static SIZE], const struct smb2_security *s)
{
	struct wr	 w = wr_over(mem, SIZE);

	smb2_put_security(&w, s);
	assert_true(wr_ok(&w));
	assert_int_equal(w.pos, smb2_security_size(s));
	return w.pos;
}

static void
a_descriptor_comes_back(void **state)
{
	struct smb2_security	 s = sample(), back;
	struct smb2_ace		 ace;
	uint8_t			 mem[SIZE];
	size_t			 i, n = encode(mem, &s);

	(void)state;
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_int_equal(back.control, s.control | SE_SELF_RELATIVE);
	assert_true(back.has_owner && back.has_group);
	assert_true(sid_equal(&back.owner, &s.owner));
	assert_true(sid_equal(&back.group, &s.group));
	assert_false(back.dacl.null);
	assert_int_equal(back.dacl.count, 3);
	for (i = 0; smb2_next_ace(&back.dacl.entries, &ace); i++) {
		assert_int_equal(ace.type, aces[i].type);
		assert_int_equal(ace.flags, aces[i].flags);
		assert_int_equal(ace.mask, aces[i].mask);
		assert_true(sid_equal(&ace.sid, &aces[i].sid));
	}
	assert_int_equal(i, 3);
}

static void
parts_may_be_missing(void **state)
{
	struct smb2_security	 s = { 0 }, back;
	uint8_t			 mem[SIZE];
	size_t			 n = encode(mem, &s);

	(void)state;
	assert_int_equal(n, 20);
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_false(back.has_owner || back.has_group);
	assert_int_equal(back.dacl.count, 0);
	s.control = SE_DACL_PRESENT;		/* a NULL DACL: all may all */
	s.dacl.null = true;
	n = encode(mem, &s);
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_true(back.dacl.null);
	s.dacl.null = false;			/* an empty one: none may */
	n = encode(mem, &s);
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_false(back.dacl.null);
	assert_int_equal(back.dacl.count, 0);
}

static void
a_sacl_is_told_from_a_dacl(void **state)
{
	struct smb2_security	 s = sample(), back;
	struct smb2_ace		 audit = { SYSTEM_AUDIT_ACE_TYPE, 0x40, 1,
	    sid_known(SID_WORLD)->sid }, ace;
	uint8_t			 mem[SIZE];
	size_t			 n;

	(void)state;
	s.control |= SE_SACL_PRESENT;
	s.sacl.count = 1;
	s.sacl.aces = &audit;
	n = encode(mem, &s);
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_int_equal(back.sacl.count, 1);
	assert_true(smb2_next_ace(&back.sacl.entries, &ace));
	assert_int_equal(ace.type, SYSTEM_AUDIT_ACE_TYPE);
	assert_false(smb2_next_ace(&back.sacl.entries, &ace));
	assert_true(smb2_next_ace(&back.dacl.entries, &ace));
	assert_int_equal(ace.type, ACCESS_DENIED_ACE_TYPE);
}

static bool
accepts(const uint8_t *p, size_t n)
{
	struct smb2_security	 s;

	return smb2_get_security(rd_over(p, n), &s) == NT_OK;
}

/* The DACL stands last, at 64: owner 16 bytes, group 28, behind 20. */
static void
a_descriptor_that_contradicts_itself_is_refused(void **state)
{
	static const struct {
		size_t	 at;
		uint8_t	 value;
	} rows[] = {
		{ 0, 2 },		/* revision */
		{ 3, 0x10 },		/* not self-relative */
		{ 4, 255 }, { 7, 1 },	/* the owner is elsewhere */
		{ 8, 150 }, { 11, 0x80 },
		{ 16, 255 }, { 19, 1 },
		{ 20, 2 },		/* revision of the owner's SID */
		{ 21, 16 },		/* too many parts */
		{ 37, 255 },
		{ 64, 1 }, { 64, 5 },	/* revision of the ACL */
		{ 66, 7 }, { 66, 200 }, { 67, 1 },	/* its size */
		{ 66, 60 },		/* smaller than its entries */
		{ 68, 4 }, { 69, 1 },	/* how many */
		{ 74, 0 }, { 74, 3 }, { 74, 19 }, { 74, 255 },	/* entry size */
		{ 74, 12 },		/* too small for its SID */
		{ 81, 255 },		/* parts of its SID */
	};
	struct smb2_security	 s = sample();
	uint8_t			 mem[SIZE], *p;
	size_t			 i, n = encode(mem, &s);

	(void)state;
	no_prefix_is_accepted(accepts, mem, n);
	for (i = 0; i < nitems(rows); i++) {
		p = exact(mem, n);
		p[rows[i].at] = rows[i].value;
		if (accepts(p, n))
			fail_msg("row %zu", i);
		free(p);
	}
}

static void
an_entry_takes_whole_words(void **state)
{
	struct smb2_security	 s = sample();
	uint8_t			 mem[SIZE];
	size_t			 n;

	(void)state;
	s.dacl.count = 1;
	n = encode(mem, &s);
	assert_int_equal(mem[74], 20);
	mem[n] = 0;
	mem[74]++;			/* one byte more in the entry, */
	mem[66]++;			/* and one in the list */
	assert_false(accepts(mem, n + 1));
}

static void
what_follows_the_last_entry_is_not_one(void **state)
{
	struct smb2_security	 s = sample(), back;
	struct smb2_ace		 ace;
	uint8_t			 mem[SIZE];
	size_t			 i, n = encode(mem, &s);

	(void)state;
	memset(mem + n, 0xff, 8);
	mem[66] = (uint8_t)(mem[66] + 8);	/* room in the list */
	assert_int_equal(smb2_get_security(rd_over(mem, n + 8), &back), NT_OK);
	for (i = 0; smb2_next_ace(&back.dacl.entries, &ace); i++)
		continue;
	assert_int_equal(i, 3);
	assert_true(rd_end(&back.dacl.entries));
}

static void
entries_of_other_types_are_skipped(void **state)
{
	struct smb2_security	 s = sample(), back;
	struct smb2_ace		 ace;
	uint8_t			 mem[SIZE];
	size_t			 n = encode(mem, &s);

	(void)state;
	mem[72] = 5;			/* an object entry: GUIDs, no SID */
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_true(smb2_next_ace(&back.dacl.entries, &ace));
	assert_int_equal(ace.mask, FILE_ALL_ACCESS);
	mem[72] = 0x80;			/* nobody knows it */
	assert_int_equal(smb2_get_security(rd_over(mem, n), &back), NT_OK);
	assert_true(smb2_next_ace(&back.dacl.entries, &ace));
	assert_int_equal(ace.mask, FILE_ALL_ACCESS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_descriptor_comes_back),
		cmocka_unit_test(parts_may_be_missing),
		cmocka_unit_test(a_sacl_is_told_from_a_dacl),
		cmocka_unit_test(a_descriptor_that_contradicts_itself_is_refused),
		cmocka_unit_test(an_entry_takes_whole_words),
		cmocka_unit_test(what_follows_the_last_entry_is_not_one),
		cmocka_unit_test(entries_of_other_types_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
