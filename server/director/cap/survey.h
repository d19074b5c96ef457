/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey - what lies in the folders of the operators now, and what of it may
 * be taken.
 *
 * Trust    whoever writes there may write anything at any time: names and
 *          numbers are bounded, a file is read only as a regular one below
 *          its folder, its size, dates and inode are compared before and
 *          after, and what was read once is taken only with that content.
 * Time     a bundle is taken when nothing in it has changed for a while
 *          (settle_ms), because nothing says that a copy is finished.
 * Threads  survey_take() runs in the pool.
 */
#ifndef SERVER_DIRECTOR_CAP_SURVEY_H
#define SERVER_DIRECTOR_CAP_SURVEY_H

#include <sys/stat.h>

#include "base/clock.h"
#include "server/director/cap/catalogue.h"
#include "server/director/cap/masterforms.h"

struct survey_file {
	const char	*path;		/* below the bundle's folder */
	uint64_t	 size;
	struct timespec	 mtime, ctime;
	uint64_t	 inode;
	struct mono	 since;		/* seen like this first */
	bool		 hashed;
	uint8_t		 sha256[32];
	const char	*problem;	/* NULL: none */
};

enum bundle_state {
	STATE_RIGHT,		/* clients are shown what lies there */
	STATE_TAKEN,		/* by this very survey */
	STATE_COPYING,		/* something changes: wait */
	STATE_BAD		/* problem says why; the last good one stays */
};

struct survey_bundle {
	const struct master_folder *row;
	const char		*name;	/* "clicomp.src/hinv" */
	struct version		 version;
	struct survey_file	*file;	/* by path; not compver.ini */
	size_t			 nfile;
	struct survey_file	*compver;	/* NULL: there is none */
	struct mono		 since;
	enum bundle_state	 state;
	const char		*problem;	/* NULL: none */
	bool			 unlisted;	/* there may be more */
	struct bundle		 as;	/* as it would be taken */
};

struct survey {
	struct arena		 arena;
	struct survey_bundle	*bundle;	/* by name */
	size_t			 n;
	size_t			 ncomponent;	/* that were looked at */
	struct growth		 growth;	/* of the catalogue, by this */
	const char		*crowded;	/* not all were looked at, or NULL */
	/* Published content that is lost, of bundles of the catalogue. */
	const char		*damage;	/* NULL: none */
	bool			 mended;	/* some of it was */
};

enum survey_mode {
	SURVEY_SCAN,		/* what has settled */
	SURVEY_NOW,		/* somebody says that it is finished */
	SURVEY_TRIAL,		/* as NOW, but nothing is copied */
	SURVEY_DEEP		/* as SCAN, and every byte is read again */
};

struct survey_order {
	int			 masters_fd;
	int			 blobs_fd;
	int			 sets_fd;
	uint64_t		 set;		/* in force; 0: none */
	enum survey_mode	 mode;
	bool			 every_blob;	/* by every byte, too */
	int64_t			 settle_ms;
	const struct catalogue	*have;
	const struct survey	*before;	/* NULL: none */
	struct mono		 now;
	struct wall		 wall;
};

/* NULL: no memory.  What cannot be read is a bundle's problem. */
struct survey *survey_take(const struct survey_order *);
void	 survey_free(struct survey **);
const struct survey_bundle *survey_find(const struct survey *,
	    const char *name);

#endif
