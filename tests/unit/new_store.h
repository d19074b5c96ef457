/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * new_store - what store_open() makes of an empty folder, without making its
 * schema anew each time; and disks that do not let us wait: in memory, where
 * there is enough, and without fsync for whoever links this.  What that is good
 * for, tests/fault shows.
 */
#ifndef TESTS_UNIT_NEW_STORE_H
#define TESTS_UNIT_NEW_STORE_H

#define QUICK_FOLDER_SIZE	64

void	new_store(const char *dir);	/* an empty folder */
/* A new folder for a test of that name. */
void	quick_folder(const char *name, char dst[static QUICK_FOLDER_SIZE]);

#endif
