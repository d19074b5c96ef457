/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/request.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"
#include "store/requests.h"

struct new_request {
	struct request_row	 row;
	struct request_target	 target;
	struct request_merge	 result;
};

/* Into the one that waits already, if there is one: 0 if not. */
static int
merge(struct db *db, const struct request_target *t,
    const struct request_row *row, int64_t *seq)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE request SET payload = ?, count = count + 1, "
	    "initial = min(initial, ?), latest = max(latest, ?) "
	    "WHERE computer_key = ? AND domain_key = ? AND kind = ? "
	    "RETURNING seq");
	put_blob(&q, row->payload);
	put_wall(&q, row->latest);
	put_wall(&q, row->latest);
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, row->kind);
	*seq = sql_row(&q) ? get_i64(&q) : 0;
	while (sql_row(&q))
		continue;
	return sql_end(&q);
}

static int
insert(struct db *db, const struct request_target *t,
    const struct request_row *row, int64_t *seq)
{
	struct sql	 q;
	int		 error;

	if ((error = db_next(db, "request", seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, 1, "
	    "?, ?, 1)");
	put_i64(&q, *seq);
	put_text(&q, t->computer);
	put_text(&q, t->computer_key);
	put_text(&q, t->domain);
	put_text(&q, t->domain_key);
	put_text(&q, row->kind);
	put_blob(&q, row->payload);
	put_wall(&q, row->latest);
	put_wall(&q, row->latest);
	return sql_run(&q);
}

static int
add(struct db *db, void *payload)
{
	struct new_request	*r = payload;
	int			 error;

	if (r->target.computer_key == NULL ||
	    r->target.computer_key[0] == '\0' || r->target.domain_key == NULL)
		return db_refuse(db, EINVAL, "\"%s.%s\" is no computer",
		    VIS(r->row.computer), VIS(r->row.domain));
	error = merge(db, &r->target, &r->row, &r->result.seq);
	r->result.fresh = error == 0 && r->result.seq == 0;
	return r->result.fresh ? insert(db, &r->target, &r->row,
	    &r->result.seq) : error;
}

int
requests_target(struct db *db, int64_t client, struct arena *mem,
    struct request_target *t)
{
	struct sql	 q = sql_make(db, "SELECT name, name_key, domain, "
			    "domain_key FROM client WHERE seq = ?");

	put_i64(&q, client);
	(void)sql_row(&q);
	t->computer = get_text(&q, mem);
	t->computer_key = get_text(&q, mem);
	t->domain = get_text(&q, mem);
	t->domain_key = get_text(&q, mem);
	return sql_end(&q);
}

static int
is_wanted(struct db *db, const struct request_target *t, const char *kind,
    int64_t *seq)
{
	struct sql	 q;

	q = sql_make(db, "SELECT seq FROM request WHERE computer_key = ? AND "
	    "domain_key = ? AND kind = ?");
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, kind);
	*seq = sql_row(&q) ? get_i64(&q) : 0;
	return sql_end(&q);
}

int
requests_want(struct db *db, const struct request_target *t,
    const struct request_row *row, bool again)
{
	int64_t	 seq;
	int	 error;

	error = again ? merge(db, t, row, &seq) :
	    is_wanted(db, t, row->kind, &seq);
	return error != 0 || seq != 0 ? error : insert(db, t, row, &seq);
}

int
requests_take_back(struct db *db, const struct request_target *t,
    const char *kind)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM request WHERE computer_key = ? AND "
	    "domain_key = ? AND kind = ?");
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, kind);
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
	r->target = (struct request_target){
		r->row.computer, batch_fold(b, row->computer),
		r->row.domain, batch_fold(b, row->domain)
	};
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
