/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters and columns: the types of ours, in and out of SQLite. */
#include "store/db.h"

#include <limits.h>
#include <string.h>

static void
put(struct sql *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void
put_i64(struct sql *q, int64_t v)
{
	if (q->rc == SQLITE_OK)
		put(q, sqlite3_bind_int64(q->s, ++q->arg, v));
}

/* All 64 bits: a session id may have the highest one set. */
void
put_u64(struct sql *q, uint64_t v)
{
	put_i64(q, (int64_t)v);
}

void
put_wall(struct sql *q, struct wall w)
{
	put_i64(q, w.us);
}

void
put_text_or_null(struct sql *q, const char *s)
{
	if (q->rc == SQLITE_OK)
		put(q, sqlite3_bind_text(q->s, ++q->arg, s, -1,
		    SQLITE_STATIC));
}

void
put_text(struct sql *q, const char *s)
{
	put_text_or_null(q, s == NULL ? "" : s);
}

void
put_bytes(struct sql *q, const void *p, size_t n)
{
	if (q->rc == SQLITE_OK)
		put(q, sqlite3_bind_blob64(q->s, ++q->arg, p, n,
		    SQLITE_STATIC));
}

void
put_blob(struct sql *q, struct store_blob b)
{
	put_bytes(q, b.len == 0 ? NULL : b.data, b.len);
}

void
put_guid(struct sql *q, const struct guid *g)
{
	put_bytes(q, g->b, sizeof(g->b));
}

void
put_stored_time(struct sql *q, const struct stored_time *t)
{
	put_wall(q, t->wall);
	put_i64(q, t->mono.ns);
	put_text(q, t->boot);
}

int64_t
get_i64(struct sql *q)
{
	return q->rc == SQLITE_ROW ? sqlite3_column_int64(q->s, q->col++) : 0;
}

uint64_t
get_u64(struct sql *q)
{
	return (uint64_t)get_i64(q);
}

uint32_t
get_u32(struct sql *q)
{
	return (uint32_t)get_u64(q);
}

struct wall
get_wall(struct sql *q)
{
	return (struct wall){ get_i64(q) };
}

/* Bytes of the next column; valid until the next step. */
static const void *
column(struct sql *q, size_t *n_out)
{
	const void	*p;
	int		 col;

	*n_out = 0;
	if (q->rc != SQLITE_ROW)
		return NULL;
	col = q->col++;
	p = sqlite3_column_blob(q->s, col);
	if (p == NULL && sqlite3_errcode(sqlite3_db_handle(q->s)) ==
	    SQLITE_NOMEM) {
		q->rc = SQLITE_NOMEM;
		return NULL;
	}
	*n_out = (size_t)sqlite3_column_bytes(q->s, col);
	return p;
}

const char *
get_text(struct sql *q, struct arena *mem)
{
	const void	*p;
	const char	*s;
	size_t		 n;

	p = column(q, &n);
	if (n == 0)
		return "";
	s = arena_text(mem, p, n);
	if (s == NULL)
		q->rc = SQLITE_NOMEM;
	return s == NULL ? "" : s;
}

struct store_blob
get_blob(struct sql *q, struct arena *mem)
{
	struct store_blob	 b = { NULL, 0 };
	const void		*p;
	void			*copy;
	size_t			 n;

	p = column(q, &n);
	if (n == 0)
		return b;
	copy = arena_alloc(mem, n);
	if (copy == NULL) {
		q->rc = SQLITE_NOMEM;
		return b;
	}
	memcpy(copy, p, n);
	return (struct store_blob){ copy, n };
}

void
get_bytes(struct sql *q, void *dst, size_t size)
{
	const void	*p;
	size_t		 n;

	p = column(q, &n);
	memset(dst, 0, size);
	if (n == size)
		memcpy(dst, p, n);
}

struct guid
get_guid(struct sql *q)
{
	struct guid	 g;

	get_bytes(q, g.b, sizeof(g.b));
	return g;
}

void
get_stored_time(struct sql *q, struct stored_time *t)
{
	const void	*p;
	size_t		 n;

	t->wall = get_wall(q);
	t->mono.ns = get_i64(q);
	p = column(q, &n);
	memset(t->boot, 0, sizeof(t->boot));
	if (n < sizeof(t->boot) && n > 0)
		memcpy(t->boot, p, n);
}
