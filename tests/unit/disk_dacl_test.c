/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DACLs: how they are kept, what they give to whom, and what a new file gets
 * of its folder's.
 */
#include "tests/unit/disk_help.h"

#include "protocol/smb2/security.h"
#include "server/smb/auth.h"
#include "server/smb/disk/dacl.h"

#define OI	OBJECT_INHERIT_ACE
#define CI	CONTAINER_INHERIT_ACE
#define NP	NO_PROPAGATE_INHERIT_ACE
#define IO	INHERIT_ONLY_ACE
#define ID	INHERITED_ACE

enum who { END, ADMINS, ME, OTHER, WORLD, CREATOR, OWNER_RIGHTS };

static struct sid
sid_of(enum who who)
{
	switch (who) {
	case ADMINS:
		return sid_known(SID_ADMINISTRATORS)->sid;
	case WORLD:
		return sid_known(SID_WORLD)->sid;
	case CREATOR:
		return sid_known(SID_CREATOR_OWNER)->sid;
	case OWNER_RIGHTS:
		return (struct sid){ .count = 1, .authority = 3,
		    .sub = { 4 } };
	default:
		return (struct sid){ .count = 5, .authority = 5,
		    .sub = { 21, 1, 2, 3, 1000U + (unsigned)who } };
	}
}

struct ace {
	enum who	 who;
	uint32_t	 access;
	unsigned	 flags;
	bool		 denies;
};

static struct vfs_security
security_of(enum who owner, const struct ace *ace)
{
	struct vfs_security	 s = { .owner = sid_of(owner) };

	for (; ace->who != END; ace++)
		s.aces[s.naces++] = (struct vfs_ace){ sid_of(ace->who),
		    ace->access, (uint8_t)ace->flags, ace->denies };
	return s;
}

static struct smb_user
user(bool is_operator)
{
	return (struct smb_user){ .account = 1, .is_operator = is_operator,
	    .sid = sid_of(ME) };
}

#define ACES(...)	(const struct ace[]){ __VA_ARGS__, { 0 } }
#define NOBODY		(const struct ace[]){ { 0 } }

/* --- the attribute --- */

static bool
accepts(const uint8_t *p, size_t n)
{
	struct vfs_security	 s;

	return dacl_decode(rd_over(p, n), &s) && s.naces == 2;
}

static struct rd
written(uint8_t mem[static DACL_SIZE_MAX])
{
	struct vfs_security	 s = security_of(ADMINS, ACES(
				    { ME, FILE_GENERIC_READ, OI | CI, false },
				    { WORLD, DELETE, 0, true }));
	struct wr		 w = wr_over(mem, DACL_SIZE_MAX);

	s.control = SE_DACL_PROTECTED | SE_SELF_RELATIVE;
	dacl_encode(&w, &s);
	assert_true(wr_ok(&w));
	return wr_written(&w);
}

static void
what_is_kept_is_read_back(void **state)
{
	uint8_t			 mem[DACL_SIZE_MAX];
	struct vfs_security	 s = { .owner = sid_of(ADMINS) };
	struct sid		 me = sid_of(ME);
	struct rd		 r = written(mem);

	(void)state;
	assert_true(dacl_decode(r, &s));
	assert_int_equal(s.naces, 2);
	assert_false(s.everybody);
	assert_int_equal(s.control, SE_DACL_PROTECTED);
	assert_true(sid_equal(&s.aces[0].who, &me));
	assert_int_equal(s.aces[0].access, FILE_GENERIC_READ);
	assert_int_equal(s.aces[0].flags, OI | CI);
	assert_true(!s.aces[0].denies && s.aces[1].denies);
	no_prefix_is_accepted(accepts, r.base, r.len);
}

static void
a_damaged_attribute_is_for_the_owner_alone(void **state)
{
	static const struct { size_t at; uint8_t to; } bad[] = {
		{ 0, 2 }, { 4, VFS_ACES_MAX + 1 }, { 4, 1 }, { 5, 1 },
		{ 6, 1 }, { 16, 2 },
	};
	struct smb_user		 op = user(true), client = user(false);
	struct vfs_security	 s = { .owner = sid_of(ADMINS) };
	uint8_t			 mem[DACL_SIZE_MAX], *p;
	struct rd		 r = written(mem);
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		p = exact(r.base, r.len);
		p[bad[i].at] = bad[i].to;
		s.everybody = true;
		assert_false(dacl_decode(rd_over(p, r.len), &s));
		assert_int_equal(dacl_allows(&s, &client), 0);
		assert_int_equal(dacl_allows(&s, &op),
		    READ_CONTROL | WRITE_DAC);
		free(p);
	}
}

