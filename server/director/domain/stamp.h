/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stamp - the mark that the directory keeps of the last step of the rotation;
 * the store has the same (algorithms.md A10).  When they differ at a start,
 * one of the two was restored from an older copy.
 *
 * The embedded directory keeps it in a folder of its own, apart from the
 * store, in one line:
 *
 *	sited-stamp-1:<site GUID>:<count>:<version, 32 hex digits>:<last>
 *
 * Order    the store first, which remembers the stamp of before until the
 *          directory has the new one: a crash in between is no torn state.
 * Errors   stamp_read(): ENOENT there is none, EBADMSG it is damaged, ESTALE
 *          it is another site's.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_STAMP_H
#define SERVER_DIRECTOR_DOMAIN_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"

#define STAMP_VERSION_SIZE	16
#define STAMP_TEXT_SIZE		160
#define STAMP_FILE		"stamp"

struct stamp {
	uint64_t	 count;		/* of steps; 0: there is none */
	uint8_t		 version[STAMP_VERSION_SIZE];	/* random */
	uint32_t	 last;		/* generation number given */
};

/* What the two stamps tell. */
enum stamp_verdict {
	STAMP_WHOLE,
	STAMP_UNFINISHED,	/* a crash: the directory's is still to come */
	STAMP_STORE_OLDER,
	STAMP_DIRECTORY_OLDER,
	STAMP_LOST,		/* the directory has none any more */
	STAMP_FORKED		/* both went on from the same step */
};

/* `before': of a step that the directory may not have yet; NULL: none. */
enum stamp_verdict stamp_compare(const struct stamp *store,
		    const struct stamp *before, const struct stamp *dir);
/* The one after it, with a version of its own. */
struct stamp	 stamp_after(const struct stamp *, uint32_t last);
bool		 stamp_equal(const struct stamp *, const struct stamp *);

/* One line without its end; only what stamp_text() writes is taken. */
const char	*stamp_text(const struct stamp *, const struct guid *site,
		    char[static STAMP_TEXT_SIZE]);
bool		 stamp_parse(const char *, struct stamp *, struct guid *site);

int		 stamp_read(int folder, const struct guid *site,
		    struct stamp *);
/* Durable when it returns 0; the old one stays if it fails. */
int		 stamp_write(int folder, const struct guid *site,
		    const struct stamp *);

#endif
