/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/rollout.h"

#include "store/batch.h"
#include "store/page.h"

/* --- roll-outs --- */

struct rollout_payload {
	struct rollout_row	 row;
	const char		*key;
};

static int
put(struct db *db, void *payload)
{
	const struct rollout_payload	*p = payload;
	const struct rollout_row	*r = &p->row;
	struct sql			 q;

	q = sql_make(db, "INSERT OR REPLACE INTO rollout VALUES "
	    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	put_text(&q, p->key);
	put_text(&q, r->component);
	put_text(&q, r->from);
	put_text(&q, r->to);
	put_i64(&q, r->state);
	put_i64(&q, r->percent);
	put_i64(&q, r->below);
	put_i64(&q, r->turn);
	put_wall(&q, r->began);
	put_stored_time(&q, &r->deadline);
	put_wall(&q, r->written);
	put_text(&q, r->why);
	return sql_run(&q);
}

void
store_rollout_put(struct batch *b, const struct rollout_row *row)
{
	struct rollout_payload	*p = batch_change(b, put, sizeof(*p));

	if (p == NULL)
		return;
	p->row = *row;
	p->key = batch_fold(b, row->component);
	p->row.component = batch_text(b, row->component);
	p->row.from = batch_text(b, row->from);
	p->row.to = batch_text(b, row->to);
	p->row.why = batch_text(b, row->why);
}

static int
end(struct db *db, void *payload)
{
	const struct rollout_payload	*p = payload;
	struct sql			 q;

	q = sql_make(db, "DELETE FROM rollout WHERE key = ?");
	put_text(&q, p->key);
	return sql_run(&q);
}

void
store_rollout_end(struct batch *b, const char *component)
{
	struct rollout_payload	*p = batch_change(b, end, sizeof(*p));

	if (p != NULL)
		p->key = batch_fold(b, component);
}

static void
read_rollout(struct sql *q, struct arena *mem, void *row)
{
	struct rollout_row	*r = row;

	r->component = get_text(q, mem);
	r->from = get_text(q, mem);
	r->to = get_text(q, mem);
	r->state = get_u32(q);
	r->percent = get_u32(q);
	r->below = get_u32(q);
	r->turn = get_i64(q);
	r->began = get_wall(q);
	get_stored_time(q, &r->deadline);
	r->written = get_wall(q);
	r->why = get_text(q, mem);
}

static void
deliver_rollouts(struct page *p)
{
	const struct rollout_list	 list = { p->rows, p->n, p->more };

	((rollouts_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_rollouts(struct store *st, rollouts_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct rollout_row), read_rollout, deliver_rollouts
	};
	struct page			*p;

	p = page_new(&noun, "SELECT component, old, new, state, percent, "
	    "below, turn, began, deadline_wall, deadline_mono, deadline_boot, "
	    "written, why FROM rollout ORDER BY key LIMIT ?", 0);
	return page_submit(st, p, (void (*)(void))done, arg);
}

/* --- what clients told --- */

struct told_payload {
	struct component_told	 row;
	const char		*key;
};

static int
tell(struct db *db, void *payload)
{
	const struct told_payload	*p = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT OR REPLACE INTO component_told VALUES "
	    "(?, ?, ?, ?, ?, ?, ?)");
	put_text(&q, p->key);
	put_guid(&q, &p->row.client);
	put_text(&q, p->row.version);
	put_text(&q, p->row.failed);
	put_text(&q, p->row.why);
	put_i64(&q, p->row.turn);
	put_wall(&q, p->row.told);
	return sql_run(&q);
}

void
store_component_told(struct batch *b, const struct component_told *row)
{
	struct told_payload	*p = batch_change(b, tell, sizeof(*p));

	if (p == NULL)
		return;
	p->row = *row;
	p->key = batch_fold(b, row->component);
	p->row.version = batch_text(b, row->version);
	p->row.failed = batch_text(b, row->failed);
	p->row.why = batch_text(b, row->why);
}

static void
read_told(struct sql *q, struct arena *mem, void *row)
{
	struct component_told	*r = row;

	r->component = "";
	r->client = get_guid(q);
	r->version = get_text(q, mem);
	r->failed = get_text(q, mem);
	r->why = get_text(q, mem);
	r->turn = get_i64(q);
	r->told = get_wall(q);
}

static void
deliver_told(struct page *p)
{
	const struct component_told_list list = { p->rows, p->n, p->more };

	((component_told_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_components_told(struct store *st, const char *component,
    const struct guid *after, component_told_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct component_told), read_told, deliver_told
	};
	static const struct guid	 first;
	struct page			*p;

	p = page_new(&noun, "SELECT client, version, failed, why, turn, told "
	    "FROM component_told WHERE key = ? AND client > ? "
	    "ORDER BY client LIMIT ?", 0);
	page_name(p, component);
	page_guid(p, after == NULL ? &first : after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
