/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stock - the catalogue in force, and everything that may change it: scans of
 * the operators' folders, `publish now', `component publish', the hourly
 * check.  Whatever reads or copies files runs in the pool, one task at a time.
 *
 * Failure  what is wrong with a bundle keeps its last good one in force and is
 *          one line in the log until it changes.
 */
#ifndef SERVER_DIRECTOR_CAP_STOCK_H
#define SERVER_DIRECTOR_CAP_STOCK_H

#include "server/director/cap/survey.h"
#include "server/smb/iopool.h"
#include "store/audit.h"

struct director;
struct stock;

int	stock_new(struct director *, struct err *);	/* blocks */
void	stock_start(struct director *);
void	stock_reconfigured(struct director *);
void	stock_stop(struct director *);
void	stock_free(struct stock **);

/* What was lost has been looked for: sets can be made. */
bool	stock_is_ready(const struct director *);
/* Borrowed: count it to keep it. */
struct catalogue *stock_catalogue(const struct director *);
int	stock_blobs_fd(const struct director *);
/* What lay in the folders when they were looked at last; NULL: never yet. */
const struct survey *stock_seen(const struct director *);

/*
 * Looks into the folders and takes what may be taken.  `after' is the
 * catalogue then (of a trial: as it would be), borrowed.
 */
typedef void	stock_done(void *arg, const struct err *failed,
		    const struct catalogue *after);
int	stock_look(struct director *, enum survey_mode, stock_done *,
	    void *arg, struct err *);

/* The i-th of what is wrong; false: no more. */
struct stock_problem {
	const char	*bundle;	/* "clicomp.src/hinv" */
	const char	*text;
};
bool	stock_problem(const struct director *, size_t i,
	    struct stock_problem *out);

/*
 * Work of others on the files: begin() (NULL: nothing) on the loop when it is
 * its turn, run() in the pool, then done() on the loop, which may free the
 * task; `cancelled' if it never ran.  The next task comes when done() has
 * returned and what it has put into the catalogue is committed.
 */
struct stock_task {
	struct iojob			 job;	/* first */
	STAILQ_ENTRY(stock_task)	 next;
	struct stock			*stock;
	void				 (*begin)(struct stock_task *);
	void				 (*run)(struct stock_task *);
	void				 (*done)(struct stock_task *);
	bool				 cancelled;
};
void	stock_queue(struct director *, struct stock_task *);

/*
 * Puts what operators brought behind what is in the file, as a pack; `bytes'
 * is the size of the file then.
 */
typedef void	stock_backed_up(void *arg, const struct err *failed,
		    uint64_t bytes);
int	stock_backup(struct director *, int fd, stock_backed_up *, void *arg,
	    struct err *);

/* In the place of the bundles of their names; then wants a set. */
struct stock_change {
	const struct bundle *const	*with;
	size_t				 n;
	const struct audit_row		*audit;		/* NULL: none */
};
typedef void	stock_committed(void *arg, const struct err *failed);
void	stock_put(struct director *, const struct stock_change *,
	    stock_committed *, void *arg);

#endif
