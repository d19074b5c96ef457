/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One account of the policy, [MS-LSAD] 3.1.4.5.  Its handle says whose it is by
 * domain and relative id, or by its place among the well-known ones.
 */
#include "protocol/rpc/lsarpc_server.h"
#include "protocol/rpc/privilege.h"
#include "protocol/smb2/status.h"

enum parent { OF_ACCOUNTS, OF_BUILTIN, WELL_KNOWN };

/* False: a SID that no account of ours could be. */
static bool
number(const struct rpc_facts *f, const struct sid *sid, uint64_t *out)
{
	struct sid	 domain;
	uint32_t	 rid;
	uint64_t	 i;

	if (sid_split(sid, &domain, &rid)) {
		*out = (uint64_t)OF_ACCOUNTS << 32 | rid;
		if (sid_equal(&domain, f->account_sid))
			return true;
		*out = (uint64_t)OF_BUILTIN << 32 | rid;
		if (sid_equal(&domain, &sid_known(SID_BUILTIN)->sid))
			return true;
	}
	for (i = 0; i < SID_KNOWN_COUNT; i++) {
		*out = (uint64_t)WELL_KNOWN << 32 | i;
		if (sid_equal(sid, &sid_known((enum sid_known)i)->sid))
			return true;
	}
	return false;
}

static bool
sid_of(const struct rpc_facts *f, uint64_t id, struct sid *out)
{
	switch ((enum parent)(id >> 32)) {
	case OF_ACCOUNTS:
		return sid_join(f->account_sid, (uint32_t)id, out);
	case OF_BUILTIN:
		return sid_join(&sid_known(SID_BUILTIN)->sid, (uint32_t)id,
		    out);
	default:
		*out = sid_known((enum sid_known)(uint32_t)id)->sid;
		return true;
	}
}

/* A fault, if it is no handle of an account. */
static bool
find(struct rpc_call *c, struct lsa_account *a)
{
	struct rpc_object	 o;

	if (rpc_call_handle(c, &a->handle, &o) && o.kind == LSA_ACCOUNT &&
	    sid_of(rpc_call_facts(c), o.id, &a->sid))
		return true;
	(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return false;
}

static uint32_t
opened(struct rpc_call *c, struct lsa_account *a)
{
	struct rpc_object	 o = { .kind = LSA_ACCOUNT,
				    .access = a->access };

	if (!number(rpc_call_facts(c), &a->sid, &o.id))
		return (uint32_t)NT_INVALID_SID;
	if (rpc_call_handle_new(c, &o, &a->opened) != 0)
		return (uint32_t)NT_INSUFFICIENT_RESOURCES;
	return NT_OK;
}

static uint32_t
account_found(struct rpc_call *c, void *args,
    const struct rpc_domain_answer *r)
{
	return r->status != NT_OK ? (uint32_t)r->status : opened(c, args);
}

static uint32_t
ask_rights(struct rpc_call *c, struct lsa_account *a, rpc_run_domain *then)
{
	struct rpc_domain_ask	 ask = { .op = DOMAIN_RIGHTS,
				    .sids = &a->sid, .count = 1 };

	return rpc_call_domain(c, &ask, then);
}

/* Who has no right at all is not in the policy. */
uint32_t
lsa_open_account(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	return ask_rights(c, a, account_found);
}

/* It is there with its first right. */
uint32_t
lsa_create_account(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (!rpc_call_may(c, RPC_OPERATOR))
		return (uint32_t)NT_ACCESS_DENIED;
	if (rpc_call_facts(c)->is_backup)
		return (uint32_t)NT_INVALID_DOMAIN_ROLE;
	return opened(c, a);
}

static uint32_t
privileges_told(struct rpc_call *c, void *args,
    const struct rpc_domain_answer *r)
{
	struct lsa_account	*a = args;
	const struct privilege	*p;
	uint32_t		 i;

	if (r->status != NT_OK && r->status != NT_OBJECT_NAME_NOT_FOUND)
		return (uint32_t)r->status;
	a->luids = arena_alloc(rpc_call_arena(c), sizeof(*a->luids));
	if (a->luids == NULL)
		return (uint32_t)NT_NO_MEMORY;
	a->luids->v = arena_array(rpc_call_arena(c), r->count,
	    sizeof(*a->luids->v));
	for (i = 0; i < r->count && a->luids->v != NULL; i++) {
		p = privilege_named(r->names[i]);
		if (p != NULL && p->luid != 0 &&
		    a->luids->count < LSA_RIGHTS_MAX)
			a->luids->v[a->luids->count++] =
			    (struct lsa_luid){ .low = p->luid };
	}
	return NT_OK;
}

uint32_t
lsa_account_privileges(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;

	return find(c, a) ? ask_rights(c, a, privileges_told) : NT_OK;
}

static uint32_t
changed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	(void)c;
	(void)args;
	return (uint32_t)r->status;
}

static uint32_t
change(struct rpc_call *c, struct lsa_account *a, enum rpc_domain_op op,
    const struct lsa_luids *set)
{
	const char		**names = arena_array(rpc_call_arena(c),
				    set->count, sizeof(*names));
	const struct privilege	*p;
	struct rpc_domain_ask	 ask = { .op = op, .sids = &a->sid,
				    .names = names, .count = set->count };
	uint32_t		 i;

	if (names == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < set->count; i++) {
		p = privilege_numbered(set->v[i].low);
		if (p == NULL || set->v[i].high != 0)
			return (uint32_t)NT_NO_SUCH_PRIVILEGE;
		names[i] = p->name;
	}
	return rpc_call_domain(c, &ask, changed);
}

uint32_t
lsa_add_privileges(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;

	return find(c, a) ? change(c, a, DOMAIN_GRANT, &a->set) : NT_OK;
}

/* All are all that have numbers: ways to log on stay. */
static uint32_t
all_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct lsa_account	*a = args;
	uint32_t		 status = privileges_told(c, args, r);

	if (status != NT_OK || a->luids->count == 0)
		return status;
	return change(c, a, DOMAIN_REVOKE, a->luids);
}

uint32_t
lsa_remove_privileges(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;

	if (!find(c, a))
		return NT_OK;
	if (a->all)
		return ask_rights(c, a, all_told);
	if (a->luids == NULL)
		return (uint32_t)NT_INVALID_PARAMETER;
	return change(c, a, DOMAIN_REVOKE, a->luids);
}

static uint32_t
deleted(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct lsa_account	*a = args;

	if (r->status != NT_OK && r->status != NT_OBJECT_NAME_NOT_FOUND)
		return (uint32_t)r->status;
	(void)rpc_call_handle_close(c, &a->handle);
	return NT_OK;
}

/* The account goes from the policy, not from the domain. */
uint32_t
lsa_delete_object(struct rpc_call *c, void *args)
{
	struct lsa_account	*a = args;
	struct rpc_domain_ask	 ask = { .op = DOMAIN_REVOKE,
				    .sids = &a->sid, .all = true };

	return find(c, a) ? rpc_call_domain(c, &ask, deleted) : NT_OK;
}
