/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>

#include "protocol/rpc/pdu.h"

/* A request of four bytes of arguments with a verifier of eight. */
static const uint8_t	request[] = {
	5, 0, RPC_REQUEST, RPC_WHOLE, 0x10, 0, 0, 0, 48, 0, 8, 0, 7, 0, 0, 0,
	4, 0, 0, 0, 1, 0, 15, 0,			/* context 1, opnum 15 */
	'd', 'a', 't', 'a', 0, 0, 0, 0,
	RPC_AUTH_NTLM, RPC_LEVEL_INTEGRITY, 4, 0, 9, 0, 0, 0,
	's', 'i', 'g', 'n', 'e', 'd', '.', '.'
};

static bool
opens(const uint8_t *p, size_t n)
{
	struct rpc_pdu	 pdu;

	return rpc_pdu_open(rd_over(p, n), &pdu) == 0;
}

static void
a_request_comes_apart(void **state)
{
	struct rpc_pdu		 pdu;
	struct rpc_request	 q = { 0 };
	struct ndr		 n;

	(void)state;
	assert_int_equal(sizeof(request), 48);
	assert_int_equal(rpc_pdu_open(rd_over(request, sizeof(request)), &pdu),
	    0);
	assert_int_equal(pdu.type, RPC_REQUEST);
	assert_int_equal(pdu.call, 7);
	n = rpc_pdu_body(&pdu);
	rpc_request_body(&n, &q, false);
	assert_true(ndr_ok(&n));
	assert_int_equal(q.context, 1);
	assert_int_equal(q.opnum, 15);
	assert_int_equal(rd_left(&n.in), 4);
	assert_memory_equal(rd_bytes(&n.in, 4), "data", 4);
	assert_int_equal(pdu.verifier.level, RPC_LEVEL_INTEGRITY);
	assert_int_equal(pdu.verifier.context, 9);
	assert_int_equal(pdu.verifier.value.len, 8);
	assert_memory_equal(pdu.verifier.value.base, "signed..", 8);
}

static void
every_prefix_is_refused(void **state)
{
	(void)state;
	no_prefix_is_accepted(opens, request, sizeof(request));
}

static void
bad_headers_are_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		uint8_t		 value;
	} rows[] = {
		{ "another version", 0, 4 },
		{ "another minor version", 1, 2 },
		{ "another character set", 4, 0x11 },
		{ "VAX floats beside big-endian", 4, 0x20 },
		{ "less than the fragment", 8, 47 },
		{ "more than the fragment", 8, 49 },
		{ "shorter than a header", 8, 15 },
		{ "a verifier longer than the body", 10, 40 },
		{ "a verifier beyond the fragment", 11, 1 },
		{ "padding longer than the body", 34, 17 },
		{ "a verifier of no type", 32, 0 },
	};
	uint8_t	 bad[sizeof(request)];
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		memcpy(bad, request, sizeof(bad));
		bad[rows[i].at] = rows[i].value;
		if (opens(bad, sizeof(bad)))
			fail_msg("%s was taken", rows[i].what);
	}
}

static void
the_length_is_known_from_the_header_on(void **state)
{
	uint8_t	 header[RPC_HEADER_SIZE];
	size_t	 length;

	(void)state;
	assert_int_equal(rpc_pdu_length(rd_over(request, 15), &length), 0);
	assert_int_equal(length, 0);
	assert_int_equal(rpc_pdu_length(rd_over(request, 16), &length), 0);
	assert_int_equal(length, 48);
	memcpy(header, request, sizeof(header));
	header[8] = 15;			/* shorter than itself */
	assert_int_equal(rpc_pdu_length(rd_over(header, 16), &length),
	    -EPROTO);
	header[8] = 0;
	assert_int_equal(rpc_pdu_length(rd_over(header, 16), &length),
	    -EPROTO);
	assert_int_equal(rpc_pdu_length(rd_over("GET / HTTP/1.0\r\n", 16),
	    &length), -EPROTO);
}

static struct rpc_pdu
reopened(const struct buf *b)
{
	struct rpc_pdu	 pdu;

	assert_int_equal(rpc_pdu_open(buf_reader(b), &pdu), 0);
	return pdu;
}

