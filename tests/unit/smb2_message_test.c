/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What no recorded peer does: fields that contradict each other.  Each row
 * takes a good message, changes one field and says what must come of it.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/lock.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/oplock.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/session.h"
#include "protocol/smb2/tree.h"
#include "protocol/smb2/write.h"

#define SIZE	512

static const struct rd	text = { .base = (const uint8_t *)"a\0b\0c\0", .len = 6 };

static const struct smb2_negotiate_contexts	contexts = {
	.hashes = { true, 1, { SMB2_PREAUTH_INTEGRITY_SHA512 } },
	.salt = { .base = (const uint8_t *)"salt", .len = 4 },
	.ciphers = { true, 2, { SMB2_ENCRYPTION_AES128_GCM,
	    SMB2_ENCRYPTION_AES128_CCM } },
	.signings = { true, 1, { SMB2_SIGNING_AES_GMAC } },
	.netname = { .base = (const uint8_t *)"s\0", .len = 2 },
};

static void
make_negotiate_req(struct wr *w)
{
	smb2_put_negotiate_req(w, &(struct smb2_negotiate_req){
	    .dialects = { true, 2, { SMB2_DIALECT_210, SMB2_DIALECT_311 } },
	    .contexts = contexts });
}

static void
make_negotiate_rsp(struct wr *w)
{
	smb2_put_negotiate_rsp(w, &(struct smb2_negotiate_rsp){
	    .dialect = SMB2_DIALECT_311, .token = text, .contexts = contexts });
}

static void
make_session_setup_req(struct wr *w)
{
	smb2_put_session_setup_req(w, &(struct smb2_session_setup_req){
	    .token = text });
}

static void
make_session_setup_rsp(struct wr *w)
{
	smb2_put_session_setup_rsp(w, &(struct smb2_session_setup_rsp){
	    .token = text });
}

static void
make_tree_connect_req(struct wr *w)
{
	smb2_put_tree_connect_req(w, &(struct smb2_tree_connect_req){
	    .path = text });
}

static void
make_create_req(struct wr *w)
{
	struct smb2_create_body	 body;

	body = smb2_put_create_req(w, &(struct smb2_create_req){ .name = text });
	smb2_put_qfid(w, &body, 1, 2);
}

static void
make_create_rsp(struct wr *w)
{
	struct smb2_create_body	 body;

	body = smb2_put_create_rsp(w, &(struct smb2_create_rsp){ .action = 1 });
	smb2_put_qfid(w, &body, 1, 2);
}

static void
make_read_rsp(struct wr *w)
{
	size_t	 begun = smb2_begin_read_rsp(w);

	wr_reader(w, &text);
	smb2_end_read_rsp(w, begun, text.len);
}

static void
make_write_req(struct wr *w)
{
	smb2_put_write_req(w, &(struct smb2_write_req){ .data = text });
}

static void
make_lock_req(struct wr *w)
{
	struct smb2_lock	 locks[2] = { { 0, 1, 1 }, { 5, 1, 2 } };

	smb2_put_lock_req(w, &(struct smb2_lock_req){ .count = 2 }, locks);
}

static void
make_ioctl_req(struct wr *w)
{
	smb2_put_ioctl_req(w, &(struct smb2_ioctl_req){ .input = text });
}

static void
make_ioctl_rsp(struct wr *w)
{
	size_t	 begun = smb2_begin_ioctl_rsp(w, &(struct smb2_ioctl_rsp){
	    .code = 1 });

	wr_reader(w, &text);
	smb2_end_ioctl_rsp(w, begun);
}

static void
make_query_directory_req(struct wr *w)
{
	smb2_put_query_directory_req(w, &(struct smb2_query_directory_req){
	    .pattern = text });
}

static void
make_query_info_req(struct wr *w)
{
	smb2_put_query_info_req(w, &(struct smb2_query_info_req){
	    .input = text });
}

static void
make_set_info_req(struct wr *w)
{
	size_t	 begun = smb2_begin_set_info_req(w,
	    &(struct smb2_set_info_req){ .type = 1 });

	wr_reader(w, &text);
	smb2_end_set_info_req(w, begun);
}

