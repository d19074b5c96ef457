/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/request.h"

#include <errno.h>

#include "base/text.h"
#include "store/batch.h"
#include "store/requests.h"

struct new_request {
	struct request_row	 row;
	struct request_target	 target;
	struct request_merge	 result;
};

/*
 * Into the one that waits already, if there is one: 0 if not.  Its seven days
 * begin again; a gate that held it is asked again.
 */
static int
merge(struct db *db, const struct request_target *t,
    const struct request_row *row, int64_t *seq)
{
	struct sql	 q;
	int64_t		 change;
	int		 error;

	if ((error = db_next(db, "request_change", &change)) != 0)
		return error;
	q = sql_make(db, "UPDATE request SET payload = ?, count = count + 1, "
	    "initial = min(initial, ?), latest = max(latest, ?), "
	    "approved = max(approved, ?), forced = max(forced, ?), "
	    "state = CASE WHEN state = 3 OR hold = 2 THEN 1 ELSE state END, "
	    "hold = CASE hold WHEN 2 THEN 0 ELSE hold END, tries = 0, "
	    "first_wall = 0, first_mono = 0, first_boot = '', due_wall = 0, "
	    "due_mono = 0, due_boot = '', change = ? "
	    "WHERE computer_key = ? AND domain_key = ? AND kind = ? "
	    "RETURNING seq");
	put_blob(&q, row->payload);
	put_wall(&q, row->latest);
	put_wall(&q, row->latest);
	put_i64(&q, row->approved);
	put_i64(&q, row->forced);
	put_i64(&q, change);
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, row->kind);
	*seq = sql_row(&q) ? get_i64(&q) : 0;
	while (sql_row(&q))
		continue;
	return sql_end(&q);
}

static int
insert(struct db *db, const struct request_target *t,
    const struct request_row *row, int64_t *seq)
{
	struct sql	 q;
	int64_t		 change;
	int		 error;

	if ((error = db_next(db, "request", seq)) != 0 ||
	    (error = db_next(db, "request_change", &change)) != 0)
		return error;
	q = sql_make(db, "INSERT INTO request (seq, computer, computer_key, "
	    "domain, domain_key, kind, payload, count, initial, latest, "
	    "state, source, class, approved, forced, change) VALUES "
	    "(?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 1, ?, ?, ?, ?, ?)");
	put_i64(&q, *seq);
	put_text(&q, t->computer);
	put_text(&q, t->computer_key);
	put_text(&q, t->domain);
	put_text(&q, t->domain_key);
	put_text(&q, row->kind);
	put_blob(&q, row->payload);
	put_wall(&q, row->latest);
	put_wall(&q, row->latest);
	put_i64(&q, row->source == 0 ? REQUEST_OF_CLIENT : row->source);
	put_i64(&q, row->class);
	put_i64(&q, row->approved);
	put_i64(&q, row->forced);
	put_i64(&q, change);
	return sql_run(&q);
}

static bool
is_target(const struct request_target *t)
{
	return t->computer_key != NULL && t->computer_key[0] != '\0' &&
	    t->domain_key != NULL;
}

static int
add(struct db *db, void *payload)
{
	struct new_request	*r = payload;
	int			 error;

	if (!is_target(&r->target))
		return db_refuse(db, EINVAL, "\"%s.%s\" is no computer",
		    VIS(r->row.computer), VIS(r->row.domain));
	error = merge(db, &r->target, &r->row, &r->result.seq);
	r->result.fresh = error == 0 && r->result.seq == 0;
	return r->result.fresh ? insert(db, &r->target, &r->row,
	    &r->result.seq) : error;
}

int
requests_target(struct db *db, int64_t client, struct arena *mem,
    struct request_target *t)
{
	struct sql	 q = sql_make(db, "SELECT name, name_key, domain, "
			    "domain_key FROM client WHERE seq = ?");

	put_i64(&q, client);
	(void)sql_row(&q);
	t->computer = get_text(&q, mem);
	t->computer_key = get_text(&q, mem);
	t->domain = get_text(&q, mem);
	t->domain_key = get_text(&q, mem);
	return sql_end(&q);
}

