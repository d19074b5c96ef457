/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain - the embedded directory behind directory.h: its replicas live in
 * the store, so that a change which they do not show yet survives a restart.
 *
 * With no replica configured nothing of this runs.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_DOMAIN_H
#define SERVER_DIRECTOR_DOMAIN_DOMAIN_H

#include "base/err.h"
#include "protocol/role/account_msg.h"
#include "server/director/domain/directory.h"
#include "store/audit.h"

struct account_entry;
struct domain;

/* Reads the store; blocks, at start only. */
int	domain_new(struct director *, struct err *);
int	domain_start(struct director *, struct err *);
void	domain_stop(struct director *);
void	domain_free(struct domain **);

/*
 * An account was changed and the change is committed: `done' is called when
 * the replicas know what they are not to show yet, at once if there are none.
 */
typedef void	domain_done(void *arg);
void	domain_sync(struct director *, domain_done *, void *arg);
/* What replicas show of that account, if it is not what the PDC shows. */
size_t	domain_views(const struct director *, const struct account_entry *,
	    struct msg_account_view[static MSG_VIEWS_MAX]);

/* What an operator does to a replica. */
enum domain_act {
	DOMAIN_NOTHING, DOMAIN_PAUSE, DOMAIN_RESUME, DOMAIN_LAG,
	DOMAIN_WAIVE,		/* nobody waits for it, for a while */
	DOMAIN_SYNC		/* it shows all there is, whatever its lag */
};

struct domain_wish {
	size_t			 server;	/* not the PDC */
	enum domain_act		 act;
	int64_t			 least, most;	/* LAG; ms */
	int64_t			 waive;		/* WAIVE; ms, 0: no more */
	bool			 force;		/* WAIVE: it is not late yet */
	const struct audit_row	*audit;		/* done is called before it
						   goes */
};

typedef void	domain_changed(void *arg, const struct err *failed);
/* -EALREADY: it is so; -EINVAL: not of the PDC; -EBUSY: it is not as late as
   option replica_lost says, or (SYNC) paused.  A SYNC is done when it shows
   what there was when it began. */
int	domain_may(const struct director *, const struct domain_wish *,
	    struct err *);
int	domain_change(struct director *, const struct domain_wish *,
	    domain_changed *, void *arg, struct err *);

#endif
