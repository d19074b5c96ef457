/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes of proofs and logons; what is asked: uptakelist.c. */
#include "store/uptake.h"

#include <stdio.h>
#include <string.h>

#include "store/batch.h"
#include "store/proofs.h"
#include "store/uptakes.h"

#define SEEN_STEP_US	(10 * 1000000LL)	/* less is not written */

/* A client's row. */
struct row {
	bool		 known;
	struct wall	 seen;
	char		 address[64];
	struct proofs	 proofs;
	struct proven	 proven;
};

static int
get(struct db *db, int64_t client, struct row *r)
{
	struct sql		 q;
	struct arena		 mem;
	struct store_blob	 blob;

	*r = (struct row){ 0 };
	arena_init(&mem, 4096);
	q = sql_make(db, "SELECT seen, address, proofs FROM uptake "
	    "WHERE client = ?");
	put_i64(&q, client);
	if (sql_row(&q)) {
		r->known = true;
		r->seen = get_wall(&q);
		(void)snprintf(r->address, sizeof(r->address), "%s",
		    get_text(&q, &mem));
		blob = get_blob(&q, &mem);
		proofs_get(rd_over(blob.data, blob.len), &r->proofs);
	}
	arena_free(&mem);
	return sql_end(&q);
}

static int
put(struct db *db, int64_t client, const struct row *r)
{
	uint8_t		 bytes[PROOFS_BYTES_MAX];
	struct wr	 w = wr_over(bytes, sizeof(bytes));
	struct rd	 written;
	struct sql	 q;

	proofs_put(&w, &r->proofs);
	written = wr_written(&w);
	q = sql_make(db, "INSERT INTO uptake VALUES (?, ?, ?, ?, ?, ?) "
	    "ON CONFLICT DO UPDATE SET newest = excluded.newest, "
	    "earlier = excluded.earlier, seen = excluded.seen, "
	    "address = excluded.address, proofs = excluded.proofs");
	put_i64(&q, client);
	put_i64(&q, r->proven.newest);
	put_i64(&q, r->proven.earlier);
	put_wall(&q, r->seen);
	put_text(&q, r->address);
	put_blob(&q, (struct store_blob){ written.base, written.len });
	return sql_run(&q);
}

/* --- logons and strays --- */

struct logon {
	const char	*address;
	uint32_t	 rid;
	struct wall	 last;
	bool		 is_new;
};

static int
add_logon(struct db *db, void *payload)
{
	struct logon	*l = payload;
	struct sql	 q;
	int		 error;

	q = sql_make(db, "UPDATE logon SET last = max(last, ?) "
	    "WHERE address = ? AND rid = ?");
	put_wall(&q, l->last);
	put_text(&q, l->address);
	put_i64(&q, l->rid);
	error = sql_run(&q);
	l->is_new = error == 0 && db_changes(db) == 0;
	if (!l->is_new)
		return error;
	q = sql_make(db, "INSERT INTO logon VALUES (?, ?, ?, 0, 0)");
	put_text(&q, l->address);
	put_i64(&q, l->rid);
	put_wall(&q, l->last);
	return sql_run(&q);
}

const bool *
store_logon(struct batch *b, const char *address, uint32_t rid,
    struct wall last)
{
	struct logon	*l = batch_change(b, add_logon, sizeof(*l));

	if (l == NULL)
		return NULL;
	*l = (struct logon){ batch_text(b, address), rid, last, false };
	return &l->is_new;
}

static int
prune(struct db *db, void *payload)
{
	const struct wall	*before = payload;
	struct sql		 q = sql_make(db, "DELETE FROM logon "
				    "WHERE max(last, tied) < ?");

	put_wall(&q, *before);
	return sql_run(&q);
}

void
store_logons_prune(struct batch *b, struct wall before)
{
	struct wall	*p = batch_change(b, prune, sizeof(*p));

	if (p != NULL)
		*p = before;
}

/* A file of that session: its logon, and those before it, are explained. */
static int
tie(struct db *db, const struct evidence_row *e)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO logon VALUES (?, ?, 0, ?, 0) "
	    "ON CONFLICT DO UPDATE SET tied = max(tied, excluded.tied)");
	put_text(&q, e->address);
	put_i64(&q, e->rid);
	put_wall(&q, e->last);
	return sql_run(&q);
}

