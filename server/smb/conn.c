/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/conn.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/smb2/frame.h"
#include "server/smb/request.h"
#include "server/smb/session.h"

#define FRAME_BEFORE_LOGON	(64 * 1024)
#define FRAME_OVERHEAD		(64 * 1024)	/* headers, contexts, names */
#define OUT_BEFORE_LOGON	(64 * 1024)
#define CHUNK_BEFORE_LOGON	4096	/* memory follows what has arrived */
#define SEND_PIECES		16
#define SEND_AT_ONCE		(256 * 1024)
#define OUT_HIGH		4	/* times max_io: then nothing is read */

const char *
conn_subject(const struct conn *conn, struct subject *subject)
{
	const struct session	*s = TAILQ_FIRST(&conn->sessions);
	char			 address[ADDR_TEXT_SIZE];

	(void)addr_text(&conn->peer, address);
	if (s != NULL && s->user.workstation[0] != '\0')
		(void)snprintf(subject->s, sizeof(subject->s),
		    "client %s \"%.60s\"", address, VIS(s->user.workstation));
	else
		(void)snprintf(subject->s, sizeof(subject->s), "client %s",
		    address);
	return subject->s;
}

void
conn_ref(struct conn *conn)
{
	conn->refs++;
}

void
conn_unref(struct conn *conn)
{
	if (--conn->refs > 0)
		return;
	credits_free(&conn->credits);
	free(conn);
}

/* --- sending --- */

struct out *
conn_out(size_t room)
{
	struct out	*out = malloc(sizeof(*out) + SMB2_PREFIX_SIZE + room);

	if (out != NULL) {
		out->len = SMB2_PREFIX_SIZE;
		out->pos = 0;
	}
	return out;
}

/* Who lets more than that wait is not listened to. */
static size_t
out_limit(const struct conn *conn)
{
	if (conn->state != CONN_LOGGED_ON)
		return OUT_BEFORE_LOGON;
	return OUT_HIGH * (size_t)conn->server->settings.max_io;
}

static void
pause_reading(struct conn *conn, bool pause)
{
	if (conn->read_paused == pause)
		return;
	conn->read_paused = pause;
	if (pause)
		(void)event_del(&conn->read_ev);
	else
		(void)event_add(&conn->read_ev, NULL);
	if (!pause && conn->held != NULL)
		event_active(&conn->read_ev, EV_READ, 0);
}

void
conn_send(struct conn *conn, struct out *out)
{
	struct smb_server	*server = conn->server;

	if (conn->state == CONN_CLOSED) {
		free(out);
		return;
	}
	out->pos = 0;
	STAILQ_INSERT_TAIL(&conn->out, out, link);
	conn->out_bytes += out->len;
	if (conn->out_bytes > out_limit(conn))
		pause_reading(conn, true);
	if (conn->is_dirty || conn->write_ev != NULL)
		return;
	/* Long answers one by one: their memory is free for the next. */
	if (conn->out_bytes >= SEND_AT_ONCE) {
		conn_flush(conn);
		return;
	}
	conn->is_dirty = true;
	TAILQ_INSERT_TAIL(&server->dirty, conn, dirty_link);
	event_active(&server->flush, 0, 0);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	conn_flush(arg);
}

static void
wait_for_room(struct conn *conn)
{
	if (conn->write_ev == NULL) {
		conn->write_ev = event_new(conn->server->base, conn->fd,
		    EV_WRITE | EV_PERSIST, on_writable, conn);
		conn->slow_since = mono_now();
		conn->moved_then = conn->moved;
	}
	if (conn->write_ev == NULL || event_add(conn->write_ev, NULL) == -1)
		conn_close(conn, "out of memory");
}

static void
stop_waiting(struct conn *conn)
{
	if (conn->write_ev != NULL)
		event_free(conn->write_ev);
	conn->write_ev = NULL;
}

/* Takes n sent bytes off the queue. */
static void
sent(struct conn *conn, size_t n)
{
	struct out	*out;
	size_t		 left;

	conn->out_bytes -= n;
	conn->moved += n;
	conn->server->stats.bytes_out += n;
	while (n > 0) {
		out = STAILQ_FIRST(&conn->out);
		left = out->len - out->pos;
		if (n < left) {
			out->pos += n;
			return;
		}
		n -= left;
		STAILQ_REMOVE_HEAD(&conn->out, link);
		free(out);
	}
}

