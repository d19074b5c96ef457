/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samr - the Security Account Manager: users, groups and aliases of the
 * domain and of BUILTIN.
 *
 * Limits   a lookup asks for at most SAMR_LOOKUP_MAX names or ids.
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-SAMR] 2.2 (structures), 3.1.5 (operations).
 */
#ifndef PROTOCOL_RPC_SAMR_H
#define PROTOCOL_RPC_SAMR_H

#include "protocol/rpc/domain.h"
#include "protocol/rpc/iface.h"

#define SAMR_LOOKUP_MAX		1000	/* range(0, 1000) */
#define SAMR_SIDS_MAX		1024	/* that are sent at once */
#define SAMR_ROWS_MAX		65536	/* of a listing that we read */
#define SAMR_PASSWORD_MAX	532	/* bytes of an encrypted one */

enum samr_opnum {
	SAMR_CONNECT = 0, SAMR_CLOSE = 1, SAMR_SET_SECURITY = 2,
	SAMR_QUERY_SECURITY = 3,
	SAMR_LOOKUP_DOMAIN = 5, SAMR_ENUM_DOMAINS = 6, SAMR_OPEN_DOMAIN = 7,
	SAMR_QUERY_DOMAIN = 8, SAMR_SET_DOMAIN = 9, SAMR_CREATE_GROUP = 10, SAMR_ENUM_GROUPS = 11,
	SAMR_CREATE_USER = 12, SAMR_ENUM_USERS = 13, SAMR_CREATE_ALIAS = 14,
	SAMR_ENUM_ALIASES = 15, SAMR_ALIASES_OF = 16, SAMR_LOOKUP_NAMES = 17,
	SAMR_LOOKUP_IDS = 18, SAMR_OPEN_GROUP = 19, SAMR_QUERY_GROUP = 20,
	SAMR_SET_GROUP = 21, SAMR_ADD_TO_GROUP = 22, SAMR_DELETE_GROUP = 23,
	SAMR_REMOVE_FROM_GROUP = 24, SAMR_GROUP_MEMBERS = 25,
	SAMR_OPEN_ALIAS = 27, SAMR_QUERY_ALIAS = 28, SAMR_SET_ALIAS = 29,
	SAMR_DELETE_ALIAS = 30, SAMR_ADD_TO_ALIAS = 31,
	SAMR_REMOVE_FROM_ALIAS = 32, SAMR_ALIAS_MEMBERS = 33,
	SAMR_OPEN_USER = 34, SAMR_DELETE_USER = 35, SAMR_QUERY_USER = 36,
	SAMR_SET_USER = 37, SAMR_GROUPS_OF = 39, SAMR_QUERY_DISPLAY = 40,
	SAMR_USER_PASSWORD_INFO = 44, SAMR_REMOVE_FROM_ALL = 45,
	SAMR_QUERY_DOMAIN2 = 46,
	SAMR_QUERY_USER2 = 47, SAMR_QUERY_DISPLAY2 = 48,
	SAMR_CREATE_USER2 = 50, SAMR_QUERY_DISPLAY3 = 51,
	SAMR_ADD_ALL_TO_ALIAS = 52, SAMR_REMOVE_ALL_FROM_ALIAS = 53,
	SAMR_PASSWORD_INFO = 56, SAMR_CONNECT2 = 57, SAMR_SET_USER2 = 58,
	SAMR_CONNECT4 = 62, SAMR_CONNECT5 = 64, SAMR_RID_TO_SID = 65
};

enum samr_access {			/* [MS-SAMR] 2.2.1.3 to 2.2.1.7 */
	SAM_SERVER_ENUMERATE = 0x10, SAM_SERVER_LOOKUP = 0x20,
	SAM_DOMAIN_READ_PASSWORD = 0x1,
	SAM_DOMAIN_WRITE_PASSWORD = 0x2, SAM_DOMAIN_READ_OTHER = 0x4,
	SAM_DOMAIN_CREATE_USER = 0x10, SAM_DOMAIN_CREATE_GROUP = 0x20,
	SAM_DOMAIN_CREATE_ALIAS = 0x40, SAM_DOMAIN_ALIASES_OF = 0x80,
	SAM_DOMAIN_LIST = 0x100, SAM_DOMAIN_LOOKUP = 0x200,
	SAM_GROUP_READ = 0x1, SAM_GROUP_WRITE = 0x2, SAM_GROUP_ADD = 0x4,
	SAM_GROUP_REMOVE = 0x8, SAM_GROUP_LIST = 0x10,
	SAM_ALIAS_ADD = 0x1, SAM_ALIAS_REMOVE = 0x2, SAM_ALIAS_LIST = 0x4,
	SAM_ALIAS_READ = 0x8, SAM_ALIAS_WRITE = 0x10,
	SAM_USER_READ_GENERAL = 0x1, SAM_USER_READ_PREFERENCES = 0x2,
	SAM_USER_WRITE_PREFERENCES = 0x4, SAM_USER_READ_LOGON = 0x8,
	SAM_USER_READ_ACCOUNT = 0x10, SAM_USER_WRITE_ACCOUNT = 0x20,
	SAM_USER_SET_PASSWORD = 0x80, SAM_USER_LIST_GROUPS = 0x100,
	SAM_DELETE = 0x10000, SAM_READ_CONTROL = 0x20000,
	SAM_WRITE_DAC = 0x40000
};

