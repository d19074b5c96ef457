/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_msg - how a site-push comes to life (push_job.h has what it is told
 * and says).  The slot is chosen by the director; one that is still in use is
 * not taken again, then both descriptors are closed.
 *
 *	PUSH_LEND	director -> parent	push_start; a descriptor: where
 *				the credential will come from
 *	PUSH_BEGIN	director -> parent	push_start; a descriptor: the
 *				job, and where the report goes to: execute it
 *	PUSH_END	director -> parent	push_start: nobody needs it
 *	PUSH_CREDENTIAL	director -> keeper	push_credential; a descriptor:
 *				the other end of what was lent
 *
 * Units    ms.
 */
#ifndef PROTOCOL_ROLE_PUSH_MSG_H
#define PROTOCOL_ROLE_PUSH_MSG_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/role/auth_msg.h"

#define PUSH_SLOTS	20		/* processes at a time */

struct msg_push_start {
	uint16_t	 slot;
	uint32_t	 deadline;	/* then it is killed */
};

void	msg_put_push_start(struct wr *, const struct msg_push_start *);
void	msg_get_push_start(struct rd *, struct msg_push_start *);

struct msg_push_credential {
	int64_t		 id;		/* store/push_account.h */
	char		 name[MSG_NAME_SIZE];	/* DOMAIN\name, or name */
	struct rd	 password;	/* sealed */
	int64_t		 account;	/* of the service; 0: of the system */
	char		 account_name[MSG_NAME_SIZE];	/* DOMAIN\name */
	struct rd	 account_password;	/* sealed */
};

void	msg_put_push_credential(struct wr *,
	    const struct msg_push_credential *);
void	msg_get_push_credential(struct rd *, struct msg_push_credential *);

#endif
