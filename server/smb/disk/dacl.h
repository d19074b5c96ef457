/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dacl - the extended attribute user.sited.dacl: who may what with a file, if
 * somebody has said so.  A file without one is as open as its share.  Only the
 * DACL is kept: owner and group are the share's, and the owner may always read
 * and change it.
 *
 * Layout   u8 version 1, u8 everybody, u16 control, u16 count, u16 0; then per
 *          entry u8 denies, u8 flags, u16 0, u32 access, a SID; little endian.
 * Errors   -errno.  A damaged attribute is an empty DACL: the owner alone can
 *          mend it.
 * Source   [MS-DTYP] 2.5.3.2 (access check), 2.5.3.4 (inheritance).
 */
#ifndef SERVER_SMB_DISK_DACL_H
#define SERVER_SMB_DISK_DACL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "server/smb/vfs.h"

struct smb_user;

/* All that an attribute of VFS_ACES_MAX entries can take. */
#define DACL_SIZE_MAX	(8 + VFS_ACES_MAX * (8 + SID_SIZE_MAX))

/* Owner and group are left as they are. */
bool	dacl_decode(struct rd, struct vfs_security *);
void	dacl_encode(struct wr *, const struct vfs_security *);

/* 1: it has one; 0: it has none, nothing is touched. */
int	dacl_load(int fd, struct vfs_security *);
int	dacl_store(int fd, const struct vfs_security *);

/* The most that it gives to this user, or to nobody in particular (NULL). */
uint32_t	dacl_allows(const struct vfs_security *,
		    const struct smb_user *);

/* What a new child gets of its folder's; false: nothing is handed down. */
bool	dacl_inherit(const struct vfs_security *folder, bool child_is_folder,
	    struct vfs_security *child);

#endif
