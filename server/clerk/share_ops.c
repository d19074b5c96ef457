/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions about open files.  An open and its close are answered under the
 * open's id; other questions under their own.
 */
#include "protocol/role/field.h"
#include "protocol/role/share_msg.h"
#include "server/clerk/clerk_impl.h"

static struct share_key
key_of(const struct clerk_peer *p, uint64_t open)
{
	return (struct share_key){ p->process, open };
}

static void
answer_open(struct clerk_peer *p, uint64_t open,
    const struct share_granted *g)
{
	msg_put_share_granted(peer_begin(p, MSG_SHARE_OPENED, open), g);
	peer_end(p);
}

static void
send_break(struct clerk_peer *p, const struct share_news *n)
{
	struct share_break	 b = { n->to.id, n->level,
				    n->kind == SHARE_NEWS_LOST };

	msg_put_share_break(peer_begin(p, MSG_SHARE_BREAK, 0), &b);
	peer_end(p);
}

static void
send_news(struct clerk_peer *p, const struct share_news *n)
{
	struct wr	*w;

	switch (n->kind) {
	case SHARE_NEWS_OPENED:
		answer_open(p, n->to.id, &n->granted);
		return;
	case SHARE_NEWS_LOCKED:
		peer_done(p, n->request, n->status);
		return;
	case SHARE_NEWS_BREAK:
	case SHARE_NEWS_LOST:
		send_break(p, n);
		return;
	case SHARE_NEWS_DELETING:
		w = peer_begin(p, MSG_SHARE_DELETING, 0);
		msg_put_open_id(w, n->to.id);
		msg_put_bool(w, n->deleting);
		break;
	case SHARE_NEWS_RENAMED:
		w = peer_begin(p, MSG_SHARE_RENAMED, 0);
		msg_put_open_id(w, n->to.id);
		msg_put_text(w, n->path);
		break;
	}
	peer_end(p);
}

void
clerk_tell_news(struct clerk *c)
{
	struct share_news	 n;
	struct clerk_peer	*p;

	while (share_table_news(c->table, &n)) {
		p = clerk_worker(c, n.to.process);
		if (p != NULL)
			send_news(p, &n);
	}
}

void
clerk_share_open(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_open	 o;
	struct share_granted	 g;

	msg_get_share_open(&m->body, &o, p->clerk->path);
	if (!peer_decoded(p, m))
		return;
	g = share_table_open(p->clerk->table, p->process, &o);
	clerk_tell_news(p->clerk);
	if (g.status != NT_LATER)
		answer_open(p, o.id, &g);
}

void
clerk_share_claim(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_claim	 c;

	msg_get_share_claim(&m->body, &c, p->clerk->path);
	if (peer_decoded(p, m))
		(void)share_table_claim(p->clerk->table, p->process, &c);
}

void
clerk_share_close(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t		 open = msg_get_open_id(&m->body);
	struct share_closed	 c;

	if (!peer_decoded(p, m))
		return;
	c = share_table_close(p->clerk->table, key_of(p, open));
	msg_put_share_closed(peer_begin(p, MSG_SHARE_CLOSED, open), &c);
	peer_end(p);
}

void
clerk_share_removed(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 open = msg_get_open_id(&m->body);

	if (peer_decoded(p, m))
		share_table_removed(p->clerk->table, key_of(p, open));
}

void
clerk_share_io(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t		 open = msg_get_open_id(&m->body);
	struct share_range	 range;

	msg_get_share_range(&m->body, &range);
	if (peer_decoded(p, m))
		peer_done(p, m->id, share_table_may_io(p->clerk->table,
		    key_of(p, open), &range));
}

void
clerk_share_changed(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 open = msg_get_open_id(&m->body);

	if (peer_decoded(p, m))
		share_table_changed(p->clerk->table, key_of(p, open));
}

/* The ranges of a request, all of them good; false: the peer is not. */
static bool
get_locking(struct clerk_peer *p, struct chan_msg *m, struct share_locking *l)
{
	size_t	 i;

	msg_get_share_locking(&m->body, l);
	if (!peer_decoded(p, m))
		return false;
	for (i = 0; i < l->n; i++)
		msg_get_share_range(&l->ranges, &p->clerk->ranges[i]);
	if (rd_end(&l->ranges))
		return true;
	chan_malformed(p->chan, m);
	return false;
}

void
clerk_share_lock(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_locking	 l;
	struct share_lock	 req = { .ranges = p->clerk->ranges,
				    .request = m->id };
	enum ntstatus		 status;

	if (!get_locking(p, m, &l))
		return;
	req.n = l.n;
	req.wait = l.wait;
	status = share_table_lock(p->clerk->table, key_of(p, l.open), &req);
	clerk_tell_news(p->clerk);
	if (status != NT_LATER)
		peer_done(p, m->id, status);
}

void
clerk_lock_claim(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_locking	 l;
	size_t			 i;

	if (!get_locking(p, m, &l))
		return;
	for (i = 0; i < l.n; i++)
		(void)share_table_claim_lock(p->clerk->table,
		    key_of(p, l.open), &p->clerk->ranges[i]);
}

void
clerk_share_delete(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 open = msg_get_open_id(&m->body);
	bool		 on = msg_get_bool(&m->body);
	enum ntstatus	 status;

	if (!peer_decoded(p, m))
		return;
	status = share_table_set_delete(p->clerk->table, key_of(p, open), on);
	clerk_tell_news(p->clerk);	/* before: the asker's handle, too */
	peer_done(p, m->id, status);
}

void
clerk_share_rename(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_rename	 r;

	msg_get_share_rename(&m->body, &r, p->clerk->path);
	if (peer_decoded(p, m))
		peer_done(p, m->id, share_table_rename(p->clerk->table,
		    key_of(p, r.open), r.to, r.target));
}

void
clerk_share_renamed(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 open = msg_get_open_id(&m->body);

	msg_get_text(&m->body, p->clerk->path, sizeof(p->clerk->path));
	if (peer_decoded(p, m))
		share_table_renamed(p->clerk->table, key_of(p, open),
		    p->clerk->path);
}

void
clerk_share_ack(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 open = msg_get_open_id(&m->body);
	uint8_t		 level = msg_get_oplock(&m->body);

	if (peer_decoded(p, m))
		share_table_ack(p->clerk->table, key_of(p, open), level);
}

/* Of a lock by its question's id, else of the open itself.  What was answered
   meanwhile is not found; the answer is on its way. */
void
clerk_share_cancel(struct clerk_peer *p, struct chan_msg *m)
{
	struct share_granted	 no = { NT_CANCELLED, OPLOCK_NONE };
	uint64_t		 open = msg_get_open_id(&m->body);
	struct share_key	 key = key_of(p, open);

	if (!peer_decoded(p, m))
		return;
	if (m->id == 0) {
		if (share_table_cancel_open(p->clerk->table, key))
			answer_open(p, open, &no);
	} else if (share_table_cancel_lock(p->clerk->table, key, m->id))
		peer_done(p, m->id, NT_CANCELLED);
}
