/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended attributes and security descriptors between a client's request and
 * a vfs that keeps them in memory.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/ea.h"
#include "protocol/smb2/security.h"
#include "server/smb/eas.h"
#include "server/smb/open.h"
#include "server/smb/security.h"

#define SIZE	512

/* --- the file --- */

static uint8_t			 kept[SIZE];
static size_t			 kept_len;
static struct vfs_security	 rights;
static unsigned			 sets;		/* of the rights */

static enum ntstatus
get_eas(struct vfs_file *f, void *dst, size_t size, size_t *len_out)
{
	(void)f;
	assert_true(kept_len <= size);
	memcpy(dst, kept, kept_len);
	*len_out = kept_len;
	return NT_OK;
}

static enum ntstatus
put_eas(struct vfs_file *f, struct rd eas)
{
	(void)f;
	if (eas.len > sizeof(kept))
		return NT_EA_TOO_LARGE;
	if (eas.len > 0)
		memcpy(kept, eas.base, eas.len);
	kept_len = eas.len;
	return NT_OK;
}

static enum ntstatus
get_security(struct vfs_file *f, struct vfs_security *s)
{
	(void)f;
	*s = rights;
	return NT_OK;
}

static enum ntstatus
set_security(struct vfs_file *f, const struct vfs_security *s)
{
	(void)f;
	rights = *s;
	sets++;
	return NT_OK;
}

static const struct vfs_ops	 ops = { .get_eas = get_eas,
	.put_eas = put_eas, .security = get_security,
	.set_security = set_security };
static const struct vfs_ops	 plain_ops = { .security = get_security };

static struct vfs_file		 file;
static struct open		 handle;

static int
up(void **state)
{
	(void)state;
	file = (struct vfs_file){ .ops = &ops };
	handle = (struct open){ .file = &file, .granted = FILE_ALL_ACCESS };
	kept_len = 0;
	sets = 0;
	memset(&rights, 0, sizeof(rights));
	rights.owner = rights.group = sid_known(SID_ADMINISTRATORS)->sid;
	return 0;
}

/* --- extended attributes --- */

/* "A=1;B=" as a chain. */
static struct rd
eas_of(const char *text)
{
	static uint8_t		 mem[SIZE];
	struct smb2_ea_list	 list = { .most = SIZE };
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct smb2_ea		 ea = { 0 };
	const char		*equals, *end;

	for (; *text != '\0'; text = *end == ';' ? end + 1 : end) {
		equals = strchr(text, '=');
		end = equals + strcspn(equals, ";");
		ea.name = rd_over(text, (size_t)(equals - text));
		ea.value = rd_over(equals + 1, (size_t)(end - equals - 1));
		assert_true(smb2_put_ea(&w, &list, &ea));
	}
	return wr_written(&w);
}

static const char *
text_of(struct rd chain)
{
	static char	 text[SIZE];
	struct smb2_ea	 ea;
	size_t		 n = 0;

	text[0] = '\0';
	while (smb2_next_ea(&chain, &ea))
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%.*s=%.*s;",
		    (int)ea.name.len, (const char *)ea.name.base,
		    (int)ea.value.len, (const char *)ea.value.base);
	assert_true(rd_end(&chain));
	return text;
}

static void
asked(uint32_t flags, uint32_t index, size_t most, enum ntstatus want,
    const char *text)
{
	uint8_t				 mem[SIZE];
	struct wr			 w = wr_over(mem, sizeof(mem));
	struct smb2_query_info_req	 q = { .flags = flags,
					    .additional = index };

	assert_int_equal(eas_query(&handle, &q, &w, most), want);
	assert_string_equal(text_of(wr_written(&w)), text);
}

