/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of clients that are to enrol: enrolled.h. */
#include <errno.h>
#include <string.h>

#include "store/batch.h"
#include "store/enrolled.h"
#include "store/page.h"

static int
add(struct db *db, void *payload)
{
	const struct token_row	*t = payload;
	struct sql		 q;

	q = sql_make(db, "INSERT INTO token VALUES (?, ?, ?, ?, ?, 0, ?)");
	put_bytes(&q, t->id, sizeof(t->id));
	put_text(&q, t->name);
	put_bytes(&q, t->public_key, sizeof(t->public_key));
	put_wall(&q, t->created);
	put_wall(&q, t->expires);
	put_guid(&q, &t->client);
	return sql_run(&q);
}

void
store_token_add(struct batch *b, const struct token_row *row)
{
	struct token_row	*t = batch_change(b, add, sizeof(*t));

	if (t == NULL)
		return;
	*t = *row;
	t->name = batch_text(b, row->name);
}

static bool
is_known(struct db *db, const struct token_row *t, int *error)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM token WHERE id = ?");
	bool		 known;

	put_bytes(&q, t->id, sizeof(t->id));
	known = sql_row(&q);
	*error = sql_end(&q);
	return known;
}

static int
use(struct db *db, void *payload)
{
	const struct token_row	*t = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE token SET used = ? WHERE id = ? AND used = "
	    "0");
	put_wall(&q, t->used);
	put_bytes(&q, t->id, sizeof(t->id));
	error = sql_run(&q);
	if (error != 0 || db_changes(db) > 0)
		return error;
	if (is_known(db, t, &error))
		return db_refuse(db, EALREADY, "the token was used already");
	return error != 0 ? error : db_refuse(db, ENOENT,
	    "there is no such token");
}

void
store_token_use(struct batch *b, const uint8_t id[static TOKEN_ID_SIZE],
    struct wall at)
{
	struct token_row	*t = batch_change(b, use, sizeof(*t));

	if (t == NULL)
		return;
	memcpy(t->id, id, TOKEN_ID_SIZE);
	t->used = at;
}

static int
prune(struct db *db, void *payload)
{
	const struct wall	*before = payload;
	struct sql		 q = sql_make(db, "DELETE FROM token WHERE "
				    "expires < ?");

	put_wall(&q, *before);
	return sql_run(&q);
}

void
store_token_prune(struct batch *b, struct wall expired_before)
{
	struct wall	*w = batch_change(b, prune, sizeof(*w));

	if (w != NULL)
		*w = expired_before;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct token_row	*t = row;

	get_bytes(q, t->id, sizeof(t->id));
	t->name = get_text(q, mem);
	get_bytes(q, t->public_key, sizeof(t->public_key));
	t->created = get_wall(q);
	t->expires = get_wall(q);
	t->used = get_wall(q);
	t->client = get_guid(q);
}

static void
deliver(struct page *p)
{
	const struct token_list	 list = { p->rows, p->n, p->more };

	((token_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_tokens(struct store *st, const uint8_t *after, token_done *done,
    void *arg)
{
	static const uint8_t		 none[TOKEN_ID_SIZE];
	static const struct page_noun	 noun = {
		sizeof(struct token_row), read_row, deliver
	};
	struct page			*p;

	p = page_new(&noun, after == NULL ?
	    "SELECT * FROM token WHERE id >= ? ORDER BY id LIMIT ?" :
	    "SELECT * FROM token WHERE id > ? ORDER BY id LIMIT ?", 0);
	page_bytes(p, after == NULL ? none : after, TOKEN_ID_SIZE);
	return page_submit(st, p, (void (*)(void))done, arg);
}
