/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logons on the pipe itself, signing and sealing.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/fault.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/pipe.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/rpc/werror.h"
#include "protocol/smb2/status.h"
#include "tests/unit/rpc_site.h"

struct fixture {
	struct rpc_site		 site;
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
	struct ntlm_identity	 who;
	struct client_logon_how	 logon;
	struct rpc_client_how	 how;
};

static int
setup(void **state)
{
	struct fixture	*f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_true(rpc_site_init(&f->site, RPC_ANYBODY));
	f->who = (struct ntlm_identity){ .user = "user", .domain = "SITE01",
	    .workstation = "PC17", .target = "" };
	assert_int_equal(nt_hash(f->site.crypto, RPC_SITE_PASSWORD,
	    f->who.nt_hash), 0);
	f->logon = (struct client_logon_how){ .who = &f->who,
	    .crypto = f->site.crypto };
	f->how = (struct rpc_client_how){ .iface = &lsarpc_iface,
	    .logon = &f->logon };
	*state = f;
	return 0;
}

static void
hang_up(struct fixture *f)
{
	rpc_client_free(&f->client);
	rpc_pipe_free(&f->pipe);
}

static int
teardown(void **state)
{
	struct fixture	*f = *state;

	hang_up(f);
	rpc_site_free(&f->site);
	free(f);
	return 0;
}

static enum rpc_event
dial(struct fixture *f, bool raw, uint8_t level)
{
	hang_up(f);
	f->logon.raw = raw;
	f->how.level = level;
	ntlm_nonce_fresh(&f->logon.nonce);
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find(f->how.iface->name),
	    &f->site.host, &f->site.holder, &f->pipe), 0);
	assert_int_equal(rpc_client_new(&f->how, &f->client), 0);
	return rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX);
}

static enum rpc_event
ask_who_i_am(struct fixture *f, struct lsa_user_name *a)
{
	*a = (struct lsa_user_name){ .wants_domain = true };
	assert_int_equal(rpc_client_call(f->client, LSA_GET_USER_NAME, a), 0);
	return rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX);
}

static const struct {
	bool	 raw;
	uint8_t	 level;
	bool	 big;
} ways[] = {
	{ true, RPC_LEVEL_CONNECT, false }, { true, RPC_LEVEL_CALL, false },
	{ true, RPC_LEVEL_PACKET, false }, { true, RPC_LEVEL_INTEGRITY, false },
	{ true, RPC_LEVEL_PRIVACY, false }, { true, RPC_LEVEL_PRIVACY, true },
	{ false, RPC_LEVEL_CONNECT, false }, { false, RPC_LEVEL_PACKET, false },
	{ false, RPC_LEVEL_INTEGRITY, true },
	{ false, RPC_LEVEL_PRIVACY, false }, { false, RPC_LEVEL_PRIVACY, true },
};

static void
whoever_proves_a_password_is_somebody_at_every_level(void **state)
{
	struct fixture		*f = *state;
	struct lsa_user_name	 a;
	size_t			 i;
	int			 again;

	for (i = 0; i < nitems(ways); i++) {
		f->how.big_endian = ways[i].big;
		f->site.at_once = i % 2;
		assert_int_equal(dial(f, ways[i].raw, ways[i].level),
		    RPC_READY);
		for (again = 0; again < 3; again++) {
			if (ask_who_i_am(f, &a) != RPC_READY)
				fail_msg("way %zu: %s", i,
				    rpc_client_why(f->client));
			assert_int_equal(rpc_client_status(f->client), NT_OK);
			assert_string_equal(*a.account, "user");
		}
	}
}

/* Somebody may have relayed it. */
static void
an_operators_proof_alone_makes_nobody_one(void **state)
{
	struct fixture		*f = *state;
	struct srvs_enum	 a;
	size_t			 i;
	uint32_t		 status;
	enum rpc_right		 right;

	f->how.iface = &srvsvc_iface;
	for (right = RPC_ANYBODY; right <= RPC_OPERATOR; right++) {
		f->site.caller.right = right;
		for (i = 0; i < nitems(ways); i++) {
			f->how.big_endian = ways[i].big;
			assert_int_equal(dial(f, ways[i].raw, ways[i].level),
			    RPC_READY);
			a = (struct srvs_enum){ .list = { .level = 10,
			    .there = true } };
			assert_int_equal(rpc_client_call(f->client,
			    SRVS_SESSION_ENUM, &a), 0);
			assert_int_equal(rpc_site_talk(&f->site, f->pipe,
			    f->client, SIZE_MAX), RPC_READY);
			status = rpc_client_status(f->client);
			if ((status == WERR_OK) != (right == RPC_OPERATOR ||
			    ways[i].level >= RPC_LEVEL_PACKET))
				fail_msg("right %d, way %zu: %u", right, i,
				    status);
		}
	}
}

