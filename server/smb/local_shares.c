/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/local_shares.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

/* An open or a lock that waits. */
struct question {
	TAILQ_ENTRY(question)	 link;
	struct share_key	 key;
	uint64_t		 request;	/* 0: an open */
	share_open_done		*opened;
	share_done		*locked;
	void			*ctx;
};

struct asker {
	LIST_ENTRY(asker)	 link;
	share_done		*done;
	void			*ctx;
};

struct known_session {
	LIST_ENTRY(known_session) link;
	uint64_t		 id;
	int64_t			 account;
	LIST_HEAD(, asker)	 askers;	/* who wait for its end */
};

struct local_shares {
	struct smb_shares	 books;
	struct share_table	*table;
	struct smb_server	*server;
	TAILQ_HEAD(, question)	 questions;
	LIST_HEAD(, known_session) sessions;
	uint64_t		 requests;
	bool			 telling;
	void			(*wake)(void *);
	void			*wake_arg;
};

static struct share_key
key_of(uint64_t id)
{
	return (struct share_key){ 0, id };
}

/* Takes the question that a piece of news answers out of the queue. */
static bool
take_question(struct local_shares *ls, const struct share_news *n,
    struct question *out)
{
	uint64_t	 request;
	struct question	*q;

	request = n->kind == SHARE_NEWS_LOCKED ? n->request : 0;
	TAILQ_FOREACH(q, &ls->questions, link)
		if (q->key.id == n->to.id && q->request == request)
			break;
	if (q == NULL)
		return false;
	TAILQ_REMOVE(&ls->questions, q, link);
	*out = *q;
	free(q);
	return true;
}

static void
tell(struct local_shares *ls, const struct share_news *n)
{
	struct question	 q;

	switch (n->kind) {
	case SHARE_NEWS_OPENED:
		if (take_question(ls, n, &q))
			q.opened(q.ctx, &n->granted);
		break;
	case SHARE_NEWS_LOCKED:
		if (take_question(ls, n, &q))
			q.locked(q.ctx, n->status);
		break;
	case SHARE_NEWS_BREAK:
		smb_oplock_break(ls->server, n->to.id, n->level);
		break;
	case SHARE_NEWS_LOST:
		smb_oplock_lost(ls->server, n->to.id);
		break;
	case SHARE_NEWS_DELETING:
		smb_open_deleting(ls->server, n->to.id, n->deleting);
		break;
	case SHARE_NEWS_RENAMED:
		smb_open_renamed(ls->server, n->to.id, n->path);
		break;
	}
}

/* Who is told may ask again; what comes of that is told by the outer call. */
static void
tell_all(struct local_shares *ls)
{
	char			 path[SHARE_PATH_SIZE];
	struct share_news	 n;

	if (ls->telling)
		return;
	ls->telling = true;
	while (share_table_news(ls->table, &n)) {
		(void)memccpy(path, n.path, '\0', sizeof(path));
		n.path = path;
		tell(ls, &n);
	}
	ls->telling = false;
	if (ls->wake != NULL)
		ls->wake(ls->wake_arg);
}

/* Before each call of the table. */
static struct share_table *
table_now(struct local_shares *ls)
{
	share_table_time(ls->table, mono_now());
	return ls->table;
}

static struct question *
wait_for(struct local_shares *ls, uint64_t open, void *ctx)
{
	struct question	*q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->key = key_of(open);
	q->ctx = ctx;
	TAILQ_INSERT_TAIL(&ls->questions, q, link);
	return q;
}

static void
forget(struct local_shares *ls, struct question *q)
{
	TAILQ_REMOVE(&ls->questions, q, link);
	free(q);
}

static void
books_open(void *arg, const struct share_open *o, share_open_done *done,
    void *ctx)
{
	struct local_shares	*ls = arg;
	struct share_granted	 g = { NT_INSUFFICIENT_RESOURCES, 0 };
	struct question		*q = wait_for(ls, o->id, ctx);

	if (q != NULL) {
		q->opened = done;
		g = share_table_open(table_now(ls), 0, o);
		if (g.status != NT_LATER)
			forget(ls, q);
	}
	tell_all(ls);
	if (g.status != NT_LATER)
		done(ctx, &g);
}

