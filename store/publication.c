/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/publication.h"

#include <errno.h>
#include <string.h>

#include "store/batch.h"
#include "store/page.h"

struct begin {
	uint64_t	 serial;	/* the result */
	uint64_t	 sitecontrol;
	struct wall	 at;
};

static int
begin(struct db *db, void *payload)
{
	struct begin	*n = payload;
	struct sql	 q;
	int64_t		 serial;
	int		 error;

	if ((error = db_next(db, "publication", &serial)) != 0)
		return error;
	n->serial = (uint64_t)serial;
	q = sql_make(db, "INSERT INTO publication VALUES (?, ?, NULL, 1, ?, 0, "
	    "0, '')");
	put_i64(&q, serial);
	put_u64(&q, n->sitecontrol);
	put_wall(&q, n->at);
	return sql_run(&q);
}

const uint64_t *
store_publication_begin(struct batch *b, uint64_t sitecontrol, struct wall at)
{
	struct begin	*n = batch_change(b, begin, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->sitecontrol = sitecontrol;
	n->at = at;
	return &n->serial;
}

struct end {
	uint64_t	 serial;
	uint8_t		 manifest[32];
	const char	*error;
	struct wall	 at;
};

/* An update found nothing BUILDING: why not? */
static int
explain(struct db *db, uint64_t serial)
{
	struct sql	 q = sql_make(db, "SELECT state FROM publication "
			    "WHERE serial = ?");
	bool		 found;
	int		 error;

	put_u64(&q, serial);
	found = sql_row(&q);
	if ((error = sql_end(&q)) != 0)
		return error;
	if (!found)
		return db_refuse(db, ENOENT, "there is no publication %llu",
		    (unsigned long long)serial);
	return db_refuse(db, EALREADY, "publication %llu has ended already",
	    (unsigned long long)serial);
}

static int
run_end(struct sql *q, uint64_t serial)
{
	struct db	*db = q->db;
	int		 error = sql_run(q);

	if (error == 0 && db_changes(db) == 0)
		return explain(db, serial);
	return error;
}

static int
publish(struct db *db, void *payload)
{
	const struct end	*n = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE publication SET state = 3, superseded = ? "
	    "WHERE state = 2");
	put_wall(&q, n->at);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "UPDATE publication SET state = 2, manifest = ?, "
	    "ended = ? WHERE serial = ? AND state = 1");
	put_bytes(&q, n->manifest, sizeof(n->manifest));
	put_wall(&q, n->at);
	put_u64(&q, n->serial);
	return run_end(&q, n->serial);
}

void
store_publication_publish(struct batch *b, uint64_t serial,
    const uint8_t manifest[static 32], struct wall at)
{
	struct end	*n = batch_change(b, publish, sizeof(*n));

	if (n == NULL)
		return;
	n->serial = serial;
	memcpy(n->manifest, manifest, sizeof(n->manifest));
	n->at = at;
}

static int
fail(struct db *db, void *payload)
{
	const struct end	*n = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE publication SET state = 4, error = ?, "
	    "ended = ? WHERE serial = ? AND state = 1");
	put_text(&q, n->error);
	put_wall(&q, n->at);
	put_u64(&q, n->serial);
	return run_end(&q, n->serial);
}

void
store_publication_fail(struct batch *b, uint64_t serial, const char *error,
    struct wall at)
{
	struct end	*n = batch_change(b, fail, sizeof(*n));

	if (n == NULL)
		return;
	n->serial = serial;
	n->error = batch_text(b, error);
	n->at = at;
}

static int
abandon(struct db *db, void *payload)
{
	const struct wall	*at = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE publication SET state = 4, ended = ?, "
	    "error = 'interrupted by a restart' WHERE state = 1");
	put_wall(&q, *at);
	return sql_run(&q);
}

void
store_publication_abandon(struct batch *b, struct wall at)
{
	struct wall	*w = batch_change(b, abandon, sizeof(*w));

	if (w != NULL)
		*w = at;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct publication_row	*p = row;

	p->serial = get_u64(q);
	p->sitecontrol = get_u64(q);
	get_bytes(q, p->manifest, sizeof(p->manifest));
	p->state = (enum publication_state)get_i64(q);
	p->begun = get_wall(q);
	p->ended = get_wall(q);
	p->superseded = get_wall(q);
	p->error = get_text(q, mem);
}

static void
deliver(struct page *p)
{
	const struct publication_list	 list = { p->rows, p->n, p->more };

	((publication_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"serial, sitecontrol, manifest, state, begun, ended, " \
	"superseded, error"

int
store_publications(struct store *st, const struct publication_query *want,
    publication_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct publication_row), read_row, deliver
	};
	struct page			*p;

	if (want->current) {
		p = page_new(&noun, "SELECT " COLUMNS " FROM publication "
		    "WHERE state = 2 LIMIT ?", 1);
	} else if (want->serial != 0) {
		p = page_new(&noun, "SELECT " COLUMNS " FROM publication "
		    "WHERE serial = ? LIMIT ?", 1);
		page_number(p, (int64_t)want->serial);
	} else {
		p = page_new(&noun, "SELECT " COLUMNS " FROM publication "
		    "WHERE serial < ? ORDER BY serial DESC LIMIT ?",
		    want->limit);
		page_number(p, want->before != 0 ? (int64_t)want->before :
		    INT64_MAX);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}
