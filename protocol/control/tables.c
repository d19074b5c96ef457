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

PARAMS(STATUS) = { END };
#define tables_STATUS	{ &table_site, &table_roles, &table_advice }
#define more_STATUS							\
	"Ends with 4 while something needs an eye: a role that is down, "	\
	"a set that could not be published, drop boxes that are not "	\
	"emptied.  Each such thing is told with what to do about it."

/* --- site --- */

COLUMNS(import) = {
	{ "file",		"File",			CELL_TEXT },
	{ "site_control",	"Site control file",	CELL_NUMBER },
	{ "published",		"Published set",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(import);

PARAMS(SITE_IMPORT) = {
	{ "file",	PARAM_SOURCE,	POSITIONAL,
	  "site control file (.ct0), or - for standard input" },
	END
};
#define tables_SITE_IMPORT	{ &table_import }
#define more_SITE_IMPORT						\
	"The file is judged as a whole: one wrong record, told by line "	\
	"and column, keeps all of it out.  What it brings is published "	\
	"before the answer comes."

/* --- account --- */

COLUMNS(account_added) = {
	{ "name",	"Account",	CELL_TEXT },
	{ "kind",	"Kind",		CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(account_added);

#define PARAMS_SECRET							\
	{ "password-stdin", PARAM_FLAG,	OPTION,				\
	  "read the password from standard input, up to a line feed" },	\
	{ "generate",	PARAM_FLAG,	OPTION,				\
	  "have sited make a password, and show it this once" }

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
#define tables_ACCOUNT_ADD	{ &table_account_added }
#define more_ACCOUNT_ADD						\
	"A client connection account is what SMS clients log on with; an "	\
	"operator's account reaches the share of the site server.  The "	\
	"password has 14 characters at most and never stands in an "	\
	"argument, a message or a log."

const struct control_verb	control_verbs[VERB_COUNT] = {
#define V(id, words, right, effect, help)				\
	{ words, RIGHT_##right, EFFECT_##effect, help, params_##id,	\
	  tables_##id, more_##id },
	CONTROL_VERBS(V)
#undef V
};
