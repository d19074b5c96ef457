/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/accountlist.h"

#include <errno.h>

#include "store/batch.h"
#include "store/page.h"

static int
set(struct db *db, void *payload)
{
	const struct accountlist_row	*l = payload;
	struct sql			 q;
	int				 error;

	q = sql_make(db, "INSERT INTO accountlist VALUES (1, ?, ?, ?, ?, ?) "
	    "ON CONFLICT DO UPDATE SET serial = excluded.serial, "
	    "digest = excluded.digest, key = excluded.key, "
	    "list_form = excluded.list_form, site_form = excluded.site_form "
	    "WHERE excluded.serial > serial");
	put_u64(&q, l->serial);
	put_bytes(&q, l->digest, sizeof(l->digest));
	put_blob(&q, l->key);
	put_blob(&q, l->list_form);
	put_blob(&q, l->site_form);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, EALREADY, "the account list is serial "
		    "%llu or higher already", (unsigned long long)l->serial);
	return error;
}

void
store_accountlist_set(struct batch *b, const struct accountlist_row *row)
{
	struct accountlist_row	*l = batch_change(b, set, sizeof(*l));

	if (l == NULL)
		return;
	*l = *row;
	l->key = batch_blob(b, row->key);
	l->list_form = batch_blob(b, row->list_form);
	l->site_form = batch_blob(b, row->site_form);
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct accountlist_row	*l = row;

	l->serial = get_u64(q);
	get_bytes(q, l->digest, sizeof(l->digest));
	l->key = get_blob(q, mem);
	l->list_form = get_blob(q, mem);
	l->site_form = get_blob(q, mem);
}

static void
deliver(struct page *p)
{
	((accountlist_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? NULL : p->rows);
}

int
store_accountlist(struct store *st, accountlist_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct accountlist_row), read_row, deliver
	};

	return page_submit(st, page_new(&noun, "SELECT serial, digest, key, "
	    "list_form, site_form FROM accountlist LIMIT ?", 1),
	    (void (*)(void))done, arg);
}
