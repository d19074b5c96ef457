/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_services - the services of a target: what svcctl asks is answered
 * here, and what it starts is a real process.
 *
 *	STOPPED --start--> RUNNING --stop--> STOP_PENDING --its end--> STOPPED
 *	                     `---------------its end----------------> STOPPED
 *
 * A service that is told to stop gets SIGTERM, and SIGKILL if it lives ten
 * seconds later.  The exit status of its process becomes the service's own
 * (1066), an end by a signal 1067.  Its children are its own business: they
 * live on, as on Windows, until the target ends.
 *
 * Limits   TARGET_SERVICES_MAX services.  A service's password is kept in
 *          memory only, and wiped with it.
 */
#ifndef CONTRIB_SITECLIENT_TARGET_SERVICES_H
#define CONTRIB_SITECLIENT_TARGET_SERVICES_H

#include "protocol/rpc/services.h"

#define TARGET_SERVICES_MAX	64

struct event_base;
struct target_services;

/* `root' is the Windows folder, borrowed.  0 or -ENOMEM. */
int	target_services_new(struct event_base *, int root,
	    struct target_services **out);
void	target_services_free(struct target_services **);	/* kills all */

const struct rpc_services	*target_services_ops(
				    struct target_services *);

#endif
