/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lease.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/page.h"

struct lease_payload {
	struct lease_row	 row;
	const char		*key;
};

static int
check_alone(struct db *db, const struct lease_payload *p)
{
	struct sql	 q = sql_make(db, "SELECT 1 FROM lease "
			    "WHERE target_key = ? AND state <= 5");
	bool		 found;
	int		 error;

	if (p->key == NULL)
		return db_refuse(db, EINVAL, "the name of the machine is no "
		    "text");
	put_text(&q, p->key);
	found = sql_row(&q);
	error = sql_end(&q);
	if (error == 0 && found)
		return db_refuse(db, EEXIST, "machine \"%s\" has a lease "
		    "already", VIS(p->row.target));
	return error;
}

static int
add(struct db *db, void *payload)
{
	const struct lease_payload	*p = payload;
	const struct lease_row		*r = &p->row;
	struct sql			 q;
	int				 error = check_alone(db, p);

	if (error != 0)
		return error;
	q = sql_make(db, "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)");
	put_i64(&q, r->id);
	put_text(&q, r->target);
	put_text(&q, p->key);
	put_text(&q, r->name);
	put_i64(&q, r->account);
	put_i64(&q, r->request);
	put_i64(&q, r->state);
	put_i64(&q, r->reason);
	put_i64(&q, r->is_final);
	put_i64(&q, r->extended);
	put_i64(&q, r->loader_stopped);
	put_stored_time(&q, &r->deadline);
	put_stored_time(&q, &r->cap);
	put_wall(&q, r->written);
	put_wall(&q, r->created);
	put_wall(&q, r->sign);
	put_wall(&q, r->ended);
	put_text(&q, r->why);
	return sql_run(&q);
}

void
store_lease_add(struct batch *b, const struct lease_row *row)
{
	struct lease_payload	*p = batch_change(b, add, sizeof(*p));

	if (p == NULL)
		return;
	p->row = *row;
	p->row.target = batch_text(b, row->target);
	p->row.name = batch_text(b, row->name);
	p->row.why = batch_text(b, row->why);
	p->key = batch_fold(b, row->target);
}

static int
must_be_open(struct db *db, int error, int64_t id)
{
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "no lease %lld is open",
		    (long long)id);
	return error;
}

static int
set(struct db *db, void *payload)
{
	const struct lease_row	*r = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE lease SET state = ?1, reason = ?2, "
	    "is_final = ?3, extended = ?4, loader_stopped = ?5, "
	    "deadline_wall = ?6, deadline_mono = ?7, deadline_boot = ?8, "
	    "cap_wall = ?9, cap_mono = ?10, cap_boot = ?11, written = ?12, "
	    "sign = ?13, ended = ?14, why = ?15, "
	    "verifier = iif(?1 = 1, verifier, NULL), "
	    "password = iif(?1 = 1, password, NULL) "
	    "WHERE id = ?16 AND state <= 5");
	put_i64(&q, r->state);
	put_i64(&q, r->reason);
	put_i64(&q, r->is_final);
	put_i64(&q, r->extended);
	put_i64(&q, r->loader_stopped);
	put_stored_time(&q, &r->deadline);
	put_stored_time(&q, &r->cap);
	put_wall(&q, r->written);
	put_wall(&q, r->sign);
	put_wall(&q, r->ended);
	put_text(&q, r->why);
	put_i64(&q, r->id);
	return must_be_open(db, sql_run(&q), r->id);
}

void
store_lease_set(struct batch *b, const struct lease_row *row)
{
	struct lease_row	*r = batch_change(b, set, sizeof(*r));

	if (r == NULL)
		return;
	*r = *row;
	r->why = batch_text(b, row->why);
}

static int
set_secret(struct db *db, void *payload)
{
	const struct lease_row	*r = payload;
	struct sql		 q;

	q = sql_make(db, "UPDATE lease SET verifier = ?, password = ? "
	    "WHERE id = ? AND state = 1");
	put_blob(&q, r->verifier);
	put_blob(&q, r->password);
	put_i64(&q, r->id);
	return must_be_open(db, sql_run(&q), r->id);
}

void
store_lease_secret(struct batch *b, int64_t id, struct store_blob verifier,
    struct store_blob password)
{
	struct lease_row	*r = batch_change(b, set_secret, sizeof(*r));

	if (r == NULL)
		return;
	r->id = id;
	r->verifier = batch_blob(b, verifier);
	r->password = batch_blob(b, password);
}

static int
purge(struct db *db, void *payload)
{
	const struct wall	*before = payload;
	struct sql		 q;

	q = sql_make(db, "DELETE FROM lease WHERE state > 5 AND ended < ?");
	put_wall(&q, *before);
	return sql_run(&q);
}

void
store_lease_purge(struct batch *b, struct wall before)
{
	struct wall	*p = batch_change(b, purge, sizeof(*p));

	if (p != NULL)
		*p = before;
}

/* --- reading --- */

#define LEASE_COLUMNS							\
	"SELECT id, target, name, account, request, state, reason, "	\
	"is_final, extended, loader_stopped, deadline_wall, "		\
	"deadline_mono, deadline_boot, cap_wall, cap_mono, cap_boot, "	\
	"written, created, sign, ended, why, verifier, password FROM lease "

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct lease_row	*r = row;

	r->id = get_i64(q);
	r->target = get_text(q, mem);
	r->name = get_text(q, mem);
	r->account = get_i64(q);
	r->request = get_i64(q);
	r->state = get_u32(q);
	r->reason = get_u32(q);
	r->is_final = get_i64(q) != 0;
	r->extended = get_i64(q) != 0;
	r->loader_stopped = get_i64(q) != 0;
	get_stored_time(q, &r->deadline);
	get_stored_time(q, &r->cap);
	r->written = get_wall(q);
	r->created = get_wall(q);
	r->sign = get_wall(q);
	r->ended = get_wall(q);
	r->why = get_text(q, mem);
	r->verifier = get_blob(q, mem);
	r->password = get_blob(q, mem);
}

static void
deliver(struct page *p)
{
	const struct lease_list	 list = { p->rows, p->n, p->more };

	((leases_done *)p->done)(p->arg, job_err(&p->job), &list);
}

static const struct page_noun	 noun = {
	sizeof(struct lease_row), read_row, deliver
};

int
store_leases(struct store *st, const struct lease_query *q,
    leases_done *done, void *arg)
{
	struct page	*p;

	if (q->target != NULL) {
		p = page_new(&noun, LEASE_COLUMNS "WHERE target_key = ? "
		    "ORDER BY created DESC LIMIT ?", q->limit);
		page_name(p, q->target);
	} else if (q->ended)
		p = page_new(&noun, LEASE_COLUMNS "WHERE state > 5 AND ended > 0 "
		    "ORDER BY ended DESC LIMIT ?", q->limit);
	else {
		p = page_new(&noun, LEASE_COLUMNS "WHERE state <= 5 AND "
		    "id > ? ORDER BY id LIMIT ?", q->limit);
		page_number(p, q->after);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}
