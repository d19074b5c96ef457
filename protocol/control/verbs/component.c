/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(components) = {
	{ "component",	"COMPONENT",	CELL_TEXT },
	{ "platform",	"PLATFORM",	CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "master",	"BROUGHT",	CELL_TEXT },
	{ "published",	"SHOWN",	CELL_TEXT },
	{ "offered",	"OFFERED",	CELL_FLAG },
	{ "files",	"FILES",	CELL_NUMBER },
	{ "bytes",	"SIZE",		CELL_BYTES },
	{ "since",	"SINCE",	CELL_TIME },
	{ "state",	"STATE",	CELL_TEXT },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(components);

COLUMNS(component) = {
	{ "component",	"Component",		CELL_TEXT },
	{ "version",	"Version",		CELL_TEXT },
	{ "before",	"Version before",	CELL_TEXT },
	{ "files",	"Files",		CELL_NUMBER },
	{ "bytes",	"Size",			CELL_BYTES },
	{ "published",	"Published set",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(component);

PARAMS(COMPONENT_LIST) = { END };
TABLES(COMPONENT_LIST) = { &table_components, NULL };
MORE(COMPONENT_LIST) =
	"A component is brought as a folder below clicomp.src of the share "
	"SMS_<site>, or by component publish; it is offered when the site "
	"control file names its folder as Component Directory.  Ends with 4 "
	"while one is kept back.";

PARAMS(COMPONENT_PUBLISH) = {
	{ "folder",	PARAM_FOLDER,	POSITIONAL,
	  "holds compver.ini and a folder for each platform; its name is the "
	  "component's" },
	{ "force",	PARAM_FLAG,	OPTION,
	  "also a lower version, or other files under the same one" },
	{ "reason",	PARAM_WORD,	OPTION,
	  "why it is forced, for the audit" },
	END
};
TABLES(COMPONENT_PUBLISH) = { &table_component, NULL };
MORE(COMPONENT_PUBLISH) =
	"The files are read by sitectl, compared with what compver.ini says "
	"of them in [Files], put into clicomp.src as its new master, and "
	"published before the answer comes.  Clients never go down by "
	"themselves: a lower version is refused without --force --reason.  A "
	"file has 64 MiB at most, all together 256 MiB.";
