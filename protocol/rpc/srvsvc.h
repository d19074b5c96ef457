/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * srvsvc - the Server service, as far as we speak it: shares, sessions, open
 * files, what the server is and what time it has.
 *
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-SRVS] 2.2.4 (structures), 3.1.4 (operations).
 */
#ifndef PROTOCOL_RPC_SRVSVC_H
#define PROTOCOL_RPC_SRVSVC_H

#include "protocol/rpc/iface.h"
#include "protocol/rpc/level.h"

enum srvs_opnum {
	SRVS_CONNECTION_ENUM = 8, SRVS_FILE_ENUM = 9, SRVS_SESSION_ENUM = 12,
	SRVS_SHARE_ADD = 14, SRVS_SHARE_ENUM = 15, SRVS_SHARE_GET_INFO = 16,
	SRVS_SHARE_SET_INFO = 17, SRVS_SHARE_DEL = 18, SRVS_SHARE_CHECK = 20,
	SRVS_SERVER_GET_INFO = 21, SRVS_SERVER_DISK_ENUM = 23,
	SRVS_REMOTE_TOD = 28, SRVS_NAME_VALIDATE = 33,
	SRVS_SHARE_ENUM_STICKY = 36
};

enum srvs_share_type {
	SRVS_DISK = 0, SRVS_PRINTER = 1, SRVS_DEVICE = 2, SRVS_IPC = 3,
	SRVS_SPECIAL = (int)0x80000000U		/* or'd in: administrative */
};

#define SRVS_UNLIMITED	0xffffffffU

struct srvs_share {			/* levels 0 to 503, 1004 to 1501 */
	const char	*name;
	uint32_t	 type;		/* enum srvs_share_type */
	const char	*remark;
	uint32_t	 permissions;	/* share-level security only: 0 */
	uint32_t	 max_uses;
	uint32_t	 uses;
	const char	*path;
	const char	*password;	/* share-level security only: NULL */
	const char	*server;
	uint32_t	 flags;		/* caching and DFS bits */
	uint32_t	 sd_size;
	struct rd	 sd;		/* self-relative security descriptor */
};

struct srvs_session {			/* levels 0, 1, 2, 10, 502 */
	const char	*client;
	const char	*user;
	uint32_t	 opens;
	uint32_t	 active_s;
	uint32_t	 idle_s;
	uint32_t	 flags;
	const char	*client_type;
	const char	*transport;
};

struct srvs_file {			/* levels 2, 3 */
	uint32_t	 id;
	uint32_t	 permissions;	/* 1 read, 2 write, 4 create */
	uint32_t	 locks;
	const char	*path;
	const char	*user;
};

struct srvs_connection {		/* levels 0, 1 */
	uint32_t	 id;
	uint32_t	 type;		/* enum srvs_share_type */
	uint32_t	 opens;
	uint32_t	 users;
	uint32_t	 active_s;
	const char	*user;
	const char	*share;
};

struct srvs_server {			/* levels 100, 101, 102 */
	uint32_t	 platform;	/* 500: NT */
	const char	*name;
	uint32_t	 major;
	uint32_t	 minor;
	uint32_t	 type;		/* SV_TYPE_* bits */
	const char	*comment;
	uint32_t	 users;
	uint32_t	 idle_min;	/* before an idle session is dropped */
	uint32_t	 hidden;
	uint32_t	 announce_s;
	uint32_t	 announce_delta_ms;
	uint32_t	 licenses;
	const char	*user_path;
};

struct srvs_time {
	uint32_t	 elapsed_s;	/* since 1970-01-01 UTC */
	uint32_t	 uptime_ms;
	uint32_t	 hours, minutes, seconds, hundredths;	/* UTC */
	uint32_t	 west_min;	/* of UTC, signed */
	uint32_t	 interval;	/* of the clock, in 0.1 ms */
	uint32_t	 day, month, year, weekday;	/* Sunday: 0 */
};

/* The arguments; `server' is what the caller calls us and is ignored. */
struct srvs_enum {			/* every ...Enum but that of disks */
	const char	*server;
	const char	*where;		/* share or computer; path; client */
	const char	*user;
	struct rpc_list	 list;
};

struct srvs_share_args {		/* every other ...Share... */
	const char		*server;
	const char		*name;		/* or, for Check, the path */
	uint32_t		 level;
	struct srvs_share	*share;
	uint32_t		*parameter;	/* the faulty one */
	uint32_t		 reserved;
	uint32_t		 type;
};

struct srvs_server_args {
	const char		*server;
	uint32_t		 level;
	struct srvs_server	*info;
};

#define SRVS_DISKS_MAX	27		/* A to Z and the end of the list */

struct srvs_disk_args {
	const char	*server;
	uint32_t	 level;
	bool		 there;
	uint32_t	 count;
	char		 drive[SRVS_DISKS_MAX];	/* 'C' for "C:"; last: 0 */
	uint32_t	 preferred;
	uint32_t	 total;
	uint32_t	*resume;
};

struct srvs_time_args {
	const char		*server;
	struct srvs_time	*time;
};

struct srvs_name_args {
	const char	*server;
	const char	*name;
	uint32_t	 type;
	uint32_t	 flags;
};

extern const struct rpc_iface	srvsvc_iface;
extern const struct rpc_levels	srvs_shares, srvs_sessions, srvs_files,
				srvs_connections, srvs_servers;


#endif
