/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/chan.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"

#define READ_CHUNK	(64 * 1024)
#define FDS_MAX		32	/* received and not yet claimed, or unsent */
#define FDS_AT_ONCE	253	/* of one message: the kernel's SCM_MAX_FD */

/* A descriptor that leaves with the byte at stream offset `at'. */
struct out_fd {
	uint64_t	 at;
	int		 fd;
};

struct chan {
	struct event_base	*base;
	const struct chan_side	*side;
	enum role		 peer;
	unsigned		 index;
	char			 name[24];
	void			*data;
	int			 fd;
	struct event		 read_ev;
	struct event		 write_ev;
	struct event		 flush_ev;
	struct event		 again_ev;	/* the next turn of the loop */
	struct buf		 in;
	size_t			 in_pos;	/* delivered so far */
	bool			 backlog;	/* more messages are in there */
	struct buf		 out;
	uint64_t		 out_pos;	/* stream offset of out.data[0] */
	struct wr		 body;		/* of the message being written */
	enum msg_type		 type;
	uint64_t		 id;
	int			 in_fds[FDS_MAX];
	size_t			 n_in_fds;
	struct out_fd		 out_fds[FDS_MAX];
	size_t			 n_out_fds;
	void			(*when_sent)(void *);
	void			*sent_arg;
	bool			 bad;
	bool			 gone;
	bool			*freed;		/* tells a running callback */
};

/* One body is written at a time in a process: the loop has one thread. */
static uint8_t	body_memory[MSG_BODY_MAX];

static void	on_readable(evutil_socket_t, short, void *);
static void	on_writable(evutil_socket_t, short, void *);

struct chan *
chan_new(struct event_base *base, int fd, enum role peer, unsigned index,
    const struct chan_side *side)
{
	struct chan	*ch;

	ch = calloc(1, sizeof(*ch));
	if (ch == NULL)
		return NULL;
	ch->base = base;
	ch->side = side;
	ch->peer = peer;
	ch->index = index;
	ch->fd = fd;
	(void)snprintf(ch->name, sizeof(ch->name),
	    peer == ROLE_WORKER ? "%s[%u]" : "%s", role_name(peer), index);
	buf_init(&ch->in, MSG_BODY_MAX + MSG_HEADER_SIZE + READ_CHUNK);
	buf_init(&ch->out, CHAN_QUEUE_MAX);
	(void)evutil_make_socket_nonblocking(fd);
	(void)event_assign(&ch->read_ev, base, fd, EV_READ | EV_PERSIST,
	    on_readable, ch);
	(void)event_assign(&ch->write_ev, base, fd, EV_WRITE, on_writable, ch);
	(void)event_assign(&ch->flush_ev, base, -1, 0, on_writable, ch);
	(void)event_assign(&ch->again_ev, base, -1, 0, on_readable, ch);
	(void)event_add(&ch->read_ev, NULL);
	return ch;
}

static ssize_t	receive(struct chan *);

/*
 * A socket that nobody took goes with us, and its close would wait for as
 * long as its SO_LINGER says: receive() takes that out of it.
 */
static void
empty(struct chan *ch)
{
	(void)shutdown(ch->fd, SHUT_RDWR);	/* nothing more comes */
	do
		buf_clear(&ch->in);
	while (receive(ch) > 0);
}

void
chan_free(struct chan **chp)
{
	struct chan	*ch = *chp;
	size_t		 i;

	if (ch == NULL)
		return;
	*chp = NULL;
	if (ch->freed != NULL)
		*ch->freed = true;
	(void)event_del(&ch->read_ev);
	(void)event_del(&ch->write_ev);
	(void)event_del(&ch->flush_ev);
	(void)event_del(&ch->again_ev);
	empty(ch);
	for (i = 0; i < ch->n_in_fds; i++)
		(void)close(ch->in_fds[i]);
	for (i = 0; i < ch->n_out_fds; i++)
		(void)close(ch->out_fds[i].fd);
	(void)close(ch->fd);
	buf_free(&ch->in);
	buf_free(&ch->out);
	free(ch);
}

enum role
chan_peer(const struct chan *ch)
{
	return ch->peer;
}

unsigned
chan_index(const struct chan *ch)
{
	return ch->index;
}

const char *
chan_name(const struct chan *ch)
{
	return ch->name;
}

void
chan_set_data(struct chan *ch, void *data)
{
	ch->data = data;
}

void *
chan_data(const struct chan *ch)
{
	return ch->data;
}

size_t
chan_queued(const struct chan *ch)
{
	return ch->out.len;
}

struct wr *
chan_begin(struct chan *ch, enum msg_type type, uint64_t id)
{
	ch->type = type;
	ch->id = id;
	ch->body = wr_over(body_memory, sizeof(body_memory));
	return &ch->body;
}

