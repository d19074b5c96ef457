/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_book - the accounts that clients are installed with: whose password is
 * known, and whether it may be shown to a machine (A4).  A password is the
 * keeper's; here are its sealed form and what machines said to it.
 *
 * Budget   a password that no machine has taken yet is on its way to at most
 *          PUSH_BUDGET machines at a time, and after so many refusals to none
 *          any more, until it is entered anew or an operator clears it: ten
 *          pushes with a wrong one do not lock the account.  What says that
 *          the account itself is locked, disabled or expired closes it at
 *          once (R6).
 * Crash    such a one counts as refused on the disk before a machine is shown
 *          it: a verdict that nobody heard is no free try.
 * Async    push_book_add(), push_book_wish(): 0, `done' is called once.
 * Source   ccm.md 5.1, Q257269, algorithms A4.
 */
#ifndef SERVER_DIRECTOR_CCM_PUSH_BOOK_H
#define SERVER_DIRECTOR_CCM_PUSH_BOOK_H

#include <sys/queue.h>

#include "base/err.h"
#include "protocol/role/account_msg.h"
#include "store/audit.h"
#include "store/push_account.h"

#define PUSH_BUDGET	2
#define PUSH_SEALED_MAX	256

struct director;
struct push_book;

struct push_account {
	LIST_ENTRY(push_account) link;
	char			 name[PUSH_ACCOUNT_SIZE];
	struct push_account_row	 row;		/* its texts are here */
	uint8_t			 sealed[PUSH_SEALED_MAX];
	uint32_t		 on_its_way;	/* to machines, not shown yet */
	uint32_t		 shown;		/* of the failures: no verdict yet */
};

int	push_book_new(struct director *, struct err *);		/* blocks */
void	push_book_free(struct director *);
void	push_book_keeper_lost(struct director *);
/* false: it is none of these. */
bool	push_book_sealed(struct director *, uint64_t id,
	    const struct msg_secret_sealed *);

struct push_account *push_book_find(const struct director *, const char *name);
/* Another password, another number. */
struct push_account *push_book_get(struct director *, int64_t id);
/* NULL begins, and ends it. */
struct push_account *push_book_next(struct director *,
	    const struct push_account *);

enum push_leave { PUSH_MAY, PUSH_WAIT, PUSH_MAY_NOT };

enum push_leave	 push_book_may(const struct push_account *);
typedef void	push_book_done(void *arg, const struct err *failed);

/* Counted as a failure; `done' tells when the disk has it.  0 or -errno. */
int	push_book_show(struct director *, struct push_account *,
	    push_book_done *, void *arg);
/* What came of it; `counted': push_book_show() was called for this try.  A
   machine took it, */
void	push_book_proven(struct director *, struct push_account *,
	    bool counted);
/* or refused it with that number, */
void	push_book_refused(struct director *, struct push_account *,
	    uint32_t error, bool counted);
/* or never judged it, */
void	push_book_spared(struct director *, struct push_account *);
/* or nobody heard what it said. */
void	push_book_unheard(struct director *, struct push_account *);

/* The other end of where its password is to be written comes back. */
int	push_book_add(struct director *, const char *name,
	    const struct audit_row *, int *secret_fd, push_book_done *,
	    void *arg, struct err *);

enum push_wish { PUSH_ADD, PUSH_REMOVE, PUSH_CLEAR };

int	push_book_wish(struct director *, enum push_wish, const char *name,
	    const struct audit_row *, push_book_done *, void *arg,
	    struct err *);

#endif