/* --- the access check --- */

#define R	FILE_READ_DATA
#define W	FILE_WRITE_DATA

static const struct {
	const struct ace	*aces;
	enum who		 owner;
	uint32_t		 want;		/* for ME, no operator */
} checks[] = {
	{ NOBODY,						OTHER, 0 },
	{ NOBODY,			ME, READ_CONTROL | WRITE_DAC },
	{ ACES({ ME, R, 0, false }),				OTHER, R },
	{ ACES({ OTHER, R, 0, false }),				OTHER, 0 },
	{ ACES({ ADMINS, R, 0, false }),			OTHER, 0 },
	{ ACES({ WORLD, R, 0, false }, { ME, W, 0, false }),	OTHER, R | W },
	{ ACES({ ME, R, IO, false }),				OTHER, 0 },
	/* the first word on a right is the last */
	{ ACES({ ME, R, 0, true }, { WORLD, R | W, 0, false }),	OTHER, W },
	{ ACES({ WORLD, R | W, 0, false }, { ME, R, 0, true }),	OTHER, R | W },
	{ ACES({ ME, GENERIC_READ, 0, false }),	OTHER, FILE_GENERIC_READ },
	/* nothing but what a file knows */
	{ ACES({ ME, 0xffffffff, 0, false }),	OTHER, FILE_ALL_ACCESS },
	{ ACES({ OWNER_RIGHTS, R, 0, false }),			ME, R },
	{ ACES({ OWNER_RIGHTS, R, 0, false }),			OTHER, 0 },
	{ ACES({ CREATOR, R, 0, false }),	ME, READ_CONTROL | WRITE_DAC },
};

static void
entries_count_in_their_order(void **state)
{
	struct smb_user		 me = user(false);
	struct vfs_security	 s;
	uint32_t		 got;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(checks); i++) {
		s = security_of(checks[i].owner, checks[i].aces);
		got = dacl_allows(&s, &me);
		if (got != checks[i].want)
			fail_msg("row %zu: 0x%x", i, got);
	}
}

static void
an_operator_is_an_administrator_and_nobody_is_everybody(void **state)
{
	struct vfs_security	 s = security_of(OTHER,
				    ACES({ ADMINS, R, 0, false },
				    { WORLD, W, 0, false }));
	struct smb_user		 op = user(true), anonymous = { 0 };

	(void)state;
	assert_int_equal(dacl_allows(&s, &op), R | W);
	assert_int_equal(dacl_allows(&s, NULL), W);
	assert_int_equal(dacl_allows(&s, &anonymous), W);
	s.everybody = true;
	assert_int_equal(dacl_allows(&s, NULL), FILE_ALL_ACCESS);
}

/* --- inheritance --- */

static const struct {
	const struct ace	*folder;
	const struct ace	*file, *subfolder;
} legacies[] = {
	{ ACES({ ME, R, 0, false }), NOBODY, NOBODY },
	{ ACES({ ME, R, OI, true }), ACES({ ME, R, 0, true }),
	    ACES({ ME, R, OI | IO, true }) },
	{ ACES({ ME, R, CI, false }), NOBODY, ACES({ ME, R, CI, false }) },
	{ ACES({ ME, R, OI | CI, false }), ACES({ ME, R, 0, false }),
	    ACES({ ME, R, OI | CI, false }) },
	{ ACES({ ME, R, OI | CI | IO, false }), ACES({ ME, R, 0, false }),
	    ACES({ ME, R, OI | CI, false }) },
	{ ACES({ ME, R, OI | CI | NP, false }), ACES({ ME, R, 0, false }),
	    ACES({ ME, R, 0, false }) },
	{ ACES({ ME, R, OI | NP, false }), ACES({ ME, R, 0, false }),
	    NOBODY },
	{ ACES({ CREATOR, R, OI | CI, false }), ACES({ ADMINS, R, 0, false }),
	    ACES({ ADMINS, R, 0, false }, { CREATOR, R, OI | CI | IO, false }) },
	{ ACES({ ME, GENERIC_READ, CI, false }), NOBODY,
	    ACES({ ME, FILE_GENERIC_READ, 0, false },
	    { ME, GENERIC_READ, CI | IO, false }) },
};

