/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder - files in the agent's own folder, reached by descriptor and name
 * only: no name leads out of it, no symbolic link is followed.
 *
 * Errors   0 or -errno.
 */
#ifndef CONTRIB_SITECLIENT_FOLDER_H
#define CONTRIB_SITECLIENT_FOLDER_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Makes it, mode 0700, with its subfolders; refuses one that others may read. */
int	folder_open(const char *path, int *fd_out, struct err *);
/* One agent at a time: -EBUSY; the lock ends with the process. */
int	folder_lock(int folder, int *fd_out, struct err *);
pid_t	folder_locker(int folder);	/* who has it, -1: nobody says */

int	folder_read(int folder, const char *name, size_t max, struct buf *);
/* The old content or the new, never a mix, whatever happens; mode 0600. */
int	folder_write(int folder, const char *name, const struct buf *);
int	folder_make(int folder, const char *path);	/* and its parents */
/* With all that is in it, without leaving it; what is not there is gone. */
int	folder_remove(int folder, const char *name);
int	folder_sync(int folder);

#endif
