/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config - what the operator of the machine may set, one row an option: in
 * siteclient.conf of the agent's folder ("name = value", '#' begins a comment)
 * or with -o name=value.  Times are a number and ms, s, m, h or d.
 *
 * What the site says (Clibase.cfg) counts where nothing is set here.
 *
 * Errors   0 or -EINVAL with file, line and a sentence.
 * Memory   config_free() releases the texts.
 */
#ifndef CONTRIB_SITECLIENT_CONFIG_H
#define CONTRIB_SITECLIENT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define MINUTE_MS	60000LL
#define HOUR_MS		(60 * MINUTE_MS)
#define DAY_MS		(24 * HOUR_MS)
#define CONFIG_LIST_MAX	64

struct config_list {
	char	*s[CONFIG_LIST_MAX];
	size_t	 n;
};

/* kind, name, usual value, help; the struct's members and the table of
 * config.c are made of it. */
#define CONFIG_OPTIONS(TIME, TEXT, LIST)				\
	TIME(cycle, "23h", "from the start of a cycle to the next")	\
	TIME(retry, "60m", "until the next try when no CAP was reached") \
	TIME(splay, "10m", "after a start, at most, until the first cycle")	\
	TIME(orphan, "60d", "without a CAP until the client removes itself") \
	TIME(verify, "30d", "between two checks of an installed component") \
	TIME(heartbeat, "7d", "between two discovery records")		\
	TIME(hardware, "7d", "between two hardware inventories")	\
	TIME(software, "7d", "between two software inventories")	\
	TIME(poll, "60m", "between two looks for advertised programs")	\
	TIME(lock_wait, "10s", "until a locked folder is looked at again") \
	TIME(timeout, "60s", "of one request to a CAP")			\
	TIME(queue_life, "11520m", "of what waits to be dropped")	\
	TIME(locked_out, "30m", "until an account that is locked is tried") \
	TIME(program_time, "12h", "that a program may run")		\
	TIME(token_wait, "60m", "until a controller shows its token account; " \
	    "unset: what the PDC says")					\
	TIME(token_poll, "10s", "between two looks at the token account") \
	TIME(token_splay, "5s", "by chance, at most, before it is written") \
	TIME(dc_timeout, "10s", "of one question to a domain controller") \
	LIST(queue_retry, "15m 30m 60m 360m", "between tries to drop")	\
	LIST(card, "", "address/bits of a card, instead of the machine's own") \
	LIST(host, "", "NAME=address:port of a server, instead of DNS")	\
	LIST(preferred, "", "servers that are tried first")		\
	LIST(dcs, "", "domain controllers that are asked; none: the CAPs") \
	LIST(path, "", "files and folders of the software inventory")	\
	TEXT(program_user, "", "local user who runs advertised programs") \
	TEXT(installer, "", "program run in the files of a component, with its "	\
	    "folder's name and version; it is installed if that ends with 0")	\
	TEXT(install_account, "", "DOMAIN\\NAME that programs are installed as") \
	TEXT(install_password, "", "file with that account's password")	\
	TEXT(dc, "", "the domain controller that this machine is")	\
	TEXT(dc_account, "", "DOMAIN\\NAME that its client service is")	\
	TEXT(dc_password, "", "file with that account's password")	\
	TEXT(components, "take", "take or leave what the site offers")	\
	TEXT(transport, "smbclient", "smbclient or event")		\
	TEXT(behaviour, "current", "current; sp3: refused accounts are tried "	\
	    "again, the token account is rewritten; sms12: inventory is a .raw")

struct config {
#define TIME(name, usual, help)	int64_t name##_ms; bool name##_set;
#define TEXT(name, usual, help)	char *name;
#define LIST(name, usual, help)	struct config_list name;
	CONFIG_OPTIONS(TIME, TEXT, LIST)
#undef TIME
#undef TEXT
#undef LIST
};

int	config_init(struct config *, struct err *);	/* the usual values */
void	config_free(struct config *);
int	config_set(struct config *, const char *assignment, struct err *);
/* Is it to behave as that one? */
bool	config_plays(const struct config *, const char *behaviour);
/* A file that is not there is none. */
int	config_read(struct config *, const char *path, struct err *);
bool	config_time(const char *, int64_t *ms_out);

struct config_row {
	const char	*name, *usual, *help;
};
const struct config_row	*config_rows(size_t *n);

#endif
