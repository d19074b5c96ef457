/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "base/text.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/dssetup.h"
#include "protocol/rpc/pipe_int.h"
#include "tests/unit/rpc_site.h"

static const struct rpc_syntax	ndr64 = {
	RPC_UUID(0x71710533U, 0xbeba, 0x4937, 0x8319, 0xb5dbef9ccc36ULL), 1, 0
};
static const struct rpc_syntax	features = {
	RPC_UUID(0x6cb71c2cU, 0x9812, 0x4540, 0x0300, 0ULL), 1, 0
};

struct fixture {
	struct rpc_site	 site;
	struct rpc_pipe	*pipe;
	struct buf	 pdu;		/* being written */
	uint8_t		 mem[8192];	/* the message that was read */
	size_t		 len;
};

static void
open_pipe(struct fixture *f, const char *name)
{
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find(name), &f->site.host,
	    &f->site.holder, &f->pipe), 0);
}

static int
setup(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_true(rpc_site_init(&f->site, RPC_USER));
	buf_init(&f->pdu, 65536);
	open_pipe(f, "lsarpc");
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	rpc_pipe_free(&f->pipe);
	rpc_site_free(&f->site);
	buf_free(&f->pdu);
	free(f);
	return 0;
}

/* --- raw PDUs --- */

static struct ndr
pdu(struct fixture *f, enum rpc_type type, uint8_t flags, uint32_t call)
{
	const struct rpc_pdu	 head = { .type = (uint8_t)type,
				    .flags = flags, .call = call };

	buf_clear(&f->pdu);
	return rpc_pdu_begin(&f->pdu, &head);
}

static enum ntstatus
send_pdu(struct fixture *f, struct ndr *n)
{
	rpc_pdu_end(n, 0);
	assert_true(ndr_ok(n));
	return rpc_pipe_write(f->pipe, buf_reader(&f->pdu));
}

static enum ntstatus
read_message(struct fixture *f)
{
	struct wr	 w = wr_over(f->mem, sizeof(f->mem));
	enum ntstatus	 status = rpc_pipe_read(f->pipe, &w);

	f->len = w.pos;
	return status;
}

static struct rpc_pdu
message(struct fixture *f)
{
	struct rpc_pdu	 got;

	assert_int_equal(read_message(f), NT_OK);
	assert_int_equal(rpc_pdu_open(rd_over(f->mem, f->len), &got), 0);
	return got;
}

static struct rpc_bind
one_context(const struct rpc_syntax *iface, const struct rpc_syntax *transfer)
{
	struct rpc_bind	 b = { .max_xmit = 4280, .max_recv = 4280, .count = 1 };

	b.context[0].count = 1;
	b.context[0].interface = *iface;
	b.context[0].transfer[0] = *transfer;
	return b;
}

static struct rpc_bind_ack
bind_with(struct fixture *f, enum rpc_type type, struct rpc_bind *b)
{
	struct rpc_bind_ack	 a = { 0 };
	struct rpc_pdu		 got;
	struct ndr		 n = pdu(f, type, RPC_WHOLE, 1);

	rpc_bind_body(&n, b);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	got = message(f);
	assert_int_equal(got.type, type == RPC_BIND ? RPC_BIND_ACK :
	    RPC_ALTER_RESP);
	assert_int_equal(got.call, 1);
	n = rpc_pdu_body(&got);
	rpc_bind_ack_body(&n, &a);
	assert_true(ndr_ok(&n));
	return a;
}

static void
bind_lsarpc(struct fixture *f)
{
	struct rpc_bind	 b = one_context(&lsarpc_iface.syntax, &rpc_ndr32);

	assert_int_equal(bind_with(f, RPC_BIND, &b).result[0].result,
	    RPC_ACCEPTED);
}

static void
send_request(struct fixture *f, uint8_t flags, struct rpc_request q,
    const void *stub, size_t len)
{
	struct ndr	 n = pdu(f, RPC_REQUEST, flags, 2);

	rpc_request_body(&n, &q, flags & RPC_OBJECT);
	buf_add(&f->pdu, stub, len);
	assert_int_equal(send_pdu(f, &n), NT_OK);
}

