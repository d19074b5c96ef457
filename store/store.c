/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing: everything is looked at before anything is written. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/secret.h"
#include "store/engine.h"
#include "store/files.h"
#include "store/schema.h"

#define GROUP_MAX	4096	/* changes */
#define LOG_PAGES	16000	/* 62 MiB, less than journal_size_limit */

/*
 * Exclusive, and that before the log is first touched: SQLite then keeps its
 * index of the log in memory of its own and maps no file.
 */
static const char	 exclusive[] = "PRAGMA locking_mode = EXCLUSIVE";
static const char	 durable[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -32768";

static int
count_log_pages(void *arg, sqlite3 *h, const char *name, int pages)
{
	struct db	*db = arg;

	(void)h;
	(void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

/* What is refused is left as it was found, for whoever looks into it. */
static void
keep_log_at_close(struct db *db, int on)
{
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on,
	    NULL);
}

/* 0: the database is ours, whole, and of the newest schema. */
static int
examine(struct db *db, bool create)
{
	int	 error, version;

	if ((error = schema_version(db, &site_schema, &version)) != 0)
		return error;
	if (version == 0 && !create)
		return db_refuse(db, ENOENT, "site database %s is empty",
		    db->file);
	if (version > 0 && ((error = schema_check_pages(db, false)) != 0 ||
	    (error = schema_compare(db, &site_schema, version)) != 0))
		return error;
	if (sqlite3_db_readonly(db->h, "main") != 0)
		return db_fail(db, SQLITE_READONLY);
	if ((error = db_exec(db, durable)) != 0)
		return error;
	return schema_migrate(db, &site_schema, version);
}

static int
open_database(struct store *st, const char *dir,
    const struct store_options *opt, struct err *e)
{
	char	 path[PATH_MAX];
	int	 error;

	if (snprintf(path, sizeof(path), "%s/" STORE_FILE, dir) >=
	    (int)sizeof(path))
		return err_set(e, ENAMETOOLONG, "path too long: %s", dir);
	error = db_open(&st->db, path, SQLITE_OPEN_READWRITE, opt->vfs);
	if (error == 0) {
		keep_log_at_close(&st->db, 1);
		error = db_exec(&st->db, exclusive);
	}
	if (error == 0)
		error = examine(&st->db, opt->create);
	if (error == 0) {
		keep_log_at_close(&st->db, 0);
		(void)sqlite3_wal_hook(st->db.h, count_log_pages, &st->db);
	} else if (e != NULL)
		*e = st->db.err;
	return error;
}

static int
open_locked(struct store *st, int dirfd, const char *dir,
    const struct store_options *opt, struct err *e)
{
	int	 error;

	st->group_max = opt->group_max != 0 ? opt->group_max : GROUP_MAX;
	st->log_pages = opt->log_pages != 0 ? opt->log_pages : LOG_PAGES;
	if ((error = files_prepare(dirfd, dir, opt->create, e)) != 0 ||
	    (error = files_check_log(dirfd, dir, e)) != 0)
		return error;
	if ((error = open_database(st, dir, opt, e)) == 0)
		error = engine_start(st, e);
	if (error != 0)
		db_close(&st->db);
	return error;
}

static int
open_folder(struct store *st, const char *dir,
    const struct store_options *opt, struct err *e)
{
	int	 dirfd, error;

	dirfd = files_open_dir(dir, e);
	if (dirfd < 0)
		return dirfd;
	st->lock_fd = files_lock(dirfd, dir, e);
	error = st->lock_fd < 0 ? st->lock_fd :
	    open_locked(st, dirfd, dir, opt, e);
	if (error != 0 && st->lock_fd >= 0)
		(void)close(st->lock_fd);
	(void)close(dirfd);
	return error;
}

int
store_open(const char *dir, const struct store_options *opt,
    struct store **out, struct err *e)
{
	struct store	*st = calloc(1, sizeof(*st));
	int		 error;

	*out = NULL;
	if (st == NULL)
		return err_set(e, ENOMEM, "out of memory");
	/* No statistics, hence no lock at each allocation. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	error = open_folder(st, dir, opt, e);
	if (error == 0)
		*out = st;
	else
		free(st);
	return error;
}

void
store_close(struct store **store)
{
	struct store	*st = *store;

	*store = NULL;
	if (st == NULL)
		return;
	st->closing = true;
	backup_cancel(st);
	store_wait(st);
	engine_stop(st);
	db_close(&st->db);
	(void)close(st->lock_fd);
	free(st);
}

int64_t
store_new_id(void)
{
	uint64_t	 id = 0;

	while (id == 0) {
		secret_random(&id, sizeof(id));
		id &= INT64_MAX;
	}
	return (int64_t)id;
}
