/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(open_files) = {
	{ "worker",	"WORKER",	CELL_NUMBER },
	{ "id",		"ID",		CELL_TEXT },
	{ "session",	"SESSION",	CELL_TEXT },
	{ "access",	"ACCESS",	CELL_TEXT },
	{ "sharing",	"SHARING",	CELL_TEXT },
	{ "oplock",	"OPLOCK",	CELL_TEXT },
	{ "locks",	"LOCKS",	CELL_NUMBER },
	{ "directory",	"FOLDER",	CELL_FLAG },
	{ "deleting",	"DELETING",	CELL_FLAG },
	{ "path",	"PATH",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(open_files);

PARAMS(FILE_LIST) = { END };
TABLES(FILE_LIST) = { &table_open_files, NULL };
MORE(FILE_LIST) =
	"Folders that clients can only read need no agreement between "
	"processes and are not listed.";
