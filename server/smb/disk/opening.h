/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opening - a CREATE on its way: what open.c, which finds and judges, and
 * make.c, which makes what is not there, know of it.
 */
#ifndef SERVER_SMB_DISK_OPENING_H
#define SERVER_SMB_DISK_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/smb2/access.h"
#include "server/smb/disk/file.h"
#include "server/smb/disk/place.h"

#define OPENING_AGAIN	NT_LATER	/* it came or went: look once more */

struct opening {
	struct vfs_tree		*tree;
	struct disk_share	*share;
	struct vfs_open		*o;
	int			 fd;
	bool			 read_only_fd;	/* writing was wanted */
	struct facts		 facts;
	char			 path[VFS_PATH_MAX];
	struct disk_file	*file;		/* of what was made */
};

static inline uint32_t
opening_attributes(const struct vfs_open *o)
{
	return o->attributes | (o->temporary ? FILE_ATTRIBUTE_TEMPORARY : 0);
}

enum ntstatus	opening_status(int error);	/* of a negative errno */

/* Nobody bears the name; OPENING_AGAIN if somebody does now. */
enum ntstatus	disk_make(struct opening *, const struct place *);

#endif
