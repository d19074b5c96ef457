/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(requests) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "computer",	"COMPUTER",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "waits",	"WAITS FOR",	CELL_TEXT },
	{ "source",	"FROM",		CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "tries",	"TRIES",	CELL_NUMBER },
	{ "next",	"NEXT",		CELL_TIME },
	{ "error",	"ERROR",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "latest",	"LATEST",	CELL_TIME },
	{ "result",	"RESULT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(requests);

COLUMNS(request) = {
	{ "number",	"Number",	CELL_NUMBER },
	{ "computer",	"Computer",	CELL_TEXT },
	{ "domain",	"Domain",	CELL_TEXT },
	{ "kind",	"Kind",		CELL_TEXT },
	{ "state",	"State",	CELL_TEXT },
	{ "waits",	"Waits for",	CELL_TEXT },
	{ "source",	"First from",	CELL_TEXT },
	{ "class",	"Class",	CELL_TEXT },
	{ "approved",	"Approved",	CELL_FLAG },
	{ "forced",	"Forced",	CELL_FLAG },
	{ "count",	"Times asked",	CELL_NUMBER },
	{ "first",	"First asked",	CELL_TIME },
	{ "latest",	"Last asked",	CELL_TIME },
	{ "tries",	"Tries",	CELL_NUMBER },
	{ "first_try",	"First try",	CELL_TIME },
	{ "last_try",	"Last try",	CELL_TIME },
	{ "next",	"Next try",	CELL_TIME },
	{ "error",	"Error",	CELL_NUMBER },
	{ "result",	"Result",	CELL_TEXT },
	{ "file",	"Its file",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
TALL(request);

COLUMNS(discovered) = {
	{ "rule",	"DISCOVERED, BUT NOT ASKED FOR", CELL_TEXT },
	{ "count",	"RECORDS",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(discovered);

COLUMNS(acted) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "computer",	"COMPUTER",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "state",	"WAS",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(acted);

#define PARAM_WHERE							\
	{ "where",	PARAM_WORD,	OPTION,				\
	  "those of which all of this holds, as state=retry,error=67" }
#define PARAMS_WHICH							\
	{ "which",	PARAM_WORD,	OPTIONAL,			\
	  "a request's number, COMPUTER or COMPUTER.DOMAIN" },		\
	PARAM_WHERE, END
#define RULE								\
	"\nOf --where, FIELD is computer, domain, kind, state, source, " \
	"class, approved or result (= and !=, a * is any text), number, " \
	"error or tries (also < <= > >=)."

PARAMS(CCR_LIST) = { PARAM_WHERE, END };
TABLES(CCR_LIST) = { &table_requests, &table_discovered, NULL };
MORE(CCR_LIST) =
	"In the order of their first coming; a newer one of the same "
	"machine and kind is merged into the older.  KIND ccr asks to "
	"install or configure the client, copylist to upgrade it (its "
	"CopyListVersion is not that of the set in force), resync to send "
	"full inventory.  ERROR is Win32's.\n"
	"The second table tells how many discovery records asked for no "
	"client since the director was started, and why." RULE;

PARAMS(CCR_SHOW) = {
	{ "which",	PARAM_WORD,	POSITIONAL,
	  "a request's number, COMPUTER or COMPUTER.DOMAIN" },
	END
};
TABLES(CCR_SHOW) = { &table_request, NULL };
MORE(CCR_SHOW) = "The requests of each kind.";

PARAMS(CCR_ADD) = {
	{ "computer",	PARAM_WORD,	POSITIONAL,	"its NetBIOS name" },
	{ "domain",	PARAM_WORD,	OPTION,		"its domain" },
	{ "force",	PARAM_FLAG,	OPTION,
	  "though its client is installed" },
	{ "controller",	PARAM_FLAG,	OPTION,
	  "it is a domain controller: one of a domain at a time" },
	END
};
TABLES(CCR_ADD) = { &table_request, NULL };
MORE(CCR_ADD) =
	"It is approved by that.  If there is one already, its days begin "
	"again.";

PARAMS(CCR_APPROVE) = { PARAMS_WHICH };
TABLES(CCR_APPROVE) = { &table_acted, NULL };
MORE(CCR_APPROVE) =
	"With option push_approval no credential is shown to a machine "
	"before its request is approved: whoever can drop a file could name "
	"one that collects credentials." RULE;

PARAMS(CCR_RETRY) = { PARAMS_WHICH };
TABLES(CCR_RETRY) = { &table_acted, NULL };
MORE(CCR_RETRY) = "One that is being worked on is left alone." RULE;

PARAMS(CCR_PARK) = { PARAMS_WHICH };
TABLES(CCR_PARK) = { &table_acted, NULL };
MORE(CCR_PARK) = "One that is being worked on is left alone." RULE;

PARAMS(CCR_DROP) = { PARAMS_WHICH };
TABLES(CCR_DROP) = { &table_acted, NULL };
MORE(CCR_DROP) =
	"One that is being worked on is left alone.  What caused it may "
	"bring another: the next inventory, or discovery." RULE;
