/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smb - the SMB 2/3 server as a library: give it a loop, settings, shares and
 * somebody to ask (auth.h, shares.h); it takes connections and serves files.
 *
 * Units    milliseconds, bytes.
 * Errors   0 or -errno with a sentence.
 * Memory   ops and arguments of shares, auth and books are borrowed for the
 *          server's life.  smb_server_free() closes what is still open, as a
 *          lost connection would (nothing lands).
 * Threads  one loop, one thread.  Several servers in several processes serve
 *          one set of shares when their struct smb_shares leads to one book.
 * Source   [MS-SMB2] 3.3.
 */
#ifndef SERVER_SMB_SMB_H
#define SERVER_SMB_SMB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/guid.h"
#include "protocol/auth/ntlm_message.h"
#include "server/smb/auth.h"
#include "server/smb/shares.h"
#include "server/smb/vfs.h"

struct event_base;
struct smb_server;
struct rpc_call;
struct rpc_domain_ask;
struct rpc_facts;
struct rpc_name;
struct rpc_services;
struct rpc_value;

#define SMB_VIEWS_MAX	16

enum smb_protection { SMB_OFF, SMB_DESIRED, SMB_REQUIRED };

struct smb_settings {
	struct guid	 guid;
	char		 netbios[16];
	char		 domain[16];
	char		 dns[128];
	struct ntlm_version version;	/* that it says to be; 0: the usual */
	unsigned	 process;	/* number of this server, below 1000 */
	bool		 signing_required;
	enum smb_protection encryption;
	bool		 anonymous_ipc;
	uint32_t	 max_io;
	uint32_t	 credits;
	uint32_t	 max_sessions;
	uint32_t	 max_trees;
	uint32_t	 max_opens;
	uint32_t	 max_locks;
	int64_t		 first_byte_ms;
	int64_t		 negotiate_ms;
	int64_t		 logon_ms;
	int64_t		 idle_ms;
	int64_t		 session_ms;
	int64_t		 slow_bytes;	/* per second */
	int64_t		 slow_ms;
};

struct smb_share {
	const char		*name;
	const char		*comment;
	const char		*path;		/* "C:\\NAME", for operators */
	uint32_t		 id;		/* for the books */
	bool			 operators_only;
	enum smb_protection	 encryption;
	const struct vfs_ops	*ops;		/* NULL: this is IPC$ */
	void			*arg;
	bool			 for_rescue;	/* whoever is to be rescued may
						   connect: ops see to the rest */
};

/* What the pipes of IPC$ ask of the world behind (protocol/rpc/host.h). */
struct smb_rpc {
	void			*arg;
	const struct rpc_facts	*facts;
	/* Answered by rpc_names_done(). */
	void	(*resolve_sids)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	void	(*resolve_names)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	/* Sessions, files or connections: rpc_rows_done(). */
	void	(*list)(void *arg, struct rpc_call *, int kind);
	/* Accounts: rpc_domain_done().  NULL: they are not shown. */
	void	(*domain)(void *arg, struct rpc_call *,
		    const struct rpc_domain_ask *);
	const struct rpc_value	*values;	/* of the registry */
	size_t			 value_count;	/* 0: it is not shown */
	const struct rpc_services *services;	/* NULL: none are shown */
};

struct smb_stats {
	uint64_t	 connections, sessions, opens;	/* now */
	uint64_t	 accepted, logons, refused;	/* since the start */
	uint64_t	 requests, bytes_in, bytes_out, bad_frames;
};

int	smb_server_new(struct event_base *, const struct smb_settings *,
	    const struct smb_auth *, const struct smb_shares *,
	    struct smb_server **out, struct err *);
int	smb_server_add_share(struct smb_server *, const struct smb_share *);
/* What the pipes of those who came over a listener of that view ask; borrowed.
   0 stands in for views that have none.  Views from SMB_VIEWS_MAX on: none. */
void	smb_server_set_rpc(struct smb_server *, uint32_t view,
	    const struct smb_rpc *);
/* Takes the listening socket; `view' goes into every auth question. */
int	smb_server_listen(struct smb_server *, int fd, uint32_t view,
	    struct err *);
/* Who the server says it is: before the first client. */
void	smb_server_identify(struct smb_server *, const struct guid *);
/* Its NetBIOS names, as clients see them. */
void	smb_server_names(const struct smb_server *, char name[static 16],
	    char domain[static 16]);
/* Changes what a reload may change: deadlines and limits. */
void	smb_server_tune(struct smb_server *, const struct smb_settings *);
/*
 * No new connections and requests; those under way are answered.  drained()
 * follows, at the latest after `ms'.
 */
void	smb_server_drain(struct smb_server *, int64_t ms,
	    void (*drained)(void *), void *arg);
void	smb_server_free(struct smb_server **);
void	smb_server_stats(const struct smb_server *, struct smb_stats *);

#endif