enum samr_domain_level {		/* [MS-SAMR] 2.2.3.16 */
	SAMR_DOMAIN_PASSWORD = 1, SAMR_DOMAIN_GENERAL, SAMR_DOMAIN_LOGOFF,
	SAMR_DOMAIN_OEM, SAMR_DOMAIN_NAME, SAMR_DOMAIN_REPLICA,
	SAMR_DOMAIN_ROLE, SAMR_DOMAIN_MODIFIED, SAMR_DOMAIN_STATE,
	SAMR_DOMAIN_GENERAL2 = 11, SAMR_DOMAIN_LOCKOUT, SAMR_DOMAIN_MODIFIED2
};

enum samr_role { SAMR_ROLE_BACKUP = 2, SAMR_ROLE_PRIMARY = 3 };

enum samr_group_level {			/* aliases: 1 to 3, the last COMMENT */
	SAMR_GROUP_GENERAL = 1, SAMR_GROUP_NAME, SAMR_GROUP_ATTRIBUTE,
	SAMR_GROUP_COMMENT, SAMR_GROUP_GENERAL2,
	SAMR_ALIAS_COMMENT = 3
};

enum samr_user_level {			/* [MS-SAMR] 2.2.6.28 */
	SAMR_USER_GENERAL = 1, SAMR_USER_PREFERENCES, SAMR_USER_LOGON,
	SAMR_USER_HOURS, SAMR_USER_ACCOUNT, SAMR_USER_NAMES, SAMR_USER_NAME,
	SAMR_USER_FULL_NAME, SAMR_USER_PRIMARY_GROUP, SAMR_USER_HOME,
	SAMR_USER_SCRIPT, SAMR_USER_PROFILE, SAMR_USER_COMMENT,
	SAMR_USER_WORKSTATIONS, SAMR_USER_CONTROL = 16, SAMR_USER_EXPIRES,
	SAMR_USER_HASHES, SAMR_USER_PARAMETERS = 20, SAMR_USER_ALL,
	SAMR_USER_ALL_RC4 = 23, SAMR_USER_RC4, SAMR_USER_ALL_SALTED,
	SAMR_USER_SALTED
};

struct samr_connect {
	uint16_t		*server_char;	/* Connect: one character */
	const char		*server;
	uint32_t		 access;
	uint32_t		 version;	/* Connect4 and 5 */
	uint32_t		 revision;
	uint32_t		 features;
	struct rpc_handle	 handle;
};

struct samr_close {			/* and Delete... */
	struct rpc_handle	 handle;
};

struct samr_security {
	struct rpc_handle	 handle;
	uint32_t		 parts;		/* SECURITY_INFORMATION */
	bool			 there;
	uint32_t		 size;
	struct rd		 sd;
};

struct samr_lookup_domain {
	struct rpc_handle	 handle;
	const char		*name;
	struct sid		*sid;
};

struct samr_open {
	struct rpc_handle	 handle;
	uint32_t		 access;
	struct sid		 sid;		/* OpenDomain */
	uint32_t		 rid;		/* the others */
	struct rpc_handle	 opened;
};

struct samr_create {
	struct rpc_handle	 handle;
	const char		*name;
	uint32_t		 flags;		/* CreateUser2 */
	uint32_t		 access;
	struct rpc_handle	 opened;
	uint32_t		 granted;	/* CreateUser2 */
	uint32_t		 rid;
};

struct samr_entry {			/* SAMPR_RID_ENUMERATION */
	uint32_t	 rid;
	const char	*name;
};

struct samr_enum {
	struct rpc_handle	 handle;
	uint32_t		 resume;
	uint32_t		 flags;		/* of users */
	uint32_t		 preferred;	/* bytes */
	bool			 there;
	uint32_t		 count;
	struct samr_entry	*v;
	uint32_t		 returned;
};

struct samr_domain {
	uint16_t			 level;
	struct rpc_domain_facts		 facts;
	const char			*name;
	const char			*oem;
	uint32_t			 role;	/* enum samr_role */
	uint32_t			 state;	/* 1: enabled */
};

