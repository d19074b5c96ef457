/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

#define PARAM_PUSH_ACCOUNT						\
	{ "account",	PARAM_WORD,	POSITIONAL,			\
	  "which one, DOMAIN\\name as in option push" }

COLUMNS(push_accounts) = {
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "order",	"ORDER",	CELL_NUMBER },
	{ "state",	"STATE",	CELL_TEXT },
	{ "changed",	"PASSWORD OF",	CELL_TIME },
	{ "refused",	"REFUSALS",	CELL_NUMBER },
	{ "last_refused", "LAST ONE",	CELL_TIME },
	{ "error",	"ERROR",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(push_accounts);

PARAMS(PUSH_LIST) = { END };
TABLES(PUSH_LIST) = { &table_push_accounts, NULL };
MORE(PUSH_LIST) =
	"In the order in which they are tried, that of option push; then those "
	"that it does not name any more.  A password that no machine has taken "
	"yet is shown to two at a time, and to none any more when two have "
	"refused it; an account that is said to be locked, disabled or expired "
	"is closed at once.";

PARAMS(PUSH_ADD) = {
	PARAM_PUSH_ACCOUNT,
	{ "password-stdin", PARAM_FLAG,	OPTION,
	  "read the password from standard input, up to a line feed" },
	END
};
TABLES(PUSH_ADD) = { NULL };
MORE(PUSH_ADD) =
	"It is sealed by the keeper and shown only to machines that were judged "
	"to be those that were meant; never with another domain before its "
	"name.  Entered again it takes the place of the old one, and machines "
	"that refused that are asked again.";

PARAMS(PUSH_CLEAR) = { PARAM_PUSH_ACCOUNT, END };
TABLES(PUSH_CLEAR) = { NULL };
MORE(PUSH_CLEAR) =
	"After a lock has been lifted there, or if a wrong machine refused it.";

PARAMS(PUSH_REMOVE) = { PARAM_PUSH_ACCOUNT, END };
TABLES(PUSH_REMOVE) = { NULL };
MORE(PUSH_REMOVE) =
	"What is being installed with it goes on.";