static void
a_long_call_is_protected_fragment_by_fragment(void **state)
{
	struct fixture		*f = *state;
	const char		*names[600];
	struct lsa_lookup_names	 a = { .count = nitems(names), .names = names,
				    .level = 1 };
	struct lsa_open		 open = { .access = 0 };
	size_t			 i;

	for (i = 0; i < nitems(names); i++)
		names[i] = i % 2 ? "user" : "somebody else";
	assert_int_equal(dial(f, false, RPC_LEVEL_PRIVACY), RPC_READY);
	assert_int_equal(rpc_client_call(f->client, LSA_OPEN_POLICY2, &open),
	    0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, SIZE_MAX),
	    RPC_READY);
	a.handle = open.handle;
	assert_int_equal(rpc_client_call(f->client, LSA_LOOKUP_NAMES3, &a), 0);
	assert_int_equal(rpc_site_talk(&f->site, f->pipe, f->client, 100),
	    RPC_READY);
	assert_int_equal(rpc_client_status(f->client), NT_SOME_NOT_MAPPED);
	assert_int_equal(a.mapped, 300);
	assert_int_equal(a.sid_count, nitems(names));
}

static void
a_wrong_password_is_refused(void **state)
{
	struct fixture		*f = *state;
	struct lsa_user_name	 a;

	f->who.nt_hash[3] ^= 1;
	/* auth3 has no answer: the next request hears of it. */
	assert_int_equal(dial(f, true, RPC_LEVEL_INTEGRITY), RPC_READY);
	assert_int_equal(ask_who_i_am(f, &a), RPC_FAULTED);
	assert_int_equal(rpc_client_fault(f->client),
	    RPC_FAULT_ACCESS_DENIED);
	assert_string_equal(rpc_pipe_why(f->pipe), "no right proof");
	assert_true(rpc_pipe_ended(f->pipe));
	assert_int_equal(dial(f, false, RPC_LEVEL_INTEGRITY), RPC_OVER);
	assert_true(rpc_pipe_ended(f->pipe));
}

/* Writes what the client has to say with one bit of it changed. */
static void
tamper(struct fixture *f, size_t at)
{
	struct rd	 pdu = rpc_client_next(f->client);
	uint8_t		*copy = exact(pdu.base, pdu.len);

	assert_true(at < pdu.len);
	copy[at] ^= 1;
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy, pdu.len)),
	    NT_OK);
	free(copy);
}

static void
expect_refusal(struct fixture *f)
{
	uint8_t		 mem[4096];
	struct wr	 w = wr_over(mem, sizeof(mem));
	struct rpc_pdu	 pdu;

	assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
	assert_int_equal(rpc_pdu_open(wr_written(&w), &pdu), 0);
	assert_int_equal(pdu.type, RPC_FAULT);
	assert_true(rpc_pipe_ended(f->pipe));
}

static void
a_changed_bit_is_noticed(void **state)
{
	/* Call id, hint, opnum, arguments, verifier and signature in it. */
	static const size_t	 at[] = { 12, 16, 22, 24, 35, 39, 40, 41, 42,
				    43, 44, 48, 52, 60, 63 };
	static const uint8_t	 levels[] = {
		RPC_LEVEL_PACKET, RPC_LEVEL_INTEGRITY, RPC_LEVEL_PRIVACY
	};
	struct fixture		*f = *state;
	struct lsa_user_name	 a = { .wants_domain = true };
	size_t			 i, k;

	for (k = 0; k < nitems(levels); k++) {
		for (i = 0; i < nitems(at); i++) {
			assert_int_equal(dial(f, k % 2, levels[k]), RPC_READY);
			assert_int_equal(rpc_client_call(f->client,
			    LSA_GET_USER_NAME, &a), 0);
			if (k % 2)	/* auth3 first */
				(void)rpc_pipe_write(f->pipe,
				    rpc_client_next(f->client));
			(void)rpc_site_answer(&f->site);
			tamper(f, at[i]);
			expect_refusal(f);
		}
	}
}

