/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * house - what the parent opens before the first role lives: folders with
 * their owners, listening sockets, the control socket, the master key.
 */
#ifndef SERVER_HOUSE_H
#define SERVER_HOUSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "server/config.h"

struct house {
	int	 listen[LISTENERS_MAX];
	uint16_t view[LISTENERS_MAX];	/* of each: 0, or the replica's */
	size_t	 nlisten;
	size_t	 nown;			/* of them of `listen' */
	int	 control;
	int	 web;		/* HTTP; -1: none */
	int	 key;
	char	 control_path[CONFIG_PATH_MAX];
};

int	house_open(struct house *, const struct config *,
	    const char *key_credential, struct err *);
void	house_close(struct house *);	/* removes the control socket */
int	house_reopen_log(const struct config *, struct err *);	/* to stderr */

#endif
