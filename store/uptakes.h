/* SPDX-License-Identifier: GPL-3.0-or-later */
/* uptakes - the proofs of a client, for changes of other nouns. */
#ifndef STORE_UPTAKES_H
#define STORE_UPTAKES_H

#include "store/client.h"
#include "store/db.h"

/*
 * `e' as it was told.  Two places: it was heard of from another address within
 * the hour.  Unless it is enrolled it may be two machines, of which one proves
 * nothing for the other: nothing is proven any more.
 */
int	uptakes_take(struct db *, int64_t client, const struct evidence_row *e,
	    bool two_places);
/* It has keys now: from here on it proves by what it signs. */
int	uptakes_enrolled(struct db *, const struct guid *);

#endif
