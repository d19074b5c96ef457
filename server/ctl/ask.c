/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ctl/ask.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

union space {
	struct cmsghdr	 align;
	char		 bytes[CMSG_SPACE(sizeof(int))];
};

static const char *
hint_of(int error)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return ": sited is not running, or listens elsewhere; start "
		    "it, or name its control_socket with -s";
	case EACCES:
		return ": you may not reach it; ask for the group that option "
		    "operators or viewers of sited.conf names, or use root";
	default:
		return "";
	}
}

static int
dial(const char *path, int *fd_out, struct err *e)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd;

	if (strlen(path) >= sizeof(sun.sun_path))
		return err_set(e, ENAMETOOLONG, "socket %s: the path is "
		    "longer than %zu bytes", path, sizeof(sun.sun_path) - 1);
	memcpy(sun.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return err_sys(e, "no socket");
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		(void)err_set(e, errno, "cannot reach sited at %s: %s%s", path,
		    strerror(errno), hint_of(errno));
		(void)close(fd);
		return -e->code;
	}
	*fd_out = fd;
	return 0;
}

static int
send_request(const struct ask *a, int fd, struct err *e)
{
	union space	 space = { .bytes = { 0 } };
	struct buf	 b;
	struct iovec	 iov;
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*h;
	int		 rc;

	buf_init(&b, CONTROL_FRAME_MAX);
	rc = control_request_put(&b, a->q);
	if (rc != 0) {
		buf_free(&b);
		return err_set(e, -rc, "the request is too large");
	}
	if (a->fd != -1) {
		m.msg_control = &space;
		m.msg_controllen = sizeof(space.bytes);
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(h), &a->fd, sizeof(int));
	}
	/* A blocking stream socket takes all of it, or is broken. */
	iov = (struct iovec){ b.data, b.len };
	if (sendmsg(fd, &m, MSG_NOSIGNAL) != (ssize_t)b.len && errno != EPIPE)
		rc = err_sys(e, "sited does not take the request");
	buf_free(&b);
	return rc;	/* EPIPE: its answer says why */
}

static ssize_t
receive(int fd, struct buf *in, int *passed)
{
	union space	 space;
	char		 piece[16384];
	struct iovec	 iov = { piece, sizeof(piece) };
	struct msghdr	 m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = &space,
			    .msg_controllen = sizeof(space.bytes) };
	struct cmsghdr	*h;
	ssize_t		 n;

	do
		n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	while (n == -1 && errno == EINTR);
	if (n <= 0)
		return n;
	for (h = CMSG_FIRSTHDR(&m); h != NULL; h = CMSG_NXTHDR(&m, h))
		if (h->cmsg_level == SOL_SOCKET &&
		    h->cmsg_type == SCM_RIGHTS &&
		    h->cmsg_len == CMSG_LEN(sizeof(int)))
			memcpy(passed, CMSG_DATA(h), sizeof(int));
	buf_add(in, piece, (size_t)n);
	return n;
}

/* All whole frames that are there; 1: the end was among them. */
static int
deliver(const struct ask *a, struct buf *in, int *passed, struct err *e)
{
	struct control_answer	 answer;
	struct rd		 r = buf_reader(in), body;
	enum frame_verdict	 v;
	bool			 ended = false;
	int			 rc;

	while (!ended && (v = frame_next(&r, &body)) == FRAME_WHOLE) {
		rc = control_answer_get(body, a->q->verb, &answer, e);
		if (rc != 0)
			return rc;
		a->got(a->arg, &answer,
		    answer.kind == ANSWER_SECRET ? *passed : -1);
		if (answer.kind == ANSWER_SECRET && *passed != -1) {
			(void)close(*passed);
			*passed = -1;
		}
		ended = answer.kind == ANSWER_END;
		control_answer_free(&answer);
	}
	if (!ended && v == FRAME_BAD)
		return err_set(e, EPROTO, "what answers at %s is not sited",
		    a->socket);
	buf_drop(in, in->len - rd_left(&r));
	return ended;
}

static int
read_answers(const struct ask *a, int fd, struct err *e)
{
	struct buf	 in;
	ssize_t		 n;
	int		 passed = -1, rc = 0;

	buf_init(&in, 2 * CONTROL_FRAME_MAX);
	while (rc == 0) {
		n = receive(fd, &in, &passed);
		if (n > 0)
			rc = deliver(a, &in, &passed, e);
		else if (n == 0)
			rc = err_set(e, EPIPE, "sited closed the connection "
			    "before it had answered; what came of the request "
			    "is not known: look with sitectl status and in "
			    "the log");
		else
			rc = err_sys(e, "sited's answer cannot be read");
	}
	if (passed != -1)
		(void)close(passed);
	buf_free(&in);
	return rc < 0 ? rc : 0;
}

int
ask(const struct ask *a, struct err *e)
{
	int	 fd = -1, rc = dial(a->socket, &fd, e);

	if (rc != 0)
		return rc;
	rc = send_request(a, fd, e);
	if (rc == 0)
		rc = read_answers(a, fd, e);
	(void)close(fd);
	return rc;
}