static void
a_request_played_again_is_noticed(void **state)
{
	struct fixture		*f = *state;
	struct lsa_user_name	 a = { .wants_domain = true };
	struct rd		 pdu;
	uint8_t			*copy;
	uint8_t			 mem[4096];
	struct wr		 w = wr_over(mem, sizeof(mem));

	assert_int_equal(dial(f, false, RPC_LEVEL_PRIVACY), RPC_READY);
	assert_int_equal(rpc_client_call(f->client, LSA_GET_USER_NAME, &a), 0);
	pdu = rpc_client_next(f->client);
	copy = exact(pdu.base, pdu.len);
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy, pdu.len)),
	    NT_OK);
	assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy, pdu.len)),
	    NT_OK);
	expect_refusal(f);
	free(copy);
}

/* A signature of another size, whatever is in it. */
static void
a_signature_of_another_size_is_refused(void **state)
{
	static const uint8_t	 sizes[] = { 4, 12, 20, 32 };
	struct fixture		*f = *state;
	uint8_t			 pdu[96] = { 5, 0, 0, 3, 0x10 };
	size_t			 i;

	for (i = 0; i < nitems(sizes); i++) {
		assert_int_equal(dial(f, false, RPC_LEVEL_INTEGRITY),
		    RPC_READY);
		pdu[8] = (uint8_t)(24 + 16 + 8 + sizes[i]);
		pdu[10] = sizes[i];
		pdu[40] = RPC_AUTH_SPNEGO;
		pdu[41] = RPC_LEVEL_INTEGRITY;
		pdu[44] = 1;
		assert_int_equal(rpc_pipe_write(f->pipe, rd_over(pdu,
		    pdu[8])), NT_OK);
		expect_refusal(f);
	}
}

/* The logon's second half with another type, level or number. */
static void
a_logon_goes_on_as_it_began(void **state)
{
	static const struct {
		size_t	 at;		/* from the trailer's begin */
		uint8_t	 change;
	} rows[] = {
		{ 0, RPC_AUTH_SPNEGO ^ RPC_AUTH_NTLM },
		{ 1, RPC_LEVEL_INTEGRITY ^ RPC_LEVEL_CONNECT }, { 4, 6 },
	};
	struct fixture	*f = *state;
	uint8_t		 mem[4096];
	struct wr	 w;
	struct rd	 pdu;
	uint8_t		*copy;
	size_t		 i, used, trailer;

	f->logon.raw = false;
	f->how.level = RPC_LEVEL_INTEGRITY;
	for (i = 0; i < nitems(rows); i++) {
		hang_up(f);
		assert_int_equal(rpc_pipe_new(rpc_endpoint_find("lsarpc"),
		    &f->site.host, &f->site.holder, &f->pipe), 0);
		assert_int_equal(rpc_client_new(&f->how, &f->client), 0);
		assert_int_equal(rpc_pipe_write(f->pipe,
		    rpc_client_next(f->client)), NT_OK);
		w = wr_over(mem, sizeof(mem));
		assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
		assert_int_equal(rpc_client_input(f->client, wr_written(&w),
		    &used), RPC_SEND);
		pdu = rpc_client_next(f->client);
		copy = exact(pdu.base, pdu.len);
		trailer = pdu.len - (size_t)(copy[10] | copy[11] << 8) - 8;
		copy[trailer + rows[i].at] ^= rows[i].change;
		assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy,
		    pdu.len)), NT_OK);
		free(copy);
		expect_refusal(f);
	}
}

/* A request without verifier on a pipe that agreed to have them. */
static void
an_unsigned_request_is_refused(void **state)
{
	static const uint8_t	 plain[] = {
		5, 0, 0, 3, 0x10, 0, 0, 0, 36, 0, 0, 0, 2, 0, 0, 0,
		12, 0, 0, 0, 0, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	};
	struct fixture		*f = *state;

	assert_int_equal(dial(f, false, RPC_LEVEL_INTEGRITY), RPC_READY);
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over(plain,
	    sizeof(plain))), NT_OK);
	expect_refusal(f);
	assert_int_equal(dial(f, false, RPC_LEVEL_CONNECT), RPC_READY);
	assert_int_equal(rpc_pipe_write(f->pipe, rd_over(plain,
	    sizeof(plain))), NT_OK);
	assert_false(rpc_pipe_ended(f->pipe));
}

