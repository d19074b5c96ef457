/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/controller_double.h"

#include <sys/wait.h>

#include <netinet/in.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
controller_begin(struct controller *c, bool is_backup)
{
	struct sockaddr_in	 sin = { .sin_family = AF_INET };
	socklen_t		 n = sizeof(sin);
	const char		*top = getenv("builddir");
	char			 program[512];
	int			 fd = socket(AF_INET, SOCK_STREAM |
				    SOCK_NONBLOCK, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, n), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &n), 0);
	memcpy(&c->at, &sin, n);
	(void)snprintf(c->host, sizeof(c->host), "127.0.0.1:%u",
	    ntohs(sin.sin_port));
	(void)snprintf(program, sizeof(program), "%s/tests/interop/rpc_smb",
	    top == NULL ? "." : top);
	c->pid = fork();
	if (c->pid == 0) {
		(void)dup2(fd, STDIN_FILENO);
		(void)execl(program, "rpc_smb", "0", "20", is_backup ? "bdc" :
		    NULL, NULL);
		_exit(127);
	}
	(void)close(fd);
}

void
controller_end(struct controller *c)
{
	(void)kill(c->pid, SIGKILL);
	(void)waitpid(c->pid, NULL, 0);
}
