/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(components) = {
	{ "component",	"COMPONENT",	CELL_TEXT },
	{ "platform",	"PLATFORM",	CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "master",	"BROUGHT",	CELL_TEXT },
	{ "published",	"SHOWN",	CELL_TEXT },
	{ "ring",	"RING",		CELL_NUMBER },
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
	{ "ring",	"Ring, percent",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(component);

PARAMS(COMPONENT_LIST) = { END };
TABLES(COMPONENT_LIST) = { &table_components, NULL };
MORE(COMPONENT_LIST) =
	"A component is brought as a folder below clicomp.src of the share "
	"SMS_<site>, or by component publish; it is offered when the site "
	"control file names its folder as Component Directory.  Under RING stands "
	"the percentage of clients that see SHOWN, while others see the version "
	"before yet (component rollout status).  Ends with 4 while one is kept "
	"back.";

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
	"themselves: a lower version is refused without --force --reason.  With "
	"option rollout_rings a higher version goes out in rings, first to the "
	"least of them; one that is forced is shown to all at once, and ends "
	"what is on its way.  A file has 64 MiB at most, all together 256 MiB.";

COLUMNS(rollouts) = {
	{ "component",	"COMPONENT",	CELL_TEXT },
	{ "from",	"FROM",		CELL_TEXT },
	{ "to",		"TO",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "ring",	"RING",		CELL_NUMBER },
	{ "clients",	"CLIENTS",	CELL_NUMBER },
	{ "upgraded",	"UPGRADED",	CELL_NUMBER },
	{ "failed",	"FAILED",	CELL_NUMBER },
	{ "waiting",	"WAITING",	CELL_NUMBER },
	{ "silent",	"SILENT",	CELL_NUMBER },
	{ "since",	"SINCE",	CELL_TIME },
	{ "until",	"UNTIL",	CELL_TIME },
	{ "detail",	"WAITS FOR",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(rollouts);

COLUMNS(ring_clients) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "version",	"HAS",		CELL_TEXT },
	{ "told",	"TOLD",		CELL_TIME },
	{ "why",	"WHY",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(ring_clients);

#define PARAM_COMPONENT							\
	{ "component",	PARAM_WORD,	OPTIONAL,			\
	  "the folder of which one; all, if none is named" }

PARAMS(COMPONENT_ROLLOUT_STATUS) = { PARAM_COMPONENT, END };
TABLES(COMPONENT_ROLLOUT_STATUS) = { &table_rollouts, &table_ring_clients,
	NULL };
MORE(COMPONENT_ROLLOUT_STATUS) =
	"RING is the percentage of clients that see the newer version.  Counted "
	"are enrolled clients in it that were heard of lately: a record that "
	"such a client signs says what it has, or what it could not install.  "
	"When 95 of a hundred have it the next ring begins; when 2 of a hundred "
	"failed, or option rollout_wait is over, nobody further gets it: it is "
	"halted.  With a component named, those clients are listed that do not "
	"have it.  Ends with 4 while one is halted.";

PARAMS(COMPONENT_ROLLOUT_PAUSE) = { PARAM_COMPONENT, END };
TABLES(COMPONENT_ROLLOUT_PAUSE) = { NULL };
MORE(COMPONENT_ROLLOUT_PAUSE) =
	"Clients that have the newer version keep it and are shown it; all "
	"others go on seeing the one before, until component rollout resume.";

PARAMS(COMPONENT_ROLLOUT_RESUME) = { PARAM_COMPONENT, END };
TABLES(COMPONENT_ROLLOUT_RESUME) = { NULL };
MORE(COMPONENT_ROLLOUT_RESUME) =
	"The ring begins anew: clients that failed may try again, and only who "
	"fails from now on counts.  If the version is bad, bring a higher one, "
	"which goes through all rings, or the one before with component publish "
	"--force, which all are shown at once and those take who do not have the "
	"bad one.";
