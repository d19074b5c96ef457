/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollout - a newer version of a component goes out in rings, 1, 10, 50, 100 %
 * of the clients by slot (option rollout_rings), and halts by itself.
 *
 *	RUNNING --95 % of the ring have it--> RUNNING, the next ring ... gone
 *	   | ^ --2 % failed, or the turn is over--> HALTED
 *	   v |                                        |
 *	PAUSED <--------- an operator's word ---------+
 *
 * Shown    both versions.  The older one where it always lies, so that whoever
 *          knows nothing of rings sees that; the newest in a folder beside it,
 *          with RINGS_PATH saying for whom.  In the last ring the newest lies
 *          where it always lies, for everybody.  While it is paused or halted
 *          only those see the newest that have it.
 * Kept     the older version is a bundle of the catalogue, named as the other
 *          with BUNDLE_BEFORE behind it.
 * Counted  are enrolled clients, by what they sign (T16): a record that names
 *          the version, or says that it was not installed.  Others are shown
 *          the same, but nobody waits for them.
 * Safe     a step is committed, then it is taken; deadlines run on the
 *          boot-time clock, and in another boot by the time of day, but never
 *          for longer than rollout_wait.
 * Source   algorithms.md A16, A11, T16.
 */
#ifndef SERVER_DIRECTOR_CAP_ROLLOUT_H
#define SERVER_DIRECTOR_CAP_ROLLOUT_H

#include "protocol/sms/compreport.h"
#include "protocol/sms/rings.h"
#include "server/director/cap/catalogue.h"
#include "server/director/cap/rollout_rules.h"
#include "server/director/cap/stock.h"
#include "store/audit.h"

struct director;
struct drop;
struct ddr;

/* The numbers are stored: never renumber. */
enum rollout_state { ROLLOUT_RUNNING = 1, ROLLOUT_PAUSED, ROLLOUT_HALTED };

int	rollouts_new(struct director *, struct err *);	/* blocks */
/* The key of the site is known, which slots are made with: they begin. */
void	rollouts_keeper_ready(struct director *);
void	rollouts_stop(struct director *);
void	rollouts_free(struct director *);

/* --- the stock --- */

struct rollout_put;

/*
 * What a change of the catalogue means for roll-outs, into its batch: which
 * begin, which end.  `more' are bundles to be kept besides, into the catalogue
 * and the store; they live until rollouts_put_done().  NULL: no memory.
 */
struct rollout_put *rollouts_put(struct director *,
	    const struct stock_change *, struct batch *);
const struct bundle *const *rollout_put_more(const struct rollout_put *,
	    size_t *n);
void	rollouts_put_done(struct director *, struct rollout_put **,
	    const struct err *failed);

/* --- the set --- */

/* What clients are shown of a catalogue. */
struct rollout_set {
	const struct catalogue	*catalogue;
	struct catalogue	*made;		/* NULL: it is the one given */
	struct ring_entry	 ring[RINGS_MAX];
	char			 folder[RINGS_MAX][COMPREPORT_NAME_SIZE + 8];
	size_t			 n;
};

int	rollouts_set(const struct director *, const struct catalogue *,
	    struct rollout_set *);		/* -ENOMEM */
void	rollouts_set_free(struct rollout_set *);

/* --- clients --- */

/* A record that its client signed: what it tells of its components. */
void	rollouts_told(struct director *, const struct drop *,
	    const struct ddr *, struct batch *);
void	rollouts_forget(struct director *, const struct guid *);

/* --- operators --- */

struct rollout_view {
	const char		*component;
	struct version		 from, to;
	enum rollout_state	 state;
	unsigned		 percent;	/* 0: not yet begun */
	struct ring_count	 count;
	struct wall		 began, turned;
	int64_t			 left_ms;	/* of the turn; RUNNING */
	const char		*why;		/* PAUSED, HALTED */
	const struct ring_clients *clients;
};

const char	*rollout_state_name(enum rollout_state);
/* The i-th by name; false: no more. */
bool	 rollout_at(const struct director *, size_t i,
	    struct rollout_view *);
bool	 rollout_of(const struct director *, const char *component,
	    struct rollout_view *);

/* NULL: all.  ENOENT, EALREADY, EBUSY.  Called once, unless -errno. */
struct rollout_wish {
	const char		*component;
	bool			 resume;	/* else pause */
	const struct audit_row	*audit;		/* copied */
};
typedef void	rollout_done(void *arg, const struct err *failed);
int	rollout_may(const struct director *, const struct rollout_wish *,
	    struct err *);
int	rollout_wish(struct director *, const struct rollout_wish *,
	    rollout_done *, void *arg, struct err *);

#endif
