/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(proposals) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "who",	"WHO",		CELL_TEXT },
	{ "verb",	"WHAT",		CELL_TEXT },
	{ "object",	"OF",		CELL_TEXT },
	{ "terms",	"HOW",		CELL_TEXT },
	{ "made",	"ASKED AT",	CELL_TIME },
	{ "until",	"WAITS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(proposals);

PARAMS(PROPOSAL_LIST) = { END };
TABLES(PROPOSAL_LIST) = { &table_proposals, NULL };
MORE(PROPOSAL_LIST) =
	"With option two_persons, what cannot be taken back waits here.";

PARAMS(PROPOSAL_CONFIRM) = {
	{ "number",	PARAM_NUMBER,	POSITIONAL,	"of proposal list" },
	END
};
TABLES(PROPOSAL_CONFIRM) = {
	&table_ladder, &table_laggards, &table_adopted, NULL
};
MORE(PROPOSAL_CONFIRM) =
	"Who asked for it cannot confirm it: the user ids must differ, and "
	"those who share root's are one person here.  It is judged anew, "
	"and may be refused because of what has changed meanwhile.";

PARAMS(PROPOSAL_WITHDRAW) = {
	{ "number",	PARAM_NUMBER,	POSITIONAL,	"of proposal list" },
	END
};
TABLES(PROPOSAL_WITHDRAW) = { NULL };
MORE(PROPOSAL_WITHDRAW) =
	"One's own, or somebody else's.  It is dropped by itself after "
	"two_persons_wait.";
