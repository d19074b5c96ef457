/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/addresses.h"

#include <string.h>

#include "store/facts.h"

static int
add(struct db *db, int64_t client, const char *address, struct wall at)
{
	struct sql	 q;

	q = sql_make(db, "INSERT INTO client_address VALUES (?, ?, ?, ?, 1) "
	    "ON CONFLICT DO UPDATE SET last = excluded.last, current = 1");
	put_i64(&q, client);
	put_text(&q, address);
	put_wall(&q, at);
	put_wall(&q, at);
	return sql_run(&q);
}

/* What was told so far is history from now on. */
static int
retire(struct db *db, int64_t client, struct wall last_seen)
{
	struct sql	 q;

	q = sql_make(db, "UPDATE client_address SET current = 0, last = ? "
	    "WHERE client = ? AND current = 1");
	put_wall(&q, last_seen);
	put_i64(&q, client);
	return sql_run(&q);
}

/* A client may not fill the table by telling a new one each time. */
static int
cut(struct db *db, int64_t client)
{
	struct sql	 q;

	q = sql_make(db, "DELETE FROM client_address WHERE client = ?1 AND "
	    "address IN (SELECT address FROM client_address WHERE client = ?1 "
	    "ORDER BY current DESC, last DESC, address LIMIT -1 OFFSET ?2)");
	put_i64(&q, client);
	put_i64(&q, CLIENT_ADDRESSES_MAX);
	return sql_run(&q);
}

static int
set_joined(struct db *db, int64_t client, const char *joined)
{
	struct sql	 q = sql_make(db, "UPDATE client SET addresses = ? "
			    "WHERE seq = ?");

	put_text(&q, joined);
	put_i64(&q, client);
	return sql_run(&q);
}

/* Others than the client tell only some of its addresses, Q313660. */
static int
add_all(struct db *db, const struct addresses *a,
    const struct addresses_known *k)
{
	struct arena	 mem;
	const char	*joined;
	size_t		 i;
	int		 error = 0;

	for (i = 0; error == 0 && i < a->n; i++)
		if (!lines_have(k->joined, a->list[i], strlen(a->list[i])))
			error = add(db, k->client, a->list[i], a->at);
	if (error == 0)
		error = cut(db, k->client);
	if (error != 0)
		return error;
	arena_init(&mem, 65536);
	joined = lines_joined(&mem, k->joined, a->joined,
	    CLIENT_ADDRESSES_MAX);
	error = joined == NULL ? db_fail(db, SQLITE_NOMEM) :
	    set_joined(db, k->client, joined);
	arena_free(&mem);
	return error;
}

int
addresses_set(struct db *db, const struct addresses *a,
    const struct addresses_known *k)
{
	size_t	 i;
	int	 error;

	if (a->n == 0 || strcmp(a->joined, k->joined) == 0)
		return 0;
	if (a->adds)
		return add_all(db, a, k);
	if ((error = retire(db, k->client, k->last_seen)) != 0)
		return error;
	for (i = 0; i < a->n; i++) {
		if ((error = add(db, k->client, a->list[i], a->at)) != 0)
			return error;
	}
	if ((error = cut(db, k->client)) != 0)
		return error;
	return set_joined(db, k->client, a->joined);
}

void
addresses_take(struct batch *b, struct addresses *a,
    const struct client_seen *say)
{
	size_t	 i, n = say->n_addresses, size = 1;
	char	*p;

	n = n < CLIENT_ADDRESSES_MAX ? n : CLIENT_ADDRESSES_MAX;
	a->n = n;
	a->at = say->at;
	a->adds = say->adds;
	a->list = arena_array(&b->mem, n, sizeof(*a->list));
	for (i = 0; i < n; i++)
		size += strlen(say->addresses[i]) + 1;
	a->joined = p = arena_alloc(&b->mem, size);
	for (i = 0; p != NULL && a->list != NULL && i < n; i++) {
		a->list[i] = batch_text(b, say->addresses[i]);
		p = stpcpy(stpcpy(p, say->addresses[i]), "\n");
	}
}
