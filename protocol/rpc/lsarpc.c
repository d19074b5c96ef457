/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of lsarpc's other operations, [MS-LSAD] 3.1.4.4 and [MS-LSAT]
 * 3.1.4.2, and the table of all.
 */
#include "protocol/rpc/level.h"
#include "protocol/rpc/lsarpc.h"

static void
close_both(struct ndr *n, void *arg)
{
	struct lsa_close	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
quality(struct ndr *n, void *arg)
{
	struct lsa_attributes	*a = arg;

	ndr_u32(n, &a->quality_length);
	ndr_u16(n, &a->impersonation);
	ndr_u8(n, &a->tracking);
	ndr_u8(n, &a->effective);
}

/* [MS-LSAD] 2.2.9: root, name and descriptor have to be NULL. */
static void
attributes(struct ndr *n, void *arg)
{
	struct lsa_attributes	*a = arg;

	ndr_u32(n, &a->length);
	ndr_null(n);
	ndr_null(n);
	ndr_u32(n, &a->flags);
	ndr_null(n);
	ndr_opt(n, &a->with_quality, quality, a);
}

static void
character(struct ndr *n, void *arg)
{
	ndr_u16(n, arg);
}

/* The system name is one character here: a slip of the first IDL, kept. */
static void
open_policy_in(struct ndr *n, void *arg)
{
	struct lsa_open	*a = arg;

	NDR_PTR(n, a->system_char, character);
	ndr_struct(n, attributes, &a->attributes);
	ndr_u32(n, &a->access);
}

static void
open_policy2_in(struct ndr *n, void *arg)
{
	struct lsa_open	*a = arg;

	ndr_wstr(n, &a->system);
	ndr_struct(n, attributes, &a->attributes);
	ndr_u32(n, &a->access);
}

static void
open_policy_out(struct ndr *n, void *arg)
{
	struct lsa_open	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
query_in(struct ndr *n, void *arg)
{
	struct lsa_query	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u16(n, &a->level);
}

static void
policy_domain(struct ndr *n, void *arg)
{
	struct lsa_policy	*p = arg;

	ndr_ustr_large(n, &p->name);
	NDR_PTR(n, p->sid, ndr_sid_fn);
}

static void
policy_role(struct ndr *n, void *arg)
{
	struct lsa_policy	*p = arg;

	ndr_u16(n, &p->role);
}

static void
policy_dns(struct ndr *n, void *arg)
{
	struct lsa_policy	*p = arg;

	ndr_ustr_large(n, &p->name);
	ndr_ustr_large(n, &p->dns_name);
	ndr_ustr_large(n, &p->forest);
	ndr_guid(n, &p->guid);
	NDR_PTR(n, p->sid, ndr_sid_fn);
}

static const struct rpc_level	policies[] = {
	{ LSA_PRIMARY_DOMAIN,	policy_domain },
	{ LSA_ACCOUNT_DOMAIN,	policy_domain },
	{ LSA_SERVER_ROLE,	policy_role },
	{ LSA_DNS_DOMAIN,	policy_dns },
	{ LSA_DNS_DOMAIN_INT,	policy_dns },
};

/*
 * LSAPR_POLICY_INFORMATION: the arm follows its tag in place, aligned as the
 * widest of all arms would be.
 */
static void
policy(struct ndr *n, void *arg)
{
	struct lsa_policy	*p = arg;
	size_t			 i;

	ndr_u16(n, &p->level);
	ndr_align(n, 4);
	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		if (policies[i].level == p->level) {
			policies[i].fn(n, p);
			return;
		}
	}
	ndr_fail(n);
}

static void
query_out(struct ndr *n, void *arg)
{
	struct lsa_query	*a = arg;

	NDR_PTR(n, a->info, policy);
	if (a->info != NULL && a->info->level != a->level)
		ndr_fail(n);
}

/* LSAPR_TRUSTED_ENUM_BUFFER */
static void
trusted(struct ndr *n, void *arg)
{
	struct lsa_trusted	*a = arg;

	ndr_count(n, &a->count, LSA_LOOKUP_MAX);
	NDR_ARRAY(n, a->v, a->count, lsa_domain_fn);
}

static void
enum_trusted_in(struct ndr *n, void *arg)
{
	struct lsa_trusted	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->resume);
	ndr_u32(n, &a->preferred);
}

static void
enum_trusted_out(struct ndr *n, void *arg)
{
	struct lsa_trusted	*a = arg;

	ndr_u32(n, &a->resume);
	ndr_struct(n, trusted, a);
}

/* We trust nobody, so the longer records of this form are never sent. */
static void
enum_trusted_ex_out(struct ndr *n, void *arg)
{
	struct lsa_trusted	*a = arg;

	ndr_u32(n, &a->resume);
	ndr_const32(n, 0);
	ndr_null(n);
}

static void
user_domain(struct ndr *n, void *arg)
{
	struct lsa_user_name	*a = arg;

	NDR_PTR(n, a->domain, ndr_ustr_fn);
}

static void
user_name_out(struct ndr *n, void *arg)
{
	struct lsa_user_name	*a = arg;

	NDR_PTR(n, a->account, ndr_ustr_fn);
	ndr_opt(n, &a->wants_domain, user_domain, a);
}

static void
user_name_in(struct ndr *n, void *arg)
{
	struct lsa_user_name	*a = arg;

	ndr_wstr(n, &a->system);
	user_name_out(n, a);
}

