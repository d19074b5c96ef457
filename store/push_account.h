/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_account - the accounts that clients are installed with: DOMAIN\name as
 * option push has it, its password sealed under an id of its own, and what is
 * known of that password (A4).  Their order is that of the option.
 *
 * Errors   of a batch: ENOENT, there is no such one.
 */
#ifndef STORE_PUSH_ACCOUNT_H
#define STORE_PUSH_ACCOUNT_H

#include "store/store.h"

#define PUSH_ACCOUNT_SIZE	64	/* DOMAIN\name and a NUL */

struct push_account_row {
	int64_t			 id;		/* the blob's owner */
	const char		*name;
	struct store_blob	 password;	/* sealed */
	struct wall		 changed;
	bool			 is_proven;	/* some machine took it */
	bool			 is_closed;	/* shown to nobody any more */
	uint32_t		 failures;	/* since it was changed */
	uint32_t		 error;		/* of the last of them, Win32 */
	struct wall		 failed;
};

/* Takes the place of one of that name. */
void	store_push_account_put(struct batch *,
	    const struct push_account_row *);
void	store_push_account_remove(struct batch *, const char *name);
/* All but name and password; of one that was changed meanwhile nothing. */
void	store_push_account_judge(struct batch *,
	    const struct push_account_row *);

struct push_account_list {
	const struct push_account_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	push_accounts_done(void *arg, const struct err *,
		    const struct push_account_list *);

int	store_push_accounts(struct store *, push_accounts_done *, void *arg);

#endif