int
chan_end(struct chan *ch)
{
	return chan_end_fd(ch, -1);
}

int
chan_send(struct chan *ch, enum msg_type type, uint64_t id)
{
	(void)chan_begin(ch, type, id);
	return chan_end_fd(ch, -1);
}

/* Refused here: a message of ours that the peer would refuse. */
static bool
sendable(const struct chan *ch, size_t fds)
{
	const struct msg_row	*row = msg_row((uint16_t)ch->type);

	return wr_ok(&ch->body) && row != NULL && row->fds == fds &&
	    ch->body.pos >= row->min && ch->body.pos <= row->max;
}

int
chan_end_fd(struct chan *ch, int fd)
{
	uint8_t		 header[MSG_HEADER_SIZE];
	struct wr	 w = wr_over(header, sizeof(header));
	size_t		 fds = fd == -1 ? 0 : 1;
	int		 error = 0;

	if (!sendable(ch, fds)) {
		log_error("to %s: message %s of %zu bytes is not in the table",
		    ch->name, msg_row((uint16_t)ch->type) == NULL ? "?" :
		    msg_row((uint16_t)ch->type)->name, ch->body.pos);
		error = -EMSGSIZE;
	} else if (ch->gone)
		error = -EPIPE;
	else if (ch->out.max - ch->out.len < MSG_HEADER_SIZE + ch->body.pos ||
	    (fds > 0 && ch->n_out_fds == FDS_MAX))
		error = -ENOBUFS;
	if (error != 0) {
		if (fd != -1)
			(void)close(fd);
		return error;
	}
	wr_le32(&w, (uint32_t)(MSG_HEADER_SIZE + ch->body.pos));
	wr_le16(&w, (uint16_t)ch->type);
	wr_le16(&w, (uint16_t)fds);
	wr_le64(&w, ch->id);
	if (fds > 0)
		ch->out_fds[ch->n_out_fds++] = (struct out_fd){
		    ch->out_pos + ch->out.len, fd };
	buf_add(&ch->out, header, sizeof(header));
	buf_add(&ch->out, ch->body.base, ch->body.pos);
	if (!buf_ok(&ch->out)) {	/* out of memory: the stream is torn */
		ch->gone = true;
		(void)shutdown(ch->fd, SHUT_RDWR);	/* both ends hear */
		return -ENOMEM;
	}
	if (!event_pending(&ch->write_ev, EV_WRITE, NULL))
		event_active(&ch->flush_ev, 0, 0);
	return 0;
}

/* One sendmsg(): up to the next descriptor, or beginning with it. */
static ssize_t
send_some(struct chan *ch)
{
	union {
		struct cmsghdr	 align;
		char		 space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	struct iovec	 iov = { ch->out.data, ch->out.len };
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*c;
	size_t		 i = 0;

	if (ch->n_out_fds > 0 && ch->out_fds[0].at == ch->out_pos) {
		m.msg_control = control.space;
		m.msg_controllen = sizeof(control.space);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &ch->out_fds[0].fd, sizeof(int));
		i = 1;
	}
	if (ch->n_out_fds > i)
		iov.iov_len = (size_t)(ch->out_fds[i].at - ch->out_pos);
	return sendmsg(ch->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
sent(struct chan *ch, size_t n)
{
	if (ch->n_out_fds > 0 && ch->out_fds[0].at == ch->out_pos) {
		(void)close(ch->out_fds[0].fd);
		ch->n_out_fds--;
		memmove(ch->out_fds, ch->out_fds + 1,
		    ch->n_out_fds * sizeof(ch->out_fds[0]));
	}
	ch->out_pos += n;
	buf_drop(&ch->out, n);
}

int
chan_flush(struct chan *ch)
{
	ssize_t	 n;

	while (ch->out.len > 0 && !ch->gone) {
		n = send_some(ch);
		if (n >= 0)
			sent(ch, (size_t)n);
		else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			(void)event_add(&ch->write_ev, NULL);
			return -EAGAIN;
		} else if (errno != EINTR)
			ch->gone = true;	/* the reader sees the end */
	}
	return ch->gone ? -EPIPE : 0;
}

void
chan_when_sent(struct chan *ch, void (*fn)(void *), void *arg)
{
	ch->when_sent = fn;
	ch->sent_arg = arg;
	if (!event_pending(&ch->write_ev, EV_WRITE, NULL))
		event_active(&ch->flush_ev, 0, 0);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct chan	*ch = arg;
	void		(*fn)(void *) = ch->when_sent;

	(void)fd;
	(void)what;
	if (chan_flush(ch) == 0 && fn != NULL) {
		ch->when_sent = NULL;
		fn(ch->sent_arg);
	}
}

/* Too many are closed; a socket whose close would wait waits no more. */
static void
take_in(struct chan *ch, int fd)
{
	static const struct linger	 none;

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	if (ch->n_in_fds < FDS_MAX)
		ch->in_fds[ch->n_in_fds++] = fd;
	else
		(void)close(fd);
}

/* Returns bytes read, 0 at the end, -1 with errno. */
static ssize_t
receive(struct chan *ch)
{
	union {
		struct cmsghdr	 align;
		char		 space[CMSG_SPACE(FDS_AT_ONCE * sizeof(int))];
	} control;
	struct iovec	 iov;
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = control.space,
			    .msg_controllen = sizeof(control.space) };
	struct cmsghdr	*c;
	size_t		 i, n;
	ssize_t		 got;
	int		 fd;

	iov.iov_base = buf_space(&ch->in, READ_CHUNK);
	iov.iov_len = READ_CHUNK;
	if (iov.iov_base == NULL) {
		errno = ENOMEM;
		return -1;
	}
	got = recvmsg(ch->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	ch->in.len -= READ_CHUNK - (got > 0 ? (size_t)got : 0);
	if (got <= 0)
		return got;
	for (c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int),
			    sizeof(int));
			take_in(ch, fd);
		}
	}
	return got;
}

