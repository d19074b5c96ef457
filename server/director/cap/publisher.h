/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publisher - the site control file in force, and the published set made from
 * it: build, sign, write, rename, commit, tell (A20).
 *
 * Serials  of sets and of site control files only rise.
 * Failure  whatever goes wrong keeps the last good set and raises one alarm;
 *          a set that was renamed into place counts, also when the crash came
 *          before its commit.
 * Async    `done' is called once: NULL when the set is in force (or there was
 *          nothing to do), else why not.
 */
#ifndef SERVER_DIRECTOR_CAP_PUBLISHER_H
#define SERVER_DIRECTOR_CAP_PUBLISHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/wire.h"
#include "store/audit.h"

struct catalogue;
struct chan;
struct chan_msg;
struct director;
struct publisher;
struct site;

typedef void	publisher_done(void *arg, const struct err *failed);

int	publisher_new(struct director *, struct err *);	/* blocks */
void	publisher_start(struct director *);	/* timers; a set if due */
void	publisher_stop(struct director *);
void	publisher_free(struct publisher **);
void	publisher_reconfigured(struct director *);
void	publisher_keeper_ready(struct director *);
void	publisher_stock_ready(struct director *);
int	publisher_sets_fd(const struct director *);
void	publisher_keeper_lost(struct director *);
void	publisher_tell_worker(struct director *, struct chan *);
void	publisher_signed(struct director *, struct chan *, struct chan_msg *);

/* Something that is published has changed: soon, once for many. */
void	publisher_wanted(struct director *, const char *why);
/* The account list is there, or a new one. */
void	publisher_lists_ready(struct director *);
/* Now, also if nothing has changed. */
int	publisher_now(struct director *, const struct audit_row *,
	    publisher_done *, void *arg, struct err *);

/* As soon as a set can be made, or at once if there is nothing to show. */
void	publisher_soon(struct director *, publisher_done *, void *arg);
/* The site control file in force; NULL: none. */
const struct site *publisher_site(const struct director *);

struct publisher_status {
	uint64_t	 serial;	/* of the set in force; 0: none */
	uint64_t	 site_control;	/* serial of that file; 0: none */
	struct wall	 published;
	struct wall	 valid_until;
	struct wall	 verified;	/* every file was right then */
	uint32_t	 files;
	uint64_t	 bytes;
	bool		 busy;		/* a set is being made */
	const char	*alarm;		/* "": all is well */
};
void	publisher_status(const struct director *, struct publisher_status *);
/* CopyListVersion of the offer in force; false: nothing is in force. */
bool	publisher_copy_list(const struct director *, uint32_t *out);

/* A file of the set in force; false: no more. */
struct publisher_file {
	const char	*path;
	uint64_t	 size;
	const uint8_t	*sha256;
};
bool	publisher_file(const struct director *, uint32_t i,
	    struct publisher_file *out);

/* Its bytes, if it is one of ours: borrowed until the next set.  false: none. */
bool	publisher_content(const struct director *, const char *path,
	    struct rd *out);

/*
 * What a set made now, of that catalogue, would change: files and accounts in
 * one piece of memory, the caller's to free().  NULL and a sentence.
 */
struct publisher_change {
	enum { CHANGE_ADDED, CHANGE_CHANGED, CHANGE_REMOVED } kind;
	bool		 is_account;
	char		 name[256];
	uint64_t	 before, after;		/* bytes, of a file */
};
struct publisher_changes {
	size_t			 n;
	struct publisher_change	 row[];
};
struct publisher_changes *publisher_compare(const struct director *,
	    const struct catalogue *, struct err *);

#endif