static void
books_close(void *arg, uint64_t id, share_close_done *done, void *ctx)
{
	struct local_shares	*ls = arg;
	char			 path[SHARE_PATH_SIZE];
	struct share_closed	 c;

	c = share_table_close(table_now(ls), key_of(id));
	(void)memccpy(path, c.path, '\0', sizeof(path));
	c.path = path;
	tell_all(ls);
	done(ctx, &c);
}

static void
books_removed(void *arg, uint64_t id)
{
	share_table_removed(table_now(arg), key_of(id));
	tell_all(arg);
}

static unsigned
books_hint(void *arg, struct share_file file)
{
	struct local_shares	*ls = arg;

	return share_table_hint(ls->table, file);
}

static void
books_may_io(void *arg, uint64_t id, const struct share_range *range,
    share_done *done, void *ctx)
{
	struct local_shares	*ls = arg;

	done(ctx, share_table_may_io(ls->table, key_of(id), range));
}

static void
books_changed(void *arg, uint64_t id)
{
	share_table_changed(table_now(arg), key_of(id));
	tell_all(arg);
}

static void
books_lock(void *arg, uint64_t id, const struct share_range *ranges, size_t n,
    bool wait, share_done *done, void *ctx)
{
	struct local_shares	*ls = arg;
	struct share_lock	 l = { .ranges = ranges, .n = n,
				    .wait = wait };
	enum ntstatus		 status = NT_INSUFFICIENT_RESOURCES;
	struct question		*q = wait_for(ls, id, ctx);

	if (q != NULL) {
		q->locked = done;
		l.request = q->request = ++ls->requests;
		status = share_table_lock(table_now(ls), key_of(id), &l);
		if (status != NT_LATER)
			forget(ls, q);
	}
	tell_all(ls);
	if (status != NT_LATER)
		done(ctx, status);
}

static void
books_set_delete(void *arg, uint64_t id, bool on, share_done *done, void *ctx)
{
	struct local_shares	*ls = arg;
	enum ntstatus		 status;

	status = share_table_set_delete(ls->table, key_of(id), on);
	tell_all(ls);
	done(ctx, status);
}

static void
books_rename(void *arg, uint64_t id, const char *to, struct share_file target,
    share_done *done, void *ctx)
{
	struct local_shares	*ls = arg;

	done(ctx, share_table_rename(ls->table, key_of(id), to, target));
}

static void
books_renamed(void *arg, uint64_t id, const char *to)
{
	struct local_shares	*ls = arg;

	share_table_renamed(ls->table, key_of(id), to);
	tell_all(ls);
}

static void
books_oplock_ack(void *arg, uint64_t id, uint8_t level)
{
	share_table_ack(table_now(arg), key_of(id), level);
	tell_all(arg);
}

static void
books_cancel(void *arg, void *ctx)
{
	struct local_shares	*ls = arg;
	struct question		*q;

	TAILQ_FOREACH(q, &ls->questions, link)
		if (q->ctx == ctx)
			break;
	if (q == NULL)
		return;
	if (q->request == 0)
		(void)share_table_cancel_open(ls->table, q->key);
	else
		(void)share_table_cancel_lock(ls->table, q->key, q->request);
	forget(ls, q);
}

static struct known_session *
find_session(struct local_shares *ls, uint64_t id)
{
	struct known_session	*s;

	LIST_FOREACH(s, &ls->sessions, link)
		if (s->id == id)
			return s;
	return NULL;
}

