/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts by name and by id: look up, open, create, delete, [MS-SAMR] 3.1.5.1,
 * 3.1.5.4, 3.1.5.7, 3.1.5.11.
 */
#include "protocol/rpc/samr_server.h"

/* --- look up --- */

static uint32_t
verdict(uint32_t good, uint32_t count)
{
	if (good == count)
		return NT_OK;
	return (uint32_t)(good == 0 ? NT_NONE_MAPPED : NT_SOME_NOT_MAPPED);
}

static bool
numbers_new(struct rpc_call *c, uint32_t count, struct samr_ids *out)
{
	out->count = count;
	out->v = arena_array(rpc_call_arena(c), count, sizeof(*out->v));
	return out->v != NULL;
}

/* An answer has a row for each that was asked for. */
static bool
whole(const struct samr_lookup *a, const struct rpc_domain_answer *r)
{
	return r->status == NT_OK && r->count == a->count;
}

static uint32_t
failed(const struct rpc_domain_answer *r)
{
	return (uint32_t)(r->status == NT_OK ? NT_INTERNAL_ERROR : r->status);
}

static uint32_t
names_found(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_lookup	*a = args;
	uint32_t		 i, good = 0;

	if (!whole(a, r))
		return failed(r);
	if (!numbers_new(c, a->count, &a->ids) ||
	    !numbers_new(c, a->count, &a->types))
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < a->count; i++) {
		a->types.v[i] = SID_USE_UNKNOWN;
		if (r->rows[i].kind == 0)
			continue;
		a->ids.v[i] = r->rows[i].rid;
		a->types.v[i] = r->rows[i].kind;
		good++;
	}
	return verdict(good, a->count);
}

uint32_t
samsrv_lookup_names(struct rpc_call *c, void *args)
{
	struct samr_lookup	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_FIND);
	ask.names = a->names;
	ask.count = a->count;
	return rpc_call_domain(c, &ask, names_found);
}

static uint32_t
ids_named(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_lookup	*a = args;
	uint32_t		 i, good = 0;

	if (!whole(a, r))
		return failed(r);
	a->found = arena_array(rpc_call_arena(c), a->count, sizeof(*a->found));
	if (a->found == NULL || !numbers_new(c, a->count, &a->types))
		return (uint32_t)NT_NO_MEMORY;
	a->name_count = a->count;
	for (i = 0; i < a->count; i++) {
		a->types.v[i] = SID_USE_UNKNOWN;
		if (r->rows[i].kind == 0)
			continue;
		a->found[i] = r->rows[i].name;
		a->types.v[i] = r->rows[i].kind;
		good++;
	}
	return verdict(good, a->count);
}

uint32_t
samsrv_lookup_ids(struct rpc_call *c, void *args)
{
	struct samr_lookup	*a = args;
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_NAME);
	ask.rids = a->rids;
	ask.count = a->count;
	return rpc_call_domain(c, &ask, ids_named);
}

/* --- open --- */

static uint32_t
opened(struct rpc_call *c, struct samr_open *a, enum sam_kind kind,
    const struct rpc_domain_answer *r)
{
	struct sam	 s;
	uint32_t	 status;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	status = samsrv_find(c, &a->handle, SAM_DOMAIN, 0, &s);
	if (status != NT_OK)
		return status;
	s.kind = kind;
	s.access = a->access;
	s.rid = a->rid;
	return samsrv_open(c, &s, &a->opened);
}

static uint32_t
user_opened(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	return opened(c, args, SAM_USER, r);
}

static uint32_t
group_opened(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	return opened(c, args, SAM_GROUP, r);
}

static uint32_t
alias_opened(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	return opened(c, args, SAM_ALIAS, r);
}

static uint32_t
open_account(struct rpc_call *c, struct samr_open *a, enum sid_use kind,
    rpc_run_domain *then)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, SAM_DOMAIN_LOOKUP, &s);
	if (status != NT_OK)
		return status;
	ask = samsrv_ask(&s, DOMAIN_READ);
	ask.kind = kind;
	ask.rid = a->rid;
	return rpc_call_domain(c, &ask, then);
}

uint32_t
samsrv_open_user(struct rpc_call *c, void *args)
{
	return open_account(c, args, SID_USE_USER, user_opened);
}

uint32_t
samsrv_open_group(struct rpc_call *c, void *args)
{
	return open_account(c, args, SID_USE_GROUP, group_opened);
}

uint32_t
samsrv_open_alias(struct rpc_call *c, void *args)
{
	return open_account(c, args, SID_USE_ALIAS, alias_opened);
}

/* --- create --- */

