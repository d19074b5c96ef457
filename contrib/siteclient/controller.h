/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * controller - the client service of a domain controller (run --dc NAME): its
 * token account comes first.
 *
 * Start    until the account is right here nothing else begins; that takes as
 *          long as token_wait says, and no longer.
 * After    READY or LATE: the service runs.  FAILED: it runs, too, but without
 *          advertised programs, tells the site why (a status message), and
 *          looks again after each `retry'.
 */
#ifndef CONTRIB_SITECLIENT_CONTROLLER_H
#define CONTRIB_SITECLIENT_CONTROLLER_H

#include "contrib/siteclient/agent.h"

struct controller;

/* Is this machine one, as configured? */
bool	controller_is_set(const struct config *);
/* `started' is called once, when the service may begin.  0 or -errno. */
int	controller_start(struct agent *, void (*started)(void *), void *arg,
	    struct controller **out, struct err *);
void	controller_stop(struct controller **);

#endif
