/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb - what sitectl can ask of sited: one row a verb in CONTROL_VERBS, its
 * parameters and columns in protocol/control/verbs.  The check of arguments
 * and rights, the help, the completion, the man page and both forms of output
 * are made from them.
 *
 * A new verb is a row here, its parameters and tables in verbs/<first word>.c,
 * and a function in server/director/control/verb_<noun>.c (or, if the director
 * is not asked, in server/ctl/local.c).
 */
#ifndef PROTOCOL_CONTROL_VERB_H
#define PROTOCOL_CONTROL_VERB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_VERB_WORDS	3	/* of a verb, at most */

/* How a request ends; sitectl's exit status. */
enum control_exit {
	CONTROL_DONE,
	CONTROL_FAILED,
	CONTROL_USAGE,
	CONTROL_REFUSED,	/* a guard, a limit or a right says no */
	CONTROL_DEGRADED,	/* it works, but not all is well */
	CONTROL_EXITS
};

/* The greater one may do what the lesser may. */
enum control_right { RIGHT_NONE, RIGHT_VIEWER, RIGHT_OPERATOR };

/*
 * LOOKS changes nothing; CHANGES is audited, and tried out by --dry-run; LOCAL
 * is done by sitectl without the director.
 */
enum control_effect { EFFECT_LOOKS, EFFECT_CHANGES, EFFECT_LOCAL };

