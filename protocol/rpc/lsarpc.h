/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lsarpc - the Local Security Authority, as far as we speak it: who the domain
 * is, names to SIDs and back, and which account has which rights.
 *
 * Limits   a lookup asks for at most LSA_LOOKUP_MAX names or SIDs.
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-LSAD] 2.2 and 3.1.4, [MS-LSAT] 2.2 and 3.1.4.
 */
#ifndef PROTOCOL_RPC_LSARPC_H
#define PROTOCOL_RPC_LSARPC_H

#include "protocol/rpc/iface.h"
#include "protocol/sid.h"

#define LSA_LOOKUP_MAX	1000	/* [MS-LSAT] 3.1.4.8: range(0, 1000) */
#define LSA_RIGHTS_MAX	256	/* [MS-LSAD] 2.2.5.3: range(0, 256) */
#define LSA_ACCOUNTS_MAX 65536	/* of a listing that we read */

enum lsa_opnum {
	LSA_CLOSE = 0, LSA_ENUM_PRIVILEGES = 2, LSA_OPEN_POLICY = 6,
	LSA_QUERY_INFO = 7, LSA_CREATE_ACCOUNT = 10, LSA_ENUM_ACCOUNTS = 11,
	LSA_ENUM_TRUSTED = 13, LSA_LOOKUP_NAMES = 14, LSA_LOOKUP_SIDS = 15,
	LSA_OPEN_ACCOUNT = 17, LSA_ACCOUNT_PRIVILEGES = 18,
	LSA_ADD_PRIVILEGES = 19, LSA_REMOVE_PRIVILEGES = 20,
	LSA_PRIVILEGE_VALUE = 31, LSA_PRIVILEGE_NAME = 32,
	LSA_PRIVILEGE_SHOWN = 33,
	LSA_DELETE_OBJECT = 34, LSA_ACCOUNTS_WITH = 35, LSA_RIGHTS_OF = 36,
	LSA_ADD_RIGHTS = 37, LSA_REMOVE_RIGHTS = 38,
	LSA_OPEN_POLICY2 = 44, LSA_GET_USER_NAME = 45, LSA_QUERY_INFO2 = 46,
	LSA_ENUM_TRUSTED_EX = 50, LSA_LOOKUP_SIDS2 = 57,
	LSA_LOOKUP_NAMES2 = 58, LSA_LOOKUP_NAMES3 = 68
};

/* POLICY_INFORMATION_CLASS, [MS-LSAD] 2.2.4.1 */
enum lsa_info {
	LSA_PRIMARY_DOMAIN = 3, LSA_ACCOUNT_DOMAIN = 5, LSA_SERVER_ROLE = 6,
	LSA_DNS_DOMAIN = 12, LSA_DNS_DOMAIN_INT = 13
};

enum lsa_role { LSA_ROLE_BACKUP = 2, LSA_ROLE_PRIMARY = 3 };

/* LSAP_LOOKUP_LEVEL, [MS-LSAT] 2.2.16: where to look, all of it to... */
enum lsa_lookup_level { LSA_LOOKUP_FIRST = 1, LSA_LOOKUP_LAST = 7 };

#define LSA_NO_DOMAIN	0xffffffffU	/* index into the domain list */

/* LSAPR_OBJECT_ATTRIBUTES: no server uses anything of it. */
struct lsa_attributes {
	uint32_t	 length;
	uint32_t	 flags;
	bool		 with_quality;		/* of service */
	uint32_t	 quality_length;
	uint16_t	 impersonation;
	uint8_t		 tracking;
	uint8_t		 effective;
};

struct lsa_open {
	uint16_t		*system_char;	/* OpenPolicy: one character */
	const char		*system;	/* OpenPolicy2 */
	struct lsa_attributes	 attributes;
	uint32_t		 access;
	struct rpc_handle	 handle;
};

struct lsa_close {
	struct rpc_handle	 handle;
};

struct lsa_policy {
	uint16_t	 level;			/* enum lsa_info */
	const char	*name;
	const char	*dns_name;		/* DNS levels only */
	const char	*forest;
	struct guid	 guid;
	struct sid	*sid;			/* NULL: none */
	uint16_t	 role;			/* enum lsa_role */
};

struct lsa_query {
	struct rpc_handle	 handle;
	uint16_t		 level;		/* enum lsa_info */
	struct lsa_policy	*info;
};

struct lsa_domain {
	const char	*name;
	struct sid	*sid;
};

struct lsa_domains {			/* LSAPR_REFERENCED_DOMAIN_LIST */
	uint32_t		 count;
	struct lsa_domain	*v;
	uint32_t		 most;		/* unused by everybody */
};

