/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A channel between roles over a socket pair: what is sent arrives, what the
 * table does not allow ends it, and a peer that does not read is noticed.
 */
#include "tests/unit/check.h"

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/chan.h"

#define LEAST	58		/* bytes of an ACCOUNT, protocol/role/message.h */
#define MOST	32768

static struct event_base	*base;
static struct chan		*director, *keeper;	/* two ends */
static int			 raw = -1;	/* an end without a channel */
static unsigned			 heard, lost_good, lost_bad;
static uint16_t			 last_body;
static uint64_t			 last_id;
static int			 last_fd = -1;
static bool			 free_at_once;

static void
on_ended(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	(void)ch;
	heard++;
	last_id = m->id;
	last_body = rd_le16(&m->body);
}

static void
on_sign(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	heard++;
	last_id = m->id;
	if (free_at_once) {		/* and leaves the descriptor in it */
		assert_ptr_equal(ch, keeper);
		chan_free(&keeper);
		return;
	}
	last_fd = m->fd;
	m->fd = -1;
}

static void
on_malformed(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	heard++;
	chan_malformed(ch, m);
}

static void
on_lost(void *ctx, struct chan *ch, bool bad)
{
	(void)ctx;
	if (bad)
		lost_bad++;
	else
		lost_good++;
	if (ch == keeper)
		keeper = NULL;
	else
		director = NULL;
	chan_free(&ch);
}

static const struct chan_handler keeper_rows[] = {
	{ MSG_SIGN,		on_sign },
	{ MSG_ACCOUNT,		on_ended },
	{ MSG_ACCOUNTS_END,	on_malformed },
};
static const struct chan_side	keeper_side = { .self = ROLE_KEEPER,
	.handlers = keeper_rows, .nhandlers = nitems(keeper_rows),
	.lost = on_lost };
static const struct chan_side	director_side = { .self = ROLE_DIRECTOR,
	.lost = on_lost };

