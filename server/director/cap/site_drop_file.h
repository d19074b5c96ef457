/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_drop_file - deltas as files below sitectrl.box:
 *
 *	incoming\NAME.CT1	dropped by an operator
 *	process\NAME.CT1	taken; at most one at a time is ours
 *	refused\NAME.CT1	moved aside, with NAME.CT1.result beside it
 *
 * A file is taken when nothing about it has changed for a while; an empty one
 * may be a place-holder and has longer.  Everything else is left alone: other
 * names, .tmp, links, folders.
 *
 * Threads  each function may run in the pool: it touches its arguments only.
 * Errors   0 or -errno and a sentence.
 */
#ifndef SERVER_DIRECTOR_CAP_SITE_DROP_FILE_H
#define SERVER_DIRECTOR_CAP_SITE_DROP_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

struct director;

#define DROPPED_MAX	256		/* looked at, at a time */
#define DROPPED_NAME	256
#define EMPTY_MS	(10 * 60 * 1000)
#define REFUSED_MAX	200		/* files kept; the oldest go */

struct dropped {
	char		 name[DROPPED_NAME];
	uint64_t	 inode, size;
	int64_t		 modified, changed;	/* ns */
	struct mono	 since;		/* it has been like this */
};

struct dropped_list {
	struct dropped	 file[DROPPED_MAX];
	size_t		 n;
};

/* What lies in incoming now; `list' is what lay there before. */
int	dropped_look(const struct director *, struct dropped_list *,
	    struct err *);
/* The one that is to be taken next: NULL, or the oldest that rests. */
const struct dropped *dropped_next(const struct dropped_list *,
	    int64_t rest_ms);
/* Into process. */
int	dropped_take(const struct director *, const struct dropped *,
	    struct err *);
/* The first that lies in process; name "": none. */
int	dropped_taken(const struct director *, char name[static DROPPED_NAME],
	    struct err *);
/* -EFBIG: it is larger than `most'. */
int	dropped_read(const struct director *, const char *name, size_t most,
	    struct buf *out, struct err *);
int	dropped_remove(const struct director *, const char *name,
	    struct err *);
/* Into refused, with the reason beside it. */
int	dropped_refuse(const struct director *, const char *name,
	    const char *reason, struct err *);

#endif
