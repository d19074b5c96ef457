/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk_link - a worker's end of the clerk: the books of server/smb/shares.h
 * over a channel, and the quota of the drop boxes.
 *
 * Loss     while the clerk is away, questions wait and hints say "ask".  When
 *          a new one comes, it is told all that the worker holds (clerk_msg.h),
 *          and asked again what was not answered.
 * Memory   the channel stays the host's; clerk_link_free() forgets questions
 *          under way, unanswered.
 */
#ifndef SERVER_WORKER_CLERK_LINK_H
#define SERVER_WORKER_CLERK_LINK_H

#include "protocol/role/quota_msg.h"
#include "server/chan.h"
#include "server/smb/shares.h"

struct clerk_link;

struct clerk_link	*clerk_link_new(void);
void			 clerk_link_free(struct clerk_link **);
const struct smb_shares	*clerk_link_books(struct clerk_link *);
/* Whom to tell of breaks and the like; before the first channel. */
void			 clerk_link_serve(struct clerk_link *,
			    struct smb_server *);
/* The clerk does not take what it is sent: told once for each. */
void			 clerk_link_on_stuck(struct clerk_link *,
			    void (*stuck)(void *, struct chan *), void *arg);

/* Uses the channel's data slot. */
void			 clerk_link_up(struct clerk_link *, struct chan *);
void			 clerk_link_down(struct clerk_link *);

/* A file on its way into a box; shares.h's status, QUOTA_EXCEEDED or DISK_FULL.
   Asking again for a ticket asks for its new size. */
void			 clerk_link_quota_ask(struct clerk_link *,
			    const struct quota_ask *, share_done *, void *ctx);
void			 clerk_link_quota_charge(struct clerk_link *,
			    uint64_t ticket, uint64_t bytes);	/* landed */
/* It never will; also takes back a question. */
void			 clerk_link_quota_drop(struct clerk_link *,
			    uint64_t ticket);

/* Rows of the host's table of handlers. */
void	clerk_link_receive(void *, struct chan *, struct chan_msg *);

#define CLERK_LINK_HANDLERS						\
	{ MSG_SHARE_OPENED,	clerk_link_receive },			\
	{ MSG_SHARE_CLOSED,	clerk_link_receive },			\
	{ MSG_SHARE_BREAK,	clerk_link_receive },			\
	{ MSG_SHARE_DELETING,	clerk_link_receive },			\
	{ MSG_SHARE_RENAMED,	clerk_link_receive },			\
	{ MSG_SESSION_CLOSE,	clerk_link_receive },			\
	{ MSG_CONN_REFUSE,	clerk_link_receive },			\
	{ MSG_HINT_TABLE,	clerk_link_receive },			\
	{ MSG_CLERK_DONE,	clerk_link_receive }

#endif
