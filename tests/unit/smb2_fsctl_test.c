/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/negotiate.h"

static const struct smb2_chunk	chunks[2] = {
	{ 1, 2, 3 }, { 0x100000000ULL, 0x200000000ULL, 0x10000 }
};

static void
make_copychunk(struct wr *w)
{
	smb2_put_copychunk_req(w, &(struct smb2_copychunk_req){
	    .source = "key of twenty-four bytes", .count = 2 }, chunks);
}

static void
make_pipe_wait(struct wr *w)
{
	smb2_put_pipe_wait(w, &(struct smb2_pipe_wait){ .timed = true,
	    .timeout = 50000, .name = rd_over("s\0r\0v\0", 6) });
}

static void
make_validate(struct wr *w)
{
	smb2_put_validate_req(w, &(struct smb2_validate_req){
	    .capabilities = 0x7f, .security_mode = 1, .dialects = { true, 2, {
	    SMB2_DIALECT_210, SMB2_DIALECT_302 } } });
}

static bool
accepts_copychunk(const uint8_t *p, size_t n)
{
	struct smb2_copychunk_req	 req;

	return smb2_get_copychunk_req(rd_over(p, n), &req) == NT_OK;
}

static bool
accepts_pipe_wait(const uint8_t *p, size_t n)
{
	struct smb2_pipe_wait	 v;

	return smb2_get_pipe_wait(rd_over(p, n), &v) == NT_OK;
}

static bool
accepts_validate(const uint8_t *p, size_t n)
{
	struct smb2_validate_req	 v;

	return smb2_get_validate_req(rd_over(p, n), &v) == NT_OK;
}

static bool
accepts_validate_rsp(const uint8_t *p, size_t n)
{
	struct smb2_validate_rsp	 v;

	return smb2_get_validate_rsp(rd_over(p, n), &v) == NT_OK;
}

static bool
accepts_copychunk_rsp(const uint8_t *p, size_t n)
{
	struct smb2_copychunk_rsp	 v;

	return smb2_get_copychunk_rsp(rd_over(p, n), &v) == NT_OK;
}

static bool
accepts_object_id(const uint8_t *p, size_t n)
{
	struct smb2_object_id	 v;

	return smb2_get_object_id(rd_over(p, n), &v) == NT_OK;
}

static void
no_prefix_of_any_input_is_accepted(void **state)
{
	uint8_t		 mem[256] = { 0 };
	struct wr	 w = wr_over(mem, sizeof(mem));

	(void)state;
	make_copychunk(&w);
	no_prefix_is_accepted(accepts_copychunk, mem, w.pos);
	w = wr_over(mem, sizeof(mem));
	make_pipe_wait(&w);
	no_prefix_is_accepted(accepts_pipe_wait, mem, w.pos);
	w = wr_over(mem, sizeof(mem));
	make_validate(&w);
	no_prefix_is_accepted(accepts_validate, mem, w.pos);
	no_prefix_is_accepted(accepts_validate_rsp, mem,
	    SMB2_VALIDATE_RSP_SIZE);
	no_prefix_is_accepted(accepts_copychunk_rsp, mem,
	    SMB2_COPYCHUNK_RSP_SIZE);
	no_prefix_is_accepted(accepts_object_id, mem, SMB2_OBJECT_ID_SIZE);
}

static void
chunks_come_back(void **state)
{
	uint8_t				 mem[256];
	struct wr			 w = wr_over(mem, sizeof(mem));
	struct smb2_copychunk_req	 req;
	struct smb2_chunk		 c;
	int				 n = 0;

	(void)state;
	make_copychunk(&w);
	assert_int_equal(w.pos, 32 + 2 * 24);
	assert_int_equal(smb2_get_copychunk_req(wr_written(&w), &req), NT_OK);
	assert_memory_equal(req.source, "key of twenty-four bytes", 24);
	while (smb2_next_chunk(&req.chunks, &c)) {
		assert_true(c.source_offset == chunks[n].source_offset);
		assert_true(c.target_offset == chunks[n].target_offset);
		assert_int_equal(c.length, chunks[n].length);
		n++;
	}
	assert_int_equal(n, 2);
	mem[27] = 0x80;			/* a count that would overflow */
	assert_int_equal(smb2_get_copychunk_req(wr_written(&w), &req),
	    NT_INVALID_PARAMETER);
}

