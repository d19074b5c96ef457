/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lists - the account list that clients are shown: the keeper makes it, the
 * store keeps it sealed, the publisher puts it on the CAP.  A new one, under
 * a new list key, only when an account or an enrolled client has changed;
 * else the files stay as they are, byte for byte.
 *
 *	IDLE -> MAKING		the keeper makes list key, list, its two forms
 *	     -> WRAPPING	and wraps the key for each client, page by page
 *	     -> STORING		the store knows; the publisher is told -> IDLE
 *
 * With cohorts the keeper makes a list for each that has accounts, under a list
 * key of its own, and wraps for each client that of its cohort.  Sessions of
 * cohort 0 see all of them (acctshelf.h), so that a client can move; the others
 * see theirs.
 *
 * At start, when nothing has changed, the key of before is wrapped again: that
 * gives the same keys.dat.
 */
#ifndef SERVER_DIRECTOR_ACCOUNT_LISTS_H
#define SERVER_DIRECTOR_ACCOUNT_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/wire.h"
#include "protocol/role/list_msg.h"

struct chan;
struct chan_msg;
struct director;

int	lists_new(struct director *, struct err *);	/* blocks */
void	lists_free(struct director *);
void	lists_keeper_ready(struct director *);
void	lists_keeper_lost(struct director *);
/* An account or an enrolled client has changed. */
void	lists_wanted(struct director *, const char *why);

/* Messages of the keeper. */
void	lists_made(struct director *, struct chan *, struct chan_msg *);
void	lists_wrapped(struct director *, struct chan *, struct chan_msg *);

#define LIST_FILES	3

extern const char	*const list_paths[LIST_FILES];	/* below the share */

struct list_file {
	const char	*path;		/* of list_paths */
	struct rd	 content;	/* good until the loop turns */
};

/* false: not yet; the publisher is told when they are there. */
bool	lists_files(const struct director *, struct list_file out[LIST_FILES]);

/*
 * Of the i-th cohort that has accounts, as its sessions are shown it, and its
 * number; the first is that of lists_files().  false: there are not so many.
 */
bool	lists_view(const struct director *, size_t i, unsigned *cohort,
	    struct list_file out[LIST_FILES]);
/* Generations of the rotation in its list, in its order; how many. */
size_t	lists_generations(const struct director *, size_t i,
	    uint32_t out[MSG_LIST_ACCOUNTS_MAX]);

/* The enabled client accounts whose password is kept, newest first, as the
   keeper is told of them; *left_out: those whose password is not. */
size_t	lists_accounts(const struct director *,
	    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX],
	    size_t *left_out);
/* Those of a cohort; lists_accounts() has those of cohort 0. */
size_t	lists_accounts_of(const struct director *, unsigned cohort,
	    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX],
	    size_t *left_out);
#define LISTS_LEFT_OUT	"%zu enabled client account(s) are not in the account "	\
	"list: their passwords were entered before passwords were kept"
/* Serial of the list in force; 0: none yet. */
uint64_t lists_serial(const struct director *);

#endif
