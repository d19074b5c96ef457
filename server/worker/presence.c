/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/presence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/role/clerk_msg.h"
#include "protocol/role/session_msg.h"
#include "protocol/rpc/werror.h"
#include "protocol/smb2/access.h"
#include "server/worker/worker.h"

#define PAGE_ROWS	512
#define TEXT_MAX	(8U << 20)	/* of one question */

/* What NetrFileEnum calls permissions. */
#define PERM_READ	1U
#define PERM_WRITE	2U
#define PERM_CREATE	4U

struct guest {			/* a session */
	UT_hash_handle	 hh;
	uint64_t	 id;
	struct wall	 since;
	const char	*user;
	const char	*client;
	uint32_t	 opens;
};

struct use {			/* a session's open files of a share */
	UT_hash_handle	 hh;
	struct {
		uint64_t session;
		uint64_t share;
	}		 key;
	uint32_t	 opens;
};

struct question {
	TAILQ_ENTRY(question)	 link;
	uint64_t		 id;
	struct rpc_call		*call;
	enum rpc_rows_kind	 kind;
	struct arena		 memory;	/* guests, uses, all texts */
	struct guest		*guests;
	struct use		*uses;
	struct buf		 files;		/* of struct srvs_file */
	uint32_t		 rows;
	struct file_list	 next_file;
};

struct presence {
	struct worker			*w;
	TAILQ_HEAD(, question)		 questions;
	unsigned			 count;
	uint64_t			 last_id;
};

struct presence *
presence_new(struct worker *w)
{
	struct presence	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->w = w;
	TAILQ_INIT(&p->questions);
	return p;
}

/* --- the end of a question --- */

static void
end(struct presence *p, struct question *q, const struct rpc_rows *rows)
{
	TAILQ_REMOVE(&p->questions, q, link);
	p->count--;
	rpc_rows_done(q->call, rows);
	HASH_CLEAR(hh, q->guests);
	HASH_CLEAR(hh, q->uses);
	buf_free(&q->files);
	arena_free(&q->memory);
	free(q);
}

static void
fail(struct presence *p, struct question *q)
{
	end(p, q, &(struct rpc_rows){ .status = WERR_NOT_ENOUGH_MEMORY });
}

static bool
whole(const struct question *q)
{
	return arena_ok(&q->memory) && buf_ok(&q->files) &&
	    q->rows <= PRESENCE_ROWS_MAX;
}

