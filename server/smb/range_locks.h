/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * range_locks - the byte-range locks of one file, as two interval trees: a
 * conflict is found in logarithmic time, however many locks there are.
 *
 * Ranges   of 64 bits; one that runs past the last byte is no range.  A lock
 *          of length 0 lies between two bytes: it meets only ranges that
 *          hold both of them.
 * Owners   are compared, never followed.
 * Memory   range_lock is the caller's while it is not in a set; range_unlock()
 *          and range_locks_take() give it back.
 * Source   [MS-FSA] 2.1.4.10, 2.1.5.8, 2.1.5.9.
 */
#ifndef SERVER_SMB_RANGE_LOCKS_H
#define SERVER_SMB_RANGE_LOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/tree.h"

struct range_lock {
	RB_ENTRY(range_lock)	 node;
	LIST_ENTRY(range_lock)	 of_owner;	/* for the owner's use */
	const void		*owner;
	uint64_t		 off, len;
	uint64_t		 last;		/* byte; `off' if len is 0 */
	uint64_t		 reach;		/* greatest `last' below here */
	uint64_t		 seq;		/* order of coming */
	bool			 exclusive;
};

RB_HEAD(range_tree, range_lock);

struct range_locks {
	struct range_tree	 shared, exclusive;
	size_t			 n;
	uint64_t		 seq;
};

void	range_locks_init(struct range_locks *);
bool	range_valid(uint64_t off, uint64_t len);
void	range_lock_init(struct range_lock *, const void *owner, uint64_t off,
	    uint64_t len);

/* Would this lock be refused?  An exclusive one by the owner's own, too. */
bool	range_locks_bar_lock(const struct range_locks *,
	    const struct range_lock *);
/* May this owner read or write there? */
bool	range_locks_bar_read(const struct range_locks *,
	    const struct range_lock *);
bool	range_locks_bar_write(const struct range_locks *,
	    const struct range_lock *);

void	range_locks_add(struct range_locks *, struct range_lock *);
void	range_locks_take(struct range_locks *, struct range_lock *);
/* Takes out the owner's lock of exactly that range, an exclusive one first;
   NULL: there is none. */
struct range_lock	*range_unlock(struct range_locks *,
			    const struct range_lock *);

#endif
