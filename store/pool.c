/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pool.h"

#include "base/cohort.h"
#include "store/batch.h"
#include "store/page.h"

/* An account each, and a cohort has 32 at most: more than a page. */
#define LIVE_MAX	(COHORTS_MAX * 32)

static int
set_pool(struct db *db, void *payload)
{
	const struct pool_row	*p = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE pool SET running = ?, frozen = ?, refused = ?, why = ?, "
	    "next_due = ?, retired = ?, back = ?, hold = ?, away = ?, "
	    "seen_wall = ?, seen_mono = ?, seen_boot = ?");
	put_i64(&q, p->running);
	put_i64(&q, p->frozen);
	put_i64(&q, p->refused);
	put_text(&q, p->why);
	put_wall(&q, p->next_due);
	put_wall(&q, p->retired);
	put_wall(&q, p->back);
	put_wall(&q, p->hold);
	put_i64(&q, p->away);
	put_stored_time(&q, &p->seen);
	return sql_run(&q);
}

void
store_pool_set(struct batch *b, const struct pool_row *row)
{
	struct pool_row	*p = batch_change(b, set_pool, sizeof(*p));

	if (p == NULL)
		return;
	*p = *row;
	p->why = batch_text(b, row->why);
}

static void
put_generation(struct sql *q, const struct generation_row *g)
{
	put_i64(q, g->account);
	put_i64(q, g->state);
	put_i64(q, g->leaked);
	put_i64(q, (int64_t)g->leak_orphans);
	put_wall(q, g->leak_by);
	put_i64(q, g->leak_unsealed);
	put_wall(q, g->since);
	put_wall(q, g->created);
	put_wall(q, g->published);
	put_wall(q, g->unpublished);
	put_wall(q, g->disabled);
	put_i64(q, g->number);
}

/* No upsert: the number of a new one must be higher than any before. */
static int
set_generation(struct db *db, void *payload)
{
	const struct generation_row	*g = payload;
	struct sql			 q;
	int				 error;

	q = sql_make(db, "UPDATE generation SET account = ?, state = ?, "
	    "leaked = ?, leak_orphans = ?, leak_by = ?, leak_unsealed = ?, "
	    "since = ?, created = ?, published = ?, unpublished = ?, "
	    "disabled = ? WHERE number = ?");
	put_generation(&q, g);
	error = sql_run(&q);
	if (error != 0 || db_changes(db) != 0)
		return error;
	q = sql_make(db, "INSERT INTO generation (account, state, leaked, "
	    "leak_orphans, leak_by, leak_unsealed, since, created, published, "
	    "unpublished, disabled, number, cohort) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	put_generation(&q, g);
	put_i64(&q, g->cohort);
	return sql_run(&q);
}

void
store_generation_set(struct batch *b, const struct generation_row *row)
{
	struct generation_row	*g = batch_change(b, set_generation,
				    sizeof(*g));

	if (g != NULL)
		*g = *row;
}

static int
set_cohort(struct db *db, void *payload)
{
	const struct cohort_row	*c = payload;
	struct sql		 q;

	q = sql_make(db, "INSERT INTO cohort VALUES (?, ?, ?) ON CONFLICT DO "
	    "UPDATE SET next_due = excluded.next_due, "
	    "drained = excluded.drained");
	put_i64(&q, c->number);
	put_wall(&q, c->next_due);
	put_i64(&q, c->drained);
	return sql_run(&q);
}

void
store_cohort_set(struct batch *b, const struct cohort_row *row)
{
	struct cohort_row	*c = batch_change(b, set_cohort, sizeof(*c));

	if (c != NULL)
		*c = *row;
}

/* --- reading --- */

static void
read_pool(struct sql *q, struct arena *mem, void *row)
{
	struct pool_row	*p = row;

	p->running = get_i64(q) != 0;
	p->frozen = get_i64(q) != 0;
	p->refused = get_i64(q) != 0;
	p->why = get_text(q, mem);
	p->next_due = get_wall(q);
	p->retired = get_wall(q);
	p->back = get_wall(q);
	p->hold = get_wall(q);
	p->away = get_i64(q);
	get_stored_time(q, &p->seen);
	p->last = get_u32(q);
}

static void
deliver_pool(struct page *p)
{
	((pool_done *)p->done)(p->arg, job_err(&p->job),
	    p->n == 0 ? NULL : p->rows);
}

int
store_pool(struct store *st, pool_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct pool_row), read_pool, deliver_pool
	};

	return page_submit(st, page_new(&noun, "SELECT running, frozen, refused, why, "
	    "next_due, retired, back, hold, away, seen_wall, seen_mono, "
	    "seen_boot, (SELECT coalesce(max(number), 0) FROM generation) "
	    "FROM pool LIMIT ?", 1), (void (*)(void))done, arg);
}

static void
read_generation(struct sql *q, struct arena *mem, void *row)
{
	struct generation_row	*g = row;

	(void)mem;
	g->number = get_u32(q);
	g->account = get_i64(q);
	g->state = (unsigned)get_u32(q);
	g->leaked = get_i64(q) != 0;
	g->leak_orphans = (uint64_t)get_i64(q);
	g->leak_by = get_wall(q);
	g->leak_unsealed = get_i64(q) != 0;
	g->since = get_wall(q);
	g->created = get_wall(q);
	g->published = get_wall(q);
	g->unpublished = get_wall(q);
	g->disabled = get_wall(q);
	g->cohort = get_u32(q);
}

static void
deliver_generations(struct page *p)
{
	struct generation_list	 list = { p->rows, p->n, p->more };

	((generations_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define GENERATIONS	"SELECT number, account, state, leaked, leak_orphans, "	\
	"leak_by, leak_unsealed, since, created, published, unpublished, "	\
	"disabled, cohort FROM generation "

static const struct page_noun	 generation_noun = {
	sizeof(struct generation_row), read_generation, deliver_generations
};

int
store_generations(struct store *st, generations_done *done, void *arg)
{
	struct page	*p = page_new(&generation_noun, GENERATIONS
			    "WHERE state <> 7 ORDER BY number LIMIT ?", 0);

	if (p != NULL)
		p->limit = LIVE_MAX;
	return page_submit(st, p, (void (*)(void))done, arg);
}

int
store_generations_leaked(struct store *st, generations_done *done, void *arg)
{
	return page_submit(st, page_new(&generation_noun, GENERATIONS
	    "WHERE state = 7 AND leaked <> 0 ORDER BY number LIMIT ?", 0),
	    (void (*)(void))done, arg);
}

static void
read_cohort(struct sql *q, struct arena *mem, void *row)
{
	struct cohort_row	*c = row;

	(void)mem;
	c->number = get_u32(q);
	c->next_due = get_wall(q);
	c->drained = get_i64(q) != 0;
}

static void
deliver_cohorts(struct page *p)
{
	const struct cohort_list	 list = { p->rows, p->n, p->more };

	((cohorts_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_cohorts(struct store *st, cohorts_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct cohort_row), read_cohort, deliver_cohorts
	};

	return page_submit(st, page_new(&noun, "SELECT number, next_due, "
	    "drained FROM cohort ORDER BY number LIMIT ?", 0),
	    (void (*)(void))done, arg);
}
