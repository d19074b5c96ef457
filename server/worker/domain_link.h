/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain_link - a worker's way to the accounts: questions of samr, lsarpc and
 * netlogon go to the director, as of the controller on whose listener they
 * came.  A new password goes to the keeper first, who gives a ticket for it.
 *
 * Status   DOMAIN_CONTROLLER_NOT_FOUND: it was not asked; RPC_CALL_FAILED: it
 *          was, but the director died or did not answer for DOMAIN_WAIT_MS:
 *          what was to be changed may have been.
 * Memory   what a question points at lives until it is answered, but for its
 *          password, which is sent before domain_link_ask() returns.
 */
#ifndef SERVER_WORKER_DOMAIN_LINK_H
#define SERVER_WORKER_DOMAIN_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOMAIN_WAIT_MS		30000
#define DOMAIN_QUESTIONS_MAX	4096	/* of a worker */
#define DOMAIN_PASSWORDS_MAX	8	/* of an account, at a time */

struct chan;
struct chan_msg;
struct domain_link;
struct rpc_call;
struct rpc_domain_ask;
struct rpc_name;
struct sid;
struct worker;

int	domain_link_new(struct worker *, struct domain_link **out);
void	domain_link_free(struct domain_link **);	/* unanswered: failed */

/* rpc_domain_done() follows, now or later. */
void	domain_link_ask(struct domain_link *, uint32_t view, struct rpc_call *,
	    const struct rpc_domain_ask *);

/* Those of our accounts whose `use' is 0: rpc_names_done() follows. */
struct domain_names {
	struct rpc_call		*call;
	struct rpc_name		*v;
	size_t			 n;
	bool			 by_sid;
	const struct sid	*domain;	/* of all accounts */
};

void	domain_link_names(struct domain_link *, uint32_t view,
	    const struct domain_names *);

/* DOMAIN_ANSWER, TICKET. */
void	domain_link_answered(struct domain_link *, struct chan *,
	    struct chan_msg *);
void	domain_link_ticket(struct domain_link *, struct chan *,
	    struct chan_msg *);
void	domain_link_director_lost(struct domain_link *);
void	domain_link_keeper_lost(struct domain_link *);

#endif