static void
make_output(struct wr *w)
{
	size_t	 begun = smb2_begin_output(w);

	wr_reader(w, &text);
	smb2_end_output(w, begun);
}

static void
make_error(struct wr *w)
{
	smb2_put_error_size(w, SMB2_DIALECT_311, 77);
}

#define TAKE(what)							\
static enum ntstatus							\
take_##what(struct rd *msg)						\
{									\
	struct smb2_##what	 v;					\
									\
	return smb2_get_##what(msg, &v);				\
}

TAKE(negotiate_req)
TAKE(negotiate_rsp)
TAKE(session_setup_req)
TAKE(session_setup_rsp)
TAKE(tree_connect_req)
TAKE(create_req)
TAKE(create_rsp)
TAKE(write_req)
TAKE(lock_req)
TAKE(ioctl_req)
TAKE(ioctl_rsp)
TAKE(query_directory_req)
TAKE(query_info_req)
TAKE(set_info_req)

static enum ntstatus
take_read_rsp(struct rd *msg)
{
	struct rd	 data;

	return smb2_get_read_rsp(msg, &data);
}

static enum ntstatus
take_output(struct rd *msg)
{
	struct rd	 data;

	return smb2_get_output(msg, &data);
}

static enum ntstatus
take_error(struct rd *msg)
{
	struct rd	 data;

	return smb2_get_error(msg, &data);
}

#define MESSAGE(what)	make_##what, take_##what

