/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store - the site database: what the site knows, behind its own nouns
 * (account.h accountlist.h audit.h backup.h bundle.h client.h enrolled.h
 * finding.h inbox.h intent.h pool.h publication.h replica.h request.h
 * site.h sitecontrol.h).  Nothing outside of this folder knows SQL.
 *
 * Changes  are collected in a batch and submitted.  One store thread commits
 *          all batches that wait in one transaction, hence one fsync, each
 *          behind a savepoint of its own: a refused batch leaves no trace and
 *          hurts no other.  Batches take effect in the order of submission.
 * Queries  answer with one page of rows, never more than STORE_PAGE_MAX; the
 *          caller asks for the next page when it likes.  A query sees every
 *          batch that was submitted before it.
 * Threads  every function is called on one thread, the event loop's, and
 *          never blocks unless it says so.  Callbacks run on that thread,
 *          out of store_dispatch(), in the order of completion.  They may
 *          submit and query, but neither wait nor close.
 * Errors   -errno.  A function that returns 0 calls its callback exactly once;
 *          otherwise never.  A callback gets NULL when all is well: a batch is
 *          on the disk then.  Else its sentence is for an operator, and code
 *          says what to do: ENOSPC, EIO, ENOMEM: nothing was changed, the
 *          store goes on and the same may be tried again.  EUCLEAN: the
 *          database is damaged, every later call ends so too.  Anything
 *          else: this batch asks for what is not allowed (header of the noun).
 *          After EIO a crash may bring to light that the batch was written.
 * Memory   everything given to a change or query is copied.  What a callback
 *          is shown, and what a change function returned, ends with it.
 * Units    struct wall is kept in microseconds; { 0 } means never.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/wire.h"

#define STORE_PAGE_MAX	500	/* rows a query answers at most (limit 0) */

struct store;
struct batch;

struct store_options {
	bool		 create;	/* an empty folder becomes a new store */
	uint32_t	 group_max;	/* changes in one commit; 0: 4096 */
	int		 log_pages;	/* between checkpoints; 0: 8000 */
	const char	*vfs;		/* an SQLite VFS by name, for tests */
};

struct store_blob {
	const void	*data;
	size_t		 len;
};

/* A deadline that outlives the process: architecture.md 5. */
struct stored_time {
	struct wall	 wall;			/* { 0 }: not set */
	struct mono	 mono;
	char		 boot[BOOT_ID_SIZE];
};

/*
 * The folder must exist; it gets `site.db', `site.db-wal' and `lock', 0600.
 * Blocks while the file is checked, and for migrations.  -EBUSY: another
 * process has it.  -ENOENT: nothing there and not to be created.  -EUCLEAN:
 * damaged, or not ours.  -ENOTSUP: written by a newer sited.
 */
int	 store_open(const char *dir, const struct store_options *,
	    struct store **out, struct err *);
/* Finishes and delivers all that was submitted, then closes.  Blocks. */
void	 store_close(struct store **);

int	 store_fd(const struct store *);	/* readable: dispatch */
void	 store_dispatch(struct store *);	/* calls what is complete */
size_t	 store_pending(const struct store *);	/* callbacks still owed */
void	 store_wait(struct store *);	/* blocks until none is; start, tests */

typedef void	store_done(void *arg, const struct err *failed);

struct batch	*store_batch_new(void);	/* NULL: no memory; may be passed on */
void		 store_batch_free(struct batch **);
/* Takes the batch, also on failure.  -ENOMEM; -ESHUTDOWN while closing. */
int		 store_submit(struct store *, struct batch **, store_done *,
		    void *arg);

int64_t		 store_new_id(void);	/* random, positive, never 0 */

#endif
