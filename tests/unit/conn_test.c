/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connections of strangers (A12): what they must have said by when, how long
 * a frame may be, and that the books hear of each coming and going once.
 */
#include "tests/unit/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/smb/conn.h"
#include "tests/unit/clock_double.h"

#define CALLERS	8

static struct event_base	*base;
static struct smb_server	*server;
static struct sockaddr_in	 address;
static int			 callers[CALLERS];
static size_t			 ncallers;
static unsigned			 came, went;
static uint64_t			 last_conn;

static void
connected(void *arg, uint64_t conn, const struct addr *peer)
{
	char	 text[ADDR_TEXT_SIZE];

	(void)arg;
	assert_string_equal(addr_text(peer, text), "127.0.0.1");
	came++;
	last_conn = conn;
}

static void
disconnected(void *arg, uint64_t conn)
{
	(void)arg;
	assert_true(conn > 0 && conn <= last_conn);
	went++;
}

static int
no_challenge(void *arg, struct auth_challenge *out, auth_ready *ready,
    void *ctx)
{
	(void)arg;
	(void)out;
	(void)ready;
	(void)ctx;
	return -ENOMEM;
}

static const struct smb_auth	auth = { .challenge = no_challenge };
static const struct smb_shares	books = { .connected = connected,
	.disconnected = disconnected };

static int
listening(void)
{
	socklen_t	 n = sizeof(address);
	int		 fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC |
			    SOCK_NONBLOCK, 0);

	address = (struct sockaddr_in){ .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_int_equal(bind(fd, (struct sockaddr *)&address,
	    sizeof(address)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &n), 0);
	return fd;
}

static int
set_up(void **state)
{
	struct smb_settings	 s = { .netbios = "SRV", .domain = "SMS",
				    .max_io = 1 << 20, .credits = 64,
				    .max_sessions = 4, .max_trees = 4,
				    .max_opens = 4, .first_byte_ms = 10000,
				    .negotiate_ms = 15000,
				    .logon_ms = 30000, .idle_ms = 900000,
				    .slow_bytes = 1024, .slow_ms = 60000 };
	struct err		 e;

	(void)state;
	clock_double_start();
	came = went = 0;
	ncallers = 0;
	base = event_base_new();
	assert_int_equal(smb_server_new(base, &s, &auth, &books, &server, &e),
	    0);
	assert_int_equal(smb_server_listen(server, listening(), 0, &e), 0);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	while (ncallers > 0)
		(void)close(callers[--ncallers]);
	smb_server_free(&server);
	event_base_free(base);
	clock_double_stop();
	assert_int_equal(came, went);
	return 0;
}

