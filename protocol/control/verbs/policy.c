/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(policy) = {
	{ "policy",	"POLICY",	CELL_TEXT },
	{ "value",	"VALUE",	CELL_TEXT },
	{ "source",	"FROM",		CELL_TEXT },
	{ "what",	"WHAT IT IS",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(policy);

PARAMS(POLICY_SHOW) = { END };
TABLES(POLICY_SHOW) = { &table_policy, NULL };
MORE(POLICY_SHOW) =
	"FROM tells who said so: the store, by policy set, or sited.conf.  "
	"Ends with 4 while the rotation of accounts could not go on with it.";

PARAMS(POLICY_SET) = {
	{ "min-length",	PARAM_NUMBER,	OPTION,
	  "characters; 0: any, 127 at most" },
	{ "history",	PARAM_NUMBER,	OPTION,
	  "so many passwords are not taken again, 24 at most" },
	{ "min-age",	PARAM_WORD,	OPTION,
	  "a password is not changed before: \"1d\"; 0s: at once" },
	{ "max-age",	PARAM_WORD,	OPTION,
	  "a password is replaced before: \"42d\"; 0s: never; configured" },
	{ "complexity",	PARAM_WORD,	OPTION,
	  "on or off: six characters of three kinds (passfilt.dll, Q161990)" },
	{ "lockout-threshold", PARAM_WORD, OPTION,
	  "wrong tries that lock an entered password; 0: none; configured" },
	{ "lockout-window", PARAM_WORD,	OPTION,
	  "in which they fall: \"30m\"; configured" },
	{ "lockout-duration", PARAM_WORD, OPTION,
	  "how long a lock lasts: \"30m\"; 0s: until unlocked; configured" },
	PARAM_FORCE("also if the rotation cannot go on with it"),
	END
};
TABLES(POLICY_SET) = { &table_policy, NULL };
MORE(POLICY_SET) =
	"What is not named stays.  It is kept in the store and goes before "
	"sited.conf; \"configured\" gives back to sited.conf what it can say.  "
	"Passwords that are there already stay; an entered one is judged when "
	"it is set.  Accounts of the rotation have 14 characters of all kinds, "
	"do not expire, and are replaced in time for the maximum age.  "
	"Refused where the rotation could not go on; with --force the "
	"rotation stops when it meets the policy, and says so.";
