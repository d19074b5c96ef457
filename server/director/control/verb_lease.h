/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_lease - a row of `lease list', for whoever tells of leases, too. */
#ifndef SERVER_DIRECTOR_CONTROL_VERB_LEASE_H
#define SERVER_DIRECTOR_CONTROL_VERB_LEASE_H

#include "server/director/ccm/lease.h"
#include "server/director/control/errand.h"

void	verb_lease_row(struct errand *, const struct lease_view *);

#endif
