/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccm - the Client Configuration Manager: requests to install or upgrade the
 * client of a machine, from their coming to their end.
 *
 *	ccr.box, discovery, inventory, operators
 *	     -> INCOMING -> PROCESSING -> gone | RETRY | PARKED
 *
 * The store's rows are the truth.  What is in memory is when to look at which;
 * a request begins only if its row says that it may.  After a crash what was
 * in work is incoming again: a target may be asked twice, never not.
 *
 * While no pusher can work (push.h) everything stays as it is.
 *
 * Source   ccm.md 3, 4; A13.
 */
#ifndef SERVER_DIRECTOR_CCM_CCM_H
#define SERVER_DIRECTOR_CCM_CCM_H

#include "server/director/ccm/discovery.h"

struct ccm;
struct director;

int	ccm_new(struct director *, struct err *);
void	ccm_start(struct director *);
void	ccm_stop(struct director *);		/* begins nothing any more */
void	ccm_free(struct director *);
void	ccm_reconfigured(struct director *);

/* Requests have changed in the store, or are about to: looked at soon. */
void	ccm_notice(struct director *);
/* The pusher, or the site, is not what it was: what waits may begin. */
void	ccm_wake(struct director *);
/* Other passwords: those that refused the old ones may be asked again. */
void	ccm_push_changed(struct director *);

/* A discovery record was judged. */
void	ccm_discovered(struct director *, unsigned no);

struct ccm_status {
	size_t		 waiting;	/* for their time */
	size_t		 running;
	uint64_t	 installed, discarded, given_up;	/* since the start */
	uint64_t	 found;		/* records that asked for a client */
	uint64_t	 no[DISCOVERY_RULES];
};
void	ccm_status(const struct director *, struct ccm_status *);

/* One that is being worked on. */
struct ccm_working {
	int64_t		 request;
	const char	*computer, *domain;
	uint64_t	 tries;
};
/* From 0 on; false: no more. */
bool	ccm_working(const struct director *, size_t i, struct ccm_working *);

#endif
