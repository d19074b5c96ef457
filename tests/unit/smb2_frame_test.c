/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/frame.h"
#include "protocol/smb2/simple.h"
#include "protocol/smb2/smb1.h"
#include "protocol/smb2/transform.h"

static const struct smb2_header	sample = {
	.credit_charge = 1, .status = 0x80000005U, .command = SMB2_READ,
	.credits = 33, .flags = SMB2_FLAGS_SERVER_TO_REDIR, .next = 0,
	.message_id = 0x0102030405060708ULL, .process_id = 0xfeff,
	.tree_id = 7, .session_id = 0x1112131415161718ULL,
	.signature = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
};

static void
same_header(const struct smb2_header *a, const struct smb2_header *b)
{
	assert_int_equal(a->credit_charge, b->credit_charge);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->command, b->command);
	assert_int_equal(a->credits, b->credits);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->next, b->next);
	assert_true(a->message_id == b->message_id);
	assert_true(a->async_id == b->async_id);
	assert_int_equal(a->process_id, b->process_id);
	assert_int_equal(a->tree_id, b->tree_id);
	assert_true(a->session_id == b->session_id);
	assert_memory_equal(a->signature, b->signature, 16);
}

static void
a_header_comes_back_sync_and_async(void **state)
{
	uint8_t			 mem[SMB2_HEADER_SIZE];
	struct smb2_header	 h = sample, back;
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct rd		 r;

	(void)state;
	smb2_put_header(&w, &h);
	assert_true(wr_ok(&w));
	assert_int_equal(w.pos, SMB2_HEADER_SIZE);
	r = wr_written(&w);
	assert_int_equal(smb2_get_header(&r, &back), NT_OK);
	assert_int_equal(r.pos, SMB2_HEADER_SIZE);
	same_header(&h, &back);
	h.flags |= SMB2_FLAGS_ASYNC_COMMAND;
	h.process_id = h.tree_id = 0;
	h.async_id = 0x99aabbccddeeff00ULL;
	smb2_fill_header(&w, &h);
	r = wr_written(&w);
	assert_int_equal(smb2_get_header(&r, &back), NT_OK);
	same_header(&h, &back);
}

static bool
accepts_header(const uint8_t *p, size_t n)
{
	struct rd		 r = rd_over(p, n);
	struct smb2_header	 h;

	return smb2_get_header(&r, &h) == NT_OK;
}

static void
a_header_cut_or_with_a_wrong_id_or_size_is_refused(void **state)
{
	uint8_t		 mem[SMB2_HEADER_SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));
	size_t		 i;

	(void)state;
	smb2_put_header(&w, &sample);
	no_prefix_is_accepted(accepts_header, mem, sizeof(mem));
	for (i = 0; i < 6; i++) {
		mem[i] ^= 1;
		assert_false(accepts_header(mem, sizeof(mem)));
		mem[i] ^= 1;
	}
}

static void
a_header_cannot_be_filled_where_none_was_written(void **state)
{
	uint8_t		 mem[SMB2_HEADER_SIZE];
	struct wr	 w = wr_over(mem, sizeof(mem));

	(void)state;
	wr_zero(&w, 63);
	smb2_fill_header(&w, &sample);
	assert_false(wr_ok(&w));
}

static void
every_command_has_a_size_and_a_name(void **state)
{
	uint16_t	 i;

	(void)state;
	for (i = 0; i < SMB2_COMMAND_COUNT; i++) {
		assert_true(smb2_request_size(i) >= 4);
		assert_string_not_equal(smb2_command_name(i), "unknown");
	}
	assert_int_equal(smb2_request_size(SMB2_COMMAND_COUNT), 0);
	assert_int_equal(smb2_request_size(0xffff), 0);
	assert_string_equal(smb2_command_name(0xffff), "unknown");
}

static void
file_ids_are_compared_whole(void **state)
{
	struct smb2_file_id	 a = { 1, 2 }, b = { 1, 3 }, c = { 2, 2 };
	struct smb2_file_id	 all = { UINT64_MAX, UINT64_MAX };

	(void)state;
	assert_true(smb2_file_id_equal(&a, &a));
	assert_false(smb2_file_id_equal(&a, &b));
	assert_false(smb2_file_id_equal(&a, &c));
	assert_true(smb2_file_id_is_related(&all));
	all.persistent_id = 0;
	assert_false(smb2_file_id_is_related(&all));
}