/* Each body is written and read back, in the byte order given. */
static void
bind_goes_round(bool big)
{
	struct rpc_pdu	 pdu = { .type = RPC_BIND, .flags = RPC_WHOLE,
			    .big = big, .call = 0x01020304 };
	struct rpc_bind	 b = { .max_xmit = 4280, .max_recv = 4281,
			    .group = 99, .count = 2 };
	struct rpc_bind	 back = { 0 };
	struct buf	 out;
	struct ndr	 n;

	b.context[0].id = 3;
	b.context[0].count = 2;
	b.context[0].interface = rpc_ndr32;
	b.context[0].transfer[1] = rpc_ndr32;
	b.context[1].id = 4;
	buf_init(&out, 4096);
	n = rpc_pdu_begin(&out, &pdu);
	rpc_bind_body(&n, &b);
	rpc_pdu_end(&n, 0);
	assert_true(ndr_ok(&n));
	pdu = reopened(&out);
	assert_int_equal(pdu.call, 0x01020304);
	assert_int_equal(pdu.big, big);
	n = rpc_pdu_body(&pdu);
	rpc_bind_body(&n, &back);
	assert_true(ndr_ok(&n));
	assert_int_equal(rd_left(&n.in), 0);
	assert_memory_equal(&b, &back, sizeof(b));
	buf_free(&out);
}

static void
ack_goes_round(bool big)
{
	struct rpc_pdu		 pdu = { .type = RPC_BIND_ACK,
				    .flags = RPC_WHOLE, .big = big };
	struct rpc_bind_ack	 a = { .max_xmit = 1, .max_recv = 2,
				    .group = 3, .address = "\\PIPE\\x",
				    .count = 1 };
	struct rpc_bind_ack	 back = { 0 };
	struct rpc_verifier	 v = { .type = RPC_AUTH_SPNEGO,
				    .level = RPC_LEVEL_CONNECT, .pad = 4,
				    .value = rd_over("token", 5) };
	struct buf		 out;
	struct ndr		 n;

	a.result[0].result = RPC_HEADER_SIGN;
	a.result[0].transfer = rpc_ndr32;
	buf_init(&out, 4096);
	n = rpc_pdu_begin(&out, &pdu);
	rpc_bind_ack_body(&n, &a);
	rpc_verifier_put(&n, &v);
	rpc_pdu_end(&n, 5);
	assert_true(ndr_ok(&n));
	pdu = reopened(&out);
	n = rpc_pdu_body(&pdu);
	rpc_bind_ack_body(&n, &back);
	assert_true(ndr_ok(&n));
	assert_int_equal(rd_left(&n.in), 0);
	assert_memory_equal(&a, &back, sizeof(a));
	assert_memory_equal(pdu.verifier.value.base, "token", 5);
	buf_free(&out);
}

static void
fault_and_nak_go_round(bool big)
{
	struct rpc_pdu		 pdu = { .type = RPC_FAULT,
				    .flags = RPC_WHOLE, .big = big };
	struct rpc_response	 head = { .context = 5 };
	struct rpc_response	 back = { 0 };
	uint32_t		 status = 0x1c010002, status_back = 0;
	uint16_t		 reason = 8, reason_back = 0;
	struct buf		 out;
	struct ndr		 n;

	buf_init(&out, 4096);
	n = rpc_pdu_begin(&out, &pdu);
	rpc_fault_body(&n, &head, &status);
	rpc_pdu_end(&n, 0);
	assert_int_equal(out.len, 32);
	pdu = reopened(&out);
	n = rpc_pdu_body(&pdu);
	rpc_fault_body(&n, &back, &status_back);
	assert_true(ndr_ok(&n));
	assert_int_equal(back.context, 5);
	assert_int_equal(status_back, status);
	buf_clear(&out);
	n = rpc_pdu_begin(&out, &pdu);
	rpc_bind_nak_body(&n, &reason);
	rpc_pdu_end(&n, 0);
	pdu = reopened(&out);
	n = rpc_pdu_body(&pdu);
	rpc_bind_nak_body(&n, &reason_back);
	assert_true(ndr_ok(&n));
	assert_int_equal(reason_back, 8);
	buf_free(&out);
}

static void
bodies_go_round_in_both_byte_orders(void **state)
{
	int	 big;

	(void)state;
	for (big = 0; big <= 1; big++) {
		bind_goes_round(big);
		ack_goes_round(big);
		fault_and_nak_go_round(big);
	}
}

