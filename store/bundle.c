/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bundle.h"

#include "store/batch.h"
#include "store/page.h"

static int
put_row(struct db *db, const struct bundle_row *row)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO bundle VALUES (?, ?, ?, ?, ?) "
	    "ON CONFLICT (name) DO UPDATE SET version = excluded.version, "
	    "since = excluded.since, who = excluded.who, "
	    "reason = excluded.reason");
	put_text(&q, row->name);
	put_text(&q, row->version);
	put_wall(&q, row->since);
	put_text(&q, row->who);
	put_text(&q, row->reason);
	return sql_run(&q);
}

static int
clear_files(struct db *db, const char *bundle)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM bundle_file WHERE bundle = ?");
	put_text(&q, bundle);
	return sql_run(&q);
}

static int
put_file(struct db *db, const char *bundle, const struct bundle_file_row *f)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO bundle_file VALUES (?, ?, ?, ?)");
	put_text(&q, bundle);
	put_text(&q, f->path);
	put_u64(&q, f->size);
	put_bytes(&q, f->sha256, sizeof(f->sha256));
	return sql_run(&q);
}

static int
put(struct db *db, void *payload)
{
	const struct bundle_row	*row = payload;
	size_t			 i;
	int			 error;

	error = put_row(db, row);
	if (error == 0)
		error = clear_files(db, row->name);
	for (i = 0; i < row->nfiles && error == 0; i++)
		error = put_file(db, row->name, &row->files[i]);
	return error;
}

void
store_bundle_put(struct batch *b, const struct bundle_row *from)
{
	struct bundle_row	*row = batch_change(b, put, sizeof(*row));
	struct bundle_file_row	*files;
	size_t			 i;

	if (row == NULL)
		return;
	*row = *from;
	row->name = batch_text(b, from->name);
	row->version = batch_text(b, from->version);
	row->who = batch_text(b, from->who);
	row->reason = batch_text(b, from->reason);
	row->files = files = arena_array(&b->mem, from->nfiles,
	    sizeof(*files));
	for (i = 0; files != NULL && i < from->nfiles; i++) {
		files[i] = from->files[i];
		files[i].path = batch_text(b, from->files[i].path);
	}
}

static void
read_row(struct sql *q, struct arena *mem, void *dst)
{
	struct bundle_row	*row = dst;

	row->name = get_text(q, mem);
	row->version = get_text(q, mem);
	row->since = get_wall(q);
	row->who = get_text(q, mem);
	row->reason = get_text(q, mem);
}

static void
deliver(struct page *p)
{
	const struct bundle_list	 list = { p->rows, p->n, p->more };

	((bundle_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_bundles(struct store *st, const char *after, bundle_done *done,
    void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct bundle_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, "SELECT name, version, since, who, reason "
	    "FROM bundle WHERE name > ? ORDER BY name LIMIT ?", 0);
	page_text(p, after);
	return page_submit(st, p, (void (*)(void))done, arg);
}

static void
read_file(struct sql *q, struct arena *mem, void *dst)
{
	struct bundle_file_row	*f = dst;

	f->bundle = get_text(q, mem);
	f->path = get_text(q, mem);
	f->size = get_u64(q);
	get_bytes(q, f->sha256, sizeof(f->sha256));
}

static void
deliver_files(struct page *p)
{
	const struct bundle_files	 list = { p->rows, p->n, p->more };

	((bundle_files_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_bundle_files(struct store *st, const char *after_bundle,
    const char *after_path, bundle_files_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct bundle_file_row), read_file, deliver_files
	};
	struct page			*p;

	p = page_new(&noun, "SELECT bundle, path, size, sha256 "
	    "FROM bundle_file WHERE (bundle, path) > (?, ?) "
	    "ORDER BY bundle, path LIMIT ?", 0);
	page_text(p, after_bundle);
	page_text(p, after_path);
	return page_submit(st, p, (void (*)(void))done, arg);
}
