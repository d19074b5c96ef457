/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_int.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/secret.h"

#define SEND_PIECES	16

/* --- the client --- */

int
client_new(const struct client_settings *settings, struct client **out,
    struct err *err)
{
	struct client	*client = calloc(1, sizeof(*client));
	int		 error;

	*out = NULL;
	if (client == NULL)
		return err_set(err, ENOMEM, "out of memory");
	client->settings = *settings;
	client->scratch = malloc(CLIENT_SCRATCH_SIZE);
	client->encode = malloc(CLIENT_ENCODE_SIZE);
	if (client->scratch == NULL || client->encode == NULL ||
	    due_start(client) != 0)
		error = err_set(err, ENOMEM, "out of memory");
	else if ((error = smb2_crypto_new(&client->crypto, err)) == 0)
		error = ntlm_crypto_new(&client->ntlm, err);
	if (error != 0)
		client_free(&client);
	*out = client;
	return error;
}

void
client_free(struct client **clientp)
{
	struct client	*client = *clientp;

	if (client == NULL)
		return;
	due_stop(client);
	smb2_crypto_free(&client->crypto);
	ntlm_crypto_free(&client->ntlm);
	free(client->spare);
	free(client->scratch);
	free(client->encode);
	free(client);
	*clientp = NULL;
}

struct ntlm_crypto *
client_ntlm(struct client *client)
{
	return client->ntlm;
}

const struct client_facts *
client_facts(const struct client_conn *conn)
{
	return &conn->facts;
}

const uint8_t *
client_session_key(const struct client_conn *conn)
{
	return conn->keys == NULL ? NULL : conn->keys->application;
}

/* --- the end of a connection --- */

static void
free_keys(struct client_conn *conn)
{
	client_logon_free(&conn->logon);
	if (conn->keys != NULL)
		secret_wipe(conn->keys, sizeof(*conn->keys));
	free(conn->keys);
	conn->keys = NULL;
}

static void
lose(struct client_conn *conn)
{
	conn->state = CLIENT_LOST;
	due_clear(&conn->due);
	(void)event_del(&conn->read_ev);
	(void)event_del(&conn->write_ev);
	(void)close(conn->fd);
	conn->fd = -1;
	if (conn->partial != NULL)
		frame_free(conn->client, &conn->partial);
	free_keys(conn);
}

static struct call *
any_call(struct client_conn *conn)
{
	struct call	*call = TAILQ_FIRST(&conn->asked);

	if (call != NULL) {
		TAILQ_REMOVE(&conn->asked, call, link);
		return call;
	}
	call = TAILQ_FIRST(&conn->waiting);
	if (call != NULL)
		TAILQ_REMOVE(&conn->waiting, call, link);
	return call;
}

void
conn_fail(struct client_conn *conn, int error)
{
	const struct client_answer	 answer = { .error = error };
	struct call			*call;

	if (conn->state == CLIENT_LOST)
		return;
	conn_enter(conn);
	lose(conn);
	while ((call = any_call(conn)) != NULL)
		call_answer(call, conn, &answer);
	conn_opened(conn, &answer);
	conn_leave(conn);
}

void
client_close(struct client_conn **connp)
{
	struct client_conn	*conn = *connp;
	struct call		*call;

	*connp = NULL;
	if (conn == NULL)
		return;
	conn_enter(conn);
	if (conn->state != CLIENT_LOST)
		lose(conn);
	conn->is_closed = true;
	conn->opened.fn = NULL;
	while ((call = any_call(conn)) != NULL)
		call_free(conn, call);
	pipes_forget(conn);
	conn_leave(conn);
}

void
conn_opened(struct client_conn *conn, const struct client_answer *answer)
{
	struct client_done	 opened = conn->opened;

	conn->opened.fn = NULL;
	if (opened.fn != NULL)
		opened.fn(conn, answer, opened.arg);
}

void
conn_enter(struct client_conn *conn)
{
	conn->busy++;
}

void
conn_leave(struct client_conn *conn)
{
	if (conn->busy == 1) {
		call_send_waiting(conn);
		conn_transmit(conn);
	}
	if (--conn->busy == 0 && conn->is_closed)
		free(conn);
}

/* --- sending --- */

static int
gather(struct client_conn *conn, struct iovec iov[static SEND_PIECES])
{
	struct call	*call;
	int		 n = 0;

	TAILQ_FOREACH(call, &conn->out, out_link) {
		if (n + 2 > SEND_PIECES)
			break;
		n += call_pieces(call, iov + n);
	}
	return n;
}