static uint32_t
fault(struct fixture *f)
{
	struct rpc_pdu		 got = message(f);
	struct rpc_response	 head = { 0 };
	struct ndr		 n = rpc_pdu_body(&got);
	uint32_t		 status = 0;

	assert_int_equal(got.type, RPC_FAULT);
	rpc_fault_body(&n, &head, &status);
	assert_true(ndr_ok(&n));
	return status;
}

/* GetUserName of nobody in particular: two NULL pointers and a NULL name. */
static const uint8_t	get_user_name[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
static const struct rpc_request	user_name = { .opnum = LSA_GET_USER_NAME };

static void
ask_user_name(struct fixture *f)
{
	send_request(f, RPC_WHOLE, user_name, get_user_name,
	    sizeof(get_user_name));
}

static void
expect_response(struct fixture *f)
{
	assert_int_equal(message(f).type, RPC_RESPONSE);
}

/* The pipe has nothing more to say, and says so. */
static void
expect_end(struct fixture *f)
{
	assert_int_equal(read_message(f), NT_PIPE_DISCONNECTED);
	assert_true(rpc_pipe_ended(f->pipe));
	assert_string_not_equal(rpc_pipe_why(f->pipe), "");
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over("x", 1)),
	    NT_PIPE_DISCONNECTED);
}

/* --- bind --- */

static void
each_context_of_a_bind_is_answered_for_itself(void **state)
{
	struct fixture		*f = *state;
	struct rpc_bind		 b = one_context(&lsarpc_iface.syntax,
				    &rpc_ndr32);
	struct rpc_bind_ack	 a;

	b.count = 5;
	b.context[1] = b.context[0];
	b.context[1].id = 1;
	b.context[1].transfer[0] = ndr64;
	b.context[2] = b.context[0];
	b.context[2].id = 2;
	b.context[2].transfer[0] = features;
	b.context[3] = b.context[0];
	b.context[3].id = 3;
	b.context[3].interface = srvsvc_iface.syntax;
	b.context[4] = b.context[0];
	b.context[4].id = 4;
	b.context[4].interface = dssetup_iface.syntax;
	b.context[4].transfer[0] = ndr64;
	b.context[4].transfer[1] = rpc_ndr32;
	b.context[4].count = 2;
	a = bind_with(f, RPC_BIND, &b);
	assert_int_equal(a.count, 5);
	assert_int_equal(a.result[0].result, RPC_ACCEPTED);
	assert_true(rpc_syntax_equal(&a.result[0].transfer, &rpc_ndr32));
	assert_int_equal(a.result[1].result, RPC_PROVIDER_REJECTION);
	assert_int_equal(a.result[1].reason, RPC_REASON_TRANSFER_SYNTAX);
	assert_int_equal(a.result[2].result, RPC_NEGOTIATE_ACK);
	assert_int_equal(a.result[2].reason, RPC_KEEP_ON_ORPHAN);
	assert_int_equal(a.result[3].result, RPC_PROVIDER_REJECTION);
	assert_int_equal(a.result[3].reason, RPC_REASON_ABSTRACT_SYNTAX);
	assert_int_equal(a.result[4].result, RPC_ACCEPTED);
	assert_int_not_equal(a.group, 0);
	assert_string_equal(a.address, "\\PIPE\\lsass");
}

static void
fragments_are_agreed_on_within_bounds(void **state)
{
	static const struct {
		uint16_t	 xmit, recv, agreed;
	} rows[] = {
		{ 4280, 4280, 4280 }, { 5840, 5840, 4280 },
		{ 65535, 65535, 4280 }, { 3003, 4280, 3000 },
		{ 4280, 2999, 2992 }, { 0, 0, 2048 }, { 16, 4280, 2048 },
	};
	struct fixture		*f = *state;
	struct rpc_bind		 b;
	struct rpc_bind_ack	 a;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		b = one_context(&lsarpc_iface.syntax, &rpc_ndr32);
		b.max_xmit = rows[i].xmit;
		b.max_recv = rows[i].recv;
		a = bind_with(f, RPC_BIND, &b);
		assert_int_equal(a.max_xmit, rows[i].agreed);
		assert_int_equal(a.max_recv, rows[i].agreed);
	}
}

