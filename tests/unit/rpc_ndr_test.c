/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "protocol/rpc/ndr.h"

/* struct { u8; [string] *a; u32; [string] *b; struct { [string] * } *in } */
struct inner {
	const char	*text;
};

struct outer {
	uint8_t		 small;
	const char	*a;
	uint32_t	 number;
	const char	*b;
	struct inner	*in;
};

static void
inner_fn(struct ndr *n, void *arg)
{
	struct inner	*i = arg;

	ndr_wstr(n, &i->text);
}

static void
outer_fn(struct ndr *n, void *arg)
{
	struct outer	*o = arg;

	ndr_align(n, 4);
	ndr_u8(n, &o->small);
	ndr_wstr(n, &o->a);
	ndr_u32(n, &o->number);
	ndr_wstr(n, &o->b);
	NDR_PTR(n, o->in, inner_fn);
}

struct list {
	uint32_t	 count;
	struct outer	*v;
};

static void
list_fn(struct ndr *n, void *arg)
{
	struct list	*l = arg;

	ndr_count(n, &l->count, 3);
	NDR_ARRAY(n, l->v, l->count, outer_fn);
}

static const uint8_t	wire[] = {
	2, 0, 0, 0,				/* count */
	0, 0, 2, 0,				/* v */
	2, 0, 0, 0,				/* maximum count */
	7, 0, 0, 0,  4, 0, 2, 0,		/* first: small, a */
	1, 2, 3, 4,  0, 0, 0, 0,		/* number, b is NULL */
	8, 0, 2, 0,				/* in */
	8, 0, 0, 0,  0, 0, 0, 0,		/* second: a is NULL */
	0, 0, 0, 0,  12, 0, 2, 0,
	0, 0, 0, 0,
	2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'A', 0, 0, 0,	/* a */
	16, 0, 2, 0,				/* what `in' points at */
	2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'C', 0, 0, 0,
	1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0,		/* b: "" */
};

static void
referents_follow_the_outermost_structure(void **state)
{
	struct inner	 in = { "C" };
	struct outer	 rows[] = {
		{ 7, "A", 0x04030201, NULL, &in }, { 8, NULL, 0, "", NULL },
	};
	struct list	 l = { 2, rows };
	struct buf	 b;
	struct ndr	 n;

	(void)state;
	buf_init(&b, 1024);
	n = ndr_writer(&b, false);
	ndr_struct(&n, list_fn, &l);
	assert_true(ndr_ok(&n));
	assert_int_equal(b.len, sizeof(wire));
	assert_memory_equal(b.data, wire, sizeof(wire));
	buf_free(&b);
}

static bool
reads(const uint8_t *p, size_t len, struct list *l, struct arena *mem)
{
	struct ndr	 n = ndr_reader(rd_over(p, len), false, mem);

	memset(l, 0, sizeof(*l));
	ndr_struct(&n, list_fn, l);
	return ndr_ok(&n) && rd_left(&n.in) == 0;
}

static void
what_was_written_is_read_back(void **state)
{
	struct arena	 mem;
	struct list	 l;

	(void)state;
	arena_init(&mem, 4096);
	assert_true(reads(wire, sizeof(wire), &l, &mem));
	assert_int_equal(l.count, 2);
	assert_int_equal(l.v[0].small, 7);
	assert_string_equal(l.v[0].a, "A");
	assert_int_equal(l.v[0].number, 0x04030201);
	assert_null(l.v[0].b);
	assert_string_equal(l.v[0].in->text, "C");
	assert_null(l.v[1].a);
	assert_string_equal(l.v[1].b, "");
	assert_null(l.v[1].in);
	arena_free(&mem);
}

static bool
list_reads(const uint8_t *p, size_t len)
{
	struct arena	 mem;
	struct list	 l;
	bool		 good;

	arena_init(&mem, 4096);
	good = reads(p, len, &l, &mem);
	arena_free(&mem);
	return good;
}

static void
every_prefix_is_refused(void **state)
{
	(void)state;
	no_prefix_is_accepted(list_reads, wire, sizeof(wire));
}

static void
wrong_counts_are_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "more rows than allowed", 0, 4 },
		{ "fewer rows than the array", 0, 1 },
		{ "another maximum count", 8, 3 },
		{ "an offset in a string", 56, 1 },
		{ "a string longer than its maximum", 52, 1 },
		{ "a string longer than it is", 60, 3 },
		{ "a string of no characters, not even NUL", 60, 0 },
		{ "a string without NUL", 66, 'B' },
	};
	uint8_t	 bad[sizeof(wire)];
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		memcpy(bad, wire, sizeof(wire));
		bad[rows[i].at] = rows[i].value;
		if (list_reads(bad, sizeof(bad)))
			fail_msg("%s was taken", rows[i].what);
	}
}