struct samr_query_domain {
	struct rpc_handle	 handle;
	uint16_t		 level;
	struct samr_domain	*info;
	struct samr_domain	 set;		/* instead, to be set */
};

struct samr_rid_to_sid {
	struct rpc_handle	 handle;
	uint32_t		 rid;
	struct sid		*sid;
};

struct samr_ids {
	uint32_t	 count;
	uint32_t	*v;
};

struct samr_lookup {			/* names to ids, and back */
	struct rpc_handle	 handle;
	uint32_t		 count;		/* what is asked for */
	const char		**names;
	uint32_t		*rids;
	uint32_t		 name_count;	/* LookupIds' answer */
	const char		**found;
	struct samr_ids		 ids;		/* LookupNames' */
	struct samr_ids		 types;		/* enum sid_use */
};

struct samr_sids {			/* aliases: members, memberships */
	struct rpc_handle	 handle;
	uint32_t		 count;
	struct sid		**sids;
	struct samr_ids		 ids;		/* GetAliasMembership */
};

struct samr_member {
	struct rpc_handle	 handle;
	uint32_t		 rid;		/* of a group */
	uint32_t		 attributes;
	struct sid		 sid;		/* of an alias */
};

struct samr_membership {		/* rid and attributes */
	uint32_t	 rid;
	uint32_t	 attributes;
};

struct samr_members {			/* of a group; groups of a user */
	struct rpc_handle	 handle;
	bool			 there;
	uint32_t		 count;
	uint32_t		 attribute_count;
	uint32_t		*rids;
	uint32_t		*attributes;
	struct samr_membership	*groups;
};

struct samr_group {			/* or alias */
	uint16_t		 level;
	struct rpc_account	 a;
};

struct samr_group_args {
	struct rpc_handle	 handle;
	uint16_t		 level;
	struct samr_group	*info;
	struct samr_group	 set;		/* instead, to be set */
};

struct samr_user {
	uint16_t		 level;
	uint32_t		 fields;	/* of the levels that are whole */
	struct rpc_account	 a;
	struct rd		 lm_hash, nt_hash, private_data, sd;
	uint32_t		 sd_size;
	uint8_t			 nt_set, lm_set, private_sensitive;
	uint16_t		 hours;		/* units of a week */
	uint8_t			 password[SAMR_PASSWORD_MAX];
};

struct samr_user_args {
	struct rpc_handle	 handle;
	uint16_t		 level;
	struct samr_user	*info;
	struct samr_user	 set;
};

struct samr_display_row {
	uint32_t	 place;			/* from 1 on */
	uint32_t	 rid;
	uint32_t	 flags;			/* or a group's attributes */
	const char	*name;
	const char	*comment;
	const char	*full_name;
};

struct samr_display {
	struct rpc_handle	 handle;
	uint16_t		 level;		/* users, machines, groups */
	uint32_t		 begin;
	uint32_t		 most;
	uint32_t		 preferred;	/* bytes */
	uint32_t		 total;		/* bytes, about */
	uint32_t		 returned;
	uint32_t		 count;
	struct samr_display_row	*v;
};

struct samr_password_info {
	struct rpc_handle	 handle;
	const char		**server;
	uint16_t		 least;
	uint32_t		 properties;
};

extern const struct rpc_iface	samr_iface;

/* samr_domain.c, samr_group.c, samr_list.c, samr_user.c */
ndr_fn	samr_query_domain_in, samr_query_domain_out, samr_set_domain_in;
ndr_fn	samr_query_group_in, samr_query_group_out, samr_set_group_in,
	samr_query_alias_out, samr_set_alias_in, samr_rid_in,
	samr_rid_attributes_in, samr_rids_out,
	samr_groups_out, samr_sid_in, samr_sids_in, samr_sids_out,
	samr_aliases_out;
ndr_fn	samr_enum_in, samr_enum_users_in, samr_enum_out, samr_names_in,
	samr_names_out, samr_ids_in, samr_ids_out, samr_display_in,
	samr_display_out;
ndr_fn	samr_query_user_in, samr_query_user_out, samr_set_user_in;
void	samr_ids_fn(struct ndr *, void *);	/* struct samr_ids */

/* What a level of user information is: samr_user.c.  NULL: unknown. */
struct samr_user_row {
	void			(*fn)(struct ndr *, struct samr_user *);
	uint32_t		 reads;		/* access; 0: never read */
	uint32_t		 fields;	/* it sets; 0: read only */
	enum rpc_password_form	 form;		/* of the password in it */
	uint32_t		 password_size;
};

const struct samr_user_row	*samr_user_row(uint16_t level);
bool	samr_domain_level_known(uint16_t level);
bool	samr_group_level_known(enum sid_use kind, uint16_t level);
bool	samr_display_level_known(uint16_t level);

#endif
