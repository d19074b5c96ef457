/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(metrics) = {
	{ "metric",	"METRIC",	CELL_TEXT },
	{ "type",	"TYPE",		CELL_TEXT },
	{ "labels",	"LABELS",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_NUMBER },
	{ "help",	"WHAT IT IS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(metrics);

PARAMS(METRICS) = { END };
TABLES(METRICS) = { &table_metrics, NULL };
MORE(METRICS) =
	"Monitoring reads them as OpenMetrics text, over HTTP or from a "
	"file: options web_listen and metrics_file of sited.conf.";
