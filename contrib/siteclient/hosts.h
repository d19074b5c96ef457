/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hosts - where a server of the CAP list is: as configured (host =
 * NAME=address:port), else as the resolver says, on port 445.
 *
 * Errors   0, -ENOENT: nobody knows it.
 */
#ifndef CONTRIB_SITECLIENT_HOSTS_H
#define CONTRIB_SITECLIENT_HOSTS_H

#include <sys/socket.h>

#include "contrib/siteclient/config.h"

int	hosts_find(const struct config_list *, const char *server,
	    struct sockaddr_storage *out);

#endif