static void
sent(struct client_conn *conn, size_t n)
{
	struct call	*call;
	size_t		 left;

	while (n > 0 && (call = TAILQ_FIRST(&conn->out)) != NULL) {
		left = call->len + call->data.len - call->pos;
		if (n < left) {
			call->pos += n;
			return;
		}
		n -= left;
		call->is_sending = false;
		TAILQ_REMOVE(&conn->out, call, out_link);
	}
}

void
conn_transmit(struct client_conn *conn)
{
	struct iovec	 iov[SEND_PIECES];
	struct msghdr	 m = { .msg_iov = iov };
	ssize_t		 n;

	while (conn->state != CLIENT_LOST && !TAILQ_EMPTY(&conn->out)) {
		m.msg_iovlen = (size_t)gather(conn, iov);
		n = sendmsg(conn->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0) {
			sent(conn, (size_t)n);
		} else if (errno == EAGAIN) {
			(void)event_add(&conn->write_ev, NULL);
			return;
		} else if (errno != EINTR) {
			conn_fail(conn, -errno);
		}
	}
}

/* --- the loop --- */

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct client_conn	*conn = arg;
	int			 error;

	(void)fd;
	(void)what;
	conn_enter(conn);
	if ((error = conn_receive(conn)) != 0)
		conn_fail(conn, error);
	conn_leave(conn);
}

static int
connected(struct client_conn *conn)
{
	int		 error = 0;
	socklen_t	 n = sizeof(error);

	if (getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &error, &n) == -1)
		return -errno;
	if (error != 0)
		return -error;
	due_clear(&conn->due);
	if (event_add(&conn->read_ev, NULL) == -1)
		return -ENOMEM;
	return logon_negotiate(conn);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct client_conn	*conn = arg;
	int			 error;

	(void)fd;
	(void)what;
	conn_enter(conn);
	if (conn->state == CLIENT_CONNECTING &&
	    (error = connected(conn)) != 0)
		conn_fail(conn, error);
	conn_leave(conn);
}

/* --- the beginning --- */

static socklen_t
sockaddr_size(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) :
	    sizeof(struct sockaddr_in);
}

/* Without a port of its own: the kernel may use one port to many peers. */
static int
bind_from(int fd, const struct sockaddr_storage *from)
{
	const int	 on = 1;

	(void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
	    sizeof(on));
	return bind(fd, (const struct sockaddr *)from, sockaddr_size(from));
}

static int
connect_socket(const struct client_how *how)
{
	const int	 on = 1;
	int		 fd, error;

	fd = socket(how->to.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -errno;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if ((how->from.ss_family == 0 || bind_from(fd, &how->from) == 0) &&
	    (connect(fd, (const struct sockaddr *)&how->to,
	    sockaddr_size(&how->to)) == 0 || errno == EINPROGRESS))
		return fd;
	error = -errno;
	(void)close(fd);
	return error;
}

static int
watch(struct client_conn *conn)
{
	struct event_base	*base = conn->client->settings.base;

	if (event_assign(&conn->read_ev, base, conn->fd,
	    EV_READ | EV_PERSIST, on_readable, conn) == -1 ||
	    event_assign(&conn->write_ev, base, conn->fd, EV_WRITE,
	    on_writable, conn) == -1 || event_add(&conn->write_ev, NULL) == -1)
		return -ENOMEM;
	due_set(conn, &conn->due);
	return 0;
}

int
client_adopt(struct client *client, const struct client_how *how, int fd,
    const struct client_done *done, struct client_conn **out)
{
	struct client_conn	*conn = calloc(1, sizeof(*conn));

	*out = NULL;
	if (conn == NULL) {
		(void)close(fd);
		return -ENOMEM;
	}
	conn->client = client;
	conn->how = how;
	conn->fd = fd;
	conn->opened = *done;
	conn->credits = 1;
	TAILQ_INIT(&conn->waiting);
	TAILQ_INIT(&conn->asked);
	TAILQ_INIT(&conn->out);
	TAILQ_INIT(&conn->pipes);
	if (watch(conn) != 0) {
		(void)close(fd);
		free(conn);
		return -ENOMEM;
	}
	*out = conn;
	return 0;
}

int
client_open(struct client *client, const struct client_how *how,
    const struct client_done *done, struct client_conn **out)
{
	int	 fd = connect_socket(how);

	*out = NULL;
	return fd < 0 ? fd : client_adopt(client, how, fd, done, out);
}
