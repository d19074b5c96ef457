/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/cleanup.h"

#include "store/batch.h"
#include "store/page.h"

static int
put_row(struct db *db, void *payload)
{
	const struct cleanup_row	*r = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT OR REPLACE INTO cleanup VALUES "
	    "(?, ?, ?, ?, ?, ?, ?, ?, ?)");
	put_i64(&q, r->account);
	put_i64(&q, r->failures);
	put_i64(&q, r->silent_ms);
	put_wall(&q, r->first);
	put_wall(&q, r->heard);
	put_stored_time(&q, &r->looked);
	put_i64(&q, r->going);
	return sql_run(&q);
}

void
store_cleanup_put(struct batch *b, const struct cleanup_row *row)
{
	struct cleanup_row	*r = batch_change(b, put_row, sizeof(*r));

	if (r != NULL)
		*r = *row;
}

static int
remove_row(struct db *db, void *payload)
{
	const struct cleanup_row	*r = payload;
	struct sql			 q;

	q = sql_make(db, "DELETE FROM cleanup WHERE account = ?");
	put_i64(&q, r->account);
	return sql_run(&q);
}

void
store_cleanup_remove(struct batch *b, int64_t account)
{
	struct cleanup_row	*r = batch_change(b, remove_row, sizeof(*r));

	if (r != NULL)
		r->account = account;
}

static void
read_row(struct sql *q, struct arena *mem, void *dst)
{
	struct cleanup_row	*r = dst;

	(void)mem;
	r->account = get_i64(q);
	r->failures = get_u32(q);
	r->silent_ms = get_i64(q);
	r->first = get_wall(q);
	r->heard = get_wall(q);
	get_stored_time(q, &r->looked);
	r->going = get_i64(q) != 0;
}

static void
deliver(struct page *p)
{
	const struct cleanup_list	 list = { p->rows, p->n, p->more };

	((cleanups_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_cleanups(struct store *st, int64_t after, cleanups_done *done,
    void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct cleanup_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, "SELECT account, failures, silent_ms, first, "
	    "heard, looked_wall, looked_mono, looked_boot, going FROM cleanup "
	    "WHERE account > ? ORDER BY account LIMIT ?", 0);
	page_number(p, after);
	return page_submit(st, p, (void (*)(void))done, arg);
}

/* --- the next run --- */

static int
set_run(struct db *db, void *payload)
{
	const struct cleanup_run	*r = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT OR REPLACE INTO cleanup_run VALUES "
	    "(1, ?, ?, ?, ?, ?, ?)");
	put_stored_time(&q, &r->due);
	put_wall(&q, r->written);
	put_wall(&q, r->last);
	put_i64(&q, r->removed);
	return sql_run(&q);
}

void
store_cleanup_run_set(struct batch *b, const struct cleanup_run *run)
{
	struct cleanup_run	*r = batch_change(b, set_run, sizeof(*r));

	if (r != NULL)
		*r = *run;
}

static void
read_run(struct sql *q, struct arena *mem, void *dst)
{
	struct cleanup_run	*r = dst;

	(void)mem;
	get_stored_time(q, &r->due);
	r->written = get_wall(q);
	r->last = get_wall(q);
	r->removed = get_u32(q);
}

static void
deliver_run(struct page *p)
{
	static const struct cleanup_run	 never;

	((cleanup_run_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? &never : p->rows);
}

int
store_cleanup_run(struct store *st, cleanup_run_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct cleanup_run), read_run, deliver_run
	};

	return page_submit(st, page_new(&noun, "SELECT due_wall, due_mono, "
	    "due_boot, written, last, removed FROM cleanup_run WHERE id = 1 "
	    "LIMIT ?", 1), (void (*)(void))done, arg);
}
