/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set - a published set of files: made in memory, written to a folder that is
 * renamed into place, verified there, removed when nobody reads it any more.
 *
 *	cap/sets/<serial>/cap/		what share CAP_<site> shows; files that
 *					operators brought are links of blobs.h
 *	cap/sets/<serial>/logon/	what share SMSLOGON shows
 *	cap/sets/<serial>/cohort<n>/	the same two, as sessions with accounts
 *					of cohort n see them: whole trees, so
 *					that no path leads from one to another
 *	cap/sets/.new-<serial>/		while it is written
 *
 * Threads  set_write(), set_verify(), set_remove() and set_sweep() touch
 *          nothing but their arguments and may run in the pool.
 * Errors   -errno and a sentence.
 * Memory   set_free() releases all of it.
 */
#ifndef SERVER_DIRECTOR_CAP_SET_H
#define SERVER_DIRECTOR_CAP_SET_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/published.h"
#include "server/director/account/lists.h"
#include "server/director/cap/catalogue.h"

struct rollout_set;

struct set_file {
	const char	*path;		/* "cap/clidata.box/Caplist.ini" */
	struct buf	 content;
	bool		 is_blob;	/* it has no content, but a link */
	uint64_t	 size;
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
};

struct set {
	struct arena	 arena;		/* paths, manifest */
	uint64_t	 serial;
	struct manifest	 manifest;
	struct set_file	*files;		/* the manifest itself last */
	size_t		 nfiles;
	uint64_t	 bytes;
	unsigned	 cohort;	/* whose view it is */
	struct buf	 payload;	/* of a view: to be signed */
	struct set	*view;		/* of the next cohort; or NULL */
};

/* The folder of all sets, and the contents that they have links of. */
struct set_place {
	int	 sets_fd;
	int	 blobs_fd;
};

/* The publication's components are those of the catalogue. */
struct set_plan {
	uint64_t		 serial;
	const struct publication *publication;
	const struct catalogue	*catalogue;
	const struct list_file	*lists;		/* LIST_FILES; NULL: as they */
	const struct set	*before;	/* stand there, to compare */
	const struct manifest	*promise;	/* its generations, and when
						   there are others */
	struct wall		 now;
	int64_t			 valid_ms;
	unsigned		 cohort;	/* whose view; 0: the set itself */
	const struct rollout_set *rings;	/* its catalogue is that one */
};

/* All files but the manifest, and the bytes of that to be signed. */
int	set_make(const struct set_plan *, struct set **out,
	    struct buf *payload, struct err *);
/* Do both show the same, whatever their serials and times? */
bool	set_same(const struct set *, const struct set *);
/* The manifest, with its signature. */
int	set_sign(struct set *, const struct buf *payload,
	    const uint8_t public_key[static SIGN_KEY_SIZE],
	    const uint8_t signature[static SIGN_SIZE], struct err *);
/* On the disk and in place, or not there at all. */
int	set_write(const struct set *, const struct set_place *, struct err *);
/*
 * Is every file and folder there as it should be, and nothing else?  A link
 * is right if its blob is: whoever doubts that checks the blobs first.
 */
int	set_verify(const struct set *, const struct set_place *,
	    struct err *);
/* What the folder of that serial holds, by its manifest; then verified. */
int	set_load(const struct set_place *, uint64_t serial, struct set **out,
	    struct err *);
void	set_free(struct set **);
const struct set_file *set_find(const struct set *, const char *path);
/* The files of the logon point, which are some of the CAP's again. */
#define SET_LOGON_FILES	4
#define SET_VIEW_SIZE	16
/* The folder of a cohort's view in that of the set. */
void	set_view_name(char dst[static SET_VIEW_SIZE], unsigned cohort);
bool	set_add_logon(struct set *);

/* Each set that stands there, in no order. */
void	set_each(int sets_fd, void (*)(void *, uint64_t serial), void *);
void	set_remove(int sets_fd, uint64_t serial);
/* At start: what was never finished goes, and every lock (cap.md 8, 8). */
void	set_sweep(int sets_fd);

#endif