static int
take_fd(struct chan *ch)
{
	int	 fd = ch->in_fds[0];

	ch->n_in_fds--;
	memmove(ch->in_fds, ch->in_fds + 1, ch->n_in_fds * sizeof(int));
	return fd;
}

static void
deliver(struct chan *ch, struct chan_msg *msg)
{
	const struct chan_side	*side = ch->side;
	size_t			 i;

	for (i = 0; i < side->nhandlers; i++) {
		if (side->handlers[i].type == msg->type) {
			side->handlers[i].run(side->ctx, ch, msg);
			break;
		}
	}
	if (i == side->nhandlers) {
		log_error("%s: sent %s, which is not for this role", ch->name,
		    msg_row((uint16_t)msg->type)->name);
		ch->bad = true;
	}
	if (msg->fd != -1)
		(void)close(msg->fd);
}

/* Takes one whole message off the buffer: 1, 0 if there is none, -1: refused. */
static int
next_message(struct chan *ch, struct chan_msg *msg)
{
	size_t		 left = ch->in.len - ch->in_pos;
	struct rd	 r = rd_over(ch->in.data + ch->in_pos, left);
	uint32_t	 len = rd_le32(&r);
	uint16_t	 type = rd_le16(&r);
	uint16_t	 fds = rd_le16(&r);

	msg->id = rd_le64(&r);
	if (!rd_ok(&r))
		return 0;
	if (len < MSG_HEADER_SIZE || !msg_allowed(type, ch->peer,
	    ch->side->self, len - MSG_HEADER_SIZE, fds)) {
		log_error("%s: sent message %u of %u bytes, which the table "
		    "does not allow", ch->name, type, len);
		return -1;
	}
	if (len > left)
		return 0;
	if (fds > ch->n_in_fds)
		return -1;
	msg->type = (enum msg_type)type;
	msg->body = rd_take(&r, len - MSG_HEADER_SIZE);
	msg->fd = fds > 0 ? take_fd(ch) : -1;
	return 1;
}

static void
lost(struct chan *ch)
{
	ch->gone = true;
	(void)event_del(&ch->read_ev);
	(void)event_del(&ch->write_ev);
	(void)event_del(&ch->again_ev);
	ch->side->lost(ch->side->ctx, ch, ch->bad);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval	 now;
	struct chan	*ch = arg;
	struct chan_msg	 msg;
	bool		 freed = false;
	ssize_t		 got;
	int		 turn, rc = 0;

	(void)fd;
	(void)what;
	got = ch->backlog ? 1 : receive(ch);
	if (got == 0 || (got == -1 && errno != EAGAIN && errno != EINTR)) {
		lost(ch);
		return;
	}
	ch->freed = &freed;
	for (turn = 0; turn < CHAN_TURN && !ch->bad; turn++) {
		rc = next_message(ch, &msg);
		if (rc != 1)
			break;
		deliver(ch, &msg);
		if (freed)
			return;
		ch->in_pos += MSG_HEADER_SIZE + msg.body.len;
	}
	ch->freed = NULL;
	ch->backlog = turn == CHAN_TURN;
	if (!ch->backlog) {
		buf_drop(&ch->in, ch->in_pos);
		ch->in_pos = 0;
	}
	if (rc == -1 || ch->bad) {
		ch->bad = true;
		lost(ch);
	} else if (ch->backlog)		/* after a look at all others */
		(void)event_add(&ch->again_ev, &now);
}

void
chan_malformed(struct chan *ch, const struct chan_msg *msg)
{
	log_error("%s: message %s of %zu bytes cannot be decoded", ch->name,
	    msg_row((uint16_t)msg->type)->name, msg->body.len);
	ch->bad = true;
}