static void
the_other_payloads_come_back(void **state)
{
	uint8_t				 mem[256], key[SMB2_RESUME_KEY_SIZE];
	struct smb2_copychunk_rsp	 c = { 1, 2, 3 };
	struct smb2_object_id		 id = { { { 1 } }, { { 2 } }, { { 3 } },
	    { { 4 } } };
	struct smb2_pipe_wait		 wait;
	struct smb2_validate_req	 req;
	struct smb2_validate_rsp	 rsp = { 5, { { 6 } }, 7, 0x0302 };
	struct wr			 w = wr_over(mem, sizeof(mem));

	(void)state;
	smb2_put_resume_key(&w, (const uint8_t *)"key of twenty-four bytes");
	assert_int_equal(w.pos, SMB2_RESUME_KEY_RSP_SIZE);
	assert_int_equal(smb2_get_resume_key(wr_written(&w), key), NT_OK);
	assert_memory_equal(key, "key of twenty-four bytes", 24);
	assert_int_equal(smb2_get_resume_key(rd_over(mem, 27), key),
	    NT_INVALID_PARAMETER);
	w = wr_over(mem, sizeof(mem));
	smb2_put_copychunk_rsp(&w, &c);
	c = (struct smb2_copychunk_rsp){ 0 };
	assert_int_equal(smb2_get_copychunk_rsp(wr_written(&w), &c), NT_OK);
	assert_true(c.chunks_written == 1 && c.chunk_bytes_written == 2 &&
	    c.total_bytes_written == 3);
	w = wr_over(mem, sizeof(mem));
	smb2_put_object_id(&w, &id);
	assert_int_equal(w.pos, SMB2_OBJECT_ID_SIZE);
	assert_int_equal(smb2_get_object_id(wr_written(&w), &id), NT_OK);
	assert_true(id.object.b[0] == 1 && id.birth_volume.b[0] == 2 &&
	    id.birth_object.b[0] == 3 && id.domain.b[0] == 4);
	w = wr_over(mem, sizeof(mem));
	make_pipe_wait(&w);
	assert_int_equal(smb2_get_pipe_wait(wr_written(&w), &wait), NT_OK);
	assert_true(wait.timed && wait.timeout == 50000 && wait.name.len == 6);
	w = wr_over(mem, sizeof(mem));
	make_validate(&w);
	assert_int_equal(smb2_get_validate_req(wr_written(&w), &req), NT_OK);
	assert_int_equal(req.capabilities, 0x7f);
	assert_int_equal(req.security_mode, 1);
	assert_int_equal(req.dialects.count, 2);
	w = wr_over(mem, sizeof(mem));
	smb2_put_validate_rsp(&w, &rsp);
	assert_int_equal(w.pos, SMB2_VALIDATE_RSP_SIZE);
	assert_int_equal(smb2_get_validate_rsp(wr_written(&w), &rsp), NT_OK);
	assert_true(rsp.capabilities == 5 && rsp.server_guid.b[0] == 6 &&
	    rsp.security_mode == 7 && rsp.dialect == 0x0302);
}

static void
a_pipe_name_of_half_a_character_is_refused(void **state)
{
	uint8_t		 mem[64];
	struct wr	 w = wr_over(mem, sizeof(mem));

	(void)state;
	make_pipe_wait(&w);
	mem[8] = 5;
	assert_false(accepts_pipe_wait(mem, w.pos));
	mem[8] = 8;
	assert_false(accepts_pipe_wait(mem, w.pos));
}

static void
codes_have_names(void **state)
{
	(void)state;
	assert_string_equal(smb2_fsctl_name(FSCTL_PIPE_TRANSCEIVE),
	    "pipe-transceive");
	assert_null(smb2_fsctl_name(0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_prefix_of_any_input_is_accepted),
		cmocka_unit_test(chunks_come_back),
		cmocka_unit_test(the_other_payloads_come_back),
		cmocka_unit_test(a_pipe_name_of_half_a_character_is_refused),
		cmocka_unit_test(codes_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
