/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

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

PARAMS(SESSION_LIST) = { END };
TABLES(SESSION_LIST) = { &table_sessions, NULL };
MORE(SESSION_LIST) = "";

PARAMS(SESSION_CLOSE) = {
	{ "id",		PARAM_WORD,	OPTIONAL,
	  "of session list" },
	{ "account",	PARAM_WORD,	OPTION,
	  "all sessions of this account" },
	END
};
TABLES(SESSION_CLOSE) = { &table_closed, NULL };
MORE(SESSION_CLOSE) =
	"A file that was being dropped is thrown away; what has landed "
	"stays.  The client may log on again at once: to keep it out, "
	"disable the account.";
