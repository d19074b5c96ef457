/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rights - who is at the other end of the control socket, and what they may. */
#ifndef SERVER_DIRECTOR_CONTROL_RIGHTS_H
#define SERVER_DIRECTOR_CONTROL_RIGHTS_H

#include "server/director/control/control_int.h"

/* By the credentials of when it connected. */
void	rights_of(const struct user_groups *, int fd, struct control_peer *out);
/* The parent has read them anew. */
void	rights_told(struct user_groups *, struct chan *, struct chan_msg *);

#endif
