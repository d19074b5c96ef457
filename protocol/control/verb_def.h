/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb_def - how a verb is written down in protocol/control/verbs: what it
 * takes, PARAMS(ID), the tables of its answer, TABLES(ID), and its paragraphs
 * in the manual, MORE(ID).  The linker finds what is missing.
 *
 * The file is called as the first word of the verb; the columns of a table
 * stand before the first verb that answers with it.
 */
#ifndef PROTOCOL_CONTROL_VERB_DEF_H
#define PROTOCOL_CONTROL_VERB_DEF_H

#include "protocol/control/verb.h"

#define V(id, words, right, effect, help)				\
	extern const struct control_param	 params_##id[];		\
	extern const struct control_table *const tables_##id[];	\
	extern const char			 more_##id[];
CONTROL_VERBS(V)
#undef V

#define PARAMS(id)	const struct control_param params_##id[]
#define TABLES(id)	const struct control_table *const tables_##id[]
#define MORE(id)	const char more_##id[]
#define COLUMNS(name)	static const struct control_column columns_##name[]
/* A table of those columns: many rows, or one. */
#define LIST(t)		const struct control_table table_##t = \
			    { #t, false, false, columns_##t }
#define RECORD(t)	const struct control_table table_##t = \
			    { #t, true, false, columns_##t }
#define TALL(t)		const struct control_table table_##t = \
			    { #t, false, true, columns_##t }

#define POSITIONAL	true, true
#define OPTIONAL	true, false
#define OPTION		false, false
#define END		{ NULL, 0, false, false, NULL }

/* Parameters of more than one verb. */
#define PARAM_ACCOUNT							\
	{ "name",	PARAM_WORD,	POSITIONAL,	"which account" }
#define PARAM_FORCE(what)						\
	{ "force",	PARAM_FLAG,	OPTION,		what }
#define PARAMS_SECRET							\
	{ "password-stdin", PARAM_FLAG,	OPTION,				\
	  "read the password from standard input, up to a line feed" },	\
	{ "generate",	PARAM_FLAG,	OPTION,				\
	  "have sited make a password, and show it this once" }

#endif
