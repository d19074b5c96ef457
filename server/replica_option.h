/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replica_option - an item of option `replicas': a backup domain controller
 * that the embedded directory plays, "NAME", "NAME@ADDRESS:PORT" and either
 * with "/LAG" or "/LEAST-MOST" behind.
 *
 *	"BDC1@10.0.0.2:445/5m"		logons there see changes 5 minutes late
 *	"BDC2@[::1]:4450/1m-7d"		each change late by its own random lag
 *	"BDC3"				nobody logs on there; the pulse of NT 4
 *
 * Source   lag: Netlogon's pulse is 300 s unless set, 60 s to 48 h (Q142692).
 */
#ifndef SERVER_REPLICA_OPTION_H
#define SERVER_REPLICA_OPTION_H

#include "base/err.h"
#include "server/config.h"

#define REPLICA_OPTIONS_MAX	15
#define REPLICA_LAG_MOST	(70 * DAY)	/* ms */

struct replica_option {
	char	 name[16];		/* capital letters */
	char	 listen[CONFIG_ITEM_MAX];	/* "": nobody logs on there */
	int64_t	 least, most;		/* lag in ms */
};

/* -EINVAL and a sentence that says what is expected. */
int	replica_option_parse(const char *item, struct replica_option *,
	    struct err *);
/* The i-th of the configuration, which was checked; false: no more. */
bool	replica_option_at(const struct config *, size_t i,
	    struct replica_option *);
/* "5m", "1m-7d"; 0 or -EINVAL. */
int	replica_lag_parse(const char *, int64_t *least, int64_t *most,
	    struct err *);
const char *replica_lag_text(int64_t least, int64_t most, char dst[static 48]);

#endif
