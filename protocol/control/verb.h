/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb - what sitectl can ask of sited: one row a verb in CONTROL_VERBS, its
 * parameters and columns in tables.c.  The check of arguments and rights, the
 * help, the completion, the man page and both forms of output are made from
 * them.
 *
 * A new verb is a row here, its parameters and tables in tables.c, and a
 * function in server/director/control/verb_<noun>.c (or, if the director is
 * not asked, in server/ctl/local.c).
 */
#ifndef PROTOCOL_CONTROL_VERB_H
#define PROTOCOL_CONTROL_VERB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* LOOKS changes nothing; CHANGES is audited, and tried out by --dry-run. */
enum control_effect { EFFECT_LOOKS, EFFECT_CHANGES };

/*	id		words		right		effect		what it does */
#define CONTROL_VERBS(V)						\
	V(STATUS,	"status",	VIEWER,		LOOKS,		\
	  "Tell whether all is well, and if not what to do.")		\
	V(SITE_IMPORT,	"site import",	OPERATOR,	CHANGES,	\
	  "Bring a site control file into force and publish it.")	\
	V(ACCOUNT_ADD,	"account add",	OPERATOR,	CHANGES,	\
	  "Add an account for clients, or for an operator.")

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
	PARAM_TARGET		/* a file to write: open for both */
};

#define CONTROL_PARAMS_MAX	8	/* of a verb */
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
#define CONTROL_TABLES_MAX	4	/* of a verb */

/* A record has one row, shown as lines of title and value. */
struct control_table {
	const char			*name;		/* JSON key */
	bool				 record;
	const struct control_column	*columns;
};

extern const struct control_table
    table_site, table_roles, table_advice, table_import, table_account_added;

struct control_verb {
	const char			*words;
	enum control_right		 right;
	enum control_effect		 effect;
	const char			*help;
	const struct control_param	*params;
	const struct control_table	*tables[CONTROL_TABLES_MAX + 1];
	const char			*more;	/* paragraphs for the manual */
};

const struct control_verb	*control_verb(enum control_verb_id);
/* By its words ("account add"); NULL: there is none. */
const struct control_verb	*control_verb_find(const char *words);
enum control_verb_id		 control_verb_id(const struct control_verb *);
size_t				 control_columns(const struct control_table *);
const char			*control_right_name(enum control_right);

#endif