static uint32_t
seconds_since(struct wall then)
{
	int64_t	 s = (wall_now().us - then.us) / 1000000;

	return s < 0 ? 0 : s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

static void
end_sessions(struct presence *p, struct question *q)
{
	struct srvs_session	*rows, *row;
	const struct guest	*g;
	uint32_t		 n = HASH_COUNT(q->guests);

	rows = row = arena_array(&q->memory, n, sizeof(*rows));
	if (!arena_ok(&q->memory)) {
		fail(p, q);
		return;
	}
	for (g = q->guests; g != NULL; g = g->hh.next)
		*row++ = (struct srvs_session){ .client = g->client,
		    .user = g->user, .opens = g->opens,
		    .active_s = seconds_since(g->since), .client_type = "",
		    .transport = "" };
	end(p, q, &(struct rpc_rows){ .count = n, .rows = rows });
}

static void
end_connections(struct presence *p, struct question *q)
{
	struct srvs_connection	*rows, *row;
	const struct guest	*g;
	const struct use	*u;
	uint32_t		 n = HASH_COUNT(q->uses);

	rows = row = arena_array(&q->memory, n, sizeof(*rows));
	if (!arena_ok(&q->memory)) {
		fail(p, q);
		return;
	}
	for (u = q->uses; u != NULL; u = u->hh.next) {
		HASH_FIND(hh, q->guests, &u->key.session,
		    sizeof(u->key.session), g);
		*row = (struct srvs_connection){ .type = SRVS_DISK,
		    .id = (uint32_t)(row - rows) + 1, .opens = u->opens,
		    .users = 1, .user = g == NULL ? "" : g->user,
		    .active_s = g == NULL ? 0 : seconds_since(g->since),
		    .share = worker_share_name(p->w, (uint32_t)u->key.share) };
		row++;
	}
	end(p, q, &(struct rpc_rows){ .count = n, .rows = rows });
}

static void
end_files(struct presence *p, struct question *q)
{
	struct rpc_rows	 rows = {
		.count = (uint32_t)(q->files.len / sizeof(struct srvs_file)),
		.rows = q->files.data,
	};

	end(p, q, &rows);
}

/* --- questions --- */

static void
ask_sessions(struct presence *p, struct question *q, uint64_t after)
{
	struct chan		*clerk = env_peer(p->w->env, ROLE_CLERK, 0);
	struct session_list	 l = { .after = after, .most = PAGE_ROWS };

	if (clerk == NULL) {
		fail(p, q);
		return;
	}
	msg_put_session_list(chan_begin(clerk, MSG_SESSION_LIST, q->id), &l);
	if (chan_end(clerk) != 0)
		fail(p, q);
}

static void
ask_files(struct presence *p, struct question *q)
{
	struct chan	*clerk = env_peer(p->w->env, ROLE_CLERK, 0);

	if (clerk == NULL) {
		fail(p, q);
		return;
	}
	msg_put_file_list(chan_begin(clerk, MSG_FILE_LIST, q->id),
	    &q->next_file);
	if (chan_end(clerk) != 0)
		fail(p, q);
}

void
presence_list(struct presence *p, struct rpc_call *call,
    enum rpc_rows_kind kind)
{
	struct question	*q = NULL;

	if (p->count < PRESENCE_ASKERS_MAX)
		q = calloc(1, sizeof(*q));
	if (q == NULL) {
		rpc_rows_done(call, &(struct rpc_rows){
		    .status = WERR_NOT_ENOUGH_MEMORY });
		return;
	}
	q->id = ++p->last_id;
	q->call = call;
	q->kind = kind;
	q->next_file.most = PAGE_ROWS;
	arena_init(&q->memory, TEXT_MAX);
	buf_init(&q->files, PRESENCE_ROWS_MAX * sizeof(struct srvs_file));
	TAILQ_INSERT_TAIL(&p->questions, q, link);
	p->count++;
	ask_sessions(p, q, 0);
}

static struct question *
asked(struct presence *p, uint64_t id)
{
	struct question	*q;

	TAILQ_FOREACH(q, &p->questions, link)
		if (q->id == id)
			return q;
	return NULL;
}

/* --- pages --- */

static const char *
keep(struct question *q, const char *s)
{
	return arena_text(&q->memory, s, strlen(s));
}

static void
add_guest(struct question *q, const struct session_info *s)
{
	struct guest	*g = arena_alloc(&q->memory, sizeof(*g)), *old;
	char		 address[ADDR_TEXT_SIZE];

	HASH_FIND(hh, q->guests, &s->id, sizeof(s->id), old);
	if (g == NULL || old != NULL)
		return;
	g->id = s->id;
	g->since = s->since;
	g->user = keep(q, s->user);
	g->client = keep(q, addr_text(&s->address, address));
	q->rows++;
	HASH_ADD(hh, q->guests, id, sizeof(g->id), g);
}

void
presence_sessions(struct presence *p, struct chan *ch, struct chan_msg *m)
{
	struct question		*q = asked(p, m->id);
	struct session_text	 text;
	struct session_info	 s = { .id = 0 };
	struct page_head	 h;
	unsigned		 i;

	msg_get_page_head(&m->body, &h);
	for (i = 0; i < h.n && rd_ok(&m->body); i++) {
		(void)rd_le16(&m->body);	/* whose worker */
		msg_get_session(&m->body, &s, &text);
		if (rd_ok(&m->body) && q != NULL)
			add_guest(q, &s);
	}
	if (!rd_end(&m->body))
		chan_malformed(ch, m);
	else if (q == NULL)
		return;
	else if (!whole(q))
		fail(p, q);
	else if (h.more && h.n > 0)
		ask_sessions(p, q, s.id);
	else
		ask_files(p, q);
}

static void
count_use(struct question *q, const struct file_row *f)
{
	struct use	 want, *u;

	memset(&want, 0, sizeof(want));
	want.key.session = f->session;
	want.key.share = f->share;
	HASH_FIND(hh, q->uses, &want.key, sizeof(want.key), u);
	if (u == NULL) {
		u = arena_alloc(&q->memory, sizeof(*u));
		if (u == NULL)
			return;
		u->key = want.key;
		HASH_ADD(hh, q->uses, key, sizeof(u->key), u);
	}
	u->opens++;
}

static uint32_t
permissions(const struct file_row *f)
{
	uint32_t	 p = 0;

	if (f->access & (FILE_READ_DATA | FILE_EXECUTE))
		p |= PERM_READ;
	if (f->access & (FILE_WRITE_DATA | FILE_APPEND_DATA))
		p |= PERM_WRITE;
	if (f->is_directory && (f->access & FILE_ADD_FILE))
		p |= PERM_CREATE;
	return p;
}

/* As the site server would call it, were its shares drives' folders. */
static const char *
local_path(struct presence *p, struct question *q, const struct file_row *f)
{
	char	 path[SHARE_PATH_SIZE + 32], *c;

	(void)snprintf(path, sizeof(path), "C:\\%s%s%s",
	    worker_share_name(p->w, f->share), f->path[0] == '\0' ? "" : "\\",
	    f->path);
	for (c = path; *c != '\0'; c++)
		if (*c == '/')
			*c = '\\';
	return keep(q, path);
}

static void
add_file(struct presence *p, struct question *q, const struct file_row *f)
{
	struct srvs_file	 row = { .id = (uint32_t)f->open,
				    .permissions = permissions(f),
				    .locks = f->locks, .user = "" };
	struct guest		*g;

	HASH_FIND(hh, q->guests, &f->session, sizeof(f->session), g);
	if (g != NULL) {
		g->opens++;
		row.user = g->user;
	}
	count_use(q, f);
	if (q->kind != RPC_FILES)
		return;
	row.path = local_path(p, q, f);
	q->rows++;
	buf_add(&q->files, &row, sizeof(row));
}

static void
finish(struct presence *p, struct question *q)
{
	static void	(*const ends[])(struct presence *, struct question *) = {
		[RPC_SESSIONS]		= end_sessions,
		[RPC_FILES]		= end_files,
		[RPC_CONNECTIONS]	= end_connections,
	};

	ends[q->kind](p, q);
}

void
presence_files(struct presence *p, struct chan *ch, struct chan_msg *m)
{
	struct question		*q = asked(p, m->id);
	struct file_row		 f = { .open = 0 };
	struct page_head	 h;
	char			 path[SHARE_PATH_SIZE];
	unsigned		 i;

	msg_get_page_head(&m->body, &h);
	for (i = 0; i < h.n && rd_ok(&m->body); i++) {
		msg_get_file_row(&m->body, &f, path);
		if (rd_ok(&m->body) && q != NULL)
			add_file(p, q, &f);
	}
	if (!rd_end(&m->body))
		chan_malformed(ch, m);
	else if (q == NULL)
		return;
	else if (!whole(q))
		fail(p, q);
	else if (h.more && h.n > 0) {
		q->next_file.process = f.process;
		q->next_file.open = f.open;
		ask_files(p, q);
	} else
		finish(p, q);
}

void
presence_clerk_lost(struct presence *p)
{
	struct question	*q;

	while ((q = TAILQ_FIRST(&p->questions)) != NULL)
		fail(p, q);
}

void
presence_free(struct presence **pp)
{
	if (*pp == NULL)
		return;
	presence_clerk_lost(*pp);
	free(*pp);
	*pp = NULL;
}
