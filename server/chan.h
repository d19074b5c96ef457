/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chan - a channel between two roles: typed messages over a socket pair, with
 * descriptors, on a libevent loop.
 *
 * Sending  chan_begin() gives a writer for the body, chan_end() queues the
 *          message; everything queued in one turn of the loop leaves with one
 *          system call.  The queue is bounded: chan_end() returns -ENOBUFS
 *          when the peer does not read, -EPIPE when it is gone.
 * Reading  at most CHAN_TURN messages a turn, so that one busy peer does not
 *          starve the others.  A message that the table of protocol/role does
 *          not allow closes the channel: the peer is broken or hostile.
 * Memory   chan_free() closes.  A handler may free its own channel.  A
 *          descriptor in a message is closed after the handler unless it set
 *          msg->fd to -1.
 */
#ifndef SERVER_CHAN_H
#define SERVER_CHAN_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/role/message.h"

#define CHAN_TURN	64
#define CHAN_QUEUE_MAX	(32 * 1024 * 1024)

struct chan;
struct event_base;

struct chan_msg {
	enum msg_type	 type;
	uint64_t	 id;
	struct rd	 body;
	int		 fd;		/* -1: none, or taken */
};

struct chan_handler {
	enum msg_type	 type;
	void		(*run)(void *ctx, struct chan *, struct chan_msg *);
};

struct chan_side {
	enum role			 self;
	void				*ctx;
	const struct chan_handler	*handlers;
	size_t				 nhandlers;
	/* The peer is gone, or was cut off (`bad').  May free the channel. */
	void				(*lost)(void *ctx, struct chan *,
					    bool bad);
};

struct chan	*chan_new(struct event_base *, int fd, enum role peer,
		    unsigned index, const struct chan_side *);
void		 chan_free(struct chan **);
enum role	 chan_peer(const struct chan *);
unsigned	 chan_index(const struct chan *);
const char	*chan_name(const struct chan *);	/* "worker[2]" */

struct wr	*chan_begin(struct chan *, enum msg_type, uint64_t id);
int		 chan_end(struct chan *);
int		 chan_send(struct chan *, enum msg_type, uint64_t id);	/* no body */
int		 chan_end_fd(struct chan *, int fd);	/* takes the descriptor */
size_t		 chan_queued(const struct chan *);	/* bytes not yet sent */
/* Once, as soon as nothing is queued any more; the last who asks is called. */
void		 chan_when_sent(struct chan *, void (*)(void *), void *);
int		 chan_flush(struct chan *);	/* now, as far as it goes */
/* The body could not be decoded: log, and treat the peer as broken. */
void		 chan_malformed(struct chan *, const struct chan_msg *);

/* A data slot for whoever holds the channel. */
void		 chan_set_data(struct chan *, void *);
void		*chan_data(const struct chan *);

#endif