static void
an_array_never_costs_more_than_the_input_could_hold(void **state)
{
	uint8_t		 hostile[] = { 0xff, 0xff, 0xff, 0x7f };
	struct arena	 mem;
	struct ndr	 n;
	uint32_t	*v = NULL;
	uint32_t	 count = 0x7fffffffU;

	(void)state;
	arena_init(&mem, SIZE_MAX);
	n = ndr_reader(rd_over(hostile, sizeof(hostile)), false, &mem);
	NDR_REF_ARRAY(&n, v, 0x7fffffffU, ndr_u32_fn);
	assert_false(ndr_ok(&n));
	n = ndr_reader(rd_over("\1\0\0\0\1\0\0\0", 8), false, &mem);
	v = NULL;
	NDR_ARRAY(&n, v, count, ndr_u32_fn);
	assert_false(ndr_ok(&n));
	assert_int_equal(mem.used, 0);
	arena_free(&mem);
}

static void
behind_a_null_pointer_there_are_no_elements(void **state)
{
	uint8_t		 wide[] = { 3, 0, 0, 0, 0, 0, 0, 0 };
	struct arena	 mem;
	struct list	 l;

	(void)state;
	arena_init(&mem, 4096);
	assert_true(reads(wide, sizeof(wide), &l, &mem));
	assert_null(l.v);
	assert_int_equal(l.count, 0);
	arena_free(&mem);
}

static void
the_arena_limits_what_a_request_can_cost(void **state)
{
	struct arena	 mem;
	struct list	 l;

	(void)state;
	arena_init(&mem, 2 * sizeof(struct outer) + 4);
	assert_false(reads(wire, sizeof(wire), &l, &mem));
	arena_free(&mem);
}

static void
alignment_is_kept_in_both_directions(void **state)
{
	struct buf	 b;
	struct ndr	 n;
	uint8_t		 small = 1;
	uint16_t	 middle = 2;
	uint64_t	 large = 3;

	(void)state;
	buf_init(&b, 64);
	buf_add(&b, "x", 1);		/* what stood there before counts not */
	n = ndr_writer(&b, true);
	ndr_u8(&n, &small);
	ndr_u16(&n, &middle);
	ndr_u8(&n, &small);
	ndr_u64(&n, &large);
	assert_int_equal(b.len, 17);
	assert_memory_equal(b.data + 1, "\1\0\0\2\1\0\0\0\0\0\0\0\0\0\0\3", 16);
	n = ndr_reader(rd_over(b.data + 1, 16), true, NULL);
	small = 0;
	middle = 0;
	large = 0;
	ndr_u8(&n, &small);
	ndr_u16(&n, &middle);
	ndr_u8(&n, &small);
	ndr_u64(&n, &large);
	assert_true(ndr_ok(&n));
	assert_int_equal(middle, 2);
	assert_int_equal(large, 3);
	buf_free(&b);
}

static void
text_is_the_same_in_either_byte_order(void **state)
{
	static const char	*texts[] = { "", "a", "B\xc3\xbcro \xf0\x9f\x92\xbe" };
	struct arena		 mem;
	struct buf		 b;
	struct ndr		 n;
	const char		*s;
	size_t			 i;
	int			 big;

	(void)state;
	arena_init(&mem, 4096);
	buf_init(&b, 256);
	for (i = 0; i < 2 * nitems(texts); i++) {
		big = i % 2;
		n = ndr_writer(&b, big);
		s = texts[i / 2];
		ndr_wstr(&n, &s);
		ndr_ustr(&n, &s);
		n = ndr_reader(buf_reader(&b), big, &mem);
		s = NULL;
		ndr_wstr(&n, &s);
		assert_string_equal(s, texts[i / 2]);
		s = NULL;
		ndr_ustr(&n, &s);
		assert_string_equal(s, texts[i / 2]);
		assert_true(ndr_ok(&n));
		buf_clear(&b);
	}
	buf_free(&b);
	arena_free(&mem);
}