static void
the_prefix_of_the_stream(void **state)
{
	uint8_t	 p[SMB2_PREFIX_SIZE];

	(void)state;
	smb2_put_prefix(p, 0x123456);
	assert_memory_equal(p, "\x00\x12\x34\x56", 4);
	assert_int_equal(smb2_get_prefix(p), 0x123456);
	smb2_put_prefix(p, SMB2_FRAME_MAX);
	assert_int_equal(smb2_get_prefix(p), SMB2_FRAME_MAX);
	p[0] = 0x81;			/* a NetBIOS session request */
	assert_int_equal(smb2_get_prefix(p), -1);
}

static void
kinds_of_frames(void **state)
{
	static const struct {
		const char	*bytes;
		size_t		 len;
		enum smb2_frame_kind kind;
	} rows[] = {
		{ "\xfeSMB", 4, SMB2_FRAME_PLAIN },
		{ "\xfdSMB", 4, SMB2_FRAME_SEALED },
		{ "\xfcSMB", 4, SMB2_FRAME_COMPRESSED },
		{ "\xffSMB", 4, SMB2_FRAME_SMB1 },
		{ "\xfeSMC", 4, SMB2_FRAME_ALIEN },
		{ "\xfeSM", 3, SMB2_FRAME_ALIEN },
		{ "", 0, SMB2_FRAME_ALIEN },
	};
	struct rd	 r;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		r = rd_over(rows[i].bytes, rows[i].len);
		assert_int_equal(smb2_frame_kind(&r), rows[i].kind);
	}
}

/*
 * Three ECHO messages, 72 bytes each, the last 68; NextCommand of the first
 * and the length of the frame are what is tried.
 */
static size_t
echoes(uint8_t mem[static 212], uint32_t next)
{
	struct smb2_header	 h = { .command = SMB2_ECHO };
	struct wr		 w;
	int			 i;

	memset(mem, 0, 212);
	for (i = 0; i < 3; i++) {
		h.message_id = (uint64_t)i;
		h.next = i == 0 ? next : i == 1 ? 72 : 0;
		w = wr_over(mem + (size_t)i * 72, 68);
		smb2_put_header(&w, &h);
		smb2_put_simple(&w);
	}
	return 212;
}

static void
a_chain_is_split_at_sound_places_only(void **state)
{
	static const struct {
		uint32_t	 next;
		size_t		 cut;		/* bytes missing at the end */
		int		 messages;
		enum smb2_chain_step end;
	} rows[] = {
		{ 72, 0, 3, SMB2_CHAIN_END },
		{ 0, 0, 1, SMB2_CHAIN_END },
		{ 144, 0, 2, SMB2_CHAIN_END },
		{ 71, 0, 0, SMB2_CHAIN_BROKEN },	/* not aligned */
		{ 68, 0, 0, SMB2_CHAIN_BROKEN },
		{ 8, 0, 0, SMB2_CHAIN_BROKEN },		/* inside the header */
		{ 56, 0, 0, SMB2_CHAIN_BROKEN },
		{ 64, 0, 1, SMB2_CHAIN_BROKEN },	/* no header there */
		{ 152, 0, 0, SMB2_CHAIN_BROKEN },	/* no room for one */
		{ 216, 0, 0, SMB2_CHAIN_BROKEN },	/* behind the end */
		{ 0xfffffff8U, 0, 0, SMB2_CHAIN_BROKEN },
		{ 72, 5, 1, SMB2_CHAIN_BROKEN },	/* a cut header */
		{ 72, 212, 0, SMB2_CHAIN_END },		/* nothing at all */
	};
	struct smb2_chain	 chain;
	struct smb2_message	 m;
	enum smb2_chain_step	 step;
	uint8_t			 mem[212], *p;
	size_t			 i, n;
	int			 got;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		n = echoes(mem, rows[i].next) - rows[i].cut;
		p = exact(mem, n);
		chain = smb2_chain_over(rd_over(p, n));
		for (got = 0; (step = smb2_chain_next(&chain, &m)) ==
		    SMB2_CHAIN_MESSAGE; got++) {
			assert_int_equal(m.body.pos, SMB2_HEADER_SIZE);
			assert_int_equal(m.header.command, SMB2_ECHO);
		}
		if (got != rows[i].messages || step != rows[i].end)
			fail_msg("row %zu: %d messages, end %d", i, got, step);
		/* What is broken stays broken, what is over stays over. */
		assert_int_equal(smb2_chain_next(&chain, &m), step);
		free(p);
	}
}

static const char	smb1_good[] =
    "\xffSMB\x72\0\0\0\0\x18\x53\xc8\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xfe"
    "\0\0\0\0\0\x22\0\x02NT LM 0.12\0\x02SMB 2.002\0\x02SMB 2.???";

static bool
accepts_smb1(const uint8_t *p, size_t n)
{
	struct smb2_smb1_negotiate	 neg;

	return smb2_get_smb1_negotiate(rd_over(p, n), &neg) == NT_OK;
}

