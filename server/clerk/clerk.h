/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk - what several workers must agree on: open files, sessions,
 * connections, drop box quotas, behind channels to the workers and the
 * director.
 *
 * Restart  a fresh clerk knows nothing.  Until every worker that it can see
 *          has claimed what it holds (clerk_msg.h), whatever else arrives is
 *          held back in its order; then it is settled and goes on with that.
 *          A worker that says nothing is waited for settle_ms.
 * Death    the end of a worker's channel frees all that it held.
 * Memory   channels stay the host's; clerk_free() lets go of them.
 */
#ifndef SERVER_CLERK_CLERK_H
#define SERVER_CLERK_CLERK_H

#include <stddef.h>

#include "base/err.h"
#include "server/chan.h"
#include "server/clerk/admission.h"
#include "server/clerk/quotas.h"
#include "server/smb/share_table.h"

struct clerk;
struct config;
struct event_base;

struct clerk_settings {
	struct share_limits	 shares;
	struct admission_limits	 admission;
	struct quota_limits	 quotas;
	int64_t			 settle_ms;
};

#define CLERK_SETTLE_MS	10000

void	clerk_settings_of(const struct config *, struct clerk_settings *);

/* Needs what the sandbox forbids. */
int	clerk_new(struct event_base *, const struct clerk_settings *,
	    struct clerk **, struct err *);
void	clerk_free(struct clerk **);
void	clerk_configure(struct clerk *, const struct clerk_settings *);
/* Workers that come up before the loop turns again are waited for. */
void	clerk_begin(struct clerk *);

/* A peer that does not take what it asked for is reported, once. */
void	clerk_on_stuck(struct clerk *, void (*stuck)(void *, struct chan *),
	    void *arg);
void	clerk_peer_up(struct clerk *, struct chan *);
void	clerk_peer_down(struct clerk *, struct chan *);

/* What it takes, and what runs it; as rows of a host's table of handlers. */
#define CLERK_MESSAGES(M)						\
	M(SHARE_OPEN, clerk_share_open)				\
	M(SHARE_CLAIM, clerk_share_claim)				\
	M(SHARE_CLOSE, clerk_share_close)				\
	M(SHARE_REMOVED, clerk_share_removed)				\
	M(SHARE_IO, clerk_share_io)					\
	M(SHARE_CHANGED, clerk_share_changed)				\
	M(SHARE_LOCK, clerk_share_lock)				\
	M(LOCK_CLAIM, clerk_lock_claim)				\
	M(SHARE_DELETE, clerk_share_delete)				\
	M(SHARE_RENAME, clerk_share_rename)				\
	M(SHARE_RENAMED, clerk_share_renamed)				\
	M(SHARE_ACK, clerk_share_ack)					\
	M(SHARE_CANCEL, clerk_share_cancel)				\
	M(SESSION_UP, clerk_session_up)				\
	M(SESSION_DOWN, clerk_session_down)				\
	M(SESSION_PREVIOUS, clerk_session_previous)			\
	M(SESSION_LIST, clerk_session_list)				\
	M(SESSION_END, clerk_session_end)				\
	M(ACCOUNT_END, clerk_account_end)				\
	M(ACCOUNT_BACK, clerk_account_back)				\
	M(CONN_UP, clerk_conn_up)					\
	M(CONN_LOGGED_ON, clerk_conn_logged_on)			\
	M(CONN_FAILED, clerk_conn_failed)				\
	M(CONN_DOWN, clerk_conn_down)					\
	M(QUOTA_ASK, clerk_quota_ask)					\
	M(QUOTA_CHARGE, clerk_quota_charge)				\
	M(QUOTA_DROP, clerk_quota_drop)				\
	M(QUOTA_STATE, clerk_quota_state)				\
	M(QUOTA_RELEASE, clerk_quota_release)				\
	M(CLAIMED, clerk_claimed)					\
	M(FILE_LIST, clerk_file_list)					\
	M(CLERK_STATS, clerk_stats)

#define CLERK_HANDLER(id, run)	{ MSG_##id, clerk_receive },
#define CLERK_HANDLERS		CLERK_MESSAGES(CLERK_HANDLER)

void	clerk_receive(void *, struct chan *, struct chan_msg *);

#endif
