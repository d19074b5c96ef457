/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eas - the extended attributes of an open file: asked for, changed, and those
 * that a CREATE brings along.
 *
 * Source   [MS-SMB2] 3.3.5.20.1, 3.3.5.21.1; [MS-FSA] 2.1.5.12.14.
 */
#ifndef SERVER_SMB_EAS_H
#define SERVER_SMB_EAS_H

#include <stddef.h>

#include "base/wire.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"
#include "protocol/smb2/query.h"

struct open;
struct vfs_tree;

/* Writes at most `most' bytes behind w->pos. */
enum ntstatus	eas_query(struct open *, const struct smb2_query_info_req *,
		    struct wr *, size_t most);
enum ntstatus	eas_change(struct open *, struct rd changes);

/*
 * Those that a new file shall have, as they are kept.  `kept' lives until the
 * next call of any of these.
 */
enum ntstatus	eas_wanted(const struct vfs_tree *, struct rd asked,
		    struct rd *kept);
/* May it be opened by a client that knows nothing of them? */
enum ntstatus	eas_needed(struct open *);

#endif
