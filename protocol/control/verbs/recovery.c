/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(recovery) = {
	{ "state",	"Recovery window",	CELL_TEXT },
	{ "until",	"Open until",		CELL_TIME },
	{ "opened",	"Opened",		CELL_TIME },
	{ "by",		"Opened by",		CELL_TEXT },
	{ "reason",	"Reason",		CELL_TEXT },
	{ "admitted",	"Sessions let in",	CELL_NUMBER },
	{ "closed",	"Closed",		CELL_TIME },
	{ NULL, NULL, 0 }
};
RECORD(recovery);

COLUMNS(rescued) = {
	{ "address",	"ADDRESS",	CELL_TEXT },
	{ "workstation", "CALLED ITSELF", CELL_TEXT },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "first",	"FIRST",	CELL_TIME },
	{ "last",	"LAST",		CELL_TIME },
	{ "sessions",	"SESSIONS",	CELL_NUMBER },
	{ "back",	"CAME BACK",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(rescued);

PARAMS(RECOVERY_OPEN) = {
	{ "for",	PARAM_WORD,	OPTION,
	  "how long, \"30m\" unless given; 24h at most" },
	{ "reason",	PARAM_WORD,	OPTION,
	  "why; recovery status tells" },
	END
};
TABLES(RECOVERY_OPEN) = { &table_recovery, NULL };
MORE(RECOVERY_OPEN) =
	"A client whose password fits an account that is disabled, or was "
	"deleted less than orphan_limit ago, or the one before of an account "
	"whose password was changed in place, is let in meanwhile, although "
	"that account is locked.  It sees the sealed account list and its "
	"manifest, signed as ever, and nothing else, and leaves nothing "
	"behind; then it logs on with an account of that list.  Everyone who "
	"is let in is in the audit.  Accounts of operators have no past.  The "
	"window closes by itself, also if sited was started again meanwhile; "
	"opened again while it is open it gets the new end.  A client "
	"that knows no password of the past: sitectl client rescue.";

PARAMS(RECOVERY_CLOSE) = { END };
TABLES(RECOVERY_CLOSE) = { NULL };
MORE(RECOVERY_CLOSE) =
	"Sessions that were let in by it end.";

COLUMNS(adopted) = {
	{ "number",	"NO",		CELL_NUMBER },
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "secret",	"SECRET",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(adopted);

PARAMS(RECOVERY_ADOPT) = { END };
TABLES(RECOVERY_ADOPT) = { &table_adopted, NULL };
MORE(RECOVERY_ADOPT) =
	"A site whose store or directory was restored from an older copy "
	"makes, disables and deletes no client account, since it does not "
	"know which ones clients were given meanwhile: status tells.  The "
	"better way out is to put the newer of the two back.  Adopting keeps "
	"the accounts that this store has, proves their secrets, gives none "
	"of the numbers again that were lost, and takes nothing away for a "
	"quarantine.  A client that knows only accounts which are lost comes "
	"back as one that was away too long.  "
	"Refused when the site is not in safe mode.";

PARAMS(RECOVERY_STATUS) = { END };
TABLES(RECOVERY_STATUS) = { &table_recovery, &table_rescued, NULL };
MORE(RECOVERY_STATUS) =
	"When it is closed, what is told is of the last time.  Whoever was "
	"let in has CAME BACK when a client logged on from that address as "
	"clients do.  They are listed since sited was started; the audit has "
	"them all.";
