/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch - change notification by inotify.
 *
 * A share has one watcher, which has an eye for each struct vfs_watch.  An eye
 * looks at its folder and, if it is recursive, at every folder below, one
 * limb each; limbs that look at the same folder share a spot, which is what
 * inotify knows.  Folders that come are looked at too, those that go are
 * forgotten; what was put into a new one before we looked is told as added.
 *
 * Events   of one file name, in the words of [MS-FSCC] 2.7.1; names are parted
 *          by '/'.  A rename within a folder is told as old and new name, one
 *          between folders as removed and added.  Names that no client could
 *          say do not exist: a file renamed to one is removed.
 * Limits   WATCH_LIMBS_MAX folders an eye: one that has more is told once by
 *          overflow() and sees the nearest ones only.
 * Calls    out of the loop only, never from within disk_watch();
 *          disk_watch() and disk_unwatch() may be called from within them.
 */
#ifndef SERVER_SMB_DISK_WATCH_H
#define SERVER_SMB_DISK_WATCH_H

#include "server/smb/disk/file.h"
#include "server/smb/vfs.h"

#define WATCH_LIMBS_MAX		2048

enum ntstatus	disk_watch(struct vfs_file *, struct vfs_watch *);
void		disk_unwatch(struct vfs_file *, struct vfs_watch *);
/* The file is about to be closed: nothing looks at it any more. */
void		watch_close(struct disk_file *);

void		watcher_free(struct watcher **);

#endif
