/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/smb2/create_context.h"
#include "protocol/smb2/header.h"

#define SIZE	1024

/* The contexts of a CREATE request as they stand in the message. */
static struct rd
contexts_of(struct wr *w)
{
	struct smb2_create_req	 req;
	struct rd		 r = wr_written(w);

	rd_skip(&r, SMB2_HEADER_SIZE);
	assert_int_equal(smb2_get_create_req(&r, &req), NT_OK);
	return req.contexts;
}

static struct smb2_create_body
begin(struct wr *w, uint8_t *mem)
{
	*w = wr_over(mem, SIZE);
	wr_zero(w, SMB2_HEADER_SIZE);
	return smb2_put_create_req(w, &(struct smb2_create_req){
	    .name = rd_over("a\0b\0c\0", 6) });
}

static void
every_kind_is_told_from_every_other(void **state)
{
	uint8_t			 mem[SIZE];
	struct wr		 w;
	struct smb2_create_body	 body = begin(&w, mem);
	struct smb2_create_asks	 asks;
	struct rd		 data = rd_over("12345678", 8);
	struct rd		 list;
	enum smb2_context	 kind;
	int			 i;

	(void)state;
	for (i = SMB2_CONTEXT_UNKNOWN + 1; i < SMB2_CONTEXT_COUNT; i++)
		smb2_put_context(&w, &body, (enum smb2_context)i, &data);
	assert_true(wr_ok(&w));
	list = contexts_of(&w);
	for (i = SMB2_CONTEXT_UNKNOWN + 1;
	    smb2_next_context(&list, &kind, &data); i++) {
		assert_int_equal(kind, i);
		assert_int_equal(data.len, 8);
		assert_memory_equal(data.base, "12345678", 8);
		assert_int_equal((size_t)(data.base - mem) % 8, 0);
	}
	assert_true(rd_end(&list));
	assert_int_equal(i, SMB2_CONTEXT_COUNT);
	assert_int_equal(smb2_get_create_asks(contexts_of(&w), &asks), NT_OK);
	assert_int_equal(asks.kinds, (1U << SMB2_CONTEXT_COUNT) - 2);
}

static void
numbers_are_read_where_they_are_asked_for(void **state)
{
	uint8_t			 mem[SIZE];
	struct wr		 w;
	struct smb2_create_body	 body = begin(&w, mem);
	struct smb2_create_asks	 asks;
	struct rd		 none = rd_over("", 0);
	struct rd		 one = rd_over("\1\0\0\0\0\0\0\0", 8);
	struct rd		 two = rd_over("\2\0\0\0\0\0\0\x80", 8);

	(void)state;
	assert_int_equal(smb2_get_create_asks(contexts_of(&w), &asks), NT_OK);
	assert_int_equal(asks.kinds, 0);
	smb2_put_context(&w, &body, SMB2_CONTEXT_MXAC, &none);
	smb2_put_context(&w, &body, SMB2_CONTEXT_ALSI, &one);
	smb2_put_context(&w, &body, SMB2_CONTEXT_TWRP, &two);
	assert_int_equal(smb2_get_create_asks(contexts_of(&w), &asks), NT_OK);
	assert_true(smb2_asks_for(&asks, SMB2_CONTEXT_MXAC));
	assert_false(smb2_asks_for(&asks, SMB2_CONTEXT_QFID));
	assert_true(asks.allocation == 1);
	assert_true(asks.snapshot == 0x8000000000000002ULL);
	assert_true(asks.max_access_time == 0);
}

static void
a_context_twice_or_too_short_is_refused(void **state)
{
	static const struct {
		enum smb2_context	 first, second;
		size_t			 len;
		bool			 fine;
	} rows[] = {
		{ SMB2_CONTEXT_ALSI, SMB2_CONTEXT_TWRP, 8, true },
		{ SMB2_CONTEXT_ALSI, SMB2_CONTEXT_ALSI, 8, false },
		{ SMB2_CONTEXT_QFID, SMB2_CONTEXT_QFID, 0, false },
		{ SMB2_CONTEXT_ALSI, SMB2_CONTEXT_QFID, 7, false },
		{ SMB2_CONTEXT_TWRP, SMB2_CONTEXT_QFID, 7, false },
		{ SMB2_CONTEXT_MXAC, SMB2_CONTEXT_QFID, 7, false },
		{ SMB2_CONTEXT_MXAC, SMB2_CONTEXT_QFID, 0, true },
		{ SMB2_CONTEXT_MXAC, SMB2_CONTEXT_QFID, 8, true },
	};
	uint8_t			 mem[SIZE];
	struct wr		 w;
	struct smb2_create_body	 body;
	struct smb2_create_asks	 asks;
	struct rd		 data;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		body = begin(&w, mem);
		data = rd_over("12345678", rows[i].len);
		smb2_put_context(&w, &body, rows[i].first, &data);
		smb2_put_context(&w, &body, rows[i].second, &data);
		if ((smb2_get_create_asks(contexts_of(&w), &asks) == NT_OK) !=
		    rows[i].fine)
			fail_msg("row %zu", i);
	}
}

