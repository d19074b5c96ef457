/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/replica.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/changelog.h"
#include "store/page.h"

/* --- the log --- */

static bool
has_replicas(struct db *db, int *error)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM replica LIMIT 1");
	bool		 found = sql_row(&q);

	*error = sql_end(&q);
	return found;
}

/* What either begins with; its time lives as long as the statement. */
struct entry {
	int64_t			 number;
	struct stored_time	 now;
};

/* 0 and no number: there is no replica. */
static int
entry_make(struct db *db, struct entry *e)
{
	int	 error;

	*e = (struct entry){ .now = { .wall = wall_now(),
	    .mono = mono_now() } };
	clock_boot_id(e->now.boot);
	return !has_replicas(db, &error) || error != 0 ? error :
	    db_next(db, "change", &e->number);
}

static void
entry_put(struct sql *q, const struct entry *e, enum change_kind kind)
{
	put_i64(q, e->number);
	put_i64(q, kind);
	put_stored_time(q, &e->now);
}

int
changelog_add(struct db *db, int64_t account, enum change_kind kind)
{
	struct entry	 e;
	struct sql	 q;
	int		 error = entry_make(db, &e);

	if (error != 0 || e.number == 0)
		return error;
	q = sql_make(db, "INSERT INTO account_change SELECT ?1, id, ?2, ?3, "
	    "?4, ?5, iif(?2 = 1, 0, state), iif(?2 = 1, NULL, verifier), "
	    "iif(?2 = 1, 0, changed), '', NULL FROM account WHERE id = ?6");
	entry_put(&q, &e, kind);
	put_i64(&q, account);
	return sql_run(&q);
}

/* Its state: was it there? */
int
changelog_fact(struct db *db, const char *key)
{
	struct entry	 e;
	struct sql	 q;
	int		 error = entry_make(db, &e);

	if (error != 0 || e.number == 0)
		return error;
	q = sql_make(db, "INSERT INTO account_change SELECT ?1, 0, ?2, ?3, "
	    "?4, ?5, count(*), NULL, 0, ?6, max(value) FROM sam "
	    "WHERE key = ?6");
	entry_put(&q, &e, CHANGE_FACT);
	put_text(&q, key);
	return sql_run(&q);
}

/* What every replica shows is of no use any more. */
static int
prune(struct db *db)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM account_change WHERE number <= "
	    "coalesce((SELECT min(shown) FROM replica), 9e18)");
	return sql_run(&q);
}

/* --- replicas --- */

static int
set(struct db *db, void *payload)
{
	const struct replica_row	*r = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT INTO replica VALUES (?, "
	    "(SELECT last FROM sequence WHERE kind = 'change'), ?, ?, ?, ?, ?, "
	    "?) ON CONFLICT (name) DO UPDATE SET paused = excluded.paused, "
	    "least = excluded.least, most = excluded.most, "
	    "waived_wall = excluded.waived_wall, "
	    "waived_mono = excluded.waived_mono, "
	    "waived_boot = excluded.waived_boot");
	put_text(&q, r->name);
	put_i64(&q, r->paused);
	put_i64(&q, r->least);
	put_i64(&q, r->most);
	put_stored_time(&q, &r->waived);
	return sql_run(&q);
}

void
store_replica_set(struct batch *b, const struct replica_row *row)
{
	struct replica_row	*r = batch_change(b, set, sizeof(*r));

	if (r == NULL)
		return;
	*r = *row;
	r->name = batch_text(b, row->name);
}

static int
take_away(struct db *db, void *payload)
{
	const char *const	*name = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "DELETE FROM replica WHERE name = ?");
	put_text(&q, *name);
	error = sql_run(&q);
	return error != 0 ? error : prune(db);
}

void
store_replica_remove(struct batch *b, const char *name)
{
	const char	**p = batch_change(b, take_away, sizeof(*p));

	if (p != NULL)
		*p = batch_text(b, name);
}

struct shown {
	const char	*name;
	uint64_t	 number;
};

static int
set_shown(struct db *db, void *payload)
{
	const struct shown	*s = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE replica SET shown = max(shown, ?) "
	    "WHERE name = ?");
	put_u64(&q, s->number);
	put_text(&q, s->name);
	if ((error = sql_run(&q)) != 0)
		return error;
	return db_changes(db) > 0 ? prune(db) : db_refuse(db, ENOENT,
	    "there is no replica \"%s\"", VIS(s->name));
}

void
store_replica_shown(struct batch *b, const char *name, uint64_t number)
{
	struct shown	*s = batch_change(b, set_shown, sizeof(*s));

	if (s != NULL)
		*s = (struct shown){ batch_text(b, name), number };
}

static void
read_replica(struct sql *q, struct arena *mem, void *dst)
{
	struct replica_row	*r = dst;

	r->name = get_text(q, mem);
	r->shown = get_u64(q);
	r->paused = get_i64(q) != 0;
	r->least = get_i64(q);
	r->most = get_i64(q);
	get_stored_time(q, &r->waived);
}

static void
deliver_replicas(struct page *p)
{
	const struct replica_list	 list = { p->rows, p->n };

	((replica_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_replicas(struct store *st, replica_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct replica_row), read_replica, deliver_replicas
	};

	return page_submit(st, page_new(&noun, "SELECT name, shown, paused, "
	    "least, most, waived_wall, waived_mono, waived_boot "
	    "FROM replica ORDER BY name LIMIT ?", 0),
	    (void (*)(void))done, arg);
}

static void
read_change(struct sql *q, struct arena *mem, void *dst)
{
	struct change_row	*c = dst;

	c->number = get_u64(q);
	c->account = get_i64(q);
	c->kind = (enum change_kind)get_i64(q);
	get_stored_time(q, &c->at);
	c->state = (enum account_state)get_i64(q);
	c->verifier = get_blob(q, mem);
	c->changed = get_wall(q);
	c->key = get_text(q, mem);
	c->value = get_blob(q, mem);
}

static void
deliver_changes(struct page *p)
{
	const struct change_list	 list = { p->rows, p->n, p->more };

	((change_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_changes(struct store *st, uint64_t after, change_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct change_row), read_change, deliver_changes
	};
	struct page			*p;

	p = page_new(&noun, "SELECT number, account, kind, at_wall, at_mono, "
	    "at_boot, state, verifier, changed, key, value "
	    "FROM account_change WHERE number > ? ORDER BY number LIMIT ?", 0);
	page_number(p, (int64_t)after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