/*	id		words		right		effect		what it does */
#define CONTROL_VERBS(V)						\
	V(STATUS,	"status",	VIEWER,		LOOKS,		\
	  "Tell whether all is well, and if not what to do.")		\
	V(STATUS_WATCH,	"status watch",	VIEWER,		LOOKS,		\
	  "Show again and again what counts down, is at work, or is wrong.") \
	V(METRICS,	"metrics",	VIEWER,		LOOKS,		\
	  "Tell the numbers that monitoring watches.")			\
	V(SITE_IMPORT,	"site import",	OPERATOR,	CHANGES,	\
	  "Bring a site control file into force and publish it.")	\
	V(SITE_APPLY,	"site apply",	OPERATOR,	CHANGES,	\
	  "Change the site control file in force by a delta.")		\
	V(SITE_SHOW,	"site show",	VIEWER,		LOOKS,		\
	  "Show the site control file in force, or an older one.")	\
	V(SITE_HISTORY,	"site history",	VIEWER,		LOOKS,		\
	  "List the site control files that were ever in force.")	\
	V(SITE_ROLLBACK, "site rollback", OPERATOR,	CHANGES,	\
	  "Bring an older site control file into force again.")		\
	V(SITE_BACKUP,	"site backup",	OPERATOR,	CHANGES,	\
	  "Copy the store of the running site into a new file.")	\
	V(SITE_RESTORE,	"site restore",	NONE,		LOCAL,		\
	  "Make the store of a site that does not run from a backup.")	\
	V(SITE_REKEY,	"site rekey",	NONE,		LOCAL,		\
	  "Replace the master key of a site that does not run.")	\
	V(PUBLISH_STATUS, "publish status", VIEWER,	LOOKS,		\
	  "Tell what clients are shown.")				\
	V(PUBLISH_NOW,	"publish now",	OPERATOR,	CHANGES,	\
	  "Publish a new set, also when nothing has changed.")		\
	V(COMPONENT_LIST, "component list", VIEWER,	LOOKS,		\
	  "List the client components: brought, shown, offered.")	\
	V(COMPONENT_PUBLISH, "component publish", OPERATOR, CHANGES,	\
	  "Bring a client component in a new version and publish it.")	\
	V(COMPONENT_ROLLOUT_STATUS, "component rollout status", VIEWER, LOOKS, \
	  "Tell which rings of clients see newer versions, and who has them.") \
	V(COMPONENT_ROLLOUT_PAUSE, "component rollout pause", OPERATOR, CHANGES, \
	  "Give a newer version to nobody further.")			\
	V(COMPONENT_ROLLOUT_RESUME, "component rollout resume", OPERATOR, CHANGES, \
	  "Let a newer version that is paused or halted go on.")	\
	V(ACCOUNT_LIST,	"account list",	VIEWER,		LOOKS,		\
	  "List the accounts.")						\
	V(ACCOUNT_SHOW,	"account show",	VIEWER,		LOOKS,		\
	  "Show all that is known of an account.")			\
	V(ACCOUNT_EXPLAIN, "account explain", VIEWER,	LOOKS,		\
	  "Tell which clients still need an account, and until when.")	\
	V(ACCOUNT_ADD,	"account add",	OPERATOR,	CHANGES,	\
	  "Add an account for clients, or for an operator.")		\
	V(ACCOUNT_DISABLE, "account disable", OPERATOR,	CHANGES,	\
	  "Let nobody log on with an account, and end its sessions.")	\
	V(ACCOUNT_ENABLE, "account enable", OPERATOR,	CHANGES,	\
	  "Let a disabled account log on again.")			\
	V(ACCOUNT_UNLOCK, "account unlock", OPERATOR,	CHANGES,	\
	  "End the lock that wrong passwords brought upon an account.")	\
	V(ACCOUNT_DELETE, "account delete", OPERATOR,	CHANGES,	\
	  "Delete an account for good; its name is never used again.")	\
	V(ACCOUNT_PASSWD, "account passwd", OPERATOR,	CHANGES,	\
	  "Change a password in place, which locks out who holds the old.") \
	V(ACCOUNT_UNDO,	"account undo",	OPERATOR,	CHANGES,	\
	  "Take the last step of an account of the rotation back.")	\
	V(ACCOUNT_RETIRE, "account retire", OPERATOR,	CHANGES,	\
	  "Take an account of the rotation off the list before its turn.") \
	V(ACCOUNT_VERIFY, "account verify", VIEWER,	LOOKS,		\
	  "Tell whether an account is the same everywhere, and as it shall.") \
	V(ROTATION_STATUS, "rotation status", VIEWER,	LOOKS,		\
	  "Tell where the rotation of client accounts stands.")		\
	V(ROTATION_START, "rotation start", OPERATOR,	CHANGES,	\
	  "Begin to rotate client accounts.")				\
	V(ROTATION_STEP, "rotation step", OPERATOR,	CHANGES,	\
	  "Make the next client account now.")				\
	V(ROTATION_FREEZE, "rotation freeze", OPERATOR,	CHANGES,	\
	  "Take no step of the rotation any more until it is thawed.")	\
	V(ROTATION_THAW, "rotation thaw", OPERATOR,	CHANGES,	\
	  "Take steps of the rotation again.")				\
	V(ROTATION_EMERGENCY, "rotation emergency", OPERATOR, CHANGES,	\
	  "Replace a client account whose password is known to others.") \
	V(RECOVERY_OPEN, "recovery open", OPERATOR,	CHANGES,	\
	  "Let clients that know only accounts of the past see the new list.") \
	V(RECOVERY_CLOSE, "recovery close", OPERATOR,	CHANGES,	\
	  "Close the recovery window before its time.")			\
	V(RECOVERY_ADOPT, "recovery adopt", OPERATOR,	CHANGES,	\
	  "Let what a restored store has hold, which ends safe mode.")	\
	V(RECOVERY_STATUS, "recovery status", VIEWER,	LOOKS,		\
	  "Tell whether the recovery window is open, and until when.")	\
	V(PROPOSAL_LIST, "proposal list", VIEWER,	LOOKS,		\
	  "List what waits for a second operator.")			\
	V(PROPOSAL_CONFIRM, "proposal confirm", OPERATOR, CHANGES,	\
	  "Have done what another operator asked for.")		\
	V(PROPOSAL_WITHDRAW, "proposal withdraw", OPERATOR, CHANGES,	\
	  "Drop what waits for a second operator.")			\
	V(DOMAIN_DCS,	"domain dcs",	VIEWER,		LOOKS,		\
	  "List the servers of the account domain, and how late they are.") \
	V(DOMAIN_SHOW,	"domain show",	VIEWER,		LOOKS,		\
	  "Ask every server of the account domain for an account.")	\
	V(DOMAIN_REPLICATION, "domain replication", OPERATOR, CHANGES,	\
	  "Stop a replica, let it go on, or change how late it is.")	\
	V(DOMAIN_PAUSE,	"domain pause",	OPERATOR,	CHANGES,	\
	  "Let a replica show no more changes.")			\
	V(DOMAIN_RESUME, "domain resume", OPERATOR,	CHANGES,	\
	  "Let a paused replica show changes again.")			\
	V(DOMAIN_SYNC,	"domain sync",	OPERATOR,	CHANGES,	\
	  "Let one replica, or all, show every change at once.")	\
	V(DOMAIN_DOCTOR, "domain doctor", VIEWER,	LOOKS,		\
	  "Tell what is wrong with the account domain, and what to do.") \
	V(DOMAIN_GROUPS, "domain groups", VIEWER,	LOOKS,		\
	  "List the groups and aliases of the domain, or who is in one.") \
	V(DOMAIN_LEFTOVERS, "domain leftovers", VIEWER,	LOOKS,		\
	  "List accounts of domain controllers, and which may be taken away.") \
	V(DOMAIN_CLEANUP, "domain cleanup", OPERATOR,	CHANGES,	\
	  "Take away accounts of domain controllers that are gone, now.") \
	V(POLICY_SHOW,	"policy show",	VIEWER,		LOOKS,		\
	  "Show what the account domain asks of passwords.")		\
	V(POLICY_SET,	"policy set",	OPERATOR,	CHANGES,	\
	  "Change what it asks of them, or when wrong ones lock.")	\
	V(SESSION_LIST,	"session list",	VIEWER,		LOOKS,		\
	  "List who is logged on.")					\
	V(SESSION_CLOSE, "session close", OPERATOR,	CHANGES,	\
	  "End a session, or all sessions of an account.")		\
	V(FILE_LIST,	"file list",	VIEWER,		LOOKS,		\
	  "List the files that are open on the read-write shares.")	\
	V(CLIENT_LIST,	"client list",	VIEWER,		LOOKS,		\
	  "List the clients that reported.")				\
	V(CLIENT_SHOW,	"client show",	VIEWER,		LOOKS,		\
	  "Show all that is known of a client.")			\
	V(CLIENT_ORPHANS, "client orphans", VIEWER,	LOOKS,		\
	  "List the clients that are lost, or will be.")		\
	V(CLIENT_INVENTORY, "client inventory", VIEWER,	LOOKS,		\
	  "Show what a client is made of, or which files are on it.")	\
	V(CLIENT_ENROL,	"client enrol",	OPERATOR,	CHANGES,	\
	  "Make the file with which a client gets keys of its own.")	\
	V(CLIENT_RESCUE, "client rescue", OPERATOR,	CHANGES,	\
	  "Make the file with which one lost client comes back.")	\
	V(CLIENT_FORGET, "client forget", OPERATOR,	CHANGES,	\
	  "Forget the keys of a client: what it signs is refused then.") \
	V(CCR_LIST,	"ccr list",	VIEWER,		LOOKS,		\
	  "List what is asked for: clients to install, to upgrade, to ask.") \
	V(CCR_SHOW,	"ccr show",	VIEWER,		LOOKS,		\
	  "Show all that is known of the requests for a machine.")	\
	V(CCR_ADD,	"ccr add",	OPERATOR,	CHANGES,	\
	  "Ask for the client of a machine to be installed.")		\
	V(CCR_APPROVE,	"ccr approve",	OPERATOR,	CHANGES,	\
	  "Let requests be worked on.")					\
	V(CCR_RETRY,	"ccr retry",	OPERATOR,	CHANGES,	\
	  "Try requests now, parked ones too; their days begin again.")	\
	V(CCR_PARK,	"ccr park",	OPERATOR,	CHANGES,	\
	  "Leave requests alone until they are retried.")		\
	V(CCR_DROP,	"ccr drop",	OPERATOR,	CHANGES,	\
	  "Take requests out of the queue.")				\
	V(LEASE_LIST,	"lease list",	VIEWER,		LOOKS,		\
	  "List the accounts that clients are installed with, and what is left.") \
	V(LEASE_SHOW,	"lease show",	VIEWER,		LOOKS,		\
	  "Show such an account of a machine, and those it had.")	\
	V(LEASE_END,	"lease end",	OPERATOR,	CHANGES,	\
	  "Take such an account away, whatever runs with it.")		\
	V(LEASE_EXTEND,	"lease extend",	OPERATOR,	CHANGES,	\
	  "Keep such an account although nothing shows life.")		\
	V(PUSH_LIST,	"push list",	VIEWER,		LOOKS,		\
	  "List the accounts that clients are installed with.")		\
	V(PUSH_ADD,	"push add",	OPERATOR,	CHANGES,	\
	  "Enter the password of such an account.")			\
	V(PUSH_CLEAR,	"push clear",	OPERATOR,	CHANGES,	\
	  "Try such an account again that machines refused.")		\
	V(PUSH_REMOVE,	"push remove",	OPERATOR,	CHANGES,	\
	  "Forget the password of such an account.")			\
	V(MESSAGE_LIST,	"message list",	VIEWER,		LOOKS,		\
	  "Show the latest status messages of clients.")		\
	V(INBOX_STATUS,	"inbox status",	VIEWER,		LOOKS,		\
	  "Tell what lies in the drop boxes, and what was bad.")	\
	V(CONFIG_SHOW,	"config show",	VIEWER,		LOOKS,		\
	  "Show the options in force.")					\
	V(CONFIG_CHECK,	"config check",	VIEWER,		LOOKS,		\
	  "Tell whether sited.conf could be reloaded as it is now.")	\
	V(CONFIG_RELOAD, "config reload", OPERATOR,	CHANGES,	\
	  "Bring sited.conf into force, as a whole or not at all.")	\
	V(AUDIT_TAIL,	"audit tail",	VIEWER,		LOOKS,		\
	  "Show who changed what lately.")				\
	V(AUDIT_VERIFY,	"audit verify",	VIEWER,		LOOKS,		\
	  "Check the whole chain of audit records.")			\
	V(LOG_LEVEL,	"log level",	OPERATOR,	CHANGES,	\
	  "Log more, or less, until sited.conf is loaded again.")

