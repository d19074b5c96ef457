/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain_msg - what samr and lsarpc ask of the accounts (protocol/rpc/domain.h)
 * on its way from a worker to the director and back; and tickets for passwords,
 * which only the keeper opens.
 *
 *	DOMAIN_ASK	worker -> director	a question, of one server's view
 *	DOMAIN_ANSWER	director -> worker	under its id; in parts, as many
 *				as it takes
 *	TICKET_MAKE	worker -> keeper	a password under a session's key
 *	TICKET		keeper -> worker	under its id: good once, for a
 *				minute, or the status why there is none
 *	TICKET_DROP	worker -> keeper	the 16 bytes of one that is not
 *				wanted any more
 *	SECRET_TICKET	director -> keeper	account_msg.h: SECRET_TAKE, but
 *				from a ticket; answered by SECRET_SEALED
 *
 * Errors   the cursor's own; what does not fit into the arena fails it, too.
 *          Texts are valid UTF-8 without a NUL.
 * Memory   what was decoded lives in the arena and in the message.
 */
#ifndef PROTOCOL_ROLE_DOMAIN_MSG_H
#define PROTOCOL_ROLE_DOMAIN_MSG_H

#include "base/arena.h"
#include "protocol/role/account_msg.h"
#include "protocol/rpc/domain.h"

#define MSG_DOMAIN_ASK_ARENA	(1U << 20)	/* of a question */
#define MSG_DOMAIN_ARENA	(16U << 20)	/* of its answer */
#define MSG_DOMAIN_ASK_MAX	4096		/* names, ids or SIDs */
#define MSG_DOMAIN_COUNT_MAX	32768		/* rows of an answer */

struct msg_domain_ask {
	uint32_t		 view;		/* 0: the PDC, else a replica */
	struct rpc_caller	 caller;
	struct rpc_domain_ask	 ask;		/* .caller is the one above */
};

/* A password is PASSWORD_NONE or PASSWORD_TICKET; else the writer fails. */
void	msg_put_domain_ask(struct wr *, const struct msg_domain_ask *);
void	msg_get_domain_ask(struct rd *, struct arena *,
	    struct msg_domain_ask *);

/* Writes what fits, from the count-th thing on; the next one to begin with, or
   the answer's count: that was all of it. */
uint32_t	msg_put_domain_answer(struct wr *,
		    const struct rpc_domain_answer *, uint32_t from);

/* The parts that have come: begins as { 0 }. */
struct msg_domain_parts {
	struct rpc_domain_answer	 answer;
	struct rpc_domain_facts		 facts;
	struct rpc_account		*rows;
	struct sid			*sids;
	const char			**names;
	uint32_t			 got;
	bool				 begun;
};

/* True: that was the last one, if the reader has not failed. */
bool	msg_get_domain_answer(struct rd *, struct arena *,
	    struct msg_domain_parts *);

#define MSG_TICKET_BYTES_MAX	532

struct msg_ticket_make {
	enum rpc_password_form	 form;	/* neither NONE nor TICKET */
	struct rd		 bytes;
	struct rd		 key;
};

struct msg_ticket {
	enum ntstatus	 status;
	uint8_t		 ticket[DOMAIN_TICKET_SIZE];
};

struct msg_secret_ticket {
	struct msg_secret	 secret;	/* SECRET_TAKE */
	uint8_t			 ticket[DOMAIN_TICKET_SIZE];
};

void	msg_put_ticket_make(struct wr *, const struct msg_ticket_make *);
void	msg_get_ticket_make(struct rd *, struct msg_ticket_make *);
void	msg_put_ticket(struct wr *, const struct msg_ticket *);
void	msg_get_ticket(struct rd *, struct msg_ticket *);
void	msg_put_secret_ticket(struct wr *, const struct msg_secret_ticket *);
void	msg_get_secret_ticket(struct rd *, struct msg_secret_ticket *);

#endif