static void
another_version_of_an_interface_is_not_ours(void **state)
{
	struct fixture		*f = *state;
	struct rpc_bind		 b = one_context(&lsarpc_iface.syntax,
				    &rpc_ndr32);

	b.context[0].interface.major++;
	assert_int_equal(bind_with(f, RPC_BIND, &b).result[0].result,
	    RPC_PROVIDER_REJECTION);
	b.context[0].interface.major--;
	b.context[0].interface.minor++;
	assert_int_equal(bind_with(f, RPC_ALTER, &b).result[0].result,
	    RPC_PROVIDER_REJECTION);
}

static void
alter_context_adds_an_interface(void **state)
{
	struct fixture	*f = *state;
	struct rpc_bind	 b = one_context(&dssetup_iface.syntax, &rpc_ndr32);

	bind_lsarpc(f);
	b.context[0].id = 1;
	assert_int_equal(bind_with(f, RPC_ALTER, &b).result[0].result,
	    RPC_ACCEPTED);
	send_request(f, RPC_WHOLE, (struct rpc_request){ .context = 1 },
	    "\1\0", 2);
	expect_response(f);
	ask_user_name(f);
	expect_response(f);
}

static void
a_context_keeps_its_interface(void **state)
{
	struct fixture	*f = *state;
	struct rpc_bind	 b = one_context(&dssetup_iface.syntax, &rpc_ndr32);
	struct ndr	 n;

	bind_lsarpc(f);
	n = pdu(f, RPC_ALTER, RPC_WHOLE, 1);
	rpc_bind_body(&n, &b);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	assert_int_equal(fault(f), RPC_FAULT_PROTOCOL);
	expect_end(f);
}

static void
contexts_are_limited(void **state)
{
	struct fixture		*f = *state;
	struct rpc_bind		 b = one_context(&lsarpc_iface.syntax,
				    &rpc_ndr32);
	struct rpc_bind_ack	 a;
	uint8_t			 i;

	b.count = RPC_CONTEXTS_MAX;
	for (i = 1; i < RPC_CONTEXTS_MAX; i++) {
		b.context[i] = b.context[0];
		b.context[i].id = i;
	}
	a = bind_with(f, RPC_BIND, &b);
	assert_int_equal(a.result[RPC_CONTEXTS_MAX - 1].result, RPC_ACCEPTED);
	b.count = 1;
	b.context[0].id = RPC_CONTEXTS_MAX;
	a = bind_with(f, RPC_ALTER, &b);
	assert_int_equal(a.result[0].result, RPC_PROVIDER_REJECTION);
	assert_int_equal(a.result[0].reason, RPC_REASON_LOCAL_LIMIT);
}

/* --- protocol errors --- */

static void
impossible_binds_are_refused(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;		/* in the PDU */
		uint8_t		 value;
	} rows[] = {
		{ "no context", 24, 0 },
		{ "more contexts than there are", 24, 2 },
		{ "a context without transfer syntax", 30, 0 },
		{ "another association group", 20, 1 },
	};
	struct fixture		*f = *state;
	struct rpc_bind		 b = one_context(&lsarpc_iface.syntax,
				    &rpc_ndr32);
	struct ndr		 n;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		n = pdu(f, RPC_BIND, RPC_WHOLE, 1);
		rpc_bind_body(&n, &b);
		f->pdu.data[rows[i].at] = rows[i].value;
		assert_int_equal(send_pdu(f, &n), NT_OK);
		if (message(f).type != RPC_BIND_NAK)
			fail_msg("%s was taken", rows[i].what);
		expect_end(f);
	}
}

