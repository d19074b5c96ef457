/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/site.h"

#include <errno.h>
#include <string.h>

#include "store/batch.h"
#include "store/page.h"

static int
create(struct db *db, void *payload)
{
	const struct site_row	*s = payload;
	struct sql		 q;
	size_t			 i;
	int			 error;

	q = sql_make(db, "INSERT INTO site VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, "
	    "?) ON CONFLICT DO NOTHING");
	put_text(&q, s->code);
	for (i = 0; i < 3; i++)
		put_i64(&q, s->sid[i]);
	put_guid(&q, &s->server);
	put_i64(&q, s->node);
	put_i64(&q, s->key_id);
	put_blob(&q, s->key_check);
	put_wall(&q, s->created);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, EEXIST, "the site has its identity "
		    "already");
	return error;
}

void
store_site_create(struct batch *b, const struct site_row *row)
{
	struct site_row	*s = batch_change(b, create, sizeof(*s));

	if (s != NULL) {
		*s = *row;
		s->key_check = batch_blob(b, row->key_check);
	}
}

static int
set_key(struct db *db, void *payload)
{
	const struct site_row	*s = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE site SET key_id = ?, key_check = ?");
	put_i64(&q, s->key_id);
	put_blob(&q, s->key_check);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "the site has no identity yet");
	return error;
}

void
store_site_key(struct batch *b, uint32_t key_id, struct store_blob check)
{
	struct site_row	*s = batch_change(b, set_key, sizeof(*s));

	if (s != NULL) {
		s->key_id = key_id;
		s->key_check = batch_blob(b, check);
	}
}

static void
read_site(struct sql *q, struct arena *mem, void *row)
{
	struct site_row	*s = row;
	size_t		 i;

	(void)strlcpy(s->code, get_text(q, mem), sizeof(s->code));
	for (i = 0; i < 3; i++)
		s->sid[i] = get_u32(q);
	s->server = get_guid(q);
	s->node = get_u32(q);
	s->key_id = get_u32(q);
	s->key_check = get_blob(q, mem);
	s->created = get_wall(q);
}

static void
deliver_site(struct page *p)
{
	((site_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? NULL : p->rows);
}

int
store_site(struct store *st, site_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct site_row), read_site, deliver_site
	};

	return page_submit(st, page_new(&noun, "SELECT code, sid0, sid1, sid2, "
	    "server, node, key_id, key_check, created FROM site LIMIT ?", 1),
	    (void (*)(void))done, arg);
}

struct setting {
	const char	*key;
	const char	*value;		/* NULL: unset */
};

static int
set(struct db *db, void *payload)
{
	const struct setting	*s = payload;
	struct sql		 q;

	if (s->value == NULL) {
		q = sql_make(db, "DELETE FROM setting WHERE key = ?");
		put_text(&q, s->key);
	} else {
		q = sql_make(db, "INSERT INTO setting VALUES (?, ?) "
		    "ON CONFLICT DO UPDATE SET value = excluded.value");
		put_text(&q, s->key);
		put_text(&q, s->value);
	}
	return sql_run(&q);
}

void
store_setting_set(struct batch *b, const char *key, const char *value)
{
	struct setting	*s = batch_change(b, set, sizeof(*s));

	if (s != NULL) {
		s->key = batch_text(b, key);
		s->value = batch_text_or_null(b, value);
	}
}

static void
read_value(struct sql *q, struct arena *mem, void *row)
{
	*(const char **)row = get_text(q, mem);
}

static void
deliver_value(struct page *p)
{
	((setting_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? NULL : *(const char **)p->rows);
}

int
store_setting(struct store *st, const char *key, setting_done *done,
    void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(const char *), read_value, deliver_value
	};
	struct page			*p;

	p = page_new(&noun, "SELECT value FROM setting WHERE key = ? LIMIT ?",
	    1);
	page_text(p, key);
	return page_submit(st, p, (void (*)(void))done, arg);
}