static void
same_aces(const struct vfs_security *got, const struct ace *aces, size_t row)
{
	struct vfs_security	 want = security_of(ADMINS, aces);
	size_t			 i;

	if (got->naces != want.naces)
		fail_msg("row %zu: %zu entries", row, got->naces);
	for (i = 0; i < want.naces; i++) {
		if (!sid_equal(&got->aces[i].who, &want.aces[i].who) ||
		    got->aces[i].access != want.aces[i].access ||
		    got->aces[i].flags != want.aces[i].flags ||
		    got->aces[i].denies != want.aces[i].denies)
			fail_msg("row %zu, entry %zu: flags 0x%x", row, i,
			    got->aces[i].flags);
	}
}

static void
a_child_gets_what_its_folder_hands_down(void **state)
{
	struct vfs_security	 folder, child;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(legacies); i++) {
		folder = security_of(ADMINS, legacies[i].folder);
		assert_int_equal(dacl_inherit(&folder, false, &child),
		    legacies[i].file->who != END);
		same_aces(&child, legacies[i].file, i);
		assert_int_equal(dacl_inherit(&folder, true, &child),
		    legacies[i].subfolder->who != END);
		same_aces(&child, legacies[i].subfolder, i);
	}
	folder = security_of(ADMINS, ACES({ ME, R, OI, false }));
	folder.control = SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED;
	assert_true(dacl_inherit(&folder, false, &child));
	assert_int_equal(child.aces[0].flags, ID);
	assert_int_equal(child.control, SE_DACL_AUTO_INHERITED);
}

/* --- on disk --- */

/* The tree of a user who is nobody special. */
static void
come_as(struct fx *f, const struct smb_user *u)
{
	struct vfs_who	 who = { .user = u };

	disk_ops.disconnect(f->tree, VFS_CLOSE);
	assert_int_equal(disk_ops.connect(f->share, &who, &f->tree), NT_OK);
}

static void
set(struct vfs_file *file, const struct ace *aces)
{
	struct vfs_security	 s = security_of(ADMINS, aces);

	assert_int_equal(disk_ops.set_security(file, &s), NT_OK);
	x_close(file);
}

static void
a_file_opens_as_its_dacl_allows(void **state)
{
	static const struct {
		uint32_t	 access;
		enum vfs_disposition disposition;
		enum ntstatus	 want;
	} rows[] = {
		{ R,			VFS_OPEN,	NT_OK },
		{ R | W,		VFS_OPEN,	NT_ACCESS_DENIED },
		{ MAXIMUM_ALLOWED,	VFS_OPEN,	NT_OK },
		{ MAXIMUM_ALLOWED | W,	VFS_OPEN,	NT_ACCESS_DENIED },
		{ R,			VFS_OPEN_IF,	NT_OK },
		{ R,			VFS_OVERWRITE,	NT_ACCESS_DENIED },
		{ R,			VFS_OVERWRITE_IF, NT_ACCESS_DENIED },
		{ R,			VFS_SUPERSEDE,	NT_ACCESS_DENIED },
		{ WRITE_DAC,		VFS_OPEN,	NT_ACCESS_DENIED },
		/* these two come from the folder */
		{ DELETE,		VFS_OPEN,	NT_OK },
		{ FILE_READ_ATTRIBUTES,	VFS_OPEN,	NT_OK },
	};
	struct fx	*f = *state;
	struct smb_user	 me = user(false);
	struct vfs_open	 o;
	enum ntstatus	 got;
	size_t		 i;

	set(x_file(f, "a", VFS_CREATE), ACES({ ME, R, 0, false }));
	come_as(f, &me);
	for (i = 0; i < nitems(rows); i++) {
		o = (struct vfs_open){ .path = "a", .access = rows[i].access,
		    .disposition = rows[i].disposition };
		got = x_open(f, &o);
		if (got != rows[i].want)
			fail_msg("row %zu: %s", i, nt_name((uint32_t)got));
		if (got != NT_OK)
			continue;
		assert_int_equal(o.maximal, R | DELETE | FILE_READ_ATTRIBUTES);
		if (rows[i].access == MAXIMUM_ALLOWED)
			assert_int_equal(o.granted, o.maximal);
		x_close(o.file);
	}
}

