/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request_work - what becomes of requests when they are worked on. */
#include "store/batch.h"
#include "store/request.h"

/* --- begin --- */

struct beginning {
	int64_t			 seq;
	struct stored_time	 now;
	bool			 taken;
};

static int
begin(struct db *db, void *payload)
{
	struct beginning	*p = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE request SET state = 2, tries = tries + 1, "
	    "first_mono = iif(first_wall = 0, ?2, first_mono), "
	    "first_boot = iif(first_wall = 0, ?3, first_boot), "
	    "first_wall = iif(first_wall = 0, ?1, first_wall), "
	    "due_wall = 0, due_mono = 0, due_boot = '', last_try = ?1 "
	    "WHERE seq = ?4 AND state IN (1, 3)");
	put_stored_time(&q, &p->now);
	put_i64(&q, p->seq);
	error = sql_run(&q);
	p->taken = error == 0 && db_changes(db) > 0;
	return error;
}

const bool *
store_request_begin(struct batch *b, int64_t seq,
    const struct stored_time *now)
{
	struct beginning	*p = batch_change(b, begin, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->seq = seq;
	p->now = *now;
	return &p->taken;
}

/* --- end --- */

static int
finish(struct db *db, int64_t seq)
{
	struct sql	 q = sql_make(db, "DELETE FROM request WHERE seq = ? "
			    "AND state = 2");

	put_i64(&q, seq);
	return sql_run(&q);
}

static int
end(struct db *db, void *payload)
{
	const struct request_end	*e = payload;
	struct sql			 q;

	if (e->done)
		return finish(db, e->seq);
	q = sql_make(db, "UPDATE request SET state = ?, hold = ?, class = ?, "
	    "due_wall = ?, due_mono = ?, due_boot = ?, "
	    "tries = max(0, tries - ?), error = ?, result = ? "
	    "WHERE seq = ? AND state = 2");
	put_i64(&q, e->state);
	put_i64(&q, e->hold);
	put_i64(&q, e->class);
	put_stored_time(&q, &e->due);
	put_i64(&q, e->uncounted);
	put_i64(&q, e->error);
	put_text(&q, e->result);
	put_i64(&q, e->seq);
	return sql_run(&q);
}

void
store_request_end(struct batch *b, const struct request_end *e)
{
	struct request_end	*p = batch_change(b, end, sizeof(*p));

	if (p == NULL)
		return;
	*p = *e;
	p->result = batch_text(b, e->result);
}

/* --- many at once --- */

static int
recover(struct db *db, void *payload)
{
	struct sql	 q = sql_make(db, "UPDATE request SET state = 1 "
			    "WHERE state = 2");

	(void)payload;
	return sql_run(&q);
}

void
store_requests_recover(struct batch *b)
{
	(void)batch_change(b, recover, 1);
}

/* Each gets a number of its own: pages of changes end between two of them. */
static int
unpark(struct db *db, void *payload)
{
	const enum request_hold	*hold = payload;
	struct sql		 q;
	int			 error;

	q = sql_make(db, "UPDATE request SET state = 1, hold = 0, tries = 0, "
	    "first_wall = 0, first_mono = 0, first_boot = '', "
	    "change = (SELECT last FROM sequence WHERE kind = "
	    "'request_change') + seq WHERE state = 4 AND hold = ?");
	put_i64(&q, *hold);
	if ((error = sql_run(&q)) != 0 || db_changes(db) == 0)
		return error;
	q = sql_make(db, "UPDATE sequence SET last = (SELECT max(change) "
	    "FROM request) WHERE kind = 'request_change'");
	return sql_run(&q);
}

void
store_requests_unpark(struct batch *b, enum request_hold hold)
{
	enum request_hold	*p = batch_change(b, unpark, sizeof(*p));

	if (p != NULL)
		*p = hold;
}

/* --- operators --- */

struct acting {
	enum request_act	 act;
	const int64_t		*seqs;
	size_t			 n;
	struct request_acted	 result;
};

static const char *const	 acts[] = {
	[REQUEST_APPROVE] = "UPDATE request SET approved = 1, change = ? "
	    "WHERE seq = ?",
	[REQUEST_TRY] = "UPDATE request SET state = 1, hold = 0, tries = 0, "
	    "first_wall = 0, first_mono = 0, first_boot = '', due_wall = 0, "
	    "due_mono = 0, due_boot = '', change = ? "
	    "WHERE seq = ? AND state <> 2",
	[REQUEST_PARK] = "UPDATE request SET state = 4, hold = 1, "
	    "due_wall = 0, due_mono = 0, due_boot = '', change = ? "
	    "WHERE seq = ? AND state <> 2",
	[REQUEST_REMOVE] = "DELETE FROM request WHERE ?1 > 0 AND seq = ?2 "
	    "AND state <> 2",
};

static int
is_busy(struct db *db, int64_t seq, bool *out)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM request WHERE seq = ? "
			    "AND state = 2");

	put_i64(&q, seq);
	*out = sql_row(&q);
	while (sql_row(&q))
		continue;
	return sql_end(&q);
}

static int
act_on(struct db *db, struct acting *p, int64_t seq)
{
	struct sql	 q;
	int64_t		 change;
	bool		 busy;
	int		 error;

	if ((error = db_next(db, "request_change", &change)) != 0)
		return error;
	q = sql_make(db, acts[p->act]);
	put_i64(&q, change);
	put_i64(&q, seq);
	if ((error = sql_run(&q)) != 0)
		return error;
	if (db_changes(db) > 0) {
		p->result.n++;
		return 0;
	}
	error = is_busy(db, seq, &busy);
	p->result.busy += error == 0 && busy;
	return error;
}

static int
act(struct db *db, void *payload)
{
	struct acting	*p = payload;
	size_t		 i;
	int		 error = 0;

	p->result = (struct request_acted){ 0 };
	for (i = 0; error == 0 && i < p->n; i++)
		error = act_on(db, p, p->seqs[i]);
	return error;
}

const struct request_acted *
store_requests_act(struct batch *b, enum request_act what,
    const int64_t *seqs, size_t n)
{
	struct acting		*p = batch_change(b, act, sizeof(*p));
	struct store_blob	 copy;

	if (p == NULL)
		return NULL;
	copy = batch_blob(b, (struct store_blob){ seqs, n * sizeof(*seqs) });
	*p = (struct acting){ what, copy.data, copy.data == NULL ? 0 : n,
	    { 0 } };
	return &p->result;
}
