/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/enrolled.h"

#include <errno.h>

#include "store/batch.h"
#include "store/page.h"

/* The statement was about one client. */
static int
run_one(struct sql *q)
{
	struct db	*db = q->db;
	int		 error = sql_run(q);

	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "the client is not enrolled");
	return error;
}

static int
put(struct db *db, void *payload)
{
	const struct enrolled_row	*e = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT INTO enrolled VALUES (?, ?, ?, ?, NULL, 0, "
	    "0, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
	    "agreement = excluded.agreement, signing = excluded.signing, "
	    "kek = NULL, highest = 0, seen = 0, since = excluded.since");
	put_guid(&q, &e->guid);
	put_text(&q, e->name);
	put_bytes(&q, e->agreement, sizeof(e->agreement));
	put_bytes(&q, e->signing, sizeof(e->signing));
	put_wall(&q, e->since);
	return sql_run(&q);
}

void
store_enrolled_put(struct batch *b, const struct enrolled_row *row)
{
	struct enrolled_row	*e = batch_change(b, put, sizeof(*e));

	if (e == NULL)
		return;
	*e = *row;
	e->name = batch_text(b, row->name);
}

struct kek {
	struct guid		 guid;
	struct store_blob	 kek;
};

static int
set_kek(struct db *db, void *payload)
{
	const struct kek	*k = payload;
	struct sql		 q = sql_make(db, "UPDATE enrolled SET "
				    "kek = ? WHERE guid = ?");

	put_blob(&q, k->kek);
	put_guid(&q, &k->guid);
	return run_one(&q);
}

void
store_enrolled_kek(struct batch *b, const struct guid *guid,
    struct store_blob kek)
{
	struct kek	*k = batch_change(b, set_kek, sizeof(*k));

	if (k == NULL)
		return;
	k->guid = *guid;
	k->kek = batch_blob(b, kek);
}

static int
set_sequence(struct db *db, void *payload)
{
	const struct enrolled_row	*e = payload;
	struct sql			 q = sql_make(db, "UPDATE enrolled "
					    "SET highest = ?, seen = ? "
					    "WHERE guid = ?");

	put_u64(&q, e->highest);
	put_u64(&q, e->seen);
	put_guid(&q, &e->guid);
	return run_one(&q);
}

void
store_enrolled_sequence(struct batch *b, const struct enrolled_row *row)
{
	struct enrolled_row	*e = batch_change(b, set_sequence, sizeof(*e));

	if (e == NULL)
		return;
	e->guid = row->guid;
	e->highest = row->highest;
	e->seen = row->seen;
}

static int
forget(struct db *db, void *payload)
{
	struct sql	 q = sql_make(db, "DELETE FROM enrolled "
			    "WHERE guid = ?");

	put_guid(&q, payload);
	return run_one(&q);
}

void
store_enrolled_forget(struct batch *b, const struct guid *guid)
{
	struct guid	*g = batch_change(b, forget, sizeof(*g));

	if (g != NULL)
		*g = *guid;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct enrolled_row	*e = row;

	e->guid = get_guid(q);
	e->name = get_text(q, mem);
	get_bytes(q, e->agreement, sizeof(e->agreement));
	get_bytes(q, e->signing, sizeof(e->signing));
	e->kek = get_blob(q, mem);
	e->highest = get_u64(q);
	e->seen = get_u64(q);
	e->since = get_wall(q);
}

static void
deliver(struct page *p)
{
	const struct enrolled_list	 list = { p->rows, p->n, p->more };

	((enrolled_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_enrolled(struct store *st, const struct guid *after,
    enrolled_done *done, void *arg)
{
	static const struct guid	 none;
	static const struct page_noun	 noun = {
		sizeof(struct enrolled_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, after == NULL ?
	    "SELECT * FROM enrolled WHERE guid >= ? ORDER BY guid LIMIT ?" :
	    "SELECT * FROM enrolled WHERE guid > ? ORDER BY guid LIMIT ?", 0);
	page_guid(p, after == NULL ? &none : after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
