/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server sends to our client, as it comes off the socket.  The first
 * byte says when: 0 from the greeting on, else to a session that nothing
 * protects and that waits for one answer of each kind (messages 3 to 8).
 */
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/smb2/file_info.h"
#include "protocol/smb2/fsctl.h"
#include "tests/unit/client_peer.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define TURNS		200		/* of the loop, before a logon is stuck */

static struct event_base	*base;
static struct client		*client;
static struct ntlm_identity	 who = { .user = "user", .domain = "",
	.workstation = "PC", .target = "" };

static void
heard(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	if (arg != NULL)
		*(bool *)arg = a->error == 0 && a->status == NT_OK;
}

static const struct client_done	nobody = { heard, NULL };

static void
prepare(void)
{
	struct client_settings	 s = { .timeout_ms = 60000,
		.max_frame = 1 << 20, .calls = 16, .credits = 64 };

	s.base = base = event_base_new();
	if (base == NULL || client_new(&s, &client, NULL) != 0 ||
	    nt_hash(client_ntlm(client), "password", who.nt_hash) != 0)
		abort();
}

static void
turn(void)
{
	(void)event_base_loop(base, EVLOOP_NONBLOCK);
}

static void
ask_all(struct client_conn *conn)
{
	static const struct smb2_create_req	 create = { .access = 1 };
	static const struct smb2_close_req	 close_it = { .flags = 0 };
	static const struct smb2_read_req	 get = { .length = 64 };
	static const struct smb2_query_directory_req list = {
		.class = FileIdBothDirectoryInformation, .max_output = 64 };
	static const struct smb2_ioctl_req	 ask = {
		.code = FSCTL_PIPE_WAIT, .max_output = 64 };
	const struct smb2_write_req		 put = {
		.data = rd_over("data", 4) };

	(void)client_create(conn, 1, &create, &nobody);
	(void)client_close_file(conn, 1, &close_it, &nobody);
	(void)client_read(conn, 1, &get, &nobody);
	(void)client_write(conn, 1, &put, &nobody);
	(void)client_query_directory(conn, 1, &list, &nobody);
	(void)client_ioctl(conn, 1, &ask, &nobody);
}

/* An honest logon, after which the peer lets the input speak. */
static void
log_on(struct client_conn *conn, int fd, const bool *done)
{
	static struct peer	 peer;
	int			 i;

	peer_open(&peer, base, dup(fd));
	peer.dialect = SMB2_DIALECT_210;
	peer.signing = SMB2_SIGNING_HMAC_SHA256;
	peer.credits = 16;
	for (i = 0; i < TURNS && !*done; i++)
		turn();
	peer_close(&peer);
	ask_all(conn);
	turn();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct client_how		 how = { .who = &who };
	bool				 logged_on = false;
	const struct client_done	 done = { heard, &logged_on };
	struct client_conn		*conn;
	int				 fd[2];

	if (base == NULL)
		prepare();
	if (n == 0 || n > 32768)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fd) == -1)
		abort();
	if (client_adopt(client, &how, fd[0], &done, &conn) != 0)
		abort();
	if (bytes[0] != 0)
		log_on(conn, fd[1], &logged_on);
	else
		turn();
	(void)send(fd[1], bytes + 1, n - 1, MSG_NOSIGNAL);
	(void)shutdown(fd[1], SHUT_WR);
	turn();
	turn();
	client_close(&conn);
	(void)close(fd[1]);
	return 0;
}
