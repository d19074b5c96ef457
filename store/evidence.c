/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which client logged on with which account: client.h. */
#include "store/batch.h"
#include "store/client.h"

static int
add_evidence(struct db *db, void *payload)
{
	const struct evidence_row	*e = payload;
	struct sql			 q;

	q = sql_make(db, "INSERT INTO evidence SELECT seq, ?, ?, ?, 1, ?, ?, "
	    "?, ? FROM client WHERE guid = ? "
	    "ON CONFLICT DO UPDATE SET count = count + 1, "
	    "generation = excluded.generation, "
	    "first = min(first, excluded.first), "
	    "last = max(last, excluded.last), "
	    "address = iif(excluded.last < last, address, excluded.address), "
	    "node = iif(excluded.last < last, node, excluded.node)");
	put_i64(&q, e->account);
	put_i64(&q, e->class);
	put_i64(&q, e->generation);
	put_wall(&q, e->last);
	put_wall(&q, e->last);
	put_text(&q, e->address);
	put_i64(&q, e->node);
	put_guid(&q, &e->client);
	return sql_run(&q);
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