enum control_verb_id {
#define V(id, words, right, effect, help)	VERB_##id,
	CONTROL_VERBS(V)
#undef V
	VERB_COUNT
};

/* What a parameter takes; a file travels as a descriptor. */
enum control_param_kind {
	PARAM_WORD,		/* text without a control character */
	PARAM_NUMBER,		/* 0 to 2^53 */
	PARAM_FLAG,
	PARAM_SOURCE,		/* a file to read: a sealed memory file */
	PARAM_FOLDER,		/* a folder: the same, a pack of its files */
	PARAM_TARGET,		/* a file to write: open for both */
	PARAM_KEPT		/* a file that sitectl makes itself, for a secret */
};

#define CONTROL_PARAMS_MAX	10	/* of a verb */
#define CONTROL_WORD_MAX	255	/* bytes of a text argument */
#define CONTROL_NUMBER_MAX	(INT64_C(1) << 53)

struct control_param {
	const char		*name;		/* NULL ends the list */
	enum control_param_kind	 kind;
	bool			 positional;	/* else an --option */
	bool			 required;
	const char		*help;
};

enum control_kind {
	CELL_NULL,		/* nothing known; fits every column */
	CELL_TEXT,
	CELL_NUMBER,
	CELL_BYTES,
	CELL_TIME,		/* microseconds since 1970 */
	CELL_FLAG,
	CELL_USER		/* a user's number */
};

