/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group - association groups: the pipes of one client that share context
 * handles.  A bind names a group to join, or 0 for a new one; a group ends
 * with its last pipe, and its handles with it.
 *
 * Limits   GROUP_HANDLES_MAX handles for each group.
 * Source   [C706] 12.6.3.1, [MS-RPCE] 3.3.1.5.4 and 3.3.3.4.1.
 */
#ifndef PROTOCOL_RPC_GROUP_H
#define PROTOCOL_RPC_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/rpc/ndr.h"

#define GROUP_HANDLES_MAX	256

struct rpc_groups;
struct rpc_group;

int			 rpc_groups_new(struct rpc_groups **out);
/* No group may be left. */
void			 rpc_groups_free(struct rpc_groups **);

/* NULL: no such group of this caller's, or no memory. */
struct rpc_group	*rpc_group_join(struct rpc_groups *, uint32_t id,
			    const struct sid *caller);
void			 rpc_group_leave(struct rpc_group **);
uint32_t		 rpc_group_id(const struct rpc_group *);

/* What a handle stands for; its interface knows what the numbers mean. */
struct rpc_object {
	uint32_t	 kind;
	uint32_t	 access;	/* that was granted */
	uint64_t	 id;
};

/* `owner' tells interfaces apart; -ENOSPC, -ENOMEM. */
int	group_handle_new(struct rpc_group *, const void *owner,
	    const struct rpc_object *, struct rpc_handle *out);
bool	group_handle_find(const struct rpc_group *, const void *owner,
	    const struct rpc_handle *, struct rpc_object *out);
bool	group_handle_close(struct rpc_group *, const void *owner,
	    const struct rpc_handle *);

#endif
