/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(log) = {
	{ "level",	"Log level",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(log);

PARAMS(LOG_LEVEL) = {
	{ "level",	PARAM_WORD,	OPTIONAL,
	  "error, warn, info or debug; else tell the one in force" },
	END
};
TABLES(LOG_LEVEL) = { &table_log, NULL };
MORE(LOG_LEVEL) =
	"All processes of the site follow at once.";
