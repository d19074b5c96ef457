/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls over a pipe, to a server that has our RPC engine behind its file.
 */
#include "tests/unit/check.h"

#include <errno.h>
#include <sys/socket.h>

#include "client/pipe.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/srvsvc.h"
#include "tests/unit/client_peer.h"
#include "tests/unit/rpc_site.h"

struct rig {
	struct event_base	*base;
	struct client		*client;
	struct client_conn	*conn;
	struct client_how	 how;
	struct ntlm_identity	 who;
	struct ntlm_identity	 rpc_who;
	struct peer		 peer;
	struct rpc_site		 site;
	struct client_pipe	*pipe;
	struct client_logon_how	 logon;
	struct srvs_enum	 args;
	unsigned		 answers;	/* of the connection */
	unsigned		 told;		/* by the pipe */
	bool			 free_within;
	struct client_pipe_result last;
};

static struct rig	rig;

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	(void)arg;
	assert_int_equal(a->error, 0);
	assert_int_equal(a->status, NT_OK);
	rig.answers++;
	(void)event_base_loopbreak(rig.base);
}

static const struct client_done	done = { on_answer, NULL };

static void
on_pipe(void *arg, const struct client_pipe_result *r)
{
	assert_ptr_equal(arg, &rig);
	rig.told++;
	rig.last = *r;
	if (rig.free_within)
		client_pipe_free(&rig.pipe);
	(void)event_base_loopbreak(rig.base);
}

static void
run(void)
{
	(void)event_base_dispatch(rig.base);
}

static void
turn(int n)
{
	while (n-- > 0)
		(void)event_base_loop(rig.base, EVLOOP_NONBLOCK);
}

static void
log_on(void)
{
	int	 fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	peer_open(&rig.peer, rig.base, fd[1]);
	assert_int_equal(client_adopt(rig.client, &rig.how, fd[0], &done,
	    &rig.conn), 0);
	run();
	assert_int_equal(client_tree_connect(rig.conn, "\\\\p\\IPC$", &done),
	    0);
	run();
	assert_int_equal(rig.answers, 2);
}

