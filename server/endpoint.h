/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * endpoint - an address with a port, as `listen' in sited.conf names it:
 * "a.b.c.d:port" or "[v6]:port".
 */
#ifndef SERVER_ENDPOINT_H
#define SERVER_ENDPOINT_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"

struct endpoint {
	struct sockaddr_storage	 sa;
	socklen_t		 len;
};

bool	endpoint_parse(const char *, struct endpoint *);
bool	endpoint_is_any(const char *);	/* "0.0.0.0:445", "[::]:445" */
bool	endpoint_is_loopback(const struct endpoint *);
/* Nobody can listen at both: one port, and one address or any. */
bool	endpoint_clash(const char *, const char *);
int	endpoint_listen(const char *, int *fd_out, struct err *);

#endif
