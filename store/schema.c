/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/schema.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

static int
damaged(struct db *db, const char *why)
{
	(void)db_refuse(db, EUCLEAN, "site database %s is damaged: restore a "
	    "backup (%s)", db->file, why);
	db->failed = true;
	return -EUCLEAN;
}

static int
ask_int(struct db *db, const char *literal, int *out)
{
	struct sql	 q = sql_make(db, literal);
	int		 error;

	*out = sql_row(&q) ? (int)get_i64(&q) : 0;
	error = sql_end(&q);
	if (error != 0 && q.rc == SQLITE_ERROR)	/* the statement is right */
		return damaged(db, sqlite3_errmsg(db->h));
	return error;
}

int
schema_version(struct db *db, const struct schema *sc, int *version)
{
	int	 application, tables, error;

	if ((error = ask_int(db, "PRAGMA application_id", &application)) != 0 ||
	    (error = ask_int(db, "PRAGMA user_version", version)) != 0 ||
	    (error = ask_int(db, "SELECT count(*) FROM sqlite_schema",
	    &tables)) != 0)
		return error;
	if (application == 0 && *version == 0 && tables == 0)
		return 0;
	if (application != SCHEMA_APPLICATION || *version < 1)
		return db_refuse(db, EUCLEAN, "%s is the database of another "
		    "program, not of sited", db->file);
	if (*version > sc->version)
		return db_refuse(db, ENOTSUP, "site database %s was written "
		    "by a newer sited (schema %d, this one knows %d): install "
		    "that one, or restore a backup", db->file, *version,
		    sc->version);
	return 0;
}

static int
run_steps(struct db *db, const struct schema *sc, int from)
{
	char	 mark[96];
	int	 error, i;

	for (i = from; i < sc->version; i++) {
		if ((error = db_exec(db, sc->steps[i].sql)) != 0)
			return error;
	}
	(void)snprintf(mark, sizeof(mark), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d", SCHEMA_APPLICATION, sc->version);
	return db_exec(db, mark);
}

int
schema_migrate(struct db *db, const struct schema *sc, int from)
{
	struct err	 why;
	int		 error, i;

	if (from >= sc->version)
		return 0;
	for (i = from; from > 0 && i < sc->version; i++)
		log_info("store: %s: schema %d, %s", db->file, i + 1,
		    sc->steps[i].what);
	error = db_exec(db, "BEGIN IMMEDIATE");
	if (error == 0)
		error = run_steps(db, sc, from);
	if (error == 0)
		error = db_exec(db, "COMMIT");
	if (error != 0 && !sqlite3_get_autocommit(db->h)) {
		why = db->err;
		(void)db_exec(db, "ROLLBACK");
		db->err = why;
	}
	return error;
}

/* SHA-256 over the text of everything that was ever created. */
static int
digest(struct db *db, uint8_t out[static SCHEMA_DIGEST_SIZE])
{
	struct sql	 q = sql_make(db, "SELECT type, name, tbl_name, sql "
			    "FROM sqlite_schema ORDER BY type, name");
	EVP_MD_CTX	*md = EVP_MD_CTX_new();
	struct arena	 mem;
	const char	*s;
	bool		 ok;
	int		 error, i;

	arena_init(&mem, 1 << 20);
	ok = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	while (ok && sql_row(&q)) {
		for (i = 0; i < 4; i++) {
			s = get_text(&q, &mem);
			ok &= EVP_DigestUpdate(md, s, strlen(s) + 1) == 1;
		}
	}
	error = sql_end(&q);
	ok = ok && EVP_DigestFinal_ex(md, out, NULL) == 1;
	EVP_MD_CTX_free(md);
	arena_free(&mem);
	if (error == 0 && !ok)
		error = db_fail(db, SQLITE_NOMEM);
	return error;
}

int
schema_digest(const struct schema *sc, int version,
    uint8_t out[static SCHEMA_DIGEST_SIZE], struct err *e)
{
	const struct schema	 then = { .steps = sc->steps,
				    .version = version };
	struct db		 pure = { 0 };
	int			 error;

	error = db_open(&pure, ":memory:", SQLITE_OPEN_READWRITE, NULL);
	if (error == 0)
		error = run_steps(&pure, &then, 0);
	if (error == 0)
		error = digest(&pure, out);
	if (error != 0)
		*e = pure.err;
	db_close(&pure);
	return error;
}

/* Another SQLite may write the text of a table that is altered otherwise: what
   was recorded says that all is well, not that it is not. */
static bool
is_recorded(const struct schema *sc, int version,
    const uint8_t is[static SCHEMA_DIGEST_SIZE])
{
	char	 hex[2 * SCHEMA_DIGEST_SIZE + 1];

	hex_encode(hex, is, SCHEMA_DIGEST_SIZE);
	return version <= sc->recorded && strcmp(sc->digests[version - 1],
	    hex) == 0;
}

int
schema_compare(struct db *db, const struct schema *sc, int version)
{
	uint8_t	 ours[SCHEMA_DIGEST_SIZE], theirs[SCHEMA_DIGEST_SIZE];
	int	 error = digest(db, theirs);

	if (error != 0 || is_recorded(sc, version, theirs))
		return error;
	error = schema_digest(sc, version, ours, &db->err);
	if (error == 0 && memcmp(ours, theirs, sizeof(ours)) != 0)
		error = damaged(db, "its tables are not those of its schema "
		    "version");
	return error;
}

/* A page that cannot be read now says nothing of what is in it. */
static int
cannot_be_read(const char *finding)
{
	static const char	 mark[] = "error code=";
	const char		*p = strstr(finding, mark);
	int			 rc = p == NULL ? SQLITE_OK :
				    atoi(p + strlen(mark));

	return (rc & 0xff) == SQLITE_NOMEM || (rc & 0xff) == SQLITE_IOERR ?
	    rc : SQLITE_OK;
}

int
schema_check_pages(struct db *db, bool deep)
{
	struct sql	 q;
	struct arena	 mem;
	const char	*s;
	char		 first[128] = "";
	int		 error;

	arena_init(&mem, 1 << 20);
	q = deep ? sql_make(db, "PRAGMA integrity_check(1)") :
	    sql_make(db, "PRAGMA quick_check(1)");
	if (sql_row(&q)) {
		s = get_text(&q, &mem);
		if (strcmp(s, "ok") != 0)
			(void)snprintf(first, sizeof(first), "%s", s);
	}
	error = sql_end(&q);
	arena_free(&mem);
	if (error != 0 || first[0] == '\0')
		return error;
	if (cannot_be_read(first) != SQLITE_OK)
		return db_fail(db, cannot_be_read(first));
	return damaged(db, first);
}
