/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/proposal.h"

#include <errno.h>

#include "store/batch.h"
#include "store/page.h"

/* Its place is taken, or its time was over. */
static int
clear_away(struct db *db, const struct proposal_row *p)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM proposal WHERE until_wall < ? OR "
	    "(uid = ? AND verb = ? AND object = ?)");
	put_wall(&q, p->made);
	put_i64(&q, p->uid);
	put_text(&q, p->verb);
	put_text(&q, p->object);
	return sql_run(&q);
}

static int
check_room(struct db *db)
{
	struct sql	 q = sql_make(db, "SELECT count(*) FROM proposal");
	int64_t		 n = sql_row(&q) ? get_i64(&q) : 0;
	int		 error = sql_end(&q);

	if (error == 0 && n >= PROPOSALS_MAX)
		return db_refuse(db, ENOSPC, "%lld proposals wait already: "
		    "confirm or withdraw some", (long long)n);
	return error;
}

static int
add(struct db *db, void *payload)
{
	struct proposal_row	*p = payload;
	struct sql		 q;
	int			 error;

	if ((error = clear_away(db, p)) != 0 ||
	    (error = check_room(db)) != 0 ||
	    (error = db_next(db, "proposal", &p->number)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?)");
	put_i64(&q, p->number);
	put_i64(&q, p->uid);
	put_text(&q, p->who);
	put_text(&q, p->verb);
	put_text(&q, p->object);
	put_text(&q, p->request);
	put_wall(&q, p->made);
	put_stored_time(&q, &p->until);
	return sql_run(&q);
}

const int64_t *
store_proposal_add(struct batch *b, const struct proposal_row *row)
{
	struct proposal_row	*p = batch_change(b, add, sizeof(*p));

	if (p == NULL)
		return NULL;
	*p = *row;
	p->who = batch_text(b, row->who);
	p->verb = batch_text(b, row->verb);
	p->object = batch_text(b, row->object);
	p->request = batch_text(b, row->request);
	return &p->number;
}

static int
remove_one(struct db *db, void *payload)
{
	const int64_t	*number = payload;
	struct sql	 q = sql_make(db, "DELETE FROM proposal WHERE number = "
			    "?");
	int		 error;

	put_i64(&q, *number);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "proposal %lld does not wait any "
		    "more", (long long)*number);
	return error;
}

void
store_proposal_remove(struct batch *b, int64_t number)
{
	int64_t	*p = batch_change(b, remove_one, sizeof(*p));

	if (p != NULL)
		*p = number;
}

/* --- reading --- */

static void
read_proposal(struct sql *q, struct arena *mem, void *row)
{
	struct proposal_row	*p = row;

	p->number = get_i64(q);
	p->uid = get_u32(q);
	p->who = get_text(q, mem);
	p->verb = get_text(q, mem);
	p->object = get_text(q, mem);
	p->request = get_text(q, mem);
	p->made = get_wall(q);
	get_stored_time(q, &p->until);
}

static void
deliver(struct page *p)
{
	struct proposal_list	 list = { p->rows, p->n, p->more };

	((proposals_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_proposals(struct store *st, proposals_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct proposal_row), read_proposal, deliver
	};

	return page_submit(st, page_new(&noun, "SELECT number, uid, who, "
	    "verb, object, request, made, until_wall, until_mono, until_boot "
	    "FROM proposal ORDER BY number LIMIT ?", PROPOSALS_MAX),
	    (void (*)(void))done, arg);
}
