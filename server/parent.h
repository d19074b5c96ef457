/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parent - starts the roles, connects them, restarts what dies, reads the
 * configuration.  It never parses a client's byte and never opens the store.
 */
#ifndef SERVER_PARENT_H
#define SERVER_PARENT_H

#include "base/err.h"
#include "server/config.h"

struct parent_options {
	const char	*config_path;
	const char	*key_credential;	/* NULL: none */
	const char	*push_program;	/* site-push, as it was installed */
	int		 ready_fd;	/* a byte when all roles run; -1: none */
};

/* Runs until SIGTERM or SIGINT; returns the exit code. */
int	parent_run(const struct parent_options *, const struct config *);

#endif
