/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/clerk_msg.h"
#include "protocol/role/session_msg.h"
#include "server/clerk/clerk_impl.h"

static void
put_file(struct wr *w, const struct share_view *v)
{
	struct file_row	 row = {
		.process = (uint16_t)v->key.process,
		.open = v->key.id,
		.session = v->session,
		.share = v->share,
		.access = v->access,
		.sharing = v->sharing,
		.oplock = v->oplock,
		.locks = (uint32_t)v->locks,
		.is_directory = v->is_directory,
		.deleting = v->deleting,
		.path = v->path,
	};

	msg_put_file_row(w, &row);
}

void
clerk_file_list(struct clerk_peer *p, struct chan_msg *m)
{
	struct file_list	 l;
	struct page_head	 h = { false, 0 };
	struct share_view	 v;
	struct share_key	 after;
	struct wr		*w;
	size_t			 begun;

	msg_get_file_list(&m->body, &l);
	if (!peer_decoded(p, m))
		return;
	after = (struct share_key){ l.process, l.open };
	w = peer_begin(p, MSG_FILE_PAGE, m->id);
	begun = msg_begin_page(w);
	while (share_table_next(p->clerk->table, after, &v)) {
		h.more = h.n == l.most || wr_left(w) < FILE_ROW_MAX;
		if (h.more)
			break;
		put_file(w, &v);
		after = v.key;
		h.n++;
	}
	msg_end_page(w, begun, &h);
	peer_end(p);
}

static void
count_shares(const struct clerk *c, struct clerk_counts *n)
{
	struct share_counts	 s = share_table_counts(c->table);

	n->opens = s.opens;
	n->files = s.files;
	n->locks = s.locks;
	n->waiting = s.waiting;
	n->breaks = s.breaks;
	n->breaks_lost = s.lost;
	n->opens_refused = s.refused;
}

static void
count_connections(const struct clerk *c, struct clerk_counts *n)
{
	struct admission_counts	 a = admission_counts(c->admission);

	n->half_open = a.half_open;
	n->half_open_most = a.half_open_most;
	n->logged_on = a.logged_on;
	n->connections = a.taken;
	n->dropped = a.refused[CONN_TOO_MANY];
	n->dropped_address = a.refused[CONN_TOO_MANY_OF_ADDRESS];
	n->refused_address = a.refused[CONN_TOO_MANY_LOGGED_ON];
}

static void
count_boxes(const struct clerk *c, struct clerk_counts *n)
{
	struct quota_counts	 q = quotas_counts(c->quotas);

	n->box_files = q.files;
	n->box_bytes = q.bytes;
	n->drops_under_way = q.under_way;
	n->drops_refused = q.refused;
}

void
clerk_stats(struct clerk_peer *p, struct chan_msg *m)
{
	struct clerk		*c = p->clerk;
	struct clerk_counts	 n = {
		.sessions = sessions_count(c->sessions),
		.sessions_ever = c->sessions_ever,
		.sessions_ended = c->sessions_ended,
	};

	if (!peer_decoded(p, m))
		return;
	count_shares(c, &n);
	count_connections(c, &n);
	count_boxes(c, &n);
	msg_put_clerk_counts(peer_begin(p, MSG_CLERK_COUNTS, m->id), &n);
	peer_end(p);
}