static void
pdus_out_of_turn_end_the_pipe(void **state)
{
	static const struct {
		enum rpc_type	 type;
		bool		 bound;
	} rows[] = {
		{ RPC_REQUEST, false }, { RPC_ALTER, false },
		{ RPC_AUTH3, false }, { RPC_CO_CANCEL, false },
		{ RPC_BIND, true }, { RPC_AUTH3, true },
		{ RPC_RESPONSE, true }, { RPC_BIND_ACK, true },
		{ RPC_FAULT, true }, { RPC_SHUTDOWN, true }, { 1, true },
		{ 200, true },
	};
	struct fixture		*f = *state;
	struct rpc_request	 q = { 0 };
	struct ndr		 n;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		if (rows[i].bound)
			bind_lsarpc(f);
		n = pdu(f, rows[i].type, RPC_WHOLE, 1);
		rpc_request_body(&n, &q, false);
		assert_int_equal(send_pdu(f, &n), NT_OK);
		assert_int_equal(fault(f), RPC_FAULT_PROTOCOL);
		expect_end(f);
	}
}

static void
what_is_no_pdu_ends_the_pipe(void **state)
{
	static const char	*rows[] = {
		"GET / HTTP/1.0\r\n\r\n", "\5\0\13\3\20\0\0\0\17\0\0\0\1\0\0\0",
		"\5\0\13\3\20\0\0\0\377\377\0\0\1\0\0\0",
	};
	static const size_t	 sizes[] = { 18, 16, 16 };
	struct fixture		*f = *state;
	size_t			 i;

	for (i = 0; i < nitems(rows); i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		assert_int_equal(rpc_pipe_write(f->pipe, rd_over(rows[i],
		    sizes[i])), NT_OK);
		expect_end(f);
	}
}

/* GetUserName, but for its arguments. */
static struct ndr
big_endian(struct fixture *f, uint8_t flags)
{
	const struct rpc_pdu	 head = { .type = RPC_REQUEST, .flags = flags,
				    .big = true, .call = 2 };
	struct rpc_request	 q = user_name;
	struct ndr		 n;

	buf_clear(&f->pdu);
	n = rpc_pdu_begin(&f->pdu, &head);
	rpc_request_body(&n, &q, false);
	return n;
}

static void
fragments_that_do_not_belong_together_end_the_pipe(void **state)
{
	static const struct {
		const char	*what;
		uint8_t		 flags;		/* of the second one */
		size_t		 at;		/* changed in its header */
		uint8_t		 value;
	} rows[] = {
		{ "two first ones", RPC_FIRST, 0, 5 },
		{ "another call", RPC_LAST, 12, 9 },
	};
	struct fixture	*f = *state;
	struct ndr	 n;
	size_t		 i;

	for (i = 0; i < nitems(rows); i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		bind_lsarpc(f);
		send_request(f, RPC_FIRST, user_name, get_user_name, 8);
		n = pdu(f, RPC_REQUEST, rows[i].flags, 2);
		rpc_request_body(&n, &(struct rpc_request){ 0 }, false);
		f->pdu.data[rows[i].at] = rows[i].value;
		assert_int_equal(send_pdu(f, &n), NT_OK);
		if (fault(f) != RPC_FAULT_PROTOCOL)
			fail_msg("%s were taken", rows[i].what);
		expect_end(f);
	}
	rpc_pipe_free(&f->pipe);
	open_pipe(f, "lsarpc");
	bind_lsarpc(f);
	send_request(f, RPC_FIRST, user_name, get_user_name, 8);
	n = big_endian(f, RPC_LAST);		/* halfway through */
	assert_int_equal(send_pdu(f, &n), NT_OK);
	assert_int_equal(fault(f), RPC_FAULT_PROTOCOL);
	expect_end(f);
	rpc_pipe_free(&f->pipe);
	open_pipe(f, "lsarpc");
	bind_lsarpc(f);
	send_request(f, RPC_LAST, user_name, get_user_name, 8);
	assert_int_equal(fault(f), RPC_FAULT_PROTOCOL);
	expect_end(f);
}

/* --- calls --- */

