/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path - which names a client may say, and what we make of them.
 *
 * Off the wire comes UTF-16 with backslashes (some clients send slashes; both
 * part components).  Out goes UTF-8 with '/' between components, without an
 * empty one, "." or "..": the form of vfs.h.  Case is left as it is.
 *
 * Refused  whatever Windows would read as something else than a plain name:
 *          streams, wildcards, DOS devices, trailing dots and blanks, control
 *          characters, ill-formed UTF-16.  We make no short names, so that
 *          PROGRA~1 is an ordinary name.
 * Errors   NT_INVALID_PARAMETER for a leading separator and an odd length,
 *          NT_OBJECT_PATH_SYNTAX_BAD for "..", NT_OBJECT_NAME_INVALID else.
 * Source   [MS-FSCC] 2.1.5, [MS-SMB2] 2.2.13, 3.3.5.9.
 */
#ifndef SERVER_SMB_PATH_H
#define SERVER_SMB_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"
#include "server/smb/vfs.h"

#define PATH_UNITS_MAX	255	/* UTF-16 units of one component */
#define PATH_DEPTH_MAX	128	/* components */

/*
 * `folder' is set when a separator ends the path: only a folder is meant.
 * The empty path is the root of the share and allowed.
 */
enum ntstatus	path_from_wire(struct rd, char dst[static VFS_PATH_MAX],
		    bool *folder);

/* The same judgement of one component in UTF-8, as it stands on disk. */
enum ntstatus	path_check_name(const char *);

/* The last component; the path itself if there is only one. */
const char	*path_leaf(const char *);
/* The rest: "" for one component; copies at most VFS_PATH_MAX bytes. */
void		 path_parent(const char *, char dst[static VFS_PATH_MAX]);
/* parent/leaf, or leaf alone; false: too long. */
bool		 path_join(const char *parent, const char *leaf,
		    char dst[static VFS_PATH_MAX]);

#endif
