/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group - many batches, one transaction, one fsync.
 *
 * First without savepoints, which cost a copy of every page that is changed:
 * seldom is a batch refused.  If one is, all is rolled back and done again
 * with them: a batch that breaks a rule is then undone alone.  When it is the
 * disk that fails, what SQLite has kept of the transaction is not
 * worth a guess: all is rolled back and every batch is tried once more in a
 * transaction of its own, so that one that is too large for what is left of
 * the disk does not take the others with it.
 */
#include "store/batch.h"

#include <errno.h>

static int
run_changes(struct db *db, struct batch *b)
{
	struct change	*c;
	int		 error;

	STAILQ_FOREACH(c, &b->changes, link) {
		if ((error = c->run(db, c->payload)) != 0)
			return error;
	}
	return 0;
}

static int
run(struct db *db, const char *literal)
{
	struct sql	 q = sql_make(db, literal);

	return sql_run(&q);
}

/* 0: it is in, or refused alone.  Otherwise the transaction is lost. */
static int
run_guarded(struct db *db, struct job *job)
{
	int	 error;

	job->err = (struct err){ 0 };
	if ((error = run(db, "SAVEPOINT batch")) != 0)
		return error;
	error = run_changes(db, job->batch);
	if (error != 0 && db->failed)
		return error;
	if (error != 0) {
		job_fail(job, db);
		if ((error = run(db, "ROLLBACK TO batch")) != 0)
			return error;
	}
	return run(db, "RELEASE batch");
}

static int
run_all(struct db *db, struct job_list *jobs, bool guarded)
{
	struct job	*job;
	int		 error;

	if ((error = run(db, "BEGIN IMMEDIATE")) != 0)
		return error;
	STAILQ_FOREACH(job, jobs, link) {
		error = guarded ? run_guarded(db, job) :
		    run_changes(db, job->batch);
		if (error != 0)
			return error;
	}
	return run(db, "COMMIT");
}

/* Leaves no transaction open; false: SQLite cannot even do that. */
static bool
roll_back(struct db *db)
{
	if (sqlite3_get_autocommit(db->h))
		return true;
	(void)sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	return sqlite3_get_autocommit(db->h) != 0;
}

static int
commit(struct db *db, struct job_list *jobs, bool guarded)
{
	struct err	 why;
	int		 error = run_all(db, jobs, guarded);

	if (error == 0)
		return 0;
	why = db->err;
	if (!roll_back(db))
		return err_set(&db->err, EUCLEAN, "site database %s is stuck "
		    "in a transaction: restart", db->file);
	db->err = why;
	return error;
}

static void
commit_alone(struct db *db, struct job *job)
{
	struct job_list	 one = STAILQ_HEAD_INITIALIZER(one);

	STAILQ_INSERT_TAIL(&one, job, link);
	if (commit(db, &one, true) != 0)
		job_fail(job, db);
}

void
group_commit(struct db *db, struct job_list *jobs)
{
	struct job_list	 todo = STAILQ_HEAD_INITIALIZER(todo);
	struct job	*job;

	if (commit(db, jobs, false) == 0 ||
	    (!db->failed && commit(db, jobs, true) == 0))
		return;
	STAILQ_SWAP(jobs, &todo, job);
	while ((job = STAILQ_FIRST(&todo)) != NULL) {
		STAILQ_REMOVE_HEAD(&todo, link);
		commit_alone(db, job);
		STAILQ_INSERT_TAIL(jobs, job, link);
	}
}
