/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in which group, [MS-SAMR] 3.1.5.8, 3.1.5.9: groups have users of the
 * domain by relative id, aliases anybody by SID.
 */
#include "protocol/rpc/samr_server.h"

/* --- groups --- */

static uint32_t
group_change(struct rpc_call *c, struct samr_member *a, uint32_t access,
    enum rpc_domain_op op)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_GROUP, access, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, op);
	ask.rids = &a->rid;
	ask.count = 1;
	return samsrv_change(c, &ask);
}

uint32_t
samsrv_add_to_group(struct rpc_call *c, void *args)
{
	return group_change(c, args, SAM_GROUP_ADD, DOMAIN_JOIN);
}

uint32_t
samsrv_remove_from_group(struct rpc_call *c, void *args)
{
	return group_change(c, args, SAM_GROUP_REMOVE, DOMAIN_PART);
}

static uint32_t
group_listed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_members	*a = args;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->rids = arena_array(rpc_call_arena(c), r->count, sizeof(*a->rids));
	a->attributes = arena_array(rpc_call_arena(c), r->count,
	    sizeof(*a->attributes));
	if (a->rids == NULL || a->attributes == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++) {
		a->rids[i] = r->rows[i].rid;
		a->attributes[i] = r->rows[i].attributes;
	}
	a->there = true;
	a->count = a->attribute_count = r->count;
	return NT_OK;
}

uint32_t
samsrv_group_members(struct rpc_call *c, void *args)
{
	struct samr_members	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_GROUP, SAM_GROUP_LIST, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_MEMBERS);
	return rpc_call_domain(c, &ask, group_listed);
}

static uint32_t
groups_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_members	*a = args;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->groups = arena_array(rpc_call_arena(c), r->count,
	    sizeof(*a->groups));
	if (a->groups == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++)
		a->groups[i] = (struct samr_membership){ r->rows[i].rid,
		    r->rows[i].attributes };
	a->there = true;
	a->count = r->count;
	return NT_OK;
}

uint32_t
samsrv_groups_of(struct rpc_call *c, void *args)
{
	struct samr_members	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_USER, SAM_USER_LIST_GROUPS, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_MEMBER_OF);
	ask.kind = SID_USE_GROUP;
	return rpc_call_domain(c, &ask, groups_told);
}

/* --- aliases --- */

static uint32_t
alias_change(struct rpc_call *c, const struct rpc_handle *h,
    const struct rpc_domain_ask *what, uint32_t access)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, h, SAM_ALIAS, access, &s);
	if (status != NT_OK)
		return status;
	if (what->sids == NULL)
		return (uint32_t)NT_INVALID_PARAMETER;
	ask = samsrv_ask(&s, what->op);
	ask.sids = what->sids;
	ask.count = what->count;
	return samsrv_change(c, &ask);
}

uint32_t
samsrv_add_to_alias(struct rpc_call *c, void *args)
{
	struct samr_member	*a = args;
	struct rpc_domain_ask	 what = { .op = DOMAIN_JOIN,
				    .sids = &a->sid, .count = 1 };

	return alias_change(c, &a->handle, &what, SAM_ALIAS_ADD);
}

uint32_t
samsrv_remove_from_alias(struct rpc_call *c, void *args)
{
	struct samr_member	*a = args;
	struct rpc_domain_ask	 what = { .op = DOMAIN_PART,
				    .sids = &a->sid, .count = 1 };

	return alias_change(c, &a->handle, &what, SAM_ALIAS_REMOVE);
}

/* Whoever is to be deleted leaves the aliases of both domains first. */
uint32_t
samsrv_remove_from_all(struct rpc_call *c, void *args)
{
	struct samr_member	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_PART);
	ask.kind = SID_USE_ALIAS;
	ask.all = true;
	ask.sids = &a->sid;
	ask.count = 1;
	return samsrv_change(c, &ask);
}

/* The SIDs in a row; NULL: one is missing, or no memory. */
static const struct sid *
gathered(struct rpc_call *c, const struct samr_sids *a)
{
	struct sid	*v;
	uint32_t	 i;

	v = arena_array(rpc_call_arena(c), a->count, sizeof(*v));
	for (i = 0; v != NULL && i < a->count; i++) {
		if (a->sids[i] == NULL)
			return NULL;
		v[i] = *a->sids[i];
	}
	return v;
}

uint32_t
samsrv_add_all_to_alias(struct rpc_call *c, void *args)
{
	struct samr_sids	*a = args;
	struct rpc_domain_ask	 what = { .op = DOMAIN_JOIN,
				    .sids = gathered(c, a),
				    .count = a->count };

	return alias_change(c, &a->handle, &what, SAM_ALIAS_ADD);
}

uint32_t
samsrv_remove_all_from_alias(struct rpc_call *c, void *args)
{
	struct samr_sids	*a = args;
	struct rpc_domain_ask	 what = { .op = DOMAIN_PART,
				    .sids = gathered(c, a),
				    .count = a->count };

	return alias_change(c, &a->handle, &what, SAM_ALIAS_REMOVE);
}

static uint32_t
alias_listed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_sids	*a = args;
	struct sid		*copy;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->sids = arena_array(rpc_call_arena(c), r->count, sizeof(*a->sids));
	copy = arena_array(rpc_call_arena(c), r->count, sizeof(*copy));
	if (a->sids == NULL || copy == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++) {
		copy[i] = r->sids[i];
		a->sids[i] = &copy[i];
	}
	a->count = r->count;
	return NT_OK;
}

uint32_t
samsrv_alias_members(struct rpc_call *c, void *args)
{
	struct samr_sids	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_ALIAS, SAM_ALIAS_LIST, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_MEMBERS);
	return rpc_call_domain(c, &ask, alias_listed);
}

static uint32_t
aliases_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_sids	*a = args;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->ids.v = arena_array(rpc_call_arena(c), r->count,
	    sizeof(*a->ids.v));
	if (a->ids.v == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++)
		a->ids.v[i] = r->rows[i].rid;
	a->ids.count = r->count;
	return NT_OK;
}

uint32_t
samsrv_aliases_of(struct rpc_call *c, void *args)
{
	struct samr_sids	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_ALIASES_OF,
	    &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_MEMBER_OF);
	ask.kind = SID_USE_ALIAS;
	ask.sids = gathered(c, a);
	ask.count = a->count;
	if (ask.sids == NULL)
		return (uint32_t)NT_INVALID_PARAMETER;
	return rpc_call_domain(c, &ask, aliases_told);
}