static void
too_many_contexts_or_syntaxes_are_refused(void **state)
{
	struct rpc_pdu	 pdu = { .type = RPC_BIND, .flags = RPC_WHOLE };
	struct rpc_bind	 b = { .count = RPC_CONTEXTS_MAX };
	struct rpc_bind	 back = { 0 };
	struct buf	 out;
	struct ndr	 n;
	size_t		 at[] = { 24, 28 + 2 };	/* the two counts */
	size_t		 i;

	(void)state;
	buf_init(&out, 65536);
	for (i = 0; i < nitems(at); i++) {
		buf_clear(&out);
		n = rpc_pdu_begin(&out, &pdu);
		rpc_bind_body(&n, &b);
		buf_add(&out, (uint8_t[4096]){ 0 }, 4096);
		rpc_pdu_end(&n, 0);
		out.data[at[i]] = at[i] == 24 ? RPC_CONTEXTS_MAX + 1 :
		    RPC_TRANSFERS_MAX + 1;
		pdu = reopened(&out);
		n = rpc_pdu_body(&pdu);
		rpc_bind_body(&n, &back);
		assert_false(ndr_ok(&n));
	}
	buf_free(&out);
}

static void
an_address_without_nul_or_end_is_refused(void **state)
{
	struct rpc_pdu		 pdu = { .type = RPC_BIND_ACK,
				    .flags = RPC_WHOLE };
	struct rpc_bind_ack	 a = { .address = "123456789" };
	struct rpc_bind_ack	 back = { 0 };
	struct buf		 out;
	struct ndr		 n;
	uint8_t			 sizes[] = { 9, RPC_ADDRESS_SIZE + 1, 255 };
	size_t			 i;

	(void)state;
	buf_init(&out, 4096);
	for (i = 0; i < nitems(sizes); i++) {
		buf_clear(&out);
		n = rpc_pdu_begin(&out, &pdu);
		rpc_bind_ack_body(&n, &a);
		rpc_pdu_end(&n, 0);
		out.data[24] = sizes[i];
		pdu = reopened(&out);
		n = rpc_pdu_body(&pdu);
		rpc_bind_ack_body(&n, &back);
		assert_false(ndr_ok(&n));
	}
	buf_free(&out);
}

/* 65 bytes with the NUL where it belongs, one more than we keep. */
static void
an_address_longer_than_ours_is_refused(void **state)
{
	struct rpc_pdu		 pdu = { .type = RPC_BIND_ACK,
				    .flags = RPC_WHOLE };
	struct rpc_bind_ack	 back = { 0 };
	uint32_t		 zero = 0;
	uint16_t		 size = RPC_ADDRESS_SIZE + 1;
	struct buf		 out;
	struct ndr		 n;

	(void)state;
	buf_init(&out, 4096);
	n = rpc_pdu_begin(&out, &pdu);
	ndr_u32(&n, &zero);
	ndr_u32(&n, &zero);
	ndr_u16(&n, &size);
	buf_add(&out, (uint8_t[80]){ 0 }, 80);
	rpc_pdu_end(&n, 0);
	pdu = reopened(&out);
	n = rpc_pdu_body(&pdu);
	rpc_bind_ack_body(&n, &back);
	assert_false(ndr_ok(&n));
	buf_free(&out);
}

static void
a_big_endian_header_has_its_own_mark(void **state)
{
	static const uint8_t	 big[] = {
		5, 0, RPC_CO_CANCEL, RPC_WHOLE, 0, 0, 0, 0, 0, 16, 0, 0,
		0, 0, 0, 7
	};
	uint8_t			 odd[sizeof(big)];
	struct rpc_pdu		 pdu;

	(void)state;
	assert_int_equal(rpc_pdu_open(rd_over(big, sizeof(big)), &pdu), 0);
	assert_true(pdu.big);
	assert_int_equal(pdu.call, 7);
	memcpy(odd, big, sizeof(big));
	odd[4] = 0x01;			/* EBCDIC */
	assert_false(opens(odd, sizeof(odd)));
}

static void
features_are_told_from_syntaxes(void **state)
{
	struct rpc_syntax	 s = {
		RPC_UUID(0x6cb71c2cU, 0x9812, 0x4540, 0x0300, 0ULL), 1, 0
	};
	uint64_t		 features;

	(void)state;
	assert_true(rpc_syntax_features(&s, &features));
	assert_int_equal(features, RPC_SECURITY_MULTIPLEXING |
	    RPC_KEEP_ON_ORPHAN);
	s.major = 2;
	assert_false(rpc_syntax_features(&s, &features));
	assert_false(rpc_syntax_features(&rpc_ndr32, &features));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_comes_apart),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(the_length_is_known_from_the_header_on),
		cmocka_unit_test(bodies_go_round_in_both_byte_orders),
		cmocka_unit_test(too_many_contexts_or_syntaxes_are_refused),
		cmocka_unit_test(an_address_without_nul_or_end_is_refused),
		cmocka_unit_test(an_address_longer_than_ours_is_refused),
		cmocka_unit_test(a_big_endian_header_has_its_own_mark),
		cmocka_unit_test(features_are_told_from_syntaxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
