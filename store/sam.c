/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/sam.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/changelog.h"
#include "store/page.h"

#define KEY_SIZE	1200

struct put {
	struct sam_row	 row;
	const char	*name_key;	/* NULL though there is a name: none */
};

static int
check_name(struct db *db, const struct put *p, const char *key)
{
	struct sql	 q;
	bool		 taken;
	int		 error;

	if (p->row.name == NULL)
		return 0;
	if (p->name_key == NULL || p->name_key[0] == '\0')
		return db_refuse(db, EINVAL, "\"%s\" is no name of a group",
		    VIS(p->row.name));
	q = sql_make(db, "SELECT 1 FROM account WHERE name_key = ?1 AND "
	    "(state <> 3 OR kind <> 3) UNION ALL "
	    "SELECT 1 FROM sam WHERE name_key = ?1 AND key <> ?2");
	put_text(&q, p->name_key);
	put_text(&q, key);
	taken = sql_row(&q);
	if ((error = sql_end(&q)) != 0)
		return error;
	return taken ? db_refuse(db, EEXIST, "\"%s\" is the name of an "
	    "account or a group", VIS(p->row.name)) : 0;
}

static int
put(struct db *db, void *payload)
{
	const struct put	*p = payload;
	char			 key[KEY_SIZE];
	struct sql		 q;
	int			 error;

	if (p->row.rid == NULL)
		(void)snprintf(key, sizeof(key), "%s", p->row.key);
	else
		(void)snprintf(key, sizeof(key), "%s%08x", p->row.key,
		    *p->row.rid);
	if ((error = check_name(db, p, key)) != 0 ||
	    (!p->row.quiet && (error = changelog_fact(db, key)) != 0))
		return error;
	q = sql_make(db, "INSERT INTO sam VALUES (?, ?, ?) ON CONFLICT (key) "
	    "DO UPDATE SET name_key = excluded.name_key, "
	    "value = excluded.value");
	put_text(&q, key);
	put_text_or_null(&q, p->row.name == NULL ? NULL : p->name_key);
	put_blob(&q, p->row.value);
	return sql_run(&q);
}

void
store_sam_put(struct batch *b, const struct sam_row *row)
{
	struct put	*p = batch_change(b, put, sizeof(*p));

	if (p == NULL)
		return;
	p->row = *row;
	p->row.key = batch_text(b, row->key);
	p->row.name = batch_text_or_null(b, row->name);
	p->row.value = batch_blob(b, row->value);
	p->name_key = row->name == NULL ? NULL : batch_fold(b, row->name);
}

static int
take_away(struct db *db, void *payload)
{
	const char *const	*key = payload;
	struct sql		 q;
	int			 error;

	if ((error = changelog_fact(db, *key)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM sam WHERE key = ?");
	put_text(&q, *key);
	return sql_run(&q);
}

void
store_sam_remove(struct batch *b, const char *key)
{
	const char	**p = batch_change(b, take_away, sizeof(*p));

	if (p != NULL)
		*p = batch_text(b, key);
}

static int
next_rid(struct db *db, void *payload)
{
	uint32_t	*rid = payload;
	int64_t		 next;
	int		 error = db_next(db, "rid", &next);

	if (error == 0)
		*rid = (uint32_t)next;
	return error;
}

const uint32_t *
store_sam_rid(struct batch *b)
{
	return batch_change(b, next_rid, sizeof(uint32_t));
}

/* --- queries --- */

static void
read_fact(struct sql *q, struct arena *mem, void *dst)
{
	struct sam_row	*r = dst;

	r->key = get_text(q, mem);
	r->value = get_blob(q, mem);
}

static void
deliver(struct page *p)
{
	const struct sam_list	 list = { p->rows, p->n, p->more };

	((sam_rows_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_sam(struct store *st, const char *after, sam_rows_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct sam_row), read_fact, deliver
	};
	struct page			*p;

	p = page_new(&noun, "SELECT key, value FROM sam WHERE key > ? "
	    "ORDER BY key LIMIT ?", 0);
	page_text(p, after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
