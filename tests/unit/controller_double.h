/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * controller_double - domain controllers for tests: our own SMB server with a
 * made-up domain (tests/interop/rpc_smb), a primary in one process, a backup in
 * another.
 */
#ifndef TESTS_UNIT_CONTROLLER_DOUBLE_H
#define TESTS_UNIT_CONTROLLER_DOUBLE_H

#include <sys/socket.h>
#include <sys/types.h>

#include <stdbool.h>

struct controller {
	struct sockaddr_storage	 at;	/* on loopback */
	char			 host[32];	/* the same, as text */
	pid_t			 pid;
};

void	controller_begin(struct controller *, bool is_backup);
void	controller_end(struct controller *);

#endif
