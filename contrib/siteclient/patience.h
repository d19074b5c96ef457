/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * patience - an end to calls that block and do not return while a server keeps
 * them busy: libsmbclient's.  When the time is over, and each time it is over
 * again, the connections to that server are cut, and the call fails.
 *
 * Of one process, one call at a time; the alarm clock (SIGALRM) is its own.
 */
#ifndef CONTRIB_SITECLIENT_PATIENCE_H
#define CONTRIB_SITECLIENT_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

int	patience_new(struct err *);		/* 0 or -errno, once */
void	patience_begin(const struct sockaddr_storage *server, int64_t ms);
bool	patience_end(void);			/* false: it was over before */

#endif
