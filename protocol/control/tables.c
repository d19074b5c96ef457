/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables - parameters, columns and manual text of every verb.  A verb ID has
 * params_ID, tables_ID and more_ID; the compiler finds what is missing.
 */
#include "protocol/control/verb.h"

extern const struct control_verb	control_verbs[VERB_COUNT];

#define POSITIONAL	true, true
#define OPTIONAL	true, false
#define OPTION		false, false
#define END		{ NULL, 0, false, false, NULL }
#define COLUMNS(name)	static const struct control_column columns_##name[]
#define PARAMS(id)	static const struct control_param params_##id[]
#define LIST(t)		const struct control_table table_##t = \
			    { #t, false, columns_##t }
#define RECORD(t)	const struct control_table table_##t = \
			    { #t, true, columns_##t }

/* --- status --- */

COLUMNS(site) = {
	{ "site",		"Site",			CELL_TEXT },
	{ "server",		"Server",		CELL_TEXT },
	{ "version",		"Version",		CELL_TEXT },
	{ "state",		"State",		CELL_TEXT },
	{ "started",		"Started",		CELL_TIME },
	{ "site_control",	"Site control file",	CELL_NUMBER },
	{ "published",		"Published set",	CELL_NUMBER },
	{ "published_at",	"Published at",		CELL_TIME },
	{ "accounts",		"Accounts",		CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(site);

COLUMNS(roles) = {
	{ "role",	"ROLE",		CELL_TEXT },
	{ "index",	"NO",		CELL_NUMBER },
	{ "state",	"STATE",	CELL_TEXT },
	{ "pid",	"PID",		CELL_NUMBER },
	{ "restarts",	"RESTARTS",	CELL_NUMBER },
	{ "started",	"STARTED",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(roles);

COLUMNS(advice) = {
	{ "what",	"WHAT IS WRONG",	CELL_TEXT },
	{ "next",	"WHAT TO DO",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(advice);

COLUMNS(load) = {
	{ "sessions",		"Sessions",		CELL_NUMBER },
	{ "connections",	"Connections logged on", CELL_NUMBER },
	{ "half_open",		"Connections half open", CELL_NUMBER },
	{ "open_files",		"Open files",		CELL_NUMBER },
	{ "waiting_files",	"Files in drop boxes",	CELL_NUMBER },
	{ "waiting_bytes",	"Bytes in drop boxes",	CELL_BYTES },
	{ "quarantined",	"Bad files set aside",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(load);

PARAMS(STATUS) = { END };
#define tables_STATUS	{ &table_site, &table_load, &table_roles, &table_advice }
#define more_STATUS							\
	"Ends with 4 while something needs an eye: a role that is down, "	\
	"a set that could not be published, drop boxes that are not "	\
	"emptied.  Each such thing is told with what to do about it."

/* --- metrics --- */

COLUMNS(metrics) = {
	{ "metric",	"METRIC",	CELL_TEXT },
	{ "type",	"TYPE",		CELL_TEXT },
	{ "labels",	"LABELS",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_NUMBER },
	{ "help",	"WHAT IT IS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(metrics);

PARAMS(METRICS) = { END };
#define tables_METRICS	{ &table_metrics }
#define more_METRICS							\
	"Monitoring reads them as OpenMetrics text, over HTTP or from a "	\
	"file: options web_listen and metrics_file of sited.conf."

/* --- site --- */

COLUMNS(import) = {
	{ "file",		"File",			CELL_TEXT },
	{ "site_control",	"Site control file",	CELL_NUMBER },
	{ "published",		"Published set",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(import);

COLUMNS(site_control) = {
	{ "serial",	"SERIAL",	CELL_NUMBER },
	{ "at",		"IN FORCE SINCE", CELL_TIME },
	{ "who",	"BY",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "sha256",	"SHA-256",	CELL_TEXT },
	{ "origin",	"ORIGIN",	CELL_TEXT },
	{ "reason",	"REASON",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(site_control);

COLUMNS(lines) = {
	{ "line",	"LINE",		CELL_NUMBER },
	{ "text",	"TEXT",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(lines);

COLUMNS(items) = {
	{ "kind",	"KIND",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ "known",	"KNOWN",	CELL_FLAG },
	{ NULL, NULL, 0 }
};
LIST(items);

COLUMNS(changes) = {
	{ "change",	"CHANGE",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "old",	"OLD",		CELL_TEXT },
	{ "new",	"NEW",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(changes);

COLUMNS(backup) = {
	{ "file",	"File",		CELL_TEXT },
	{ "bytes",	"Size",		CELL_BYTES },
	{ NULL, NULL, 0 }
};
RECORD(backup);

PARAMS(SITE_IMPORT) = {
	{ "file",	PARAM_SOURCE,	POSITIONAL,
	  "site control file (.ct0), or - for standard input" },
	END
};
#define tables_SITE_IMPORT	{ &table_import, &table_changes }
#define more_SITE_IMPORT						\
	"The file is judged as a whole: one wrong record, told by line "	\
	"and column, keeps all of it out.  What it brings is published "	\
	"before the answer comes."

PARAMS(SITE_APPLY) = {
	{ "file",	PARAM_SOURCE,	POSITIONAL,
	  "delta (.ct1), or - for standard input" },
	END
};
#define tables_SITE_APPLY	{ &table_import, &table_changes }
#define more_SITE_APPLY							\
	"Transactions that set, merge and delete items, carried out as a "	\
	"whole or not at all; a complaint names the line.  What differs is "	\
	"shown; --dry-run shows it and stops there.  A delta that is copied "	\
	"into sitectrl.box\\incoming of the site's share is applied too; if "	\
	"it is refused it lies in sitectrl.box\\refused with the reason."

PARAMS(SITE_ROLLBACK) = {
	{ "serial",	PARAM_NUMBER,	POSITIONAL,
	  "which one; see site history" },
	END
};
#define tables_SITE_ROLLBACK	{ &table_import, &table_changes }
#define more_SITE_ROLLBACK						\
	"It gets a new, higher serial: serials never go back.  Refused when "	\
	"it could not be published any more."

PARAMS(SITE_SHOW) = {
	{ "serial",	PARAM_NUMBER,	OPTIONAL,
	  "which one; else the one in force" },
	{ "text",	PARAM_FLAG,	OPTION,
	  "show its lines" },
	{ "diff",	PARAM_NUMBER,	OPTION,
	  "show what differs from that other one, item by item" },
	{ "items",	PARAM_FLAG,	OPTION,
	  "show its items and what is set in them" },
	END
};
#define tables_SITE_SHOW						\
	{ &table_site_control, &table_lines, &table_items, &table_changes }
#define more_SITE_SHOW							\
	"The lines are those that were imported, byte for byte; those of a "	\
	"delta or a rollback are in the canonical form.  Items of a kind that " \
	"sited does not know are kept as they are.  The column OLD is the "	\
	"other one of --diff."

PARAMS(SITE_HISTORY) = { END };
#define tables_SITE_HISTORY	{ &table_site_control }
#define more_SITE_HISTORY						\
	"Newest first.  Serials only rise and none is ever used twice.  Each "	\
	"lies in sitectrl.box\\history of the site's share, too."

PARAMS(SITE_BACKUP) = {
	{ "file",	PARAM_TARGET,	POSITIONAL,
	  "a new file; it is never overwritten" },
	END
};
#define tables_SITE_BACKUP	{ &table_backup }
#define more_SITE_BACKUP						\
	"The copy is the state at its end, checked and on the disk when "	\
	"the answer comes; the site goes on meanwhile.  Secrets in it stay " \
	"sealed: keep the master key too, but apart from it."

PARAMS(SITE_RESTORE) = {
	{ "file",	PARAM_WORD,	POSITIONAL,
	  "what site backup made" },
	{ "config",	PARAM_WORD,	OPTION,
	  "sited.conf of the site that gets the store" },
	{ "one-user",	PARAM_FLAG,	OPTION,
	  "for a site that runs under one user (sited -d)" },
	END
};
#define tables_SITE_RESTORE	{ NULL }
#define more_SITE_RESTORE						\
	"Runs sited -R, as whoever may start sited.  The folder `store' of " \
	"that site must hold no store yet: a store is never overwritten, "	\
	"and a running site always has one.  Put the master key to its "	\
	"place before the site is started; without it the accounts of the "	\
	"backup cannot log on."

PARAMS(SITE_REKEY) = {
	{ "config",	PARAM_WORD,	OPTION,
	  "sited.conf of the site" },
	{ "one-user",	PARAM_FLAG,	OPTION,
	  "for a site that runs under one user (sited -d)" },
	END
};
#define tables_SITE_REKEY	{ NULL }
#define more_SITE_REKEY							\
	"Runs sited -K, as whoever may start sited.  A new key is made beside " \
	"the old one, all that the store has sealed is sealed with it in one "	\
	"commit, and the new key takes the place of the old, which stays as "	\
	"key_file with its number behind it: backups of before open with that "	\
	"one only.  If it is cut short, sited does not start, and the same "	\
	"command goes on.  A key that systemd hands over as a credential is put " \
	"to key_file for the time being.  --dry-run opens every secret and "	\
	"changes nothing."

/* --- publish --- */

COLUMNS(publication) = {
	{ "serial",	"Published set",	CELL_NUMBER },
	{ "site_control", "Site control file",	CELL_NUMBER },
	{ "published",	"Published at",		CELL_TIME },
	{ "valid_until", "Valid until",		CELL_TIME },
	{ "verified",	"Last found right",	CELL_TIME },
	{ "files",	"Files",		CELL_NUMBER },
	{ "bytes",	"Size",			CELL_BYTES },
	{ "busy",	"New set being made",	CELL_FLAG },
	{ "public_key",	"Signed by",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(publication);

COLUMNS(files) = {
	{ "path",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "sha256",	"SHA-256",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(files);

COLUMNS(set_changes) = {
	{ "change",	"CHANGE",	CELL_TEXT },
	{ "what",	"OF A",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "before",	"SIZE NOW",	CELL_BYTES },
	{ "after",	"SIZE THEN",	CELL_BYTES },
	{ NULL, NULL, 0 }
};
LIST(set_changes);

PARAMS(PUBLISH_STATUS) = {
	{ "diff",	PARAM_FLAG,	OPTION,
	  "show what the next set would change, not what this one has" },
	END
};
#define tables_PUBLISH_STATUS						\
	{ &table_publication, &table_files, &table_set_changes }
#define more_PUBLISH_STATUS						\
	"Ends with 4 when nothing is published, or the last try failed: "	\
	"clients are shown the last good set then. The key is the Ed25519 "	\
	"public key, in hexadecimal, that the manifest is checked with.  What " \
	"is kept back of a component, and what the site control file offers " \
	"but nobody has brought, is told as a note."

PARAMS(PUBLISH_NOW) = { END };
#define tables_PUBLISH_NOW	{ &table_publication, &table_set_changes }
#define more_PUBLISH_NOW						\
	"What changes is published by itself; this says that what was "	\
	"copied below SMS_<site>\\inboxes is finished, so that it is taken "	\
	"without waiting for it to come to rest.  With --dry-run the changes " \
	"are shown."

/* --- component --- */

COLUMNS(components) = {
	{ "component",	"COMPONENT",	CELL_TEXT },
	{ "platform",	"PLATFORM",	CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "master",	"BROUGHT",	CELL_TEXT },
	{ "published",	"SHOWN",	CELL_TEXT },
	{ "offered",	"OFFERED",	CELL_FLAG },
	{ "files",	"FILES",	CELL_NUMBER },
	{ "bytes",	"SIZE",		CELL_BYTES },
	{ "since",	"SINCE",	CELL_TIME },
	{ "state",	"STATE",	CELL_TEXT },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(components);

COLUMNS(component) = {
	{ "component",	"Component",		CELL_TEXT },
	{ "version",	"Version",		CELL_TEXT },
	{ "before",	"Version before",	CELL_TEXT },
	{ "files",	"Files",		CELL_NUMBER },
	{ "bytes",	"Size",			CELL_BYTES },
	{ "published",	"Published set",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(component);

PARAMS(COMPONENT_LIST) = { END };
#define tables_COMPONENT_LIST	{ &table_components }
#define more_COMPONENT_LIST						\
	"A component is brought as a folder below clicomp.src of the share "	\
	"SMS_<site>, or by component publish; it is offered when the site "	\
	"control file names its folder as Component Directory.  Ends with 4 "	\
	"while one is kept back."

PARAMS(COMPONENT_PUBLISH) = {
	{ "folder",	PARAM_FOLDER,	POSITIONAL,
	  "holds compver.ini and a folder for each platform; its name is the "
	  "component's" },
	{ "force",	PARAM_FLAG,	OPTION,
	  "also a lower version, or other files under the same one" },
	{ "reason",	PARAM_WORD,	OPTION,
	  "why it is forced, for the audit" },
	END
};
#define tables_COMPONENT_PUBLISH	{ &table_component }
#define more_COMPONENT_PUBLISH						\
	"The files are read by sitectl, compared with what compver.ini says "	\
	"of them in [Files], put into clicomp.src as its new master, and "	\
	"published before the answer comes.  Clients never go down by "	\
	"themselves: a lower version is refused without --force --reason.  A " \
	"file has 64 MiB at most, all together 256 MiB."

/* --- account --- */

COLUMNS(new_account) = {
	{ "name",	"Account",	CELL_TEXT },
	{ "kind",	"Kind",		CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(new_account);

COLUMNS(accounts) = {
	{ "name",	"NAME",		CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "password",	"PASSWORD",	CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ "last_logon",	"LAST LOGON",	CELL_TIME },
	{ "wrong",	"REFUSED SINCE START", CELL_NUMBER },
	{ "comment",	"COMMENT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(accounts);

COLUMNS(account) = {
	{ "name",	"Account",		CELL_TEXT },
	{ "kind",	"Kind",			CELL_TEXT },
	{ "state",	"State",		CELL_TEXT },
	{ "password",	"Password",		CELL_TEXT },
	{ "locked_until", "Locked until",	CELL_TIME },
	{ "rid",	"RID",			CELL_NUMBER },
	{ "sid",	"SID",			CELL_TEXT },
	{ "generation",	"Generation",		CELL_NUMBER },
	{ "created",	"Created",		CELL_TIME },
	{ "changed",	"Last changed",		CELL_TIME },
	{ "last_logon",	"Last logon",		CELL_TIME },
	{ "right",	"Logons since start",	CELL_NUMBER },
	{ "wrong",	"Refusals since start",	CELL_NUMBER },
	{ "last_wrong",	"Last refusal",		CELL_TIME },
	{ "last_reason", "Its reason",		CELL_TEXT },
	{ "last_from",	"Its address",		CELL_TEXT },
	{ "comment",	"Comment",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(account);

#define PARAM_ACCOUNT							\
	{ "name",	PARAM_WORD,	POSITIONAL,	"which account" }
#define PARAM_FORCE(what)						\
	{ "force",	PARAM_FLAG,	OPTION,		what }
#define PARAMS_SECRET							\
	{ "password-stdin", PARAM_FLAG,	OPTION,				\
	  "read the password from standard input, up to a line feed" },	\
	{ "generate",	PARAM_FLAG,	OPTION,				\
	  "have sited make a password, and show it this once" }

PARAMS(ACCOUNT_LIST) = {
	{ "all",	PARAM_FLAG,	OPTION,
	  "the deleted ones, too" },
	END
};
#define tables_ACCOUNT_LIST	{ &table_accounts }
#define more_ACCOUNT_LIST	""

PARAMS(ACCOUNT_SHOW) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_SHOW	{ &table_account }
#define more_ACCOUNT_SHOW						\
	"Says why logons with it were refused, which no client is told."

COLUMNS(explanation) = {
	{ "account",	"Account",		CELL_TEXT },
	{ "state",	"State",		CELL_TEXT },
	{ "next",	"Next step",		CELL_TEXT },
	{ "clients",	"Clients heard of",	CELL_NUMBER },
	{ "laggards",	"Clients that need it",	CELL_NUMBER },
	{ "using",	"Used it last",		CELL_NUMBER },
	{ "strays",	"Stray addresses",	CELL_NUMBER },
	{ "until",	"The last counts until", CELL_TIME },
	{ "last_logon",	"Last logon",		CELL_TIME },
	{ "forecast",	"If it were closed now", CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(explanation);

COLUMNS(needs) = {
	{ "need",	"BLOCKED UNTIL", CELL_TEXT },
	{ "count",	"HOW MANY",	CELL_NUMBER },
	{ "until",	"AT THE LATEST", CELL_TIME },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(needs);

COLUMNS(laggards) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "newest",	"PROVEN LAST",	CELL_TEXT },
	{ "earlier",	"BEFORE",	CELL_TEXT },
	{ "last",	"LAST EVIDENCE", CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ "until",	"COUNTS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(laggards);

COLUMNS(strays) = {
	{ "address",	"STRAY LOGON FROM", CELL_TEXT },
	{ "last",	"LAST",		CELL_TIME },
	{ "until",	"COUNTS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(strays);

PARAMS(ACCOUNT_EXPLAIN) = {
	PARAM_ACCOUNT,
	{ "all",	PARAM_FLAG,	OPTION,
	  "every client and address, not the first hundred" },
	END
};
#define tables_ACCOUNT_EXPLAIN						\
	{ &table_explanation, &table_needs, &table_laggards, &table_strays }
#define more_ACCOUNT_EXPLAIN						\
	"A client needs an account unless its last two logons, each with a "	\
	"file of its own, were with others that are still enabled (newer "	\
	"ones, for a generation of the pool).  A client that is enrolled "	\
	"proves by files that it signs only, one that came from two "	\
	"addresses within an hour has to prove anew.  A logon that no "	\
	"client's file follows counts by its address.  Nobody counts any "	\
	"more who was not heard of for orphan_limit."

PARAMS(ACCOUNT_ADD) = {
	{ "name",	PARAM_WORD,	POSITIONAL,
	  "31 characters at most; it is never used again" },
	PARAMS_SECRET,
	{ "operator",	PARAM_FLAG,	OPTION,
	  "for an operator, not for clients" },
	{ "comment",	PARAM_WORD,	OPTION,
	  "what it is for" },
	END
};
#define tables_ACCOUNT_ADD	{ &table_new_account }
#define more_ACCOUNT_ADD						\
	"A client connection account is what SMS clients log on with; an "	\
	"operator's account reaches the share of the site server.  The "	\
	"password has 14 characters at most and never stands in an "	\
	"argument, a message or a log."

PARAMS(ACCOUNT_DISABLE) = {
	PARAM_ACCOUNT,
	PARAM_FORCE("also if clients need it, and the last one of all"),
	END
};
#define tables_ACCOUNT_DISABLE	{ NULL }
#define more_ACCOUNT_DISABLE						\
	"It can be enabled again with the same password.  First comes a "	\
	"forecast: how many clients would go on trying it.  While a client "	\
	"may know no other account (see account explain) it is refused, and "	\
	"so is the last enabled client connection account."

PARAMS(ACCOUNT_ENABLE) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_ENABLE	{ NULL }
#define more_ACCOUNT_ENABLE	""

PARAMS(ACCOUNT_UNLOCK) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_UNLOCK	{ NULL }
#define more_ACCOUNT_UNLOCK						\
	"Wrong tries are counted from zero then.  Generated passwords are "	\
	"never locked, only slowed down."

PARAMS(ACCOUNT_DELETE) = {
	PARAM_ACCOUNT,
	PARAM_FORCE("also if clients need it, and the last one of all"),
	END
};
#define tables_ACCOUNT_DELETE	{ NULL }
#define more_ACCOUNT_DELETE						\
	"There is no way back; to keep one, disable the account instead.  "	\
	"It is refused as disabling is."

PARAMS(ACCOUNT_PASSWD) = {
	PARAM_ACCOUNT,
	PARAMS_SECRET,
	PARAM_FORCE("yes, lock out whoever holds the old password"),
	END
};
#define tables_ACCOUNT_PASSWD	{ NULL }
#define more_ACCOUNT_PASSWD						\
	"Every client that still holds the old password is locked out "	\
	"(Q227033, Q236052), therefore it is refused without --force.  "	\
	"The forecast tells how soon their tries would lock the account.  "	\
	"Better add a new account and disable the old one when nobody uses "	\
	"it any more."

PARAMS(ACCOUNT_UNDO) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_UNDO	{ NULL }
#define more_ACCOUNT_UNDO						\
	"Each call goes back by one: disabled, unpublished, published, "	\
	"replicating, creating, planned; only deleted is final.  It "		\
	"freezes the rotation, else the same step would be taken again.  "	\
	"Refused for an account whose password is known to others, and "	\
	"where fewer than two would stay published."

PARAMS(ACCOUNT_RETIRE) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_RETIRE	{ NULL }
#define more_ACCOUNT_RETIRE						\
	"It stays enabled for the quarantine and until no client needs it; "	\
	"account undo lists it again.  Refused where fewer than two would "	\
	"stay published, and for accounts that are not of the rotation."

COLUMNS(verdict) = {
	{ "account",	"Account",		CELL_TEXT },
	{ "result",	"Result",		CELL_TEXT },
	{ "servers",	"Servers asked",	CELL_NUMBER },
	{ "server",	"Not as it shall on",	CELL_TEXT },
	{ "why",	"Because",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(verdict);

PARAMS(ACCOUNT_VERIFY) = { PARAM_ACCOUNT, END };
#define tables_ACCOUNT_VERIFY	{ &table_verdict }
#define more_ACCOUNT_VERIFY						\
	"OK; DRIFT, a server shows something else than the PDC, or the "	\
	"account is not what the rotation made of it; LOCKED; UNKNOWN, "	\
	"while a change is under way or the keeper is not there.  Nobody "	\
	"logs on for that, so that nothing counts against the account.  Ends "	\
	"with 4 unless all is well."

/* --- rotation --- */

COLUMNS(rotation) = {
	{ "running",	"Started",		CELL_FLAG },
	{ "frozen",	"Frozen",		CELL_FLAG },
	{ "why",	"Frozen because",	CELL_TEXT },
	{ "safe",	"Safe mode because",	CELL_TEXT },
	{ "published",	"Published accounts",	CELL_NUMBER },
	{ "target",	"Shall be published",	CELL_NUMBER },
	{ "next_due",	"Next one due",		CELL_TIME },
	{ "waits_for",	"It waits for",		CELL_TEXT },
	{ "hold",	"Nothing retires until", CELL_TIME },
	{ "trouble",	"Trouble",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(rotation);

COLUMNS(generations) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "since",	"SINCE",	CELL_TIME },
	{ "leaked",	"LEAKED",	CELL_FLAG },
	{ "laggards",	"LAGGARDS",	CELL_NUMBER },
	{ "strays",	"STRAYS",	CELL_NUMBER },
	{ "next",	"NEXT STEP",	CELL_TEXT },
	{ "waits_for",	"WAITS FOR",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(generations);

PARAMS(ROTATION_STATUS) = { END };
#define tables_ROTATION_STATUS	{ &table_rotation, &table_generations }
#define more_ROTATION_STATUS						\
	"LAGGARDS are clients that have not proven yet that they know newer "	\
	"accounts, STRAYS addresses from which somebody logged on whom no "	\
	"file names: both keep an account that left the list enabled.  "	\
	"Deleted accounts are not listed."

PARAMS(ROTATION_START) = { END };
#define tables_ROTATION_START	{ NULL }
#define more_ROTATION_START						\
	"Two accounts with generated passwords are made and published at "	\
	"once, another one every rotation_period.  When more are published "	\
	"than generations says, the oldest leaves the list, and is disabled "	\
	"when no client needs it any more.  Accounts that operators added "	\
	"stay as they are."

PARAMS(ROTATION_STEP) = { END };
#define tables_ROTATION_STEP	{ NULL }
#define more_ROTATION_STEP						\
	"The period counts from then."

PARAMS(ROTATION_FREEZE) = {
	{ "reason",	PARAM_WORD,	OPTION,
	  "why; rotation status tells" },
	END
};
#define tables_ROTATION_FREEZE	{ NULL }
#define more_ROTATION_FREEZE						\
	"A disabled account that a client still asks for is enabled all the "	\
	"same."

PARAMS(ROTATION_THAW) = {
	{ "keep-schedule", PARAM_FLAG,	OPTION,
	  "the next one is due when it was (what is overdue: one, now)" },
	{ "reschedule",	PARAM_FLAG,	OPTION,
	  "the next one is due a period from now" },
	END
};
#define tables_ROTATION_THAW	{ NULL }
#define more_ROTATION_THAW						\
	"Without either, the schedule is kept."

/* --- recovery --- */

COLUMNS(recovery) = {
	{ "state",	"Recovery window",	CELL_TEXT },
	{ "until",	"Open until",		CELL_TIME },
	{ "opened",	"Opened",		CELL_TIME },
	{ "by",		"Opened by",		CELL_TEXT },
	{ "reason",	"Reason",		CELL_TEXT },
	{ "admitted",	"Sessions let in",	CELL_NUMBER },
	{ "closed",	"Closed",		CELL_TIME },
	{ NULL, NULL, 0 }
};
RECORD(recovery);

COLUMNS(rescued) = {
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "workstation", "CALLED ITSELF", CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ "sessions",	"SESSIONS",	CELL_NUMBER },
	{ "back",	"CAME BACK",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(rescued);

PARAMS(RECOVERY_OPEN) = {
	{ "for",	PARAM_WORD,	OPTION,
	  "how long, \"30m\" unless given; 24h at most" },
	{ "reason",	PARAM_WORD,	OPTION,
	  "why; recovery status tells" },
	END
};
#define tables_RECOVERY_OPEN	{ &table_recovery }
#define more_RECOVERY_OPEN						\
	"A client whose password fits an account that is disabled, or was "	\
	"deleted less than orphan_limit ago, or the one before of an account " \
	"whose password was changed in place, is let in meanwhile, although "	\
	"that account is locked.  It sees the sealed account list and its "	\
	"manifest, signed as ever, and nothing else, and leaves nothing "	\
	"behind; then it logs on with an account of that list.  Everyone who "	\
	"is let in is in the audit.  Accounts of operators have no past.  The " \
	"window closes by itself, also if sited was started again meanwhile; "	\
	"opened again while it is open it gets the new end.  A client "	\
	"that knows no password of the past: sitectl client rescue."

PARAMS(RECOVERY_CLOSE) = { END };
#define tables_RECOVERY_CLOSE	{ NULL }
#define more_RECOVERY_CLOSE						\
	"Sessions that were let in by it end."

COLUMNS(adopted) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "secret",	"SECRET",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(adopted);

PARAMS(RECOVERY_ADOPT) = { END };
#define tables_RECOVERY_ADOPT	{ &table_adopted }
#define more_RECOVERY_ADOPT						\
	"A site whose store or directory was restored from an older copy "	\
	"makes, disables and deletes no client account, since it does not "	\
	"know which ones clients were given meanwhile: status tells.  The "	\
	"better way out is to put the newer of the two back.  Adopting keeps "	\
	"the accounts that this store has, proves their secrets, gives none "	\
	"of the numbers again that were lost, and takes nothing away for a "	\
	"quarantine.  A client that knows only accounts which are lost comes "	\
	"back as one that was away too long.  "					\
	"Refused when the site is not in safe mode."

PARAMS(RECOVERY_STATUS) = { END };
#define tables_RECOVERY_STATUS	{ &table_recovery, &table_rescued }
#define more_RECOVERY_STATUS						\
	"When it is closed, what is told is of the last time.  Whoever was "	\
	"let in has CAME BACK when a client logged on from that address as "	\
	"clients do.  They are listed since sited was started; the audit has "	\
	"them all."

COLUMNS(ladder) = {
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "rung",	"RUNG",		CELL_NUMBER },
	{ "name",	"STEP",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "clients",	"LEAVES OUT",	CELL_NUMBER },
	{ "addresses",	"ADDRESSES",	CELL_NUMBER },
	{ "what",	"WHAT IT IS",	CELL_TEXT },
	{ "waits_for",	"WAITS FOR",	CELL_TEXT },
	{ "forecast",	"FORECAST",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(ladder);

PARAMS(ROTATION_EMERGENCY) = {
	{ "account",	PARAM_WORD,	OPTIONAL,
	  "whose password is known to others; left out, with --dry-run: each" },
	{ "orphans",	PARAM_NUMBER,	OPTION,
	  "cut it off as soon as not more clients and addresses than that "
	  "would be left out; else when there is none" },
	{ "within",	PARAM_WORD,	OPTION,
	  "cut it off after that time, whoever still needs it: \"24h\"" },
	PARAM_FORCE("also if that time may leave clients out"),
	END
};
#define tables_ROTATION_EMERGENCY	{ &table_ladder, &table_laggards }
#define more_ROTATION_EMERGENCY						\
	"Four rungs: another account is made out of turn; this one leaves "	\
	"the list as soon as two others are on it; it is disabled when "	\
	"nobody needs it, with no quarantine and in no window; who was left "	\
	"out is given the list by hand.  Each rung is told first, with the "	\
	"clients and addresses that it would leave out, --dry-run or not.  "	\
	"Said again, it changes on which terms the account is cut off.  It "	\
	"never comes back, whoever asks for it."

/* --- what needs two --- */

COLUMNS(proposals) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "who",	"WHO",		CELL_TEXT },
	{ "verb",	"WHAT",		CELL_TEXT },
	{ "object",	"OF",		CELL_TEXT },
	{ "made",	"ASKED AT",	CELL_TIME },
	{ "until",	"WAITS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(proposals);

PARAMS(PROPOSAL_LIST) = { END };
#define tables_PROPOSAL_LIST	{ &table_proposals }
#define more_PROPOSAL_LIST						\
	"With option two_persons, what cannot be taken back waits here."

PARAMS(PROPOSAL_CONFIRM) = {
	{ "number",	PARAM_NUMBER,	POSITIONAL,	"of proposal list" },
	END
};
#define tables_PROPOSAL_CONFIRM	{ &table_ladder, &table_laggards }
#define more_PROPOSAL_CONFIRM						\
	"Who asked for it cannot confirm it: the user ids must differ, and "	\
	"those who share root's are one person here.  It is judged anew, "	\
	"and may be refused because of what has changed meanwhile."

PARAMS(PROPOSAL_WITHDRAW) = {
	{ "number",	PARAM_NUMBER,	POSITIONAL,	"of proposal list" },
	END
};
#define tables_PROPOSAL_WITHDRAW	{ NULL }
#define more_PROPOSAL_WITHDRAW						\
	"One's own, or somebody else's.  It is dropped by itself after "	\
	"two_persons_wait."

/* --- domain --- */

COLUMNS(servers) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "role",	"ROLE",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "lag",	"LAG",		CELL_TEXT },
	{ "pending",	"PENDING",	CELL_NUMBER },
	{ "oldest",	"OLDEST OF",	CELL_TIME },
	{ "next",	"NEXT AT",	CELL_TIME },
	{ "listen",	"LISTENS AT",	CELL_TEXT },
	{ "waived",	"WAIVED UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(servers);

COLUMNS(views) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "shows",	"SHOWS",	CELL_TEXT },
	{ "changed",	"CHANGED",	CELL_TIME },
	{ "current",	"CURRENT",	CELL_FLAG },
	{ "wrong",	"WRONG TRIES",	CELL_NUMBER },
	{ "last_wrong",	"LAST ONE",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(views);

PARAMS(DOMAIN_DCS) = { END };
#define tables_DOMAIN_DCS	{ &table_servers }
#define more_DOMAIN_DCS							\
	"Changes of accounts are made on the PDC, which is this site; the "	\
	"replicas are those of option replicas.  PENDING counts the "	\
	"changes that one does not show yet."

PARAMS(DOMAIN_SHOW) = { PARAM_ACCOUNT, END };
#define tables_DOMAIN_SHOW	{ &table_views }
#define more_DOMAIN_SHOW						\
	"Ends with 4 while a server does not show the account as the PDC "	\
	"has it.  Wrong tries are counted where they were made; a replica "	\
	"asks the PDC before it refuses, and the PDC alone locks."

PARAMS(DOMAIN_REPLICATION) = {
	{ "server",	PARAM_WORD,	POSITIONAL,	"which replica" },
	{ "pause",	PARAM_FLAG,	OPTION,
	  "it shows no more changes, across restarts, too" },
	{ "resume",	PARAM_FLAG,	OPTION,
	  "it shows those whose time has come" },
	{ "lag",	PARAM_WORD,	OPTION,
	  "how late it is from now on: \"5m\", or \"1m-7d\" at random" },
	{ "waive",	PARAM_WORD,	OPTION,
	  "publish accounts without waiting for it, so long: 7d at most" },
	PARAM_FORCE("also if it is not late for replica_lost yet"),
	END
};
#define tables_DOMAIN_REPLICATION	{ NULL }
#define more_DOMAIN_REPLICATION						\
	"A lag of its own outlives restarts and goes before that of "	\
	"sited.conf.  What a replica has shown once it shows for good.  One "	\
	"that never comes back holds up what is published: --waive passes "	\
	"over it (--waive 0s ends that), and who logs on there may not find "	\
	"what was published meanwhile."

/* --- session and file --- */

COLUMNS(sessions) = {
	{ "id",		"ID",		CELL_TEXT },
	{ "user",	"USER",		CELL_TEXT },
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "workstation", "COMPUTER",	CELL_TEXT },
	{ "since",	"SINCE",	CELL_TIME },
	{ "dialect",	"SMB",		CELL_TEXT },
	{ "signed",	"SIGNED",	CELL_FLAG },
	{ "encrypted",	"ENCRYPTED",	CELL_FLAG },
	{ "worker",	"WORKER",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(sessions);

COLUMNS(closed) = {
	{ "sessions",	"Sessions ended",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(closed);

COLUMNS(open_files) = {
	{ "worker",	"WORKER",	CELL_NUMBER },
	{ "id",		"ID",		CELL_TEXT },
	{ "session",	"SESSION",	CELL_TEXT },
	{ "access",	"ACCESS",	CELL_TEXT },
	{ "sharing",	"SHARING",	CELL_TEXT },
	{ "oplock",	"OPLOCK",	CELL_TEXT },
	{ "locks",	"LOCKS",	CELL_NUMBER },
	{ "directory",	"FOLDER",	CELL_FLAG },
	{ "deleting",	"DELETING",	CELL_FLAG },
	{ "path",	"PATH",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(open_files);

PARAMS(SESSION_LIST) = { END };
#define tables_SESSION_LIST	{ &table_sessions }
#define more_SESSION_LIST	""

PARAMS(SESSION_CLOSE) = {
	{ "id",		PARAM_WORD,	OPTIONAL,
	  "of session list" },
	{ "account",	PARAM_WORD,	OPTION,
	  "all sessions of this account" },
	END
};
#define tables_SESSION_CLOSE	{ &table_closed }
#define more_SESSION_CLOSE						\
	"A file that was being dropped is thrown away; what has landed "	\
	"stays.  The client may log on again at once: to keep it out, "	\
	"disable the account."

PARAMS(FILE_LIST) = { END };
#define tables_FILE_LIST	{ &table_open_files }
#define more_FILE_LIST							\
	"Folders that clients can only read need no agreement between "	\
	"processes and are not listed."

/* --- client --- */

COLUMNS(clients) = {
	{ "name",	"NAME",		CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "first_seen",	"FIRST SEEN",	CELL_TIME },
	{ "last_seen",	"LAST SEEN",	CELL_TIME },
	{ "source",	"TOLD BY",	CELL_TEXT },
	{ "manifest",	"SET FETCHED",	CELL_NUMBER },
	{ "versions",	"VERSIONS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(clients);

COLUMNS(addresses) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(addresses);

COLUMNS(evidence) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "generation",	"GENERATION",	CELL_NUMBER },
	{ "class",	"CLASS",	CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(evidence);

COLUMNS(discovery) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "agent",	"AGENT",	CELL_TEXT },
	{ "site",	"SITE",		CELL_TEXT },
	{ "time",	"TIME",		CELL_TIME },
	{ "installed",	"CLIENT",	CELL_FLAG },
	{ "travel_mode", "TRAVEL",	CELL_NUMBER },
	{ "os",		"OS",		CELL_TEXT },
	{ "user",	"USER",		CELL_TEXT },
	{ "subnets",	"SUBNETS",	CELL_TEXT },
	{ "macs",	"NETWORK CARDS", CELL_TEXT },
	{ "sites",	"INSTALLED",	CELL_TEXT },
	{ "assigned",	"ASSIGNED",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(discovery);

COLUMNS(inventories) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "kind",	"INVENTORY",	CELL_TEXT },
	{ "items",	"ITEMS",	CELL_NUMBER },
	{ "time",	"TIME",		CELL_TIME },
	{ "received",	"RECEIVED",	CELL_TIME },
	{ "complete",	"FULL ONE",	CELL_TIME },
	{ "deltas",	"DELTAS",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(inventories);

COLUMNS(hardware) = {
	{ "group",	"GROUP",	CELL_TEXT },
	{ "instance",	"INSTANCE",	CELL_TEXT },
	{ "attribute",	"ATTRIBUTE",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(hardware);

COLUMNS(software) = {
	{ "folder",	"FOLDER",	CELL_TEXT },
	{ "name",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "modified",	"MODIFIED",	CELL_TIME },
	{ "version",	"VERSION",	CELL_TEXT },
	{ "company",	"COMPANY",	CELL_TEXT },
	{ "product",	"PRODUCT",	CELL_TEXT },
	{ "product_version", "PRODUCT VERSION", CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(software);

COLUMNS(findings) = {
	{ "last",	"SEEN LAST",	CELL_TIME },
	{ "kind",	"WHAT LOOKS WRONG", CELL_TEXT },
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "other",	"OTHER",	CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(findings);

PARAMS(CLIENT_LIST) = { END };
#define tables_CLIENT_LIST	{ &table_clients, &table_findings }
#define more_CLIENT_LIST						\
	"In the order of names.  A client is known by its id; two that "	\
	"bear one name are listed both, and what looks wrong about clients "	\
	"(two names of one id, two ids of one name, two addresses at a "	\
	"time, other network cards, an agent out of date) is told behind "	\
	"them: nothing is merged."

COLUMNS(enrolled) = {
	{ "id",		"ID",		CELL_TEXT },
	{ "name",	"ENROLLED AS",	CELL_TEXT },
	{ "since",	"SINCE",	CELL_TIME },
	{ "key",	"SIGNING KEY",	CELL_TEXT },
	{ "sequence",	"LAST NUMBER",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(enrolled);

PARAMS(CLIENT_SHOW) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name (all that bear it) or its id, also as GUID:..." },
	END
};
#define tables_CLIENT_SHOW						\
	{ &table_clients, &table_discovery, &table_addresses,		\
	  &table_evidence, &table_enrolled, &table_inventories,	\
	  &table_messages }
#define more_CLIENT_SHOW						\
	"Evidence tells which accounts the client has used: A+ with a key "	\
	"of its own, A with a file of its own, B fetched a list with it, C "	\
	"by address or name only.  A client that was heard of from two "	\
	"addresses within an hour may be two machines: that hour's "		\
	"evidence is of class C.  SET FETCHED is the newest set whose manifest "	\
	"it had read when it dropped something.  Last come its ten latest "	\
	"status messages."

COLUMNS(orphans) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "newest",	"PROVEN LAST",	CELL_TEXT },
	{ "last",	"LAST EVIDENCE", CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ "lost",	"LOST AT",	CELL_TIME },
	{ "why",	"WHY",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(orphans);

PARAMS(CLIENT_ORPHANS) = {
	{ "within",	PARAM_WORD,	OPTION,
	  "also those that will be lost in that time: 14d" },
	END
};
#define tables_CLIENT_ORPHANS	{ &table_orphans }
#define more_CLIENT_ORPHANS						\
	"Lost is who was not heard of for orphan_limit: no account waits "	\
	"for it.  Cut off, and told here as well, is who proved last that "	\
	"it knows accounts which nobody can log on with any more."

PARAMS(CLIENT_INVENTORY) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name or its id, also as GUID:..." },
	{ "software",	PARAM_FLAG,	OPTION,
	  "its files instead of what it is made of" },
	END
};
#define tables_CLIENT_INVENTORY	{ &table_hardware, &table_software }
#define more_CLIENT_INVENTORY						\
	"As the last full report tells, with the deltas after it; client "	\
	"show tells when those came."

/* --- ccr --- */

COLUMNS(requests) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "computer",	"COMPUTER",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "latest",	"LATEST",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(requests);

PARAMS(CCR_LIST) = { END };
#define tables_CCR_LIST	{ &table_requests }
#define more_CCR_LIST							\
	"In the order of their first coming; a newer one of the same "	\
	"machine and kind is merged into the older.  KIND ccr asks to "	\
	"install or configure the client, copylist to upgrade it (its "	\
	"CopyListVersion is not that of the set in force), resync to send "	\
	"full inventory."

/* --- message --- */

COLUMNS(messages) = {
	{ "time",	"TIME",		CELL_TIME },
	{ "system",	"SYSTEM",	CELL_TEXT },
	{ "severity",	"SEVERITY",	CELL_TEXT },
	{ "id",		"ID",		CELL_NUMBER },
	{ "component",	"COMPONENT",	CELL_TEXT },
	{ "meaning",	"MEANING",	CELL_TEXT },
	{ "strings",	"STRINGS",	CELL_TEXT },
	{ "level",	"LEVEL",	CELL_TEXT },
	{ "source",	"SOURCE",	CELL_TEXT },
	{ "site",	"SITE",		CELL_TEXT },
	{ "received",	"RECEIVED",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(messages);

PARAMS(MESSAGE_LIST) = {
	{ "client",	PARAM_WORD,	OPTION,
	  "only those of the computer of this name" },
	{ "severity",	PARAM_WORD,	OPTION,
	  "info, warning or error: only those, and worse" },
	{ "count",	PARAM_NUMBER,	OPTION,
	  "how many of the latest; else 20" },
	END
};
#define tables_MESSAGE_LIST	{ &table_messages }
#define more_MESSAGE_LIST						\
	"TIME is the client's clock.  MEANING is told of messages that SMS "	\
	"2.0 documents.  They are kept for status_history."

COLUMNS(enrolment) = {
	{ "name",	"Client",		CELL_TEXT },
	{ "id",		"Token",		CELL_TEXT },
	{ "expires",	"Good until",		CELL_TIME },
	{ NULL, NULL, 0 }
};
RECORD(enrolment);

PARAMS(CLIENT_ENROL) = {
	{ "name",	PARAM_WORD,	POSITIONAL,
	  "the computer's NetBIOS name" },
	{ "out",	PARAM_KEPT,	OPTION,
	  "the file to make, instead of NAME.enrol here" },
	END
};
#define tables_CLIENT_ENROL	{ &table_enrolment }
#define more_CLIENT_ENROL						\
	"The file holds a token that nobody keeps, the site's keys and the " \
	"account list of today: treat it as a password.  It is made with "	\
	"mode 0600 and never overwritten.  Carry it to that machine, where "	\
	"siteclient enrol --from FILE uses it up; it is good once, and for "	\
	"72 hours.  A client that is enrolled already gets new keys with it."

PARAMS(CLIENT_RESCUE) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name, or its id, also as GUID:..." },
	{ "out",	PARAM_KEPT,	OPTION,
	  "the file to make, instead of CLIENT.enrol here" },
	END
};
#define tables_CLIENT_RESCUE	{ &table_enrolment }
#define more_CLIENT_RESCUE						\
	"For a client that no account lets in, and no recovery window: it "	\
	"knows no password of the past, or removed itself.  The file is as "	\
	"that of client enrol, good once and for 72 hours, and bound to the "	\
	"id that the client has reported with: siteclient enrol --from FILE "	\
	"refuses it on any other, and the site refuses any other's answer.  "	\
	"The client keeps its id, gets new keys and the accounts of today; "	\
	"a machine that was set up anew becomes that client again."

PARAMS(CLIENT_FORGET) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name, or its id, also as GUID:..." },
	END
};
#define tables_CLIENT_FORGET	{ NULL }
#define more_CLIENT_FORGET						\
	"The account list is made anew under a key that this client does "	\
	"not get; accounts that it knows stay as they are.  What it has "	\
	"reported is kept."

/* --- inbox --- */

COLUMNS(boxes) = {
	{ "box",	"BOX",		CELL_TEXT },
	{ "waiting",	"WAITING",	CELL_NUMBER },
	{ "bytes",	"SIZE",		CELL_BYTES },
	{ "oldest",	"OLDEST",	CELL_TIME },
	{ "consumed",	"CONSUMED",	CELL_NUMBER },
	{ "quarantined", "BAD",		CELL_NUMBER },
	{ "total",	"DIGESTED",	CELL_NUMBER },
	{ "total_bytes", "THEIR SIZE",	CELL_BYTES },
	{ "digested",	"UNDERSTOOD",	CELL_FLAG },
	{ NULL, NULL, 0 }
};
LIST(boxes);

COLUMNS(quarantine) = {
	{ "at",		"BAD SINCE",	CELL_TIME },
	{ "box",	"BOX",		CELL_TEXT },
	{ "name",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "address",	"FROM",		CELL_TEXT },
	{ "reason",	"REASON",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(quarantine);

PARAMS(INBOX_STATUS) = {
	{ "count",	PARAM_NUMBER,	OPTION,
	  "how many of the latest bad files; else 10" },
	END
};
#define tables_INBOX_STATUS	{ &table_boxes, &table_quarantine }
#define more_INBOX_STATUS						\
	"WAITING is the backlog, OLDEST since when.  Consumed files are "	\
	"about to be removed; DIGESTED counts all that ever were.  "		\
	"UNDERSTOOD tells whether sited digests the files of a box; those "	\
	"of the others, and files of a kind that it does not know, are "	\
	"kept.  Bad ones lie in the box's folder .bad."

/* --- config --- */

COLUMNS(options) = {
	{ "option",	"OPTION",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ "default",	"DEFAULT",	CELL_FLAG },
	{ "reload",	"RELOAD",	CELL_FLAG },
	{ "help",	"WHAT IT IS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(options);

PARAMS(CONFIG_SHOW) = {
	{ "option",	PARAM_WORD,	OPTIONAL,
	  "only this one" },
	END
};
#define tables_CONFIG_SHOW	{ &table_options }
#define more_CONFIG_SHOW						\
	"RELOAD tells which options a reload takes over; the others need a "	\
	"restart."

PARAMS(CONFIG_CHECK) = { END };
#define tables_CONFIG_CHECK	{ NULL }
#define more_CONFIG_CHECK						\
	"Errors are told by file and line.  An option that needs a restart "	\
	"is one, too.  (sited -n checks without a running sited.)"

PARAMS(CONFIG_RELOAD) = { END };
#define tables_CONFIG_RELOAD	{ NULL }
#define more_CONFIG_RELOAD						\
	"If anything is wrong, the configuration in force stays and the "	\
	"answer says why."

/* --- audit and log --- */

COLUMNS(records) = {
	{ "seq",	"NO",		CELL_NUMBER },
	{ "at",		"AT",		CELL_TIME },
	{ "user",	"USER",		CELL_USER },
	{ "who",	"WHO",	CELL_TEXT },
	{ "verb",	"VERB",		CELL_TEXT },
	{ "object",	"OBJECT",	CELL_TEXT },
	{ "outcome",	"OUTCOME",	CELL_TEXT },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(records);

COLUMNS(chain) = {
	{ "checked",	"Records that are right", CELL_NUMBER },
	{ "broken",	"First that is not",	CELL_NUMBER },
	{ "reason",	"Why",			CELL_TEXT },
	{ "head",	"Hash of the last",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(chain);

COLUMNS(log) = {
	{ "level",	"Log level",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(log);

PARAMS(AUDIT_TAIL) = {
	{ "count",	PARAM_NUMBER,	OPTION,
	  "how many of the latest records; else 20" },
	END
};
#define tables_AUDIT_TAIL	{ &table_records }
#define more_AUDIT_TAIL							\
	"DETAIL tells in words what is kept as JSON in the store."

PARAMS(AUDIT_VERIFY) = { END };
#define tables_AUDIT_VERIFY	{ &table_chain }
#define more_AUDIT_VERIFY						\
	"Each record carries the hash of the one before.  Write down the "	\
	"hash of the last one, apart from the site: it proves later that "	\
	"nothing before it was changed or cut off.  Ends with 1 when a "	\
	"record is not as it was written."

PARAMS(LOG_LEVEL) = {
	{ "level",	PARAM_WORD,	OPTIONAL,
	  "error, warn, info or debug; else tell the one in force" },
	END
};
#define tables_LOG_LEVEL	{ &table_log }
#define more_LOG_LEVEL							\
	"All processes of the site follow at once."

const struct control_verb	control_verbs[VERB_COUNT] = {
#define V(id, words, right, effect, help)				\
	{ words, RIGHT_##right, EFFECT_##effect, help, params_##id,	\
	  tables_##id, more_##id },
	CONTROL_VERBS(V)
#undef V
};
