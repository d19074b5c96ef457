/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_tcp - the RPC services behind a TCP port on loopback instead of a pipe,
 * so that clients which nobody here wrote can be tried on the engine alone:
 *
 *	rpc_tcp 4569 lsarpc &
 *	smbtorture 'ncacn_ip_tcp:127.0.0.1[4569]' -U user%Pass-Word1 rpc.lsa
 *
 * RPC over TCP is the same PDUs one after the other.  Everybody is an
 * operator; questions are answered a turn later, as they would be by a process
 * elsewhere.
 */
#include <sys/queue.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/rpc/pipe.h"

#define CLIENTS_MAX	64

static struct sid	 site_sid = { .count = 4, .authority = 5,
			    .sub = { 21, 11, 22, 33 } };
static struct sid	 user_sid = { .count = 5, .authority = 5,
			    .sub = { 21, 11, 22, 33, 1000 } };

static const struct rpc_facts	facts = {
	.server = "SITE01",
	.domain = "SMSSITE",
	.dns_domain = "",
	.forest = "",
	.comment = "a site server",
	.account_sid = &site_sid,
	.server_type = 0x00009003,
	.major = 6,
	.minor = 1,
};

static const struct rpc_share	shares[] = {
	{ "CAP_S01", "Client Access Point", "C:\\CAP_S01", SRVS_DISK, 1, 0,
	    { 0 } },
	{ "IPC$", "Remote IPC", "", SRVS_IPC | (uint32_t)SRVS_SPECIAL, 1, 0,
	    { 0 } },
};

/* A question that waits for the next turn. */
struct question {
	STAILQ_ENTRY(question)	 link;
	struct rpc_call		*call;
	struct rpc_name		*names;
	size_t			 count;
	bool			 by_sid;
	enum rpc_rows_kind	 kind;
};

static STAILQ_HEAD(, question)	 questions = STAILQ_HEAD_INITIALIZER(questions);

static struct question *
ask(struct rpc_call *call)
{
	struct question	*q = calloc(1, sizeof(*q));

	if (q == NULL)
		err(1, NULL);
	q->call = call;
	STAILQ_INSERT_TAIL(&questions, q, link);
	return q;
}

static void
readable(void *arg)
{
	(void)arg;
}

static bool
share(void *arg, size_t index, struct rpc_share *out)
{
	(void)arg;
	if (index >= sizeof(shares) / sizeof(shares[0]))
		return false;
	*out = shares[index];
	return true;
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t count)
{
	struct question	*q = ask(call);

	(void)arg;
	q->names = names;
	q->count = count;
	q->by_sid = true;
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t count)
{
	struct question	*q = ask(call);

	(void)arg;
	q->names = names;
	q->count = count;
}

static void
list(void *arg, struct rpc_call *call, enum rpc_rows_kind kind)
{
	(void)arg;
	ask(call)->kind = kind;
}

static void
resolve(const struct question *q, struct rpc_name *n)
{
	if (n->use != 0)
		return;
	n->use = SID_USE_UNKNOWN;
	if (q->by_sid ? !sid_equal(&n->sid, &user_sid) :
	    text_casecmp(n->name, "user") != 0)
		return;
	n->use = SID_USE_USER;
	n->sid = user_sid;
	(void)strlcpy(n->name, "user", sizeof(n->name));
}

static void
answer(const struct question *q)
{
	static const struct srvs_session	session = {
		.client = "127.0.0.1", .user = "user", .opens = 1,
		.client_type = "", .transport = "",
	};
	static const struct srvs_file		file = {
		.id = 1, .permissions = 3, .path = "C:\\CAP_S01\\x",
		.user = "user",
	};
	static const struct srvs_connection	connection = {
		.id = 1, .opens = 1, .users = 1, .user = "user",
		.share = "CAP_S01",
	};
	static const void	*rows[] = {
		[RPC_SESSIONS] = &session, [RPC_FILES] = &file,
		[RPC_CONNECTIONS] = &connection,
	};
	struct rpc_rows		 one = { .count = 1 };
	size_t			 i;

	if (q->names == NULL) {
		one.rows = rows[q->kind];
		rpc_rows_done(q->call, &one);
		return;
	}
	for (i = 0; i < q->count; i++)
		resolve(q, &q->names[i]);
	rpc_names_done(q->call);
}

