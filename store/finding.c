/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/finding.h"

#include <errno.h>

#include "store/batch.h"
#include "store/findings.h"
#include "store/page.h"

static int
again(struct db *db, const struct finding_row *f)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE finding SET count = count + 1, open = 1, "
	    "detail = ?, last = max(last, ?) "
	    "WHERE kind = ? AND client = ? AND other = ?");
	put_text(&q, f->detail);
	put_wall(&q, f->last);
	put_i64(&q, f->kind);
	put_guid(&q, &f->client);
	put_text(&q, f->other);
	return sql_run(&q);
}

int
findings_add(struct db *db, const struct finding_row *f)
{
	struct sql	 q;
	int64_t		 seq;
	int		 error;

	if ((error = again(db, f)) != 0 || db_changes(db) > 0)
		return error;
	if ((error = db_next(db, "finding", &seq)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, 1, "
	    "1)");
	put_i64(&q, seq);
	put_i64(&q, f->kind);
	put_guid(&q, &f->client);
	put_text(&q, f->other);
	put_text(&q, f->detail);
	put_wall(&q, f->last);
	put_wall(&q, f->last);
	return sql_run(&q);
}

static int
add(struct db *db, void *payload)
{
	return findings_add(db, payload);
}

void
store_finding(struct batch *b, const struct finding_row *row)
{
	struct finding_row	*f = batch_change(b, add, sizeof(*f));

	if (f == NULL)
		return;
	*f = *row;
	f->other = batch_text(b, row->other);
	f->detail = batch_text(b, row->detail);
}

static int
set_closed(struct db *db, void *payload)
{
	const int64_t	*seq = payload;
	struct sql	 q;
	int		 error;

	q = sql_make(db, "UPDATE finding SET open = 0 WHERE seq = ?");
	put_i64(&q, *seq);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "there is no finding %lld",
		    (long long)*seq);
	return error;
}

void
store_finding_close(struct batch *b, int64_t seq)
{
	int64_t	*p = batch_change(b, set_closed, sizeof(*p));

	if (p != NULL)
		*p = seq;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct finding_row	*f = row;

	f->seq = get_i64(q);
	f->kind = (enum finding_kind)get_i64(q);
	f->client = get_guid(q);
	f->other = get_text(q, mem);
	f->detail = get_text(q, mem);
	f->first = get_wall(q);
	f->last = get_wall(q);
	f->count = get_u64(q);
	f->open = get_i64(q) != 0;
}

static void
deliver(struct page *p)
{
	const struct finding_list	 list = { p->rows, p->n, p->more };

	((finding_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"seq, kind, client, other, detail, first, last, count, open"

int
store_findings(struct store *st, const struct finding_query *want,
    finding_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct finding_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, want->open_only ?
	    "SELECT " COLUMNS " FROM finding WHERE open = 1 AND seq > ? "
	    "ORDER BY seq LIMIT ?" :
	    "SELECT " COLUMNS " FROM finding WHERE seq > ? "
	    "ORDER BY seq LIMIT ?", want->limit);
	page_number(p, want->after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