static void
turn(void)
{
	int	 i;

	for (i = 0; i < 30; i++)
		(void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

static int
call(void)
{
	int	 fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(ncallers < CALLERS);
	assert_int_equal(connect(fd, (struct sockaddr *)&address,
	    sizeof(address)), 0);
	callers[ncallers++] = fd;
	turn();
	return fd;
}

static void
say(int fd, const void *bytes, size_t n)
{
	assert_int_equal(send(fd, bytes, n, MSG_NOSIGNAL), n);
	turn();
}

/* True once the server has closed it; what it said before is thrown away. */
static bool
is_cut(int fd)
{
	char	 b[4096];
	ssize_t	 n;

	turn();
	while ((n = recv(fd, b, sizeof(b), MSG_DONTWAIT)) > 0)
		;
	return n == 0 || (n == -1 && errno == ECONNRESET);
}

static void
pass(int64_t ms)
{
	pass_ms(ms);
	conn_check_deadlines(server);
	turn();
}

static void
negotiate(int fd)
{
	uint8_t		 m[4 + 64 + 36 + 4];
	struct wr	 w = wr_over(m, sizeof(m));

	wr_be32(&w, sizeof(m) - 4);
	wr_be32(&w, 0xfe534d42);		/* FE 'S' 'M' 'B' */
	wr_le16(&w, 64);
	wr_zero(&w, 58);			/* NEGOTIATE, MessageId 0 */
	wr_le16(&w, 36);
	wr_le16(&w, 2);				/* dialects */
	wr_le16(&w, 1);				/* signing enabled */
	wr_zero(&w, 30);
	wr_le16(&w, 0x0202);
	wr_le16(&w, 0x0210);
	assert_true(wr_ok(&w));
	say(fd, m, sizeof(m));
}

static void
the_first_byte_must_come_within_ten_seconds(void **state)
{
	int	 fd = call();

	(void)state;
	pass(9999);
	assert_false(is_cut(fd));
	pass(1);
	assert_true(is_cut(fd));
	assert_int_equal(went, 1);
}

/* One byte, and then another: the clock runs from the beginning. */
static void
who_drips_bytes_must_have_negotiated_all_the_same(void **state)
{
	int	 fd = call();

	(void)state;
	say(fd, "\0", 1);
	pass(10000);
	assert_false(is_cut(fd));
	say(fd, "\0", 1);
	pass(4999);
	assert_false(is_cut(fd));
	say(fd, "\0", 1);
	pass(1);
	assert_true(is_cut(fd));
}

static void
who_negotiated_must_log_on_within_thirty_seconds(void **state)
{
	int	 fd = call();

	(void)state;
	pass(9000);
	negotiate(fd);
	pass(20999);
	assert_false(is_cut(fd));
	pass(1);
	assert_true(is_cut(fd));
}

static void
a_deadline_is_each_connections_own(void **state)
{
	int	 early = call(), late;

	(void)state;
	pass(6000);
	late = call();
	pass(4000);
	assert_true(is_cut(early));
	assert_false(is_cut(late));
	pass(6000);
	assert_true(is_cut(late));
	assert_int_equal(came, 2);
	assert_int_equal(went, 2);
}

static void
what_is_no_smb_is_cut_off_at_once(void **state)
{
	static const char	*const texts[] = { "GET / HTTP/1.0\r\n\r\n",
				    "\x16\x03\x01\x02\x00\x01", "SSH-2.0-x\r\n",
				    "\xff\xff\xff\xff" };
	size_t			 i;
	int			 fd;

	(void)state;
	for (i = 0; i < nitems(texts); i++) {
		fd = call();
		say(fd, texts[i], strlen(texts[i]));
		if (!is_cut(fd))
			fail_msg("\"%s\" was listened to", texts[i]);
	}
}

static void
a_stranger_announces_no_more_than_64_kib(void **state)
{
	int	 fd = call();

	(void)state;
	say(fd, "\0\x01\0\0", 4);		/* 65536 */
	assert_false(is_cut(fd));
	fd = call();
	say(fd, "\0\x01\0\x01", 4);
	assert_true(is_cut(fd));
	fd = call();
	say(fd, "\0\xff\xff\xff", 4);
	assert_true(is_cut(fd));
}

/* [MS-SMB2] 3.3.5.2: before NEGOTIATE there is nothing else. */
static void
nothing_else_is_served_before_negotiation(void **state)
{
	uint8_t		 m[4 + 64 + 4];
	struct wr	 w;
	uint16_t	 command;
	int		 fd;

	(void)state;
	for (command = 1; command <= 6; command++) {
		w = wr_over(m, sizeof(m));
		wr_be32(&w, sizeof(m) - 4);
		wr_be32(&w, 0xfe534d42);
		wr_le16(&w, 64);
		wr_zero(&w, 6);
		wr_le16(&w, command);
		wr_zero(&w, 50);
		wr_le16(&w, 4);
		wr_le16(&w, 0);
		fd = call();
		say(fd, m, sizeof(m));
		if (!is_cut(fd))
			fail_msg("command %u was served", command);
	}
}

static void
the_books_hear_of_each_coming_and_going_once(void **state)
{
	int	 a = call(), b = call();

	(void)state;
	assert_int_equal(came, 2);
	(void)close(a);
	callers[0] = dup(b);
	turn();
	assert_int_equal(went, 1);
	smb_refuse_connection(server, last_conn, "too many");
	smb_refuse_connection(server, last_conn, "told twice");
	smb_refuse_connection(server, 4711, "nobody");
	assert_true(is_cut(b));
	assert_int_equal(went, 2);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(the_first_byte_must_come_within_ten_seconds),
		T(who_drips_bytes_must_have_negotiated_all_the_same),
		T(who_negotiated_must_log_on_within_thirty_seconds),
		T(a_deadline_is_each_connections_own),
		T(what_is_no_smb_is_cut_off_at_once),
		T(a_stranger_announces_no_more_than_64_kib),
		T(nothing_else_is_served_before_negotiation),
		T(the_books_hear_of_each_coming_and_going_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
