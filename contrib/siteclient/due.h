/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * due - whether it is time for what happens again and again: as configured on
 * this machine, else by the schedule that the site has published for it, else
 * at the usual interval.
 *
 * Source   cap.md 4.4 (tokens), ccm.md 8.1: Q257799, Q246040.
 */
#ifndef CONTRIB_SITECLIENT_DUE_H
#define CONTRIB_SITECLIENT_DUE_H

#include "contrib/siteclient/agent.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/published.h"

enum due { DUE_HEARTBEAT, DUE_HARDWARE, DUE_SOFTWARE, DUE_VERIFY };

/* `last' 0: never.  A last time in the future counts as never, too. */
bool	due_is(const struct agent *, enum due, struct wall last,
	    struct wall now);
/* The schedules in Clibase.cfg, and in the .CFG of a component. */
void	due_take_base(struct state *, const struct clibase *);
void	due_take_component(struct state *, const char *directory,
	    const struct compcfg *);

#endif
