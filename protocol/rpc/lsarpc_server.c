/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lsarpc answers about the policy itself, [MS-LSAD] 3.1.4.4.
 */
#include "protocol/rpc/lsarpc_server.h"
#include "protocol/smb2/status.h"

bool
lsa_policy(struct rpc_call *c, const struct rpc_handle *h)
{
	struct rpc_object	 object;

	if (rpc_call_handle(c, h, &object) && object.kind == LSA_POLICY)
		return true;
	(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return false;
}

/*
 * What may be done is judged by who asks when it is done, so any access asked
 * for is given.
 */
static uint32_t
open_policy(struct rpc_call *c, void *args)
{
	struct lsa_open		*a = args;
	struct rpc_object	 o = { .access = a->access };

	if (rpc_call_handle_new(c, &o, &a->handle) != 0)
		return (uint32_t)NT_INSUFFICIENT_RESOURCES;
	return NT_OK;
}

static uint32_t
close_handle(struct rpc_call *c, void *args)
{
	struct lsa_close	*a = args;

	if (!rpc_call_handle_close(c, &a->handle))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return NT_OK;
}

static struct sid *
copy(struct rpc_call *c, const struct sid *from)
{
	struct sid	*sid;

	if (from == NULL)
		return NULL;
	sid = arena_alloc(rpc_call_arena(c), sizeof(*sid));
	if (sid != NULL)
		*sid = *from;
	return sid;
}

static uint32_t
policy_domain(struct rpc_call *c, struct lsa_policy *p)
{
	const struct rpc_facts	*f = rpc_call_facts(c);

	p->name = f->domain;
	p->sid = copy(c, f->domain_sid);
	return NT_OK;
}

static uint32_t
policy_accounts(struct rpc_call *c, struct lsa_policy *p)
{
	const struct rpc_facts	*f = rpc_call_facts(c);

	p->name = rpc_domain_name(f, DOMAIN_ACCOUNTS);
	p->sid = copy(c, f->account_sid);
	return NT_OK;
}

static uint32_t
policy_role(struct rpc_call *c, struct lsa_policy *p)
{
	p->role = rpc_call_facts(c)->is_backup ? LSA_ROLE_BACKUP :
	    LSA_ROLE_PRIMARY;
	return NT_OK;
}

static uint32_t
policy_dns(struct rpc_call *c, struct lsa_policy *p)
{
	const struct rpc_facts	*f = rpc_call_facts(c);

	p->name = f->domain;
	p->dns_name = f->dns_domain;
	p->forest = f->forest;
	p->guid = f->domain_guid;
	p->sid = copy(c, f->domain_sid);
	return NT_OK;
}

static const struct {
	enum lsa_info	 level;
	uint32_t	(*fill)(struct rpc_call *, struct lsa_policy *);
} policies[] = {
	{ LSA_PRIMARY_DOMAIN,	policy_domain },
	{ LSA_ACCOUNT_DOMAIN,	policy_accounts },
	{ LSA_SERVER_ROLE,	policy_role },
	{ LSA_DNS_DOMAIN,	policy_dns },
	{ LSA_DNS_DOMAIN_INT,	policy_dns },
};

static uint32_t
query(struct rpc_call *c, void *args)
{
	struct lsa_query	*a = args;
	size_t			 i;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		if (policies[i].level != a->level)
			continue;
		a->info = arena_alloc(rpc_call_arena(c), sizeof(*a->info));
		if (a->info == NULL)
			return (uint32_t)NT_NO_MEMORY;
		a->info->level = a->level;
		return policies[i].fill(c, a->info);
	}
	return (uint32_t)NT_INVALID_PARAMETER;
}

static uint32_t
enum_trusted(struct rpc_call *c, void *args)
{
	struct lsa_trusted	*a = args;

	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	return (uint32_t)NT_NO_MORE_ENTRIES;
}

static const char **
text(struct rpc_call *c, const char *s)
{
	const char	**p = arena_alloc(rpc_call_arena(c), sizeof(*p));

	if (p != NULL)
		*p = s;
	return p;
}

/* [MS-LSAT] 3.1.4.2: neither name may be given, both pointers must be there. */
static uint32_t
get_user_name(struct rpc_call *c, void *args)
{
	const struct rpc_caller		*who = rpc_call_caller(c);
	const struct sid_known_row	*nobody = sid_known(SID_ANONYMOUS);
	struct lsa_user_name		*a = args;
	bool				 known = who->account[0] != '\0';

	if (a->account != NULL || a->domain != NULL)
		return (uint32_t)NT_INVALID_PARAMETER;
	a->account = text(c, known ? who->account : nobody->name);
	a->domain = text(c, known ? who->domain : nobody->domain);
	if (a->account == NULL || a->domain == NULL)
		return (uint32_t)NT_NO_MEMORY;
	return NT_OK;
}

static const struct rpc_handler	handlers[] = {
[LSA_CLOSE]		= { RPC_ANYBODY,	close_handle },
[LSA_ENUM_PRIVILEGES]	= { RPC_USER,		lsa_enum_privileges },
[LSA_OPEN_POLICY]	= { RPC_USER,		open_policy },
[LSA_QUERY_INFO]	= { RPC_USER,		query },
[LSA_CREATE_ACCOUNT]	= { RPC_USER,		lsa_create_account },
[LSA_ENUM_ACCOUNTS]	= { RPC_USER,		lsa_enum_accounts },
[LSA_ENUM_TRUSTED]	= { RPC_USER,		enum_trusted },
[LSA_LOOKUP_NAMES]	= { RPC_USER,		lsa_lookup_names },
[LSA_LOOKUP_SIDS]	= { RPC_USER,		lsa_lookup_sids },
[LSA_OPEN_ACCOUNT]	= { RPC_USER,		lsa_open_account },
[LSA_ACCOUNT_PRIVILEGES] = { RPC_USER,		lsa_account_privileges },
[LSA_ADD_PRIVILEGES]	= { RPC_USER,		lsa_add_privileges },
[LSA_REMOVE_PRIVILEGES]	= { RPC_USER,		lsa_remove_privileges },
[LSA_PRIVILEGE_VALUE]	= { RPC_USER,		lsa_privilege_value },
[LSA_PRIVILEGE_NAME]	= { RPC_USER,		lsa_privilege_name },
[LSA_PRIVILEGE_SHOWN]	= { RPC_USER,		lsa_privilege_shown },
[LSA_DELETE_OBJECT]	= { RPC_USER,		lsa_delete_object },
[LSA_ACCOUNTS_WITH]	= { RPC_USER,		lsa_accounts_with },
[LSA_RIGHTS_OF]		= { RPC_USER,		lsa_rights_of },
[LSA_ADD_RIGHTS]	= { RPC_USER,		lsa_add_rights },
[LSA_REMOVE_RIGHTS]	= { RPC_USER,		lsa_remove_rights },
[LSA_OPEN_POLICY2]	= { RPC_USER,		open_policy },
[LSA_GET_USER_NAME]	= { RPC_ANYBODY,	get_user_name },
[LSA_QUERY_INFO2]	= { RPC_USER,		query },
[LSA_ENUM_TRUSTED_EX]	= { RPC_USER,		enum_trusted },
[LSA_LOOKUP_SIDS2]	= { RPC_USER,		lsa_lookup_sids },
[LSA_LOOKUP_NAMES2]	= { RPC_USER,		lsa_lookup_names },
[LSA_LOOKUP_NAMES3]	= { RPC_USER,		lsa_lookup_names },
};

const struct rpc_service	lsarpc_service = {
	&lsarpc_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	(uint32_t)NT_ACCESS_DENIED, RPC_NOTHING
};
