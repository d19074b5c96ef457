/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heartbeat - the discovery record that a client leaves: every 7 days, never
 * more often than it has cycles, and in the cycle in which a component was
 * upgraded, or was not: rings wait for that (A16).
 *
 * Source   cap.md 3.2 (10): Q257799, Q256125, Q241279.
 */
#ifndef CONTRIB_SITECLIENT_HEARTBEAT_H
#define CONTRIB_SITECLIENT_HEARTBEAT_H

#include "contrib/siteclient/agent.h"

bool	heartbeat_is_due(const struct agent *, struct wall now);
void	heartbeat_put(struct buf *, const struct agent *, struct wall now);

#endif
