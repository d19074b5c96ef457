/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/recovery.h"

#include "store/batch.h"
#include "store/page.h"

static int
set_recovery(struct db *db, void *payload)
{
	const struct recovery_row	*r = payload;
	struct sql			 q;

	q = sql_make(db, "UPDATE recovery SET until_wall = ?, until_mono = ?, "
	    "until_boot = ?, opened = ?, closed = ?, who = ?, why = ?, "
	    "admitted = ?");
	put_stored_time(&q, &r->until);
	put_wall(&q, r->opened);
	put_wall(&q, r->closed);
	put_text(&q, r->who);
	put_text(&q, r->why);
	put_i64(&q, r->admitted);
	return sql_run(&q);
}

void
store_recovery_set(struct batch *b, const struct recovery_row *row)
{
	struct recovery_row	*r = batch_change(b, set_recovery, sizeof(*r));

	if (r == NULL)
		return;
	*r = *row;
	r->who = batch_text(b, row->who);
	r->why = batch_text(b, row->why);
}

static void
read_recovery(struct sql *q, struct arena *mem, void *row)
{
	struct recovery_row	*r = row;

	get_stored_time(q, &r->until);
	r->opened = get_wall(q);
	r->closed = get_wall(q);
	r->who = get_text(q, mem);
	r->why = get_text(q, mem);
	r->admitted = get_u32(q);
}

static void
deliver(struct page *p)
{
	((recovery_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? NULL : p->rows);
}

int
store_recovery(struct store *st, recovery_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct recovery_row), read_recovery, deliver
	};

	return page_submit(st, page_new(&noun, "SELECT until_wall, "
	    "until_mono, until_boot, opened, closed, who, why, admitted "
	    "FROM recovery LIMIT ?", 1), (void (*)(void))done, arg);
}