static int
is_wanted(struct db *db, const struct request_target *t, const char *kind,
    int64_t *seq)
{
	struct sql	 q;

	q = sql_make(db, "SELECT seq FROM request WHERE computer_key = ? AND "
	    "domain_key = ? AND kind = ?");
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, kind);
	*seq = sql_row(&q) ? get_i64(&q) : 0;
	return sql_end(&q);
}

int
requests_want(struct db *db, const struct request_target *t,
    const struct request_row *row, bool again)
{
	int64_t	 seq;
	int	 error;

	error = again ? merge(db, t, row, &seq) :
	    is_wanted(db, t, row->kind, &seq);
	return error != 0 || seq != 0 ? error : insert(db, t, row, &seq);
}

int
requests_take_back(struct db *db, const struct request_target *t,
    const char *kind)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM request WHERE computer_key = ? AND "
	    "domain_key = ? AND kind = ?");
	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	put_text(&q, kind);
	return sql_run(&q);
}

static struct request_target
take(struct batch *b, struct request_row *mine, const struct request_row *row)
{
	*mine = *row;
	mine->computer = batch_text(b, row->computer);
	mine->domain = batch_text(b, row->domain);
	mine->kind = batch_text(b, row->kind);
	mine->payload = batch_blob(b, row->payload);
	return (struct request_target){
		mine->computer, batch_fold(b, row->computer),
		mine->domain, batch_fold(b, row->domain)
	};
}

const struct request_merge *
store_request_add(struct batch *b, const struct request_row *row)
{
	struct new_request	*r = batch_change(b, add, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->target = take(b, &r->row, row);
	return &r->result;
}

/* --- discovered --- */

struct new_found {
	struct request_row	 row;
	struct request_target	 target;
	struct request_found	 result;
};

static int
is_installed(struct db *db, const struct request_target *t, bool *out)
{
	struct sql	 q = sql_make(db, "SELECT max(installed) FROM client "
			    "WHERE name_key = ? AND domain_key = ?");

	put_text(&q, t->computer_key);
	put_text(&q, t->domain_key);
	*out = sql_row(&q) && get_i64(&q) != 0;
	return sql_end(&q);
}

/* What it is, discovery knows better than who asked before. */
static int
set_class(struct db *db, int64_t seq, enum request_class class)
{
	struct sql	 q = sql_make(db, "UPDATE request SET class = ? "
			    "WHERE seq = ? AND class = 0");

	put_i64(&q, class);
	put_i64(&q, seq);
	return sql_run(&q);
}

static int
discovered(struct db *db, void *payload)
{
	struct new_found	*r = payload;
	int64_t			 seq = 0;
	int			 error;

	r->result = (struct request_found){ 0 };
	if (!is_target(&r->target))
		return db_refuse(db, EINVAL, "\"%s.%s\" is no computer",
		    VIS(r->row.computer), VIS(r->row.domain));
	error = is_installed(db, &r->target, &r->result.installed);
	if (error == 0 && !r->result.installed)
		error = is_wanted(db, &r->target, r->row.kind, &seq);
	if (error != 0 || r->result.installed)
		return error;
	if (seq != 0)
		error = set_class(db, seq, r->row.class);
	else {
		r->result.fresh = true;
		error = insert(db, &r->target, &r->row, &seq);
	}
	r->result.seq = seq;
	return error;
}

const struct request_found *
store_request_discovered(struct batch *b, const struct request_row *row)
{
	struct new_found	*r = batch_change(b, discovered, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->target = take(b, &r->row, row);
	return &r->result;
}

static int
drop(struct db *db, void *payload)
{
	const int64_t	*seq = payload;
	struct sql	 q;
	int		 error;

	q = sql_make(db, "DELETE FROM request WHERE seq = ?");
	put_i64(&q, *seq);
	error = sql_run(&q);
	if (error == 0 && db_changes(db) == 0)
		return db_refuse(db, ENOENT, "there is no request %lld",
		    (long long)*seq);
	return error;
}

void
store_request_drop(struct batch *b, int64_t seq)
{
	int64_t	*p = batch_change(b, drop, sizeof(*p));

	if (p != NULL)
		*p = seq;
}
