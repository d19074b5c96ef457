/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/request.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"

struct new_request {
	struct request_row	 row;
	const char		*computer_key;
	const char		*domain_key;
	struct request_merge	 result;
};

/* Into the one that waits already, if there is one: seq stays 0 if not. */
static int
merge(struct db *db, struct new_request *r)
{
	struct sql	 q;
	int		 error;

	q = sql_make(db, "UPDATE request SET payload = ?, count = count + 1, "
	    "initial = min(initial, ?), latest = max(latest, ?) "
	    "WHERE computer_key = ? AND domain_key = ? AND kind = ? "
	    "RETURNING seq");
	put_blob(&q, r->row.payload);
	put_wall(&q, r->row.latest);
	put_wall(&q, r->row.latest);
	put_text(&q, r->computer_key);
	put_text(&q, r->domain_key);
	put_text(&q, r->row.kind);
	r->result.seq = sql_row(&q) ? get_i64(&q) : 0;
	while (sql_row(&q))
		continue;
	error = sql_end(&q);
	r->result.fresh = error == 0 && r->result.seq == 0;
	return error;
}

static int
add(struct db *db, void *payload)
{
	struct new_request	*r = payload;
	struct sql		 q;
	int			 error;

	if (r->computer_key == NULL || r->computer_key[0] == '\0' ||
	    r->domain_key == NULL)
		return db_refuse(db, EINVAL, "\"%s.%s\" is no computer",
		    VIS(r->row.computer), VIS(r->row.domain));
	if ((error = merge(db, r)) != 0 || !r->result.fresh)
		return error;
	if ((error = db_next(db, "request", &r->result.seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, 1, "
	    "?, ?, 1)");
	put_i64(&q, r->result.seq);
	put_text(&q, r->row.computer);
	put_text(&q, r->computer_key);
	put_text(&q, r->row.domain);
	put_text(&q, r->domain_key);
	put_text(&q, r->row.kind);
	put_blob(&q, r->row.payload);
	put_wall(&q, r->row.latest);
	put_wall(&q, r->row.latest);
	return sql_run(&q);
}

const struct request_merge *
store_request_add(struct batch *b, const struct request_row *row)
{
	struct new_request	*r = batch_change(b, add, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->row = *row;
	r->row.computer = batch_text(b, row->computer);
	r->row.domain = batch_text(b, row->domain);
	r->row.kind = batch_text(b, row->kind);
	r->row.payload = batch_blob(b, row->payload);
	r->computer_key = batch_fold(b, row->computer);
	r->domain_key = batch_fold(b, row->domain);
	return &r->result;
}

static int
drop(struct db *db, void *payload)
{
	const int64_t	*seq = payload;
	struct sql	 q;
	int		 error;

	q = sql_make(db, "DELETE FROM request WHERE seq = ?");
	put_i64(&q, *seq);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "there is no request %lld",
		    (long long)*seq);
	return error;
}

void
store_request_drop(struct batch *b, int64_t seq)
{
	int64_t	*p = batch_change(b, drop, sizeof(*p));

	if (p != NULL)
		*p = seq;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct request_row	*r = row;

	r->seq = get_i64(q);
	r->computer = get_text(q, mem);
	r->domain = get_text(q, mem);
	r->kind = get_text(q, mem);
	r->payload = get_blob(q, mem);
	r->count = get_u64(q);
	r->initial = get_wall(q);
	r->latest = get_wall(q);
	r->state = (enum request_state)get_i64(q);
}

static void
deliver(struct page *p)
{
	const struct request_list	 list = { p->rows, p->n, p->more };

	((request_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"seq, computer, domain, kind, payload, count, initial, " \
	"latest, state"

int
store_requests(struct store *st, const struct request_query *want,
    request_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct request_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, want->seq != 0 ?
	    "SELECT " COLUMNS " FROM request WHERE seq = ? LIMIT ?" :
	    "SELECT " COLUMNS " FROM request WHERE seq > ? "
	    "ORDER BY seq LIMIT ?", want->limit);
	page_number(p, want->seq != 0 ? want->seq : want->after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
