/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of samr's other operations, [MS-SAMR] 3.1.5, and the table
 * of all.
 */
#include "protocol/rpc/samr.h"

static void
nothing(struct ndr *n, void *arg)
{
	(void)n;
	(void)arg;
}

/* --- connecting --- */

static void
character(struct ndr *n, void *arg)
{
	ndr_u16(n, arg);
}

/* The server's name is one character here: a slip of the first IDL, kept. */
static void
connect_in(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	NDR_PTR(n, a->server_char, character);
	ndr_u32(n, &a->access);
}

static void
connect2_in(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->access);
}

static void
connect4_in(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	ndr_wstr(n, &a->server);
	ndr_u32(n, &a->version);
	ndr_u32(n, &a->access);
}

/* SAMPR_REVISION_INFO has had one form only. */
static void
revision(struct ndr *n, struct samr_connect *a)
{
	ndr_u32(n, &a->version);
	ndr_const32(n, a->version);
	if (a->version != 1)
		ndr_fail(n);
	ndr_u32(n, &a->revision);
	ndr_u32(n, &a->features);
}

static void
connect5_in(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	connect2_in(n, a);
	revision(n, a);
}

static void
connect_out(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
connect5_out(struct ndr *n, void *arg)
{
	struct samr_connect	*a = arg;

	revision(n, a);
	ndr_handle(n, &a->handle);
}

static void
handle_both(struct ndr *n, void *arg)
{
	ndr_handle(n, arg);		/* the first of every argument struct */
}

static void
security_in(struct ndr *n, void *arg)
{
	struct samr_security	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->parts);
}

/* SAMPR_SR_SECURITY_DESCRIPTOR */
static void
security(struct ndr *n, void *arg)
{
	struct samr_security	*a = arg;

	ndr_u32(n, &a->size);
	ndr_blob(n, &a->sd, a->size);
}

static void
security_out(struct ndr *n, void *arg)
{
	struct samr_security	*a = arg;

	ndr_opt(n, &a->there, security, a);
}

static void
set_security_in(struct ndr *n, void *arg)
{
	security_in(n, arg);
	ndr_struct(n, security, arg);
}

/* --- domains and what is in them --- */

static void
lookup_domain_in(struct ndr *n, void *arg)
{
	struct samr_lookup_domain	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_fn, &a->name);
}

static void
lookup_domain_out(struct ndr *n, void *arg)
{
	struct samr_lookup_domain	*a = arg;

	NDR_PTR(n, a->sid, ndr_sid_fn);
}

static void
open_domain_in(struct ndr *n, void *arg)
{
	struct samr_open	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->access);
	ndr_struct(n, ndr_sid_fn, &a->sid);
}

static void
open_in(struct ndr *n, void *arg)
{
	struct samr_open	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->access);
	ndr_u32(n, &a->rid);
}

static void
open_out(struct ndr *n, void *arg)
{
	struct samr_open	*a = arg;

	ndr_handle(n, &a->opened);
}

static void
create_in(struct ndr *n, void *arg)
{
	struct samr_create	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_fn, &a->name);
	ndr_u32(n, &a->access);
}

static void
create_out(struct ndr *n, void *arg)
{
	struct samr_create	*a = arg;

	ndr_handle(n, &a->opened);
	ndr_u32(n, &a->rid);
}

static void
create2_in(struct ndr *n, void *arg)
{
	struct samr_create	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_fn, &a->name);
	ndr_u32(n, &a->flags);
	ndr_u32(n, &a->access);
}

static void
create2_out(struct ndr *n, void *arg)
{
	struct samr_create	*a = arg;

	ndr_handle(n, &a->opened);
	ndr_u32(n, &a->granted);
	ndr_u32(n, &a->rid);
}

static void
password_handle_in(struct ndr *n, void *arg)
{
	struct samr_password_info	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
password_server_in(struct ndr *n, void *arg)
{
	struct samr_password_info	*a = arg;

	NDR_PTR(n, a->server, ndr_ustr_fn);
}

/* USER_DOMAIN_PASSWORD_INFORMATION */
static void
password_out(struct ndr *n, void *arg)
{
	struct samr_password_info	*a = arg;

	ndr_align(n, 4);
	ndr_u16(n, &a->least);
	ndr_u32(n, &a->properties);
}

static void
rid_to_sid_in(struct ndr *n, void *arg)
{
	struct samr_rid_to_sid	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->rid);
}

