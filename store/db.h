/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db - one SQLite connection, its prepared statements, and straight-line
 * access to them: parameters are put and columns got one after the other, as
 * the statement lists them; the first error sticks and sql_end() tells it.
 *
 *	struct sql q = sql_make(db, "SELECT name FROM account WHERE id = ?");
 *
 *	put_i64(&q, id);
 *	if (sql_row(&q))
 *		name = get_text(&q, arena);
 *	return sql_end(&q);
 *
 * Threads  the store thread's (or the opener's, before that one runs).
 * Errors   -errno; the sentence is left in db->err.
 * Memory   the text of a statement must be a literal: statements are cached
 *          by its address.  What is put must live until sql_end().
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>

#include "base/arena.h"
#include "store/store.h"

#define DB_CACHE_SLOTS	512

struct db {
	sqlite3		*h;
	struct {
		const char	*text;
		sqlite3_stmt	*s;
	}		 cache[DB_CACHE_SLOTS];
	size_t		 cached;
	char		 file[256];	/* for sentences */
	struct err	 err;
	bool		 failed;	/* err is the disk's, not the caller's */
	int		 wal_pages;	/* waiting for a checkpoint */
};

int	db_open(struct db *, const char *path, int flags, const char *vfs);
void	db_close(struct db *);
int	db_exec(struct db *, const char *);	/* any text, not cached */
int	db_fail(struct db *, int sqlite_code);	/* fills err, returns -errno */
/* The caller asked for what is not allowed. */
int	db_refuse(struct db *, int code, const char *, ...)
	    __attribute__((format(printf, 3, 4)));
int	db_next(struct db *, const char *kind, int64_t *);	/* a sequence */

struct sql {
	struct db	*db;
	sqlite3_stmt	*s;
	int		 arg, col;
	int		 rc;
};

struct sql	 sql_make(struct db *, const char *literal);
bool		 sql_row(struct sql *);		/* false: no more, or failed */
int		 sql_end(struct sql *);
int		 sql_run(struct sql *);		/* to its end: no rows wanted */
/* Rows changed by the statement that was run last. */
int		 db_changes(struct db *);

void		 put_i64(struct sql *, int64_t);
void		 put_u64(struct sql *, uint64_t);
void		 put_wall(struct sql *, struct wall);
void		 put_text(struct sql *, const char *);		/* NULL: "" */
void		 put_text_or_null(struct sql *, const char *);
void		 put_blob(struct sql *, struct store_blob);	/* empty: NULL */
void		 put_bytes(struct sql *, const void *, size_t);
void		 put_guid(struct sql *, const struct guid *);
void		 put_stored_time(struct sql *, const struct stored_time *);

int64_t		 get_i64(struct sql *);
uint64_t	 get_u64(struct sql *);
uint32_t	 get_u32(struct sql *);
struct wall	 get_wall(struct sql *);
const char	*get_text(struct sql *, struct arena *);	/* never NULL */
struct store_blob get_blob(struct sql *, struct arena *);
void		 get_bytes(struct sql *, void *, size_t);	/* else zeroes */
struct guid	 get_guid(struct sql *);
void		 get_stored_time(struct sql *, struct stored_time *);

#endif
