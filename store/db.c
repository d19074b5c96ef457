/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* SQLite's result codes as errno, with the sentence around its own text. */
static const struct verdict {
	int		 code;		/* primary or extended */
	int		 error;
	bool		 refused;	/* by a rule of the schema */
	const char	*text;
} verdicts[] = {
	{ SQLITE_FULL,		ENOSPC,	 false, "has no space left" },
	{ SQLITE_NOMEM,		ENOMEM,	 false, "out of memory" },
	{ SQLITE_IOERR_NOMEM,	ENOMEM,	 false, "out of memory" },
	{ SQLITE_IOERR,		EIO,	 false, "cannot be read or written" },
	{ SQLITE_CANTOPEN,	EIO,	 false, "cannot be opened" },
	{ SQLITE_READONLY,	EROFS,	 false, "cannot be written" },
	{ SQLITE_PERM,		EACCES,	 false, "cannot be opened" },
	{ SQLITE_BUSY,		EBUSY,	 false, "is used by another program" },
	{ SQLITE_LOCKED,	EBUSY,	 false, "is used by another program" },
	{ SQLITE_INTERRUPT,	ECANCELED, false, "was interrupted" },
	{ SQLITE_CORRUPT,	EUCLEAN, false, "is damaged: restore a backup" },
	{ SQLITE_NOTADB,	EUCLEAN, false, "is damaged: restore a backup" },
	{ SQLITE_FORMAT,	EUCLEAN, false, "is damaged: restore a backup" },
	{ SQLITE_CONSTRAINT_UNIQUE,	EEXIST, true, "refused" },
	{ SQLITE_CONSTRAINT_PRIMARYKEY,	EEXIST, true, "refused" },
	{ SQLITE_CONSTRAINT_ROWID,	EEXIST, true, "refused" },
	{ SQLITE_CONSTRAINT_TRIGGER,	EPERM,	true, "refused" },
	{ SQLITE_CONSTRAINT,	EINVAL,	 true,	"refused" },
	{ SQLITE_TOOBIG,	E2BIG,	 true,	"refused" },
};

static const struct verdict *
judge(int rc)
{
	static const struct verdict	 other = { 0, EIO, false, "failed" };
	size_t				 i;

	for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		if (verdicts[i].code == rc || verdicts[i].code == (rc & 0xff))
			return &verdicts[i];
	}
	return &other;
}

int
db_fail(struct db *db, int rc)
{
	const struct verdict	*v = judge(rc);
	bool			 told;

	told = db->h != NULL && sqlite3_extended_errcode(db->h) == rc;
	db->failed = !v->refused;
	return err_set(&db->err, v->error, "site database %s %s (%s)",
	    db->file, v->text,
	    told ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc));
}

int
db_refuse(struct db *db, int code, const char *fmt, ...)
{
	char	 text[sizeof(db->err.text)];
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	db->failed = false;
	return err_set(&db->err, code, "%s", text);
}

int
db_open(struct db *db, const char *path, int flags, const char *vfs)
{
	int	 rc;

	(void)snprintf(db->file, sizeof(db->file), "%s", path);
	rc = sqlite3_open_v2(path, &db->h, flags | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE, vfs);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	/* What may not be written is opened all the same, to be read. */
	if ((flags & SQLITE_OPEN_READWRITE) != 0 &&
	    sqlite3_db_readonly(db->h, "main") == 1)
		return db_fail(db, SQLITE_READONLY);
	/* The file may be a restored one: believe nothing that it says. */
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return db_exec(db, "PRAGMA cell_size_check = ON;"
	    "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
}

void
db_close(struct db *db)
{
	size_t	 i;

	for (i = 0; i < DB_CACHE_SLOTS; i++)
		(void)sqlite3_finalize(db->cache[i].s);
	(void)sqlite3_close(db->h);
	*db = (struct db){ 0 };
}

int
db_exec(struct db *db, const char *text)
{
	int	 rc = sqlite3_exec(db->h, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(db, rc);
}

int
db_next(struct db *db, const char *kind, int64_t *out)
{
	struct sql	 q = sql_make(db, "UPDATE sequence SET last = last + 1 "
			    "WHERE kind = ? RETURNING last");
	bool		 found;
	int		 error;

	put_text(&q, kind);
	found = sql_row(&q);
	*out = found ? get_i64(&q) : 0;
	while (sql_row(&q))
		continue;	/* the update ends with the statement */
	error = sql_end(&q);
	if (error == 0 && !found)
		return db_refuse(db, EINVAL, "no sequence \"%s\"", kind);
	return error;
}

int
db_changes(struct db *db)
{
	return sqlite3_changes(db->h);
}

/* The slot of a literal, or the free one where it goes. */
static size_t
slot_of(const struct db *db, const char *text)
{
	size_t	 i = ((uintptr_t)text * 0x9e3779b97f4a7c15ULL) >> 55;

	while (db->cache[i].text != NULL && db->cache[i].text != text)
		i = (i + 1) % DB_CACHE_SLOTS;
	return i;
}

struct sql
sql_make(struct db *db, const char *text)
{
	struct sql	 q = { .db = db, .rc = SQLITE_OK };
	size_t		 i = slot_of(db, text);

	if (db->cache[i].s == NULL) {
		if (db->cached >= DB_CACHE_SLOTS / 2)
			fatal("store: more statements than the cache holds");
		q.rc = sqlite3_prepare_v3(db->h, text, -1,
		    SQLITE_PREPARE_PERSISTENT, &db->cache[i].s, NULL);
		if (q.rc != SQLITE_OK)
			return q;
		db->cache[i].text = text;
		db->cached++;
	}
	q.s = db->cache[i].s;
	return q;
}

bool
sql_row(struct sql *q)
{
	if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
		return false;
	q->rc = sqlite3_step(q->s);
	q->col = 0;
	return q->rc == SQLITE_ROW;
}

int
sql_end(struct sql *q)
{
	int	 error = 0;

	if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW && q->rc != SQLITE_DONE)
		error = db_fail(q->db, q->rc);
	if (q->s != NULL) {
		(void)sqlite3_reset(q->s);
		(void)sqlite3_clear_bindings(q->s);
	}
	return error;
}

int
sql_run(struct sql *q)
{
	while (sql_row(q))
		continue;
	return sql_end(q);
}
