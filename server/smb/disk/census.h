/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * census - who lives in a folder, as hashes of the names in upper case: the
 * quick "nobody is called that" for folders in which one file after the other
 * is made, where each look for a name in another case would be a reading of
 * the whole folder.
 *
 * Trust    a census is taken for true while the folder's times are those of
 *          the last look, for a second at most.  Changes of our own are noted
 *          (census_before, census_after) and do not end it.  What somebody else
 *          does between our look and our change may go unseen that long: the
 *          price is two names that differ in case only, as it is when two of
 *          us make them at once.
 * Memory   8 bytes a name, CENSUS_NAMES_MAX names, CENSUS_FOLDERS folders.
 */
#ifndef SERVER_SMB_DISK_CENSUS_H
#define SERVER_SMB_DISK_CENSUS_H

#include <stdbool.h>
#include <stddef.h>

#define CENSUS_FOLDERS		8
#define CENSUS_NAMES_MAX	200000
#define CENSUS_TRUST_MS		1000

struct census;
struct census_book;

struct census_book	*census_book_new(void);
void			 census_book_free(struct census_book **);

/*
 * 0: nobody in the folder is called that, in whatever case; 1: perhaps
 * somebody is; or -errno.
 */
int	census_may_have(struct census_book *, int folder, const char *name);

/* Before a change of our own: the census that will outlive it, or NULL. */
struct census	*census_before(struct census_book *, int folder);
/* `came': the new name, NULL if one has gone. */
void		 census_after(struct census *, int folder, const char *came);

#endif
