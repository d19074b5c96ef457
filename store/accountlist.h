/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accountlist - the account list that is published, as the keeper sealed it:
 * one row, replaced as a whole.  Serials only rise.
 */
#ifndef STORE_ACCOUNTLIST_H
#define STORE_ACCOUNTLIST_H

#include "store/store.h"

#define ACCOUNTLIST_DIGEST_SIZE	32

struct accountlist_row {
	uint64_t		 serial;
	uint8_t			 digest[ACCOUNTLIST_DIGEST_SIZE];	/* of
				    what it was made from */
	struct store_blob	 key;		/* the list key, sealed */
	struct store_blob	 list_form;	/* accounts.dat */
	struct store_blob	 site_form;	/* accounts.site */
};

/* EALREADY: the serial is not higher than the last one. */
void	store_accountlist_set(struct batch *, const struct accountlist_row *);

typedef void	accountlist_done(void *arg, const struct err *,
		    const struct accountlist_row *);	/* NULL: none yet */

int	store_accountlist(struct store *, accountlist_done *, void *arg);

#endif
