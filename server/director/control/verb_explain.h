/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_explain - a client that needs an account, as a row, for other verbs. */
#ifndef SERVER_DIRECTOR_CONTROL_VERB_EXPLAIN_H
#define SERVER_DIRECTOR_CONTROL_VERB_EXPLAIN_H

#include "server/director/control/errand.h"
#include "store/uptake.h"

/* It counts until then. */
void	laggard_show(struct errand *, const struct laggard *, struct wall until);

#endif