/* `at' counts from the header, as the specification's offsets do. */
static const struct {
	void		 (*make)(struct wr *);
	enum ntstatus	 (*take)(struct rd *);
	size_t		 at;
	size_t		 size;
	uint64_t	 value;
	bool		 fine;
} rows[] = {
	{ MESSAGE(negotiate_req), 66, 2, 0, false },	/* no dialect */
	{ MESSAGE(negotiate_req), 66, 2, 0xffff, false },
	{ MESSAGE(negotiate_req), 92, 4, 0, false },	/* contexts: where? */
	{ MESSAGE(negotiate_req), 92, 4, 0xffffffff, false },
	{ MESSAGE(negotiate_req), 92, 4, 100, false },	/* over the dialects */
	{ MESSAGE(negotiate_req), 96, 2, 0, false },	/* none */
	{ MESSAGE(negotiate_req), 96, 2, 5, false },	/* one too many */
	{ MESSAGE(negotiate_req), 96, 2, 3, true },
	{ MESSAGE(negotiate_req), 106, 2, 200, false },	/* DataLength */
	{ MESSAGE(negotiate_req), 106, 2, 9, false },
	{ MESSAGE(negotiate_req), 112, 2, 0, false },	/* no hash */
	{ MESSAGE(negotiate_req), 114, 2, 5, false },	/* SaltLength */
	{ MESSAGE(negotiate_req), 116, 2, 7, true },	/* an unknown hash */
	{ MESSAGE(negotiate_req), 128, 2, 1, false },	/* preauth twice */
	{ MESSAGE(negotiate_req), 128, 2, 0x100, true },	/* unknown */
	{ MESSAGE(negotiate_req), 136, 2, 0, false },	/* no cipher */
	{ MESSAGE(negotiate_req), 136, 2, 3, false },	/* more than there are */
	{ MESSAGE(negotiate_req), 144, 2, 2, false },	/* ciphers twice */
	{ MESSAGE(negotiate_req), 152, 2, 0, false },	/* no signing */
	{ MESSAGE(negotiate_rsp), 70, 2, 0, false },
	{ MESSAGE(negotiate_rsp), 120, 2, 127, false },	/* token over fields */
	{ MESSAGE(negotiate_rsp), 122, 2, 0xfff0, false },
	{ MESSAGE(negotiate_rsp), 124, 4, 2, false },
	{ MESSAGE(session_setup_req), 76, 2, 63, false },
	{ MESSAGE(session_setup_req), 76, 2, 87, false },
	{ MESSAGE(session_setup_req), 76, 2, 89, false },
	{ MESSAGE(session_setup_req), 76, 2, 0xffff, false },
	{ MESSAGE(session_setup_req), 78, 2, 0, true },
	{ MESSAGE(session_setup_req), 78, 2, 7, false },
	{ MESSAGE(session_setup_rsp), 68, 2, 71, false },
	{ MESSAGE(session_setup_rsp), 70, 2, 7, false },
	{ MESSAGE(tree_connect_req), 68, 2, 71, false },
	{ MESSAGE(tree_connect_req), 70, 2, 5, false },	/* odd */
	{ MESSAGE(tree_connect_req), 70, 2, 8, false },
	{ MESSAGE(create_req), 108, 2, 119, false },
	{ MESSAGE(create_req), 110, 2, 5, false },	/* odd */
	{ MESSAGE(create_req), 110, 2, 0xfffe, false },
	{ MESSAGE(create_req), 112, 4, 112, false },	/* over the fields */
	{ MESSAGE(create_req), 112, 4, 0xfffffff8, false },
	{ MESSAGE(create_req), 116, 4, 0xfffffff8, false },
	{ MESSAGE(create_req), 116, 4, 0, true },
	{ MESSAGE(create_rsp), 144, 4, 64, false },
	{ MESSAGE(create_rsp), 148, 4, 0x10000, false },
	{ MESSAGE(read_rsp), 66, 1, 79, false },
	{ MESSAGE(read_rsp), 66, 1, 255, false },
	{ MESSAGE(read_rsp), 68, 4, 7, false },
	{ MESSAGE(read_rsp), 68, 4, 0xffffffff, false },
	{ MESSAGE(write_req), 66, 2, 111, false },
	{ MESSAGE(write_req), 66, 2, 113, false },
	{ MESSAGE(write_req), 68, 4, 7, false },
	{ MESSAGE(write_req), 68, 4, 0xffffffff, false },
	{ MESSAGE(lock_req), 66, 2, 0, false },
	{ MESSAGE(lock_req), 66, 2, 3, false },
	{ MESSAGE(lock_req), 66, 2, 0xffff, false },
	{ MESSAGE(lock_req), 66, 2, 1, true },
	{ MESSAGE(ioctl_req), 88, 4, 119, false },
	{ MESSAGE(ioctl_req), 88, 4, 0xffffffff, false },
	{ MESSAGE(ioctl_req), 92, 4, 7, false },
	{ MESSAGE(ioctl_rsp), 96, 4, 111, false },
	{ MESSAGE(ioctl_rsp), 100, 4, 7, false },
	{ MESSAGE(query_directory_req), 88, 2, 95, false },
	{ MESSAGE(query_directory_req), 90, 2, 3, false },
	{ MESSAGE(query_directory_req), 90, 2, 8, false },
	{ MESSAGE(query_info_req), 72, 2, 103, false },
	{ MESSAGE(query_info_req), 76, 4, 7, false },
	{ MESSAGE(query_info_req), 76, 4, 0xffffffff, false },
	{ MESSAGE(set_info_req), 68, 4, 7, false },
	{ MESSAGE(set_info_req), 72, 2, 95, false },
	{ MESSAGE(output), 66, 2, 71, false },
	{ MESSAGE(output), 68, 4, 7, false },
	{ MESSAGE(error), 68, 4, 13, false },
	{ MESSAGE(error), 72, 4, 5, false },
	{ MESSAGE(error), 66, 1, 0, true },
};

static void
a_field_that_contradicts_the_rest_is_refused(void **state)
{
	uint8_t		 mem[SIZE], *p;
	struct wr	 w;
	struct rd	 r;
	size_t		 i, k;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		w = wr_over(mem, sizeof(mem));
		wr_zero(&w, SMB2_HEADER_SIZE);
		rows[i].make(&w);
		assert_true(wr_ok(&w));
		p = exact(mem, w.pos);
		r = rd_over(p, w.pos);
		rd_skip(&r, SMB2_HEADER_SIZE);
		if (rows[i].take(&r) != NT_OK)
			fail_msg("row %zu: refused unchanged", i);
		for (k = 0; k < rows[i].size; k++)
			p[rows[i].at + k] = (uint8_t)(rows[i].value >> 8 * k);
		r = rd_over(p, w.pos);
		rd_skip(&r, SMB2_HEADER_SIZE);
		if ((rows[i].take(&r) == NT_OK) != rows[i].fine)
			fail_msg("row %zu: at %zu", i, rows[i].at);
		free(p);
	}
}

