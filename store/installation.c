/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/installation.h"

#include <errno.h>

#include "store/batch.h"
#include "store/page.h"

struct payload {
	const char	*key;
	struct wall	 at, since;
};

static int
add(struct db *db, void *payload)
{
	const struct payload	*p = payload;
	struct sql		 q;
	int			 error;

	if (p->key == NULL)
		return db_refuse(db, EINVAL, "the name of the machine is no "
		    "text");
	q = sql_make(db, "DELETE FROM installation WHERE name_key = ? AND "
	    "at < ?");
	put_text(&q, p->key);
	put_wall(&q, p->since);
	error = sql_run(&q);
	if (error != 0)
		return error;
	q = sql_make(db, "INSERT OR REPLACE INTO installation VALUES (?, ?)");
	put_text(&q, p->key);
	put_wall(&q, p->at);
	return sql_run(&q);
}

void
store_installed(struct batch *b, const char *computer, struct wall at,
    struct wall since)
{
	struct payload	*p = batch_change(b, add, sizeof(*p));

	if (p == NULL)
		return;
	p->key = batch_fold(b, computer);
	p->at = at;
	p->since = since;
}

static void
read_count(struct sql *q, struct arena *mem, void *row)
{
	(void)mem;
	*(uint64_t *)row = (uint64_t)get_i64(q);
}

static void
deliver(struct page *p)
{
	((installations_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? 0 : *(const uint64_t *)p->rows);
}

int
store_installations(struct store *st, const char *computer, struct wall since,
    installations_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(uint64_t), read_count, deliver
	};
	struct page			*p;

	p = page_new(&noun, "SELECT count(*) FROM installation "
	    "WHERE name_key = ? AND at >= ? LIMIT ?", 1);
	page_name(p, computer);
	page_number(p, since.us);
	return page_submit(st, p, (void (*)(void))done, arg);
}