static void
calls_that_cannot_be_made_are_faults_and_the_pipe_goes_on(void **state)
{
	static const struct {
		struct rpc_request	 q;
		size_t			 len;
		uint32_t		 fault;
	} rows[] = {
		{ { .context = 7, .opnum = 45 }, 12, RPC_FAULT_UNKNOWN_IF },
		{ { .opnum = 1 }, 12, RPC_FAULT_OP_RANGE },
		{ { .opnum = 69 }, 12, RPC_FAULT_OP_RANGE },
		{ { .opnum = 65535 }, 12, RPC_FAULT_OP_RANGE },
		{ { .opnum = 45 }, 11, RPC_FAULT_BAD_STUB_DATA },
		{ { .opnum = 45 }, 0, RPC_FAULT_BAD_STUB_DATA },
		{ { .opnum = LSA_CLOSE }, 12, RPC_FAULT_BAD_STUB_DATA },
	};
	struct fixture	*f = *state;
	size_t		 i;

	bind_lsarpc(f);
	for (i = 0; i < nitems(rows); i++) {
		send_request(f, RPC_WHOLE, rows[i].q, get_user_name,
		    rows[i].len);
		assert_int_equal(fault(f), rows[i].fault);
	}
	ask_user_name(f);
	expect_response(f);
}

static void
a_request_may_come_in_any_pieces(void **state)
{
	struct fixture	*f = *state;
	uint8_t		 copy[64];
	size_t		 i, len;

	bind_lsarpc(f);
	send_request(f, RPC_FIRST, user_name, get_user_name, 3);
	assert_int_equal(read_message(f), NT_LATER);
	send_request(f, 0, user_name, get_user_name, 0);
	send_request(f, 0, user_name, get_user_name, 8);
	assert_int_equal(read_message(f), NT_LATER);
	send_request(f, RPC_LAST, user_name, get_user_name, 1);
	expect_response(f);
	ask_user_name(f);
	len = f->pdu.len;
	assert_true(len <= sizeof(copy));
	memcpy(copy, f->pdu.data, len);
	expect_response(f);
	for (i = 0; i < len; i++) {
		assert_int_equal(read_message(f), NT_LATER);
		assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy + i, 1)),
		    NT_OK);
	}
	expect_response(f);
}

static void
an_object_uuid_is_passed_over(void **state)
{
	struct fixture	*f = *state;

	bind_lsarpc(f);
	send_request(f, RPC_WHOLE | RPC_OBJECT, user_name, get_user_name,
	    sizeof(get_user_name));
	expect_response(f);
}

static void
a_short_read_gets_the_rest_of_the_message_next(void **state)
{
	struct fixture	*f = *state;
	uint8_t		 all[256];
	struct wr	 w;
	size_t		 left, n;

	bind_lsarpc(f);
	ask_user_name(f);
	ask_user_name(f);		/* waits until the first is read */
	left = rpc_pipe_left(f->pipe);
	assert_true(left > 24 && left < sizeof(all));
	for (n = 0; n < left - 1; n++) {
		w = wr_over(all + n, 1);
		assert_int_equal(rpc_pipe_read(f->pipe, &w),
		    NT_BUFFER_OVERFLOW);
		assert_int_equal(rpc_pipe_left(f->pipe), left - n - 1);
	}
	w = wr_over(all + n, sizeof(all) - n);
	assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
	assert_int_equal(w.pos, 1);	/* not a byte of the second answer */
	expect_response(f);
	assert_memory_equal(all, f->mem, left);
	assert_int_equal(read_message(f), NT_LATER);
}

static void
too_much_ahead_of_its_answers_is_busy(void **state)
{
	struct fixture	*f = *state;
	unsigned int	 waiting = 0;

	bind_lsarpc(f);
	ask_user_name(f);
	while (rpc_pipe_write(f->pipe, buf_reader(&f->pdu)) == NT_OK)
		waiting++;
	assert_int_equal(waiting, RPC_INPUT_MAX / f->pdu.len);
	for (waiting++; waiting > 0; waiting--)
		expect_response(f);
	assert_int_equal(read_message(f), NT_LATER);
}

static void
a_cancel_is_no_error_and_an_orphan_is_forgotten(void **state)
{
	struct fixture	*f = *state;
	struct ndr	 n;

	bind_lsarpc(f);
	n = pdu(f, RPC_CO_CANCEL, RPC_WHOLE, 2);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	send_request(f, RPC_FIRST, user_name, get_user_name, 8);
	n = pdu(f, RPC_ORPHANED, RPC_WHOLE, 2);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	assert_int_equal(read_message(f), NT_LATER);
	ask_user_name(f);
	expect_response(f);
}

