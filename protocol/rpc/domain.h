/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain - what the account interfaces (samr, the rights of lsarpc) ask of
 * whoever keeps the accounts: a question is a message, and so is the answer.
 *
 * Domain   two of them, as on every NT server: the accounts of the domain and
 *          BUILTIN, which has aliases only.  Within one an account is named by
 *          its relative id, elsewhere by its SID.
 * Async    rpc_host.domain() is answered exactly once, now or later, by
 *          rpc_domain_done(), as host.h says of every question.
 * Rights   who may ask is judged before a question is put (rpc_call_domain());
 *          the keeper of the accounts may still refuse.
 * Paging   a listing is in the order of the relative ids and costs what it
 *          returns, wherever it begins.
 * Units    times are NT times: 100 ns since 1601, DOMAIN_NEVER, 0: never was.
 * Memory   a question lives until it is answered; an answer until
 *          rpc_domain_done() returns.
 * Source   [MS-SAMR] 3.1.1.8 (constraints), 2.2.6.1 (the fields' bits);
 *          [MS-LSAD] 3.1.1.3 (accounts and their rights).
 */
#ifndef PROTOCOL_RPC_DOMAIN_H
#define PROTOCOL_RPC_DOMAIN_H

#include "base/wire.h"
#include "protocol/rpc/host.h"
#include "protocol/smb2/status.h"

#define DOMAIN_NEVER		INT64_MAX
#define DOMAIN_USER_NAME_MAX	20	/* UTF-16 units */
#define DOMAIN_GROUP_NAME_MAX	256
#define DOMAIN_TEXT_MAX		256	/* UTF-16 units; NT's MAXCOMMENTSZ */
#define DOMAIN_PARAMETERS_MAX	4096	/* bytes of what applications keep */
#define DOMAIN_PAGE_MAX		2048	/* rows of one answer */
#define DOMAIN_HOURS		168	/* of a week, a bit each */
#define DOMAIN_HOURS_SIZE	(DOMAIN_HOURS / 8)

enum rpc_domain_which { DOMAIN_ACCOUNTS, DOMAIN_BUILTIN };

/* Who may ask, and whether a backup controller refuses: domain.c. */
enum rpc_domain_op {
	DOMAIN_FACTS,		/* -> facts */
	DOMAIN_FIND,		/* names -> a row each, kind 0: none such */
	DOMAIN_NAME,		/* rids -> a row each, kind 0: none such */
	DOMAIN_LIST,		/* kind, begin, most -> rows, total, more */
	DOMAIN_READ,		/* kind, rid -> the row, whole */
	DOMAIN_CREATE,		/* kind, account.name, .flags -> a row */
	DOMAIN_DELETE,		/* kind, rid */
	DOMAIN_WRITE,		/* kind, rid, fields, account, password */
	DOMAIN_MEMBERS,		/* GROUP: rows; ALIAS: sids */
	DOMAIN_JOIN,		/* GROUP: rids[0]; ALIAS: sids */
	DOMAIN_PART,		/* the same; all: sids leave every ALIAS */
	DOMAIN_MEMBER_OF,	/* GROUP: of user rid; ALIAS: of sids -> rows */
	DOMAIN_RIGHTS,		/* of sids[0] -> names */
	DOMAIN_GRANT,		/* to sids[0], names */
	DOMAIN_REVOKE,		/* of sids[0], names; or all */
	DOMAIN_HOLDERS,		/* of names[0], or of any right -> sids */
	DOMAIN_POLICY,		/* fields, policy */
	DOMAIN_OP_COUNT
};

/* ACB_...: [MS-SAMR] 2.2.1.12 */
enum rpc_account_flag {
	USER_DISABLED		= 0x00000001,
	USER_NORMAL		= 0x00000010,
	USER_WORKSTATION	= 0x00000080,
	USER_SERVER		= 0x00000100,
	USER_KEEPS_PASSWORD	= 0x00000200,	/* does not expire */
	USER_LOCKED		= 0x00000400
};

/* USER_ALL_...: [MS-SAMR] 2.2.1.8; groups and aliases know the first ones. */
enum rpc_account_field {
	FIELD_NAME		= 0x00000001,
	FIELD_FULL_NAME		= 0x00000002,
	FIELD_RID		= 0x00000004,
	FIELD_PRIMARY_GROUP	= 0x00000008,
	FIELD_COMMENT		= 0x00000010,	/* the administrator's */
	FIELD_USER_COMMENT	= 0x00000020,
	FIELD_HOME		= 0x00000040,
	FIELD_HOME_DRIVE	= 0x00000080,
	FIELD_SCRIPT		= 0x00000100,
	FIELD_PROFILE		= 0x00000200,
	FIELD_WORKSTATIONS	= 0x00000400,
	FIELD_HOURS		= 0x00002000,
	FIELD_EXPIRES		= 0x00080000,
	FIELD_FLAGS		= 0x00100000,
	FIELD_PARAMETERS	= 0x00200000,
	FIELD_COUNTRY		= 0x00400000,
	FIELD_CODE_PAGE		= 0x00800000,
	FIELD_PASSWORD		= 0x01000000,
	FIELD_LM_PASSWORD	= 0x02000000,
	FIELD_PASSWORD_EXPIRED	= 0x08000000,
	FIELD_ATTRIBUTES	= 0x40000000	/* ours: a group's */
};

/* One user, group or alias; texts are NULL where there is nothing. */
struct rpc_account {
	enum sid_use	 kind;		/* USER, GROUP, ALIAS; 0: none */
	uint32_t	 rid;
	uint32_t	 flags;		/* enum rpc_account_flag */
	uint32_t	 primary_group;
	uint32_t	 attributes;	/* SE_GROUP_...: as a group or member */
	uint32_t	 members;
	const char	*name;
	const char	*full_name;
	const char	*comment;
	const char	*user_comment;
	const char	*home;
	const char	*home_drive;
	const char	*script;
	const char	*profile;
	const char	*workstations;
	struct rd	 parameters;	/* UTF-16, may hold anything */
	struct rd	 hours;		/* 21 bytes; empty: always */
	int64_t		 last_logon;
	int64_t		 last_logoff;
	int64_t		 password_set;
	int64_t		 password_may;	/* be changed from then on */
	int64_t		 password_must;
	int64_t		 expires;
	uint16_t	 bad_passwords;
	uint16_t	 logons;
	uint16_t	 country;
	uint16_t	 code_page;
	uint8_t		 password_expired;
};

/*
 * A new password as it came, under the session's key: for the keeper only,
 * who gives a ticket for it.  Who keeps the accounts sees the ticket.
 */
enum rpc_password_form {
	PASSWORD_NONE, PASSWORD_RC4 /* 516 bytes */,
	PASSWORD_RC4_SALTED /* 532 */, PASSWORD_HASHES /* 16 and 16 */,
	PASSWORD_TICKET /* 16 */
};

#define DOMAIN_TICKET_SIZE	16

struct rpc_password {
	enum rpc_password_form	 form;
	struct rd		 bytes;
	struct rd		 key;	/* the session's; empty: none */
};

struct rpc_domain_facts {
	uint16_t	 password_least;	/* characters */
	uint16_t	 password_history;
	uint32_t	 password_properties;
	int64_t		 password_most_age;	/* 100 ns */
	int64_t		 password_least_age;
	int64_t		 lockout_for;
	int64_t		 lockout_window;
	uint16_t	 lockout_after;		/* bad passwords; 0: never */
	int64_t		 created;
	int64_t		 changes;		/* ever made */
	uint32_t	 users, groups, aliases;
	const char	*primary;		/* the PDC's name */
};

/* What of the facts POLICY sets. */
enum rpc_policy_field { POLICY_PASSWORD = 1, POLICY_LOCKOUT = 2 };

struct rpc_domain_ask {
	enum rpc_domain_op	 op;
	enum rpc_domain_which	 domain;
	enum sid_use		 kind;		/* USER, GROUP or ALIAS */
	uint32_t		 rid;
	bool			 by_place;	/* LIST: begin is a place... */
	uint32_t		 begin;		/* ...else: after this rid */
	uint32_t		 most;		/* rows wanted */
	uint32_t		 fields;	/* WRITE: enum rpc_account_field */
	struct rpc_account	 account;
	struct rpc_password	 password;
	bool			 all;		/* PART, REVOKE */
	uint32_t		 count;		/* of these: */
	const char *const	*names;		/* may be NULL, each */
	const uint32_t		*rids;
	const struct sid	*sids;		/* GRANT, REVOKE: one */
	const struct rpc_domain_facts *policy;	/* POLICY */
	const struct rpc_caller	*caller;	/* set by rpc_call_domain() */
};

struct rpc_domain_answer {
	enum ntstatus			 status;
	const struct rpc_domain_facts	*facts;
	uint32_t			 count;	/* of these: */
	const struct rpc_account	*rows;
	const struct sid		*sids;
	const char *const		*names;
	uint32_t			 total;	/* LIST: of that kind */
	bool				 more;	/* LIST: behind the last */
};

void	rpc_domain_done(struct rpc_call *, const struct rpc_domain_answer *);

/*
 * The least right to ask, and whether it changes something, which only the
 * primary controller does.
 */
struct rpc_domain_row {
	const char	*name;
	enum rpc_right	 needs;
	bool		 writes;
};

extern const struct rpc_domain_row	rpc_domain_rows[DOMAIN_OP_COUNT];

/* What clients call it. */
const char	*rpc_domain_name(const struct rpc_facts *, enum rpc_domain_which);

/*
 * What may be the name of a new user, group or alias: neither empty nor too
 * long, no reserved sign, no dot at its end, no blank at either.
 */
bool	rpc_account_name_fits(enum sid_use kind, const char *);
/* Are texts and bytes as long as they may be?  Of the name see above. */
bool	rpc_account_fits(const struct rpc_account *, uint32_t fields);

#endif
