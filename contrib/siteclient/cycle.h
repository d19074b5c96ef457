/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cycle - what a client does at its CAP, as a machine of steps that waits for
 * nothing itself, so that thousands run in one loop.
 *
 *	connect		CAPs and accounts in their order
 *	configuration	manifest, accounts, CAP list, boundaries, properties
 *	components	offer; install, upgrade, verify, remove; data files
 *	programs	what is advertised
 *	reports		discovery record, inventories, what waits
 *
 * A poll leaves the components and reports out.
 *
 * Source   cap.md 3.2, ccm.md 8: Q231232, Q236052, Q236596, Q264630, Q322967.
 */
#ifndef CONTRIB_SITECLIENT_CYCLE_H
#define CONTRIB_SITECLIENT_CYCLE_H

#include "contrib/siteclient/agent.h"

enum cycle_kind { CYCLE_WHOLE, CYCLE_POLL };

enum cycle_outcome {
	CYCLE_DONE,
	CYCLE_UNREACHED,	/* no CAP, no account, or cut off: try again */
	CYCLE_ORPHAN		/* not for 60 days: it has removed itself */
};

struct cycle_end {
	void	(*fn)(struct agent *, enum cycle_outcome, void *arg);
	void	*arg;
};

/* 0 or -errno; then its end is called once, never from within this call. */
int	cycle_start(struct agent *, enum cycle_kind, const struct cycle_end *);
void	cycle_stop(struct agent *);	/* at once; the state is as saved */

#endif
