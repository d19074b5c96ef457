/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup - the copy is made by the store thread in steps, between commits; a
 * page that is written meanwhile is written to the copy too, since both are
 * done by one connection.  Syncing and checking the copy, which may take
 * seconds, is done by a thread of its own.
 */
#include "store/backup.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backups.h"
#include "store/engine.h"
#include "store/fdfile.h"
#include "store/schema.h"

#define STEP_PAGES	256	/* 1 MiB */
#define CANCEL_EVERY	100000	/* SQLite operations */

struct backup {
	struct job		 job;
	struct db		 copy;
	sqlite3_backup		*b;
	int			 fd;
	bool			 copied;
	bool			 checking;
	atomic_bool		 cancel;
	pthread_t		 checker;
	uint64_t		 bytes, total;
	backup_progress		*progress;
	store_done		*done;
	void			*arg;
};

static int
open_copy(struct db *db, int fd, int flags)
{
	char	 name[FDFILE_NAME_SIZE];
	int	 error;

	if (fdfile_register() != 0)
		return db_fail(db, SQLITE_NOMEM);
	error = db_open(db, fdfile_name(fd, name), flags, FDFILE_VFS);
	(void)snprintf(db->file, sizeof(db->file), "(the backup file)");
	return error;
}

static int
start(struct backup *k, struct db *db)
{
	int	 error = open_copy(&k->copy, k->fd, SQLITE_OPEN_READWRITE);

	if (error == 0)
		error = db_exec(&k->copy, "PRAGMA journal_mode = MEMORY;"
		    "PRAGMA synchronous = OFF");
	if (error != 0)
		return error;
	k->b = sqlite3_backup_init(k->copy.h, "main", db->h, "main");
	return k->b != NULL ? 0 : db_fail(&k->copy,
	    sqlite3_extended_errcode(k->copy.h));
}

static int
copy_some(struct backup *k, struct db *db)
{
	int	 rc;

	if (k->b == NULL && start(k, db) != 0)
		return -1;
	rc = sqlite3_backup_step(k->b, STEP_PAGES);
	k->total = (uint64_t)sqlite3_backup_pagecount(k->b) * 4096;
	k->bytes = k->total -
	    (uint64_t)sqlite3_backup_remaining(k->b) * 4096;
	k->copied = rc == SQLITE_DONE;
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_BUSY ||
	    rc == SQLITE_LOCKED)
		return 0;
	(void)db_fail(&k->copy, rc);
	return -1;
}

/* On the store thread, as the source is this thread's. */
static void
step(struct job *job, struct db *db)
{
	struct backup	*k = (struct backup *)job;

	if (k->cancel)
		(void)err_set(&job->err, ECANCELED, "the backup was ended "
		    "before it was whole");
	else if (copy_some(k, db) != 0) {
		job_fail(job, &k->copy);
		if (job->err.code == EUCLEAN)
			job->err.code = EIO;	/* the copy, not the store */
	}
	if (!k->copied && job->err.code == 0)
		return;
	(void)sqlite3_backup_finish(k->b);
	db_close(&k->copy);
}

static int
give_up(void *arg)
{
	struct backup	*k = arg;

	return k != NULL && k->cancel;
}

static int
examine(struct db *db, void *backup)
{
	int	 error, version;

	sqlite3_progress_handler(db->h, CANCEL_EVERY, give_up, backup);
	if ((error = schema_version(db, &site_schema, &version)) != 0)
		return error;
	if (version == 0)
		return db_refuse(db, EUCLEAN, "the backup file is empty");
	if ((error = schema_check_pages(db, true)) != 0)
		return error;
	return schema_compare(db, &site_schema, version);
}

int
backup_check(int fd, void *backup, struct err *e)
{
	struct db	 db = { 0 };
	int		 error = open_copy(&db, fd, SQLITE_OPEN_READONLY);

	if (error == 0)
		error = examine(&db, backup);
	if (error != 0 && e != NULL)
		*e = db.err;
	db_close(&db);
	return error;
}

/*
 * Bytes 18 and 19 say that the database has a log beside it.  The copy has
 * none: with 1 it is one plain file, which any SQLite reads.
 */
static int
make_plain(int fd)
{
	static const uint8_t	 rollback[2] = { 1, 1 };

	if (pwrite(fd, rollback, 2, 18) != 2 || fsync(fd) == -1)
		return -1;
	return 0;
}

static void *
check(void *arg)
{
	struct job_list	 one = STAILQ_HEAD_INITIALIZER(one);
	struct backup	*k = arg;

	if (make_plain(k->fd) == -1)
		(void)err_sys(&k->job.err, "cannot write the backup file");
	else
		(void)backup_check(k->fd, k, &k->job.err);
	STAILQ_INSERT_TAIL(&one, &k->job, link);
	job_complete(k->job.store, &one);
	return NULL;
}

static void
finish(struct backup *k)
{
	k->job.store->backup = NULL;
	if (k->checking)
		(void)pthread_join(k->checker, NULL);
	k->done(k->arg, job_err(&k->job));
	free(k);
}

static void
deliver(struct job *job)
{
	struct backup	*k = (struct backup *)job;
	int		 error;

	if (job->err.code != 0 || k->checking) {
		finish(k);
		return;
	}
	if (k->progress != NULL && !k->progress(k->arg, k->bytes, k->total))
		k->cancel = true;
	if (!k->copied) {
		job_again(job);
		return;
	}
	k->checking = true;
	job_elsewhere(job);
	error = pthread_create(&k->checker, NULL, check, k);
	if (error != 0) {
		k->checking = false;
		k->job.store->pending--;
		(void)err_set(&job->err, error, "cannot start a thread that "
		    "checks the backup (error %d)", error);
		finish(k);
	}
}

void
backup_cancel(struct store *st)
{
	if (st->backup != NULL)
		st->backup->cancel = true;
}

int
store_backup(struct store *st, int fd, backup_progress *progress,
    store_done *done, void *arg)
{
	struct backup	*k;
	struct stat	 sb;
	int		 error;

	if (fstat(fd, &sb) == -1 || !S_ISREG(sb.st_mode) || sb.st_size != 0)
		return -EINVAL;
	if (st->backup != NULL)
		return -EBUSY;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return -ENOMEM;
	k->job.run = step;
	k->job.deliver = deliver;
	k->fd = fd;
	k->progress = progress;
	k->done = done;
	k->arg = arg;
	error = job_submit(st, &k->job);
	if (error == 0)
		st->backup = k;
	else
		free(k);
	return error;
}
