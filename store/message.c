/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/message.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"

struct new_message {
	struct message_row	 row;
	const char		*system_key;
};

static int
add(struct db *db, void *payload)
{
	struct new_message	*m = payload;
	const struct message_row *r = &m->row;
	struct sql		 q;
	int64_t			 seq;
	int			 error;

	if (m->system_key == NULL)
		return db_refuse(db, EINVAL, "\"%s\" is no computer name",
		    VIS(r->system));
	if ((error = db_next(db, "message", &seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, ?)");
	put_i64(&q, seq);
	put_i64(&q, r->id);
	put_i64(&q, r->severity);
	put_i64(&q, r->level);
	put_text(&q, r->source);
	put_text(&q, r->component);
	put_text(&q, r->system);
	put_text(&q, m->system_key);
	put_text(&q, r->site);
	put_wall(&q, r->told);
	put_wall(&q, r->received);
	put_text(&q, r->strings);
	return sql_run(&q);
}

void
store_message(struct batch *b, const struct message_row *row)
{
	struct new_message	*m = batch_change(b, add, sizeof(*m));

	if (m == NULL)
		return;
	m->row = *row;
	m->row.source = batch_text(b, row->source);
	m->row.component = batch_text(b, row->component);
	m->row.system = batch_text(b, row->system);
	m->row.site = batch_text(b, row->site);
	m->row.strings = batch_text(b, row->strings);
	m->system_key = batch_fold(b, row->system);
}

struct prune {
	struct wall	 before;
	uint32_t	 most;
};

static int
prune(struct db *db, void *payload)
{
	const struct prune	*p = payload;
	struct sql		 q;

	q = sql_make(db, "DELETE FROM message WHERE seq IN (SELECT seq "
	    "FROM message WHERE received < ? ORDER BY received LIMIT ?)");
	put_wall(&q, p->before);
	put_i64(&q, p->most);
	return sql_run(&q);
}

void
store_message_prune(struct batch *b, struct wall before, uint32_t most)
{
	struct prune	*p = batch_change(b, prune, sizeof(*p));

	if (p != NULL)
		*p = (struct prune){ before, most };
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct message_row	*r = row;

	r->seq = get_i64(q);
	r->id = get_u32(q);
	r->severity = get_u32(q);
	r->level = get_u32(q);
	r->source = get_text(q, mem);
	r->component = get_text(q, mem);
	r->system = get_text(q, mem);
	r->site = get_text(q, mem);
	r->told = get_wall(q);
	r->received = get_wall(q);
	r->strings = get_text(q, mem);
}

static void
deliver(struct page *p)
{
	const struct message_list	 list = { p->rows, p->n, p->more };

	((message_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"seq, id, severity, level, source, component, system, site, " \
	"told, received, strings"

int
store_messages(struct store *st, const struct message_query *want,
    message_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct message_row), read_row, deliver
	};
	int64_t				 before = want->before;
	struct page			*p;

	p = page_new(&noun, want->system != NULL ?
	    "SELECT " COLUMNS " FROM message WHERE system_key = ? AND "
	    "severity >= ? AND seq < ? ORDER BY seq DESC LIMIT ?" :
	    "SELECT " COLUMNS " FROM message WHERE severity >= ? AND seq < ? "
	    "ORDER BY seq DESC LIMIT ?", want->limit);
	if (want->system != NULL)
		page_name(p, want->system);
	page_number(p, want->severity);
	page_number(p, before != 0 ? before : INT64_MAX);
	return page_submit(st, p, (void (*)(void))done, arg);
}
