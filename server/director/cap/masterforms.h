/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * masterforms - the folders of the operators whose files clients are shown,
 * a row each, and the forms of files whose content is checked first.
 *
 * A new form of a file is a row of forms[] in masterforms.c with its strict
 * parser: a file that is wrong is kept out, or stays as it was, and hurts no
 * other (cap.md 8, 18).
 */
#ifndef SERVER_DIRECTOR_CAP_MASTERFORMS_H
#define SERVER_DIRECTOR_CAP_MASTERFORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "protocol/sms/syntax.h"

struct master_folder {
	const char	*folder;	/* below inboxes: "clifiles.src" */
	const char	*shown;		/* below the CAP: "clifiles.box" */
	bool		 components;	/* each folder in it is a bundle */
	unsigned	 depth;		/* of folders in it, or in a bundle */
	size_t		 files;		/* at most, of it or of a bundle */
	uint64_t	 largest;	/* bytes of a file */
};

#define MASTER_FOLDERS	4
#define COMPONENTS_MAX	128		/* folders below clicomp.src */
#define COMPVER_NAME	"compver.ini"
#define MASTER_LOCK	"Inboxlck.tok"	/* legacy clients wait, and go away */

extern const struct master_folder	master_folders[MASTER_FOLDERS];

/* The row that a bundle of the catalogue belongs to. */
const struct master_folder *master_folder_of(const char *bundle);
/* Where its files are shown, below the share: "clicomp.box/hinv"; without what
   stands behind a colon, which no folder has (rollout.h). */
void	 master_shown(const char *bundle, char *dst, size_t size);

struct master_form {
	const char	*folder;	/* row of master_folders */
	const char	*ext;		/* ".ofr" */
	size_t		 largest;
	/* 0, -EINVAL with line and column, -ENOMEM. */
	int		 (*check)(const void *, size_t, struct arena *,
			    struct syntax_err *);
};
/* NULL: a file of any content. */
const struct master_form *master_form(const struct master_folder *,
	    const char *path);

/* Names that are never shown: half-copied ones, locks, hidden ones. */
bool	 master_is_ignored(const char *name);

#endif
