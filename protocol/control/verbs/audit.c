/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

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

PARAMS(AUDIT_TAIL) = {
	{ "count",	PARAM_NUMBER,	OPTION,
	  "how many of the latest records; else 20" },
	END
};
TABLES(AUDIT_TAIL) = { &table_records, NULL };
MORE(AUDIT_TAIL) =
	"DETAIL tells in words what is kept as JSON in the store.";

PARAMS(AUDIT_VERIFY) = { END };
TABLES(AUDIT_VERIFY) = { &table_chain, NULL };
MORE(AUDIT_VERIFY) =
	"Each record carries the hash of the one before.  Write down the "
	"hash of the last one, apart from the site: it proves later that "
	"nothing before it was changed or cut off.  Ends with 1 when a "
	"record is not as it was written.";