static void
lists_keep_what_is_known_in_order(void **state)
{
	static const uint8_t	 wire[] = {
		36, 0, 6, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0x02, 0x03, 0x99, 0x99, 0x02, 0x02, 0x02, 0x03, 0x10, 0x02,
		0xff, 0x02,
	};
	struct smb2_negotiate_req req;
	struct smb2_list	 ours = { true, 2, { SMB2_DIALECT_311,
	    SMB2_DIALECT_210 } };
	struct rd		 r = rd_over(wire, sizeof(wire));

	(void)state;
	assert_int_equal(smb2_get_negotiate_req(&r, &req), NT_OK);
	assert_int_equal(req.dialects.count, 3);
	assert_int_equal(req.dialects.id[0], SMB2_DIALECT_302);
	assert_int_equal(req.dialects.id[1], SMB2_DIALECT_202);
	assert_int_equal(req.dialects.id[2], SMB2_DIALECT_210);
	assert_false(req.contexts.hashes.sent);
	assert_int_equal(smb2_list_choose(&req.dialects, &ours),
	    SMB2_DIALECT_210);
	ours.count = 1;
	assert_int_equal(smb2_list_choose(&req.dialects, &ours), -1);
}

static void
an_encoder_never_writes_past_its_room(void **state)
{
	uint8_t		*p;
	struct wr	 whole, w;
	uint8_t		 mem[SIZE];
	size_t		 i, n;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		whole = wr_over(mem, sizeof(mem));
		wr_zero(&whole, SMB2_HEADER_SIZE);
		rows[i].make(&whole);
		for (n = SMB2_HEADER_SIZE; n < whole.pos; n++) {
			p = malloc(n);
			w = wr_over(p, n);
			wr_zero(&w, SMB2_HEADER_SIZE);
			rows[i].make(&w);
			if (wr_ok(&w))
				fail_msg("row %zu: %zu bytes sufficed", i, n);
			free(p);
		}
	}
}

static void
what_does_not_fit_its_field_fails_the_writer(void **state)
{
	static uint8_t	 mem[200000];
	struct rd	 big = rd_over(mem, 70000);
	struct wr	 w;

	(void)state;
	w = wr_over(mem, sizeof(mem));
	smb2_put_session_setup_rsp(&w, &(struct smb2_session_setup_rsp){
	    .token = big });
	assert_false(wr_ok(&w));
	w = wr_over(mem, sizeof(mem));
	smb2_put_tree_connect_req(&w, &(struct smb2_tree_connect_req){
	    .path = big });
	assert_false(wr_ok(&w));
}

/* The shape in which the server writes bulk data: begin, fill, end. */
static void
a_read_response_is_cut_to_what_was_read(void **state)
{
	uint8_t		 mem[256] = { 0 };
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rd	 r, data;
	size_t		 begun;

	(void)state;
	wr_zero(&w, SMB2_HEADER_SIZE);
	begun = smb2_begin_read_rsp(&w);
	assert_int_equal(begun, SMB2_READ_RSP_DATA);
	memcpy(wr_space(&w, 100), "12345", 5);
	smb2_end_read_rsp(&w, begun, 5);
	assert_int_equal(w.pos, SMB2_READ_RSP_DATA + 5);
	r = wr_written(&w);
	rd_skip(&r, SMB2_HEADER_SIZE);
	assert_int_equal(smb2_get_read_rsp(&r, &data), NT_OK);
	assert_int_equal(data.len, 5);
	assert_memory_equal(data.base, "12345", 5);
	smb2_end_read_rsp(&w, begun, 6);
	assert_false(wr_ok(&w));
}

static void
a_write_request_is_cut_to_what_was_written(void **state)
{
	uint8_t			 mem[256] = { 0 };
	struct smb2_write_req	 req = { .offset = 9 };
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct rd		 r;
	size_t			 begun;

	(void)state;
	wr_zero(&w, SMB2_HEADER_SIZE);
	begun = smb2_begin_write_req(&w, &req);
	memcpy(wr_space(&w, 100), "12345", 5);
	smb2_end_write_req(&w, begun, 5);
	r = wr_written(&w);
	rd_skip(&r, SMB2_HEADER_SIZE);
	assert_int_equal(smb2_get_write_req(&r, &req), NT_OK);
	assert_int_equal(req.data.len, 5);
	assert_memory_equal(req.data.base, "12345", 5);
	smb2_end_write_req(&w, begun, 6);
	assert_false(wr_ok(&w));
}

