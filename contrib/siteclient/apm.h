/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apm - the advertised programs manager: which advertisement is due, its
 * program, and what the site hears of it.
 *
 *	10000	damaged or missing
 *	10002	received for the first time
 *	10003	cannot run: no such package, program or user, or the software
 *		installation account cannot be used (account_mgr.h)
 *	10006	ran and failed: exit status, time, or cut short by a restart
 *	10008	ran well
 *
 * One program runs at a time; the next one that is due waits for the next
 * poll.  Before a program starts its row says so on the disk: it is never
 * started twice because of a crash.
 *
 * Source   cap.md 6.3, 6.6: Q245170, Q277876, Q235205, Q283130, Q272174.
 */
#ifndef CONTRIB_SITECLIENT_APM_H
#define CONTRIB_SITECLIENT_APM_H

#include "contrib/siteclient/agent.h"
#include "protocol/sms/advert.h"
#include "protocol/sms/package.h"

/*
 * A file of advertisements that is missing or no such file, by the 8 letters
 * of its name: the site hears of it once (10000).
 */
void	apm_damaged(struct agent *, const char *id, const char *why);
/* Tells the first time; true: it is due, and nothing else runs. */
bool	apm_take(struct agent *, const struct advertisement *, struct wall);
void	apm_cannot(struct agent *, const struct advertisement *,
	    const char *why);
/* `name': of the package. */
void	apm_run(struct agent *, const struct advertisement *,
	    const char *name, const struct package_program *, struct wall);
/* At each poll: what could not be taken back after a run. */
void	apm_tidy(struct agent *);
/* The agent ends: what runs is killed, what it was given taken back. */
void	apm_stop(struct agent *);
/* At start: what ran when the agent was killed has failed. */
void	apm_mend(struct agent *);

#endif
