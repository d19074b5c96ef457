/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rights - what the user of a tree may do with a file: what the share gives,
 * less what the file's DACL does not.
 *
 * Source   [MS-FSA] 2.1.5.1.1 (a new file), 2.1.5.1.2 (a found one).
 */
#ifndef SERVER_SMB_DISK_RIGHTS_H
#define SERVER_SMB_DISK_RIGHTS_H

#include "server/smb/vfs.h"

/* The most; what the folder that it lies in allows comes on top. */
enum ntstatus	disk_rights(struct vfs_tree *, int fd, const char *path,
		    uint32_t *most);
/* May something be made in, or moved to, this folder? */
enum ntstatus	disk_may_add(struct vfs_tree *, int folder, bool a_folder);
/* May this name be removed to make room for another? */
enum ntstatus	disk_may_replace(struct vfs_tree *, int folder, int fd);

#endif
