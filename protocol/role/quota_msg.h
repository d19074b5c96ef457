/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quota_msg - how much may lie in the drop boxes.
 *
 *	QUOTA_ASK	worker -> clerk		quota_ask; -> CLERK_DONE
 *	QUOTA_CHARGE	worker -> clerk		ticket, bytes: it has landed
 *	QUOTA_DROP	worker -> clerk		ticket: it never will
 *	QUOTA_STATE	director -> clerk	quota_state and rows: what lies
 *						there; rows are quota_amount
 *	QUOTA_RELEASE	director -> clerk	quota_amount: consumed, removed
 *
 * Tickets  name files under way; the worker's own, never 0.  Asking again for
 *          a ticket asks for its new size.
 * Errors   the cursor's own.
 */
#ifndef PROTOCOL_ROLE_QUOTA_MSG_H
#define PROTOCOL_ROLE_QUOTA_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/wire.h"

#define QUOTA_BOX_SIZE	32

/* Which client's share of which box. */
struct quota_who {
	char		 box[QUOTA_BOX_SIZE];	/* "ddr.box" */
	int64_t		 account;
	struct addr	 address;
};

struct quota_ask {
	uint64_t	 ticket;
	struct quota_who who;
	uint64_t	 bytes;		/* so far, or as announced */
};

struct quota_amount {
	struct quota_who who;
	uint32_t	 files;
	uint64_t	 bytes;
};

/* All that lies in all boxes, in one message or several. */
struct quota_state {
	bool		 first, last;
	uint16_t	 n;
};

#define QUOTA_AMOUNT_MAX	69

void	msg_put_quota_ask(struct wr *, const struct quota_ask *);
void	msg_get_quota_ask(struct rd *, struct quota_ask *);
void	msg_put_quota_amount(struct wr *, const struct quota_amount *);
void	msg_get_quota_amount(struct rd *, struct quota_amount *);
void	msg_put_quota_state(struct wr *, const struct quota_state *);
void	msg_get_quota_state(struct rd *, struct quota_state *);

#endif
