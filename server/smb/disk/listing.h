/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing - the names of a folder at one moment, in the order of their upper
 * case: what an enumeration walks through and what a name in another case is
 * looked up in.  Names that no client could say, and what is neither a file
 * nor a folder, are left out.
 *
 * A cache keeps the last listings.  One is used again only while the folder's
 * times are those at its reading, and only if the folder had been quiet for a
 * while then: a change within the clock's grain would go unseen.
 *
 * Errors   -errno; -EOVERFLOW for a folder of more than LISTING_BYTES_MAX.
 * Memory   counted references: listing_drop() each that you got.
 */
#ifndef SERVER_SMB_DISK_LISTING_H
#define SERVER_SMB_DISK_LISTING_H

#include <stddef.h>

#include "server/smb/vfs.h"

#define LISTING_BYTES_MAX	(64UL * 1024 * 1024)
#define LISTING_CACHED_MAX	32
#define LISTING_CACHED_BYTES	(4UL * 1024 * 1024)

struct census_book;
struct listing;
struct listing_cache;

struct listing_cache	*listing_cache_new(void);
void			 listing_cache_free(struct listing_cache **);
/* For those who change folders, see census.h. */
struct census_book	*listing_census(struct listing_cache *);

/* `folder' must be open for reading; its file position is used. */
int		 listing_get(struct listing_cache *, int folder,
		    struct listing **);
void		 listing_drop(struct listing **);

size_t		 listing_count(const struct listing *);
const char	*listing_name(const struct listing *, size_t);

/*
 * `name' becomes how it stands in the folder, the first of those that differ
 * in case only: 1, or 0 if there is none.
 */
int		 listing_spell(struct listing_cache *, int folder,
		    char name[static VFS_NAME_MAX]);

#endif