static void
rid_to_sid_out(struct ndr *n, void *arg)
{
	struct samr_rid_to_sid	*a = arg;

	NDR_PTR(n, a->sid, ndr_sid_fn);
}

#define CONNECT		sizeof(struct samr_connect)
#define CLOSE		sizeof(struct samr_close)
#define OPEN		sizeof(struct samr_open)
#define CREATE		sizeof(struct samr_create)
#define ENUM		sizeof(struct samr_enum)
#define LOOKUP		sizeof(struct samr_lookup)
#define SIDS		sizeof(struct samr_sids)
#define MEMBER		sizeof(struct samr_member)
#define MEMBERS		sizeof(struct samr_members)
#define GROUP		sizeof(struct samr_group_args)
#define USER		sizeof(struct samr_user_args)
#define DISPLAY		sizeof(struct samr_display)
#define DOMAIN_INFO	sizeof(struct samr_query_domain)
#define PASSWORD	sizeof(struct samr_password_info)

static const struct rpc_op	ops[] = {
[SAMR_CONNECT]		= { "SamrConnect", CONNECT, connect_in, connect_out },
[SAMR_CLOSE]		= { "SamrCloseHandle", CLOSE,
			    handle_both, handle_both },
[SAMR_SET_SECURITY]	= { "SamrSetSecurityObject",
			    sizeof(struct samr_security),
			    set_security_in, nothing },
[SAMR_QUERY_SECURITY]	= { "SamrQuerySecurityObject",
			    sizeof(struct samr_security),
			    security_in, security_out },
[SAMR_LOOKUP_DOMAIN]	= { "SamrLookupDomainInSamServer",
			    sizeof(struct samr_lookup_domain),
			    lookup_domain_in, lookup_domain_out },
[SAMR_ENUM_DOMAINS]	= { "SamrEnumerateDomainsInSamServer", ENUM,
			    samr_enum_in, samr_enum_out },
[SAMR_OPEN_DOMAIN]	= { "SamrOpenDomain", OPEN, open_domain_in, open_out },
[SAMR_QUERY_DOMAIN]	= { "SamrQueryInformationDomain", DOMAIN_INFO,
			    samr_query_domain_in, samr_query_domain_out },
[SAMR_SET_DOMAIN]	= { "SamrSetInformationDomain", DOMAIN_INFO,
			    samr_set_domain_in, nothing },
[SAMR_CREATE_GROUP]	= { "SamrCreateGroupInDomain", CREATE,
			    create_in, create_out },
[SAMR_ENUM_GROUPS]	= { "SamrEnumerateGroupsInDomain", ENUM,
			    samr_enum_in, samr_enum_out },
[SAMR_CREATE_USER]	= { "SamrCreateUserInDomain", CREATE,
			    create_in, create_out },
[SAMR_ENUM_USERS]	= { "SamrEnumerateUsersInDomain", ENUM,
			    samr_enum_users_in, samr_enum_out },
[SAMR_CREATE_ALIAS]	= { "SamrCreateAliasInDomain", CREATE,
			    create_in, create_out },
[SAMR_ENUM_ALIASES]	= { "SamrEnumerateAliasesInDomain", ENUM,
			    samr_enum_in, samr_enum_out },
[SAMR_ALIASES_OF]	= { "SamrGetAliasMembership", SIDS,
			    samr_sids_in, samr_aliases_out },
[SAMR_LOOKUP_NAMES]	= { "SamrLookupNamesInDomain", LOOKUP,
			    samr_names_in, samr_names_out },
[SAMR_LOOKUP_IDS]	= { "SamrLookupIdsInDomain", LOOKUP,
			    samr_ids_in, samr_ids_out },
[SAMR_OPEN_GROUP]	= { "SamrOpenGroup", OPEN, open_in, open_out },
[SAMR_QUERY_GROUP]	= { "SamrQueryInformationGroup", GROUP,
			    samr_query_group_in, samr_query_group_out },
[SAMR_SET_GROUP]	= { "SamrSetInformationGroup", GROUP,
			    samr_set_group_in, nothing },
[SAMR_ADD_TO_GROUP]	= { "SamrAddMemberToGroup", MEMBER,
			    samr_rid_attributes_in, nothing },
[SAMR_DELETE_GROUP]	= { "SamrDeleteGroup", CLOSE,
			    handle_both, handle_both },
[SAMR_REMOVE_FROM_GROUP] = { "SamrRemoveMemberFromGroup", MEMBER,
			    samr_rid_in, nothing },
[SAMR_GROUP_MEMBERS]	= { "SamrGetMembersInGroup", MEMBERS,
			    handle_both, samr_rids_out },
[SAMR_OPEN_ALIAS]	= { "SamrOpenAlias", OPEN, open_in, open_out },
[SAMR_QUERY_ALIAS]	= { "SamrQueryInformationAlias", GROUP,
			    samr_query_group_in, samr_query_alias_out },
[SAMR_SET_ALIAS]	= { "SamrSetInformationAlias", GROUP,
			    samr_set_alias_in, nothing },
[SAMR_DELETE_ALIAS]	= { "SamrDeleteAlias", CLOSE,
			    handle_both, handle_both },
[SAMR_ADD_TO_ALIAS]	= { "SamrAddMemberToAlias", MEMBER,
			    samr_sid_in, nothing },
[SAMR_REMOVE_FROM_ALIAS] = { "SamrRemoveMemberFromAlias", MEMBER,
			    samr_sid_in, nothing },
[SAMR_ALIAS_MEMBERS]	= { "SamrGetMembersInAlias", SIDS,
			    handle_both, samr_sids_out },
[SAMR_OPEN_USER]	= { "SamrOpenUser", OPEN, open_in, open_out },
[SAMR_DELETE_USER]	= { "SamrDeleteUser", CLOSE,
			    handle_both, handle_both },
[SAMR_QUERY_USER]	= { "SamrQueryInformationUser", USER,
			    samr_query_user_in, samr_query_user_out },
[SAMR_SET_USER]		= { "SamrSetInformationUser", USER,
			    samr_set_user_in, nothing },
[SAMR_GROUPS_OF]	= { "SamrGetGroupsForUser", MEMBERS,
			    handle_both, samr_groups_out },
[SAMR_QUERY_DISPLAY]	= { "SamrQueryDisplayInformation", DISPLAY,
			    samr_display_in, samr_display_out },
[SAMR_USER_PASSWORD_INFO] = { "SamrGetUserDomainPasswordInformation", PASSWORD,
			    password_handle_in, password_out },
[SAMR_REMOVE_FROM_ALL]	= { "SamrRemoveMemberFromForeignDomain", MEMBER,
			    samr_sid_in, nothing },
[SAMR_QUERY_DOMAIN2]	= { "SamrQueryInformationDomain2", DOMAIN_INFO,
			    samr_query_domain_in, samr_query_domain_out },
[SAMR_QUERY_USER2]	= { "SamrQueryInformationUser2", USER,
			    samr_query_user_in, samr_query_user_out },
[SAMR_QUERY_DISPLAY2]	= { "SamrQueryDisplayInformation2", DISPLAY,
			    samr_display_in, samr_display_out },
[SAMR_CREATE_USER2]	= { "SamrCreateUser2InDomain", CREATE,
			    create2_in, create2_out },
[SAMR_QUERY_DISPLAY3]	= { "SamrQueryDisplayInformation3", DISPLAY,
			    samr_display_in, samr_display_out },
[SAMR_ADD_ALL_TO_ALIAS]	= { "SamrAddMultipleMembersToAlias", SIDS,
			    samr_sids_in, nothing },
[SAMR_REMOVE_ALL_FROM_ALIAS] = { "SamrRemoveMultipleMembersFromAlias", SIDS,
			    samr_sids_in, nothing },
[SAMR_PASSWORD_INFO]	= { "SamrGetDomainPasswordInformation", PASSWORD,
			    password_server_in, password_out },
[SAMR_CONNECT2]		= { "SamrConnect2", CONNECT,
			    connect2_in, connect_out },
[SAMR_SET_USER2]	= { "SamrSetInformationUser2", USER,
			    samr_set_user_in, nothing },
[SAMR_CONNECT4]		= { "SamrConnect4", CONNECT,
			    connect4_in, connect_out },
[SAMR_CONNECT5]		= { "SamrConnect5", CONNECT,
			    connect5_in, connect5_out },
[SAMR_RID_TO_SID]	= { "SamrRidToSid", sizeof(struct samr_rid_to_sid),
			    rid_to_sid_in, rid_to_sid_out },
};

const struct rpc_iface	samr_iface = {
	"samr",
	{ RPC_UUID(0x12345778U, 0x1234, 0xabcd, 0xef00, 0x0123456789acULL),
	    1, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