/* Their offsets are fixed: a writer that stands elsewhere is our mistake. */
static void
bulk_responses_begin_behind_a_header_only(void **state)
{
	uint8_t		 mem[256];
	struct wr	 w = wr_over(mem, sizeof(mem));

	(void)state;
	(void)smb2_begin_read_rsp(&w);
	assert_false(wr_ok(&w));
	w = wr_over(mem, sizeof(mem));
	(void)smb2_begin_ioctl_rsp(&w, &(struct smb2_ioctl_rsp){ .code = 1 });
	assert_false(wr_ok(&w));
}

static void
both_forms_of_oplock_break(void **state)
{
	static const uint8_t	 lease[] = {
		36, 0, 0, 0, 2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
		13, 14, 15, 16, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct smb2_lease_ack	 ack;
	struct smb2_oplock_break b;
	struct rd		 r = rd_over(lease, sizeof(lease));

	(void)state;
	assert_int_equal(smb2_get_lease_ack(&r, &ack), NT_OK);
	assert_int_equal(ack.flags, 2);
	assert_int_equal(ack.state, 3);
	assert_int_equal(ack.key.b[15], 16);
	r = rd_over(lease, sizeof(lease));
	assert_int_equal(smb2_get_oplock_break(&r, &b), NT_INVALID_PARAMETER);
	r = rd_over(lease, sizeof(lease) - 1);
	assert_int_equal(smb2_get_lease_ack(&r, &ack), NT_INVALID_PARAMETER);
}

static void
error_data_is_wrapped_in_3_1_1_only(void **state)
{
	static const uint16_t	 dialects[] = { SMB2_DIALECT_210,
	    SMB2_DIALECT_311 };
	static const size_t	 sizes[] = { 12, 20 };
	uint8_t			 mem[64];
	struct wr		 w;
	struct rd		 r, data;
	size_t			 i;

	(void)state;
	for (i = 0; i < 2; i++) {
		w = wr_over(mem, sizeof(mem));
		smb2_put_error_size(&w, dialects[i], 0x1234);
		assert_int_equal(w.pos, sizes[i]);
		r = wr_written(&w);
		assert_int_equal(smb2_get_error(&r, &data), NT_OK);
		assert_int_equal(data.len, 4);
		assert_int_equal(rd_le32(&data), 0x1234);
	}
	w = wr_over(mem, sizeof(mem));
	smb2_put_error(&w);
	assert_int_equal(w.pos, 9);
	assert_memory_equal(mem, "\x09\0\0\0\0\0\0\0\0", 9);
}

static void
generic_rights_become_those_of_a_file(void **state)
{
	static const struct {
		uint32_t	 asked, got;
	} maps[] = {
		{ GENERIC_READ, 0x00120089 }, { GENERIC_WRITE, 0x00120116 },
		{ GENERIC_EXECUTE, 0x001200a0 }, { GENERIC_ALL, 0x001f01ff },
		{ GENERIC_READ | DELETE, 0x00130089 },
		{ FILE_READ_DATA | MAXIMUM_ALLOWED, 0x02000001 }, { 0, 0 },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(maps); i++)
		assert_int_equal(smb2_map_generic(maps[i].asked), maps[i].got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_that_contradicts_the_rest_is_refused),
		cmocka_unit_test(lists_keep_what_is_known_in_order),
		cmocka_unit_test(an_encoder_never_writes_past_its_room),
		cmocka_unit_test(what_does_not_fit_its_field_fails_the_writer),
		cmocka_unit_test(a_read_response_is_cut_to_what_was_read),
		cmocka_unit_test(a_write_request_is_cut_to_what_was_written),
		cmocka_unit_test(bulk_responses_begin_behind_a_header_only),
		cmocka_unit_test(both_forms_of_oplock_break),
		cmocka_unit_test(error_data_is_wrapped_in_3_1_1_only),
		cmocka_unit_test(generic_rights_become_those_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