struct control_column {
	const char		*name;		/* JSON key; NULL ends the list */
	const char		*title;
	enum control_kind	 kind;
};

#define CONTROL_COLUMNS_MAX	20
#define CONTROL_TABLES_MAX	10	/* of a verb */

/*
 * A record has one row, shown as lines of title and value; tall rows are shown
 * so, too, but are a list.
 */
struct control_table {
	const char			*name;		/* JSON key */
	bool				 record;
	bool				 tall;
	const struct control_column	*columns;
};

extern const struct control_table
    table_site, table_roles, table_load, table_advice, table_working, table_metrics, table_import,
    table_site_control, table_lines, table_items, table_changes,
    table_backup, table_publication, table_files, table_set_changes,
    table_components, table_component, table_rollouts, table_ring_clients,
    table_accounts, table_account, table_lockout, table_new_account,
    table_rotation, table_generations, table_cohorts, table_members,
    table_ladder, table_proposals,
    table_recovery, table_rescued, table_adopted,
    table_servers, table_views, table_synced, table_diagnosis,
    table_groups, table_belonging, table_cleanup, table_leftovers,
    table_verdict, table_policy,
    table_sessions, table_closed, table_open_files, table_clients,
    table_addresses, table_namesakes, table_evidence,
    table_enrolled, table_enrolment,
    table_explanation, table_needs, table_laggards, table_strays,
    table_orphans, table_findings, table_boxes, table_quarantine,
    table_discovery, table_inventories, table_hardware, table_software,
    table_messages, table_requests, table_request, table_acted,
    table_discovered,
    table_leases, table_lease, table_past_leases, table_push_accounts,
    table_messages, table_requests,
    table_options, table_records, table_chain, table_log;

struct control_verb {
	const char			*words;
	enum control_right		 right;
	enum control_effect		 effect;
	const char			*help;
	const struct control_param	*params;
	const struct control_table	*const *tables;	/* up to NULL */
	const char			*more;	/* paragraphs for the manual */
};

const struct control_verb	*control_verb(enum control_verb_id);
/* By its words ("account add"); NULL: there is none. */
const struct control_verb	*control_verb_find(const char *words);
enum control_verb_id		 control_verb_id(const struct control_verb *);
size_t				 control_columns(const struct control_table *);
const char			*control_right_name(enum control_right);

#endif
