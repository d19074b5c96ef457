/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_tcp - the RPC services behind a TCP port on loopback instead of a pipe,
 * so that clients which nobody here wrote can be tried on the engine alone:
 *
 *	rpc_tcp 4569 lsarpc &
 *	smbtorture 'ncacn_ip_tcp:127.0.0.1[4569]' -U user%Pass-Word1 rpc.lsa
 *
 * RPC over TCP is the same PDUs one after the other.  Whoever proves that
 * password is an operator, everybody else nobody.
 */
#include <sys/socket.h>

#include <netinet/in.h>

#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "protocol/rpc/pipe.h"
#include "tests/unit/rpc_site.h"

#define CLIENTS_MAX	64

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
    struct rpc_site *site)
{
	size_t	 i;

	for (i = 0; i < CLIENTS_MAX && clients[i].fd != -1; i++)
		continue;
	if (i == CLIENTS_MAX || rpc_pipe_new(ep, &site->host, &site->holder,
	    &clients[i].pipe) != 0) {
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
turn(struct client *clients, const struct pollfd *fds, struct rpc_site *site)
{
	size_t	 i;

	for (i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].fd != -1 && fds[i].fd == clients[i].fd &&
		    fds[i].revents != 0 && !client_input(&clients[i]))
			client_close(&clients[i]);
	}
	do {
		for (i = 0; i < CLIENTS_MAX; i++) {
			if (clients[i].fd != -1 && !client_flush(&clients[i]))
				client_close(&clients[i]);
		}
	} while (rpc_site_answer(site));
}

int
main(int argc, char **argv)
{
	const struct rpc_endpoint	*ep;
	struct rpc_site			 site;
	struct client			 clients[CLIENTS_MAX];
	struct pollfd			 fds[CLIENTS_MAX + 1];
	size_t				 i;

	ep = argc == 3 || argc == 4 ? rpc_endpoint_find(argv[2]) : NULL;
	if (ep == NULL)
		errx(2, "usage: rpc_tcp port pipe [users]");
	if (!rpc_site_init(&site, RPC_ANYBODY) || !rpc_site_people(&site) ||
	    !people_add(site.people, argc > 3 ? (unsigned)atoi(argv[3]) : 0))
		errx(1, "no memory or no MD4 and RC4 in this OpenSSL");
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
			    NULL), ep, &site);
		turn(clients, fds, &site);
	}
}