static void
a_request_beyond_the_limit_is_a_fault(void **state)
{
	static const uint8_t	 zeroes[4000];
	struct fixture		*f = *state;
	int			 i;

	f->site.host.request_max = 8000;
	bind_lsarpc(f);
	send_request(f, RPC_FIRST, user_name, zeroes, sizeof(zeroes));
	for (i = 0; i < 3; i++)
		send_request(f, 0, user_name, zeroes, sizeof(zeroes));
	assert_null(f->pipe->call->stub.data);	/* nothing is kept of it */
	send_request(f, RPC_LAST, user_name, zeroes, sizeof(zeroes));
	assert_int_equal(fault(f), RPC_FAULT_NO_MEMORY);
	ask_user_name(f);
	expect_response(f);
}

static void
an_idle_pipe_owns_no_buffer(void **state)
{
	struct fixture	*f = *state;

	bind_lsarpc(f);
	ask_user_name(f);
	expect_response(f);
	assert_true(sizeof(struct rpc_pipe) < 1024);
	assert_null(f->pipe->in.data);
	assert_null(f->pipe->out.data);
	assert_null(f->pipe->call);
	assert_null(f->pipe->auth);
}

/* --- association groups --- */

static uint32_t
bind_into(struct fixture *f, uint32_t group)
{
	struct rpc_bind	 b = one_context(&lsarpc_iface.syntax, &rpc_ndr32);

	b.group = group;
	return bind_with(f, RPC_BIND, &b).group;
}

static void
expect_no_group(struct fixture *f, uint32_t group)
{
	struct rpc_bind	 b = one_context(&lsarpc_iface.syntax, &rpc_ndr32);
	struct ndr	 n;

	b.group = group;
	rpc_pipe_free(&f->pipe);
	open_pipe(f, "lsarpc");
	n = pdu(f, RPC_BIND, RPC_WHOLE, 1);
	rpc_bind_body(&n, &b);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	assert_int_equal(message(f).type, RPC_BIND_NAK);
	rpc_pipe_free(&f->pipe);
}

static void
the_pipes_of_a_group_share_handles(void **state)
{
	static const struct rpc_request	 open = { .opnum = LSA_OPEN_POLICY2 };
	static const struct rpc_request	 shut = { .opnum = LSA_CLOSE };
	static const uint8_t		 zeroes[32];
	struct fixture			*f = *state;
	struct rpc_pipe			*first = f->pipe;
	uint8_t				 handle[20];
	uint32_t			 group = bind_into(f, 0);

	send_request(f, RPC_WHOLE, open, zeroes, sizeof(zeroes));
	expect_response(f);
	memcpy(handle, f->mem + RPC_REQUEST_SIZE, sizeof(handle));
	open_pipe(f, "lsarpc");
	assert_int_equal(bind_into(f, group), group);
	rpc_pipe_free(&first);
	send_request(f, RPC_WHOLE, shut, handle, sizeof(handle));
	expect_response(f);
	send_request(f, RPC_WHOLE, shut, handle, sizeof(handle));
	assert_int_equal(fault(f), RPC_FAULT_CONTEXT_MISMATCH);
	rpc_pipe_free(&f->pipe);
	expect_no_group(f, group);	/* it went with its last pipe */
}

static void
a_group_is_for_one_caller(void **state)
{
	struct fixture	*f = *state;
	struct rpc_pipe	*first = f->pipe;
	uint32_t	 group = bind_into(f, 0);

	f->pipe = NULL;
	f->site.caller.sid.sub[4]++;
	expect_no_group(f, group);
	f->site.caller.sid.sub[4]--;
	expect_no_group(f, ~group);
	open_pipe(f, "lsarpc");
	assert_int_equal(bind_into(f, group), group);
	rpc_pipe_free(&first);
}

/* --- the verification trailer --- */

#define MAGIC	"\x8a\xe3\x13\x71\x02\xf4\x36\x71"
#define LSA_ID	"\x78\x57\x34\x12\x34\x12\xcd\xab\xef\x00"		\
		"\x01\x23\x45\x67\x89\xab\0\0\0\0"
