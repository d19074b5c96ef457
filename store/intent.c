/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/intent.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"

static int
check_alone(struct db *db, const struct intent_row *i)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM intent "
			    "WHERE account = ? AND state < 6");
	bool		 found;
	int		 error;

	put_i64(&q, i->account);
	found = sql_row(&q);
	error = sql_end(&q);
	if (error == 0 && found)
		return db_refuse(db, EEXIST, "a change of account \"%s\" is "
		    "under way", VIS(i->name));
	return error;
}

static int
add(struct db *db, void *payload)
{
	const struct intent_row	*i = payload;
	struct sql		 q;
	int			 error = check_alone(db, i);

	if (error != 0)
		return error;
	q = sql_make(db, "INSERT INTO intent VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "1, ?, ?, 0, ?, ?, '')");
	put_i64(&q, i->id);
	put_i64(&q, i->kind);
	put_i64(&q, i->account);
	put_text(&q, i->name);
	put_i64(&q, i->generation);
	put_i64(&q, i->event);
	put_i64(&q, i->from);
	put_i64(&q, i->to);
	put_blob(&q, i->verifier);
	put_blob(&q, i->password);
	put_wall(&q, i->created);
	put_wall(&q, i->created);
	return sql_run(&q);
}

void
store_intent_add(struct batch *b, const struct intent_row *row)
{
	struct intent_row	*i = batch_change(b, add, sizeof(*i));

	if (i == NULL)
		return;
	*i = *row;
	i->name = batch_text(b, row->name);
	i->verifier = batch_blob(b, row->verifier);
	i->password = batch_blob(b, row->password);
}

struct new_state {
	int64_t			 id;
	enum intent_state	 state;
	const char		*why;
	struct wall		 at;
};

static int
set_state(struct db *db, void *payload)
{
	const struct new_state	*s = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE intent SET state = ?1, why = ?2, "
	    "changed = ?3, tries = tries + (?1 = 2), "
	    "verifier = iif(?1 < 6, verifier, NULL), "
	    "password = iif(?1 < 6, password, NULL) "
	    "WHERE id = ?4 AND state < 6");
	put_i64(&q, s->state);
	put_text(&q, s->why);
	put_wall(&q, s->at);
	put_i64(&q, s->id);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "no intent %lld is open",
		    (long long)s->id);
	return error;
}

void
store_intent_state(struct batch *b, int64_t id, enum intent_state state,
    const char *why, struct wall at)
{
	struct new_state	*s = batch_change(b, set_state, sizeof(*s));

	if (s == NULL)
		return;
	s->id = id;
	s->state = state;
	s->why = batch_text(b, why);
	s->at = at;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct intent_row	*i = row;

	i->id = get_i64(q);
	i->kind = (enum intent_kind)get_i64(q);
	i->account = get_i64(q);
	i->name = get_text(q, mem);
	i->generation = get_u32(q);
	i->event = (unsigned)get_u32(q);
	i->from = (unsigned)get_u32(q);
	i->to = (unsigned)get_u32(q);
	i->state = (enum intent_state)get_i64(q);
	i->verifier = get_blob(q, mem);
	i->password = get_blob(q, mem);
	i->tries = get_u32(q);
	i->created = get_wall(q);
	i->changed = get_wall(q);
	i->why = get_text(q, mem);
}

static void
deliver(struct page *p)
{
	struct intent_list	 list = { p->rows, p->n, p->more };

	((intents_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_intents(struct store *st, intents_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct intent_row), read_row, deliver
	};

	return page_submit(st, page_new(&noun, "SELECT id, kind, account, "
	    "name, generation, event, from_state, to_state, state, verifier, "
	    "password, tries, created, changed, why FROM intent "
	    "WHERE state < 6 ORDER BY created, id LIMIT ?", 0),
	    (void (*)(void))done, arg);
}
