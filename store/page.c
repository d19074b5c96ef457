/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct page *
page_new(const struct page_noun *noun, const char *sql, uint32_t limit)
{
	struct page	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	arena_init(&p->mem, PAGE_BYTES_MAX);
	p->noun = noun;
	p->sql = sql;
	p->limit = limit == 0 || limit > STORE_PAGE_MAX ? STORE_PAGE_MAX :
	    limit;
	return p;
}

static void
page_free(struct page *p)
{
	if (p != NULL)
		arena_free(&p->mem);
	free(p);
}

void
page_number(struct page *p, int64_t v)
{
	if (p != NULL) {
		p->keys[p->n_keys].type = KEY_NUMBER;
		p->keys[p->n_keys++].number = v;
	}
}

void
page_text(struct page *p, const char *s)
{
	if (p != NULL) {
		p->keys[p->n_keys].type = KEY_TEXT;
		p->keys[p->n_keys++].bytes.data =
		    arena_text(&p->mem, s, strlen(s));
	}
}

/* What is no text is no name of anything either: it finds nothing. */
void
page_name(struct page *p, const char *name)
{
	size_t	 size = 2 * strlen(name) + 1;
	char	*key;

	if (p == NULL)
		return;
	key = arena_alloc(&p->mem, size);
	if (key != NULL && text_fold(name, key, size) != 0)
		(void)strlcpy(key, "", size);
	p->keys[p->n_keys].type = KEY_TEXT;
	p->keys[p->n_keys++].bytes.data = key;
}

void
page_bytes(struct page *p, const void *data, size_t n)
{
	void	*copy;

	if (p == NULL)
		return;
	copy = arena_alloc(&p->mem, n);
	if (copy != NULL)
		memcpy(copy, data, n);
	p->keys[p->n_keys].type = KEY_BYTES;
	p->keys[p->n_keys++].bytes = (struct store_blob){ copy, n };
}

void
page_guid(struct page *p, const struct guid *g)
{
	page_bytes(p, g->b, sizeof(g->b));
}

static void
put_keys(struct sql *q, const struct page *p)
{
	size_t	 i;

	for (i = 0; i < p->n_keys; i++) {
		if (p->keys[i].type == KEY_NUMBER)
			put_i64(q, p->keys[i].number);
		else if (p->keys[i].type == KEY_TEXT)
			put_text(q, p->keys[i].bytes.data);
		else
			put_blob(q, p->keys[i].bytes);
	}
	put_i64(q, (int64_t)p->limit + 1);
}

static void *
row_at(const struct page *p, size_t i)
{
	return (char *)p->rows + i * p->noun->row_size;
}

static int
read_rows(struct page *p, struct db *db)
{
	struct sql	 q = sql_make(db, p->sql);
	size_t		 i;
	int		 error;

	put_keys(&q, p);
	while (sql_row(&q)) {
		p->more = p->n == p->limit;
		if (p->more)
			break;
		p->noun->read(&q, &p->mem, row_at(p, p->n++));
	}
	error = sql_end(&q);
	for (i = 0; error == 0 && p->complete != NULL && i < p->n; i++)
		error = p->complete(db, &p->mem, row_at(p, i));
	return error;
}

static void
run(struct job *job, struct db *db)
{
	struct page	*p = (struct page *)job;

	p->rows = arena_array(&p->mem, p->limit, p->noun->row_size);
	if ((p->rows == NULL && db_fail(db, SQLITE_NOMEM) != 0) ||
	    read_rows(p, db) != 0) {
		job_fail(job, db);
		p->n = 0;
		p->more = false;
	}
}

static void
deliver(struct job *job)
{
	struct page	*p = (struct page *)job;

	p->noun->deliver(p);
	page_free(p);
}

int
page_submit(struct store *st, struct page *p, void (*done)(void), void *arg)
{
	int	 error = -ENOMEM;

	if (p != NULL && arena_ok(&p->mem)) {
		p->job.run = run;
		p->job.deliver = deliver;
		p->done = done;
		p->arg = arg;
		error = job_submit(st, &p->job);
	}
	if (error != 0)
		page_free(p);
	return error;
}