static void
a_whole_list_begins_at_its_front_each_time(void **state)
{
	(void)state;
	asked(0, 0, SIZE, NT_NO_EAS_ON_FILE, "");
	assert_int_equal(eas_change(&handle, eas_of("A=1;B=22;C=3")), NT_OK);
	asked(0, 0, SIZE, NT_OK, "A=1;B=22;C=3;");
	asked(0, 0, SIZE, NT_OK, "A=1;B=22;C=3;");
	asked(0, 0, 24, NT_BUFFER_OVERFLOW, "A=1;B=22;");
	asked(0, 0, 8, NT_BUFFER_OVERFLOW, "");
	asked(SL_INDEX_SPECIFIED, 2, SIZE, NT_OK, "B=22;C=3;");
	asked(SL_INDEX_SPECIFIED, 0, SIZE, NT_NONEXISTENT_EA_ENTRY, "");
	asked(SL_INDEX_SPECIFIED, 4, SIZE, NT_NONEXISTENT_EA_ENTRY, "");
}

static void
one_by_one_a_scan_goes_on_and_ends(void **state)
{
	const uint32_t	 one = SL_RETURN_SINGLE_ENTRY;

	(void)state;
	assert_int_equal(eas_change(&handle, eas_of("A=1;B=2")), NT_OK);
	asked(one, 0, SIZE, NT_OK, "A=1;");
	asked(one, 0, 4, NT_BUFFER_OVERFLOW, "");
	asked(one, 0, SIZE, NT_OK, "B=2;");
	asked(one, 0, SIZE, NT_NO_MORE_EAS, "");
	asked(one | SL_RESTART_SCAN, 0, SIZE, NT_OK, "A=1;");
	asked(one | SL_INDEX_SPECIFIED, 2, SIZE, NT_OK, "B=2;");
}

static void
some_are_asked_for_by_name(void **state)
{
	static const uint8_t		 names[] = {
		8, 0, 0, 0, 1, 'b', 0, 0,  0, 0, 0, 0, 1, 'X', 0 };
	struct smb2_query_info_req	 q = { .input = rd_over(names,
					    sizeof(names)) };
	uint8_t				 mem[SIZE];
	struct wr			 w = wr_over(mem, sizeof(mem));

	(void)state;
	assert_int_equal(eas_change(&handle, eas_of("A=1;B=2")), NT_OK);
	assert_int_equal(eas_query(&handle, &q, &w, SIZE), NT_OK);
	assert_string_equal(text_of(wr_written(&w)), "B=2;X=;");
	q.input.len--;
	assert_int_equal(eas_query(&handle, &q, &w, SIZE),
	    NT_EA_LIST_INCONSISTENT);
}

static void
bad_lists_change_nothing(void **state)
{
	struct rd	 chain = eas_of("A*=1");

	(void)state;
	assert_int_equal(eas_change(&handle, chain), NT_INVALID_EA_NAME);
	chain.len--;
	assert_int_equal(eas_change(&handle, chain), NT_EA_LIST_INCONSISTENT);
	assert_int_equal(kept_len, 0);
	kept[0] = 3;			/* as a damaged disk has it */
	kept_len = 1;
	asked(0, 0, SIZE, NT_EA_CORRUPT_ERROR, "");
	assert_int_equal(eas_change(&handle, eas_of("A=1")),
	    NT_EA_CORRUPT_ERROR);
}

static void
a_new_file_gets_its_own(void **state)
{
	struct vfs_tree	 tree = { .ops = &ops }, plain = { .ops = &plain_ops };
	struct rd	 eas;

	(void)state;
	assert_int_equal(eas_wanted(&tree, eas_of("A=1;a=2;B="), &eas),
	    NT_OK);
	assert_string_equal(text_of(eas), "a=2;");
	assert_int_equal(eas_wanted(&tree, eas_of("A*=1"), &eas),
	    NT_INVALID_EA_NAME);
	assert_int_equal(eas_wanted(&plain, eas_of("A=1"), &eas),
	    NT_EAS_NOT_SUPPORTED);
	assert_int_equal(eas_wanted(&plain, rd_over(NULL, 0), &eas), NT_OK);
	file.ops = &plain_ops;
	asked(0, 0, SIZE, NT_EAS_NOT_SUPPORTED, "");
}

