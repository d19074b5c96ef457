/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admission - which connections there may be (algorithms.md A12): how many
 * that have not logged on, all together and of one address; how many that
 * have, of one address.  An IPv6 /64 counts as one address.
 *
 * Full     one over which a logon was refused goes, the one that it happened
 *          to first; if there is none the oldest, of that address or of all: an
 *          honest one logs on at its first try and within moments.  Of one
 *          address those that are so young may be ADMISSION_FRESH times as
 *          many meanwhile, all such together a quarter of all: who guesses
 *          there cannot crowd out the first try of another.  One that has
 *          logged on is never dropped for a newcomer; the newcomer is.
 * Pure     no I/O; whom to refuse is asked for after each call.
 * Memory   admission_free() frees all.
 */
#ifndef SERVER_CLERK_ADMISSION_H
#define SERVER_CLERK_ADMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/clock.h"
#include "protocol/role/session_msg.h"

#define ADMISSION_NETS	16
#define ADMISSION_FRESH	4
#define ADMISSION_FRESH_MS 2000

struct admission;

struct admission_limits {
	size_t		 half_open;
	size_t		 half_open_of_address;
	size_t		 logged_on_of_address;
	struct net	 unlimited[ADMISSION_NETS];	/* free of the limits of
							   an address */
	size_t		 nunlimited;
};

struct conn_key {
	unsigned	 process;
	uint64_t	 conn;
};

struct admission_counts {
	uint64_t	 half_open, half_open_most, logged_on;
	uint64_t	 taken, refused[CONN_REFUSALS];
};

struct admission	*admission_new(const struct admission_limits *);
void			 admission_free(struct admission **);
/* For connections that come from now on. */
void			 admission_set_limits(struct admission *,
			    const struct admission_limits *);

/* `judge' false: it was admitted before, by a clerk that is gone. */
void			 admission_up(struct admission *, struct conn_key,
			    const struct addr *, bool judge, struct mono now);
/* A logon over it was refused. */
void			 admission_failed(struct admission *, struct conn_key);
void			 admission_logged_on(struct admission *,
			    struct conn_key, bool judge);
void			 admission_down(struct admission *, struct conn_key);
void			 admission_end_process(struct admission *,
			    unsigned process);

/* Who has to go; false: nobody (any more). */
bool			 admission_refused(struct admission *,
			    struct conn_key *, enum conn_refusal *);
struct admission_counts	 admission_counts(const struct admission *);

#endif
