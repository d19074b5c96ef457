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
uint32_t	sam_find(struct rpc_call *, const struct rpc_handle *,
		    enum sam_kind, uint32_t access, struct sam *out);
/* A handle with the access asked for, and that which was granted. */
uint32_t	sam_open(struct rpc_call *, struct sam *, struct rpc_handle *);

enum sid_use	sam_use(enum sam_kind);
/* A question about it. */
struct rpc_domain_ask	sam_ask(const struct sam *, enum rpc_domain_op);
/* Asks; what comes back is a status and nothing else. */
uint32_t	sam_change(struct rpc_call *, const struct rpc_domain_ask *);

rpc_run	sam_connect, sam_close, sam_security, sam_lookup_domain,
	sam_enum_domains, sam_open_domain;
rpc_run	sam_open_user, sam_open_group, sam_open_alias, sam_create_user,
	sam_create_user2, sam_create_group, sam_create_alias,
	sam_delete_user, sam_delete_group, sam_delete_alias,
	sam_lookup_names, sam_lookup_ids;
rpc_run	sam_enum_users, sam_enum_groups, sam_enum_aliases, sam_display;
rpc_run	sam_add_to_group, sam_remove_from_group, sam_group_members,
	sam_groups_of, sam_add_to_alias, sam_remove_from_alias,
	sam_remove_from_all, sam_add_all_to_alias, sam_remove_all_from_alias,
	sam_alias_members, sam_aliases_of;
rpc_run	sam_query_domain, sam_password_info, sam_user_password_info,
	sam_query_user, sam_set_user, sam_query_group, sam_query_alias,
	sam_set_group, sam_set_alias;

#endif
