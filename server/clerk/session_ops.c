/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "base/log.h"
#include "protocol/role/field.h"
#include "protocol/role/session_msg.h"
#include "server/clerk/clerk_impl.h"

/* Its worker closes it, and says so when it is done. */
static void
tell_to_close(struct clerk *c, const struct session *s, enum ntstatus why)
{
	struct clerk_peer	*p = clerk_worker(c, s->process);
	struct session_close	 close = { s->info.id, why };

	if (p == NULL)
		return;
	msg_put_session_close(peer_begin(p, MSG_SESSION_CLOSE, 0), &close);
	peer_end(p);
	c->sessions_ended++;
}

void
clerk_session_up(struct clerk_peer *p, struct chan_msg *m)
{
	struct clerk		*c = p->clerk;
	struct session_info	 info;
	struct session_text	 text;
	int			 rc;

	msg_get_session(&m->body, &info, &text);
	if (!peer_decoded(p, m))
		return;
	rc = sessions_up(c->sessions, p->process, &info);
	if (rc != 0) {
		log_error("%s: session %llx is not kept: %s",
		    chan_name(p->chan), (unsigned long long)info.id,
		    rc == -EEXIST ? "its id is taken" : "out of memory");
		return;
	}
	c->sessions_ever++;
	if (sessions_is_late(c->sessions, info.account, mono_now()))
		tell_to_close(c, sessions_find(c->sessions, info.id),
		    NT_NETWORK_SESSION_EXPIRED);
}

static void
session_ended(struct clerk *c, uint64_t id)
{
	struct session_asker	 who;
	struct clerk_peer	*asker;

	while (sessions_next_asker(c->sessions, id, &who)) {
		asker = clerk_worker(c, who.process);
		if (asker != NULL)
			peer_done(asker, who.question, NT_OK);
	}
	sessions_down(c->sessions, id);
}

void
clerk_session_down(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t		 id = rd_le64(&m->body);
	const struct session	*s;

	if (!peer_decoded(p, m))
		return;
	s = sessions_find(p->clerk->sessions, id);
	if (s != NULL && s->process == p->process)
		session_ended(p->clerk, id);
}

void
clerk_end_sessions(struct clerk *c, unsigned process)
{
	const struct session	*s;

	sessions_forget_askers(c->sessions, process);
	while ((s = sessions_of_process(c->sessions, process)) != NULL)
		session_ended(c, s->info.id);
}

void
clerk_session_previous(struct clerk_peer *p, struct chan_msg *m)
{
	struct clerk		*c = p->clerk;
	uint64_t		 id = rd_le64(&m->body);
	int64_t			 account = (int64_t)rd_le64(&m->body);
	struct session_asker	 who = { p->process, m->id };
	int			 rc;

	if (!peer_decoded(p, m))
		return;
	rc = sessions_ask(c->sessions, id, account, &who);
	if (rc == 0)
		tell_to_close(c, sessions_find(c->sessions, id),
		    NT_USER_SESSION_DELETED);
	else
		peer_done(p, m->id, rc == -ENOENT ? NT_NOT_FOUND :
		    NT_INSUFFICIENT_RESOURCES);
}

void
clerk_session_list(struct clerk_peer *p, struct chan_msg *m)
{
	struct session_list	 l;
	struct page_head	 h = { false, 0 };
	const struct session	*s;
	struct wr		*w;
	size_t			 begun;

	msg_get_session_list(&m->body, &l);
	if (!peer_decoded(p, m))
		return;
	w = peer_begin(p, MSG_SESSION_PAGE, m->id);
	begun = msg_begin_page(w);
	s = sessions_after(p->clerk->sessions, l.after);
	for (; s != NULL && h.n < l.most && wr_left(w) >= SESSION_ROW_MAX;
	    s = sessions_after(p->clerk->sessions, s->info.id)) {
		wr_le16(w, (uint16_t)s->process);
		msg_put_session(w, &s->info);
		h.n++;
	}
	h.more = s != NULL;
	msg_end_page(w, begun, &h);
	peer_end(p);
}

static void
send_ended(struct clerk_peer *p, uint64_t question, uint32_t n)
{
	wr_le32(peer_begin(p, MSG_ENDED, question), n);
	peer_end(p);
}

void
clerk_session_end(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t		 id = rd_le64(&m->body);
	const struct session	*s;

	if (!peer_decoded(p, m))
		return;
	s = sessions_find(p->clerk->sessions, id);
	if (s != NULL)
		tell_to_close(p->clerk, s, NT_USER_SESSION_DELETED);
	send_ended(p, m->id, s != NULL);
}

void
clerk_account_end(struct clerk_peer *p, struct chan_msg *m)
{
	struct sessions		*all = p->clerk->sessions;
	int64_t			 account = (int64_t)rd_le64(&m->body);
	const struct session	*s;
	uint32_t		 n = 0;

	if (!peer_decoded(p, m))
		return;
	sessions_account_ended(all, account, mono_now());
	for (s = sessions_of_account(all, account, 0); s != NULL;
	    s = sessions_of_account(all, account, s->info.id)) {
		tell_to_close(p->clerk, s, NT_NETWORK_SESSION_EXPIRED);
		n++;
	}
	send_ended(p, m->id, n);
}

void
clerk_account_back(struct clerk_peer *p, struct chan_msg *m)
{
	int64_t	 account = (int64_t)rd_le64(&m->body);

	if (peer_decoded(p, m))
		sessions_account_back(p->clerk->sessions, account);
}
