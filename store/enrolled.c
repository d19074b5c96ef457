/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/enrolled.h"

#include <errno.h>

#include "store/batch.h"
#include "store/page.h"
#include "store/uptakes.h"

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
	int				 error;

	q = sql_make(db, "INSERT INTO enrolled VALUES (?, ?, ?, ?, NULL, 0, "
	    "0, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
	    "agreement = excluded.agreement, signing = excluded.signing, "
	    "kek = NULL, highest = 0, seen = 0, since = excluded.since, "
	    "cohort = excluded.cohort");
	put_guid(&q, &e->guid);
	put_text(&q, e->name);
	put_bytes(&q, e->agreement, sizeof(e->agreement));
	put_bytes(&q, e->signing, sizeof(e->signing));
	put_wall(&q, e->since);
	put_i64(&q, e->cohort);
	error = sql_run(&q);
	return error != 0 ? error : uptakes_enrolled(db, &e->guid);
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

static int
set_kek(struct db *db, void *payload)
{
	const struct enrolled_row	*e = payload;
	struct sql			 q = sql_make(db, "UPDATE enrolled "
					    "SET kek = ? WHERE guid = ? "
					    "AND agreement = ?");

	put_blob(&q, e->kek);
	put_guid(&q, &e->guid);
	put_bytes(&q, e->agreement, sizeof(e->agreement));
	return sql_run(&q);
}

void
store_enrolled_kek(struct batch *b, const struct enrolled_row *row)
{
	struct enrolled_row	*e = batch_change(b, set_kek, sizeof(*e));

	if (e == NULL)
		return;
	*e = *row;
	e->kek = batch_blob(b, row->kek);
}

static int
set_cohort(struct db *db, void *payload)
{
	const struct enrolled_row	*e = payload;
	struct sql			 q = sql_make(db, "UPDATE enrolled "
					    "SET cohort = ? WHERE guid = ?");

	put_i64(&q, e->cohort);
	put_guid(&q, &e->guid);
	return sql_run(&q);
}

void
store_enrolled_cohort(struct batch *b, const struct guid *guid,
    unsigned cohort)
{
	struct enrolled_row	*e = batch_change(b, set_cohort, sizeof(*e));

	if (e != NULL)
		*e = (struct enrolled_row){ .guid = *guid,
		    .cohort = cohort };
}

struct sequence {
	struct guid			 guid;
	uint64_t			 n;
	const struct inbox_outcome	*outcome;
};

static int
read_window(struct db *db, const struct guid *guid,
    struct sequence_window *out)
{
	struct sql	 q = sql_make(db, "SELECT highest, seen FROM enrolled "
			    "WHERE guid = ?");

	put_guid(&q, guid);
	if (sql_row(&q)) {
		out->highest = get_u64(&q);
		out->seen = get_u64(&q);
	}
	return sql_end(&q);
}

static int
take_sequence(struct db *db, void *payload)
{
	const struct sequence	*s = payload;
	struct sequence_window	 w = { 0 };
	struct sql		 q;
	int			 error = read_window(db, &s->guid, &w);

	if (error != 0 ||
	    (s->outcome != NULL && s->outcome->fate == INBOX_LATER))
		return error;
	sequence_take(&w, s->n);
	q = sql_make(db, "UPDATE enrolled SET highest = ?, seen = ? "
	    "WHERE guid = ?");
	put_u64(&q, w.highest);
	put_u64(&q, w.seen);
	put_guid(&q, &s->guid);
	return run_one(&q);
}

void
store_enrolled_sequence(struct batch *b, const struct guid *guid,
    uint64_t sequence, const struct inbox_outcome *outcome)
{
	struct sequence	*s = batch_change(b, take_sequence, sizeof(*s));

	if (s != NULL)
		*s = (struct sequence){ *guid, sequence, outcome };
}

static int
forget(struct db *db, void *payload)
{
	struct sql	 q = sql_make(db, "DELETE FROM component_told "
			    "WHERE client = ?");
	int		 error;

	put_guid(&q, payload);
	error = sql_run(&q);
	if (error != 0)
		return error;
	q = sql_make(db, "DELETE FROM enrolled WHERE guid = ?");
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
	e->window.highest = get_u64(q);
	e->window.seen = get_u64(q);
	e->since = get_wall(q);
	e->cohort = get_u32(q);
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
