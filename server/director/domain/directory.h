/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory - the servers of the account domain, asked as if over a network:
 * an operation has an id, goes to one server and is answered later.
 *
 * Server 0 is the PDC: what the book of accounts has.  The others are
 * replicas; the embedded directory plays them (option `replicas'), and each
 * shows a change when its lag is over.  Changes are made on the PDC only, by
 * accounts.h.
 *
 * Async    directory_ask() that returns 0 calls `done' once, never before it
 *          has returned.
 * Errors   a reply carries the Win32 number that the NET API would give;
 *          directory_class() says what it means for who waits.
 * Source   accounts.md R12; Q271724, Q216855, Q221218, Q242011.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_DIRECTORY_H
#define SERVER_DIRECTOR_DOMAIN_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/account.h"

#define DIRECTORY_SERVERS_MAX	16
#define DIRECTORY_NAME_SIZE	16

struct director;

struct dir_request {
	uint64_t		 op;		/* comes back in the reply */
	size_t			 server;
	int64_t			 account;
};

/* What that server shows. */
struct dir_reply {
	uint64_t		 op;
	size_t			 server;
	uint32_t		 error;		/* Win32; 0: the rest is good */
	enum account_state	 state;
	struct wall		 changed;
};

typedef void	directory_done(void *arg, const struct dir_reply *);

/* 0; -ENOMEM; -ENODEV: there is no such server. */
int	directory_ask(struct director *, const struct dir_request *,
	    directory_done *, void *arg);

/* A server, as this site knows it. */
struct dir_server {
	char			 name[DIRECTORY_NAME_SIZE];
	bool			 is_pdc;
	bool			 paused;
	int64_t			 least, most;	/* lag in ms */
	char			 listen[64];	/* "": nobody logs on there */
	size_t			 pending;	/* changes it does not show yet */
	int64_t			 oldest;	/* of them, its age in ms */
	bool			 late;		/* older than its lag and option
						   replication_time */
	int64_t			 next;		/* shown in ms; -1: not known */
	struct wall		 waived;	/* nobody waits for it until
						   then; 0: it is waited for */
};

size_t	directory_servers(const struct director *);
void	directory_server(const struct director *, size_t,
	    struct dir_server *);
/* Once per tick: which are late is told in the log. */
void	directory_look(struct director *);
/* By its name in any case; directory_servers() if there is none. */
size_t	directory_find(const struct director *, const char *name);

/*
 * What a Win32 error that a directory answers with means to whoever asked:
 * protocol/rpc/win32.h has the numbers.
 */
enum dir_class { DIR_DONE, DIR_WAIT, DIR_POLICY, DIR_PERMISSION, DIR_SILENT };

/* What is in no other class is SILENT: it proves nothing. */
enum dir_class	 directory_class(uint32_t error);
const char	*directory_error_text(uint32_t error);

#define DIR_USER_NOT_FOUND	2221	/* WIN32_NERR_USER_NOT_FOUND */

#endif
