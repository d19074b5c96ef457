/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(new_account) = {
	{ "name",	"Account",	CELL_TEXT },
	{ "kind",	"Kind",		CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(new_account);

COLUMNS(accounts) = {
	{ "name",	"NAME",		CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "password",	"PASSWORD",	CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ "last_logon",	"LAST LOGON",	CELL_TIME },
	{ "wrong",	"REFUSED SINCE START", CELL_NUMBER },
	{ "comment",	"COMMENT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(accounts);

COLUMNS(account) = {
	{ "name",	"Account",		CELL_TEXT },
	{ "kind",	"Kind",			CELL_TEXT },
	{ "state",	"State",		CELL_TEXT },
	{ "password",	"Password",		CELL_TEXT },
	{ "locked_until", "Locked until",	CELL_TIME },
	{ "rid",	"RID",			CELL_NUMBER },
	{ "sid",	"SID",			CELL_TEXT },
	{ "generation",	"Generation",		CELL_NUMBER },
	{ "created",	"Created",		CELL_TIME },
	{ "changed",	"Last changed",		CELL_TIME },
	{ "last_logon",	"Last logon",		CELL_TIME },
	{ "right",	"Logons since start",	CELL_NUMBER },
	{ "wrong",	"Refusals since start",	CELL_NUMBER },
	{ "last_wrong",	"Last refusal",		CELL_TIME },
	{ "last_reason", "Its reason",		CELL_TEXT },
	{ "last_from",	"Its address",		CELL_TEXT },
	{ "comment",	"Comment",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(account);

/* As each server of the domain has it. */
COLUMNS(lockout) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "role",	"ROLE",		CELL_TEXT },
	{ "wrong",	"WRONG TRIES",	CELL_NUMBER },
	{ "last_wrong",	"LAST ONE",	CELL_TIME },
	{ "locked",	"LOCKED",	CELL_FLAG },
	{ "until",	"UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(lockout);

/* Which cohort each is in: told only where there are some. */
COLUMNS(members) = {
	{ "name",	"NAME",		CELL_TEXT },
	{ "cohort",	"COHORT",	CELL_NUMBER },
	{ NULL, NULL, 0 }
};
LIST(members);

PARAMS(ACCOUNT_LIST) = {
	{ "all",	PARAM_FLAG,	OPTION,
	  "the deleted ones, too" },
	END
};
TABLES(ACCOUNT_LIST) = { &table_accounts, &table_members, NULL };
MORE(ACCOUNT_LIST) = "";

PARAMS(ACCOUNT_SHOW) = { PARAM_ACCOUNT, END };
TABLES(ACCOUNT_SHOW) = { &table_account, &table_lockout, NULL };
MORE(ACCOUNT_SHOW) =
	"Says why logons with it were refused, which no client is told.  The "
	"servers of the domain count wrong passwords each for itself, since the "
	"start; a replica asks the PDC before it refuses one, and the PDC "
	"decides.  A lock is told to all that run at once; an unlocking comes "
	"to a replica as any other change does: see domain dcs.";

COLUMNS(explanation) = {
	{ "account",	"Account",		CELL_TEXT },
	{ "state",	"State",		CELL_TEXT },
	{ "next",	"Next step",		CELL_TEXT },
	{ "clients",	"Clients heard of",	CELL_NUMBER },
	{ "laggards",	"Clients that need it",	CELL_NUMBER },
	{ "using",	"Used it last",		CELL_NUMBER },
	{ "strays",	"Stray addresses",	CELL_NUMBER },
	{ "until",	"The last counts until", CELL_TIME },
	{ "last_logon",	"Last logon",		CELL_TIME },
	{ "forecast",	"If it were closed now", CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(explanation);

COLUMNS(needs) = {
	{ "need",	"BLOCKED UNTIL", CELL_TEXT },
	{ "count",	"HOW MANY",	CELL_NUMBER },
	{ "until",	"AT THE LATEST", CELL_TIME },
	{ "detail",	"DETAIL",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(needs);

COLUMNS(laggards) = {
	{ "client",	"CLIENT",	CELL_TEXT },
	{ "domain",	"DOMAIN",	CELL_TEXT },
	{ "id",		"ID",		CELL_TEXT },
	{ "newest",	"PROVEN LAST",	CELL_TEXT },
	{ "earlier",	"BEFORE",	CELL_TEXT },
	{ "last",	"LAST EVIDENCE", CELL_TIME },
	{ "address",	"FROM",		CELL_TEXT },
	{ "until",	"COUNTS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(laggards);

COLUMNS(strays) = {
	{ "address",	"STRAY LOGON FROM", CELL_TEXT },
	{ "last",	"LAST",		CELL_TIME },
	{ "until",	"COUNTS UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(strays);

PARAMS(ACCOUNT_EXPLAIN) = {
	PARAM_ACCOUNT,
	{ "all",	PARAM_FLAG,	OPTION,
	  "every client and address, not the first hundred" },
	END
};
TABLES(ACCOUNT_EXPLAIN) = {
	&table_explanation, &table_needs, &table_laggards, &table_strays, NULL
};
MORE(ACCOUNT_EXPLAIN) =
	"A client needs an account unless its last two logons, each with a "
	"file of its own, were with others that are still enabled (newer "
	"ones, for a generation of the pool).  A client that is enrolled "
	"proves by files that it signs only, one that came from two "
	"addresses within an hour has to prove anew.  A logon that no "
	"client's file follows counts by its address.  Nobody counts any "
	"more who was not heard of for orphan_limit.";

PARAMS(ACCOUNT_ADD) = {
	{ "name",	PARAM_WORD,	POSITIONAL,
	  "31 characters at most; it is never used again" },
	PARAMS_SECRET,
	{ "operator",	PARAM_FLAG,	OPTION,
	  "for an operator, not for clients" },
	{ "comment",	PARAM_WORD,	OPTION,
	  "what it is for" },
	END
};
TABLES(ACCOUNT_ADD) = { &table_new_account, NULL };
MORE(ACCOUNT_ADD) =
	"A client connection account is what SMS clients log on with; an "
	"operator's account reaches the share of the site server.  The "
	"password has 14 characters at most and never stands in an "
	"argument, a message or a log.";

PARAMS(ACCOUNT_DISABLE) = {
	PARAM_ACCOUNT,
	PARAM_FORCE("also if clients need it, and the last one of all"),
	END
};
TABLES(ACCOUNT_DISABLE) = { NULL };
MORE(ACCOUNT_DISABLE) =
	"It can be enabled again with the same password.  First comes a "
	"forecast: how many clients would go on trying it.  While a client "
	"may know no other account (see account explain) it is refused, and "
	"so is the last enabled client connection account.";

PARAMS(ACCOUNT_ENABLE) = { PARAM_ACCOUNT, END };
TABLES(ACCOUNT_ENABLE) = { NULL };
MORE(ACCOUNT_ENABLE) = "";

PARAMS(ACCOUNT_UNLOCK) = { PARAM_ACCOUNT, END };
TABLES(ACCOUNT_UNLOCK) = { NULL };
MORE(ACCOUNT_UNLOCK) =
	"Wrong tries are counted from zero then.  Generated passwords are "
	"never locked, only slowed down.";

PARAMS(ACCOUNT_DELETE) = {
	PARAM_ACCOUNT,
	PARAM_FORCE("also if clients need it, and the last one of all"),
	END
};
TABLES(ACCOUNT_DELETE) = { NULL };
MORE(ACCOUNT_DELETE) =
	"There is no way back; to keep one, disable the account instead.  "
	"It is refused as disabling is.";

PARAMS(ACCOUNT_PASSWD) = {
	PARAM_ACCOUNT,
	PARAMS_SECRET,
	PARAM_FORCE("yes, lock out whoever holds the old password"),
	END
};
TABLES(ACCOUNT_PASSWD) = { NULL };
MORE(ACCOUNT_PASSWD) =
	"Every client that still holds the old password is locked out "
	"(Q227033, Q236052), therefore it is refused without --force.  "
	"The forecast tells how soon their tries would lock the account.  "
	"Better add a new account and disable the old one when nobody uses "
	"it any more.";

PARAMS(ACCOUNT_UNDO) = {
	PARAM_ACCOUNT,
	PARAM_FORCE("also one that clients were shown and may need"),
	END
};
TABLES(ACCOUNT_UNDO) = { NULL };
MORE(ACCOUNT_UNDO) =
	"Each call goes back by one: disabled, unpublished, published, "
	"replicating, creating, planned; only deleted is final.  It "
	"freezes the rotation, else the same step would be taken again.  "
	"Refused for an account whose password is known to others, where "
	"fewer than two would stay published, and, as disabling is, where "
	"clients were shown the account and could not log on any more.";

PARAMS(ACCOUNT_RETIRE) = { PARAM_ACCOUNT, END };
TABLES(ACCOUNT_RETIRE) = { NULL };
MORE(ACCOUNT_RETIRE) =
	"It stays enabled for the quarantine and until no client needs it; "
	"account undo lists it again.  Refused where fewer than two would "
	"stay published, and for accounts that are not of the rotation.";

COLUMNS(verdict) = {
	{ "account",	"Account",		CELL_TEXT },
	{ "result",	"Result",		CELL_TEXT },
	{ "servers",	"Servers asked",	CELL_NUMBER },
	{ "server",	"Not as it shall on",	CELL_TEXT },
	{ "why",	"Because",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
RECORD(verdict);

PARAMS(ACCOUNT_VERIFY) = { PARAM_ACCOUNT, END };
TABLES(ACCOUNT_VERIFY) = { &table_verdict, NULL };
MORE(ACCOUNT_VERIFY) =
	"OK; DRIFT, a server shows something else than the PDC, or the "
	"account is not what the rotation made of it; LOCKED; UNKNOWN, "
	"while a change is under way or the keeper is not there.  Nobody "
	"logs on for that, so that nothing counts against the account.  Ends "
	"with 4 unless all is well.";
