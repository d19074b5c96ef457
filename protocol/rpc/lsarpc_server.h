/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lsarpc_server - the handlers of the lookups and of rights, and what they share
 * with the others.
 */
#ifndef PROTOCOL_RPC_LSARPC_SERVER_H
#define PROTOCOL_RPC_LSARPC_SERVER_H

#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/service.h"

rpc_run	lsa_lookup_sids, lsa_lookup_names;
rpc_run	lsa_enum_privileges, lsa_privilege_value, lsa_privilege_name,
	lsa_privilege_shown, lsa_enum_accounts, lsa_accounts_with,
	lsa_rights_of, lsa_add_rights, lsa_remove_rights;

rpc_run	lsa_create_account, lsa_open_account, lsa_account_privileges,
	lsa_add_privileges, lsa_remove_privileges, lsa_delete_object;

/* What a handle stands for. */
enum lsa_kind { LSA_POLICY, LSA_ACCOUNT };

/* Is it an open policy handle of this caller's?  If not, answer a mismatch. */
bool	lsa_policy(struct rpc_call *, const struct rpc_handle *);

#endif
