/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lsarpc_server - the handlers of the lookups, and what they share with the
 * others.
 */
#ifndef PROTOCOL_RPC_LSARPC_SERVER_H
#define PROTOCOL_RPC_LSARPC_SERVER_H

#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/service.h"

rpc_run	lsa_lookup_sids, lsa_lookup_names;

/* Is it an open policy handle of this caller's?  If not, answer a mismatch. */
bool	lsa_policy(struct rpc_call *, const struct rpc_handle *);

#endif
