/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions and connections, which the clerk only has to know of.
 */
#include <stdlib.h>
#include <string.h>

#include "server/worker/link_impl.h"

static int
compare_sessions(const struct link_session *a, const struct link_session *b)
{
	return a->info.id < b->info.id ? -1 : a->info.id > b->info.id;
}

static int
compare_conns(const struct link_conn *a, const struct link_conn *b)
{
	return a->id < b->id ? -1 : a->id > b->id;
}

TREE_GENERATE(link_session_tree, link_session, node, compare_sessions)
TREE_GENERATE(link_conn_tree, link_conn, node, compare_conns)

static void
send_session(struct clerk_link *l, const struct link_session *s)
{
	msg_put_session(link_begin(l, MSG_SESSION_UP, 0), &s->info);
	link_end(l);
}

static void
send_number(struct clerk_link *l, enum msg_type type, uint64_t number)
{
	wr_le64(link_begin(l, type, 0), number);
	link_end(l);
}

static struct link_session *
session_find(struct clerk_link *l, uint64_t id)
{
	struct link_session	 want = { .info.id = id };

	return RB_FIND(link_session_tree, &l->sessions, &want);
}

static void
books_session_up(void *arg, const struct session_info *info)
{
	struct clerk_link	*l = arg;
	size_t			 user = strlen(info->user) + 1;
	size_t			 station = strlen(info->workstation) + 1;
	struct link_session	*s;

	if (session_find(l, info->id) != NULL)
		return;
	s = malloc(sizeof(*s) + user + station);
	if (s == NULL)
		return;
	s->info = *info;
	s->info.user = memcpy(s->text, info->user, user);
	s->info.workstation = memcpy(s->text + user, info->workstation,
	    station);
	(void)RB_INSERT(link_session_tree, &l->sessions, s);
	if (l->chan != NULL)
		send_session(l, s);
}

static void
books_session_down(void *arg, uint64_t id)
{
	struct clerk_link	*l = arg;
	struct link_session	*s = session_find(l, id);

	if (s == NULL)
		return;
	(void)RB_REMOVE(link_session_tree, &l->sessions, s);
	free(s);
	if (l->chan != NULL)
		send_number(l, MSG_SESSION_DOWN, id);
}

static void
books_previous_session(void *arg, uint64_t id, int64_t account,
    share_done *done, void *ctx)
{
	struct wr	*w = link_body(arg);
	struct question	*q;

	wr_le64(w, id);
	wr_le64(w, (uint64_t)account);
	q = link_ask(arg, MSG_SESSION_PREVIOUS, id);
	if (q == NULL) {
		done(ctx, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	q->done = done;
	q->ctx = ctx;
}

void
link_session_close(struct clerk_link *l, struct chan_msg *m)
{
	struct session_close	 c;

	msg_get_session_close(&m->body, &c);
	if (link_decoded(l, m) && session_find(l, c.id) != NULL)
		smb_close_session(l->server, c.id, c.why);
}

static struct link_conn *
conn_find(struct clerk_link *l, uint64_t id)
{
	struct link_conn	 want = { .id = id };

	return RB_FIND(link_conn_tree, &l->conns, &want);
}

static void
send_conn(struct clerk_link *l, const struct link_conn *c)
{
	msg_put_conn_up(link_begin(l, MSG_CONN_UP, 0), c->id, &c->address);
	link_end(l);
}

static void
send_logged_on(struct clerk_link *l, const struct link_conn *c)
{
	struct wr	*w = link_begin(l, MSG_CONN_LOGGED_ON, 0);

	wr_le64(w, c->id);
	wr_le64(w, (uint64_t)c->account);
	link_end(l);
}

static void
books_connected(void *arg, uint64_t id, const struct addr *address)
{
	struct clerk_link	*l = arg;
	struct link_conn	*c;

	if (conn_find(l, id) != NULL || (c = calloc(1, sizeof(*c))) == NULL)
		return;
	c->id = id;
	c->address = *address;
	(void)RB_INSERT(link_conn_tree, &l->conns, c);
	if (l->chan != NULL)
		send_conn(l, c);
}

static void
books_logged_on(void *arg, uint64_t id, int64_t account)
{
	struct clerk_link	*l = arg;
	struct link_conn	*c = conn_find(l, id);

	if (c == NULL || c->logged_on)
		return;
	c->logged_on = true;
	c->account = account;
	if (l->chan != NULL)
		send_logged_on(l, c);
}

static void
books_failed(void *arg, uint64_t id)
{
	struct clerk_link	*l = arg;

	if (l->chan != NULL && conn_find(l, id) != NULL)
		send_number(l, MSG_CONN_FAILED, id);
}

static void
books_disconnected(void *arg, uint64_t id)
{
	struct clerk_link	*l = arg;
	struct link_conn	*c = conn_find(l, id);

	if (c == NULL)
		return;
	(void)RB_REMOVE(link_conn_tree, &l->conns, c);
	free(c);
	if (l->chan != NULL)
		send_number(l, MSG_CONN_DOWN, id);
}

/* A connection that logged on while it was refused as half-open stays. */
void
link_conn_refuse(struct clerk_link *l, struct chan_msg *m)
{
	enum conn_refusal	 why;
	uint64_t		 id = msg_get_conn_refuse(&m->body, &why);
	struct link_conn	*c;

	if (!link_decoded(l, m))
		return;
	c = conn_find(l, id);
	if (c == NULL || (c->logged_on && why != CONN_TOO_MANY_LOGGED_ON))
		return;
	smb_refuse_connection(l->server, id, conn_refusal_text(why));
}

void
link_claim_people(struct clerk_link *l)
{
	struct link_session	*s;
	struct link_conn	*c;

	RB_FOREACH(s, link_session_tree, &l->sessions)
		send_session(l, s);
	RB_FOREACH(c, link_conn_tree, &l->conns) {
		send_conn(l, c);
		if (c->logged_on)
			send_logged_on(l, c);
	}
}

void
link_drop_people(struct clerk_link *l)
{
	struct link_session	*s;
	struct link_conn	*c;

	while ((s = RB_MIN(link_session_tree, &l->sessions)) != NULL) {
		(void)RB_REMOVE(link_session_tree, &l->sessions, s);
		free(s);
	}
	while ((c = RB_MIN(link_conn_tree, &l->conns)) != NULL) {
		(void)RB_REMOVE(link_conn_tree, &l->conns, c);
		free(c);
	}
}

void
link_people_books(struct smb_shares *b)
{
	b->previous_session = books_previous_session;
	b->session_up = books_session_up;
	b->session_down = books_session_down;
	b->connected = books_connected;
	b->logged_on = books_logged_on;
	b->failed = books_failed;
	b->disconnected = books_disconnected;
}