static void
a_changed_response_is_noticed_by_the_client(void **state)
{
	struct fixture		*f = *state;
	struct lsa_user_name	 a = { .wants_domain = true };
	uint8_t			 mem[4096];
	struct wr		 w = wr_over(mem, sizeof(mem));
	size_t			 used;

	assert_int_equal(dial(f, false, RPC_LEVEL_INTEGRITY), RPC_READY);
	assert_int_equal(rpc_client_call(f->client, LSA_GET_USER_NAME, &a), 0);
	assert_int_equal(rpc_pipe_write(f->pipe, rpc_client_next(f->client)),
	    NT_OK);
	assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
	mem[30] ^= 1;
	assert_int_equal(rpc_client_input(f->client, wr_written(&w), &used),
	    RPC_OVER);
}

static void
unknown_types_and_levels_are_refused(void **state)
{
	static const struct {
		uint8_t	 type, level;
	} rows[] = {
		{ 16, RPC_LEVEL_INTEGRITY }, { 68, RPC_LEVEL_PRIVACY },
		{ RPC_AUTH_NTLM, 0 }, { RPC_AUTH_NTLM, RPC_LEVEL_NONE },
		{ RPC_AUTH_SPNEGO, 7 },
	};
	struct fixture	*f = *state;
	struct rd	 pdu;
	uint8_t		*copy;
	uint8_t		 mem[64];
	struct wr	 w;
	size_t		 i, trailer;

	for (i = 0; i < nitems(rows); i++) {
		hang_up(f);
		f->logon.raw = true;
		f->how.level = RPC_LEVEL_INTEGRITY;
		assert_int_equal(rpc_pipe_new(rpc_endpoint_find("lsarpc"),
		    &f->site.host, &f->site.holder, &f->pipe), 0);
		assert_int_equal(rpc_client_new(&f->how, &f->client), 0);
		pdu = rpc_client_next(f->client);
		copy = exact(pdu.base, pdu.len);
		trailer = pdu.len - (size_t)(copy[10] | copy[11] << 8) - 8;
		copy[trailer] = rows[i].type;
		copy[trailer + 1] = rows[i].level;
		assert_int_equal(rpc_pipe_write(f->pipe, rd_over(copy,
		    pdu.len)), NT_OK);
		free(copy);
		w = wr_over(mem, sizeof(mem));
		assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
		assert_int_equal(mem[2], RPC_BIND_NAK);
		assert_int_equal(mem[16], RPC_NAK_AUTH_TYPE);
		assert_true(rpc_pipe_ended(f->pipe));
	}
}

static void
a_pipe_may_be_closed_while_its_proof_is_judged(void **state)
{
	struct fixture	*f = *state;
	uint8_t		 mem[4096];
	struct wr	 w = wr_over(mem, sizeof(mem));
	size_t		 used;

	f->logon.raw = false;
	f->how.level = RPC_LEVEL_INTEGRITY;
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find("lsarpc"),
	    &f->site.host, &f->site.holder, &f->pipe), 0);
	assert_int_equal(rpc_client_new(&f->how, &f->client), 0);
	assert_int_equal(rpc_pipe_write(f->pipe, rpc_client_next(f->client)),
	    NT_OK);
	assert_int_equal(rpc_pipe_read(f->pipe, &w), NT_OK);
	assert_int_equal(rpc_client_input(f->client, wr_written(&w), &used),
	    RPC_SEND);
	assert_int_equal(rpc_pipe_write(f->pipe, rpc_client_next(f->client)),
	    NT_OK);
	assert_int_equal(rpc_pipe_left(f->pipe), 0);	/* being judged */
	rpc_pipe_free(&f->pipe);
	assert_true(rpc_site_answer(&f->site));
}

#define T(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(whoever_proves_a_password_is_somebody_at_every_level),
		T(an_operators_proof_alone_makes_nobody_one),
		T(a_long_call_is_protected_fragment_by_fragment),
		T(a_wrong_password_is_refused),
		T(a_changed_bit_is_noticed),
		T(a_request_played_again_is_noticed),
		T(a_signature_of_another_size_is_refused),
		T(a_logon_goes_on_as_it_began),
		T(an_unsigned_request_is_refused),
		T(a_changed_response_is_noticed_by_the_client),
		T(unknown_types_and_levels_are_refused),
		T(a_pipe_may_be_closed_while_its_proof_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
