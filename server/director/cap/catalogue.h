/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * catalogue - what was taken from the folders of the operators, as it stands
 * in the store: sets are made of this, never of the folders themselves.  A
 * bundle is a component in one version, or the files of a mirrored folder.
 *
 * Memory   a catalogue never changes and is counted; what is in it lives as
 *          long.  Counted by the loop only: who uses it in the pool holds one.
 */
#ifndef SERVER_DIRECTOR_CAP_CATALOGUE_H
#define SERVER_DIRECTOR_CAP_CATALOGUE_H

#include "base/arena.h"
#include "protocol/sms/published.h"

struct bundle {
	const char			*name;	/* "clicomp.src/hinv" */
	struct version			 version;	/* of a component */
	struct wall			 since;
	const char			*who;
	const char			*reason;
	const struct component_file	*file;	/* by path, without case */
	size_t				 nfile;
};

/* Stands behind the name of an older version that some clients still see. */
#define BUNDLE_BEFORE	":before"
bool	 bundle_is_before(const char *name);

/* What one manifest names, but for the other folders: it has 16384. */
#define COMPONENT_FILES_MAX	7000
#define CATALOGUE_FULL		"there are as many components, or files of "	\
				"them, as clients can be shown"

struct catalogue {
	unsigned	 refs;
	struct arena	 arena;
	struct bundle	*bundle;	/* by name, without case */
	size_t		 n;
};

struct catalogue *catalogue_ref(struct catalogue *);
void	 catalogue_unref(struct catalogue **);
/* A copy in which these stand in the place of those of their names. */
struct catalogue *catalogue_with(const struct catalogue *,
	    const struct bundle *const *, size_t n);	/* NULL: no memory */
const struct bundle *catalogue_find(const struct catalogue *,
	    const char *name);
const struct component_file *bundle_find(const struct bundle *,
	    const char *path);
/* Components that are to be added to it: how many, and what all add to what
   clients are shown. */
struct growth {
	size_t	 components;
	size_t	 files;
};
/* What `b' adds, in the place of the one of its name; false: no room. */
bool	 catalogue_grow(const struct catalogue *, const struct bundle *b,
	    struct growth *);
/* Orders files by their paths. */
int	 component_file_order(const void *, const void *);
/* Is a file with that content in it? */
bool	 catalogue_has(const struct catalogue *, const uint8_t sha256[32]);

/* What a bundle that was found is to the one that was taken. */
enum verdict {
	BUNDLE_SAME,
	BUNDLE_NEWER,		/* or new, or other files of a mirror */
	BUNDLE_OLDER,
	BUNDLE_CHANGED,		/* other files under the same version */
	BUNDLE_RENAMED		/* a higher version, but the same files */
};
enum verdict	 bundle_judge(const struct bundle *have,
		    const struct bundle *found);	/* have may be NULL */
/* Why it is not taken; NULL: it is, or it is the same. */
const char	*verdict_text(enum verdict);

#endif