#define NDR_ID	"\x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8"		\
		"\x08\x00\x2b\x10\x48\x60\2\0\0\0"
#define CTX(iface, transfer)	"\2\x40\x28\0" iface transfer

static void
a_verification_trailer_has_to_fit(void **state)
{
	static const struct {
		const char	*bytes;
		size_t		 len;
		bool		 fits;
	} rows[] = {
#define ROW(s, fits)	{ s, sizeof(s) - 1, fits }
		ROW("", true),
		ROW("any bytes behind the arguments", true),
		ROW(MAGIC "\1\x40\4\0\1\0\0\0", true),
		ROW(MAGIC CTX(LSA_ID, NDR_ID), true),
		ROW(MAGIC "\1\0\4\0\1\0\0\0" CTX(LSA_ID, NDR_ID), true),
		ROW(MAGIC CTX(NDR_ID, NDR_ID), false),
		ROW(MAGIC CTX(LSA_ID, LSA_ID), false),
		ROW(MAGIC "\3\x40\x10\0\0\0\0\0\x10\0\0\0\2\0\0\0\0\0\x2d\0", true),
		ROW(MAGIC "\3\x40\x10\0\0\0\0\0\x10\0\0\0\3\0\0\0\0\0\x2d\0", false),
		ROW(MAGIC "\3\x40\x10\0\0\0\0\0\x10\0\0\0\2\0\0\0\1\0\x2d\0", false),
		ROW(MAGIC "\3\x40\x10\0\0\0\0\0\x10\0\0\0\2\0\0\0\0\0\x2e\0", false),
		ROW(MAGIC "\3\x40\x10\0\2\0\0\0\x10\0\0\0\2\0\0\0\0\0\x2d\0", false),
		ROW(MAGIC "\x44\x40\2\0xx", true),	/* unknown */
		ROW(MAGIC "\x44\xc0\2\0xx", false),	/* but a must */
		ROW(MAGIC "\1\x40\5\0\1\0\0\0\0", false),
		ROW(MAGIC "\1\0\4\0\1\0\0\0", false),	/* no end */
		ROW(MAGIC "\1\x40\4\0\1\0\0", false),
		ROW(MAGIC, false),
#undef ROW
	};
	struct fixture	*f = *state;
	uint8_t		 stub[256];
	size_t		 i;

	bind_lsarpc(f);
	for (i = 0; i < nitems(rows); i++) {
		memcpy(stub, get_user_name, sizeof(get_user_name));
		memcpy(stub + sizeof(get_user_name), rows[i].bytes,
		    rows[i].len);
		send_request(f, RPC_WHOLE, user_name, stub,
		    sizeof(get_user_name) + rows[i].len);
		if (rows[i].fits)
			expect_response(f);
		else
			assert_int_equal(fault(f), RPC_FAULT_ACCESS_DENIED);
	}
}

/* It is little-endian whatever the arguments in front of it are. */
static void
a_verification_trailer_has_its_own_byte_order(void **state)
{
	static const char	 trailer[] = MAGIC CTX(LSA_ID, NDR_ID);
	struct fixture		*f = *state;
	struct ndr		 n;

	bind_lsarpc(f);
	n = big_endian(f, RPC_WHOLE);
	buf_add(&f->pdu, get_user_name, sizeof(get_user_name));
	buf_add(&f->pdu, trailer, sizeof(trailer) - 1);
	assert_int_equal(send_pdu(f, &n), NT_OK);
	expect_response(f);
}

static void
a_handle_belongs_to_its_interface(void **state)
{
	struct fixture		*f = *state;
	struct rpc_group	*g = rpc_group_join(f->site.host.groups, 0,
				    &rpc_site_user);
	struct rpc_handle	 h;
	const struct rpc_object	 in = { .kind = 3, .access = 7, .id = 1000 };
	struct rpc_object	 out;

	assert_non_null(g);
	assert_int_equal(group_handle_new(g, &lsarpc_iface, &in, &h), 0);
	assert_false(group_handle_find(g, &srvsvc_iface, &h, &out));
	assert_false(group_handle_close(g, &srvsvc_iface, &h));
	assert_true(group_handle_find(g, &lsarpc_iface, &h, &out));
	assert_int_equal(out.kind, 3);
	assert_int_equal(out.access, 7);
	assert_int_equal(out.id, 1000);
	rpc_group_leave(&g);
}

