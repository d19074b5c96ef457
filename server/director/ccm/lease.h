/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease - bootstrap accounts: made for a machine that a client is installed
 * on, kept while anything there shows life, and gone from every server of the
 * directory afterwards (lease_rules.h has the rules).
 *
 * Whoever pushes begins a lease, tells what it sees, and reports the end; a
 * logon with the account is seen by itself.  The password is known to the
 * keeper alone.
 *
 * Crash    a state is committed before the directory is asked for what it
 *          means; a start brings the directory to the state that is stored.
 * Time     timers run on the boot-time clock (architecture.md 5).  When the
 *          time of day was set by more than five minutes nothing expires for
 *          a while, and the dates in the directory are set anew.
 * Async    lease_begin(), lease_wish(): 0, `done' is called once; -errno and a
 *          sentence: not at all.
 */
#ifndef SERVER_DIRECTOR_CCM_LEASE_H
#define SERVER_DIRECTOR_CCM_LEASE_H

#include "base/err.h"
#include "protocol/role/account_msg.h"
#include "server/director/ccm/lease_rules.h"
#include "store/audit.h"
#include "store/lease.h"

struct director;
struct leases;

int	lease_new(struct director *, struct err *);	/* blocks */
void	lease_run(struct director *);
void	lease_stop(struct director *);
void	lease_free(struct director *);
void	lease_reconfigured(struct director *);
void	lease_keeper_ready(struct director *);
void	lease_keeper_lost(struct director *);
/* The keeper has sealed a secret; false: it is none of a lease. */
bool	lease_sealed(struct director *, uint64_t id,
	    const struct msg_secret_sealed *);

/* --- for whoever pushes --- */

typedef void	lease_begun(void *arg, int64_t id, const struct err *failed);

/*
 * An account for that machine: a new one, or the one that it has, which shows
 * life by it.  `done' tells when the PDC has it enabled.  EBUSY: the one
 * before is being deleted, try later.
 */
int	lease_begin(struct director *, const char *target, int64_t request,
	    lease_begun *, void *arg, struct err *);

/* A sign of life; what it was is shown. */
enum lease_sign {
	LEASE_SIGN_PUSH = 1,	/* the pusher is at work on it */
	LEASE_SIGN_LOADER,	/* the loader runs */
	LEASE_SIGN_CHILD,
	LEASE_SIGN_LOG,		/* its log grows */
	LEASE_SIGN_HEARTBEAT,
	LEASE_SIGN_SYNC,	/* "Waiting for PDC/BDC Sync" */
	LEASE_SIGN_LOGON	/* with the account */
};
void	lease_evidence(struct director *, int64_t id, enum lease_sign);
/* How long its log is by now: true, and a sign, if it was not so before. */
bool	lease_log(struct director *, int64_t id, uint64_t bytes);
/* NO_LIFE, LOADER_STOPPED, SUCCEEDED, GAVE_UP. */
void	lease_report(struct director *, int64_t id, enum lease_event);
/* Somebody showed the password of that account, at that time; it may be told
   after what was known later. */
void	lease_logon(struct director *, int64_t account, struct wall at);

/*
 * Asked for each active lease once per option lease_probe: it answers later,
 * or at once, by lease_evidence() or NO_LIFE.  While there is none, and when
 * it has not answered until the next time, that is no life.
 */
typedef void	lease_prober(void *arg, int64_t id);
void	lease_probe_by(struct director *, lease_prober *, void *arg);

/* --- for operators --- */

struct lease_view {
	int64_t			 id, account, request;
	const char		*target, *name;
	enum lease_state	 state;
	enum lease_reason	 reason;
	bool			 extended;
	struct wall		 created;
	struct wall		 sign;		/* 0: none yet */
	const char		*sign_text;
	int64_t			 left_ms;	/* to the deadline; < 0: passed */
	bool			 has_deadline;
	int64_t			 cap_ms;
};

/* Open ones, by machine; false: no more.  `after' NULL begins. */
bool	lease_next_view(const struct director *, const char *after,
	    struct lease_view *);
/* By its machine. */
bool	lease_view(const struct director *, const char *target,
	    struct lease_view *);

struct lease_wish {
	const char		*target;
	enum lease_event	 event;		/* END, EXTEND */
	int64_t			 ms;		/* EXTEND */
	bool			 force;		/* END, although there is life */
	const struct audit_row	*audit;
};

typedef void	lease_done(void *arg, const struct err *failed);

int	lease_may(struct director *, const struct lease_wish *,
	    struct err *);
int	lease_wish(struct director *, const struct lease_wish *,
	    lease_done *, void *arg, struct err *);

struct lease_counts {
	uint64_t		 open[LEASE_STATE_OPEN_MAX + 1];
	uint64_t		 overdue;	/* no life since its deadline */
};
void	lease_count(const struct director *, struct lease_counts *);
/* Why nothing expires now; NULL: it does. */
const char	*lease_doubt(const struct director *);

#endif
