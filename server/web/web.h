/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * web - the role that tells monitoring how the site is: OpenMetrics text over
 * HTTP on a loopback address, and in a file.
 *
 *	scrape.c	asks the director for table `metrics', as any viewer does
 *	http.c		GET /metrics, on the socket that the parent lent
 *	file.c		the file, replaced as a whole every metrics_interval
 *
 * It knows nothing that a viewer at the control socket does not, opens no
 * other socket, and changes nothing.
 */
#ifndef SERVER_WEB_WEB_H
#define SERVER_WEB_WEB_H

#include <event2/event_struct.h>
#include <limits.h>
#include <sys/queue.h>

#include "base/buf.h"
#include "base/clock.h"
#include "protocol/control/openmetrics.h"
#include "server/role.h"

struct bufferevent;
struct evconnlistener;
struct evhttp;

/* NULL: it failed; else OpenMetrics text, which lives during the call. */
typedef void	scrape_done(void *arg, const struct buf *text);

struct scrape_waiter {
	TAILQ_ENTRY(scrape_waiter)	 link;
	scrape_done			*done;
	void				*arg;
};

#define SCRAPE_WAITERS_MAX	64

struct web {
	struct env		*env;
	char			 socket[CONFIG_PATH_MAX];
	/* One question at a time; who comes meanwhile gets its answer. */
	struct bufferevent	*director;	/* NULL: nothing is asked */
	struct openmetrics	 metrics;
	struct buf		 text;
	TAILQ_HEAD(, scrape_waiter) waiting;
	size_t			 nwaiting;
	struct mono		 answered;	/* text is of then */
	bool			 has_text;
	bool			 complained;	/* one line for one failure */
	/* HTTP */
	struct evhttp		*http;
	struct evconnlistener	*listener;
	struct event		 pause;
	/* The file: metrics_file in its folder. */
	int			 folder;	/* -1: none is wanted */
	char			 leaf[NAME_MAX + 1];
	struct event		 file_timer;
	bool			 file_failed;
};

/* false: too many wait, `done' is not called. */
bool	scrape(struct web *, scrape_done *, void *arg);
/* Nobody is told any more. */
void	scrape_forget(struct web *, const void *arg);
void	scrape_stop(struct web *);

int	http_start(struct web *, struct err *);
void	http_stop(struct web *);

int	file_open(struct web *, struct err *);
void	file_start(struct web *);	/* also after a reload */
void	file_stop(struct web *);

#endif
