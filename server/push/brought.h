/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * brought - the files that a job brings itself, made whole: one that is to be
 * merged gets what the operator's of that name has besides, and the address
 * at which the machine reaches us (tcf.h).
 *
 * Errors   0 or a Win32 number; `file' says at which file.
 * Memory   the contents of the order live in the arena then.
 */
#ifndef SERVER_PUSH_BROUGHT_H
#define SERVER_PUSH_BROUGHT_H

#include <sys/socket.h>

#include "base/arena.h"
#include "protocol/role/push_job.h"

uint32_t	brought_merge(struct push_order *,
		    const struct sockaddr_storage *to, struct arena *,
		    const char **file_out);

#endif
