/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - a path of a client's brought to disk: the folder that holds the
 * name, open, and the name as it stands there or, if nobody bears it, as it
 * was asked for.
 *
 * Errors   NT_OBJECT_PATH_NOT_FOUND when a folder on the way is missing or is
 *          none; a missing last component is no error.
 * Memory   place_end() closes the folder, also after an error.
 */
#ifndef SERVER_SMB_DISK_PLACE_H
#define SERVER_SMB_DISK_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "protocol/smb2/status.h"
#include "server/smb/vfs.h"

struct disk_share;

struct place {
	int		 folder;
	bool		 found;
	struct statx	 st;			/* of what was found */
	char		 path[VFS_PATH_MAX];	/* from the share's root */
	const char	*leaf;			/* in path */
};

/* Not for the root, which is in no folder.  `exact': case counts. */
enum ntstatus	place_find(struct disk_share *, const char *path, bool exact,
		    struct place *);
void		place_end(struct place *);
/* Neither a file nor a folder: nothing that we would touch. */
bool		place_is_special(const struct place *);

#endif
