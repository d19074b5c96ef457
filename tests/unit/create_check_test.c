/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "server/smb/create_check.h"

#define DIRECTORY	FILE_DIRECTORY_FILE

/* A plain open for reading with one field changed. */
static const struct {
	size_t		 field;
	uint32_t	 value;
	enum ntstatus	 want;
} rows[] = {
#define ROW(field, value, want)						\
	{ offsetof(struct smb2_create_req, field), (value), (want) }
	ROW(access, 0, NT_ACCESS_DENIED),
	ROW(access, FILE_READ_DATA, NT_OK),
	ROW(access, MAXIMUM_ALLOWED, NT_OK),
	ROW(access, GENERIC_ALL, NT_OK),
	ROW(access, 0x04000000, NT_ACCESS_DENIED),
	ROW(access, 0x00008000 | FILE_READ_DATA, NT_ACCESS_DENIED),
	ROW(access, ACCESS_SYSTEM_SECURITY, NT_PRIVILEGE_NOT_HELD),
	ROW(impersonation, 3, NT_OK),
	ROW(impersonation, 4, NT_BAD_IMPERSONATION_LEVEL),
	ROW(disposition, FILE_OVERWRITE_IF, NT_OK),
	ROW(disposition, 6, NT_INVALID_PARAMETER),
	ROW(share, FILE_SHARE_MASK, NT_OK),
	ROW(share, 8, NT_INVALID_PARAMETER),
	ROW(attributes, FILE_ATTRIBUTE_NORMAL, NT_OK),
	ROW(attributes, 0x08, NT_INVALID_PARAMETER),	/* VOLUME */
	ROW(attributes, 0x40, NT_INVALID_PARAMETER),	/* DEVICE */
	ROW(options, 0x00efcf7eU & ~FILE_DELETE_ON_CLOSE, NT_OK),
	ROW(options, FILE_CREATE_TREE_CONNECTION, NT_NOT_SUPPORTED),
	ROW(options, FILE_OPEN_BY_FILE_ID, NT_NOT_SUPPORTED),
	ROW(options, FILE_RESERVE_OPFILTER, NT_NOT_SUPPORTED),
	ROW(options, 0x01000000, NT_INVALID_PARAMETER),
	ROW(options, 0x80000000, NT_INVALID_PARAMETER),
	ROW(options, FILE_DELETE_ON_CLOSE, NT_ACCESS_DENIED),
	ROW(options, DIRECTORY, NT_OK),
	ROW(options, DIRECTORY | FILE_NON_DIRECTORY_FILE,
	    NT_INVALID_PARAMETER),
#undef ROW
};

static struct smb2_create_req
plain_open(void)
{
	return (struct smb2_create_req){ .impersonation = 2,
	    .access = FILE_READ_DATA, .share = FILE_SHARE_READ,
	    .disposition = FILE_OPEN };
}

static void
what_no_file_could_change_is_refused_at_once(void **state)
{
	struct smb2_create_asks	 none = { 0 };
	struct smb2_create_req	 q;
	enum ntstatus		 got;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		q = plain_open();
		memcpy((char *)&q + rows[i].field, &rows[i].value,
		    sizeof(rows[i].value));
		got = create_check(&q, &none);
		if (got != rows[i].want)
			fail_msg("row %zu: %s", i, nt_name((uint32_t)got));
	}
}

static void
folders_are_not_overwritten(void **state)
{
	static const enum ntstatus	 want[] = { NT_INVALID_PARAMETER,
					    NT_OK, NT_OK, NT_OK,
					    NT_INVALID_PARAMETER,
					    NT_INVALID_PARAMETER };
	struct smb2_create_asks		 none = { 0 };
	struct smb2_create_req		 q = plain_open();

	(void)state;
	q.options = DIRECTORY;
	for (q.disposition = 0; q.disposition < nitems(want); q.disposition++)
		assert_int_equal(create_check(&q, &none),
		    want[q.disposition]);
}

static void
who_deletes_on_close_has_the_right_to(void **state)
{
	static const uint32_t	 enough[] = { DELETE, GENERIC_ALL,
				    MAXIMUM_ALLOWED };
	struct smb2_create_asks	 none = { 0 };
	struct smb2_create_req	 q = plain_open();
	size_t			 i;

	(void)state;
	q.options = FILE_DELETE_ON_CLOSE;
	for (i = 0; i < nitems(enough); i++) {
		q.access = enough[i];
		assert_int_equal(create_check(&q, &none), NT_OK);
	}
}

/* Whatever else such a request says. */
static void
no_handle_and_no_snapshot_is_kept(void **state)
{
	static const enum smb2_context	 kinds[] = { SMB2_CONTEXT_DHNC,
					    SMB2_CONTEXT_DH2C };
	struct smb2_create_req		 nothing = { 0 }, q = plain_open();
	struct smb2_create_asks		 asks;
	size_t				 i;

	(void)state;
	for (i = 0; i < nitems(kinds); i++) {
		asks = (struct smb2_create_asks){ .kinds = 1U << kinds[i] };
		assert_int_equal(create_check(&nothing, &asks),
		    NT_OBJECT_NAME_NOT_FOUND);
	}
	asks = (struct smb2_create_asks){ .kinds = 1U << SMB2_CONTEXT_TWRP };
	assert_int_equal(create_check(&q, &asks), NT_OK);
	asks.snapshot = 1;
	assert_int_equal(create_check(&q, &asks), NT_OBJECT_NAME_NOT_FOUND);
	asks = (struct smb2_create_asks){ .kinds = 1U << SMB2_CONTEXT_DHNQ |
	    1U << SMB2_CONTEXT_RQLS };
	assert_int_equal(create_check(&q, &asks), NT_OK);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_no_file_could_change_is_refused_at_once),
		cmocka_unit_test(folders_are_not_overwritten),
		cmocka_unit_test(who_deletes_on_close_has_the_right_to),
		cmocka_unit_test(no_handle_and_no_snapshot_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
