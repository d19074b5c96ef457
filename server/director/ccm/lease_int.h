/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_int - the parts of the leases.
 *
 *	lease.c		their life, the timer, what comes from outside
 *	lease_step.c	an event: judged, committed, then it has happened
 *	lease_domain.c	the directory is brought to what the state means
 *	lease_furnish.c	rights, groups and the last day of an account there
 *	lease_load.c	from the store, and into it
 *	lease_view.c	what operators see and say
 *	lease_sweep.c	accounts without a lease, clocks, what ended long ago
 */
#ifndef SERVER_DIRECTOR_CCM_LEASE_INT_H
#define SERVER_DIRECTOR_CCM_LEASE_INT_H

#include <event2/event_struct.h>
#include <sys/queue.h>

#include "server/director/account/accounts.h"
#include "server/director/ccm/lease.h"
#include "server/director/ccm/lease_set.h"
#include "server/director/director.h"

#define LEASE_EVENT(ev)		(1U << (ev))
#define LEASE_MARKER_SIZE	64
#define LEASE_COMPONENT		"SMS_CLIENT_CONFIG_MANAGER"	/* of the log */

/* An event of a lease between its choice and the disk. */
struct lease_flight_row {
	STAILQ_ENTRY(lease_flight_row) link;
	struct lease		*lease;
	enum lease_event	 event;
	struct lease_life	 next;
	unsigned		 effects;
	struct lease_petition	*wish;		/* whose it is; or NULL */
	char			 why[160];
};

/* What happens to a lease. */
struct lease_cause {
	enum lease_event	 event;
	int64_t			 ms;		/* EXTEND */
	const char		*why;		/* NULL: the reason says it */
	struct lease_petition	*wish;
};

struct lease_flight {
	struct leases		*ls;
	struct batch		*batch;
	STAILQ_HEAD(, lease_flight_row) rows;
};

/* Who waits for an account, or for a word to be carried out. */
struct lease_petition {
	TAILQ_ENTRY(lease_petition) link;
	int64_t			 id;
	lease_begun		*begun;
	lease_done		*done;
	void			*arg;
	struct audit_row	 audit;
	char			 who[64], verb[32], object[LEASE_TARGET_SIZE];
	char			 detail[128];
};

/* A secret that the keeper is asked for. */
struct lease_secret {
	TAILQ_ENTRY(lease_secret) link;
	uint64_t		 task;
	int64_t			 id;
};

struct leases {
	struct director		*d;
	struct lease_rules	 rules;
	struct lease_set	 set;
	struct lease_flight	*flight;	/* of this turn */
	struct event		 timer, flush, hourly;
	TAILQ_HEAD(, lease_petition) waiting;	/* for an account */
	TAILQ_HEAD(, lease_secret) secrets;
	lease_prober		*prober;
	void			*prober_arg;
	bool			 running;
	struct mono		 looked;	/* at the clocks */
	int64_t			 offset_ms;	/* wall less mono, then */
	bool			 in_doubt;
	struct mono		 doubt_until;
};

/* --- lease.c --- */

/* All that is due, or a part of it. */
void	lease_turn(struct leases *);
/* When it is due, and what for, has changed. */
void	lease_arm(struct leases *, struct lease *);
/* A new one, into the store; the set takes it, or it is freed. */
int	lease_add(struct leases *, struct lease **);

/* --- lease_step.c --- */

/* One that is being stored keeps it for later. */
void	lease_happens(struct leases *, struct lease *, enum lease_event);
/* At once or not at all: -EBUSY, -ENOMEM, -EPROTO it makes nothing. */
int	lease_apply(struct leases *, struct lease *,
	    const struct lease_cause *);
/* What was kept for later. */
void	lease_resume(struct leases *, struct lease *);
void	lease_flight_drop(struct leases *);
void	lease_on_flush(evutil_socket_t, short, void *);
void	lease_tell_begun(struct leases *, int64_t id, const struct err *);

/* --- lease_domain.c --- */

/* The directory is asked for what the state still lacks. */
void	lease_pursue(struct leases *, struct lease *);
void	lease_want(struct leases *, struct lease *);	/* that, soon */
void	lease_marker(const struct leases *, int64_t id,
	    char[static LEASE_MARKER_SIZE]);

/* Between these nothing else is asked; false: it has another state now. */
void	lease_ask(struct lease *);
bool	lease_answered(struct leases *, struct lease *);
void	lease_not_done(struct leases *, struct lease *, const struct err *);

/* --- lease_furnish.c --- */

/* Rights and groups of a new account (accounts.md 1a); then it is made. */
void	lease_furnish(struct leases *, struct lease *);
/* The date on which it dies even if this host does. */
void	lease_date(struct leases *, struct lease *);
/* It goes, with all that it is a member of. */
void	lease_erase(struct leases *, struct lease *);

/* --- lease_load.c --- */

int	lease_load(struct leases *, struct err *);
void	lease_row(const struct lease *, const struct lease_life *,
	    struct lease_row *);
struct lease *lease_make(struct leases *, const char *target);

/* --- lease_sweep.c --- */

void	lease_sweep(struct leases *);
void	lease_look_at_clocks(struct leases *);

#endif