static ssize_t
send_some(struct conn *conn)
{
	struct iovec	 iov[SEND_PIECES];
	struct msghdr	 m = { .msg_iov = iov };
	struct out	*out;

	STAILQ_FOREACH(out, &conn->out, link) {
		if (m.msg_iovlen == SEND_PIECES)
			break;
		iov[m.msg_iovlen].iov_base = out->data + out->pos;
		iov[m.msg_iovlen++].iov_len = out->len - out->pos;
	}
	return sendmsg(conn->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
conn_flush(struct conn *conn)
{
	ssize_t	 n;

	while (!STAILQ_EMPTY(&conn->out)) {
		n = send_some(conn);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			pause_reading(conn, conn->out_bytes > out_limit(conn));
			wait_for_room(conn);
			return;
		}
		if (n == -1) {
			conn_close(conn, strerror(errno));
			return;
		}
		sent(conn, (size_t)n);
	}
	stop_waiting(conn);
	if (conn->drop_when_sent)
		conn_close(conn, "done");
	else
		pause_reading(conn, false);
}

/* --- receiving --- */

static size_t
frame_limit(const struct conn *conn)
{
	if (conn->state != CONN_LOGGED_ON)
		return FRAME_BEFORE_LOGON;
	return conn->server->settings.max_io + FRAME_OVERHEAD;
}

/* A strange length ends the connection: there is no way back into step. */
static ssize_t
frame_length(struct conn *conn, const uint8_t *prefix)
{
	ssize_t	 len = smb2_get_prefix(prefix);

	if (len < 0 || (size_t)len > frame_limit(conn)) {
		conn->server->stats.bad_frames++;
		conn_close(conn, len < 0 ? "this is no SMB stream" :
		    "a frame is too long");
		return -1;
	}
	return len;
}

static void
run_frame(struct conn *conn, struct chain *ch)
{
	conn->heard = mono_now();
	chain_run(ch);
}

/* The rest has to wait until the answers so far have left. */
static void
hold_bytes(struct conn *conn, const uint8_t *p, size_t n)
{
	conn->held = malloc(n);
	if (conn->held == NULL) {
		conn_close(conn, "out of memory");
		return;
	}
	memcpy(conn->held, p, n);
	conn->held_len = n;
}

/* Takes whole frames, and the beginning of one, out of the scratch buffer. */
static void
take_bytes(struct conn *conn, const uint8_t *p, size_t n)
{
	struct chain	*ch;
	ssize_t		 len;
	size_t		 k;

	while (n > 0 && conn->state != CONN_CLOSED) {
		if (conn->read_paused) {
			hold_bytes(conn, p, n);
			return;
		}
		if (conn->have_prefix < SMB2_PREFIX_SIZE) {
			k = SMB2_PREFIX_SIZE - conn->have_prefix;
			k = k < n ? k : n;
			memcpy(conn->prefix + conn->have_prefix, p, k);
			conn->have_prefix = (uint8_t)(conn->have_prefix + k);
			p += k;
			n -= k;
			if (conn->have_prefix < SMB2_PREFIX_SIZE)
				return;
		}
		len = frame_length(conn, conn->prefix);
		if (len < 0)
			return;
		k = (size_t)len < n ? (size_t)len : n;
		ch = chain_new(conn, (size_t)len, k == (size_t)len ||
		    conn->state == CONN_LOGGED_ON ? (size_t)len :
		    k + CHUNK_BEFORE_LOGON);
		if (ch == NULL) {
			conn_close(conn, "out of memory");
			return;
		}
		memcpy(ch->frame, p, k);
		ch->have = k;
		p += k;
		n -= k;
		conn->have_prefix = 0;
		if (k < (size_t)len) {
			conn->partial = ch;
			return;
		}
		run_frame(conn, ch);
	}
}

/* Strangers get memory as they send, not as they announce. */
static bool
grow_partial(struct chain *ch)
{
	size_t	 cap;
	uint8_t	*p;

	if (ch->have < ch->cap)
		return true;
	cap = ch->cap + CHUNK_BEFORE_LOGON;
	if (cap > ch->len)
		cap = ch->len;
	p = realloc(ch->frame, cap);
	if (p == NULL)
		return false;
	ch->frame = p;
	ch->cap = cap;
	return true;
}

/* Straight into the frame: a long write is copied once, by the kernel. */
static ssize_t
receive_partial(struct conn *conn)
{
	struct chain	*ch = conn->partial;
	size_t		 most;
	ssize_t		 n;

	if (!grow_partial(ch)) {
		errno = ENOMEM;
		return -1;
	}
	most = (ch->cap < ch->len ? ch->cap : ch->len) - ch->have;
	n = recv(conn->fd, ch->frame + ch->have, most, MSG_DONTWAIT);
	if (n <= 0)
		return n;
	ch->have += (size_t)n;
	if (ch->have == ch->len) {
		conn->partial = NULL;
		run_frame(conn, ch);
	}
	return n;
}

static void
take_held(struct conn *conn)
{
	uint8_t	*p = conn->held;
	size_t	 n = conn->held_len;

	conn->held = NULL;
	take_bytes(conn, p, n);
	free(p);
}

static ssize_t
receive_scratch(struct conn *conn)
{
	struct smb_server	*server = conn->server;
	ssize_t			 n;

	n = recv(conn->fd, server->scratch, SMB_SCRATCH_SIZE, MSG_DONTWAIT);
	if (n > 0 && conn->state == CONN_FRESH)
		conn->state = CONN_GREETING;
	if (n > 0)
		take_bytes(conn, server->scratch, (size_t)n);
	return n;
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn	*conn = arg;
	ssize_t		 n;
	int		 turn;

	(void)fd;
	(void)what;
	conn_ref(conn);
	if (conn->held != NULL)
		take_held(conn);
	for (turn = 0; turn < 4 && !conn->read_paused &&
	    conn->state != CONN_CLOSED; turn++) {
		n = conn->partial != NULL ? receive_partial(conn) :
		    receive_scratch(conn);
		if (n > 0) {
			conn->moved += (uint64_t)n;
			conn->server->stats.bytes_in += (uint64_t)n;
			if (conn->partial == NULL)
				break;		/* level-triggered: back soon */
			continue;
		}
		if (n == 0)
			conn_close(conn, "closed by the client");
		else if (errno != EAGAIN && errno != EWOULDBLOCK &&
		    errno != EINTR)
			conn_close(conn, strerror(errno));
		break;
	}
	conn_unref(conn);
}

/* --- life --- */

void
conn_accepted(struct listener *l, int fd, const struct addr *peer)
{
	struct smb_server	*server = l->server;
	struct conn		*conn = calloc(1, sizeof(*conn));

	if (conn == NULL || !credits_init(&conn->credits,
	    server->settings.credits)) {
		free(conn);
		(void)close(fd);
		return;
	}
	conn->server = server;
	conn->refs = 1;
	conn->fd = fd;
	conn->id = ++server->next_conn;
	conn->view = l->view;
	conn->peer = *peer;
	conn->started = conn->heard = conn->slow_since = mono_now();
	STAILQ_INIT(&conn->out);
	TAILQ_INIT(&conn->sessions);
	TAILQ_INIT(&conn->waiting);
	TAILQ_INSERT_TAIL(&server->half_open, conn, link);
	(void)event_assign(&conn->read_ev, server->base, fd,
	    EV_READ | EV_PERSIST, on_readable, conn);
	(void)event_add(&conn->read_ev, NULL);
	server->stats.accepted++;
	server->stats.connections++;
	server->books->connected(server->books->arg, conn->id, peer);
}

bool
conn_is_busy(const struct conn *conn)
{
	return !TAILQ_EMPTY(&conn->waiting);
}

void
conn_logged_on(struct conn *conn, int64_t account)
{
	struct smb_server	*server = conn->server;

	if (conn->state == CONN_LOGGED_ON || conn->state == CONN_CLOSED)
		return;
	conn->state = CONN_LOGGED_ON;
	TAILQ_REMOVE(&server->half_open, conn, link);
	TAILQ_INSERT_TAIL(&server->logged_on, conn, link);
	server->books->logged_on(server->books->arg, conn->id, account);
}

void
conn_failed(struct conn *conn)
{
	struct smb_server	*server = conn->server;

	if (conn->state == CONN_LOGGED_ON || conn->state == CONN_CLOSED ||
	    conn->has_failed)
		return;
	conn->has_failed = true;
	server->books->failed(server->books->arg, conn->id);
}

static void
free_out(struct conn *conn)
{
	struct out	*out;

	while ((out = STAILQ_FIRST(&conn->out)) != NULL) {
		STAILQ_REMOVE_HEAD(&conn->out, link);
		free(out);
	}
	conn->out_bytes = 0;
}

void
conn_close(struct conn *conn, const char *why)
{
	struct smb_server	*server = conn->server;
	struct session		*s;

	if (conn->state == CONN_CLOSED)
		return;
	log_debug("%s: connection ends: %s", SUBJECT(conn), why);
	if (conn->state == CONN_LOGGED_ON)
		TAILQ_REMOVE(&server->logged_on, conn, link);
	else
		TAILQ_REMOVE(&server->half_open, conn, link);
	conn->state = CONN_CLOSED;
	(void)event_del(&conn->read_ev);
	stop_waiting(conn);
	if (conn->is_dirty)
		TAILQ_REMOVE(&server->dirty, conn, dirty_link);
	conn->is_dirty = false;
	(void)close(conn->fd);
	conn->fd = -1;
	free_out(conn);
	free(conn->held);
	conn->held = NULL;
	chain_free(&conn->partial);
	request_cancel_all(conn, NULL, NULL, CANCEL_LOST);
	while ((s = TAILQ_FIRST(&conn->sessions)) != NULL)
		session_end(s, VFS_DISCARD, NULL);
	server->stats.connections--;
	server->books->disconnected(server->books->arg, conn->id);
	conn_unref(conn);
}

/* --- deadlines (A12) --- */

static const char *
overdue(const struct conn *conn, struct mono now)
{
	const struct smb_settings	*s = &conn->server->settings;
	int64_t				 age;

	age = mono_ms_between(conn->started, now);
	if (conn->state == CONN_FRESH && age >= s->first_byte_ms)
		return "nothing was said in time";
	if (conn->state < CONN_NEGOTIATED && age >= s->negotiate_ms)
		return "no dialect was negotiated in time";
	if (age >= s->logon_ms)
		return "nobody logged on in time";
	return NULL;
}

void
conn_check_deadlines(struct smb_server *server)
{
	struct conn	*conn, *next;
	struct mono	 now = mono_now();
	const char	*why;

	for (conn = TAILQ_FIRST(&server->half_open); conn != NULL;
	    conn = next) {
		next = TAILQ_NEXT(conn, link);
		why = overdue(conn, now);
		if (why != NULL)
			conn_close(conn, why);
	}
}

/* Less than the rate while bytes wait for the peer, for too long. */
static bool
too_slow(struct conn *conn, struct mono now)
{
	const struct smb_settings	*s = &conn->server->settings;
	int64_t				 ms;

	if (conn->write_ev == NULL && conn->partial == NULL) {
		conn->slow_since = now;
		conn->moved_then = conn->moved;
		return false;
	}
	ms = mono_ms_between(conn->slow_since, now);
	if (ms < s->slow_ms)
		return false;
	if ((int64_t)(conn->moved - conn->moved_then) < s->slow_bytes * ms /
	    1000)
		return true;
	conn->slow_since = now;
	conn->moved_then = conn->moved;
	return false;
}

static bool
is_idle(const struct conn *conn, struct mono now)
{
	const struct session	*s;

	if (mono_ms_between(conn->heard, now) <
	    conn->server->settings.idle_ms || !TAILQ_EMPTY(&conn->waiting))
		return false;
	TAILQ_FOREACH(s, &conn->sessions, link)
		if (s->nopens > 0)
			return false;
	return true;
}

void
conn_check_idle(struct smb_server *server)
{
	struct conn	*conn, *next;
	struct mono	 now = mono_now();

	for (conn = TAILQ_FIRST(&server->logged_on); conn != NULL;
	    conn = next) {
		next = TAILQ_NEXT(conn, link);
		if (too_slow(conn, now)) {
			log_info("%s: connection ends: too slow",
			    SUBJECT(conn));
			conn_close(conn, "too slow");
		} else if (is_idle(conn, now))
			conn_close(conn, "idle");
	}
}
