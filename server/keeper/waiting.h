/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * waiting - logons whose proof is right and whose account is disabled, but is
 * enabled again for who asks for it (product.md 4 "Recovery"): the director is
 * told at once, and the answer is given when it says that the account is
 * enabled, or that it will not be; after `enable_wait' as it is then.
 *
 * Loss     a worker that dies takes its logons along; of a director that dies
 *          the next one is told; when this role dies its workers answer.
 * Memory   WAITERS_MAX at most, WAITERS_EACH of one account, in locked pages:
 *          the key of the session to come is in each.
 */
#ifndef SERVER_KEEPER_WAITING_H
#define SERVER_KEEPER_WAITING_H

#include <sys/queue.h>

#include "base/addr.h"
#include "base/clock.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/role/auth_msg.h"

#define WAITERS_MAX	256
#define WAITERS_EACH	128

struct chan;
struct keeper;
struct waiting;

struct waiter {
	TAILQ_ENTRY(waiter)	 link;
	struct chan		*worker;
	uint64_t		 question;	/* of that worker */
	struct mono		 deadline;
	int64_t			 account;
	/* What its judge needs again. */
	uint32_t		 view;
	struct addr		 peer;
	char			 user[MSG_NAME_SIZE];
	char			 workstation[MSG_STATION_SIZE];
	uint8_t			 key[NTLM_KEY_SIZE];
};

struct waiting	*waiting_new(struct keeper *);	/* NULL: no memory */
void		 waiting_free(struct waiting **);	/* none is answered */
/* To be filled, then begun.  NULL: too many wait, no memory, or nobody
   shall. */
struct waiter	*waiting_add(struct waiting *, int64_t account);
void		 waiting_begin(struct waiting *, struct waiter *, struct chan *,
		    uint64_t question);
/* This account was told anew. */
void		 waiting_look(struct waiting *, int64_t account);
/* Another director told of all accounts: it does not know who waits. */
void		 waiting_ask_again(struct waiting *);
void		 waiting_lost(struct waiting *, const struct chan *worker);

#endif
