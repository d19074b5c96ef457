/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

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
TABLES(MESSAGE_LIST) = { &table_messages, NULL };
MORE(MESSAGE_LIST) =
	"TIME is the client's clock.  MEANING is told of messages that SMS "
	"2.0 documents.  They are kept for status_history.";
