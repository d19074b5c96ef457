/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server - the inside of struct smb_server: what connections, sessions and
 * requests of one process share.
 */
#ifndef SERVER_SMB_SERVER_H
#define SERVER_SMB_SERVER_H

#include <sys/queue.h>

#include <event2/event_struct.h>

#include "base/log.h"
#include "protocol/auth/ntlm_server.h"
#include "protocol/smb2/crypto.h"
#include "server/smb/smb.h"

#define SMB_SHARES_MAX		16
#define SMB_LISTENERS_MAX	32
/* One receive for many small frames; shared by all connections. */
#define SMB_SCRATCH_SIZE	(128 * 1024)

struct conn;
struct session;
struct open;

TAILQ_HEAD(conn_list, conn);
TAILQ_HEAD(patient_list, request);

struct listener {
	struct smb_server	*server;
	int			 fd;
	uint32_t		 view;
	struct event		 ev;
	struct event		 pause;		/* out of descriptors: 1 s */
	struct mono		 told;		/* when that was logged last */
};

struct smb_server {
	struct event_base	*base;
	struct smb_settings	 settings;
	const struct smb_auth	*auth;
	const struct smb_shares	*books;
	const struct smb_rpc	*rpc[SMB_VIEWS_MAX];
	struct rpc_groups	*groups;
	struct smb_share	 shares[SMB_SHARES_MAX];
	size_t			 nshares;
	struct listener		 listeners[SMB_LISTENERS_MAX];
	size_t			 nlisteners;
	struct smb2_crypto	*crypto;
	struct ntlm_crypto	*ntlm;
	struct ntlm_names	 names;		/* point into settings */
	uint64_t		 started;	/* NT time */

	struct conn_list	 half_open;	/* not logged on, oldest first */
	struct conn_list	 logged_on;
	struct conn_list	 dirty;		/* with answers to be sent */
	struct patient_list	 patient;	/* want an interim answer */
	struct event		 tick;
	struct event		 flush;
	unsigned		 ticks;
	uint64_t		 next_conn;
	uint64_t		 next_open;
	struct session		*sessions;	/* by id, uthash */
	struct open		*opens;		/* by id, uthash */

	bool			 draining;
	struct mono		 drain_deadline;
	void			(*drained)(void *);
	void			*drained_arg;

	struct smb_stats	 stats;
	struct log_limit	 noise;		/* lines that strangers cause */
	uint8_t			*scratch;
};

const struct smb_share	*server_share(const struct smb_server *,
			    const char *name);

#endif
