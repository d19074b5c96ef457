/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What arrives is read into the scratch buffer that all connections share and
 * answered there.  Only a frame that is not whole gets a buffer of its own,
 * and the rest of it is received straight into that.
 */
#include "client/client_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_BEFORE_LOGON	((size_t)64 * 1024)

struct frame *
frame_new(struct client *client, size_t len)
{
	struct frame	*f = client->spare;

	client->spare = NULL;
	if (f != NULL && f->cap < len) {
		free(f);
		f = NULL;
	}
	if (f == NULL) {
		f = malloc(sizeof(*f) + len);
		if (f == NULL)
			return NULL;
		f->cap = len;
	}
	f->len = len;
	f->have = 0;
	return f;
}

void
frame_free(struct client *client, struct frame **fp)
{
	if (client->spare == NULL)
		client->spare = *fp;
	else
		free(*fp);
	*fp = NULL;
}

static size_t
frame_limit(const struct client_conn *conn)
{
	return conn->state == CLIENT_READY ?
	    conn->client->settings.max_frame : FRAME_BEFORE_LOGON;
}

/* The prefix as far as it is there; *used says how much was. */
static bool
take_prefix(struct client_conn *conn, const uint8_t *p, size_t n,
    size_t *used)
{
	size_t	 k = SMB2_PREFIX_SIZE - conn->have_prefix;

	*used = k < n ? k : n;
	memcpy(conn->prefix + conn->have_prefix, p, *used);
	conn->have_prefix += *used;
	return conn->have_prefix == SMB2_PREFIX_SIZE;
}

static int
begin_partial(struct client_conn *conn, size_t len, const uint8_t *p, size_t n)
{
	conn->partial = frame_new(conn->client, len);
	if (conn->partial == NULL)
		return -ENOMEM;
	memcpy(conn->partial->data, p, n);
	conn->partial->have = n;
	return 0;
}

static int
take_scratch(struct client_conn *conn, size_t n)
{
	uint8_t	*p = conn->client->scratch;
	size_t	 used;
	ssize_t	 len;
	int	 error = 0;

	while (n > 0 && conn->state != CLIENT_LOST && error == 0) {
		if (!take_prefix(conn, p, n, &used))
			return 0;
		p += used;
		n -= used;
		len = smb2_get_prefix(conn->prefix);
		if (len < 0 || (size_t)len > frame_limit(conn))
			return -EBADMSG;
		conn->have_prefix = 0;
		if ((size_t)len > n)
			return begin_partial(conn, (size_t)len, p, n);
		error = answer_frame(conn, p, (size_t)len);
		p += len;
		n -= (size_t)len;
	}
	return error;
}

static int
take_partial(struct client_conn *conn, size_t n)
{
	struct frame	*f = conn->partial;
	int		 error;

	f->have += n;
	if (f->have < f->len)
		return 0;
	conn->partial = NULL;
	error = answer_frame(conn, f->data, f->len);
	frame_free(conn->client, &f);
	return error;
}

int
conn_receive(struct client_conn *conn)
{
	struct frame	*f = conn->partial;
	ssize_t		 n;

	if (f != NULL)
		n = recv(conn->fd, f->data + f->have, f->len - f->have,
		    MSG_DONTWAIT);
	else
		n = recv(conn->fd, conn->client->scratch, CLIENT_SCRATCH_SIZE,
		    MSG_DONTWAIT);
	if (n == 0)
		return -ECONNRESET;
	if (n == -1)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	return f != NULL ? take_partial(conn, (size_t)n) :
	    take_scratch(conn, (size_t)n);
}
