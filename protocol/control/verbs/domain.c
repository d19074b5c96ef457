/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/control/verb_def.h"

COLUMNS(servers) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "role",	"ROLE",		CELL_TEXT },
	{ "state",	"STATE",	CELL_TEXT },
	{ "lag",	"LAG",		CELL_TEXT },
	{ "pending",	"PENDING",	CELL_NUMBER },
	{ "oldest",	"OLDEST OF",	CELL_TIME },
	{ "next",	"NEXT AT",	CELL_TIME },
	{ "listen",	"LISTENS AT",	CELL_TEXT },
	{ "waived",	"WAIVED UNTIL",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(servers);

COLUMNS(views) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "shows",	"SHOWS",	CELL_TEXT },
	{ "changed",	"CHANGED",	CELL_TIME },
	{ "current",	"CURRENT",	CELL_FLAG },
	{ "wrong",	"WRONG TRIES",	CELL_NUMBER },
	{ "last_wrong",	"LAST ONE",	CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(views);

PARAMS(DOMAIN_DCS) = { END };
TABLES(DOMAIN_DCS) = { &table_servers, NULL };
MORE(DOMAIN_DCS) =
	"Changes of accounts are made on the PDC, which is this site; the "
	"replicas are those of option replicas.  PENDING counts the "
	"changes that one does not show yet.";

PARAMS(DOMAIN_SHOW) = { PARAM_ACCOUNT, END };
TABLES(DOMAIN_SHOW) = { &table_views, NULL };
MORE(DOMAIN_SHOW) =
	"Ends with 4 while a server does not show the account as the PDC "
	"has it.  Wrong tries are counted where they were made; a replica "
	"asks the PDC before it refuses, and the PDC alone locks.";

PARAMS(DOMAIN_REPLICATION) = {
	{ "server",	PARAM_WORD,	POSITIONAL,	"which replica" },
	{ "pause",	PARAM_FLAG,	OPTION,
	  "it shows no more changes, across restarts, too" },
	{ "resume",	PARAM_FLAG,	OPTION,
	  "it shows those whose time has come" },
	{ "lag",	PARAM_WORD,	OPTION,
	  "how late it is from now on: \"5m\", or \"1m-7d\" at random" },
	{ "waive",	PARAM_WORD,	OPTION,
	  "publish accounts without waiting for it, so long: 7d at most" },
	PARAM_FORCE("also if it is not late for replica_lost yet"),
	END
};
TABLES(DOMAIN_REPLICATION) = { NULL };
MORE(DOMAIN_REPLICATION) =
	"A lag of its own outlives restarts and goes before that of "
	"sited.conf.  What a replica has shown once it shows for good.  One "
	"that never comes back holds up what is published: --waive passes "
	"over it (--waive 0s ends that), and who logs on there may not find "
	"what was published meanwhile.";

#define PARAM_REPLICA							\
	{ "server",	PARAM_WORD,	POSITIONAL,	"which replica" }

PARAMS(DOMAIN_PAUSE) = { PARAM_REPLICA, END };
TABLES(DOMAIN_PAUSE) = { NULL };
MORE(DOMAIN_PAUSE) =
	"The same as domain replication --pause: across restarts, until it is "
	"resumed.  What is changed meanwhile is not published before it has "
	"got it, and a lock is not told to it.";

PARAMS(DOMAIN_RESUME) = { PARAM_REPLICA, END };
TABLES(DOMAIN_RESUME) = { NULL };
MORE(DOMAIN_RESUME) =
	"It shows those changes whose time has come; domain sync brings the "
	"rest.";

COLUMNS(synced) = {
	{ "server",	"SERVER",	CELL_TEXT },
	{ "changes",	"CHANGES",	CELL_NUMBER },
	{ "result",	"RESULT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(synced);

PARAMS(DOMAIN_SYNC) = {
	{ "server",	PARAM_WORD,	OPTIONAL,
	  "which replica; none: all of them" },
	END
};
TABLES(DOMAIN_SYNC) = { &table_synced, NULL };
MORE(DOMAIN_SYNC) =
	"As net accounts /sync: the changes there are now are shown whatever "
	"the lag; later ones take their time again.  One that is paused shows "
	"none, and is told of with 4 at the end.";

COLUMNS(diagnosis) = {
	{ "level",	"LEVEL",	CELL_TEXT },
	{ "where",	"WHERE",	CELL_TEXT },
	{ "what",	"WHAT",		CELL_TEXT },
	{ "advice",	"WHAT TO DO",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(diagnosis);

PARAMS(DOMAIN_DOCTOR) = { END };
TABLES(DOMAIN_DOCTOR) = { &table_diagnosis, NULL };
MORE(DOMAIN_DOCTOR) =
	"Looks for replicas that are late or paused, accounts that one does "
	"not show in time, servers that nobody answers at, the group of SMS "
	"clients that is missing, the token account SMSCliToknAcct& that lacks "
	"groups or rights or is stamped against, reserved accounts that are "
	"locked or tried, machines that come with accounts of their own, "
	"and accounts of installations or controllers that are left over.  "
	"Ends with 4 if anything is wrong; a note may be as you want it.";

COLUMNS(groups) = {
	{ "group",	"GROUP",	CELL_TEXT },
	{ "kind",	"KIND",		CELL_TEXT },
	{ "rid",	"RID",		CELL_NUMBER },
	{ "comment",	"COMMENT",	CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(groups);

COLUMNS(belonging) = {
	{ "member",	"MEMBER",	CELL_TEXT },
	{ "sid",	"SID",		CELL_TEXT },
	{ NULL, NULL, 0 }
};
LIST(belonging);

PARAMS(DOMAIN_GROUPS) = {
	{ "name",	PARAM_WORD,	OPTIONAL,
	  "who is in that group or alias" },
	END
};
TABLES(DOMAIN_GROUPS) = { &table_groups, &table_belonging, NULL };
MORE(DOMAIN_GROUPS) =
	"As the PDC has them.  They are made, filled and deleted over samr, by "
	"net rpc group and rpcclient.  A member without a name is of another "
	"domain.";

COLUMNS(cleanup) = {
	{ "next",	"Next account cleanup",	CELL_TIME },
	{ "last",	"Last one",		CELL_TIME },
	{ "removed",	"Accounts it took away", CELL_NUMBER },
	{ NULL, NULL, 0 }
};
RECORD(cleanup);

COLUMNS(leftovers) = {
	{ "account",	"ACCOUNT",	CELL_TEXT },
	{ "goes",	"GOES",		CELL_FLAG },
	{ "why",	"WHY",		CELL_TEXT },
	{ "looks",	"LOOKS IN VAIN", CELL_NUMBER },
	{ "silent",	"SILENT FOR",	CELL_TEXT },
	{ "heard",	"LAST HEARD OF", CELL_TIME },
	{ NULL, NULL, 0 }
};
LIST(leftovers);

#define PROOF								\
	"One goes only if nothing was heard of its controller in three looks " \
	"or more (one each cleanup_look) that took longer than "	\
	"cleanup_silence together, no server or computer account of the " \
	"domain has its name, or its client said that it is removed, and " \
	"it is no other site's.  That it did not answer is no proof (Q276564)."

PARAMS(DOMAIN_LEFTOVERS) = { END };
TABLES(DOMAIN_LEFTOVERS) = { &table_cleanup, &table_leftovers, NULL };
MORE(DOMAIN_LEFTOVERS) =
	"The client of a domain controller has an account of the domain, SMS&_ "
	"and its name; one that is installed has SMS#_.  " PROOF;

PARAMS(DOMAIN_CLEANUP) = { END };
TABLES(DOMAIN_CLEANUP) = { &table_leftovers, NULL };
MORE(DOMAIN_CLEANUP) =
	"As it happens by itself every cleanup_interval, which begins anew.  "
	PROOF "  --dry-run lists them.";
