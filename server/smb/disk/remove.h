/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remove - takes a name away if, and only if, it is still that file's.
 *
 * Between a look at the name and its unlinking somebody may put another file
 * there.  So a file is first renamed to a name of ours in the same folder:
 * what then stands there is looked at in peace, and put back if it is another.
 * Folders need no such care: only empty ones can be removed.  The caller has
 * looked whose name it is; this is about what happens after his look.
 *
 * Our names hold a character that no client can say, so that they are neither
 * shown nor reached; what a crash left behind is unlinked by whoever comes by.
 */
#ifndef SERVER_SMB_DISK_REMOVE_H
#define SERVER_SMB_DISK_REMOVE_H

#include <sys/stat.h>

/* 0, -ESTALE if the name is another file's now, or -errno. */
int	remove_exactly(int folder, const char *name, const struct statx *);

/* Unlinks what is left over in the folder; 0 or -errno. */
int	remove_leftovers(int folder);

#endif