static void
a_folder_says_who_may_add_replace_and_remove(void **state)
{
	struct fx	*f = *state;
	struct smb_user	 me = user(false);
	struct vfs_file	*file;

	x_close(x_folder(f, "d"));
	set(x_file(f, "d/old", VFS_CREATE), ACES({ ME, R, 0, false }));
	set(x_folder(f, "d"), ACES({ ME, FILE_ADD_SUBDIRECTORY, 0, false }));
	come_as(f, &me);
	assert_int_equal(OPEN(f, .path = "d/new", .disposition = VFS_CREATE),
	    NT_ACCESS_DENIED);
	assert_false(local_exists(f, "d/new"));
	assert_int_equal(OPEN(f, .path = "d/old", .disposition = VFS_OPEN,
	    .access = DELETE), NT_ACCESS_DENIED);
	assert_int_equal(OPEN(f, .path = "d/old", .disposition = VFS_OPEN,
	    .access = FILE_READ_ATTRIBUTES), NT_ACCESS_DENIED);
	file = x_folder(f, "d/sub");
	x_close(file);
	file = x_file(f, "a", VFS_CREATE);
	assert_int_equal(x_rename(file, "d/b", false), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(file, "d/old", true), NT_ACCESS_DENIED);
	x_close(file);
	assert_true(local_exists(f, "a"));
}

static void
a_name_is_replaced_by_those_who_may_delete_it(void **state)
{
	struct fx	*f = *state;
	struct smb_user	 me = user(false);
	struct vfs_file	*file;

	x_close(x_folder(f, "d"));
	set(x_file(f, "d/fixed", VFS_CREATE), ACES({ ME, R, 0, false }));
	set(x_file(f, "d/loose", VFS_CREATE), ACES({ ME, DELETE, 0, false }));
	set(x_folder(f, "d"), ACES({ ME, FILE_ADD_FILE, 0, false }));
	come_as(f, &me);
	file = x_file(f, "a", VFS_CREATE);
	assert_int_equal(x_rename(file, "d/fixed", true), NT_ACCESS_DENIED);
	assert_int_equal(x_rename(file, "d/loose", true), NT_OK);
	x_close(file);
}

static void
a_new_file_has_what_it_was_given_or_inherits(void **state)
{
	struct fx		*f = *state;
	struct vfs_security	 s = security_of(ADMINS,
				    ACES({ WORLD, R, 0, false }));
	struct vfs_open		 o = { .path = "d/given",
				    .disposition = VFS_CREATE,
				    .security = &s };
	struct vfs_file		*file;

	set(x_folder(f, "d"), ACES({ WORLD, FILE_ALL_ACCESS, CI, false },
	    { ME, R, OI, false }));
	file = x_file(f, "d/heir", VFS_CREATE);
	assert_int_equal(disk_ops.security(file, &s), NT_OK);
	same_aces(&s, ACES({ ME, R, 0, false }), 0);
	x_close(file);
	s = security_of(END, ACES({ WORLD, R, 0, false }));
	s.owner.count = 0;
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(o.granted, FILE_ALL_ACCESS);	/* to its maker */
	assert_int_equal(disk_ops.security(o.file, &s), NT_OK);
	same_aces(&s, ACES({ WORLD, R, 0, false }), 1);
	x_close(o.file);
	o.path = "d/foreign";
	s.owner = sid_of(OTHER);
	assert_int_equal(x_open(f, &o), NT_INVALID_OWNER);
	assert_false(local_exists(f, "d/foreign"));
}

static void
a_read_only_share_takes_no_dacl(void **state)
{
	struct fx		*f = *state;
	struct vfs_security	 s = security_of(ADMINS, NOBODY);
	struct vfs_open		 o = { .path = "a", .disposition = VFS_OPEN,
				    .access = R };

	local_write(f, "a", "text");
	fx_reconnect(f, true);
	assert_int_equal(x_open(f, &o), NT_OK);
	assert_int_equal(disk_ops.set_security(o.file, &s), NT_ACCESS_DENIED);
	x_close(o.file);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define DISK(name)	cmocka_unit_test_setup_teardown(name, fx_up, fx_down)
		cmocka_unit_test(what_is_kept_is_read_back),
		cmocka_unit_test(a_damaged_attribute_is_for_the_owner_alone),
		cmocka_unit_test(entries_count_in_their_order),
		cmocka_unit_test(
		    an_operator_is_an_administrator_and_nobody_is_everybody),
		cmocka_unit_test(a_child_gets_what_its_folder_hands_down),
		DISK(a_file_opens_as_its_dacl_allows),
		DISK(a_folder_says_who_may_add_replace_and_remove),
		DISK(a_name_is_replaced_by_those_who_may_delete_it),
		DISK(a_new_file_has_what_it_was_given_or_inherits),
		DISK(a_read_only_share_takes_no_dacl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
