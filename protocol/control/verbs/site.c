/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(import) = {
	{ "file",		"File",			CELL_TEXT },
	{ "site_control",	"Site control file",	CELL_NUMBER },
	{ "published",		"Published set",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(import);

COLUMNS(site_control) = {
	{ "serial",	"SERIAL",	CELL_NUMBER },
	{ "at",		"IN FORCE SINCE", CELL_TIME },
	{ "who",	"BY",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "sha256",	"SHA-256",	CELL_TEXT },
	{ "origin",	"ORIGIN",	CELL_TEXT },
	{ "reason",	"REASON",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(site_control);

COLUMNS(lines) = {
	{ "line",	"LINE",		CELL_NUMBER },
	{ "text",	"TEXT",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(lines);

COLUMNS(items) = {
	{ "kind",	"KIND",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ "known",	"KNOWN",	CELL_FLAG },
	{ NULL, NULL, 0 }
};
LIST(items);

COLUMNS(changes) = {
	{ "change",	"CHANGE",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "old",	"OLD",		CELL_TEXT },
	{ "new",	"NEW",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(changes);

COLUMNS(backup) = {
	{ "file",	"File",		CELL_TEXT },
	{ "bytes",	"Size",		CELL_BYTES },
	{ NULL, NULL, 0 }
};
RECORD(backup);

PARAMS(SITE_IMPORT) = {
	{ "file",	PARAM_SOURCE,	POSITIONAL,
	  "site control file (.ct0), or - for standard input" },
	END
};
TABLES(SITE_IMPORT) = { &table_import, &table_changes, NULL };
MORE(SITE_IMPORT) =
	"The file is judged as a whole: one wrong record, told by line "
	"and column, keeps all of it out.  What it brings is published "
	"before the answer comes.";

PARAMS(SITE_APPLY) = {
	{ "file",	PARAM_SOURCE,	POSITIONAL,
	  "delta (.ct1), or - for standard input" },
	END
};
TABLES(SITE_APPLY) = { &table_import, &table_changes, NULL };
MORE(SITE_APPLY) =
	"Transactions that set, merge and delete items, carried out as a "
	"whole or not at all; a complaint names the line.  What differs is "
	"shown; --dry-run shows it and stops there.  A delta that is copied "
	"into sitectrl.box\\incoming of the site's share is applied too; if "
	"it is refused it lies in sitectrl.box\\refused with the reason.";

PARAMS(SITE_ROLLBACK) = {
	{ "serial",	PARAM_NUMBER,	POSITIONAL,
	  "which one; see site history" },
	END
};
TABLES(SITE_ROLLBACK) = { &table_import, &table_changes, NULL };
MORE(SITE_ROLLBACK) =
	"It gets a new, higher serial: serials never go back.  Refused when "
	"it could not be published any more.";

PARAMS(SITE_SHOW) = {
	{ "serial",	PARAM_NUMBER,	OPTIONAL,
	  "which one; else the one in force" },
	{ "text",	PARAM_FLAG,	OPTION,
	  "show its lines" },
	{ "diff",	PARAM_NUMBER,	OPTION,
	  "show what differs from that other one, item by item" },
	{ "items",	PARAM_FLAG,	OPTION,
	  "show its items and what is set in them" },
	END
};
TABLES(SITE_SHOW) = {
	&table_site_control, &table_lines, &table_items, &table_changes, NULL
};
MORE(SITE_SHOW) =
	"The lines are those that were imported, byte for byte; those of a "
	"delta or a rollback are in the canonical form.  Items of a kind that "
	"sited does not know are kept as they are.  The column OLD is the "
	"other one of --diff.";

PARAMS(SITE_HISTORY) = { END };
TABLES(SITE_HISTORY) = { &table_site_control, NULL };
MORE(SITE_HISTORY) =
	"Newest first.  Serials only rise and none is ever used twice.  Each "
	"lies in sitectrl.box\\history of the site's share, too.";

PARAMS(SITE_BACKUP) = {
	{ "file",	PARAM_TARGET,	POSITIONAL,
	  "a new file; it is never overwritten" },
	END
};
TABLES(SITE_BACKUP) = { &table_backup, NULL };
MORE(SITE_BACKUP) =
	"The copy is the state at its end, checked and on the disk when "
	"the answer comes; the site goes on meanwhile.  Secrets in it stay "
	"sealed: keep the master key too, but apart from it.";

PARAMS(SITE_RESTORE) = {
	{ "file",	PARAM_WORD,	POSITIONAL,
	  "what site backup made" },
	{ "config",	PARAM_WORD,	OPTION,
	  "sited.conf of the site that gets the store" },
	{ "one-user",	PARAM_FLAG,	OPTION,
	  "for a site that runs under one user (sited -d)" },
	END
};
TABLES(SITE_RESTORE) = { NULL };
MORE(SITE_RESTORE) =
	"Runs sited -R, as whoever may start sited.  The folder `store' of "
	"that site must hold no store yet: a store is never overwritten, "
	"and a running site always has one.  Put the master key to its "
	"place before the site is started; without it the accounts of the "
	"backup cannot log on.";

PARAMS(SITE_REKEY) = {
	{ "config",	PARAM_WORD,	OPTION,
	  "sited.conf of the site" },
	{ "one-user",	PARAM_FLAG,	OPTION,
	  "for a site that runs under one user (sited -d)" },
	END
};
TABLES(SITE_REKEY) = { NULL };
MORE(SITE_REKEY) =
	"Runs sited -K, as whoever may start sited.  A new key is made beside "
	"the old one, all that the store has sealed is sealed with it in one "
	"commit, and the new key takes the place of the old, which stays as "
	"key_file with its number behind it: backups of before open with that "
	"one only.  If it is cut short, sited does not start, and the same "
	"command goes on.  A key that systemd hands over as a credential is put "
	"to key_file for the time being.  --dry-run opens every secret and "
	"changes nothing.";
