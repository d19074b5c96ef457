/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk - a share that is a plain folder: struct vfs_ops over a descriptor.
 *
 * Names    are looked up below the folder by openat2() that follows no
 *          symbolic link and never leaves it; everything after that goes by
 *          descriptor.  Links, pipes, sockets and devices are not shown and
 *          cannot be opened, neither can names that path.h refuses.
 * Case     the exact name first, else the first that differs in case only.
 * NT facts attributes and times that the file system cannot keep stand in the
 *          extended attribute user.sited.nt (record.h), extended attributes
 *          of clients in user.sited.ea (eas.h), a DACL that somebody set in
 *          user.sited.dacl (dacl.h).  A file without them is as good as any:
 *          its facts are those of stat, its rights those of the share.
 * Times    a write moves the write time that clients see two seconds later,
 *          or when the handle is flushed or closed or its facts are set, as
 *          Windows up to 2016 does; the file's own time moves at once.
 * Threads  the loop's only; the pool is used for what may wait.
 */
#ifndef SERVER_SMB_DISK_DISK_H
#define SERVER_SMB_DISK_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "server/smb/vfs.h"

struct event_base;
struct iopool;
struct disk_share;

struct disk_config {
	struct event_base	*base;		/* borrowed, as is the pool */
	struct iopool		*pool;
	int			 root;		/* the folder; duplicated */
	bool			 read_only;	/* nothing can ever change */
	uint32_t		 access;	/* the most that anybody gets */
	mode_t			 file_mode, folder_mode;	/* of new ones */
	/* What a query is told; folders' entries are made inheritable. */
	struct vfs_security	 security;
	const char		*label;		/* of the volume; copied */
};

extern const struct vfs_ops	disk_ops;	/* share: a disk_share */

int	disk_share_new(const struct disk_config *, struct disk_share **out,
	    struct err *);
/* When no tree is connected any more. */
void	disk_share_free(struct disk_share **);

/*
 * Does the file system under this folder keep what a read-write share needs?
 * Makes a file there and removes it.  For `sited -n'.
 */
int	disk_check(int folder, struct err *);

#endif