/*
 * The same of accounts of a cohort that it has left: what it proved were both
 * of another.
 */
static int
explain_move(struct db *db, const struct evidence_row *e,
    const struct proven *v, struct wall till)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE logon SET explained = last "
	    "WHERE address = ?1 AND last > max(tied, explained) "
	    "AND last <= ?2 AND tied >= last - ?3 AND "
	    "(SELECT cohort FROM account WHERE rid = logon.rid) NOT IN "
	    "(SELECT cohort FROM account WHERE rid IN (?4, ?5))");
	put_text(&q, e->address);
	put_wall(&q, till);
	put_i64(&q, STRAY_TIE_US);
	put_i64(&q, v->newest);
	put_i64(&q, v->earlier);
	return sql_run(&q);
}

/*
 * Whoever used older accounts from there up to then, and had a file follow not
 * long before, has proven newer ones since.
 */
static int
explain(struct db *db, const struct evidence_row *e, const struct proven *v)
{
	struct wall	 till = v->since.us < e->last.us ? v->since : e->last;
	struct sql	 q;
	int		 error;

	if (v->earlier == 0)
		return 0;
	q = sql_make(db, "UPDATE logon SET explained = last "
	    "WHERE address = ? AND rid < ? AND last > max(tied, explained) "
	    "AND last <= ? AND tied >= last - ?");
	put_text(&q, e->address);
	put_i64(&q, v->newest < v->earlier ? v->newest : v->earlier);
	put_wall(&q, till);
	put_i64(&q, STRAY_TIE_US);
	error = sql_run(&q);
	return error != 0 || !e->enrolled ? error :
	    explain_move(db, e, v, till);
}

/* --- proofs --- */

/* Of a session that is known already only the time moved a little. */
static bool
is_new_session(const struct row *r, const struct evidence_row *e)
{
	const struct proof	*p;
	size_t			 i;

	for (i = 0; i < r->proofs.n; i++) {
		p = &r->proofs.p[i];
		if (p->session == e->session && p->rid == e->rid &&
		    p->class >= e->class)
			return false;
	}
	return true;
}

/* False: it differs too little for a write. */
static bool
see(struct row *r, const struct evidence_row *e)
{
	if (r->known && e->last.us < r->seen.us + SEEN_STEP_US &&
	    strcmp(r->address, e->address) == 0)
		return false;
	if (e->last.us >= r->seen.us) {
		(void)snprintf(r->address, sizeof(r->address), "%s",
		    e->address);
		r->seen = e->last;
	}
	return true;
}

static void
prove(struct row *r, const struct evidence_row *e, bool two_places)
{
	const struct proof	 p = {
		.rid = e->rid, .class = e->class, .at = e->last,
		.session = e->session
	};

	if (two_places && !e->enrolled)
		r->proofs.n = 0;
	else if (e->class >= EVIDENCE_A && e->rid != 0)
		(void)proofs_take(&r->proofs, &p, e->enrolled);
	r->proven = proofs_judge(&r->proofs, e->enrolled);
}

int
uptakes_take(struct db *db, int64_t client, const struct evidence_row *e,
    bool two_places)
{
	struct row	 r;
	bool		 fresh;
	int		 error;

	if ((error = get(db, client, &r)) != 0)
		return error;
	fresh = is_new_session(&r, e);
	if (!see(&r, e) && !fresh)
		return 0;
	prove(&r, e, two_places);
	error = put(db, client, &r);
	if (error == 0 && e->rid != 0)
		error = tie(db, e);
	if (error == 0)
		error = explain(db, e, &r.proven);
	return error;
}

int
uptakes_enrolled(struct db *db, const struct guid *guid)
{
	struct sql	 q = sql_make(db, "UPDATE uptake SET newest = 0, "
			    "earlier = 0, proofs = NULL WHERE client = "
			    "(SELECT seq FROM client WHERE guid = ?)");

	put_guid(&q, guid);
	return sql_run(&q);
}