static int
setup(void **state)
{
	struct client_settings	 s = { .timeout_ms = 2000,
				    .max_frame = 1 << 20, .calls = 8,
				    .credits = 32 };

	(void)state;
	memset(&rig, 0, sizeof(rig));
	rig.base = s.base = event_base_new();
	assert_non_null(rig.base);
	assert_int_equal(client_new(&s, &rig.client, NULL), 0);
	rig.who = (struct ntlm_identity){ .user = "user", .domain = "",
	    .workstation = "PC", .target = "" };
	rig.rpc_who = rig.who;
	assert_int_equal(nt_hash(client_ntlm(rig.client), "password",
	    rig.who.nt_hash), 0);
	assert_int_equal(nt_hash(client_ntlm(rig.client), RPC_SITE_PASSWORD,
	    rig.rpc_who.nt_hash), 0);
	rig.how.who = &rig.who;
	log_on();
	assert_true(rpc_site_init(&rig.site, RPC_USER));
	rig.site.at_once = true;
	assert_int_equal(rpc_pipe_new(rpc_endpoint_find("srvsvc"),
	    &rig.site.host, &rig.site.holder, &rig.peer.pipe), 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	client_pipe_free(&rig.pipe);
	client_close(&rig.conn);
	rpc_pipe_free(&rig.peer.pipe);
	peer_close(&rig.peer);
	peer_free(&rig.peer);
	rpc_site_free(&rig.site);
	client_free(&rig.client);
	event_base_free(rig.base);
	return 0;
}

static int
open_as(const char *name, bool with_logon)
{
	struct client_pipe_how	 how = {
		.tree = PEER_TREE, .name = name, .done = on_pipe, .arg = &rig,
		.rpc = { .iface = &srvsvc_iface },
	};

	if (with_logon) {
		rig.logon = (struct client_logon_how){ .who = &rig.rpc_who,
		    .crypto = client_ntlm(rig.client) };
		ntlm_nonce_fresh(&rig.logon.nonce);
		how.rpc.logon = &rig.logon;
		how.rpc.level = RPC_LEVEL_PRIVACY;
	}
	return client_pipe_open(rig.conn, &how, &rig.pipe);
}

static void
opened(bool with_logon)
{
	assert_int_equal(open_as("srvsvc", with_logon), 0);
	run();
	assert_int_equal(rig.told, 1);
	assert_int_equal(rig.last.error, 0);
}

static int
ask(void)
{
	rig.args = (struct srvs_enum){ .server = "", .list = { .level = 1,
	    .preferred = UINT32_MAX } };
	return client_pipe_call(rig.pipe, SRVS_SHARE_ENUM, &rig.args);
}

static void
asked(void)
{
	rig.told = 0;
	assert_int_equal(ask(), 0);
	assert_int_equal(rig.told, 0);
	run();
	assert_int_equal(rig.told, 1);
	assert_int_equal(rig.last.error, 0);
	assert_int_equal(rig.last.status, 0);
}

static void
calls_are_answered_one_after_the_other(void **state)
{
	(void)state;
	opened(false);
	asked();
	assert_int_equal(rig.args.list.count, 2);
	asked();
	assert_int_equal(rig.args.list.count, 2);
}

static void
calls_under_a_logon_of_their_own_are_sealed(void **state)
{
	(void)state;
	opened(true);
	asked();
	assert_int_equal(rig.args.list.count, 2);
}

static void
a_long_answer_comes_in_many_reads(void **state)
{
	(void)state;
	rig.site.more_shares = 2000;
	opened(true);
	asked();
	assert_int_equal(rig.args.list.count, 2002);
	assert_true(rig.peer.count[SMB2_READ] > 4);
}

static void
calls_out_of_turn_are_refused_at_once(void **state)
{
	(void)state;
	assert_int_equal(open_as("srvsvc", false), 0);
	assert_int_equal(ask(), -EPROTO);
	run();
	assert_int_equal(client_pipe_call(rig.pipe, 999, &rig.args), -EINVAL);
	assert_int_equal(ask(), 0);
	assert_int_equal(ask(), -EPROTO);
	run();
	asked();
}

static void
a_pipe_that_is_not_there_says_what_the_server_says(void **state)
{
	(void)state;
	assert_int_equal(open_as("", false), 0);
	run();
	assert_int_equal(rig.last.error, -EREMOTEIO);
	assert_int_equal(rig.last.nt, NT_OBJECT_NAME_NOT_FOUND);
	assert_int_equal(ask(), -EPROTO);
}

static void
a_wrong_password_in_the_bind_ends_the_pipe(void **state)
{
	(void)state;
	rig.rpc_who.nt_hash[0] ^= 1;
	assert_int_equal(open_as("srvsvc", true), 0);
	run();
	assert_int_equal(rig.last.error, -EBADMSG);
	assert_string_not_equal(rig.last.why, "");
}

static void
flip_last(struct peer *p, uint16_t command, uint8_t *bytes, size_t *n,
    bool done_)
{
	(void)p;
	if (!done_ && command == SMB2_READ)
		bytes[*n - 1] ^= 1;
}

static void
a_touched_seal_ends_the_pipe(void **state)
{
	(void)state;
	opened(true);
	rig.peer.spoil = flip_last;
	assert_int_equal(ask(), 0);
	run();
	assert_int_equal(rig.told, 2);
	assert_int_equal(rig.last.error, -EBADMSG);
	assert_int_equal(ask(), -EPROTO);
}

static void
the_end_of_the_connection_ends_a_call(void **state)
{
	(void)state;
	opened(false);
	rig.peer.is_silent = true;
	assert_int_equal(ask(), 0);
	(void)shutdown(rig.peer.fd, SHUT_RDWR);
	run();
	assert_int_equal(rig.told, 2);
	assert_true(rig.last.error == -ECONNRESET || rig.last.error == -EPIPE);
	assert_int_equal(ask(), -EPROTO);
}

static void
a_freed_pipe_tells_nobody_and_closes_its_file(void **state)
{
	(void)state;
	opened(false);
	assert_int_equal(ask(), 0);
	client_pipe_free(&rig.pipe);
	assert_null(rig.pipe);
	turn(8);
	assert_int_equal(rig.told, 1);
	assert_int_equal(rig.peer.count[SMB2_CLOSE], 1);
}

static void
a_pipe_may_be_freed_in_its_own_answer(void **state)
{
	(void)state;
	rig.free_within = true;
	assert_int_equal(open_as("srvsvc", false), 0);
	run();
	assert_int_equal(rig.told, 1);
	assert_null(rig.pipe);
}

static void
a_pipe_outlives_its_connection_and_says_so(void **state)
{
	(void)state;
	opened(false);
	client_close(&rig.conn);
	assert_int_equal(ask(), -ENOTCONN);
	client_pipe_free(&rig.pipe);
}

/* Freed first, then the connection, with a request of it under way. */
static void
a_connection_takes_a_freed_pipe_with_it(void **state)
{
	(void)state;
	opened(false);
	assert_int_equal(ask(), 0);
	client_pipe_free(&rig.pipe);
	client_close(&rig.conn);
	turn(2);
	assert_int_equal(rig.told, 1);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest	 tests[] = {
		T(calls_are_answered_one_after_the_other),
		T(calls_under_a_logon_of_their_own_are_sealed),
		T(a_long_answer_comes_in_many_reads),
		T(calls_out_of_turn_are_refused_at_once),
		T(a_pipe_that_is_not_there_says_what_the_server_says),
		T(a_wrong_password_in_the_bind_ends_the_pipe),
		T(a_touched_seal_ends_the_pipe),
		T(the_end_of_the_connection_ends_a_call),
		T(a_freed_pipe_tells_nobody_and_closes_its_file),
		T(a_pipe_may_be_freed_in_its_own_answer),
		T(a_pipe_outlives_its_connection_and_says_so),
		T(a_connection_takes_a_freed_pipe_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
