/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

#define PARAM_MACHINE							\
	{ "machine",	PARAM_WORD,	POSITIONAL,			\
	  "which machine, by its NetBIOS name" }

COLUMNS(leases) = {
	{ "machine",	"MACHINE",	CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "left",	"LEFT",		CELL_TEXT },
	{ "sign",	"LAST SIGN OF LIFE", CELL_TIME },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "cap",	"AT MOST UNTIL", CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(leases);

COLUMNS(lease) = {
	{ "machine",	"Machine",		CELL_TEXT },
	{ "account",	"Account",		CELL_TEXT },
	{ "request",	"Request",		CELL_NUMBER },
	{ "state",	"State",		CELL_TEXT },
	{ "because",	"Because",		CELL_TEXT },
	{ "created",	"Begun",		CELL_TIME },
	{ "sign",	"Last sign of life",	CELL_TIME },
	{ "what",	"It was",		CELL_TEXT },
	{ "left",	"Time left",		CELL_TEXT },
	{ "cap",	"At most until",	CELL_TIME },
	{ "extended",	"Cap moved",		CELL_FLAG },
	{ NULL, NULL, 0 }
};
RECORD(lease);

COLUMNS(past_leases) = {
	{ "machine",	"MACHINE",	CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "begun",	"BEGUN",	CELL_TIME },
	{ "ended",	"ENDED",	CELL_TIME },
	{ "because",	"BECAUSE",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(past_leases);

PARAMS(LEASE_LIST) = {
	{ "ended",	PARAM_FLAG,	OPTION,
	  "those of the last 30 days that have ended, newest first" },
	END
};
TABLES(LEASE_LIST) = { &table_leases, &table_past_leases, NULL };
MORE(LEASE_LIST) =
	"A client is installed on a domain controller with an account made "
	"for that, SMS#_ and the name of the machine.  It is kept while loader "
	"or child show life: LEFT counts from the last sign of it (option "
	"lease_ttl).  Then it is disabled, deleted after the same time again, "
	"and its lease is open until no server of the domain shows it.";

PARAMS(LEASE_SHOW) = { PARAM_MACHINE, END };
TABLES(LEASE_SHOW) = { &table_lease, &table_past_leases, NULL };
MORE(LEASE_SHOW) =
	"And those of the machine that have ended.  Which server shows the "
	"account: sitectl domain show.";

PARAMS(LEASE_END) = {
	PARAM_MACHINE,
	PARAM_FORCE("although it showed life a while ago"),
	END
};
TABLES(LEASE_END) = { NULL };
MORE(LEASE_END) =
	"The account is disabled now and deleted after lease_ttl; no sign of "
	"life brings it back.  What still runs with it fails with error 1326.";

PARAMS(LEASE_EXTEND) = {
	PARAM_MACHINE,
	{ "for",	PARAM_WORD,	OPTION,
	  "how long from now, \"1h\" unless given; lease_cap at most" },
	END
};
TABLES(LEASE_EXTEND) = { NULL };
MORE(LEASE_EXTEND) =
	"It lives so long without a sign of life; a longer time that it has "
	"already stays.  One that was about to end is enabled again.";
