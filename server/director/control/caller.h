/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller - a connection of the control socket: frames in, frames out, a
 * descriptor with either.
 *
 * While a request runs nothing is read.  What is queued leaves when the peer
 * takes it; caller_when_low() calls back as soon as little is queued, so that
 * a long answer never stands in memory as a whole.
 */
#ifndef SERVER_DIRECTOR_CONTROL_CALLER_H
#define SERVER_DIRECTOR_CONTROL_CALLER_H

#include "base/buf.h"
#include "server/director/control/control_int.h"

#define CALLER_QUEUE_MAX	(1024 * 1024)	/* bytes */
#define CALLER_QUEUE_LOW	(64 * 1024)

struct caller {
	TAILQ_ENTRY(caller)	 link;
	struct control		*control;
	struct control_peer	 peer;
	int			 fd;
	struct event		 readable, writable, deadline, turn;
	struct buf		 in, out;
	int			 in_fd;		/* came with the request; -1 */
	int			 out_fd;	/* goes at that place; -1 */
	size_t			 out_fd_at;
	struct errand		*errand;	/* NULL: idle */
	bool			 is_last;	/* close when all is sent */
};

/* Takes the descriptor unless it returns NULL: no memory. */
struct caller *caller_new(struct control *, int fd, const struct control_peer *);
void	caller_free(struct caller *);	/* the request goes on without it */
/* One sentence, then the end. */
void	caller_turn_away(struct caller *, enum control_exit, const char *why);
/* What was added to caller->out shall leave.  May free the connection later. */
void	caller_flush(struct caller *);
/* The request is answered: the next may come. */
void	caller_idle(struct caller *);
/* Calls errand_more() from the loop when little is queued. */
void	caller_when_low(struct caller *);
/* Sends the descriptor with the next byte; takes it. */
void	caller_attach(struct caller *, int fd);

#endif
