/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/clerk_link.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "server/worker/link_impl.h"

struct clerk_link *
clerk_link_new(void)
{
	struct clerk_link	*l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	RB_INIT(&l->opens);
	RB_INIT(&l->opening);
	RB_INIT(&l->questions);
	RB_INIT(&l->locking);
	TAILQ_INIT(&l->asked);
	RB_INIT(&l->sessions);
	RB_INIT(&l->conns);
	RB_INIT(&l->tickets);
	l->books.arg = l;
	link_files_books(&l->books);
	link_locks_books(&l->books);
	link_people_books(&l->books);
	return l;
}

void
clerk_link_free(struct clerk_link **lp)
{
	struct clerk_link	*l = *lp;

	if (l == NULL)
		return;
	*lp = NULL;
	link_drop_questions(l);
	link_drop_files(l);
	link_drop_people(l);
	link_drop_quota(l);
	hint_view_free(&l->hints);
	free(l);
}

const struct smb_shares *
clerk_link_books(struct clerk_link *l)
{
	return &l->books;
}

void
clerk_link_serve(struct clerk_link *l, struct smb_server *server)
{
	l->server = server;
}

void
clerk_link_on_stuck(struct clerk_link *l,
    void (*stuck)(void *, struct chan *), void *arg)
{
	l->stuck = stuck;
	l->stuck_arg = arg;
}

struct wr *
link_begin(struct clerk_link *l, enum msg_type type, uint64_t id)
{
	return chan_begin(l->chan, type, id);
}

/* A clerk that is full is as good as dead: its successor is told all anew. */
void
link_end(struct clerk_link *l)
{
	int	 rc = chan_end(l->chan);

	if ((rc != -ENOBUFS && rc != -ENOMEM) || l->is_stuck)
		return;
	l->is_stuck = true;
	log_error("the clerk does not take its messages");
	if (l->stuck != NULL)
		l->stuck(l->stuck_arg, l->chan);
}

bool
link_decoded(struct clerk_link *l, const struct chan_msg *m)
{
	if (rd_end(&m->body))
		return true;
	chan_malformed(l->chan, m);
	return false;
}

void
clerk_link_up(struct clerk_link *l, struct chan *ch)
{
	l->chan = ch;
	l->is_stuck = false;
	chan_set_data(ch, l);
	link_claim_files(l);
	link_claim_people(l);
	link_claim_quota(l);
	(void)link_begin(l, MSG_CLAIMED, 0);
	link_end(l);
	link_open_again(l);
	link_ask_again(l);
	link_close_again(l);
}

void
clerk_link_down(struct clerk_link *l)
{
	l->chan = NULL;
	hint_view_free(&l->hints);
	link_drop_cancelled(l);
	link_files_lost(l);
}

static void
hint_table(struct clerk_link *l, struct chan_msg *m)
{
	int	 rc;

	hint_view_free(&l->hints);
	rc = hint_view_new(m->fd, &l->hints);
	if (rc != 0)
		log_error("the clerk's table of hints cannot be used: every "
		    "read and write will ask [errno=%d]", -rc);
}

void
clerk_link_receive(void *ctx, struct chan *ch, struct chan_msg *m)
{
	static link_run		*const runs[MSG_COUNT] = {
		[MSG_SHARE_OPENED]	= link_opened,
		[MSG_SHARE_CLOSED]	= link_closed,
		[MSG_SHARE_BREAK]	= link_break,
		[MSG_SHARE_DELETING]	= link_deleting,
		[MSG_SHARE_RENAMED]	= link_renamed,
		[MSG_SESSION_CLOSE]	= link_session_close,
		[MSG_CONN_REFUSE]	= link_conn_refuse,
		[MSG_HINT_TABLE]	= hint_table,
		[MSG_CLERK_DONE]	= link_done,
	};
	struct clerk_link	*l = chan_data(ch);

	(void)ctx;
	if (l != NULL && l->chan == ch)
		runs[m->type](l, m);
}
