/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_rules - how long a bootstrap account lives (algorithms.md A6).  SMS
 * deleted it fifteen minutes after the loader had stopped, whatever ran under
 * it then (Q304961); here those fifteen minutes count from the last sign of
 * life of loader or child.
 *
 *	CREATED --made--> ACTIVE --quiet, reported, cap--> ENDING
 *	   |                ^                                |
 *	refused             +------ a sign of life ------+   | shown disabled
 *	   v                                             |   v by every server
 *	FAILED    DELETED <--shown by none-- DELETING <--DISABLED
 *
 * What the state is, the directory is brought to: ACTIVE is enabled, ENDING
 * and DISABLED are disabled, DELETING is gone.  FAILED: there never was an
 * account of ours.  Of a lease that ended for good (hard cap, an operator) no
 * sign of life makes anything.
 *
 * Pure: no store, no events; only the clocks of base/clock.h.
 * Units    ms.
 * Memory   struct lease_life holds no pointers; a copy is a whole one.
 * Source   product.md 6, accounts.md 3.3, ccm.md 7, Q304961, Q271724.
 */
#ifndef SERVER_DIRECTOR_CCM_LEASE_RULES_H
#define SERVER_DIRECTOR_CCM_LEASE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/store.h"

#define LEASE_PROBES_MISSED	3	/* that end it, once it is due */
#define LEASE_CLOCK_SLACK_MS	(INT64_C(5) * 60 * 1000)

/* The numbers are stored: never renumber. */
enum lease_state {
	LEASE_CREATED = 1, LEASE_ACTIVE, LEASE_ENDING, LEASE_DISABLED,
	LEASE_DELETING, LEASE_DELETED, LEASE_FAILED
};

enum lease_event {
	LEASE_MADE = 1,		/* the PDC shows the account, enabled */
	LEASE_REFUSED,		/* the PDC never takes it */
	LEASE_LIFE,		/* a sign of life */
	LEASE_NO_LIFE,		/* a probe was answered "no", or not */
	LEASE_LOADER_STOPPED,
	LEASE_SUCCEEDED,	/* loader or child report it */
	LEASE_GAVE_UP,		/* ... a definite failure */
	LEASE_PROBE,		/* it is time to ask for signs of life */
	LEASE_DUE,		/* the deadline has passed */
	LEASE_CAP,		/* ... the hard one */
	LEASE_SHUT,		/* every server shows it disabled */
	LEASE_ABSENT,		/* no server shows it */
	LEASE_CLOCK,		/* the time of day was set */
	LEASE_END,		/* an operator's word */
	LEASE_EXTEND
};
#define LEASE_EVENTS	(LEASE_EXTEND + 1)

/* Why it ended; stored. */
enum lease_reason {
	LEASE_LIVES = 0, LEASE_BY_SUCCESS, LEASE_BY_FAILURE, LEASE_BY_SILENCE,
	LEASE_BY_CAP, LEASE_BY_OPERATOR, LEASE_BY_LOADER, LEASE_BY_OTHERS,
	LEASE_BY_REFUSAL
};

struct lease_rules {
	int64_t		 ttl;		/* 15 min from the last sign of life */
	int64_t		 cap;		/* 8 h */
	int64_t		 probe;		/* between two probes */
	bool		 sp3;		/* ttl counts from the loader's end */
};

struct lease_life {
	enum lease_state	 state;
	enum lease_reason	 reason;
	bool			 is_final;	/* nothing brings it back */
	bool			 extended;	/* the cap was moved once */
	bool			 loader_stopped;	/* under sp3 */
	bool			 overdue;	/* the deadline has fired */
	uint8_t			 missed;	/* probes since a sign of life */
	struct mono		 deadline;
	struct mono		 cap;
	struct mono		 sign;		/* the last one of life */
	struct mono		 probe;		/* the next one */
};

/* What a step asks of who carries it out, beside the new state. */
enum lease_effect {
	LEASE_DOES_STORE = 1 << 0,	/* before it has happened */
	LEASE_DOES_EXPIRY = 1 << 1,	/* the directory's date moves, too */
	LEASE_DOES_PROBE = 1 << 2,
	LEASE_DOES_ALARM = 1 << 3
};

/* A new lease, before its account. */
void	lease_begin_life(struct lease_life *, const struct lease_rules *);
/*
 * What the event makes of `was', in *out; false: nothing, it does not apply.
 * Of EXTEND: for `ms' from now; other events ignore that.
 */
bool	lease_step(const struct lease_rules *, const struct lease_life *was,
	    enum lease_event, int64_t ms, struct lease_life *out,
	    unsigned *effects);

/*
 * When something happens by itself, and what; false: never.  While the clocks
 * are in doubt nothing expires: only probes go on.
 */
bool	lease_next(const struct lease_life *, bool in_doubt, struct mono *when,
	    enum lease_event *);

/* A sign of life is stored if the stored deadline would be older than this;
   a deadline that is recalled counts so much longer. */
int64_t		 lease_slack(const struct lease_rules *);
/*
 * A stored deadline on this boot's clock.  In another boot the time of day
 * decides; if it contradicts itself, or is farther off than `most', a full
 * `period' from now counts.
 */
struct mono	 lease_recall(const struct stored_time *, struct wall written,
		    int64_t period, int64_t most);
void		 lease_keep(struct mono, struct stored_time *);

bool		 lease_is_open(enum lease_state);
const char	*lease_state_name(enum lease_state);	/* "active" */
const char	*lease_event_name(enum lease_event);
const char	*lease_reason_text(enum lease_reason);

#endif