static void
answer_all(void)
{
	struct question	*q;

	while ((q = STAILQ_FIRST(&questions)) != NULL) {
		STAILQ_REMOVE_HEAD(&questions, link);
		answer(q);
		free(q);
	}
}

struct client {
	int			 fd;
	struct rpc_pipe		*pipe;
};

static void
client_close(struct client *c)
{
	printf("closed: %s\n", rpc_pipe_why(c->pipe));
	rpc_pipe_free(&c->pipe);
	(void)close(c->fd);
	c->fd = -1;
}

/* Sends what there is to read; blocking is fine among friends. */
static bool
client_flush(struct client *c)
{
	uint8_t		 mem[8192];
	struct wr	 w = wr_over(mem, sizeof(mem));
	enum ntstatus	 status;

	while ((status = rpc_pipe_read(c->pipe, &w)) == NT_OK ||
	    status == NT_BUFFER_OVERFLOW) {
		if (write(c->fd, mem, w.pos) != (ssize_t)w.pos)
			return false;
		w = wr_over(mem, sizeof(mem));
	}
	return status == NT_LATER;
}

static bool
client_input(struct client *c)
{
	uint8_t	 mem[8192];
	ssize_t	 n = read(c->fd, mem, sizeof(mem));

	return n > 0 &&
	    rpc_pipe_write(c->pipe, rd_over(mem, (size_t)n)) == NT_OK;
}

static void
client_new(struct client *clients, int fd, const struct rpc_endpoint *ep,
    const struct rpc_host *host)
{
	size_t	 i;

	for (i = 0; i < CLIENTS_MAX && clients[i].fd != -1; i++)
		continue;
	if (i == CLIENTS_MAX || rpc_pipe_new(ep, host, &clients[i].pipe) != 0) {
		(void)close(fd);
		return;
	}
	clients[i].fd = fd;
}

static int
listen_on(const char *port)
{
	struct sockaddr_in	 sin = { .sin_family = AF_INET };
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);
	int			 on = 1;

	sin.sin_port = htons((uint16_t)atoi(port));
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    listen(fd, 16) == -1)
		err(1, "port %s", port);
	return fd;
}

static void
turn(struct client *clients, const struct pollfd *fds)
{
	size_t	 i;

	for (i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].fd != -1 && fds[i].fd == clients[i].fd &&
		    fds[i].revents != 0 && !client_input(&clients[i]))
			client_close(&clients[i]);
	}
	do {
		answer_all();
		for (i = 0; i < CLIENTS_MAX; i++) {
			if (clients[i].fd != -1 && !client_flush(&clients[i]))
				client_close(&clients[i]);
		}
	} while (!STAILQ_EMPTY(&questions));
}

int
main(int argc, char **argv)
{
	struct rpc_caller		 caller = { .right = RPC_OPERATOR };
	struct rpc_host			 host = { .facts = &facts,
	    .caller = &caller, .readable = readable, .share = share,
	    .resolve_sids = resolve_sids, .resolve_names = resolve_names,
	    .list = list, .request_max = RPC_REQUEST_MAX };
	const struct rpc_endpoint	*ep;
	struct client			 clients[CLIENTS_MAX];
	struct pollfd			 fds[CLIENTS_MAX + 1];
	size_t				 i;

	ep = argc == 3 ? rpc_endpoint_find(argv[2]) : NULL;
	if (ep == NULL)
		errx(2, "usage: rpc_tcp port pipe");
	caller.sid = user_sid;
	(void)strlcpy(caller.account, "user", sizeof(caller.account));
	(void)strlcpy(caller.domain, "SITE01", sizeof(caller.domain));
	if (rpc_groups_new(&host.groups) != 0)
		err(1, NULL);
	for (i = 0; i < CLIENTS_MAX; i++)
		clients[i].fd = -1;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	fds[CLIENTS_MAX] = (struct pollfd){ listen_on(argv[1]), POLLIN, 0 };
	for (;;) {
		for (i = 0; i < CLIENTS_MAX; i++)
			fds[i] = (struct pollfd){ clients[i].fd, POLLIN, 0 };
		if (poll(fds, CLIENTS_MAX + 1, -1) == -1)
			err(1, "poll");
		if (fds[CLIENTS_MAX].revents != 0)
			client_new(clients, accept(fds[CLIENTS_MAX].fd, NULL,
			    NULL), ep, &host);
		turn(clients, fds);
	}
}
