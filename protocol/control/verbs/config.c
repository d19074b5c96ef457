/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(options) = {
	{ "option",	"OPTION",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ "default",	"DEFAULT",	CELL_FLAG },
	{ "reload",	"RELOAD",	CELL_FLAG },
	{ "help",	"WHAT IT IS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(options);

PARAMS(CONFIG_SHOW) = {
	{ "option",	PARAM_WORD,	OPTIONAL,
	  "only this one" },
	END
};
TABLES(CONFIG_SHOW) = { &table_options, NULL };
MORE(CONFIG_SHOW) =
	"RELOAD tells which options a reload takes over; the others need a "
	"restart.";

PARAMS(CONFIG_CHECK) = { END };
TABLES(CONFIG_CHECK) = { NULL };
MORE(CONFIG_CHECK) =
	"Errors are told by file and line.  An option that needs a restart "
	"is one, too.  (sited -n checks without a running sited.)";

PARAMS(CONFIG_RELOAD) = { END };
TABLES(CONFIG_RELOAD) = { NULL };
MORE(CONFIG_RELOAD) =
	"If anything is wrong, the configuration in force stays and the "
	"answer says why.";
