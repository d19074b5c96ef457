/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resolve - where a machine is: as the job says, as its file of hosts says, or
 * as this host resolves names.  That the machine there is the one that was
 * meant, its answer has to prove.
 *
 * A line of the file: name, blanks, address or address:port; "#" begins a
 * remark.  The first that fits counts.
 *
 * Errors   0 or a Win32 number, 53 where nothing is known of the name.
 */
#ifndef SERVER_PUSH_RESOLVE_H
#define SERVER_PUSH_RESOLVE_H

#include <sys/socket.h>

#include "protocol/role/push_job.h"

uint32_t	resolve(const struct push_order *,
		    struct sockaddr_storage *out);

#endif
