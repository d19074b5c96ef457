/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_site - a made-up site for the RPC engine: two shares, one account
 * ("user", password "Pass-Word1"), one session.  Questions wait until
 * rpc_site_answer(), as they would for another process, or are answered at
 * once.  There are accounts to be asked for (rpc_people.h) after
 * rpc_site_people().
 */
#ifndef TESTS_UNIT_RPC_SITE_H
#define TESTS_UNIT_RPC_SITE_H

#include "protocol/rpc/client.h"
#include "protocol/rpc/pipe.h"
#include "tests/unit/rpc_people.h"

#define RPC_SITE_PASSWORD	"Pass-Word1"

#define RPC_SITE_QUESTIONS	64

/* Waits for its answer. */
struct rpc_question {
	struct rpc_call		*call;
	struct rpc_auth		*auth;		/* a proof, judged so: */
	struct rpc_verdict	 verdict;
	struct rpc_name		*names;
	size_t			 count;
	bool			 by_sid;
	enum rpc_rows_kind	 kind;
	const struct rpc_domain_ask	*ask;
};

struct rpc_site {
	struct rpc_host		 host;
	struct rpc_holder	 holder;
	struct rpc_caller	 caller;
	struct rpc_question	 questions[RPC_SITE_QUESTIONS];
	size_t			 waiting;
	struct ntlm_crypto	*crypto;
	struct people		*people;
	struct rpc_facts	 facts;
	bool			 at_once;
	bool			 trusting;	/* every proof is right */
	unsigned int		 woken;		/* calls of readable() */
	size_t			 more_shares;	/* all called "SHARE" */
};

extern const struct sid	rpc_site_sid, rpc_site_user;

/* False: no memory or no crypto. */
bool	rpc_site_init(struct rpc_site *, enum rpc_right caller);
void	rpc_site_free(struct rpc_site *);
/* Fresh ones; false: no memory. */
bool	rpc_site_people(struct rpc_site *);
void	rpc_site_no_people(struct rpc_site *);
bool	rpc_site_answer(struct rpc_site *);	/* all; false: none waited */

/*
 * Carries PDUs to and fro until the client has an event for its user.  The
 * client reads `room' bytes at a time, at least one.
 */
enum rpc_event	rpc_site_talk(struct rpc_site *, struct rpc_pipe *,
		    struct rpc_client *, size_t room);

#endif
