/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk_impl - what the files of the clerk have in common.
 */
#ifndef SERVER_CLERK_CLERK_IMPL_H
#define SERVER_CLERK_CLERK_IMPL_H

#include <sys/queue.h>

#include "server/clerk/clerk.h"
#include "server/clerk/sessions.h"
#include "server/hint_table.h"

#define WORKERS_MAX	64

struct event;
struct held;

/* Who is at the other end of a channel; the channel's data. */
struct clerk_peer {
	LIST_ENTRY(clerk_peer) link;
	struct clerk	*clerk;
	struct chan	*chan;
	bool		 is_worker;
	unsigned	 process;	/* of a worker */
	bool		 claimed;	/* a worker: all that it holds */
	bool		 stuck;
};

struct clerk {
	struct event_base	*base;
	struct clerk_settings	 settings;
	struct share_table	*table;
	struct hint_table	*hints;
	struct sessions		*sessions;
	struct admission	*admission;
	struct quotas		*quotas;
	LIST_HEAD(, clerk_peer)	 peers;
	struct clerk_peer	*workers[WORKERS_MAX];	/* of them */
	struct event		*oplock_timer;
	struct mono		 armed;		/* {0}: not armed */
	struct event		*settle_timer;
	bool			 begun;
	bool			 settled;
	TAILQ_HEAD(, held)	 held;
	void			(*stuck)(void *, struct chan *);
	void			*stuck_arg;
	uint64_t		 sessions_ever, sessions_ended;
	char			 path[SHARE_PATH_SIZE];
	struct share_range	 ranges[SHARE_RANGES_MAX];
};

/* A message's handler; the body is decoded with peer_decoded() at its end. */
typedef void	clerk_run(struct clerk_peer *, struct chan_msg *);

/* peers.c */
bool		 peer_decoded(struct clerk_peer *, const struct chan_msg *);
struct wr	*peer_begin(struct clerk_peer *, enum msg_type, uint64_t id);
void		 peer_end(struct clerk_peer *);
void		 peer_done(struct clerk_peer *, uint64_t id, enum ntstatus);
/* NULL: there is no such worker (any more). */
struct clerk_peer *clerk_worker(struct clerk *, unsigned process);

/* share_ops.c */
clerk_run	 clerk_share_open, clerk_share_claim, clerk_share_close,
		 clerk_share_removed, clerk_share_io, clerk_share_changed,
		 clerk_share_lock, clerk_lock_claim, clerk_share_delete,
		 clerk_share_rename, clerk_share_renamed, clerk_share_ack,
		 clerk_share_cancel;
void		 clerk_tell_news(struct clerk *);

/* session_ops.c */
clerk_run	 clerk_session_up, clerk_session_down, clerk_session_previous,
		 clerk_session_list, clerk_session_end, clerk_account_end,
		 clerk_account_back;
void		 clerk_end_sessions(struct clerk *, unsigned process);

/* conn_ops.c */
clerk_run	 clerk_conn_up, clerk_conn_logged_on, clerk_conn_failed,
		 clerk_conn_down;

/* quota_ops.c */
clerk_run	 clerk_quota_ask, clerk_quota_charge, clerk_quota_drop,
		 clerk_quota_state, clerk_quota_release;

/* report_ops.c */
clerk_run	 clerk_file_list, clerk_stats;

/* settle.c */
clerk_run	 clerk_claimed;
/* Keeps a message of that peer for later; false: it is to be run now. */
bool		 clerk_hold(struct clerk_peer *, const struct chan_msg *);
void		 clerk_drop_held(struct clerk *, const struct clerk_peer *);
void		 clerk_check_settled(struct clerk *);
void		 clerk_settle_late(struct clerk *);

/* dispatch.c */
void		 clerk_dispatch(struct clerk_peer *, struct chan_msg *);
void		 clerk_oplock_time(struct clerk *);

#endif
