/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * life - what shows that an earlier installation is still at work on a machine
 * after its loader has stopped (Q304961): its child's program, which cannot be
 * written to while it runs, and how long the log has become.
 *
 * Errors   none: what cannot be seen shows no life.
 * Needs    remote_share() of ADMIN$ before.
 */
#ifndef SERVER_PUSH_LIFE_H
#define SERVER_PUSH_LIFE_H

#include "client/remote.h"

/* Not while a loader runs: it could not start its child meanwhile. */
bool		life_of_child(struct remote *);
uint64_t	life_log_size(struct remote *);	/* bytes; 0: there is none */

#endif
