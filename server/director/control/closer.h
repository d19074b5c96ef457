/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * closer - closes descriptors that strangers had a hand in.  The last close of
 * a socket waits for as long as its SO_LINGER says, that of a file of FUSE for
 * as long as its owner likes; both can be sent over the control socket, and
 * go with it when nobody has taken them.  So a thread does it, and nobody
 * waits for the thread.
 */
#ifndef SERVER_DIRECTOR_CONTROL_CLOSER_H
#define SERVER_DIRECTOR_CONTROL_CLOSER_H

#include <stdbool.h>

#define CLOSER_FDS_MAX	253	/* of one message: the kernel's SCM_MAX_FD */

struct closer;

int	closer_new(struct closer **out);	/* 0 or -errno */
/* Takes the descriptor. */
void	closer_give(struct closer *, int fd);
/* So many wait for the thread that no more should be let in. */
bool	closer_is_full(struct closer *);
/* What was given is still closed; it is not waited for. */
void	closer_free(struct closer **);

#endif
