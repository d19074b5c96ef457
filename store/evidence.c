/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which client logged on with which account: client.h. */
#include <stdio.h>

#include "store/batch.h"
#include "store/client.h"
#include "store/clients.h"
#include "store/findings.h"
#include "store/uptakes.h"

#define HOUR_US	(3600 * 1000000LL)

static int
merge(struct db *db, int64_t client, const struct evidence_row *e)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO evidence VALUES (?, ?, ?, ?, 1, ?, ?, "
	    "?, ?) ON CONFLICT DO UPDATE SET count = count + 1, "
	    "generation = excluded.generation, "
	    "first = min(first, excluded.first), "
	    "last = max(last, excluded.last), "
	    "address = iif(excluded.last < last, address, excluded.address), "
	    "node = iif(excluded.last < last, node, excluded.node)");
	put_i64(&q, client);
	put_i64(&q, e->account);
	put_i64(&q, e->class);
	put_i64(&q, e->generation);
	put_wall(&q, e->last);
	put_wall(&q, e->last);
	put_text(&q, e->address);
	put_i64(&q, e->node);
	return sql_run(&q);
}

/* --- one client at two addresses, A3 --- */

/* "": it was heard of from nowhere else within the hour. */
static int
elsewhere(struct db *db, int64_t client, const struct evidence_row *e,
    char other[static 64])
{
	struct sql	 q;
	struct arena	 mem;

	arena_init(&mem, 4096);
	q = sql_make(db, "SELECT address FROM evidence WHERE client = ? AND "
	    "address <> ? AND last > ? AND last < ? LIMIT 1");
	put_i64(&q, client);
	put_text(&q, e->address);
	put_i64(&q, e->last.us - HOUR_US);
	put_i64(&q, e->last.us + HOUR_US);
	other[0] = '\0';
	if (sql_row(&q))
		(void)snprintf(other, 64, "%s", get_text(&q, &mem));
	arena_free(&mem);
	return sql_end(&q);
}

/* What was taken for proof within the hour is none either. */
static int
downgrade(struct db *db, int64_t client, const struct evidence_row *e)
{
	struct sql	 q;
	int		 error;

	q = sql_make(db, "INSERT INTO evidence SELECT client, account, 1, "
	    "generation, count, first, last, address, node FROM evidence "
	    "WHERE client = ? AND class = 3 AND last > ? "
	    "ON CONFLICT DO UPDATE SET count = count + excluded.count, "
	    "generation = excluded.generation, "
	    "first = min(first, excluded.first), "
	    "last = max(last, excluded.last), address = excluded.address, "
	    "node = excluded.node");
	put_i64(&q, client);
	put_i64(&q, e->last.us - HOUR_US);
	if ((error = sql_run(&q)) != 0)
		return error;
	q = sql_make(db, "DELETE FROM evidence WHERE client = ? AND "
	    "class = 3 AND last > ?");
	put_i64(&q, client);
	put_i64(&q, e->last.us - HOUR_US);
	return sql_run(&q);
}

static int
tell(struct db *db, const struct evidence_row *e, const char *other)
{
	struct finding_row	 f = { .kind = FINDING_TWO_ADDRESSES,
				    .client = e->client, .other = other,
				    .last = e->last };
	char			 detail[320];

	(void)snprintf(detail, sizeof(detail), "came from %s and %s within "
	    "an hour: two machines with one id, or one that moved; its "
	    "evidence of that hour counts as class C", other, e->address);
	f.detail = detail;
	return findings_add(db, &f);
}

static int
add_evidence(struct db *db, void *payload)
{
	struct evidence_row	 e = *(const struct evidence_row *)payload;
	int64_t			 client;
	char			 other[64] = "";
	int			 error;

	if ((error = clients_find(db, &e.client, &client)) != 0 || client == 0)
		return error;
	if (e.class >= EVIDENCE_A)
		error = elsewhere(db, client, &e, other);
	if (error == 0)
		error = uptakes_take(db, client, &e, other[0] != '\0');
	if (error == 0 && other[0] != '\0') {
		if (e.class == EVIDENCE_A)
			e.class = EVIDENCE_C;
		error = downgrade(db, client, &e);
		if (error == 0)
			error = tell(db, &e, other);
	}
	return error != 0 ? error : merge(db, client, &e);
}

void
store_client_evidence(struct batch *b, const struct evidence_row *row)
{
	struct evidence_row	*e = batch_change(b, add_evidence, sizeof(*e));

	if (e != NULL) {
		*e = *row;
		e->address = batch_text(b, row->address);
	}
}
