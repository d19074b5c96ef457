/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts and their rights, [MS-LSAD] 3.1.4.5, 3.1.4.8.  Which rights there
 * are is known here; who has them is the directory's.
 */
#include "protocol/rpc/lsarpc_server.h"
#include "protocol/rpc/privilege.h"

#define SID_BYTES	40		/* of the caller's buffer, about */

/* --- the privileges there are --- */

uint32_t
lsa_enum_privileges(struct rpc_call *c, void *args)
{
	struct lsa_privileges	*a = args;
	const struct privilege	*p;
	uint32_t		 n = 0;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	while (privilege_at(n) != NULL)
		n++;
	a->v = arena_array(rpc_call_arena(c), n, sizeof(*a->v));
	if (a->v == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (; (p = privilege_at(a->resume)) != NULL; a->resume++)
		a->v[a->count++] = (struct lsa_privilege){ p->name, p->luid };
	return (uint32_t)(a->count > 0 ? NT_OK : NT_NO_MORE_ENTRIES);
}

static const struct privilege *
named(const char *name)
{
	return name == NULL ? NULL : privilege_named(name);
}

uint32_t
lsa_privilege_value(struct rpc_call *c, void *args)
{
	struct lsa_privilege_args	*a = args;
	const struct privilege		*p = named(a->name);

	a->luid = 0;
	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (p == NULL || p->luid == 0)
		return (uint32_t)NT_NO_SUCH_PRIVILEGE;
	a->luid = p->luid;
	return NT_OK;
}

static uint32_t
tell(struct rpc_call *c, struct lsa_privilege_args *a, const char *text)
{
	a->found = arena_alloc(rpc_call_arena(c), sizeof(*a->found));
	if (a->found == NULL)
		return (uint32_t)NT_NO_MEMORY;
	*a->found = text;
	return NT_OK;
}

uint32_t
lsa_privilege_name(struct rpc_call *c, void *args)
{
	struct lsa_privilege_args	*a = args;
	const struct privilege		*p = privilege_numbered(a->luid);

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (p == NULL || a->luid_high != 0)
		return (uint32_t)NT_NO_SUCH_PRIVILEGE;
	return tell(c, a, p->name);
}

/* There is one language. */
uint32_t
lsa_privilege_shown(struct rpc_call *c, void *args)
{
	struct lsa_privilege_args	*a = args;
	const struct privilege		*p = named(a->name);

	a->language = 0x0409;
	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (p == NULL)
		return (uint32_t)NT_NO_SUCH_PRIVILEGE;
	return tell(c, a, p->shown);
}

/* --- who has which --- */

static uint32_t
accounts_told(struct rpc_call *c, void *args,
    const struct rpc_domain_answer *r)
{
	struct lsa_accounts	*a = args;
	struct sid		*copy;
	uint32_t		 most = a->preferred / SID_BYTES + 1, i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	if (a->resume >= r->count)
		return (uint32_t)NT_NO_MORE_ENTRIES;
	if (most > r->count - a->resume)
		most = r->count - a->resume;
	a->sids = arena_array(rpc_call_arena(c), most, sizeof(*a->sids));
	copy = arena_array(rpc_call_arena(c), most, sizeof(*copy));
	if (a->sids == NULL || copy == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < most; i++) {
		copy[i] = r->sids[a->resume + i];
		a->sids[i] = &copy[i];
	}
	a->count = most;
	a->resume += most;
	return (uint32_t)(a->resume < r->count ? NT_MORE_ENTRIES : NT_OK);
}

uint32_t
lsa_enum_accounts(struct rpc_call *c, void *args)
{
	struct lsa_accounts	*a = args;
	struct rpc_domain_ask	 ask = { .op = DOMAIN_HOLDERS };

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	return rpc_call_domain(c, &ask, accounts_told);
}

uint32_t
lsa_accounts_with(struct rpc_call *c, void *args)
{
	struct lsa_accounts	*a = args;
	struct rpc_domain_ask	 ask = { .op = DOMAIN_HOLDERS };

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (a->right != NULL) {
		if (named(*a->right) == NULL)
			return (uint32_t)NT_NO_SUCH_PRIVILEGE;
		ask.names = a->right;
		ask.count = 1;
	}
	a->resume = 0;
	a->preferred = UINT32_MAX;	/* all at once */
	return rpc_call_domain(c, &ask, accounts_told);
}

static uint32_t
rights_told(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	struct lsa_rights	*a = args;
	uint32_t		 i;

	if (r->status != NT_OK)
		return (uint32_t)r->status;
	a->names = arena_array(rpc_call_arena(c), r->count,
	    sizeof(*a->names));
	if (a->names == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < r->count; i++)
		a->names[i] = r->names[i];
	a->count = r->count;
	return NT_OK;
}

uint32_t
lsa_rights_of(struct rpc_call *c, void *args)
{
	struct lsa_rights	*a = args;
	struct rpc_domain_ask	 ask = { .op = DOMAIN_RIGHTS,
				    .sids = &a->sid, .count = 1 };

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	return rpc_call_domain(c, &ask, rights_told);
}

static uint32_t
changed(struct rpc_call *c, void *args, const struct rpc_domain_answer *r)
{
	(void)c;
	(void)args;
	return (uint32_t)r->status;
}

/* All or nothing: a name that is no right's stops it before it begins. */
static uint32_t
change(struct rpc_call *c, struct lsa_rights *a, enum rpc_domain_op op)
{
	struct rpc_domain_ask	 ask = { .op = op, .sids = &a->sid,
				    .all = a->all != 0, .names = a->names,
				    .count = a->count };
	uint32_t		 i;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	for (i = 0; i < a->count && !ask.all; i++) {
		if (named(a->names[i]) == NULL)
			return (uint32_t)NT_NO_SUCH_PRIVILEGE;
	}
	return rpc_call_domain(c, &ask, changed);
}

uint32_t
lsa_add_rights(struct rpc_call *c, void *args)
{
	return change(c, args, DOMAIN_GRANT);
}

uint32_t
lsa_remove_rights(struct rpc_call *c, void *args)
{
	return change(c, args, DOMAIN_REVOKE);
}
