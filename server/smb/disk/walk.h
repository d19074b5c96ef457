/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk - what is in a folder, as the kernel has it: shown or not, in no order,
 * without "." and "..".
 *
 * Errors   -errno.
 */
#ifndef SERVER_SMB_DISK_WALK_H
#define SERVER_SMB_DISK_WALK_H

#include <dirent.h>
#include <stdbool.h>

/* Until each() says no.  The folder's file position is used. */
int	walk_folder(int folder, bool (*each)(void *arg,
	    const struct dirent64 *), void *arg);
/* Is there anything at all?  1 or 0. */
int	walk_finds_any(int folder);

#endif