static void
counted_text_has_to_agree_with_its_counts(void **state)
{
	static const uint8_t	 good[] = {
		2, 0, 4, 0, 0, 0, 2, 0,			/* two bytes of four */
		2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'A', 0
	};
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
		bool		 taken;
	} rows[] = {
		{ "as it is", 0, 2, true },
		{ "a NUL in it", 20, 0, false },
		{ "an odd length", 0, 1, false },
		{ "more than the maximum", 2, 1, false },
		{ "an array longer than its maximum", 8, 0, false },
		{ "an offset", 12, 1, false },
		{ "a count beyond the end", 16, 2, false },
	};
	uint8_t			 bad[sizeof(good)];
	struct arena		 mem;
	struct ndr		 n;
	const char		*s;
	size_t			 i;

	(void)state;
	arena_init(&mem, 4096);
	for (i = 0; i < nitems(rows); i++) {
		memcpy(bad, good, sizeof(good));
		bad[rows[i].at] = rows[i].value;
		n = ndr_reader(rd_over(bad, sizeof(bad)), false, &mem);
		s = NULL;
		ndr_ustr(&n, &s);
		if (ndr_ok(&n) != rows[i].taken)
			fail_msg("%s", rows[i].what);
	}
	arena_free(&mem);
}

static void
a_string_ends_at_its_first_nul(void **state)
{
	static const uint8_t	 buffer[] = {
		0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0,
		'A', 0, 0, 0, 0x00, 0xd8, 0, 0	/* then a lone surrogate */
	};
	struct arena		 mem;
	struct ndr		 n;
	const char		*s = NULL;

	(void)state;
	arena_init(&mem, 4096);
	n = ndr_reader(rd_over(buffer, sizeof(buffer)), false, &mem);
	ndr_wstr(&n, &s);
	assert_true(ndr_ok(&n));
	assert_string_equal(s, "A");
	arena_free(&mem);
}

static void
ill_formed_text_is_refused(void **state)
{
	static const uint8_t	 lone[] = {
		0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
		0x00, 0xd8, 0, 0
	};
	struct arena		 mem;
	struct ndr		 n;
	const char		*s = NULL;

	(void)state;
	arena_init(&mem, 4096);
	n = ndr_reader(rd_over(lone, sizeof(lone)), false, &mem);
	ndr_wstr(&n, &s);
	assert_false(ndr_ok(&n));
	arena_free(&mem);
}

static void
a_sid_of_other_revision_or_count_is_refused(void **state)
{
	static const uint8_t	 good[] = {
		1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0
	};
	static const struct {
		size_t	 at;
		uint8_t	 value;
	} rows[] = { { 0, 2 }, { 0, 16 }, { 4, 2 }, { 5, 0 }, { 5, 16 } };
	uint8_t		 bad[sizeof(good)];
	struct sid	 sid;
	struct ndr	 n;
	size_t		 i;

	(void)state;
	memset(&sid, 0, sizeof(sid));
	n = ndr_reader(rd_over(good, sizeof(good)), false, NULL);
	ndr_struct(&n, ndr_sid_fn, &sid);
	assert_true(ndr_ok(&n));
	assert_true(sid_equal(&sid, &sid_known(SID_SYSTEM)->sid));
	for (i = 0; i < nitems(rows); i++) {
		memcpy(bad, good, sizeof(good));
		bad[rows[i].at] = rows[i].value;
		memset(&sid, 0, sizeof(sid));
		n = ndr_reader(rd_over(bad, sizeof(bad)), false, NULL);
		ndr_struct(&n, ndr_sid_fn, &sid);
		if (ndr_ok(&n))
			fail_msg("row %zu was taken", i);
	}
}

static void
a_text_too_long_for_the_wire_is_not_written(void **state)
{
	char		*long_text = malloc(NDR_TEXT_MAX + 2);
	const char	*s = long_text;
	struct buf	 b;
	struct ndr	 n;

	(void)state;
	assert_non_null(long_text);
	memset(long_text, 'x', NDR_TEXT_MAX + 1);
	long_text[NDR_TEXT_MAX + 1] = '\0';
	buf_init(&b, SIZE_MAX / 2);
	n = ndr_writer(&b, false);
	ndr_wstr(&n, &s);
	assert_false(ndr_ok(&n));
	n = ndr_writer(&b, false);
	ndr_ustr(&n, &s);
	assert_false(ndr_ok(&n));
	buf_free(&b);
	free(long_text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(referents_follow_the_outermost_structure),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(wrong_counts_are_refused),
		cmocka_unit_test(
		    an_array_never_costs_more_than_the_input_could_hold),
		cmocka_unit_test(behind_a_null_pointer_there_are_no_elements),
		cmocka_unit_test(the_arena_limits_what_a_request_can_cost),
		cmocka_unit_test(alignment_is_kept_in_both_directions),
		cmocka_unit_test(text_is_the_same_in_either_byte_order),
		cmocka_unit_test(counted_text_has_to_agree_with_its_counts),
		cmocka_unit_test(a_string_ends_at_its_first_nul),
		cmocka_unit_test(ill_formed_text_is_refused),
		cmocka_unit_test(a_sid_of_other_revision_or_count_is_refused),
		cmocka_unit_test(a_text_too_long_for_the_wire_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
