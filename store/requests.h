/* SPDX-License-Identifier: GPL-3.0-or-later */
/* requests - made or taken back by the store itself, inside of a change. */
#ifndef STORE_REQUESTS_H
#define STORE_REQUESTS_H

#include "store/db.h"
#include "store/request.h"

/* Who is meant: a machine as its client's row calls it, or as it says. */
struct request_target {
	const char	*computer, *computer_key;
	const char	*domain, *domain_key;
};

int	requests_target(struct db *, int64_t client, struct arena *,
	    struct request_target *);
/* `again': into one that waits already; else that one is left alone. */
int	requests_want(struct db *, const struct request_target *,
	    const struct request_row *, bool again);
int	requests_take_back(struct db *, const struct request_target *,
	    const char *kind);

#endif
