/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * removal - before an account is closed, or its password changed: whom that
 * would leave out, and whether their tries would lock it (forecast.h).  Said
 * to whoever asks, --dry-run or not; refused without --force.
 */
#ifndef SERVER_DIRECTOR_CONTROL_REMOVAL_H
#define SERVER_DIRECTOR_CONTROL_REMOVAL_H

#include "server/director/account/accounts.h"
#include "server/director/account/forecast.h"
#include "server/director/control/errand.h"
#include "store/uptake.h"

/* Asks, says, and goes on; r->state is its own until the errand ends. */
void	removal_ask(struct errand *, errand_run *then);
/* Clients would be left out, or the account locked: the errand has ended. */
bool	removal_refuses(struct errand *);

/* What is asked of the forecast when that account changes so. */
enum removal { REMOVAL_CLOSES, REMOVAL_ENTERED, REMOVAL_GENERATED };

struct forecast_ask	removal_forecast(const struct director *,
			    const struct uptake_count *, enum removal);

#endif