static void
nothing(struct ndr *n, void *arg)
{
	(void)n;
	(void)arg;
}

#define OPEN	sizeof(struct lsa_open)
#define QUERY	sizeof(struct lsa_query)
#define TRUSTED	sizeof(struct lsa_trusted)
#define SIDS	sizeof(struct lsa_lookup_sids)
#define NAMES	sizeof(struct lsa_lookup_names)
#define ONE	sizeof(struct lsa_privilege_args)
#define ACCOUNTS	sizeof(struct lsa_accounts)
#define RIGHTS	sizeof(struct lsa_rights)
#define ACCOUNT	sizeof(struct lsa_account)

static const struct rpc_op	ops[] = {
[LSA_CLOSE]		= { "LsarClose", sizeof(struct lsa_close),
			    close_both, close_both },
[LSA_ENUM_PRIVILEGES]	= { "LsarEnumeratePrivileges",
			    sizeof(struct lsa_privileges),
			    lsa_enum_privileges_in, lsa_enum_privileges_out },
[LSA_OPEN_POLICY]	= { "LsarOpenPolicy", OPEN,
			    open_policy_in, open_policy_out },
[LSA_QUERY_INFO]	= { "LsarQueryInformationPolicy", QUERY,
			    query_in, query_out },
[LSA_CREATE_ACCOUNT]	= { "LsarCreateAccount", ACCOUNT,
			    lsa_open_account_in, lsa_open_account_out },
[LSA_ENUM_ACCOUNTS]	= { "LsarEnumerateAccounts", ACCOUNTS,
			    lsa_enum_accounts_in, lsa_enum_accounts_out },
[LSA_ENUM_TRUSTED]	= { "LsarEnumerateTrustedDomains", TRUSTED,
			    enum_trusted_in, enum_trusted_out },
[LSA_LOOKUP_NAMES]	= { "LsarLookupNames", NAMES,
			    lsa_lookup_names_in, lsa_lookup_names_out },
[LSA_LOOKUP_SIDS]	= { "LsarLookupSids", SIDS,
			    lsa_lookup_sids_in, lsa_lookup_sids_out },
[LSA_OPEN_ACCOUNT]	= { "LsarOpenAccount", ACCOUNT,
			    lsa_open_account_in, lsa_open_account_out },
[LSA_ACCOUNT_PRIVILEGES] = { "LsarEnumeratePrivilegesAccount", ACCOUNT,
			    lsa_account_privileges_in,
			    lsa_account_privileges_out },
[LSA_ADD_PRIVILEGES]	= { "LsarAddPrivilegesToAccount", ACCOUNT,
			    lsa_add_privileges_in, nothing },
[LSA_REMOVE_PRIVILEGES]	= { "LsarRemovePrivilegesFromAccount", ACCOUNT,
			    lsa_remove_privileges_in, nothing },
[LSA_PRIVILEGE_VALUE]	= { "LsarLookupPrivilegeValue", ONE,
			    lsa_privilege_value_in, lsa_privilege_value_out },
[LSA_PRIVILEGE_NAME]	= { "LsarLookupPrivilegeName", ONE,
			    lsa_privilege_name_in, lsa_privilege_name_out },
[LSA_PRIVILEGE_SHOWN]	= { "LsarLookupPrivilegeDisplayName", ONE,
			    lsa_privilege_shown_in, lsa_privilege_shown_out },
[LSA_DELETE_OBJECT]	= { "LsarDeleteObject", ACCOUNT,
			    close_both, close_both },
[LSA_ACCOUNTS_WITH]	= { "LsarEnumerateAccountsWithUserRight", ACCOUNTS,
			    lsa_accounts_with_in, lsa_accounts_with_out },
[LSA_RIGHTS_OF]		= { "LsarEnumerateAccountRights", RIGHTS,
			    lsa_rights_of_in, lsa_rights_of_out },
[LSA_ADD_RIGHTS]	= { "LsarAddAccountRights", RIGHTS,
			    lsa_add_rights_in, nothing },
[LSA_REMOVE_RIGHTS]	= { "LsarRemoveAccountRights", RIGHTS,
			    lsa_remove_rights_in, nothing },
[LSA_OPEN_POLICY2]	= { "LsarOpenPolicy2", OPEN,
			    open_policy2_in, open_policy_out },
[LSA_GET_USER_NAME]	= { "LsarGetUserName", sizeof(struct lsa_user_name),
			    user_name_in, user_name_out },
[LSA_QUERY_INFO2]	= { "LsarQueryInformationPolicy2", QUERY,
			    query_in, query_out },
[LSA_ENUM_TRUSTED_EX]	= { "LsarEnumerateTrustedDomainsEx", TRUSTED,
			    enum_trusted_in, enum_trusted_ex_out },
[LSA_LOOKUP_SIDS2]	= { "LsarLookupSids2", SIDS,
			    lsa_lookup_sids2_in, lsa_lookup_sids2_out },
[LSA_LOOKUP_NAMES2]	= { "LsarLookupNames2", NAMES,
			    lsa_lookup_names2_in, lsa_lookup_names2_out },
[LSA_LOOKUP_NAMES3]	= { "LsarLookupNames3", NAMES,
			    lsa_lookup_names3_in, lsa_lookup_names3_out },
};

const struct rpc_iface	lsarpc_iface = {
	"lsarpc",
	{ RPC_UUID(0x12345778U, 0x1234, 0xabcd, 0xef00, 0x0123456789abULL),
	    0, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
