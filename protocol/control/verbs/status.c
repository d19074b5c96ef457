/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(site) = {
	{ "site",		"Site",			CELL_TEXT },
	{ "server",		"Server",		CELL_TEXT },
	{ "version",		"Version",		CELL_TEXT },
	{ "state",		"State",		CELL_TEXT },
	{ "started",		"Started",		CELL_TIME },
	{ "site_control",	"Site control file",	CELL_NUMBER },
	{ "published",		"Published set",	CELL_NUMBER },
	{ "published_at",	"Published at",		CELL_TIME },
	{ "accounts",		"Accounts",		CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(site);

COLUMNS(roles) = {
	{ "role",	"ROLE",		CELL_TEXT },
	{ "index",	"NO",		CELL_NUMBER },
	{ "state",	"STATE",	CELL_TEXT },
	{ "pid",	"PID",		CELL_NUMBER },
	{ "restarts",	"RESTARTS",	CELL_NUMBER },
	{ "started",	"STARTED",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(roles);

COLUMNS(advice) = {
	{ "what",	"WHAT IS WRONG",	CELL_TEXT },
	{ "next",	"WHAT TO DO",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(advice);

COLUMNS(load) = {
	{ "sessions",		"Sessions",		CELL_NUMBER },
	{ "connections",	"Connections logged on", CELL_NUMBER },
	{ "half_open",		"Connections half open", CELL_NUMBER },
	{ "open_files",		"Open files",		CELL_NUMBER },
	{ "waiting_files",	"Files in drop boxes",	CELL_NUMBER },
	{ "waiting_bytes",	"Bytes in drop boxes",	CELL_BYTES },
	{ "quarantined",	"Bad files set aside",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(load);

PARAMS(STATUS) = { END };
TABLES(STATUS) = {
	&table_site, &table_load, &table_roles, &table_advice, NULL
};
MORE(STATUS) =
	"Ends with 4 while something needs an eye: a role that is down, "
	"a set that could not be published, drop boxes that are not "
	"emptied.  Each such thing is told with what to do about it.";

COLUMNS(working) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "computer",	"COMPUTER",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "try",	"TRY",		CELL_NUMBER },
	{ "step",	"STEP",		CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(working);

PARAMS(STATUS_WATCH) = {
	{ "interval",	PARAM_NUMBER,	OPTION,
	  "seconds between two turns, 1 unless given" },
	{ "count",	PARAM_NUMBER,	OPTION,
	  "end after so many turns" },
	END
};
TABLES(STATUS_WATCH) = {
	&table_site, &table_leases, &table_working, &table_advice, NULL
};
MORE(STATUS_WATCH) =
	"Bootstrap accounts with what is left of each, machines that a client is "
	"being installed on and how far that is, and what needs an eye.  On "
	"a terminal each turn takes the place of the one before; elsewhere an "
	"empty line stands between them, with --json each is an object.  Ends "
	"with --count, by an interrupt, or with 1 when sited does not answer "
	"any more.";
