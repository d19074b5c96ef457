/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(publication) = {
	{ "serial",	"Published set",	CELL_NUMBER },
	{ "site_control", "Site control file",	CELL_NUMBER },
	{ "published",	"Published at",		CELL_TIME },
	{ "valid_until", "Valid until",		CELL_TIME },
	{ "verified",	"Last found right",	CELL_TIME },
	{ "files",	"Files",		CELL_NUMBER },
	{ "bytes",	"Size",			CELL_BYTES },
	{ "busy",	"New set being made",	CELL_FLAG },
	{ "public_key",	"Signed by",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(publication);

COLUMNS(files) = {
	{ "path",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "sha256",	"SHA-256",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(files);

COLUMNS(set_changes) = {
	{ "change",	"CHANGE",	CELL_TEXT },
	{ "what",	"OF A",		CELL_TEXT },
	{ "name",	"NAME",		CELL_TEXT },
	{ "before",	"SIZE NOW",	CELL_BYTES },
	{ "after",	"SIZE THEN",	CELL_BYTES },
	{ NULL, NULL, 0 }
};
LIST(set_changes);

PARAMS(PUBLISH_STATUS) = {
	{ "diff",	PARAM_FLAG,	OPTION,
	  "show what the next set would change, not what this one has" },
	END
};
TABLES(PUBLISH_STATUS) = {
	&table_publication, &table_files, &table_set_changes, NULL
};
MORE(PUBLISH_STATUS) =
	"Ends with 4 when nothing is published, or the last try failed: "
	"clients are shown the last good set then. The key is the Ed25519 "
	"public key, in hexadecimal, that the manifest is checked with.  What "
	"is kept back of a component, and what the site control file offers "
	"but nobody has brought, is told as a note.";

PARAMS(PUBLISH_NOW) = { END };
TABLES(PUBLISH_NOW) = { &table_publication, &table_set_changes, NULL };
MORE(PUBLISH_NOW) =
	"What changes is published by itself; this says that what was "
	"copied below SMS_<site>\\inboxes is finished, so that it is taken "
	"without waiting for it to come to rest.  With --dry-run the changes "
	"are shown.";
