/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/caller.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "protocol/control/answer.h"
#include "protocol/control/frame.h"
#include "server/director/control/closer.h"
#include "server/director/control/errand.h"
#include "server/timer.h"

/* One descriptor. */
union space {
	struct cmsghdr	 align;
	char		 bytes[CMSG_SPACE(sizeof(int))];
};

/* As many as a message can bring: what does not fit, the kernel closes here
   and now (see closer.h). */
union wide_space {
	struct cmsghdr	 align;
	char		 bytes[CMSG_SPACE(CLOSER_FDS_MAX * sizeof(int))];
};

static void	on_readable(evutil_socket_t, short, void *);
static void	on_writable(evutil_socket_t, short, void *);
static void	on_deadline(evutil_socket_t, short, void *);
static void	on_turn(evutil_socket_t, short, void *);

/* For a whole request to come, or for queued bytes to be taken on. */
static void
wait_for_peer(struct caller *c)
{
	timer_after(&c->deadline,
	    c->control->d->env->config.control_timeout);
}

/* The next request: not before its answers can be sent. */
static void
listen_again(struct caller *c)
{
	(void)event_add(&c->readable, NULL);
	wait_for_peer(c);
}

struct caller *
caller_new(struct control *ctl, int fd, const struct control_peer *peer)
{
	struct event_base	*base = ctl->d->env->base;
	struct caller		*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->control = ctl;
	c->peer = *peer;
	c->fd = fd;
	c->in_fd = c->out_fd = -1;
	buf_init(&c->in, CONTROL_FRAME_MAX);
	buf_init(&c->out, CALLER_QUEUE_MAX);
	(void)event_assign(&c->readable, base, fd, EV_READ | EV_PERSIST,
	    on_readable, c);
	(void)event_assign(&c->writable, base, fd, EV_WRITE, on_writable, c);
	(void)event_assign(&c->deadline, base, -1, 0, on_deadline, c);
	(void)event_assign(&c->turn, base, -1, 0, on_turn, c);
	TAILQ_INSERT_TAIL(&ctl->callers, c, link);
	ctl->ncallers++;
	ctl->nothers += peer->right < RIGHT_OPERATOR;
	listen_again(c);
	return c;
}

/* One of ours. */
static void
close_fd(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

/* One that somebody else had in hand. */
static void
give_away(struct caller *c, int *fd)
{
	if (*fd != -1)
		closer_give(c->control->closer, *fd);
	*fd = -1;
}

void
caller_free(struct caller *c)
{
	if (c->errand != NULL)
		errand_orphan(c->errand);
	(void)event_del(&c->readable);
	(void)event_del(&c->writable);
	(void)event_del(&c->deadline);
	(void)event_del(&c->turn);
	TAILQ_REMOVE(&c->control->callers, c, link);
	c->control->ncallers--;
	c->control->nothers -= c->peer.right < RIGHT_OPERATOR;
	give_away(c, &c->fd);
	give_away(c, &c->in_fd);
	close_fd(&c->out_fd);
	buf_free(&c->in);
	buf_free(&c->out);
	free(c);
}

/* --- out --- */

void
caller_attach(struct caller *c, int fd)
{
	close_fd(&c->out_fd);
	c->out_fd = fd;
	c->out_fd_at = c->out.len;
}

static ssize_t
send_some(struct caller *c)
{
	union space	 space = { .bytes = { 0 } };
	struct iovec	 iov = { c->out.data, c->out.len };
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*h;

	if (c->out_fd != -1 && c->out_fd_at > 0)
		iov.iov_len = c->out_fd_at;
	if (c->out_fd != -1 && c->out_fd_at == 0) {
		m.msg_control = &space;
		m.msg_controllen = sizeof(space.bytes);
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(h), &c->out_fd, sizeof(int));
	}
	return sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
sent(struct caller *c, size_t n)
{
	if (c->out_fd != -1 && c->out_fd_at == 0)
		close_fd(&c->out_fd);
	else if (c->out_fd != -1)
		c->out_fd_at -= n;
	buf_drop(&c->out, n);
	wait_for_peer(c);
}

/* False: the connection is gone. */
static bool
drain(struct caller *c)
{
	ssize_t	 n;

	while (c->out.len > 0) {
		n = send_some(c);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			(void)event_add(&c->writable, NULL);
			return true;
		}
		if (n == -1) {
			caller_free(c);
			return false;
		}
		sent(c, (size_t)n);
	}
	if (c->is_last) {
		caller_free(c);
		return false;
	}
	if (c->errand != NULL)
		(void)event_del(&c->deadline);
	else if (event_pending(&c->readable, EV_READ, NULL) == 0)
		listen_again(c);
	return true;
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct caller	*c = arg;

	(void)fd;
	(void)what;
	if (!buf_ok(&c->out)) {
		log_error("control: an answer was too large for its queue");
		caller_free(c);
		return;
	}
	if (drain(c) && c->errand != NULL && c->out.len <= CALLER_QUEUE_LOW)
		errand_more(c->errand);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	on_turn(fd, what, arg);
}