/* It is there even if there is no room for a handle any more. */
static uint32_t
created(struct rpc_call *c, struct samr_create *a, enum sam_kind kind,
    const struct rpc_domain_answer *r)
{
	struct sam	 s;
	uint32_t	 status;

	if (r->status != NT_OK || r->count != 1)
		return failed(r);
	status = samsrv_find(c, &a->handle, SAM_DOMAIN, 0, &s);
	if (status != NT_OK)
		return status;
	s.kind = kind;
	s.access = a->access;
	s.rid = a->rid = r->rows[0].rid;
	status = samsrv_open(c, &s, &a->opened);
	a->granted = s.access;
	return status;
}

static uint32_t
user_created(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	return created(c, args, SAM_USER, r);
}

static uint32_t
group_created(struct rpc_call *c, void *args,
    const struct rpc_domain_answer *r)
{
	return created(c, args, SAM_GROUP, r);
}

static uint32_t
alias_created(struct rpc_call *c, void *args,
    const struct rpc_domain_answer *r)
{
	return created(c, args, SAM_ALIAS, r);
}

/* How each kind is made; BUILTIN has what it has. */
static const struct maker {
	enum sid_use	 kind;
	uint32_t	 access;
	rpc_run_domain	*then;
} users = { SID_USE_USER, SAM_DOMAIN_CREATE_USER, user_created },
    groups = { SID_USE_GROUP, SAM_DOMAIN_CREATE_GROUP, group_created },
    aliases = { SID_USE_ALIAS, SAM_DOMAIN_CREATE_ALIAS, alias_created };

static uint32_t
create(struct rpc_call *c, struct samr_create *a, const struct maker *m)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, SAM_DOMAIN, m->access, &s);
	if (status != NT_OK)
		return status;
	if (a->name == NULL || !rpc_account_name_fits(m->kind, a->name))
		return (uint32_t)NT_INVALID_ACCOUNT_NAME;
	if (s.domain == DOMAIN_BUILTIN)
		return (uint32_t)NT_ACCESS_DENIED;
	ask = samsrv_ask(&s, DOMAIN_CREATE);
	ask.kind = m->kind;
	ask.account.name = a->name;
	ask.account.flags = a->flags;
	return rpc_call_domain(c, &ask, m->then);
}

uint32_t
samsrv_create_user(struct rpc_call *c, void *args)
{
	struct samr_create	*a = args;

	a->flags = USER_NORMAL;
	return create(c, a, &users);
}

/* Computers do not join here: accounts are people's and services'. */
uint32_t
samsrv_create_user2(struct rpc_call *c, void *args)
{
	struct samr_create	*a = args;

	if (a->flags == USER_WORKSTATION || a->flags == USER_SERVER)
		return (uint32_t)NT_NOT_SUPPORTED;
	if (a->flags != USER_NORMAL)
		return (uint32_t)NT_INVALID_PARAMETER;
	return create(c, a, &users);
}

uint32_t
samsrv_create_group(struct rpc_call *c, void *args)
{
	return create(c, args, &groups);
}

uint32_t
samsrv_create_alias(struct rpc_call *c, void *args)
{
	return create(c, args, &aliases);
}

/* --- delete --- */

/* The handle goes with what it stood for. */
static uint32_t
deleted(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct samr_close	*a = args;

	if (r->status == NT_OK)
		(void)rpc_call_handle_close(c, &a->handle);
	return (uint32_t)r->status;
}

/* Who asks is not to delete itself: it would leave a logon without account. */
static bool
is_caller(struct rpc_call *c, const struct sam *s)
{
	struct sid	 sid;

	return s->kind == SAM_USER && s->domain == DOMAIN_ACCOUNTS &&
	    sid_join(rpc_call_facts(c)->account_sid, s->rid, &sid) &&
	    sid_equal(&sid, &rpc_call_caller(c)->sid);
}

static uint32_t
delete(struct rpc_call *c, struct samr_close *a, enum sam_kind kind)
{
	struct rpc_domain_ask	 ask;
	struct sam		 s;
	uint32_t		 status;

	status = samsrv_find(c, &a->handle, kind, SAM_DELETE, &s);
	if (status != NT_OK)
		return status;
	if (is_caller(c, &s))
		return (uint32_t)NT_SPECIAL_ACCOUNT;
	ask = samsrv_ask(&s, DOMAIN_DELETE);
	return rpc_call_domain(c, &ask, deleted);
}

uint32_t
samsrv_delete_user(struct rpc_call *c, void *args)
{
	return delete(c, args, SAM_USER);
}

uint32_t
samsrv_delete_group(struct rpc_call *c, void *args)
{
	return delete(c, args, SAM_GROUP);
}

uint32_t
samsrv_delete_alias(struct rpc_call *c, void *args)
{
	return delete(c, args, SAM_ALIAS);
}