struct lsa_trusted {
	struct rpc_handle	 handle;
	uint32_t		 resume;
	uint32_t		 preferred;
	uint32_t		 count;
	struct lsa_domain	*v;
};

struct lsa_name {			/* what became of a SID */
	uint16_t	 use;			/* enum sid_use */
	const char	*name;
	uint32_t	 domain;		/* index, or LSA_NO_DOMAIN */
	uint32_t	 flags;
};

struct lsa_lookup_sids {
	struct rpc_handle	 handle;
	uint32_t		 count;
	struct sid		**sids;
	struct lsa_domains	*domains;
	uint32_t		 name_count;
	struct lsa_name		*names;
	uint16_t		 level;
	uint32_t		 mapped;
	uint32_t		 options;
	uint32_t		 revision;
};

struct lsa_sid {			/* what became of a name */
	uint16_t	 use;
	uint32_t	 rid;			/* LookupNames, 2 */
	struct sid	*sid;			/* LookupNames3 */
	uint32_t	 domain;
	uint32_t	 flags;
};

struct lsa_lookup_names {
	struct rpc_handle	 handle;
	uint32_t		 count;
	const char		**names;
	struct lsa_domains	*domains;
	uint32_t		 sid_count;
	struct lsa_sid		*sids;
	uint16_t		 level;
	uint32_t		 mapped;
	uint32_t		 options;
	uint32_t		 revision;
};

struct lsa_user_name {
	const char	 *system;
	const char	**account;		/* pointers to one text each */
	bool		  wants_domain;
	const char	**domain;
};

struct lsa_privilege {
	const char	*name;
	uint32_t	 luid;
};

struct lsa_privileges {
	struct rpc_handle	 handle;
	uint32_t		 resume;
	uint32_t		 preferred;
	uint32_t		 count;
	struct lsa_privilege	*v;
};

struct lsa_privilege_args {
	struct rpc_handle	 handle;
	const char		*name;
	uint32_t		 luid;
	uint32_t		 luid_high;
	uint16_t		 language;
	uint16_t		 language_default;
	const char		**found;
};

struct lsa_accounts {
	struct rpc_handle	 handle;
	uint32_t		 resume;
	uint32_t		 preferred;	/* bytes */
	const char		**right;	/* NULL: any */
	uint32_t		 count;
	struct sid		**sids;
};

struct lsa_rights {
	struct rpc_handle	 handle;
	struct sid		 sid;
	uint8_t			 all;		/* to be removed */
	uint32_t		 count;
	const char		**names;
};

struct lsa_luid {
	uint32_t	 low;
	uint32_t	 high;
	uint32_t	 attributes;
};

struct lsa_luids {			/* LSAPR_PRIVILEGE_SET */
	uint32_t	 count;
	uint32_t	 control;
	struct lsa_luid	*v;
};

struct lsa_account {			/* one of the policy's */
	struct rpc_handle	 handle;
	struct sid		 sid;
	uint32_t		 access;
	struct rpc_handle	 opened;
	uint8_t			 all;		/* to be removed */
	struct lsa_luids	*luids;
	struct lsa_luids	 set;		/* instead, to be added */
};

extern const struct rpc_iface	lsarpc_iface;

/* Of lsarpc_rights.c. */
ndr_fn	lsa_enum_privileges_in, lsa_enum_privileges_out,
	lsa_privilege_value_in, lsa_privilege_value_out,
	lsa_privilege_name_in, lsa_privilege_name_out,
	lsa_privilege_shown_in, lsa_privilege_shown_out,
	lsa_enum_accounts_in, lsa_enum_accounts_out, lsa_accounts_with_in,
	lsa_accounts_with_out, lsa_rights_of_in, lsa_rights_of_out,
	lsa_add_rights_in, lsa_remove_rights_in;

/* Of lsarpc_account.c. */
ndr_fn	lsa_open_account_in, lsa_open_account_out, lsa_account_privileges_in,
	lsa_account_privileges_out, lsa_add_privileges_in,
	lsa_remove_privileges_in;

/* Of lsarpc_lookup.c. */
void	lsa_domain_fn(struct ndr *, void *);
void	lsa_lookup_sids_in(struct ndr *, void *);
void	lsa_lookup_sids_out(struct ndr *, void *);
void	lsa_lookup_sids2_in(struct ndr *, void *);
void	lsa_lookup_sids2_out(struct ndr *, void *);
void	lsa_lookup_names_in(struct ndr *, void *);
void	lsa_lookup_names_out(struct ndr *, void *);
void	lsa_lookup_names2_in(struct ndr *, void *);
void	lsa_lookup_names2_out(struct ndr *, void *);
void	lsa_lookup_names3_in(struct ndr *, void *);
void	lsa_lookup_names3_out(struct ndr *, void *);

#endif