void
caller_flush(struct caller *c)
{
	timer_after(&c->turn, 0);
	if (event_pending(&c->deadline, EV_TIMEOUT, NULL) == 0)
		wait_for_peer(c);
}

void
caller_when_low(struct caller *c)
{
	timer_after(&c->turn, 0);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct caller	*c = arg;

	(void)fd;
	(void)what;
	log_limited(&c->control->strangers, LVL_INFO,
	    "control uid %u: closed, it %s [pid=%d]", (unsigned)c->peer.uid,
	    c->out.len > 0 ? "does not read its answer"
	    : "sent no request in time", (int)c->peer.pid);
	caller_free(c);
}

/* --- in --- */

/* The last one stays. */
static void
take_fds(struct caller *c, struct msghdr *m)
{
	struct cmsghdr	*h;
	size_t		 i, n;

	for (h = CMSG_FIRSTHDR(m); h != NULL; h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level != SOL_SOCKET ||
		    h->cmsg_type != SCM_RIGHTS)
			continue;
		n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			give_away(c, &c->in_fd);
			memcpy(&c->in_fd, CMSG_DATA(h) + i * sizeof(int),
			    sizeof(int));
		}
	}
}

/* As much as the rest of one frame, so that descriptors stay with theirs. */
static ssize_t
receive(struct caller *c)
{
	union wide_space space;
	struct rd	 r = buf_reader(&c->in);
	size_t		 whole, want = CONTROL_HEAD_SIZE;
	struct iovec	 iov;
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = &space,
			    .msg_controllen = sizeof(space.bytes) };
	uint8_t		 piece[4096];
	ssize_t		 n;

	whole = rd_be32(&r);
	if (rd_ok(&r))
		want += whole;
	want -= c->in.len;
	iov.iov_base = piece;
	iov.iov_len = want < sizeof(piece) ? want : sizeof(piece);
	n = recvmsg(c->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n > 0) {
		take_fds(c, &m);
		buf_add(&c->in, piece, (size_t)n);
	}
	return n;
}

void
caller_turn_away(struct caller *c, enum control_exit code, const char *why)
{
	struct control_answer	 a = { .kind = ANSWER_END, .exit = code,
				    .text = why, .hint = "" };

	log_limited(&c->control->strangers, LVL_WARN,
	    "control uid %u: turned away: %s [pid=%d]",
	    (unsigned)c->peer.uid, why, (int)c->peer.pid);
	(void)event_del(&c->readable);
	(void)control_answer_put(&c->out, &a);
	c->is_last = true;
	caller_flush(c);
}

static void
begin(struct caller *c, struct rd body)
{
	struct err	 e;
	int		 rc;

	(void)event_del(&c->readable);
	(void)event_del(&c->deadline);
	TAILQ_REMOVE(&c->control->callers, c, link);
	TAILQ_INSERT_TAIL(&c->control->callers, c, link);
	rc = errand_begin(c, body, &e);
	if (rc != 0)
		caller_turn_away(c, CONTROL_USAGE, e.text);
}

void
caller_idle(struct caller *c)
{
	c->errand = NULL;
	give_away(c, &c->in_fd);
	buf_clear(&c->in);
	caller_flush(c);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct caller	*c = arg;
	struct rd	 r, body;
	ssize_t		 n = receive(c);

	(void)fd;
	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		caller_free(c);
		return;
	}
	r = buf_reader(&c->in);
	switch (frame_next(&r, &body)) {
	case FRAME_PART:
		return;
	case FRAME_BAD:
		caller_turn_away(c, CONTROL_USAGE, "this is no control message; "
		    "use sitectl");
		return;
	case FRAME_WHOLE:
		begin(c, body);
	}
}
