/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy_ask - SamrSetInformationDomain: the policy of passwords and lockout
 * as NT's tools set it, through policy.h.  What the rotation could not go on
 * with is refused here: sitectl policy set --force is the way.
 *
 * Source   [MS-SAMR] 2.2.3.5, 2.2.3.15, 3.1.5.6.1.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_POLICY_ASK_H
#define SERVER_DIRECTOR_DOMAIN_POLICY_ASK_H

#include "server/director/domain/sam.h"

/* DOMAIN_POLICY; as sam_ask(). */
int	policy_ask(struct director *, size_t server,
	    const struct rpc_domain_ask *, sam_done *, void *arg);

#endif
