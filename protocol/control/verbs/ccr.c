/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

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
TABLES(CCR_LIST) = { &table_requests, NULL };
MORE(CCR_LIST) =
	"In the order of their first coming; a newer one of the same "
	"machine and kind is merged into the older.  KIND ccr asks to "
	"install or configure the client, copylist to upgrade it (its "
	"CopyListVersion is not that of the set in force), resync to send "
	"full inventory.";
