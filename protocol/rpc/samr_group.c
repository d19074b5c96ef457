/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What groups and aliases tell of themselves, and their members, [MS-SAMR]
 * 2.2.4, 2.2.5.
 */
#include "protocol/rpc/samr.h"

void
samr_ids_fn(struct ndr *n, void *arg)
{
	struct samr_ids	*ids = arg;

	ndr_count(n, &ids->count, SAMR_ROWS_MAX);
	NDR_ARRAY(n, ids->v, ids->count, ndr_u32_fn);
}

/* --- what they are --- */

static void
group_general(struct ndr *n, void *arg)
{
	struct rpc_account	*a = arg;

	ndr_ustr(n, &a->name);
	ndr_u32(n, &a->attributes);
	ndr_u32(n, &a->members);
	ndr_ustr(n, &a->comment);
}

static void
alias_general(struct ndr *n, void *arg)
{
	struct rpc_account	*a = arg;

	ndr_ustr(n, &a->name);
	ndr_u32(n, &a->members);
	ndr_ustr(n, &a->comment);
}

static void
name(struct ndr *n, void *arg)
{
	ndr_ustr(n, &((struct rpc_account *)arg)->name);
}

static void
attribute(struct ndr *n, void *arg)
{
	ndr_u32(n, &((struct rpc_account *)arg)->attributes);
}

static void
comment(struct ndr *n, void *arg)
{
	ndr_ustr(n, &((struct rpc_account *)arg)->comment);
}

#define LEVELS	6

static ndr_fn *const	group_levels[LEVELS] = {
[SAMR_GROUP_GENERAL]	= group_general,
[SAMR_GROUP_NAME]	= name,
[SAMR_GROUP_ATTRIBUTE]	= attribute,
[SAMR_GROUP_COMMENT]	= comment,
[SAMR_GROUP_GENERAL2]	= group_general,
};

static ndr_fn *const	alias_levels[LEVELS] = {
[SAMR_GROUP_GENERAL]	= alias_general,
[SAMR_GROUP_NAME]	= name,
[SAMR_ALIAS_COMMENT]	= comment,
};

static void
info(struct ndr *n, struct samr_group *g, ndr_fn *const levels[])
{
	ndr_u16(n, &g->level);
	if (g->level >= LEVELS || levels[g->level] == NULL) {
		ndr_fail(n);
		return;
	}
	ndr_align(n, 4);
	levels[g->level](n, &g->a);
}

static void
group_info(struct ndr *n, void *arg)
{
	info(n, arg, group_levels);
}

static void
alias_info(struct ndr *n, void *arg)
{
	info(n, arg, alias_levels);
}

bool
samr_group_level_known(enum sid_use kind, uint16_t level)
{
	return level < LEVELS && (kind == SID_USE_GROUP ? group_levels :
	    alias_levels)[level] != NULL;
}

void
samr_query_group_in(struct ndr *n, void *arg)
{
	struct samr_group_args	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u16(n, &a->level);
}

static void
query_out(struct ndr *n, struct samr_group_args *a, ndr_fn *fn)
{
	NDR_PTR(n, a->info, fn);
	if (a->info != NULL && a->info->level != a->level)
		ndr_fail(n);
}

void
samr_query_group_out(struct ndr *n, void *arg)
{
	query_out(n, arg, group_info);
}

void
samr_query_alias_out(struct ndr *n, void *arg)
{
	query_out(n, arg, alias_info);
}

static void
set_in(struct ndr *n, struct samr_group_args *a, ndr_fn *fn)
{
	samr_query_group_in(n, a);
	ndr_struct(n, fn, &a->set);
	if (a->set.level != a->level)
		ndr_fail(n);
}

void
samr_set_group_in(struct ndr *n, void *arg)
{
	set_in(n, arg, group_info);
}

void
samr_set_alias_in(struct ndr *n, void *arg)
{
	set_in(n, arg, alias_info);
}

/* --- members --- */

void
samr_rid_in(struct ndr *n, void *arg)
{
	struct samr_member	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->rid);
}

void
samr_rid_attributes_in(struct ndr *n, void *arg)
{
	struct samr_member	*a = arg;

	samr_rid_in(n, a);
	ndr_u32(n, &a->attributes);
}

/* SAMPR_GET_MEMBERS_BUFFER: two arrays of one length. */
static void
members(struct ndr *n, void *arg)
{
	struct samr_members	*a = arg;

	ndr_count(n, &a->count, SAMR_ROWS_MAX);
	if (n->pass != NDR_REFERENTS)
		a->attribute_count = a->count;
	NDR_ARRAY(n, a->rids, a->count, ndr_u32_fn);
	NDR_ARRAY(n, a->attributes, a->attribute_count, ndr_u32_fn);
}

void
samr_rids_out(struct ndr *n, void *arg)
{
	struct samr_members	*a = arg;

	ndr_opt(n, &a->there, members, a);
}

static void
membership(struct ndr *n, void *arg)
{
	struct samr_membership	*m = arg;

	ndr_u32(n, &m->rid);
	ndr_u32(n, &m->attributes);
}

/* SAMPR_GET_GROUPS_BUFFER */
static void
groups(struct ndr *n, void *arg)
{
	struct samr_members	*a = arg;

	ndr_count(n, &a->count, SAMR_ROWS_MAX);
	NDR_ARRAY(n, a->groups, a->count, membership);
}

void
samr_groups_out(struct ndr *n, void *arg)
{
	struct samr_members	*a = arg;

	ndr_opt(n, &a->there, groups, a);
}

void
samr_sid_in(struct ndr *n, void *arg)
{
	struct samr_member	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_sid_fn, &a->sid);
}

static void
sid_ptr(struct ndr *n, void *arg)
{
	struct sid	**sid = arg;

	NDR_PTR(n, *sid, ndr_sid_fn);
}

/* SAMPR_PSID_ARRAY; an answer may be longer. */
static void
sids(struct ndr *n, void *arg)
{
	struct samr_sids	*a = arg;

	ndr_count(n, &a->count, SAMR_SIDS_MAX);
	NDR_ARRAY(n, a->sids, a->count, sid_ptr);
}

static void
all_sids(struct ndr *n, void *arg)
{
	struct samr_sids	*a = arg;

	ndr_count(n, &a->count, SAMR_ROWS_MAX);
	NDR_ARRAY(n, a->sids, a->count, sid_ptr);
}

void
samr_sids_in(struct ndr *n, void *arg)
{
	struct samr_sids	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, sids, a);
}

void
samr_sids_out(struct ndr *n, void *arg)
{
	ndr_struct(n, all_sids, arg);
}

void
samr_aliases_out(struct ndr *n, void *arg)
{
	struct samr_sids	*a = arg;

	ndr_struct(n, samr_ids_fn, &a->ids);
}