static void
what_must_be_known_keeps_the_ignorant_out(void **state)
{
	(void)state;
	assert_int_equal(eas_needed(&handle), NT_OK);
	assert_int_equal(eas_change(&handle, eas_of("A=1;B=2")), NT_OK);
	assert_int_equal(eas_needed(&handle), NT_OK);
	kept[4] = 0x80;			/* FILE_NEED_EA */
	assert_int_equal(eas_needed(&handle), NT_ACCESS_DENIED);
	file.ops = &plain_ops;
	assert_int_equal(eas_needed(&handle), NT_OK);
}

/* --- security descriptors --- */

static const struct smb2_ace	 two_aces[] = {
	{ ACCESS_DENIED_ACE_TYPE, 0, DELETE,
	    { .count = 1, .authority = 1, .sub = { 0 } } },
	{ ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, GENERIC_READ,
	    { .count = 1, .authority = 1, .sub = { 0 } } },
};

static struct smb2_set_info_req
set_of(const struct smb2_security *sd, uint32_t parts)
{
	static uint8_t	 mem[SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));

	smb2_put_security(&w, sd);
	assert_true(wr_ok(&w));
	return (struct smb2_set_info_req){ .additional = parts,
	    .input = wr_written(&w) };
}

static struct smb2_security
descriptor(void)
{
	return (struct smb2_security){
		.control = SE_DACL_PRESENT,
		.has_owner = true, .owner = rights.owner,
		.has_group = true, .group = rights.group,
		.dacl = { .count = 2, .aces = two_aces },
	};
}

static enum ntstatus
change(const struct smb2_security *sd, uint32_t parts)
{
	struct smb2_set_info_req	 q = set_of(sd, parts);

	return security_change(&handle, &q);
}

static void
a_dacl_is_set_with_generic_rights_mapped(void **state)
{
	struct smb2_security	 sd = descriptor();

	(void)state;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION |
	    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION), NT_OK);
	assert_int_equal(rights.naces, 2);
	assert_true(rights.aces[0].denies && !rights.aces[1].denies);
	assert_int_equal(rights.aces[1].access, FILE_GENERIC_READ);
	assert_int_equal(rights.aces[1].flags, CONTAINER_INHERIT_ACE);
	assert_int_equal(rights.control, 0);
	sd.control |= SE_DACL_PROTECTED | SE_DACL_AUTO_INHERITED;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION), NT_OK);
	assert_int_equal(rights.control, SE_DACL_PROTECTED);
	sd.control |= SE_DACL_AUTO_INHERIT_REQ;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION), NT_OK);
	assert_int_equal(rights.control,
	    SE_DACL_PROTECTED | SE_DACL_AUTO_INHERITED);
	assert_int_equal(sets, 3);
}

static void
without_a_dacl_everybody_may_all(void **state)
{
	struct smb2_security	 sd = descriptor();

	(void)state;
	sd.dacl.null = true;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION), NT_OK);
	assert_true(rights.everybody);
	sd.dacl = (struct smb2_acl){ .count = 0 };
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION), NT_OK);
	assert_false(rights.everybody);
	assert_int_equal(rights.naces, 0);
}

static void
each_part_asks_for_its_right(void **state)
{
	static const struct {
		uint32_t	 part, right;
	} rows[] = {
		{ DACL_SECURITY_INFORMATION, WRITE_DAC },
		{ OWNER_SECURITY_INFORMATION, WRITE_OWNER },
		{ GROUP_SECURITY_INFORMATION, WRITE_OWNER },
	};
	struct smb2_security	 sd = descriptor();
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		handle.granted = rows[i].right;
		assert_int_equal(change(&sd, rows[i].part), NT_OK);
		handle.granted = FILE_ALL_ACCESS & ~rows[i].right;
		assert_int_equal(change(&sd, rows[i].part), NT_ACCESS_DENIED);
	}
	handle.granted = WRITE_DAC;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION |
	    OWNER_SECURITY_INFORMATION), NT_ACCESS_DENIED);
	handle.granted = FILE_ALL_ACCESS;
	assert_int_equal(change(&sd, SACL_SECURITY_INFORMATION),
	    NT_ACCESS_DENIED);
	handle.read_only = true;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION),
	    NT_ACCESS_DENIED);
	handle.read_only = false;
	file.ops = &plain_ops;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION),
	    NT_ACCESS_DENIED);
}