static void
a_verifier_without_a_logon_is_refused(void **state)
{
	const struct rpc_verifier	 v = { .type = RPC_AUTH_NTLM,
					    .level = RPC_LEVEL_CONNECT,
					    .value = rd_over("sixteen bytes...",
					    16) };
	struct fixture			*f = *state;
	struct rpc_bind			 b = one_context(&lsarpc_iface.syntax,
					    &rpc_ndr32);
	struct rpc_request		 q = user_name;
	struct ndr			 n;
	int				 i;

	for (i = 0; i < 2; i++) {
		rpc_pipe_free(&f->pipe);
		open_pipe(f, "lsarpc");
		bind_lsarpc(f);
		n = pdu(f, i == 0 ? RPC_REQUEST : RPC_ALTER, RPC_WHOLE, 2);
		if (i == 0)
			rpc_request_body(&n, &q, false);
		else
			rpc_bind_body(&n, &b);
		rpc_verifier_put(&n, &v);
		rpc_pdu_end(&n, 16);
		assert_int_equal(rpc_pipe_write(f->pipe, buf_reader(&f->pdu)),
		    NT_OK);
		assert_int_equal(fault(f), RPC_FAULT_ACCESS_DENIED);
		expect_end(f);
	}
}

static void
pipes_are_found_by_name_in_any_case(void **state)
{
	static const struct {
		const char	*name;
		bool		 ours;
	} rows[] = {
		{ "srvsvc", true }, { "SrvSvc", true }, { "wkssvc", true },
		{ "lsarpc", true }, { "lsass", true }, { "samr", true },
		{ "winreg", true }, { "", false }, { "\\srvsvc", false },
		{ "pipe\\srvsvc", false }, { "srvsvc2", false },
		{ "spoolss", false },
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		if ((rpc_endpoint_find(rows[i].name) != NULL) != rows[i].ours)
			fail_msg("%s", rows[i].name);
	}
}

static void
a_pipe_without_services_refuses_every_interface(void **state)
{
	struct fixture	*f = *state;
	struct rpc_bind	 b = one_context(&lsarpc_iface.syntax, &rpc_ndr32);

	rpc_pipe_free(&f->pipe);
	open_pipe(f, "samr");
	assert_int_equal(bind_with(f, RPC_BIND, &b).result[0].result,
	    RPC_PROVIDER_REJECTION);
}

#define T(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_context_of_a_bind_is_answered_for_itself),
		T(fragments_are_agreed_on_within_bounds),
		T(another_version_of_an_interface_is_not_ours),
		T(alter_context_adds_an_interface),
		T(a_context_keeps_its_interface),
		T(contexts_are_limited),
		T(impossible_binds_are_refused),
		T(pdus_out_of_turn_end_the_pipe),
		T(what_is_no_pdu_ends_the_pipe),
		T(fragments_that_do_not_belong_together_end_the_pipe),
		T(calls_that_cannot_be_made_are_faults_and_the_pipe_goes_on),
		T(a_request_may_come_in_any_pieces),
		T(an_object_uuid_is_passed_over),
		T(a_short_read_gets_the_rest_of_the_message_next),
		T(too_much_ahead_of_its_answers_is_busy),
		T(a_cancel_is_no_error_and_an_orphan_is_forgotten),
		T(a_request_beyond_the_limit_is_a_fault),
		T(an_idle_pipe_owns_no_buffer),
		T(the_pipes_of_a_group_share_handles),
		T(a_group_is_for_one_caller),
		T(a_verification_trailer_has_to_fit),
		T(a_verification_trailer_has_its_own_byte_order),
		T(a_handle_belongs_to_its_interface),
		T(a_verifier_without_a_logon_is_refused),
		T(pipes_are_found_by_name_in_any_case),
		T(a_pipe_without_services_refuses_every_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
