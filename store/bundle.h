/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle - what was taken from the folders of the operators, to be shown to
 * clients: a component's files in one version, or the files of a folder that
 * is mirrored.  The files themselves lie in cap/blobs, by their SHA-256.
 *
 * Errors   none of its own.
 * Source   cap.md 3.2, 6.1.
 */
#ifndef STORE_BUNDLE_H
#define STORE_BUNDLE_H

#include "store/store.h"

struct bundle_file_row {
	const char	*bundle;
	const char	*path;		/* below the bundle's folder */
	uint64_t	 size;
	uint8_t		 sha256[32];
};

struct bundle_row {
	const char			*name;		/* "clicomp.src/hinv" */
	const char			*version;	/* "": it has none */
	struct wall			 since;
	const char			*who;
	const char			*reason;
	const struct bundle_file_row	*files;		/* put only */
	size_t				 nfiles;
};

/* In the place of the one of that name, files and all. */
void	store_bundle_put(struct batch *, const struct bundle_row *);

/* By name, without their files; "" is before the first. */
struct bundle_list {
	const struct bundle_row	*rows;
	size_t			 n;
	bool			 more;
};
typedef void	bundle_done(void *arg, const struct err *,
		    const struct bundle_list *);
int	store_bundles(struct store *, const char *after, bundle_done *,
	    void *arg);

/* By bundle and path. */
struct bundle_files {
	const struct bundle_file_row	*rows;
	size_t				 n;
	bool				 more;
};
typedef void	bundle_files_done(void *arg, const struct err *,
		    const struct bundle_files *);
int	store_bundle_files(struct store *, const char *after_bundle,
	    const char *after_path, bundle_files_done *, void *arg);

#endif
