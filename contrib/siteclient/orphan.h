/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * orphan - a client that has reached no CAP of its site for 60 days removes
 * itself.  The clock is `Site Config Last Checked'; when that is missing, the
 * installation counts, so that no orphan lives for ever (Q265358).
 *
 * Source   ccm.md 8.4: Q227033, Q236052, Q265358.
 */
#ifndef CONTRIB_SITECLIENT_ORPHAN_H
#define CONTRIB_SITECLIENT_ORPHAN_H

#include "contrib/siteclient/state.h"

/*
 * A stamp from the future (a clock that was wrong then or is now) is set to
 * now; so is the installation when neither is known.  True: something changed.
 */
bool	orphan_mend(struct state *, struct wall now);
int64_t	orphan_age_ms(const struct state *, struct wall now);
bool	orphan_is(const struct state *, struct wall now, int64_t limit_ms);

#endif
