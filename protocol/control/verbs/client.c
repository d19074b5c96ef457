/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(clients) = {
	{ "name",	"NAME",		CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "first_seen",	"FIRST SEEN",	CELL_TIME },
	{ "last_seen",	"LAST SEEN",	CELL_TIME },
	{ "source",	"TOLD BY",	CELL_TEXT },
	{ "manifest",	"SET FETCHED",	CELL_NUMBER },
	{ "versions",	"VERSIONS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(clients);

COLUMNS(addresses) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(addresses);

/* Of machines, known as clients or not: nothing proves who they are. */
COLUMNS(namesakes) = {
	{ "workstation", "WORKSTATION",	CELL_TEXT },
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "account",	"ITS OWN ACCOUNT", CELL_TEXT },
	{ "count",	"REFUSED",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ "advice",	"WHAT TO DO",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(namesakes);

COLUMNS(evidence) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "generation",	"GENERATION",	CELL_NUMBER },
	{ "class",	"CLASS",	CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(evidence);

COLUMNS(discovery) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "agent",	"AGENT",	CELL_TEXT },
	{ "site",	"SITE",		CELL_TEXT },
	{ "time",	"TIME",		CELL_TIME },
	{ "installed",	"CLIENT",	CELL_FLAG },
	{ "travel_mode", "TRAVEL",	CELL_NUMBER },
	{ "os",		"OS",		CELL_TEXT },
	{ "user",	"USER",		CELL_TEXT },
	{ "subnets",	"SUBNETS",	CELL_TEXT },
	{ "macs",	"NETWORK CARDS", CELL_TEXT },
	{ "sites",	"INSTALLED",	CELL_TEXT },
	{ "assigned",	"ASSIGNED",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(discovery);

COLUMNS(inventories) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "kind",	"INVENTORY",	CELL_TEXT },
	{ "items",	"ITEMS",	CELL_NUMBER },
	{ "time",	"TIME",		CELL_TIME },
	{ "received",	"RECEIVED",	CELL_TIME },
	{ "complete",	"FULL ONE",	CELL_TIME },
	{ "deltas",	"DELTAS",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(inventories);

COLUMNS(hardware) = {
	{ "group",	"GROUP",	CELL_TEXT },
	{ "instance",	"INSTANCE",	CELL_TEXT },
	{ "attribute",	"ATTRIBUTE",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(hardware);

COLUMNS(software) = {
	{ "folder",	"FOLDER",	CELL_TEXT },
	{ "name",	"FILE",		CELL_TEXT },
	{ "size",	"SIZE",		CELL_BYTES },
	{ "modified",	"MODIFIED",	CELL_TIME },
	{ "version",	"VERSION",	CELL_TEXT },
	{ "company",	"COMPANY",	CELL_TEXT },
	{ "product",	"PRODUCT",	CELL_TEXT },
	{ "product_version", "PRODUCT VERSION", CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(software);

COLUMNS(findings) = {
	{ "last",	"SEEN LAST",	CELL_TIME },
	{ "kind",	"WHAT LOOKS WRONG", CELL_TEXT },
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "other",	"OTHER",	CELL_TEXT },
	{ "count",	"TIMES",	CELL_NUMBER },
	{ "first",	"FIRST",	CELL_TIME },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(findings);

PARAMS(CLIENT_LIST) = { END };
TABLES(CLIENT_LIST) = { &table_clients, &table_findings, NULL };
MORE(CLIENT_LIST) =
	"In the order of names.  A client is known by its id; two that "
	"bear one name are listed both, and what looks wrong about clients "
	"(two names of one id, two ids of one name, two addresses at a "
	"time, other network cards, an agent out of date) is told behind "
	"them: nothing is merged.";

COLUMNS(enrolled) = {
	{ "id",		"ID",		CELL_TEXT },
	{ "name",	"ENROLLED AS",	CELL_TEXT },
	{ "since",	"SINCE",	CELL_TIME },
	{ "key",	"SIGNING KEY",	CELL_TEXT },
	{ "sequence",	"LAST NUMBER",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(enrolled);

PARAMS(CLIENT_SHOW) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name (all that bear it) or its id, also as GUID:..." },
	END
};
TABLES(CLIENT_SHOW) = {
	&table_clients, &table_discovery, &table_addresses, &table_evidence,
	&table_enrolled, &table_members, &table_namesakes,
	&table_inventories, &table_messages, NULL
};
MORE(CLIENT_SHOW) =
	"Evidence tells which accounts the client has used: A+ with a key "
	"of its own, A with a file of its own, B fetched a list with it, C "
	"by address or name only.  A client that was heard of from two "
	"addresses within an hour may be two machines: that hour's "
	"evidence is of class C.  SET FETCHED is the newest set whose manifest "
	"it had read when it dropped something.  A machine of that name that "
	"came with an account of its own, as SMSCliToknAcct&, was refused and "
	"counted against nobody else; it is told of since the start, with "
	"what to do.  Last come its ten latest status messages.";

COLUMNS(orphans) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "newest",	"PROVEN LAST",	CELL_TEXT },
	{ "last",	"LAST EVIDENCE", CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ "lost",	"LOST AT",	CELL_TIME },
	{ "why",	"WHY",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(orphans);

PARAMS(CLIENT_ORPHANS) = {
	{ "within",	PARAM_WORD,	OPTION,
	  "also those that will be lost in that time: 14d" },
	END
};
TABLES(CLIENT_ORPHANS) = { &table_orphans, NULL };
MORE(CLIENT_ORPHANS) =
	"Lost is who was not heard of for orphan_limit: no account waits "
	"for it.  Cut off, and told here as well, is who proved last that "
	"it knows accounts which nobody can log on with any more.";

PARAMS(CLIENT_INVENTORY) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name or its id, also as GUID:..." },
	{ "software",	PARAM_FLAG,	OPTION,
	  "its files instead of what it is made of" },
	END
};
TABLES(CLIENT_INVENTORY) = { &table_hardware, &table_software, NULL };
MORE(CLIENT_INVENTORY) =
	"As the last full report tells, with the deltas after it; client "
	"show tells when those came.";

COLUMNS(enrolment) = {
	{ "name",	"Client",		CELL_TEXT },
	{ "id",		"Token",		CELL_TEXT },
	{ "expires",	"Good until",		CELL_TIME },
	{ NULL, NULL, 0 }
};
RECORD(enrolment);

PARAMS(CLIENT_ENROL) = {
	{ "name",	PARAM_WORD,	POSITIONAL,
	  "the computer's NetBIOS name" },
	{ "out",	PARAM_KEPT,	OPTION,
	  "the file to make, instead of NAME.enrol here" },
	END
};
TABLES(CLIENT_ENROL) = { &table_enrolment, NULL };
MORE(CLIENT_ENROL) =
	"The file holds a token that nobody keeps, the site's keys and the "
	"account list of today: treat it as a password.  It is made with "
	"mode 0600 and never overwritten.  Carry it to that machine, where "
	"siteclient enrol --from FILE uses it up; it is good once, and for "
	"72 hours.  A client that is enrolled already gets new keys with it.";

PARAMS(CLIENT_RESCUE) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name, or its id, also as GUID:..." },
	{ "out",	PARAM_KEPT,	OPTION,
	  "the file to make, instead of CLIENT.enrol here" },
	END
};
TABLES(CLIENT_RESCUE) = { &table_enrolment, NULL };
MORE(CLIENT_RESCUE) =
	"For a client that no account lets in, and no recovery window: it "
	"knows no password of the past, or removed itself.  The file is as "
	"that of client enrol, good once and for 72 hours, and bound to the "
	"id that the client has reported with: siteclient enrol --from FILE "
	"refuses it on any other, and the site refuses any other's answer.  "
	"The client keeps its id, gets new keys and the accounts of today; "
	"a machine that was set up anew becomes that client again.";

PARAMS(CLIENT_FORGET) = {
	{ "client",	PARAM_WORD,	POSITIONAL,
	  "its name, or its id, also as GUID:..." },
	END
};
TABLES(CLIENT_FORGET) = { NULL };
MORE(CLIENT_FORGET) =
	"The account list is made anew under a key that this client does "
	"not get; accounts that it knows stay as they are.  What it has "
	"reported is kept.";
