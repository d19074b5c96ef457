/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rights - who is at the other end of the control socket, and what they may. */
#ifndef SERVER_DIRECTOR_CONTROL_RIGHTS_H
#define SERVER_DIRECTOR_CONTROL_RIGHTS_H

#include "server/director/control/control_int.h"

/* The groups by their numbers; before the sandbox, which hides their file. */
int	rights_resolve(const struct config *, struct control_groups *,
	    struct err *);
/* By the credentials of when it connected. */
void	rights_of(const struct control_groups *, int fd,
	    struct control_peer *out);

#endif
