/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/push_account.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"

#define MOST	256

struct payload {
	struct push_account_row	 row;
	const char		*key;
};

static int
put_row(struct db *db, void *payload)
{
	const struct payload		*p = payload;
	const struct push_account_row	*r = &p->row;
	struct sql			 q;

	if (p->key == NULL)
		return db_refuse(db, EINVAL, "the name of the account is no "
		    "text");
	q = sql_make(db, "INSERT OR REPLACE INTO push_account VALUES "
	    "(?, ?, ?, ?, ?, 0, 0, 0, 0, 0)");
	put_i64(&q, r->id);
	put_text(&q, r->name);
	put_text(&q, p->key);
	put_blob(&q, r->password);
	put_wall(&q, r->changed);
	return sql_run(&q);
}

void
store_push_account_put(struct batch *b, const struct push_account_row *row)
{
	struct payload	*p = batch_change(b, put_row, sizeof(*p));

	if (p == NULL)
		return;
	p->row = *row;
	p->row.name = batch_text(b, row->name);
	p->row.password = batch_blob(b, row->password);
	p->key = batch_fold(b, row->name);
}

static int
remove_row(struct db *db, void *payload)
{
	const struct payload	*p = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "DELETE FROM push_account WHERE name_key = ?");
	put_text(&q, p->key);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "no password of \"%s\" is known",
		    VIS(p->row.name));
	return error;
}

void
store_push_account_remove(struct batch *b, const char *name)
{
	struct payload	*p = batch_change(b, remove_row, sizeof(*p));

	if (p == NULL)
		return;
	p->row.name = batch_text(b, name);
	p->key = batch_fold(b, name);
}

static int
judge(struct db *db, void *payload)
{
	const struct push_account_row	*r = payload;
	struct sql			 q;

	q = sql_make(db, "UPDATE push_account SET is_proven = ?, "
	    "is_closed = ?, failures = ?, error = ?, failed = ? "
	    "WHERE id = ?");
	put_i64(&q, r->is_proven);
	put_i64(&q, r->is_closed);
	put_i64(&q, r->failures);
	put_i64(&q, r->error);
	put_wall(&q, r->failed);
	put_i64(&q, r->id);
	return sql_run(&q);
}

void
store_push_account_judge(struct batch *b, const struct push_account_row *row)
{
	struct push_account_row	*r = batch_change(b, judge, sizeof(*r));

	if (r != NULL)
		*r = *row;
}

static void
read_row(struct sql *q, struct arena *mem, void *dst)
{
	struct push_account_row	*r = dst;

	r->id = get_i64(q);
	r->name = get_text(q, mem);
	r->password = get_blob(q, mem);
	r->changed = get_wall(q);
	r->is_proven = get_i64(q) != 0;
	r->is_closed = get_i64(q) != 0;
	r->failures = get_u32(q);
	r->error = get_u32(q);
	r->failed = get_wall(q);
}

static void
deliver(struct page *p)
{
	const struct push_account_list	 list = { p->rows, p->n, p->more };

	((push_accounts_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_push_accounts(struct store *st, push_accounts_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct push_account_row), read_row, deliver
	};

	return page_submit(st, page_new(&noun, "SELECT id, name, password, "
	    "changed, is_proven, is_closed, failures, error, failed "
	    "FROM push_account ORDER BY name_key LIMIT ?", MOST),
	    (void (*)(void))done, arg);
}