/* QFid, then an unknown "Xxxx" with eight bytes of data. */
static const uint8_t	wire[] = {
	24, 0, 0, 0, 16, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	'Q', 'F', 'i', 'd', 0, 0, 0, 0,
	0, 0, 0, 0, 16, 0, 4, 0, 0, 0, 24, 0, 8, 0, 0, 0,
	'X', 'x', 'x', 'x', 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
};

static bool
accepts(const uint8_t *p, size_t n)
{
	struct smb2_create_asks	 asks;

	return n > 24 && smb2_get_create_asks(rd_over(p, n), &asks) == NT_OK;
}

static void
lists_that_point_astray_are_refused(void **state)
{
	static const struct {
		size_t	 at;
		uint8_t	 value;
		bool	 fine;
	} rows[] = {
		{ 0, 0, true },		/* the second is out of sight */
		{ 0, 8, false },	/* into the first itself */
		{ 0, 20, false },	/* not aligned */
		{ 0, 48, false },	/* no context there */
		{ 0, 64, false },	/* behind the end */
		{ 0, 255, false },
		{ 4, 0, false },	/* name over the fixed part */
		{ 4, 15, false },
		{ 4, 21, false },
		{ 4, 20, true },	/* another name: unknown */
		{ 6, 3, false },	/* no name of three */
		{ 6, 9, false },
		{ 12, 1, false },	/* data, but no offset */
		{ 34, 23, false },	/* data not aligned */
		{ 34, 16, true },	/* over the name: harmless */
		{ 34, 8, false },	/* over the fixed part */
		{ 34, 32, false },
		{ 36, 9, false },
		{ 39, 1, false },
	};
	uint8_t	*p;
	size_t	 i;

	(void)state;
	no_prefix_is_accepted(accepts, wire, sizeof(wire));
	for (i = 0; i < nitems(rows); i++) {
		p = exact(wire, sizeof(wire));
		p[rows[i].at] = rows[i].value;
		if (accepts(p, sizeof(wire)) != rows[i].fine)
			fail_msg("row %zu", i);
		free(p);
	}
}

/* "MxAc" and "QFid" without data, the second right behind the first. */
static void
a_context_begins_on_a_multiple_of_eight(void **state)
{
	static const uint8_t	 crowded[] = {
		20, 0, 0, 0, 16, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		'M', 'x', 'A', 'c',
		0, 0, 0, 0, 16, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		'Q', 'F', 'i', 'd',
	};

	(void)state;
	assert_false(accepts(crowded, sizeof(crowded)));
}

static void
the_answers_come_back(void **state)
{
	uint8_t			 mem[SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct smb2_create_body	 body;
	struct smb2_create_rsp	 rsp;
	enum smb2_context	 kind;
	struct rd		 r, data;
	uint32_t		 status, access;
	uint64_t		 index, volume;

	(void)state;
	wr_zero(&w, SMB2_HEADER_SIZE);
	body = smb2_put_create_rsp(&w, &(struct smb2_create_rsp){ .action = 2 });
	smb2_put_mxac(&w, &body, NT_OK, 0x1f01ff);
	smb2_put_qfid(&w, &body, 0x1111222233334444ULL, 0x5555);
	r = wr_written(&w);
	rd_skip(&r, SMB2_HEADER_SIZE);
	assert_int_equal(smb2_get_create_rsp(&r, &rsp), NT_OK);
	assert_true(smb2_next_context(&rsp.contexts, &kind, &data));
	assert_int_equal(kind, SMB2_CONTEXT_MXAC);
	assert_true(smb2_get_mxac(data, &status, &access));
	assert_int_equal(status, 0);
	assert_int_equal(access, 0x1f01ff);
	assert_true(smb2_next_context(&rsp.contexts, &kind, &data));
	assert_int_equal(kind, SMB2_CONTEXT_QFID);
	assert_int_equal(data.len, 32);
	assert_true(smb2_get_qfid(data, &index, &volume));
	assert_true(index == 0x1111222233334444ULL && volume == 0x5555);
	assert_false(smb2_next_context(&rsp.contexts, &kind, &data));
	assert_true(rd_end(&rsp.contexts));
	assert_false(smb2_get_mxac(rd_over(mem, 7), &status, &access));
	assert_false(smb2_get_qfid(rd_over(mem, 15), &index, &volume));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_told_from_every_other),
		cmocka_unit_test(numbers_are_read_where_they_are_asked_for),
		cmocka_unit_test(a_context_twice_or_too_short_is_refused),
		cmocka_unit_test(lists_that_point_astray_are_refused),
		cmocka_unit_test(a_context_begins_on_a_multiple_of_eight),
		cmocka_unit_test(the_answers_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
