/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam - facts of the account domain beside the accounts themselves: groups,
 * aliases, who is in which, rights, what else is known of a user.  A fact is
 * bytes under a key; what either means is the director's (sam_fact.h there).
 *
 * A replica that has not got a change shows what the fact was before it: the
 * change is written to the log of account changes, with a number of that
 * log, as replica.h says.
 *
 * Errors   store_sam_put(): EEXIST, the name (in any case) is that of an
 *          account, or of another fact; EINVAL, it is no name.
 */
#ifndef STORE_SAM_H
#define STORE_SAM_H

#include "store/store.h"

struct sam_row {
	const char		*key;
	/* The key goes on with it, 8 hex digits; NULL: not. */
	const uint32_t		*rid;
	const char		*name;		/* NULL: nothing is called so */
	struct store_blob	 value;		/* may be empty */
	bool			 quiet;		/* replicas show it at once */
};

/* New, or in the place of the one before. */
void	store_sam_put(struct batch *, const struct sam_row *);
void	store_sam_remove(struct batch *, const char *key);
/* A number like those of accounts, for what is put behind it in the batch. */
const uint32_t	*store_sam_rid(struct batch *);

struct sam_list {
	const struct sam_row	*rows;		/* key and value */
	size_t			 n;
	bool			 more;
};

typedef void	sam_rows_done(void *arg, const struct err *,
		    const struct sam_list *);

/* Those behind `after' ("": from the first), in the order of their keys. */
int	store_sam(struct store *, const char *after, sam_rows_done *,
	    void *arg);

#endif