static size_t
count_fds(void)
{
	DIR	*d = opendir("/proc/self/fd");
	size_t	 n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

static size_t	fds_before;

static int
set_up(void **state)
{
	int	 pair[2];

	(void)state;
	log_to(-1);
	assert_int_equal(msg_row(MSG_ACCOUNT)->min, LEAST);
	assert_int_equal(msg_row(MSG_ACCOUNT)->max, MOST);
	fds_before = count_fds();
	heard = lost_good = lost_bad = 0;
	last_fd = -1;
	free_at_once = false;
	base = event_base_new();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	director = chan_new(base, pair[0], ROLE_KEEPER, 0, &director_side);
	keeper = chan_new(base, pair[1], ROLE_DIRECTOR, 0, &keeper_side);
	return director == NULL || keeper == NULL;
}

/* Instead of the director's channel: bytes as the test likes them. */
static int
set_up_raw(void **state)
{
	int	 rc = set_up(state), pair[2];

	chan_free(&director);
	chan_free(&keeper);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	raw = pair[0];
	keeper = chan_new(base, pair[1], ROLE_DIRECTOR, 0, &keeper_side);
	return rc;
}

static int
tear_down(void **state)
{
	(void)state;
	chan_free(&director);
	chan_free(&keeper);
	if (raw != -1)
		(void)close(raw);
	raw = -1;
	if (last_fd > 0 && fcntl(last_fd, F_GETFD) != -1)
		(void)close(last_fd);
	event_base_free(base);
	log_to(STDERR_FILENO);
	assert_int_equal(count_fds(), fds_before);
	return 0;
}

static void
turn(void)
{
	int	 i;

	for (i = 0; i < 100; i++)
		(void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

/* An ACCOUNT that nobody decodes here. */
static int
send_account(uint16_t value, uint64_t id, size_t n)
{
	struct wr	*w = chan_begin(director, MSG_ACCOUNT, id);

	wr_le16(w, value);
	wr_zero(w, n - 2);
	return chan_end(director);
}

static int
some_fd(void)
{
	int	 fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void
messages_arrive_whole_and_in_order(void **state)
{
	uint16_t	 i;

	(void)state;
	for (i = 1; i <= 300; i++) {
		assert_int_equal(send_account(i, 1000U + i,
		    LEAST + i % 900U), 0);
		if (i % 7 == 0) {
			turn();
			assert_int_equal(last_body, i);
			assert_int_equal(last_id, 1000U + i);
		}
	}
	turn();
	assert_int_equal(heard, 300);
	assert_int_equal(chan_queued(director), 0);
}

static void
a_descriptor_arrives_with_its_message(void **state)
{
	(void)state;
	assert_int_equal(send_account(1, 1, LEAST), 0);
	(void)chan_begin(director, MSG_SIGN, 7);
	assert_int_equal(chan_end_fd(director, some_fd()), 0);
	assert_int_equal(send_account(2, 2, LEAST), 0);
	turn();
	assert_int_equal(heard, 3);
	assert_true(last_fd >= 0);
	assert_true(fcntl(last_fd, F_GETFD) & FD_CLOEXEC);
}

/* At most CHAN_TURN, so that nobody starves the others. */
static void
a_busy_peer_is_heard_in_turns(void **state)
{
	uint16_t	 i;

	(void)state;
	for (i = 0; i < 200; i++)
		assert_int_equal(send_account(i, i, LEAST), 0);
	assert_int_equal(chan_flush(director), 0);
	(void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	assert_true(heard > 0 && heard <= 2 * CHAN_TURN);
	turn();
	assert_int_equal(heard, 200);
}

static void
what_the_table_does_not_allow_is_not_sent(void **state)
{
	(void)state;
	assert_int_equal(send_account(1, 1, 42), -EMSGSIZE);
	assert_int_equal(send_account(1, 1, MOST + 1), -EMSGSIZE);
	(void)chan_begin(director, MSG_SIGN, 1);
	assert_int_equal(chan_end(director), -EMSGSIZE);
	(void)chan_begin(director, MSG_ACCOUNTS_END, 1);
	assert_int_equal(chan_end_fd(director, some_fd()), -EMSGSIZE);
	(void)chan_begin(director, MSG_COUNT, 1);
	assert_int_equal(chan_end(director), -EMSGSIZE);
	wr_zero(chan_begin(director, MSG_ACCOUNT, 1), MSG_BODY_MAX + 1);
	assert_int_equal(chan_end(director), -EMSGSIZE);
	turn();
	assert_int_equal(heard, 0);
	assert_int_equal(lost_bad + lost_good, 0);
}

static void
a_peer_that_does_not_read_fills_the_queue_and_loses_nothing(void **state)
{
	unsigned	 n = 0;
	int		 rc;

	(void)state;
	while ((rc = send_account((uint16_t)n, n, 1024)) == 0)
		n++;
	assert_int_equal(rc, -ENOBUFS);
	assert_true(n >= CHAN_QUEUE_MAX / 1040 - 1);
	assert_int_equal(chan_flush(director), -EAGAIN);
	assert_int_equal(send_account((uint16_t)n++, 0, 1024), 0);
	while (heard < n)
		turn();
	assert_int_equal(last_body, (uint16_t)(n - 1));
	assert_int_equal(lost_bad + lost_good, 0);
}

static void
too_many_descriptors_in_the_queue_are_refused(void **state)
{
	unsigned	 n = 0;
	int		 rc;

	(void)state;
	for (;;) {
		(void)chan_begin(director, MSG_SIGN, n);
		free_at_once = false;
		rc = chan_end_fd(director, some_fd());
		if (rc != 0)
			break;
		n++;
	}
	assert_int_equal(rc, -ENOBUFS);
	assert_int_equal(n, 32);
	chan_free(&director);	/* and with it what was not sent */
}

static void
the_end_of_a_peer_is_told_after_what_it_said(void **state)
{
	(void)state;
	assert_int_equal(send_account(5, 1, LEAST), 0);
	assert_int_equal(chan_flush(director), 0);
	chan_free(&director);
	turn();
	assert_int_equal(heard, 1);
	assert_int_equal(last_body, 5);
	assert_int_equal(lost_good, 1);
	assert_null(keeper);
}

static void
nobody_can_be_told_anything_after_its_end(void **state)
{
	(void)state;
	chan_free(&keeper);
	assert_int_equal(send_account(5, 1, LEAST), 0);
	assert_int_equal(chan_flush(director), -EPIPE);
	assert_int_equal(send_account(5, 1, LEAST), -EPIPE);
	turn();
	assert_int_equal(lost_good, 1);
}

static void
a_handler_may_free_its_channel(void **state)
{
	(void)state;
	free_at_once = true;
	(void)chan_begin(director, MSG_SIGN, 1);
	assert_int_equal(chan_end_fd(director, some_fd()), 0);
	assert_int_equal(send_account(1, 1, LEAST), 0);
	turn();
	assert_int_equal(heard, 1);
	assert_null(keeper);
	assert_int_equal(lost_good, 1);		/* the other end */
}

static void
a_malformed_body_ends_the_channel_as_bad(void **state)
{
	(void)state;
	assert_int_equal(chan_send(director, MSG_ACCOUNTS_END, 0), 0);
	assert_int_equal(send_account(1, 1, LEAST), 0);
	turn();
	assert_int_equal(heard, 1);
	assert_int_equal(lost_bad, 1);
}

/* --- bytes of a hostile peer --- */

static size_t
header(uint8_t dst[static MSG_HEADER_SIZE], uint32_t len, uint16_t type,
    uint16_t fds)
{
	struct wr	 w = wr_over(dst, MSG_HEADER_SIZE);

	wr_le32(&w, len);
	wr_le16(&w, type);
	wr_le16(&w, fds);
	wr_le64(&w, 1);
	return w.pos;
}

static const struct {
	const char	*what;
	uint32_t	 len;
	uint16_t	 type, fds;
} bad[] = {
	{ "no length",			0, MSG_ACCOUNT, 0 },
	{ "less than a header",		15, MSG_ACCOUNT, 0 },
	{ "too short a body",		16 + 42, MSG_ACCOUNT, 0 },
	{ "too long a body",		16 + MOST + 1, MSG_ACCOUNT, 0 },
	{ "no memory is as long",	0xffffffff, MSG_ACCOUNT, 0 },
	{ "no type",			16, MSG_NONE, 0 },
	{ "an unknown type",		16, MSG_COUNT, 0 },
	{ "the last type of all",	16, 0xffff, 0 },
	{ "not of a director",		16 + 2, MSG_CHALLENGE_WANT, 0 },
	{ "not for a keeper",		16 + 8, MSG_PUBLISHED, 0 },
	{ "no handler for it",		16, MSG_ACCOUNTS_BEGIN, 0 },
	{ "a descriptor too many",	16 + LEAST, MSG_ACCOUNT, 1 },
	{ "a descriptor too few",	16, MSG_SIGN, 0 },
	{ "a descriptor that is not there", 16, MSG_SIGN, 1 },
	{ "many descriptors",		16, MSG_SIGN, 0xffff },
};

static void
bytes_that_the_table_does_not_allow_end_the_channel(void **state)
{
	uint8_t	 h[MSG_HEADER_SIZE];
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		if (i > 0) {
			(void)close(raw);
			assert_int_equal(tear_down(state), 0);
			assert_int_equal(set_up_raw(state), 0);
		}
		(void)header(h, bad[i].len, bad[i].type, bad[i].fds);
		assert_int_equal(send(raw, h, sizeof(h), 0), sizeof(h));
		turn();
		if (lost_bad != 1 || keeper != NULL || heard != 0)
			fail_msg("%s: taken", bad[i].what);
	}
}

static void
a_message_may_come_byte_by_byte(void **state)
{
	uint8_t	 m[MSG_HEADER_SIZE + LEAST] = { 0 };
	size_t	 i;

	(void)state;
	(void)header(m, sizeof(m), MSG_ACCOUNT, 0);
	m[MSG_HEADER_SIZE] = 9;
	for (i = 0; i < sizeof(m); i++) {
		assert_int_equal(heard, 0);
		assert_int_equal(send(raw, m + i, 1, 0), 1);
		turn();
	}
	assert_int_equal(heard, 1);
	assert_int_equal(last_body, 9);
}

static void
a_message_that_breaks_off_is_never_heard(void **state)
{
	uint8_t	 m[MSG_HEADER_SIZE + LEAST] = { 0 };

	(void)state;
	(void)header(m, sizeof(m), MSG_ACCOUNT, 0);
	assert_int_equal(send(raw, m, sizeof(m) - 1, 0), sizeof(m) - 1);
	(void)close(raw);
	raw = -1;
	turn();
	assert_int_equal(heard, 0);
	assert_int_equal(lost_good, 1);
}

/* A message that claims none, and a descriptor beside it. */
static void
send_with(int fd)
{
	uint8_t		 m[MSG_HEADER_SIZE + LEAST] = { 0 };
	char		 space[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec	 iov = { m, sizeof(m) };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = space,
			    .msg_controllen = sizeof(space) };
	struct cmsghdr	*c = CMSG_FIRSTHDR(&msg);

	(void)header(m, sizeof(m), MSG_ACCOUNT, 0);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	assert_int_equal(sendmsg(raw, &msg, 0), sizeof(m));
}

/* Descriptors beside messages that claim none: kept few, closed at the end. */
static void
descriptors_that_nobody_claims_do_not_pile_up(void **state)
{
	int	 i, fd = some_fd();

	(void)state;
	for (i = 0; i < 100; i++) {
		send_with(fd);
		turn();
	}
	(void)close(fd);
	assert_int_equal(heard, 100);
	assert_true(count_fds() < fds_before + 45);
}

/* Its peer takes nothing, and its last close waits ten seconds for that. */
static int
stalled(int *peer)
{
	static const struct linger	 linger = { 1, 10 };
	struct sockaddr_in		 sin = { .sin_family = AF_INET };
	socklen_t			 len = sizeof(sin);
	char				 bytes[65536] = { 0 };
	int				 l = socket(AF_INET, SOCK_STREAM, 0);
	int				 s = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(l, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(listen(l, 1), 0);
	assert_int_equal(getsockname(l, (struct sockaddr *)&sin, &len), 0);
	assert_int_equal(connect(s, (struct sockaddr *)&sin, len), 0);
	*peer = accept(l, NULL, NULL);
	(void)close(l);
	while (send(s, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(setsockopt(s, SOL_SOCKET, SO_LINGER, &linger,
	    sizeof(linger)), 0);
	return s;
}

/* One that came beside a message; one that nobody has looked at. */
static void
a_socket_that_lingers_holds_up_nobody(void **state)
{
	struct mono	 begin = mono_now();
	int		 i, fd, peer[2];

	(void)state;
	for (i = 0; i < 2; i++) {
		fd = stalled(&peer[i]);
		send_with(fd);
		(void)close(fd);
		if (i == 0)
			turn();
	}
	chan_free(&keeper);
	assert_true(mono_ms_between(begin, mono_now()) < 5000);
	(void)close(peer[0]);
	(void)close(peer[1]);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define RAW(f)	cmocka_unit_test_setup_teardown(f, set_up_raw, tear_down)
	const struct CMUnitTest	 tests[] = {
		T(messages_arrive_whole_and_in_order),
		T(a_descriptor_arrives_with_its_message),
		T(a_busy_peer_is_heard_in_turns),
		T(what_the_table_does_not_allow_is_not_sent),
		T(a_peer_that_does_not_read_fills_the_queue_and_loses_nothing),
		T(too_many_descriptors_in_the_queue_are_refused),
		T(the_end_of_a_peer_is_told_after_what_it_said),
		T(nobody_can_be_told_anything_after_its_end),
		T(a_handler_may_free_its_channel),
		T(a_malformed_body_ends_the_channel_as_bad),
		RAW(bytes_that_the_table_does_not_allow_end_the_channel),
		RAW(a_message_may_come_byte_by_byte),
		RAW(a_message_that_breaks_off_is_never_heard),
		RAW(descriptors_that_nobody_claims_do_not_pile_up),
		RAW(a_socket_that_lingers_holds_up_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