static void
books_previous_session(void *arg, uint64_t id, int64_t account,
    share_done *done, void *ctx)
{
	struct local_shares	*ls = arg;
	struct known_session	*s = find_session(ls, id);
	struct asker		*a;

	if (s == NULL || s->account != account) {
		done(ctx, NT_NOT_FOUND);
		return;
	}
	a = calloc(1, sizeof(*a));
	if (a == NULL) {
		done(ctx, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	a->done = done;
	a->ctx = ctx;
	LIST_INSERT_HEAD(&s->askers, a, link);
	smb_close_session(ls->server, id, NT_USER_SESSION_DELETED);
}

static void
books_session_up(void *arg, const struct session_info *info)
{
	struct local_shares	*ls = arg;
	struct known_session	*s = calloc(1, sizeof(*s));

	if (s == NULL)		/* it cannot be taken over, that is all */
		return;
	s->id = info->id;
	s->account = info->account;
	LIST_INSERT_HEAD(&ls->sessions, s, link);
}

static void
end_session(struct known_session *s, bool answer)
{
	struct asker	*a;

	LIST_REMOVE(s, link);
	while ((a = LIST_FIRST(&s->askers)) != NULL) {
		LIST_REMOVE(a, link);
		if (answer)
			a->done(a->ctx, NT_OK);
		free(a);
	}
	free(s);
}

static void
books_session_down(void *arg, uint64_t id)
{
	struct known_session	*s = find_session(arg, id);

	if (s != NULL)
		end_session(s, true);
}

static void
books_connected(void *arg, uint64_t conn, const struct addr *a)
{
	(void)arg;
	(void)conn;
	(void)a;
}

static void
books_logged_on(void *arg, uint64_t conn, int64_t account)
{
	(void)arg;
	(void)conn;
	(void)account;
}

static void
books_failed(void *arg, uint64_t conn)
{
	(void)arg;
	(void)conn;
}

static void
books_disconnected(void *arg, uint64_t conn)
{
	(void)arg;
	(void)conn;
}

static const struct smb_shares	local_books = {
	.open = books_open,
	.close = books_close,
	.removed = books_removed,
	.hint = books_hint,
	.may_io = books_may_io,
	.changed = books_changed,
	.lock = books_lock,
	.set_delete = books_set_delete,
	.rename = books_rename,
	.renamed = books_renamed,
	.oplock_ack = books_oplock_ack,
	.cancel = books_cancel,
	.previous_session = books_previous_session,
	.session_up = books_session_up,
	.session_down = books_session_down,
	.connected = books_connected,
	.logged_on = books_logged_on,
	.failed = books_failed,
	.disconnected = books_disconnected,
};

struct local_shares *
local_shares_new(const struct share_limits *limits)
{
	struct local_shares	*ls = calloc(1, sizeof(*ls));

	if (ls == NULL)
		return NULL;
	ls->books = local_books;
	ls->books.arg = ls;
	TAILQ_INIT(&ls->questions);
	LIST_INIT(&ls->sessions);
	ls->table = share_table_new(limits);
	if (ls->table == NULL)
		local_shares_free(&ls);
	return ls;
}

void
local_shares_free(struct local_shares **lsp)
{
	struct local_shares	*ls = *lsp;
	struct known_session	*s;
	struct question		*q;

	if (ls == NULL)
		return;
	*lsp = NULL;
	while ((q = TAILQ_FIRST(&ls->questions)) != NULL)
		forget(ls, q);
	while ((s = LIST_FIRST(&ls->sessions)) != NULL)
		end_session(s, false);
	share_table_free(&ls->table);
	free(ls);
}

const struct smb_shares *
local_shares_books(struct local_shares *ls)
{
	return &ls->books;
}

void
local_shares_serve(struct local_shares *ls, struct smb_server *server)
{
	ls->server = server;
}

void
local_shares_on_wake(struct local_shares *ls, void (*wake)(void *), void *arg)
{
	ls->wake = wake;
	ls->wake_arg = arg;
}

bool
local_shares_deadline(const struct local_shares *ls, struct mono *out)
{
	return share_table_deadline(ls->table, out);
}

void
local_shares_tick(struct local_shares *ls)
{
	(void)table_now(ls);
	tell_all(ls);
}
