/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests of a logged-on connection: encode, say how long the longer way
 * is, ask.
 */
#include "client/client_int.h"

#include <errno.h>

#include "base/text.h"
#include "protocol/smb2/simple.h"

#define PATH_MAX_UTF16	1024

static int
ask(struct client_conn *conn, const struct question *q, struct wr *w,
    const struct client_done *done)
{
	return conn->state == CLIENT_READY ? call_ask(conn, q, w, done) :
	    -ENOTCONN;
}

/* A request that says nothing but its name. */
static int
ask_simple(struct client_conn *conn, uint16_t command, uint32_t tree,
    const struct client_done *done)
{
	const struct question	 q = { .command = command, .tree = tree };
	struct wr		 w = call_body(conn);

	smb2_put_simple(&w);
	return ask(conn, &q, &w, done);
}

int
client_tree_connect(struct client_conn *conn, const char *path,
    const struct client_done *done)
{
	const struct question		 q = { .command = SMB2_TREE_CONNECT };
	uint8_t				 mem[PATH_MAX_UTF16];
	struct wr			 name = wr_over(mem, sizeof(mem));
	struct smb2_tree_connect_req	 req = { .flags = 0 };
	struct wr			 w = call_body(conn);

	utf16_encode(&name, path);
	if (!wr_ok(&name))
		return -EMSGSIZE;
	req.path = wr_written(&name);
	smb2_put_tree_connect_req(&w, &req);
	return ask(conn, &q, &w, done);
}

int
client_tree_disconnect(struct client_conn *conn, uint32_t tree,
    const struct client_done *done)
{
	return ask_simple(conn, SMB2_TREE_DISCONNECT, tree, done);
}

int
client_echo(struct client_conn *conn, const struct client_done *done)
{
	return ask_simple(conn, SMB2_ECHO, 0, done);
}

int
client_log_off(struct client_conn *conn, const struct client_done *done)
{
	return ask_simple(conn, SMB2_LOGOFF, 0, done);
}

int
client_create(struct client_conn *conn, uint32_t tree,
    const struct smb2_create_req *req, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_CREATE, .tree = tree };
	struct wr		 w = call_body(conn);

	(void)smb2_put_create_req(&w, req);
	return ask(conn, &q, &w, done);
}

int
client_close_file(struct client_conn *conn, uint32_t tree,
    const struct smb2_close_req *req, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_CLOSE, .tree = tree };
	struct wr		 w = call_body(conn);

	smb2_put_close_req(&w, req);
	return ask(conn, &q, &w, done);
}

int
client_flush(struct client_conn *conn, uint32_t tree,
    const struct smb2_file_id *id, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_FLUSH, .tree = tree };
	struct wr		 w = call_body(conn);

	smb2_put_flush_req(&w, id);
	return ask(conn, &q, &w, done);
}

int
client_read(struct client_conn *conn, uint32_t tree,
    const struct smb2_read_req *req, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_READ, .tree = tree,
				    .payload = req->length };
	struct wr		 w = call_body(conn);

	smb2_put_read_req(&w, req);
	return ask(conn, &q, &w, done);
}

int
client_write(struct client_conn *conn, uint32_t tree,
    const struct smb2_write_req *req, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_WRITE, .tree = tree,
				    .payload = req->data.len,
				    .data = req->data };
	struct wr		 w = call_body(conn);

	smb2_put_write_head(&w, req);
	return ask(conn, &q, &w, done);
}

int
client_query_directory(struct client_conn *conn, uint32_t tree,
    const struct smb2_query_directory_req *req,
    const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_QUERY_DIRECTORY,
				    .tree = tree, .payload = req->max_output };
	struct wr		 w = call_body(conn);

	smb2_put_query_directory_req(&w, req);
	return ask(conn, &q, &w, done);
}

static size_t
larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

int
client_ioctl(struct client_conn *conn, uint32_t tree,
    const struct smb2_ioctl_req *req, const struct client_done *done)
{
	const struct question	 q = { .command = SMB2_IOCTL, .tree = tree,
				    .payload = larger(req->input.len,
				    (size_t)req->max_input +
				    req->max_output) };
	struct wr		 w = call_body(conn);

	smb2_put_ioctl_req(&w, req);
	return ask(conn, &q, &w, done);
}
