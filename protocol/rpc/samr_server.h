/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samr_server - the objects behind samr's handles, and what its handlers
 * share: samr_server.c (server, domain), samr_account.c (open, create,
 * delete, look up), samr_listing.c, samr_members.c, samr_facts.c (query, set).
 */
#ifndef PROTOCOL_RPC_SAMR_SERVER_H
#define PROTOCOL_RPC_SAMR_SERVER_H

#include "protocol/rpc/samr.h"
#include "protocol/rpc/service.h"

enum sam_kind { SAM_SERVER = 1, SAM_DOMAIN, SAM_GROUP, SAM_ALIAS, SAM_USER };

struct sam {
	enum sam_kind		 kind;
	uint32_t		 access;	/* granted, or asked for */
	enum rpc_domain_which	 domain;
	uint32_t		 rid;
};

/*
 * What the handle stands for, if it is of that kind and has that access.  If
 * not, the status to return: a handle that does not exist is a fault.
 */
uint32_t	samsrv_find(struct rpc_call *, const struct rpc_handle *,
		    enum sam_kind, uint32_t access, struct sam *out);
/* A handle with the access asked for, and that which was granted. */
uint32_t	samsrv_open(struct rpc_call *, struct sam *, struct rpc_handle *);

enum sid_use	samsrv_use(enum sam_kind);
/* A question about it. */
struct rpc_domain_ask	samsrv_ask(const struct sam *, enum rpc_domain_op);
/* Asks; what comes back is a status and nothing else. */
uint32_t	samsrv_change(struct rpc_call *, const struct rpc_domain_ask *);

rpc_run	samsrv_connect, samsrv_close, samsrv_security, samsrv_set_security,
	samsrv_rid_to_sid, samsrv_lookup_domain,
	samsrv_enum_domains, samsrv_open_domain;
rpc_run	samsrv_open_user, samsrv_open_group, samsrv_open_alias, samsrv_create_user,
	samsrv_create_user2, samsrv_create_group, samsrv_create_alias,
	samsrv_delete_user, samsrv_delete_group, samsrv_delete_alias,
	samsrv_lookup_names, samsrv_lookup_ids;
rpc_run	samsrv_enum_users, samsrv_enum_groups, samsrv_enum_aliases, samsrv_display;
rpc_run	samsrv_add_to_group, samsrv_remove_from_group, samsrv_group_members,
	samsrv_groups_of, samsrv_add_to_alias, samsrv_remove_from_alias,
	samsrv_remove_from_all, samsrv_add_all_to_alias, samsrv_remove_all_from_alias,
	samsrv_alias_members, samsrv_aliases_of;
rpc_run	samsrv_query_domain, samsrv_set_domain, samsrv_password_info, samsrv_user_password_info,
	samsrv_query_user, samsrv_set_user, samsrv_query_group, samsrv_query_alias,
	samsrv_set_group, samsrv_set_alias;

#endif
