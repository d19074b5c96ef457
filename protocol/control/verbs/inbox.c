/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(boxes) = {
	{ "box",	"BOX",		CELL_TEXT },
	{ "waiting",	"WAITING",	CELL_NUMBER },
	{ "bytes",	"SIZE",		CELL_BYTES },
	{ "oldest",	"OLDEST",	CELL_TIME },
	{ "consumed",	"CONSUMED",	CELL_NUMBER },
	{ "quarantined", "BAD",		CELL_NUMBER },
	{ "total",	"DIGESTED",	CELL_NUMBER },
	{ "total_bytes", "THEIR SIZE",	CELL_BYTES },
	{ "digested",	"UNDERSTOOD",	CELL_FLAG },
	{ NULL, NULL, 0 }
};
LIST(boxes);

COLUMNS(quarantine) = {
	{ "at",		"BAD SINCE",	CELL_TIME },
	{ "box",	"BOX",		CELL_TEXT },
	{ "name",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "address",	"FROM",		CELL_TEXT },
	{ "reason",	"REASON",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(quarantine);

PARAMS(INBOX_STATUS) = {
	{ "count",	PARAM_NUMBER,	OPTION,
	  "how many of the latest bad files; else 10" },
	END
};
TABLES(INBOX_STATUS) = { &table_boxes, &table_quarantine, NULL };
MORE(INBOX_STATUS) =
	"WAITING is the backlog, OLDEST since when.  Consumed files are "
	"about to be removed; DIGESTED counts all that ever were.  "
	"UNDERSTOOD tells whether sited digests the files of a box; those "
	"of the others, and files of a kind that it does not know, are "
	"kept.  Bad ones lie in the box's folder .bad.";
