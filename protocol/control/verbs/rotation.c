/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(rotation) = {
	{ "running",	"Started",		CELL_FLAG },
	{ "frozen",	"Frozen",		CELL_FLAG },
	{ "why",	"Frozen because",	CELL_TEXT },
	{ "safe",	"Safe mode because",	CELL_TEXT },
	{ "published",	"Published accounts",	CELL_NUMBER },
	{ "target",	"Shall be published",	CELL_NUMBER },
	{ "next_due",	"Next one due",		CELL_TIME },
	{ "waits_for",	"It waits for",		CELL_TEXT },
	{ "hold",	"Nothing retires until", CELL_TIME },
	{ "trouble",	"Trouble",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(rotation);

COLUMNS(generations) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "since",	"SINCE",	CELL_TIME },
	{ "leaked",	"LEAKED",	CELL_FLAG },
	{ "laggards",	"LAGGARDS",	CELL_NUMBER },
	{ "strays",	"STRAYS",	CELL_NUMBER },
	{ "next",	"NEXT STEP",	CELL_TEXT },
	{ "waits_for",	"WAITS FOR",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(generations);

COLUMNS(cohorts) = {
	{ "cohort",	"COHORT",	CELL_NUMBER },
	{ "state",	"STATE",	CELL_TEXT },
	{ "clients",	"CLIENTS",	CELL_NUMBER },
	{ "published",	"PUBLISHED",	CELL_NUMBER },
	{ "accounts",	"ACCOUNTS",	CELL_NUMBER },
	{ "next_due",	"NEXT DUE",	CELL_TIME },
	{ "waits_for",	"WAITS FOR",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(cohorts);

PARAMS(ROTATION_STATUS) = { END };
TABLES(ROTATION_STATUS) = { &table_rotation, &table_generations,
	&table_cohorts, &table_members, NULL };
MORE(ROTATION_STATUS) =
	"LAGGARDS are clients that have not proven yet that they know newer "
	"accounts, STRAYS addresses from which somebody logged on whom no "
	"file names: both keep an account that left the list enabled.  "
	"Deleted accounts are not listed.  With option cohorts each cohort is "
	"shown, with the enrolled clients that are in it; one that is drained "
	"goes when nobody needs its accounts any more.";

PARAMS(ROTATION_START) = { END };
TABLES(ROTATION_START) = { NULL };
MORE(ROTATION_START) =
	"Two accounts with generated passwords are made and published at "
	"once, another one every rotation_period.  When more are published "
	"than generations says, the oldest leaves the list, and is disabled "
	"when no client needs it any more.  Accounts that operators added "
	"stay as they are.";

PARAMS(ROTATION_STEP) = { END };
TABLES(ROTATION_STEP) = { NULL };
MORE(ROTATION_STEP) =
	"The period counts from then.";

PARAMS(ROTATION_FREEZE) = {
	{ "reason",	PARAM_WORD,	OPTION,
	  "why; rotation status tells" },
	END
};
TABLES(ROTATION_FREEZE) = { NULL };
MORE(ROTATION_FREEZE) =
	"A disabled account that a client still asks for is enabled all the "
	"same.";

PARAMS(ROTATION_THAW) = {
	{ "keep-schedule", PARAM_FLAG,	OPTION,
	  "the next one is due when it was (what is overdue: one, now)" },
	{ "reschedule",	PARAM_FLAG,	OPTION,
	  "the next one is due a period from now" },
	END
};
TABLES(ROTATION_THAW) = { NULL };
MORE(ROTATION_THAW) =
	"Without either, the schedule is kept.";

COLUMNS(ladder) = {
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "rung",	"RUNG",		CELL_NUMBER },
	{ "name",	"STEP",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "clients",	"LEAVES OUT",	CELL_NUMBER },
	{ "addresses",	"ADDRESSES",	CELL_NUMBER },
	{ "what",	"WHAT IT IS",	CELL_TEXT },
	{ "waits_for",	"WAITS FOR",	CELL_TEXT },
	{ "forecast",	"FORECAST",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(ladder);

PARAMS(ROTATION_EMERGENCY) = {
	{ "account",	PARAM_WORD,	OPTIONAL,
	  "whose password is known to others; left out, with --dry-run: each" },
	{ "orphans",	PARAM_NUMBER,	OPTION,
	  "cut it off as soon as not more clients and addresses than that "
	  "would be left out; else when there is none" },
	{ "within",	PARAM_WORD,	OPTION,
	  "cut it off after that time, whoever still needs it: \"24h\"" },
	{ "unsealed",	PARAM_FLAG,	OPTION,
	  "whoever comes with it sees all until it is cut off" },
	PARAM_FORCE("also if that time, or sealing, may leave clients out"),
	END
};
TABLES(ROTATION_EMERGENCY) = { &table_ladder, &table_laggards, NULL };
MORE(ROTATION_EMERGENCY) =
	"Five rungs: another account is made out of turn; this one leaves "
	"the list as soon as two others are on it; from then on whoever "
	"comes with it sees the sealed account list and nothing else, which "
	"tells enrolled clients the others, and no thief; it is disabled "
	"when nobody needs it, with no quarantine and in no window; who was left "
	"out is given the list by hand.  Each rung is told first, with the "
	"clients and addresses that it would leave out, --dry-run or not.  "
	"Said again, it changes on which terms the account is cut off.  It "
	"never comes back, whoever asks for it.";
