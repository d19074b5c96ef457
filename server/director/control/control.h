/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control - the socket that sitectl talks to.
 *
 * Rights   are those of the peer's credentials, as the kernel tells them:
 *          root, the director's own user and the group `operators' may
 *          change, the group `viewers' may look, everybody else is refused.
 * Limits   CONTROL_CALLERS_MAX connections, one request at a time on each, a
 *          deadline for every step, a bounded queue: long lists are read from
 *          the store as fast as the peer takes them.
 * Audit    every request that changes something leaves a record, also when it
 *          failed or was refused.
 *
 *	control.c	connections come and go, who may what
 *	caller.c	frames and descriptors on one of them
 *	closer.c	descriptors whose close may take its time
 *	errand.c	one request: rights, rows, end, audit
 *	question.c	what is asked of the clerk and the parent
 *	verb_*.c	the verbs, by noun
 */
#ifndef SERVER_DIRECTOR_CONTROL_CONTROL_H
#define SERVER_DIRECTOR_CONTROL_CONTROL_H

#include "base/err.h"

struct chan;
struct chan_msg;
struct control;
struct director;

#define CONTROL_CALLERS_MAX	64
#define CONTROL_OTHERS_MAX	32	/* of them, who are no operators */

int	control_new(struct director *, struct err *);
int	control_start(struct director *, struct err *);
void	control_free(struct control **);	/* requests end by themselves */
void	control_clerk_lost(struct director *);
/* An answer of the clerk or the parent, or new groups. */
void	control_message(struct director *, struct chan *, struct chan_msg *);

#endif
