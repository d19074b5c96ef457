/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventory - what a client reports about its machine: hardware as the kernel
 * tells it (/proc, /sys, uname), software as the configured list of files and
 * folders has it.  Always full reports.
 *
 * Source   cap.md 6.4; CopyListVersion Q174961.
 */
#ifndef CONTRIB_SITECLIENT_INVENTORY_H
#define CONTRIB_SITECLIENT_INVENTORY_H

#include "contrib/siteclient/agent.h"

bool	hardware_is_due(const struct agent *, struct wall now);
void	hardware_put(struct buf *, const struct agent *, struct wall now);
/* The same as a client of SMS 1.2 wrote it. */
bool	hardware12_is_due(const struct agent *, struct wall now);
void	hardware12_put(struct buf *, const struct agent *, struct wall now);

/* Not before there is a list of paths. */
bool	software_is_due(const struct agent *, struct wall now);
void	software_put(struct buf *, const struct agent *, struct wall now);

#endif