static void
owner_and_group_stay_who_they_are(void **state)
{
	struct smb2_security	 sd = descriptor();

	(void)state;
	sd.owner = sd.group = sid_known(SID_USERS)->sid;
	assert_int_equal(change(&sd, OWNER_SECURITY_INFORMATION |
	    DACL_SECURITY_INFORMATION), NT_INVALID_OWNER);
	assert_int_equal(change(&sd, GROUP_SECURITY_INFORMATION),
	    NT_INVALID_PRIMARY_GROUP);
	assert_int_equal(sets, 0);
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION), NT_OK);
	sd.has_owner = false;
	assert_int_equal(change(&sd, OWNER_SECURITY_INFORMATION),
	    NT_INVALID_OWNER);
}

static void
entries_that_cannot_be_kept_are_refused(void **state)
{
	struct smb2_ace			 many[VFS_ACES_MAX + 1];
	struct smb2_security		 sd = descriptor();
	struct smb2_set_info_req	 q;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(many); i++)
		many[i] = two_aces[1];
	many[1].type = SYSTEM_AUDIT_ACE_TYPE;
	sd.dacl.aces = many;
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION),
	    NT_INVALID_ACL);
	many[1].type = 0x05;			/* ACCESS_ALLOWED_OBJECT */
	assert_int_equal(change(&sd, DACL_SECURITY_INFORMATION),
	    NT_INVALID_ACL);
	sd = descriptor();
	q = set_of(&sd, DACL_SECURITY_INFORMATION);
	q.input.len--;
	assert_int_equal(security_change(&handle, &q),
	    NT_INVALID_SECURITY_DESCR);
	assert_int_equal(sets, 0);
}

static void
a_new_file_gets_the_dacl_that_it_was_given(void **state)
{
	struct vfs_tree			 tree = { .ops = &ops };
	struct vfs_tree			 plain = { .ops = &plain_ops };
	struct smb2_security		 sd = descriptor();
	struct smb2_set_info_req	 q = set_of(&sd, 0);
	struct vfs_security		 s;
	bool				 given;

	(void)state;
	assert_int_equal(security_wanted(&tree, q.input, &s, &given), NT_OK);
	assert_true(given);
	assert_int_equal(s.naces, 2);
	assert_true(sid_equal(&s.owner, &sd.owner));
	assert_int_equal(security_wanted(&plain, q.input, &s, &given), NT_OK);
	assert_false(given);
	sd.control = 0;
	q = set_of(&sd, 0);
	assert_int_equal(security_wanted(&tree, q.input, &s, &given), NT_OK);
	assert_false(given);
	q.input.len = 19;
	assert_int_equal(security_wanted(&tree, q.input, &s, &given),
	    NT_INVALID_SECURITY_DESCR);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define ROW(name)	cmocka_unit_test_setup(name, up)
		ROW(a_whole_list_begins_at_its_front_each_time),
		ROW(one_by_one_a_scan_goes_on_and_ends),
		ROW(some_are_asked_for_by_name),
		ROW(bad_lists_change_nothing),
		ROW(a_new_file_gets_its_own),
		ROW(what_must_be_known_keeps_the_ignorant_out),
		ROW(a_dacl_is_set_with_generic_rights_mapped),
		ROW(without_a_dacl_everybody_may_all),
		ROW(each_part_asks_for_its_right),
		ROW(owner_and_group_stay_who_they_are),
		ROW(entries_that_cannot_be_kept_are_refused),
		ROW(a_new_file_gets_the_dacl_that_it_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
