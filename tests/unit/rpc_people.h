/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_people - a made-up account domain in memory behind protocol/rpc/domain.h:
 * Administrator, Guest and "user" (1000), three global groups, BUILTIN's
 * aliases; all that can be asked for can be changed.
 */
#ifndef TESTS_UNIT_RPC_PEOPLE_H
#define TESTS_UNIT_RPC_PEOPLE_H

#include "protocol/rpc/domain.h"

struct people;

/* NULL: no memory.  `domain' is borrowed. */
struct people	*people_new(const struct sid *domain);
void		 people_free(struct people **);
/* Users called u00001 and so on; false: no memory. */
bool		 people_add(struct people *, unsigned users);
/* Answers at once. */
void		 people_answer(struct people *, struct rpc_call *,
		    const struct rpc_domain_ask *);
/* A name or SID of the account domain; fills in the other, and `use'. */
void		 people_resolve(struct people *, struct rpc_name *,
		    bool by_sid);
/* What was looked at since the last call: rows touched by listings. */
unsigned long	 people_work(struct people *);
/* The last password that came, as it came. */
const struct rpc_password	*people_password(const struct people *);

#endif