static void
the_negotiate_of_smb1_tells_which_smb2_it_offers(void **state)
{
	uint8_t				 mem[128];
	struct smb2_smb1_negotiate	 neg, back;
	struct wr			 w;
	int				 i;

	(void)state;
	assert_int_equal(smb2_get_smb1_negotiate(rd_over(smb1_good,
	    sizeof(smb1_good)), &neg), NT_OK);
	assert_true(neg.smb2_002 && neg.smb2_any);
	for (i = 0; i < 4; i++) {
		neg.smb2_002 = i & 1;
		neg.smb2_any = i & 2;
		w = wr_over(mem, sizeof(mem));
		smb2_put_smb1_negotiate(&w, &neg);
		assert_true(wr_ok(&w));
		assert_int_equal(smb2_get_smb1_negotiate(wr_written(&w),
		    &back), NT_OK);
		assert_int_equal(back.smb2_002, neg.smb2_002);
		assert_int_equal(back.smb2_any, neg.smb2_any);
	}
}

static void
anything_else_of_smb1_is_refused(void **state)
{
	static const struct {
		size_t	 at;
		uint8_t	 value;
	} rows[] = {
		{ 0, 0xfe },		/* not SMB 1 */
		{ 4, 0x73 },		/* not a negotiate */
		{ 32, 1 },		/* words */
		{ 33, 0x23 },		/* more bytes than there are */
		{ 35, 3 },		/* not a dialect */
		{ 47, 1 },		/* the second is none */
		{ 68, 'x' },		/* no NUL at the end */
	};
	uint8_t	*p;
	size_t	 i;

	(void)state;
	assert_int_equal(sizeof(smb1_good), 69);
	no_prefix_is_accepted(accepts_smb1, smb1_good, sizeof(smb1_good));
	for (i = 0; i < nitems(rows); i++) {
		p = exact(smb1_good, sizeof(smb1_good));
		p[rows[i].at] = rows[i].value;
		if (accepts_smb1(p, sizeof(smb1_good)))
			fail_msg("row %zu was accepted", i);
		free(p);
	}
}

static bool
accepts_transform(const uint8_t *p, size_t n)
{
	struct rd		 r = rd_over(p, n);
	struct smb2_transform	 t;

	return smb2_get_transform(&r, &t) == NT_OK;
}

static void
a_transform_header_must_fit_its_frame(void **state)
{
	struct smb2_transform	 t = { .signature = { 9 }, .nonce = { 8 },
	    .size = 64, .flags = SMB2_TRANSFORM_ENCRYPTED,
	    .session_id = 0x1020304050607080ULL }, back;
	uint8_t			 mem[SMB2_TRANSFORM_SIZE + 64] = { 0 };
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct rd		 r = rd_over(mem, sizeof(mem));

	(void)state;
	smb2_put_transform(&w, &t);
	assert_int_equal(w.pos, SMB2_TRANSFORM_SIZE);
	assert_int_equal(smb2_get_transform(&r, &back), NT_OK);
	assert_memory_equal(back.signature, t.signature, 16);
	assert_memory_equal(back.nonce, t.nonce, 16);
	assert_true(back.session_id == t.session_id);
	assert_int_equal(rd_left(&r), 64);
	no_prefix_is_accepted(accepts_transform, mem, sizeof(mem));
	mem[36]++;				/* OriginalMessageSize */
	assert_false(accepts_transform(mem, sizeof(mem)));
	mem[36] = 63;				/* less than a header */
	assert_false(accepts_transform(mem, sizeof(mem) - 1));
	mem[36] = 64;
	mem[42] = 2;				/* Flags */
	assert_false(accepts_transform(mem, sizeof(mem)));
	mem[42] = 1;
	mem[0] = 0xfe;
	assert_false(accepts_transform(mem, sizeof(mem)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_comes_back_sync_and_async),
		cmocka_unit_test(a_header_cut_or_with_a_wrong_id_or_size_is_refused),
		cmocka_unit_test(a_header_cannot_be_filled_where_none_was_written),
		cmocka_unit_test(every_command_has_a_size_and_a_name),
		cmocka_unit_test(file_ids_are_compared_whole),
		cmocka_unit_test(the_prefix_of_the_stream),
		cmocka_unit_test(kinds_of_frames),
		cmocka_unit_test(a_chain_is_split_at_sound_places_only),
		cmocka_unit_test(the_negotiate_of_smb1_tells_which_smb2_it_offers),
		cmocka_unit_test(anything_else_of_smb1_is_refused),
		cmocka_unit_test(a_transform_header_must_fit_its_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
